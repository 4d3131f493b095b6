"""One fault never hides another: what lies beside a forged log, or breaks a part of us, loses no finding."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.verify.bag_builder import tar_bytes
from tests.verify.noise import KINDS, NAMES, put
from verify.__main__ import verify
from verify.law.replay import LawReplay
from verify.report import Report

AT = "2020-11-05T03:00:00.000000Z"
SHAPES = ("tar", "folder", "export")


def errors(report: Report) -> list[dict[str, Any]]:
    return [item for item in report.findings if item["severity"] == "error"]


def forged(story):
    return story.log.rewrite(story.gk, lambda e: e["data"].update({"value": 95}))


def lay(folder: Path, shape: str, story, log) -> None:
    """The forged log in one of the forms in which a school hands it over."""
    folder.mkdir()
    if shape == "export":
        log.export(folder)
        return
    members = {**story.all[1], "data/entries.jsonl": b"".join(line + b"\n" for line in log.lines)}
    if shape == "tar":
        (folder / "all.tar").write_bytes(tar_bytes("all", members, AT))
        return
    for name, raw in members.items():
        (folder / "all" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "all" / name).write_bytes(raw)


def loosen(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_noise_hides_a_changed_mark(tmp_path, story, shape, kind):
    """Each kind of noise under each name, beside target and evidence: a finding more, none less."""
    target, evidence = tmp_path / "school", tmp_path / "held"
    lay(target, shape, story, forged(story))
    lay(evidence, "tar", story, story.log)
    plain = verify([str(target)], [str(evidence)])
    assert plain.verdict() == "tampered"
    assert any(item["code"] == "HISTORY_REWRITTEN" and item["new"] == 95 for item in plain.findings)
    for folder in (target, evidence, *target.glob("all"), *target.glob("all/data")):
        for name in NAMES:
            put(folder, name, kind)
    noisy = verify([str(target)], [str(evidence)])
    assert noisy.verdict() == "tampered"
    assert [item for item in errors(plain) if item not in noisy.findings] == []
    assert not [item for item in noisy.findings if item["code"] == "VERIFIER_FAULT"]
    loosen(tmp_path)


things = st.lists(
    st.tuples(
        st.sampled_from(("school", "held", "in")), st.sampled_from(NAMES), st.sampled_from(sorted(KINDS))
    ),
    min_size=1,
    max_size=6,
)


@given(shape=st.sampled_from(SHAPES), noise=things)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_noise_loses_no_finding(tmp_path_factory, story, shape, noise):
    """Any few things together."""
    top = tmp_path_factory.mktemp("noise")
    lay(top / "school", shape, story, forged(story))
    lay(top / "held", "folder", story, story.log)
    plain = verify([str(top / "school")], [str(top / "held")])
    places = {"school": top / "school", "held": top / "held", "in": top / "held" / "all"}
    for place, name, kind in noise:
        put(places[place], name, kind)
    noisy = verify([str(top / "school")], [str(top / "held")])
    assert noisy.verdict() == "tampered"
    assert [item for item in errors(plain) if item not in noisy.findings] == []
    loosen(top)


def test_the_command_prints_names_that_are_no_text(tmp_path, story, capfd):
    """A name that is not UTF-8 is written escaped, in words and as JSON."""
    from verify.__main__ import main

    lay(tmp_path / "school", "export", story, story.log)
    put(tmp_path / "school", "\udcff.tar", "rubbish")
    for more in ([], ["--json"]):
        assert main([str(tmp_path / "school"), *more]) == 1
        said = capfd.readouterr().out
        assert "\\udcff" in said
    assert json.loads(said)["verdict"] == "tampered"


def test_a_crash_of_the_law_hides_nothing(desk, story, monkeypatch):
    """Tree and facts are compared, later entries judged, and the places of the crashes named."""
    forged(story).export(desk.folder / "forged")
    plain = desk.run("forged", against=["all.tar"])
    judge = LawReplay._judge

    def fall(self, e, type_):
        if e.pos in (3, story.gk):
            raise KeyError("law")
        judge(self, e, type_)

    monkeypatch.setattr(LawReplay, "_judge", fall)
    report = desk.run("forged", against=["all.tar"])
    assert {3, story.gk} <= {item["pos"] for item in report.findings if item["code"] == "VERIFIER_FAULT"}
    assert [item for item in errors(plain) if item not in report.findings] == []


@pytest.mark.parametrize("step", ["_read_manifest", "_read_checkpoint", "_check_tiles", "_check_keys"])
def test_a_crash_of_one_check_of_a_bag_hides_nothing(desk, story, monkeypatch, step):
    """Each check is fenced off from the others, and from the comparison."""
    members = {**story.all[1], "data/VERIFY.txt": b"x"}
    lines = forged(story).lines
    members["data/entries.jsonl"] = b"".join(line + b"\n" for line in lines)
    desk.bag("bad/all.tar", members)
    monkeypatch.setattr(f"verify.bag.Bag.{step}", lambda _: 1 / 0)
    codes = desk.codes("bad/all.tar", against=["w1.tar", "all.tar"])
    assert {"VERIFIER_FAULT", "HISTORY_REWRITTEN", "BAG_FILE_CHANGED"} <= codes


def test_a_member_that_cannot_be_read_leaves_the_others_compared(desk, story, tmp_path):
    """An unpacked bag whose tile and whose note are links: the changed mark is still found."""
    lay(tmp_path / "school", "folder", story, forged(story))
    for name in ("data/checkpoint", "data/keys.json", "bag-info.txt", "data/manifest.json"):
        path = tmp_path / "school/all" / name
        path.unlink()
        path.symlink_to("/dev/zero")
    codes = desk.codes("school", against=["all.tar"])
    assert {"UNREADABLE", "HISTORY_REWRITTEN", "BAG_FILE_CHANGED"} <= codes


def test_lines_that_cannot_be_read_accuse_nobody(desk, story, tmp_path):
    """A log that we could not read to its end is not called shorter than its checkpoint."""
    lay(tmp_path / "export2", "export", story, story.log)
    (tmp_path / "export2/entries.jsonl").unlink()
    (tmp_path / "export2/entries.jsonl").symlink_to("/dev/zero")
    report = desk.run("export2", against=["all.tar"], keys=[story.log.signer.vkey])
    assert (report.verdict(), {item["code"] for item in report.findings}) == ("incomplete", {"UNREADABLE"})


@pytest.mark.parametrize("way", ["_notes", "_receipts", "_remotes", "_bags"])
def test_a_crash_of_one_comparison_hides_no_other(desk, story, monkeypatch, way):
    """Each way to compare two files is fenced off from the others, and each pair from the next."""
    forged(story).export(desk.folder / "forged")
    desk.put("checkpoint-kept", story.log.checkpoint())
    desk.put("r.json", story.log.receipt(story.gk))
    monkeypatch.setattr(f"verify.pair.Pair.{way}", lambda _: 1 / 0)
    report = desk.run("forged", against=["r.json", "checkpoint-kept", "all.tar"])
    assert report.verdict() == "tampered"
    assert any(item["code"] == "HISTORY_REWRITTEN" and item["new"] == 95 for item in report.findings)
    assert "VERIFIER_FAULT" in {item["code"] for item in report.findings}
