"""Texts beside the log: bound by a salted commitment, kept from readers, erased for good."""

import psycopg
import pytest

from ledger.beside.personal_texts import PersonalTexts, commitment
from ledger.database import READER, Database

PHONE = "0905 123 456"


@pytest.fixture
def texts(db: Database) -> PersonalTexts:
    return PersonalTexts(db, 1)


def test_a_text_comes_back_by_its_commitment(texts: PersonalTexts) -> None:
    """Promise: who knows the commitment reads the text; one text of one owner has one."""
    committed = texts.put("HS1", PHONE)
    assert committed.startswith("h:") and len(committed) == 45
    assert texts.put("HS1", PHONE) == committed
    assert texts.get("HS1", committed) == PHONE


def test_equal_texts_of_two_pupils_look_different(texts: PersonalTexts) -> None:
    """Broken rule: brothers with one phone would be seen as such in the log."""
    assert texts.put("HS1", PHONE) != texts.put("HS2", PHONE)


def test_nobody_elses_commitment_opens(texts: PersonalTexts, db: Database) -> None:
    """Broken rule: a commitment of another pupil, or another school, shows a text."""
    committed = texts.put("HS1", PHONE)
    assert texts.get("HS2", committed) is None
    assert PersonalTexts(db, 2).get("HS1", committed) is None


def test_an_erased_text_is_gone_and_a_stored_one_cannot_be_changed(
    texts: PersonalTexts, db: Database
) -> None:
    """Broken rule: a text is replaced by another behind the same commitment."""
    committed = texts.put("HS3", PHONE)
    with psycopg.connect(db.dsn) as admin:
        with pytest.raises(psycopg.errors.Error), admin.transaction():
            admin.execute("UPDATE socai.personal_text SET content = 'x' WHERE owner = 'HS3'")
        admin.execute("DELETE FROM socai.personal_text WHERE owner = 'HS3'")
    assert texts.get("HS3", committed) is None


def test_a_text_that_is_not_what_was_committed_is_not_shown(texts: PersonalTexts, db: Database) -> None:
    """Broken rule: a row written behind the application's back is believed."""
    committed = commitment(bytes(16), "thật")
    with psycopg.connect(db.dsn) as admin:
        admin.execute(
            "INSERT INTO socai.personal_text VALUES (1, 'HS4', %s, %s, 'giả')", (committed, bytes(16))
        )
    assert texts.get("HS4", committed) is None


def test_the_reader_role_sees_no_text(texts: PersonalTexts, db: Database) -> None:
    """Broken rule: whoever may read marks for statistics may read phone numbers."""
    texts.put("HS1", PHONE)
    with psycopg.connect(db.dsn) as connection:
        connection.execute(f"SET ROLE {READER}")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM socai.personal_text")
