"""A signing key that is lost or unreadable: nothing is written, not ready, and back by itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.service.signing import Signing
from demo.people import CLERK, HEAD
from tests.api.conftest import ROOT, Stage

Harm = Callable[[Path], None]
HARMS: dict[str, Harm] = {
    "gone": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "not text": lambda path: path.write_bytes(b"\xff\xfe"),
    "a folder": lambda path: (path.unlink(), path.mkdir()),  # type: ignore[dict-item,func-returns-value]
    "a loop": lambda path: (path.unlink(), path.symlink_to(path)),  # type: ignore[dict-item,func-returns-value]
    "open to all": lambda path: path.chmod(0o644),
}


def key_of(stage: Stage) -> Path:
    key_id = stage.school.signing.key().public.key_id.hex()
    (path,) = stage.settings.keys.rglob(f"{key_id}.key")
    return path


@contextmanager
def harmed(path: Path, harm: Harm) -> Iterator[None]:
    text = path.read_bytes()
    harm(path)
    try:
        yield
    finally:
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        path.write_bytes(text)
        path.chmod(0o600)


def stored(stage: Stage) -> list[int]:
    """How many entries, texts, keys of pupils and claims there are."""
    with psycopg.connect(stage.service.db.dsn) as connection:
        tables = ("entry", "personal_text", "pupil_key", "claim")
        counts = [connection.execute(f"SELECT count(*) FROM socai.{each}").fetchone() for each in tables]
    return [row[0] for row in counts if row]


def note(stage: Stage, cmd: str) -> Any:
    return stage.post(HEAD.person, f"{ROOT}/journal", cmd=cmd, text="ghi chú")


def enrol(stage: Stage, cmd: str) -> Any:
    pupil = {"pupil": "HSK1", "name": "Y K", "born": "2009-05-05", "register": "k-1", "from": "2020-10-05"}
    return stage.post(CLERK.person, f"{ROOT}/classes/6A/pupils", cmd=cmd, pupils=[pupil])


@pytest.mark.parametrize("harm", HARMS)
def test_nothing_is_written_that_no_receipt_can_be_signed_for(stage: Stage, harm: str) -> None:
    """KEY_FAULT, nothing stored beside the log either, not ready; the same command is taken afterwards."""
    cmd = "k-" + harm.replace(" ", "-")
    before = stored(stage)
    with harmed(key_of(stage), HARMS[harm]):
        for answer in (note(stage, cmd), enrol(stage, cmd), stage.client.get("/health/ready")):
            assert (answer.status_code, answer.json()["code"]) == (503, "KEY_FAULT"), answer.text
        assert stored(stage) == before
    assert stage.client.get("/health/ready").status_code == 200
    answer = note(stage, cmd)
    assert answer.status_code == 201 and answer.json()["receipt"], answer.text


def test_an_act_that_changes_nothing_needs_no_key(stage: Stage) -> None:
    """Reading goes on, too."""
    with harmed(key_of(stage), HARMS["gone"]):
        assert stage.get(HEAD.person, f"{ROOT}/books/6A/toan/1").status_code == 200


def test_a_key_lost_between_the_look_and_the_signature_leaves_the_entry(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RECEIPT_LATER says that it is stored; the same command gets its receipt when the key is there again."""
    path, looked = key_of(stage), Signing.require
    text = path.read_bytes()
    before = stored(stage)[0]

    def look_and_lose(signing: Signing, vkey: str) -> None:
        looked(signing, vkey)
        path.unlink()

    with monkeypatch.context() as patched:
        patched.setattr(Signing, "require", look_and_lose)
        try:
            answer = note(stage, "between")
        finally:
            path.write_bytes(text)
            path.chmod(0o600)
    assert (answer.status_code, answer.json()["code"]) == (503, "RECEIPT_LATER")
    assert stored(stage)[0] == before + 1
    again = note(stage, "between")
    assert again.json()["receipt"] and stored(stage)[0] == before + 1


def test_keys_are_made_one_at_a_time(stage: Stage) -> None:
    """However often one is asked for, until it is in force; then the next is another."""
    ask = lambda: stage.client.post(f"{ROOT}/keys", headers=stage.as_(HEAD.person)).json()["key"]  # noqa: E731
    before = len(list(stage.settings.keys.rglob("*.key")))
    first = {ask() for _ in range(5)}
    assert len(first) == 1 and len(list(stage.settings.keys.rglob("*.key"))) == before + 1
    rotated = stage.post(HEAD.person, f"{ROOT}/keys/rotate", new=first.pop(), decision=stage.decision())
    assert rotated.status_code == 200, rotated.text
    assert ask() not in first and len(list(stage.settings.keys.rglob("*.key"))) == before + 2
