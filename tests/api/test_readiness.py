"""Readiness is true to faults that last, of each kind of write; and back by itself when they are gone."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.http.problems import problem_of
from demo.people import CLERK, HEAD
from ledger.writing.probing import Readiness
from tests.api.conftest import BOOK, ROOT, Stage

RIGHTS = {
    "claim_pupil_key(int4, text, bytea, uuid)": "WRITING_FAILED",
    "claim_personal_text(int4, text, text, bytea, text, uuid)": "WRITING_FAILED",
    "note_reading(int4, timestamptz, text, text)": "WRITING_FAILED",
    "note_failed_sign_in(timestamptz, text, text)": "WRITING_FAILED",
}
OF_FILES = [
    *("ENOTDIR", "ENOENT", "EISDIR", "ELOOP", "ENAMETOOLONG", "EROFS", "EMFILE", "ENFILE", "EACCES", "EPERM"),
    *("EIO", "ESTALE", "ENODEV", "EBUSY", "ENOMEM"),
]


def ready(stage: Stage) -> tuple[int, str]:
    stage.service._readiness._roomy = float("-inf")  # look again at once
    answer = stage.client.get("/health/ready")
    return answer.status_code, answer.json().get("code", "")


def upload(stage: Stage) -> Any:
    files = {"file": os.urandom(8)}
    return stage.client.post(f"{ROOT}/attachments", headers=stage.as_(HEAD.person), files=files)


@contextmanager
def without(stage: Stage, function: str) -> Iterator[None]:
    with psycopg.connect(stage.service.db.dsn, autocommit=True) as admin:
        admin.execute(f"REVOKE EXECUTE ON FUNCTION socai.{function} FROM socai_writer")
        try:
            yield
        finally:
            admin.execute(f"GRANT EXECUTE ON FUNCTION socai.{function} TO socai_writer")


@pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to(path)], ids=["a file", "a loop"])
@pytest.mark.parametrize("whose", ["all", "one school"])
def test_the_folder_of_evidence_is_no_folder(stage: Stage, whose: str, make: Callable[[Path], None]) -> None:
    """Uploads and readiness say 503 with one code, and both come back."""
    assert upload(stage).status_code == 201 and ready(stage)[0] == 200
    whole = stage.settings.attachments
    folder = whole if whose == "all" else whole / stage.school.log.origin
    away = folder.with_name("away")
    folder.rename(away)
    make(folder)
    try:
        answer = upload(stage)
        assert (answer.status_code, answer.json()["code"]) == (503, "WRITING_FAILED")
        told = stage.client.get("/health/ready")  # at once, whenever room was looked for last
        assert (told.status_code, told.json()["code"]) == (503, "WRITING_FAILED")
    finally:
        folder.unlink()
        away.rename(folder)
    assert ready(stage)[0] == 200 and upload(stage).status_code == 201


@pytest.mark.parametrize("name", OF_FILES)
def test_what_a_file_system_answers_is_a_fault_that_is_told(name: str) -> None:
    """503, nothing was written, never 500."""
    number = getattr(errno, name)
    problem = problem_of(OSError(number, os.strerror(number)))
    assert (problem.code, problem.text.status) == ("WRITING_FAILED", 503)


@pytest.mark.parametrize("function", RIGHTS)
def test_a_right_is_taken_away(stage: Stage, function: str) -> None:
    """Also one that only enrolments, profiles or readings need."""
    assert ready(stage)[0] == 200
    with without(stage, function):
        assert ready(stage) == (503, RIGHTS[function])
    assert ready(stage)[0] == 200


def test_no_pupil_is_enrolled_whose_key_cannot_be_kept(stage: Stage) -> None:
    """Told as WRITING_FAILED."""
    pupil = {"pupil": "HSQ1", "name": "Y Q", "born": "2009-05-05", "register": "q-1", "from": "2020-10-05"}
    with without(stage, "claim_pupil_key(int4, text, bytea, uuid)"):
        answer = stage.post(CLERK.person, f"{ROOT}/classes/6A/pupils", pupils=[pupil])
    assert (answer.status_code, answer.json()["code"]) == (503, "WRITING_FAILED")


def test_readings_that_cannot_be_noted_close_no_book_but_are_told(stage: Stage) -> None:
    """Reading goes on, not ready; ready again with the next reading that is noted."""
    table = "ALTER TABLE socai.reading {} CONSTRAINT nothing"
    with psycopg.connect(stage.service.db.dsn, autocommit=True) as admin:
        admin.execute(table.format("ADD") + " CHECK (false) NOT VALID")
        try:
            assert stage.get(HEAD.person, BOOK).status_code == 200
            assert ready(stage) == (503, "READINGS_NOT_NOTED")
        finally:
            admin.execute(table.format("DROP"))
    assert stage.get(HEAD.person, BOOK).status_code == 200
    assert ready(stage)[0] == 200


def test_to_look_leaves_nothing(stage: Stage) -> None:
    """No text, key, claim, upload or reading, and no number of one is used up."""

    def count() -> list[Any]:
        with psycopg.connect(stage.service.db.dsn) as admin:
            tables = ("personal_text", "pupil_key", "claim", "upload", "reading", "failed_sign_in", "entry")
            rows = [admin.execute(f"SELECT count(*) FROM socai.{each}").fetchone() for each in tables]
            return [*rows, admin.execute("SELECT last_value FROM socai.reading_nr_seq").fetchone()]

    before = count()
    for _ in range(3):
        assert ready(stage)[0] == 200
    assert count() == before


def test_folders_that_are_not_there_yet_are_no_fault(stage: Stage, tmp_path: Path) -> None:
    """The first file makes them; what cannot be made is one."""
    Readiness(stage.service.db, [tmp_path / "a" / "b"]).require()
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        Readiness(stage.service.db, [tmp_path / "file" / "b"]).require()
