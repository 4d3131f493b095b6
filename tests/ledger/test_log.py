"""Reading a log: prefixes, streams, and its size at a time."""

from collections.abc import Iterator

import psycopg
import pytest

from domain.state.state import LOADED
from domain.words.entry import Draft
from ledger import log as log_module
from ledger.clock import Clock
from ledger.database import Database
from ledger.form.lines import read_line
from ledger.log import EMPTY, AsOf, LogDamaged, SchoolLog, logs
from tests.ledger.toy import BOOK, DIGEST, ToyState, lock, mark, new_log, new_writer, require_whole, writes

pytestmark = pytest.mark.each_postgres

DAY = 86_400.0


@pytest.fixture(scope="module")
def db(module_dsn: str) -> Iterator[Database]:
    database = Database(module_dsn)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def log(db: Database) -> SchoolLog:
    return new_log(db)


class Wall:
    """A wall clock that the test moves; its database differs from it, which each move confirms."""

    def __init__(self) -> None:
        self.seconds = 1_770_000_000.0
        self.clock = Clock(lambda: self.seconds)

    def move(self, seconds: float) -> None:
        self.seconds += seconds
        self.clock.confirm()


def write_at(log: SchoolLog, wall: Wall, count: int, **options: bool) -> str:
    writer = new_writer(log, wall.clock)
    kind = "ClockReset" if options else "Note"
    drafts = [Draft("school", kind, {"k": k}) for k in range(count)]
    log_head = log.head_and_time()
    wall.clock.compare(log_head[1])
    wall.clock.confirm()
    return writer.submit("P1", f"c{log_head[0].size}", DIGEST, writes(*drafts), **options).at


def test_empty_log_has_the_empty_head_and_no_lines(log: SchoolLog) -> None:
    """Size 0, 32 zero bytes, no instant."""
    assert log.head() == EMPTY
    assert list(log.lines()) == []
    assert log.size_at("2026-01-01T00:00:00.000000Z") == AsOf(0, "2026-01-01T00:00:00.000000Z", False)
    assert log.stream("school") == []
    assert log.command("P1", "c") is None
    assert logs(log.db)[log.origin.split("/")[1]].school == log.school


def test_size_at_is_the_prefix_up_to_an_instant(log: SchoolLog) -> None:
    """Entries with `at` ≤ T: the instant itself belongs to it, the microsecond before does not."""
    wall = Wall()
    first = write_at(log, wall, 3)
    wall.move(DAY)
    second = write_at(log, wall, 2)
    before = first[:-2] + chr(ord(first[-2]) - 1) + "Z" if first[-2] != "0" else None
    assert log.size_at("2000-01-01T00:00:00.000000Z") == AsOf(0, "2000-01-01T00:00:00.000000Z", True)
    assert log.size_at(first) == AsOf(3, first, True)
    assert log.size_at(second) == AsOf(5, second, False)
    assert log.size_at("2099-01-01T00:00:00.000000Z").size == 5
    if before:
        assert log.size_at(before).size == 0


def test_as_of_is_final_only_before_the_heads_instant(log: SchoolLog) -> None:
    """At the head's own instant another command may still be written."""
    wall = Wall()
    at = write_at(log, wall, 1)
    assert not log.size_at(at).final
    assert write_at(log, wall, 1) == at
    assert log.size_at(at).size == 2
    wall.move(1)
    write_at(log, wall, 1)
    assert log.size_at(at) == AsOf(2, at, True)


def test_size_at_uses_the_newest_clock_epoch_begun_by_then(log: SchoolLog) -> None:
    """A clock that ran a year ahead and was set back: the time in between is told twice."""
    wall = Wall()
    start = write_at(log, wall, 1)
    wall.move(365 * DAY)
    ahead = write_at(log, wall, 2)
    wall.move(-355 * DAY)
    reset = write_at(log, wall, 1, resets_clock=True)
    wall.move(DAY)
    later = write_at(log, wall, 4)
    assert start < reset < later < ahead
    assert log.head().epoch == 3
    assert [log.size_at(at).size for at in (start, reset, later, ahead)] == [1, 4, 8, 8]
    assert log.size_at("2000-01-01T00:00:00.000000Z").size == 0
    wall.move(-5 * DAY)
    again = write_at(log, wall, 1, resets_clock=True)
    assert start < again < reset
    assert [log.size_at(at).size for at in (start, again, reset, ahead)] == [1, 9, 9, 9]
    require_whole(log)


def test_lines_cross_pages_in_order(log: SchoolLog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page borders lose and repeat nothing."""
    monkeypatch.setattr(log_module, "PAGE", 3)
    new_writer(log).submit("P1", "c", DIGEST, writes(*[mark(f"p{k}") for k in range(10)]))
    assert [read_line(line).pos for line in log.lines()] == list(range(10))
    assert [entry.pos for entry in log.entries(2, 9)] == list(range(2, 9))
    assert list(log.lines(4, 4)) == []


def test_missing_entry_is_reported_not_skipped(db: Database, log: SchoolLog) -> None:
    """A reader that silently skipped a deleted line would hide the deletion."""
    new_writer(log).submit("P1", "c", DIGEST, writes(mark("a"), mark("b"), mark("c")))
    with psycopg.connect(db.dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM socai.entry WHERE school = %s AND pos = 1", (log.school,))
    with pytest.raises(LogDamaged, match="1 entries are missing"):
        list(log.lines())
    with pytest.raises(LogDamaged):
        list(log.lines(0, 2))


def test_reading_past_the_end_is_an_error(log: SchoolLog) -> None:
    """Who asks for a size that the log does not have must not get a shorter one."""
    with pytest.raises(LogDamaged):
        list(log.lines(0, 1))


def test_stream_stops_at_a_size_also_inside_a_command(log: SchoolLog) -> None:
    """As-of is a prefix of the log, wherever it is cut."""
    writer = new_writer(log)
    other = "book/6A2/TOAN/1"
    drafts = [mark("a"), mark("b", stream=other), mark("c"), mark("d"), mark("e", stream=other)]
    writer.submit("P1", "c1", DIGEST, writes(*drafts))
    writer.submit("P1", "c2", DIGEST, writes(mark("f"), mark("g", stream=other)))
    for size in range(8):
        prefix = list(log.entries(0, size))
        for name in (BOOK, other):
            assert log.stream(name, size) == [entry for entry in prefix if entry.stream == name]
    assert log.versions(5) == {BOOK: 3, other: 2}
    assert log.versions(7) == {BOOK: 4, other: 3}


def test_governance_brings_a_state_up_without_books_and_dossiers(log: SchoolLog) -> None:
    """A school has far more marks than decisions about people; a start must not read them."""
    writer = new_writer(log)
    writer.submit("P1", "c1", DIGEST, writes(Draft("school", "LogCreated", {}), mark("a")))
    writer.submit("P1", "c2", DIGEST, writes(mark("b"), Draft("archive/1", "SnapshotPlanned", {})))
    writer.submit("P1", "c3", DIGEST, lock())
    writer.submit("P1", "c4", DIGEST, writes(Draft("dossier/1", "CorrectionProposed", {})))
    assert [entry.pos for entry in log.governance_entries(LOADED, 6)] == [0, 3, 4]
    assert [entry.pos for entry in log.governance_entries(LOADED, 4)] == [0, 3]
    state, earlier = ToyState(), ToyState()
    log.governance(state)
    assert (state.size, state.at, state.locked, state.books) == (6, log.head().at, True, {})
    log.governance(earlier, 2)
    assert (earlier.size, earlier.locked) == (2, False)


class Watching(ToyState):
    """Notes the highest instant at which it was told the log to stand."""

    highest = ""

    def reach(self, size: int, at: str) -> None:
        super().reach(size, at)
        self.highest = max(self.highest, at)


def test_governance_tells_the_highest_instant_before_a_clock_reset(log: SchoolLog) -> None:
    """Also where a mark held it, which is not read: by it the rules judge what has ended (LAW, P2)."""
    wall = Wall()
    write_at(log, wall, 1)
    wall.move(DAY)
    writer = new_writer(log, wall.clock)
    highest = writer.submit("P1", "mark", DIGEST, writes(mark("a"))).at
    wall.move(-2 * DAY)
    write_at(log, wall, 1, resets_clock=True)
    state = Watching()
    log.governance(state)
    assert log.head().at < highest == state.highest


def test_logs_of_one_database_do_not_mix(db: Database) -> None:
    """One school, one log: positions, streams and command ids are each log's own."""
    first, second = new_log(db), new_log(db)
    for log in (first, second):
        new_writer(log).submit("P1", "same", DIGEST, writes(mark(f"of-{log.school}")))
    for log in (first, second):
        (entry,) = require_whole(log)
        assert entry.data["pupil"] == f"of-{log.school}"
        assert f'"log":"{log.origin}"'.encode() in next(log.lines())
