"""A database that was put back takes no writes until its lines are there again, or their loss is told."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from api.service.service import Service
from demo.people import HEAD
from demo.school import DemoSchool
from domain.acts.unit.appointments import RegisterPerson
from ledger.cluster.cluster import Cluster
from ledger.conflict import Conflict
from ledger.signing.heads import SigningRefused
from tests.api.conftest import BOOK, ROOT, Stage
from tests.dumps import dump, restore


@pytest.fixture
def stage(fresh_stage: Stage) -> Stage:
    return fresh_stage


def note(stage: Stage, cmd: str) -> Any:
    return stage.post(HEAD.person, f"{ROOT}/journal", cmd=cmd, text="ghi chú")


def ready(stage: Stage) -> tuple[int, str]:
    answer = stage.client.get("/health/ready")
    return answer.status_code, answer.json().get("code", "")


def put_back(stage: Stage, cluster: Cluster, file: Path) -> None:
    """The database as it was at the first note, while two notes more are signed: under the running server."""
    assert note(stage, "before").status_code == 201
    stage.school.seal()
    dump(cluster, stage.service.db.dsn, file)
    for cmd in ("lost-1", "lost-2"):
        assert note(stage, cmd).status_code == 201
    stage.school.seal()
    restore(cluster, file, stage.service.db.dsn)


def a_round_of_the_signer(stage: Stage) -> None:
    """As it comes every few seconds; it signs nothing here."""
    before = stage.school.head_file.read()
    with suppress(SigningRefused):
        stage.school.checkpointer.run()
    assert stage.school.head_file.read() == before


def refused(answer: Any, code: str = "LOG_BEHIND") -> None:
    assert (answer.status_code, answer.json()["code"]) == (503, code), answer.text


def test_a_database_swapped_under_a_running_server_takes_no_write(
    stage: Stage, pg_cluster: Cluster, tmp_path: Path
) -> None:
    """Neither a first try nor a second; it is read, and whoever repeats a stored command is answered."""
    put_back(stage, pg_cluster, tmp_path / "dump")
    size = stage.school.log.head().size
    for cmd in ("after", "after", "more"):
        answer = note(stage, cmd)
        refused(answer)
        assert "socai refill" in answer.json()["detail"] and answer.json()["signed"] == size + 2
        assert answer.json()["input"]["text"] == "ghi chú"
    assert ready(stage) == (503, "LOG_BEHIND")
    assert stage.school.log.head().size == size
    assert stage.get(HEAD.person, BOOK).status_code == 200
    assert note(stage, "before").json()["receipt"], "stored before the dump: its first answer again"


def test_a_server_that_starts_on_it_is_not_ready_and_takes_none(
    stage: Stage, pg_cluster: Cluster, tmp_path: Path
) -> None:
    """Asked for readiness first, before anything is written."""
    put_back(stage, pg_cluster, tmp_path / "dump")
    service = Service(stage.settings, stage.clock, stage.service.db.dsn)
    with pytest.raises(Conflict, match="LOG_BEHIND"):
        service.require_ready()
    service.stop()


def test_a_sleeping_server_sees_it_in_the_next_round_of_the_signer(
    stage: Stage, pg_cluster: Cluster, tmp_path: Path
) -> None:
    """Nobody writes, nobody asks the database: readiness knows after the signer's round."""
    put_back(stage, pg_cluster, tmp_path / "dump")
    a_round_of_the_signer(stage)
    assert ready(stage) == (503, "LOG_BEHIND")


def test_a_process_that_knew_no_more_than_the_copy_is_told_by_the_signer(
    stage: Stage, pg_cluster: Cluster, tmp_path: Path
) -> None:
    """Its swap would succeed: the database is what this process knew when another one went on."""
    assert note(stage, "before").status_code == 201
    stage.school.seal()
    file = dump(pg_cluster, stage.service.db.dsn, tmp_path / "dump")
    other = Service(stage.settings, stage.clock, stage.service.db.dsn)
    demo = DemoSchool(other, stage.demo.calendar)
    demo.act(HEAD.person, RegisterPerson(person="moi", name="Người mới"), "other")
    demo.school.seal()
    other.stop()
    restore(pg_cluster, file, stage.service.db.dsn)
    a_round_of_the_signer(stage)
    refused(note(stage, "after"))


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda path, _older: path.unlink(), "HEAD_LOST"),
        (lambda path, _older: path.write_bytes(b"nonsense\n"), "HEAD_LOST"),
        (lambda path, older: path.write_bytes(older), "HEAD_LOST"),
        (lambda path, _older: path.write_bytes(_bent(path.read_bytes())), "LOG_DIFFERS"),
    ],
    ids=["gone", "unreadable", "older than the database's", "another root"],
)
def test_without_the_head_file_nobody_knows_whether_the_log_is_whole(
    stage: Stage, harm: Callable[[Path, bytes], None], code: str
) -> None:
    """What could never be signed is not written either; and back by itself."""
    path = stage.school.head_file._path
    stage.school.seal()
    older = path.read_bytes()
    assert note(stage, "before").status_code == 201
    stage.school.seal()
    newest = path.read_bytes()
    harm(path, older)
    a_round_of_the_signer(stage)
    refused(note(stage, "after"), code)
    assert ready(stage) == (503, code)
    path.write_bytes(newest)
    assert ready(stage) == (200, "")
    assert note(stage, "after").status_code == 201


def _bent(raw: bytes) -> bytes:
    """The note with another root of the same size."""
    lines = raw.split(b"\n")
    lines[2] = (b"B" if lines[2][:1] == b"A" else b"A") + lines[2][1:]
    return b"\n".join(lines)
