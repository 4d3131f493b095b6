"""A closed day of readings never changes, whoever notes meanwhile; older records get their days."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.words.days import local_day, parse_instant
from ledger import database
from ledger.beside.readings import Readings
from ledger.database import Database

pytestmark = pytest.mark.each_postgres

NOON = parse_instant("2026-11-20T05:00:00.000000Z")


@pytest.fixture(scope="module")
def readings(module_dsn: str) -> Iterator[Readings]:
    """Of a database with one school."""
    db = Database(module_dsn)
    db.migrate()
    with db.pool.connection() as connection:
        connection.execute(db.sql("SELECT @schema@.create_school('THCS-01', '62.socai/THCS-01')"))
    yield Readings(db)
    db.close()


@settings(max_examples=40, deadline=None)
@given(st.datetimes(min_value=NOON.replace(tzinfo=None, year=2030), allow_imaginary=False))
def test_the_day_is_the_local_day(readings: Readings, when: object) -> None:
    """As FORMAT has it, whatever the time zone of the session."""
    at = f"{when:%Y-%m-%dT%H:%M:%S.%f}Z"
    if at > "9999-12-31T16":
        return
    day = local_day(at)
    before = readings.digest(1, day, day)
    readings.note(1, "p", "/x", parse_instant(at))
    readings.note_failure("c", "/x", parse_instant(at))
    after = readings.digest(1, day, day)
    assert (after.readings, after.failures) == (before.readings + 1, before.failures + 1)


def test_a_day_that_is_closed_while_many_note_stays_as_it_is(readings: Readings) -> None:
    """Six note without pause; each digest is taken right after its closing, and again at the end."""
    school, told, stop = 1, {}, False

    def note(person: int) -> int:
        noted = 0
        while not stop:
            readings.note(school, f"p{person}", "/x", NOON)
            readings.note_failure(f"c{person}", "/x", NOON)
            noted += 1
        return noted

    with ThreadPoolExecutor(6) as pool:
        started = [pool.submit(note, person) for person in range(6)]
        try:
            for day in (f"2026-11-{number}" for number in range(20, 29)):
                assert readings.close(day) == day
                told[day] = readings.digest(school, day, day)
        finally:
            stop = True
        noted = sum(each.result() for each in started)
    assert {day: readings.digest(school, day, day) for day in told} == told
    whole = readings.digest(school, "2026-11-20", "2026-11-29")
    assert (whole.readings, whole.failures) == (noted, noted)
    assert noted > len(told)


def test_no_day_is_opened_again(readings: Readings) -> None:
    """By whatever clock: an earlier day closes nothing and opens nothing."""
    last = readings.close("2027-01-05")
    assert readings.close("2026-01-01") == last
    readings.note(1, "late", "/x", NOON)
    assert [day for day in readings.days(1, "2027-01-01", "2027-12-31") if day <= last] == []
    assert "2027-01-06" in readings.days(1, last, "2027-12-31")


def test_an_older_record_gets_its_days(
    admin_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of before the migration: by the local day of their instant; the seat belts are on again."""
    folder, whole = tmp_path / "migrations", database.MIGRATIONS
    shutil.copytree(whole, folder)
    for path in folder.glob("*.sql"):
        if path.name >= "0009":
            path.unlink()
    monkeypatch.setattr(database, "MIGRATIONS", folder)
    Database(admin_dsn).migrate()
    with psycopg.connect(admin_dsn) as connection:
        connection.execute("SELECT socai.create_school('THCS-01', '62.socai/THCS-01')")
        instants = ["2026-11-20 16:59:59+00", "2026-11-20 17:00:00+00"]
        for at in instants:
            connection.execute(
                "INSERT INTO socai.reading (school, at, person, what) VALUES (1, %s, 'p', '/x')", [at]
            )
            connection.execute("INSERT INTO socai.failed_sign_in VALUES (%s, 'c', '/x', 2)", [at])
    monkeypatch.setattr(database, "MIGRATIONS", whole)
    db = Database(admin_dsn)
    db.migrate()
    assert Readings(db).days(1, "2000-01-01", "2030-01-01") == ["2026-11-20", "2026-11-21"]
    assert Readings(db).digest(1, "2026-11-21", "2026-11-21")[:2] == (1, 2)
    with psycopg.connect(admin_dsn) as connection, pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute("UPDATE socai.reading SET person = 'x'")
    db.close()
