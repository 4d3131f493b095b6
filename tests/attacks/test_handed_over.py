"""What lies beside decides nothing: a receipt where a quorum is asked for (A100), many files (A101), older
and newer files than the evidence (A102, A103)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.verify.bag_builder import LogBuilder, Signer
from tests.verify.forgers import FIRST, OWN, SECOND, Plan, Town
from tests.verify.forgers import HONEST as PLAN
from tests.verify.story import Story
from verify.__main__ import verify

WITNESS = Signer(50, "phong.example/1", 4)
HONEST, FORGED = Story(), Story(value=95)
KEY = HONEST.log.signer
SIZE = json.loads(HONEST.all[1]["data/manifest.json"])["size"]


def put(path: Path, raw: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw)
    return str(path)


def first(count: int) -> LogBuilder:
    return LogBuilder(KEY, lines=HONEST.log.lines[:count])


@pytest.fixture
def quorum(tmp_path: Path) -> str:
    """The reader asks for the cosignature of a witness besides the log's key."""
    text = f"log {KEY.vkey}\nwitness phong {WITNESS.vkey}\nquorum phong\n"
    return put(tmp_path / "policy", text.encode())


def test_a100_a_thief_of_the_logs_key_passes_no_quorum_by_a_receipt(tmp_path, quorum) -> None:
    """A receipt has no room for a cosignature, so its signature stands for no line."""
    lines = put(tmp_path / "given/whole.jsonl", FORGED.log.jsonl())
    receipt = put(tmp_path / "given/receipt.json", FORGED.log.receipt(len(FORGED.log.lines) - 1))
    for given in ([lines, receipt], [receipt]):
        report = verify(given, policy=quorum)
        assert report.verdict() == "not_compared"
        assert report.coverage.entries_anchored == 0


def test_a100_an_honest_receipt_stands_by_the_cosigned_note_of_its_proof(tmp_path, quorum) -> None:
    """The twin: the proof has room for it."""
    last = len(HONEST.log.lines) - 1
    receipt = put(tmp_path / "given/receipt.json", HONEST.log.receipt(last))
    proof = HONEST.log.proof(last)
    text = proof.split(b"\n\n")[1] + b"\n"
    sealed = put(tmp_path / "given/receipt.tlog-proof", proof + WITNESS.note_line(text))
    assert verify([receipt, sealed], policy=quorum).verdict() == "sound"
    lines = put(tmp_path / "given/whole.jsonl", HONEST.log.jsonl())
    assert verify([receipt, sealed, lines], policy=quorum).verdict() == "sound"


@pytest.fixture
def noise(tmp_path: Path) -> list[str]:
    """Genuine notes and receipts of one school, more than are compared each with each."""
    single = [pos for pos in range(SIZE - 4) if json.loads(HONEST.log.lines[pos])["n"] == 1]
    notes = [put(tmp_path / f"noise/checkpoint-{n}", HONEST.log.checkpoint(n)) for n in range(1, SIZE - 4)]
    return notes + [put(tmp_path / f"noise/{pos}.json", HONEST.log.receipt(pos)) for pos in single]


@pytest.mark.parametrize("later", ["note", "receipt", "bag"])
@pytest.mark.parametrize("outside", [True, False])
def test_a101_no_number_of_files_hides_that_an_export_lost_lines(tmp_path, noise, later, outside) -> None:
    """A log as long as the cut export, or a longer export, must not be the only one to be asked for all."""
    assert len(noise) > 32
    end = len(HONEST.log.lines)
    cut = str(first(SIZE - 2 if later == "bag" else SIZE).export(tmp_path / "cut"))
    beside = str(HONEST.log.export(tmp_path / "whole")) if later == "bag" else ""
    shows = {
        "note": put(tmp_path / "shows/checkpoint", HONEST.log.checkpoint(end)),
        "receipt": put(tmp_path / "shows/receipt.json", HONEST.log.receipt(end - 1)),
        "bag": put(tmp_path / "shows/all.tar", HONEST.all[2]),
    }
    given = [beside or shows["bag"], cut]
    against = [shows[later]] if outside else []
    for others in ([], noise):
        report = verify([*given, *others, *([] if outside else [shows[later]])], against, [KEY.vkey])
        assert report.verdict() == "tampered"
        found = {item["code"] for item in report.findings if item["source"] == cut}
        assert found == {"RECEIPT_DENIED" if later == "receipt" else "LOG_SHRANK"}


@pytest.mark.parametrize("name", ["checkpoint", "receipt.json", "newest.tlog-proof"])
def test_a102_what_is_newer_than_the_evidence_is_not_accused(tmp_path, name) -> None:
    """An export that the reader has kept was whole when it was got; it ends before what came later."""
    end = len(HONEST.log.lines)
    kept = str(first(11).export(tmp_path / "kept"))
    made = {
        "checkpoint": HONEST.log.checkpoint(end),
        "receipt.json": HONEST.log.receipt(end - 1),
        "newest.tlog-proof": HONEST.log.proof(end - 1),
    }
    report = verify([put(tmp_path / "given" / name, made[name])], [kept], [KEY.vkey])
    assert report.verdict() == "incomplete"
    assert "EVIDENCE_NOT_COMPARED" in {item["code"] for item in report.findings}


TOWN = Town(PLAN)
ROTATED = int(str(TOWN.keys[0]["to"]))


def of_before(folder: Path, town: Town, signer: Signer) -> dict[str, str]:
    """A note, a receipt and an export of before the rotation."""
    log = LogBuilder(signer, lines=town.log.lines[:ROTATED])
    return {
        "note": put(folder / "checkpoint", log.checkpoint()),
        "receipt": put(folder / "receipt.json", log.receipt(2)),
        "export": str(log.export(folder / "export")),
    }


@pytest.mark.parametrize("kind", ["note", "receipt", "export"])
def test_a103_files_of_before_the_rotation_are_judged_by_the_newest_key(tmp_path, kind) -> None:
    """Beside a bag that the newest key anchors, whose lines name the old key: as targets and as evidence."""
    bag = put(tmp_path / "all.tar", TOWN.all[2])
    old = of_before(tmp_path / "old", TOWN, FIRST)[kind]
    if kind != "export":  # as a target it says that this is all there is
        assert verify([bag, old], [], [SECOND.vkey]).verdict() == "sound"
    assert verify([bag], [old], [SECOND.vkey]).verdict() == "sound"


@pytest.mark.parametrize("kind", ["note", "receipt", "export"])
def test_a103_no_other_key_signs_what_is_anchored(tmp_path, kind) -> None:
    """Nor does the old key where nothing shows that it was the school's, nor a forged log's."""
    bag = put(tmp_path / "all.tar", TOWN.all[2])
    alone = of_before(tmp_path / "alone", TOWN, FIRST)[kind]
    own = of_before(tmp_path / "own", TOWN, OWN)[kind]
    founded = Town(Plan("own founding", founder=OWN, second=None, signs=OWN))
    forged = of_before(tmp_path / "forged", founded, OWN)[kind]
    lines = put(tmp_path / "forged.jsonl", founded.log.jsonl())
    for given in ([alone], [bag, own], [bag, forged], [bag, own, lines], [forged, lines]):
        assert verify(given, [], [SECOND.vkey]).verdict() == "tampered"


def test_a103_a_note_that_hands_over_needs_no_cosigner_beside_a_cosigned_one(tmp_path) -> None:
    """It lies in an export as a file of its own."""
    text = f"log {FIRST.vkey}\nlog {SECOND.vkey}\nwitness phong {WITNESS.vkey}\nquorum phong\n"
    policy = put(tmp_path / "policy", text.encode())
    [(size, note)] = TOWN.handovers.items()
    newest = TOWN.log.checkpoint(None, SECOND)
    cosigned = newest + WITNESS.note_line(newest.partition(b"\n\n")[0] + b"\n")
    for checkpoint, verdict in ((cosigned, "sound"), (newest, "incomplete")):
        export = TOWN.log.export(tmp_path / verdict, checkpoint=checkpoint, **{f"handover-{size}": note})
        assert verify([str(export)], policy=policy).verdict() == verdict
