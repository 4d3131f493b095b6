"""Each day's readings become one entry, and a row that is later changed, added or gone is found (LAW 50)."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from api.service.check_process import check
from api.service.school import School
from api.service.service import Service
from api.service.telling_reads import TellingReads
from domain.words.days import parse_instant
from ledger.archive.export import export
from ledger.beside.readings import Readings
from ledger.form.canonical import b64
from ledger.signing.checkpointer import newest_signed
from tests.api.conftest import ROOT, TEACHER, Stage
from verify.__main__ import verify

BOOK = f"{ROOT}/books/6A/toan/1"


class Died(Exception):
    """The process is gone."""


def day(stage: Stage, number: int) -> None:
    """Moves the clock to ten in the morning of that day of October 2020."""
    stage.clock.set(f"2020-10-{number}T03:00:00.000000Z")


def read(stage: Stage, times: int = 1) -> None:
    for _ in range(times):
        assert stage.get(TEACHER, BOOK).status_code == 200


def told(stage: Stage) -> list[dict[str, Any]]:
    entries = stage.school.log.entries()
    return [entry.data for entry in entries if entry.type == "ReadsDigested"]


def spans(stage: Stage) -> list[tuple[str, str, int]]:
    return [(data["from"][8:], data["to"][8:], data["count"]) for data in told(stage)]


def telling(stage: Stage) -> TellingReads:
    """A server of its own, that has looked at nothing yet."""
    return TellingReads(Readings(stage.service.db))


def as_owner(stage: Stage, *acts: str) -> None:
    """As whoever owns the server, the seat belts taken off."""
    with psycopg.connect(stage.service.db.dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        for act in acts:
            assert connection.execute(act).rowcount > 0, act


def differing(stage: Stage) -> list[dict[str, Any]]:
    return [found.row for found in check(stage.school) if found.code == "READS_DIFFER"]


def test_a_day_is_told_once_when_it_is_past(fresh_stage: Stage) -> None:
    """Nothing of today; tomorrow one entry by the system, and no second one however often it is looked."""
    stage = fresh_stage
    day(stage, 21)
    read(stage, 3)
    stage.service.run_schedule()
    assert told(stage) == []
    day(stage, 22)
    read(stage)
    for _ in range(3):
        stage.service.run_schedule()
        telling(stage).round(stage.school)
    assert spans(stage) == [("21", "21", 3)]
    day(stage, 23)
    stage.service.run_schedule()
    assert spans(stage) == [("21", "21", 3), ("22", "22", 1)]


def test_the_digest_is_that_of_the_rows_as_the_specification_says(fresh_stage: Stage) -> None:
    """EVENTS.md: computed here from the tables alone; tries that failed are in it, their secrets are not."""
    stage = fresh_stage
    day(stage, 21)
    read(stage, 2)
    for _ in range(3):
        stage.client.get(BOOK, headers={"Authorization": "Bearer geheim"})
    day(stage, 22)
    stage.service.run_schedule()
    with psycopg.connect(stage.service.db.dsn) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        form = '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\''
        readings = connection.execute(f"SELECT nr, to_char(at, {form}), person, what FROM socai.reading")
        failed = f"SELECT to_char(minute, {form}), client, address, tries FROM socai.failed_sign_in"
        rows = [sorted(map(list, readings)), sorted(map(list, connection.execute(failed)))]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
    (data,) = told(stage)
    assert (data["count"], data["failures"], b"geheim" in text) == (2, 3, False)
    assert data["digest"] == b64(hashlib.sha256(text).digest())


def test_days_off_are_made_up_for_and_none_is_left_out(fresh_stage: Stage) -> None:
    """Read on Wednesday and Friday, looked at on Monday: an entry each, and Thursday is told to be empty."""
    stage = fresh_stage
    day(stage, 21)
    read(stage)
    day(stage, 23)
    read(stage, 2)
    day(stage, 26)
    stage.service.run_schedule()
    assert spans(stage) == [("21", "21", 1), ("22", "23", 2)]
    assert differing(stage) == []


def test_two_servers_tell_a_day_once(fresh_stage: Stage) -> None:
    """Eight rounds at the same moment, of three days."""
    stage = fresh_stage
    for number in (21, 22, 23):
        day(stage, number)
        read(stage)
    day(stage, 24)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda server: server.round(stage.school), [telling(stage) for _ in range(8)]))
    assert spans(stage) == [("21", "21", 1), ("22", "22", 1), ("23", "23", 1)]
    other = Service(stage.settings, stage.clock, stage.service.db.dsn)
    other.run_schedule()
    other.stop()
    assert len(told(stage)) == 3


@pytest.mark.parametrize("where", [(Readings, "close"), (School, "execute_as_system")])
def test_a_crash_leaves_nothing_half(
    fresh_stage: Stage, monkeypatch: pytest.MonkeyPatch, where: tuple[type, str]
) -> None:
    """After the closing or after an entry: the next server tells the rest, each day once, the same."""
    stage = fresh_stage
    for number in (21, 22):
        day(stage, number)
        read(stage, 2)
    day(stage, 23)

    kept = getattr(*where)

    def die(*given: Any) -> None:
        kept(*given)
        raise Died

    monkeypatch.setattr(*where, die)
    with pytest.raises(Died):
        telling(stage).round(stage.school)
    monkeypatch.undo()
    read(stage)  # meanwhile somebody reads
    telling(stage).round(stage.school)
    assert spans(stage) == [("21", "21", 2), ("22", "22", 2)]
    assert differing(stage) == []


def test_what_is_noted_late_belongs_to_a_later_day(fresh_stage: Stage) -> None:
    """An answer at midnight that is noted after the day was closed: the told day is as it was."""
    stage = fresh_stage
    day(stage, 21)
    read(stage)
    day(stage, 22)
    telling(stage).round(stage.school)
    late = parse_instant("2020-10-21T16:59:59.000000Z")
    readings = Readings(stage.service.db)
    readings.note(stage.school.log.school, TEACHER, BOOK, late)
    readings.note_failure("127.0.0.1", BOOK, late)
    day(stage, 23)
    telling(stage).round(stage.school)
    assert spans(stage) == [("21", "21", 1), ("22", "22", 1)]
    assert differing(stage) == []


TAMPERED = {
    "a reading is deleted": "DELETE FROM socai.reading WHERE nr = (SELECT min(nr) FROM socai.reading)",
    "the reader is another": "UPDATE socai.reading SET person = 'x' WHERE day = '2020-10-21'",
    "the address is another": "UPDATE socai.reading SET what = what || '?x' WHERE day = '2020-10-21'",
    "the instant is another": "UPDATE socai.reading SET at = at + interval '1 s' WHERE day = '2020-10-21'",
    "the day is another": "UPDATE socai.reading SET day = '2020-10-22' WHERE day = '2020-10-21'",
    "a reading is added": "INSERT INTO socai.reading (school, at, day, person, what)"
    " SELECT school, at, day, 'x', what FROM socai.reading WHERE day = '2020-10-21'",
    "a reading is added before the first day": "INSERT INTO socai.reading (school, at, day, person, what)"
    " SELECT school, at, '2020-10-02', 'x', what FROM socai.reading WHERE day = '2020-10-21'",
    "tries are fewer": "UPDATE socai.failed_sign_in SET tries = 1",
    "tries are gone": "DELETE FROM socai.failed_sign_in",
}


@pytest.fixture(scope="module")
def tampered(stage: Stage) -> Stage:
    """A day with readings and failed tries, told; and a day since that is not."""
    day(stage, 21)
    read(stage)
    for _ in range(2):
        stage.client.get(BOOK, headers={"Authorization": "Bearer x"})
    day(stage, 22)
    read(stage)
    stage.service.run_schedule()
    return stage


@pytest.mark.parametrize("act", TAMPERED.values(), ids=TAMPERED)
def test_a_row_of_a_told_day_that_is_changed_is_found(tampered: Stage, act: str) -> None:
    """By the owner of the server himself, with all triggers off."""
    assert differing(tampered) == []
    as_owner(
        tampered,
        "CREATE TABLE kept_r AS TABLE socai.reading",
        "CREATE TABLE kept_f AS TABLE socai.failed_sign_in",
    )
    as_owner(tampered, act)
    assert len(differing(tampered)) == 1
    as_owner(
        tampered,
        "DELETE FROM socai.reading",
        "INSERT INTO socai.reading OVERRIDING SYSTEM VALUE TABLE kept_r",
    )
    with psycopg.connect(tampered.service.db.dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM socai.failed_sign_in")
        connection.execute("INSERT INTO socai.failed_sign_in OVERRIDING SYSTEM VALUE TABLE kept_f")
        connection.execute("DROP TABLE kept_r, kept_f")
    assert differing(tampered) == []


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE socai.failed_sign_in SET tries = 1",
        "DELETE FROM socai.failed_sign_in",
        "TRUNCATE socai.failed_sign_in",
        "DELETE FROM socai.reading",
    ],
)
def test_a_told_day_is_not_changed_by_mistake(tampered: Stage, act: str) -> None:
    """The seat belts refuse it to the owner of the tables, too."""
    with psycopg.connect(tampered.service.db.dsn) as admin, pytest.raises(psycopg.errors.RestrictViolation):
        admin.execute(act)


def test_a_log_that_tells_its_readings_is_sound(fresh_stage: Stage) -> None:
    """To the verifier, which sees the digests alone."""
    stage = fresh_stage
    for number in (21, 24):
        day(stage, number)
        read(stage)
        day(stage, number + 1)
        stage.service.run_schedule()
    stage.school.seal()
    assert newest_signed(stage.school.log) is not None
    export(stage.school.log, stage.settings.home / "out")
    report = verify([str(stage.settings.home / "out")], keys=[str(stage.school.signing.key().public)])
    assert (report.verdict(), report.findings, len(told(stage))) == ("sound", [], 2)


def test_a_clock_in_doubt_closes_no_day(fresh_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day that is closed is never opened again, so nobody closes one by a clock that has jumped."""
    stage = fresh_stage
    day(stage, 21)
    read(stage)
    day(stage, 25)

    def jumped() -> None:
        raise Died

    monkeypatch.setattr(stage.clock, "require_steady", jumped)
    with pytest.raises(Died):
        telling(stage).round(stage.school)
    with psycopg.connect(stage.service.db.dsn) as connection:
        assert connection.execute("SELECT closed::text FROM socai.reads_closed").fetchone() == ("0001-01-01",)
