"""Keys of pupils' texts: kept from readers, never replaced, and good for one place in one log only."""

import hashlib

import psycopg
import pytest

from ledger.beside.pupil_keys import PupilKeys, SealedTextError
from ledger.database import READER, Database
from ledger.form.canonical import b64, unb64

ORIGIN = "62.socai/THCS-01"
STREAM = "book/6A1/TOAN/1"
TEXT = "Có tiến bộ, cần đọc thêm sách."


@pytest.fixture
def keys(db: Database) -> PupilKeys:
    pupil_keys = PupilKeys(db, 1, ORIGIN)
    pupil_keys.create("HS1")
    pupil_keys.create("HS2")
    return pupil_keys


def code_of(act: object, *arguments: str) -> str:
    with pytest.raises(SealedTextError) as refused:
        act(*arguments)  # type: ignore[operator]
    return refused.value.code


def test_a_sealed_text_opens_where_it_was_sealed(keys: PupilKeys) -> None:
    """Promise: Vietnamese text comes back, and the same text is sealed differently each time."""
    one, two = (keys.seal("HS1", STREAM, "nx/HS1", TEXT) for _ in range(2))
    assert one != two
    assert keys.open("HS1", STREAM, "nx/HS1", one) == keys.open("HS1", STREAM, "nx/HS1", two) == TEXT
    assert TEXT.encode() not in unb64(one)


def test_the_commitment_is_over_label_and_key(db: Database, keys: PupilKeys) -> None:
    """Promise: FORMAT §1's commitment, and one pupil has one key for ever."""
    with db.pool.connection() as connection:
        row = connection.execute(
            db.sql("SELECT key FROM @schema@.pupil_key WHERE school = 1 AND pupil = 'HS1'")
        ).fetchone()
    assert row is not None
    wanted = b64(hashlib.sha256(b"socai/pupil-key/v1\n" + row[0]).digest())
    assert keys.create("HS1") == keys.create("HS1") == wanted
    assert keys.create("HS2") != wanted


@pytest.mark.parametrize(
    "place",
    [("HS2", STREAM, "nx/HS1"), ("HS1", "book/6A1/TOAN/2", "nx/HS1"), ("HS1", STREAM, "reason")],
)
def test_a_sealed_text_moved_elsewhere_does_not_open(keys: PupilKeys, place: tuple[str, str, str]) -> None:
    """Promise: a comment cannot be moved to another pupil, book or field."""
    sealed = keys.seal("HS1", STREAM, "nx/HS1", TEXT)
    assert code_of(keys.open, *place, sealed) == "SEALED_TEXT_INVALID"


def test_a_sealed_text_of_another_log_does_not_open(db: Database, keys: PupilKeys) -> None:
    """Promise: the origin is bound, even under the same key."""
    sealed = keys.seal("HS1", STREAM, "nx/HS1", TEXT)
    assert (
        code_of(PupilKeys(db, 1, "62.socai/X").open, "HS1", STREAM, "nx/HS1", sealed) == "SEALED_TEXT_INVALID"
    )


def test_every_changed_character_is_noticed(keys: PupilKeys) -> None:
    """Promise: nonce, ciphertext and tag are all authenticated, and only one spelling is read."""
    sealed = keys.seal("HS1", STREAM, "reason", "ốm")
    for at, held in enumerate(sealed):
        changed = sealed[:at] + ("A" if held != "A" else "B") + sealed[at + 1 :]
        assert code_of(keys.open, "HS1", STREAM, "reason", changed) == "SEALED_TEXT_INVALID"


@pytest.mark.parametrize("sealed", ["", "AAAA", "not base64!", "QUFBQQ=="])
def test_what_is_no_sealed_text_is_refused(keys: PupilKeys, sealed: str) -> None:
    """Promise: garbage gets the same typed answer as tampering."""
    assert code_of(keys.open, "HS1", STREAM, "reason", sealed) == "SEALED_TEXT_INVALID"


def test_without_a_key_nothing_is_sealed_or_opened(db: Database, keys: PupilKeys) -> None:
    """Promise: an unknown pupil, or the same number in another school, has no key."""
    sealed = keys.seal("HS1", STREAM, "reason", TEXT)
    assert code_of(keys.seal, "HS9", STREAM, "reason", TEXT) == "PUPIL_KEY_MISSING"
    assert code_of(PupilKeys(db, 2, ORIGIN).open, "HS1", STREAM, "reason", sealed) == "PUPIL_KEY_MISSING"


def test_the_reader_role_sees_no_key(db: Database, keys: PupilKeys) -> None:
    """Promise: whoever may read the ledger may not read the texts."""
    with psycopg.connect(db.dsn) as connection:
        connection.execute(f"SET ROLE {READER}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(db.sql("SELECT * FROM @schema@.pupil_key"))


@pytest.mark.parametrize(
    "change",
    ["UPDATE @schema@.pupil_key SET key = decode(repeat('00', 32), 'hex')", "TRUNCATE @schema@.pupil_key"],
)
def test_a_key_is_never_replaced(db: Database, keys: PupilKeys, change: str) -> None:
    """Promise: not even the owner replaces keys by mistake; the writer may not try."""
    with psycopg.connect(db.dsn) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute(db.sql(change))
    with db.pool.connection() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(db.sql(change))
