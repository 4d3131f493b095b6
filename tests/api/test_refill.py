"""A log that was put back is filled again from a copy: every line as it was, and no other."""

import tarfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.__main__ import app
from api.service.restoring import refill
from api.service.school import PROJECTIONS
from demo.people import HEAD
from ledger.archive.copies import BadCopy
from ledger.cluster.cluster import Cluster
from ledger.form.canonical import b64, decode, encode, leaf_hash
from ledger.writing.refilling import RefillRefused
from projections.fsck.check import fsck
from tests.api.conftest import ROOT, Stage
from tests.api.put_back import Bend, Noted, PutBack, at, chained, other_key, signed


@pytest.fixture
def back(fresh_stage: Stage, pg_cluster: Cluster, tmp_path: Path) -> PutBack:
    return PutBack(fresh_stage, pg_cluster, tmp_path)


def test_an_export_gives_back_every_line_and_the_log_goes_on(back: PutBack) -> None:
    """Byte for byte, with its indexes and views; the head tells it; and once more changes nothing."""
    done = refill(back.school, back.export)
    assert (done.written, done.size, done.restored) == (len(back.lines) - back.size, len(back.lines), True)
    assert list(back.school.log.lines()) == back.lines and back.school.head_file.read() == back.newest
    again = refill(back.school, back.export)
    assert (again.written, again.restored) == (0, False)
    told = {"size": done.size, "source": "bản xuất", "checkpoint": "A" * 43}
    assert back.stage.post(HEAD.person, f"{ROOT}/restores", **told).status_code == 201
    assert back.note("after").status_code == 201
    back.school.seal()
    assert fsck(back.school.log, PROJECTIONS, back.school.head_file.read()) == []
    assert back.verdict(back.held(), back.bag) == ("sound", [])
    assert back.stage.cell("HS0002", "gk")["text"] == "8,0"


def test_a_command_of_a_lost_line_that_is_sent_again_is_not_written_twice(back: PutBack) -> None:
    """The copy does not hold the request, so it is told that the id was used."""
    refill(back.school, back.export)
    answer = back.note("lost")
    assert (answer.status_code, answer.json()["code"]) == (409, "COMMAND_REUSED")


def test_a_bag_fills_up_to_its_size_and_the_rest_is_still_missing(back: PutBack) -> None:
    """Packed or unpacked. What the head file knows beyond it keeps writes refused until a newer one comes."""
    done = refill(back.school, back.bag)
    assert back.size < done.size < done.signed == len(back.lines)
    assert list(back.school.log.lines()) == back.lines[: done.size]
    answer = back.note("after")
    assert (answer.status_code, answer.json()["code"]) == (503, "LOG_BEHIND")
    with tarfile.open(back.bag) as tar:
        tar.extractall(back.folder / "unpacked", filter="data")
    (unpacked,) = (back.folder / "unpacked").iterdir()
    assert refill(back.school, unpacked).written == 0
    assert refill(back.school, back.export).size == len(back.lines)
    assert back.note("after").status_code == 201


def test_lines_that_nobody_signed_are_left_out(back: PutBack) -> None:
    """An export's tail beyond its note, whoever wrote it."""
    last = decode(back.lines[-1])
    more = {
        **last,
        "pos": len(back.lines),
        "cmd": "x",
        "prev": b64(leaf_hash(back.lines[-1])),
        "ver": last["ver"] + 1,
    }
    copy = back.rewritten([*back.lines, encode(more)], back.newest)
    assert refill(back.school, copy).size == len(back.lines)
    assert list(back.school.log.lines()) == back.lines


EARLY = "2020-01-01T00:00:00.000000Z"
BENT: dict[str, tuple[str, Bend]] = {
    "no JSON": ("form", lambda b: [*b.lines[:-1], b.lines[-1][:-1]]),
    "not canonical": ("form", lambda b: [*b.lines[:-1], b.lines[-1] + b" "]),
    "a line changed": ("chain", lambda b: at(b, b.size, cmd="other")),
    "the last line changed": ("note", lambda b: at(b, len(b.lines) - 1, salt="A" * 22)),
    "a line missing": ("place", lambda b: b.lines[: b.size] + b.lines[b.size + 1 :]),
    "two lines exchanged": ("place", lambda b: [*b.lines[:-2], b.lines[-1], b.lines[-2]]),
    "a line of another log": ("place", lambda b: at(b, b.size, log="62.socai/khac")),
    "another line, chained again": ("note", lambda b: chained(at(b, b.size, salt="A" * 22), b.size + 1)),
    "another past, chained again": ("other", lambda b: chained(at(b, 5, salt="A" * 22), 6)),
    "another version": ("place", lambda b: chained(at(b, b.size, ver=999), b.size + 1)),
    "a time before": ("time", lambda b: at(b, len(b.lines) - 1, at=EARLY)),
    "half a command": ("command", lambda b: b.lines[: b.size + 1]),
}
NOTED: dict[str, tuple[str, Noted]] = {
    "a note of another's key": ("note", lambda b: (b.lines, signed(b.lines, b.school.log.origin))),
    "a rotation to a key of one's own": ("key", other_key),
}


@pytest.mark.parametrize("name", [*BENT, *NOTED])
def test_a_copy_that_is_not_this_log_changes_nothing(back: PutBack, name: str) -> None:
    """Each is refused with its reason, before a line is written or the head file is touched."""
    if name in BENT:
        code, bend = BENT[name]
        copy = back.rewritten(bend(back), back.newest)
    else:
        code, make = NOTED[name]
        copy = back.rewritten(*make(back))
    with pytest.raises(RefillRefused) as refused:
        refill(back.school, copy)
    assert refused.value.code == code
    assert back.school.log.head().size == back.size and back.school.head_file.read() == back.newest


def test_without_any_note_no_line_is_taken(back: PutBack) -> None:
    """Neither the copy nor this server knows a signed head of the missing lines."""
    back.school.head_file.write(back.old_note)
    with pytest.raises(RefillRefused, match="unsigned"):
        refill(back.school, back.rewritten(back.lines))
    assert back.school.log.head().size == back.size


def test_what_is_no_copy_is_refused(back: PutBack) -> None:
    """An empty folder, an empty file, a tar of something else."""
    (back.folder / "empty").mkdir()
    (back.folder / "none").touch()
    for name, code in (("empty", "nothing"), ("none", "note")):
        with pytest.raises(BadCopy) as bad:
            refill(back.school, back.folder / name)
        assert bad.value.code == code
    with pytest.raises(RefillRefused, match="note"):
        refill(back.school, Path(__file__))


def test_a_lost_head_file_is_put_back_by_the_newest_note_that_somebody_holds(
    back: PutBack, tmp_path: Path
) -> None:
    """From then on the server knows again that lines are missing; with the copy it goes on."""
    note, path = back.held(), back.school.head_file._path
    path.unlink()
    assert back.note("after").json()["code"] == "HEAD_LOST"
    assert refill(back.school, note).written == 0
    assert path.read_bytes() == back.newest
    assert back.note("after").json()["code"] == "LOG_BEHIND"
    path.unlink()
    assert refill(back.school, back.export).size == len(back.lines), "its own checkpoint is that note"
    assert back.note("after").status_code == 201


def test_the_commands_do_it_at_the_console(back: PutBack, monkeypatch: pytest.MonkeyPatch) -> None:
    """refill with the head's token writes `Restored`; a refusal and a missing copy are sentences."""
    monkeypatch.setenv("SOCAI_HOME", str(back.stage.settings.home))
    monkeypatch.setenv("SOCAI_DATABASE_URL", back.stage.service.db.dsn)
    token = back.school.tokens.issue(back.school.log.school, HEAD.person, back.stage.clock.now())
    monkeypatch.setenv("SOCAI_TOKEN", token)
    run = lambda *words, **more: CliRunner().invoke(app, ["refill", "demo", *words], **more)  # noqa: E731
    wrong = run(str(back.rewritten(at(back, back.size, cmd="other"), back.newest)))
    assert wrong.exit_code == 2 and "không nối tiếp" in wrong.stderr
    assert run(str(back.folder / "nowhere")).exit_code == 2
    half = run(str(back.bag))
    assert half.exit_code == 1 and "LOG_BEHIND" in half.stderr
    whole = run(str(back.export), "--person", HEAD.person)
    assert whole.exit_code == 0, whole.output
    told = list(back.school.log.entries())[-1]
    assert (told.type, told.data["size"], told.data["source"]) == ("Restored", len(back.lines), "export")
    more = run(str(back.export), "--person", HEAD.person)
    assert more.exit_code == 0 and back.school.log.head().size == len(back.lines) + 1
