"""Anchors of the accused: keys handed over (A56-A57), empty evidence (A58), own keys (A59), options (A60)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.verify.forgers import FIRST, HONEST, OWN, SECOND, Plan, Town, evidence
from verify.__main__ import main, verify


@pytest.fixture(scope="module")
def honest() -> Town:
    return Town(HONEST)


@pytest.fixture(scope="module")
def outside(honest: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of evidence: before, after, all.tar, kept.json, genesis, policy, policy-ranges."""
    folder: Path = tmp_path_factory.mktemp("outside")
    evidence(honest, folder)
    return folder


def handed_over(town: Town, folder: Path, **beside: bytes) -> str:
    """The town's bag in a folder, with what lies beside it."""
    folder.mkdir(exist_ok=True)
    (folder / "all.tar").write_bytes(town.all[2])
    for name, raw in beside.items():
        (folder / name).write_bytes(raw)
    return str(folder)


def codes(report) -> set[str]:
    return {finding["code"] for finding in report.findings}


@pytest.mark.parametrize("size", [0, 1, 2])
def test_a56_a_key_that_signed_beside_the_school_is_handed_nothing(honest, outside, tmp_path, size) -> None:
    """A genuine note, smaller, equal or larger than the forged log, with a second line by the attacker."""
    forged = Town(Plan("rotated to the own key at the end", own=OWN, signs=OWN))
    genuine = honest.log.checkpoint(honest.size + size - 1, FIRST, SECOND)
    both = genuine + OWN.note_line(genuine.partition(b"\n\n")[0] + b"\n")
    target = handed_over(forged, tmp_path / "given", checkpoint=both)
    for key in (FIRST, SECOND):
        report = verify([target], [], [key.vkey])
        assert report.verdict() == "tampered"
        assert "CHECKPOINT_UNKNOWN_KEY" in codes(report)
        assert verify([target], [str(outside / "before")], [key.vkey]).verdict() == "tampered"
    assert verify([handed_over(honest, tmp_path / "twin")], [], [FIRST.vkey]).verdict() == "sound"


def test_a57_a_thief_of_the_old_key_cannot_rotate_against_the_ranges_of_the_policy(
    honest, outside, tmp_path
) -> None:
    """K1 to its end, K2 from then on: a rotation to a third key, even signed over by K1, is a finding."""
    policy = str(outside / "policy-ranges")
    forged = Town(Plan("handed over to the own key", second=OWN, signs=OWN, hands=(FIRST, OWN)))
    report = verify([handed_over(forged, tmp_path / "given")], [], [], policy)
    assert report.verdict() == "tampered"
    assert {"CHECKPOINT_KEY_RANGE", "CHECKPOINT_UNKNOWN_KEY"} <= codes(report)
    [found] = [item for item in report.findings if item.get("detail") == "policy"]
    assert found["pos"] == honest.keys[0]["to"], "at the rotation"
    assert verify([handed_over(honest, tmp_path / "twin")], [], [], policy).verdict() == "sound"


def test_a57_a_range_hands_over_at_its_end_only(honest, tmp_path) -> None:
    """K1 until after this rotation, nothing said of later sizes: the early handover counts for nothing."""
    policy = tmp_path / "policy"
    last = int(str(honest.keys[0]["to"]))
    for end, verdict in ((last, "sound"), (last + 3, "tampered")):
        policy.write_text(f"log {FIRST.vkey}\nquorum none\n#socai key {FIRST.vkey} 0 {end}\n")
        given = verify([handed_over(honest, tmp_path / "given")], [], [], str(policy))
        assert given.verdict() == verdict, end


@pytest.mark.parametrize(
    "name", ["checkpoint", "entries.jsonl", "lines", "kept.json", "a.tlog-proof", "w1.tar"]
)
def test_a58_evidence_of_nothing_anchors_nothing(honest, tmp_path, name) -> None:
    """A failed download is no evidence, whatever it is called, and the report says that it was not used."""
    empty = tmp_path / name
    empty.write_bytes(b"")
    for town in (honest, Town(Plan("own founding", founder=OWN, second=None, signs=OWN))):
        report = verify([handed_over(town, tmp_path / "given")], [str(empty)])
        assert report.verdict() not in ("sound", "not_compared")
        assert report.coverage.entries_anchored == 0
        assert "EVIDENCE_NOT_COMPARED" in codes(report)
        assert not report.anchored


@pytest.mark.parametrize("row", ["genesis", "before"])
def test_a59_a_key_named_beyond_the_anchor_covers_nothing(honest, outside, tmp_path, row) -> None:
    """A rotation beyond what the outside knows: the rest rests on nothing, and the report says how much."""
    given = {"policy": str(outside / row)} if row == "genesis" else {"against": [str(outside / row)]}
    forged = Town(Plan("rotated before the marks", soon=OWN, signs=OWN, hands=(FIRST, SECOND)))
    report = verify([handed_over(forged, tmp_path / "given")], **given)
    assert report.verdict() == "incomplete"
    assert "TAIL_UNSIGNED" in codes(report)
    [rest] = report.rests
    assert (rest.anchored, rest.entries, rest.rest) == (
        1 if row == "genesis" else honest.before,
        forged.size,
        "nothing",
    )


def test_a59_a_key_named_inside_the_anchor_vouches_and_does_not_anchor(honest, outside, tmp_path) -> None:
    """The honest twin: known up to a size, signed beyond it by a key that is named below: not sound."""
    report = verify([handed_over(honest, tmp_path / "given")], [str(outside / "before")])
    assert report.verdict() == "incomplete"
    assert report.findings == []
    [rest] = report.rests
    assert (rest.anchored, rest.rest) == (honest.before, "named_key")
    assert verify([handed_over(honest, tmp_path / "given")], [str(outside / "after")]).verdict() == "sound"


@pytest.mark.parametrize("option", ["--policy=.p", "--key=x", "--against=.p", "-h", "--json"])
def test_a60_a_file_named_like_an_option_is_no_option(
    honest, outside, tmp_path, monkeypatch, capsys, option
) -> None:
    """`socai-verify *` in a folder of the accused judges nothing and says which file to rename."""
    forged = Town(Plan("own founding", founder=OWN, second=None, signs=OWN))
    folder = Path(handed_over(forged, tmp_path / "given"))
    (folder / ".p").write_text(f"log {OWN.vkey}\nquorum none\n")
    (folder / option).write_bytes(b"")
    monkeypatch.chdir(folder)
    assert main(sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))) == 2
    out, err = capsys.readouterr()
    assert "NGUYÊN VẸN" not in out + err
    assert option in err


def test_a60_a_file_named_vectors_does_not_turn_judging_into_a_run_of_vectors(
    honest, tmp_path, monkeypatch, capsys
) -> None:
    """`vectors` sorts before `window-…`: with a file of no vectors behind it the exit was 0."""
    folder = Path(handed_over(honest, tmp_path / "given"))
    (folder / "all.tar").rename(folder / "window-1.tar")
    (folder / "vectors").write_bytes(b"")
    monkeypatch.chdir(folder)
    assert main(sorted(path.name for path in folder.iterdir())) == 2
    (folder / "vectors").unlink()
    (folder / "none.json").write_text('{"vectors":[]}')
    assert main(["vectors", "none.json"]) == 2
    assert "0 passed" in capsys.readouterr().out


def test_a60_the_report_names_every_anchor_first(honest, outside, tmp_path, capsys) -> None:
    """By what it is: a policy by its digest and keys, a note by origin and size; in JSON as well."""
    target = handed_over(honest, tmp_path / "given")
    words = [target, "--policy", str(outside / "policy"), "--against", str(outside / "after")]
    assert main(words) == 0
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert "tệp chính sách" in first
    assert FIRST.vkey in first
    assert "phiếu chốt" in second
    assert f"62.socai/demo cỡ {honest.size}" in second
    assert main([*words, "--json"]) == 0
    anchors = json.loads(capsys.readouterr().out)["anchors"]
    assert [anchor["kind"] for anchor in anchors] == ["policy", "checkpoint"]
    assert len(anchors[0]["sha256"]) == 64


def test_a60_a_report_without_an_anchor_says_so_first(honest, tmp_path, capsys) -> None:
    """Nothing came from outside: that is the first thing to read."""
    assert main([handed_over(honest, tmp_path / "given")]) == 2
    assert capsys.readouterr().out.splitlines()[0].endswith("không có")
