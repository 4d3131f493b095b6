"""The writer when a connection dies or a clock is wrong: nothing doubled, nothing false, nothing claimed."""

import secrets
import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from domain.words.entry import Draft
from domain.words.refusal import Refusal
from ledger.clock import Clock
from ledger.conflict import Conflict
from ledger.database import Database
from ledger.log import LogDamaged, SchoolLog
from ledger.writing.recorder import SchoolRecorder
from ledger.writing.writer import Decided, Written
from tests.ledger.flaky import FlakyWire
from tests.ledger.toy import (
    DIGEST,
    Decide,
    ToyState,
    actor,
    enters,
    mark,
    new_log,
    new_writer,
    require_whole,
    until,
    writes,
)

pytestmark = pytest.mark.each_postgres

HOUR = 3_600.0


@pytest.fixture(scope="module")
def db(module_dsn: str) -> Iterator[Database]:
    database = Database(module_dsn)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def log(db: Database) -> SchoolLog:
    return new_log(db)


# --- a connection that dies


@pytest.fixture
def wire(db: Database) -> Iterator[tuple[FlakyWire, Database]]:
    flaky = FlakyWire(db.dsn)
    database = Database(flaky.dsn)
    # One connection, so that the append is prepared on it and its next answer is that of the act.
    database.pool.wait()
    yield flaky, database
    database.close()
    flaky.close()


@pytest.mark.parametrize("what", ["request", "answer"])
def test_lost_connection_during_the_append_writes_once(
    log: SchoolLog, wire: tuple[FlakyWire, Database], what: str
) -> None:
    """Cut before the database heard of it, or after it committed: one entry, one answer, no error."""
    flaky, database = wire
    far = SchoolLog(database, log.school, log.origin)
    writer = new_writer(far)
    writer.submit("P1", "c0", DIGEST, enters(writer, ["zero"]))
    tries: list[int] = []

    def decide(state: ToyState, now: str) -> Decided:
        result = enters(writer, ["a"])(state, now)
        if not tries:
            flaky.cut_next(what)
        tries.append(1)
        return result

    written = writer.submit("P1", "c", DIGEST, decide)
    assert flaky.cuts == 1
    assert (written.pos, written.n, written.replayed) == (1, 1, what == "answer")
    assert [entry.data["pupil"] for entry in require_whole(log)] == ["zero", "a"]
    assert writer.submit("P1", "c2", DIGEST, enters(writer, ["b"])).pos == 2


def test_lost_append_that_is_then_refused_has_an_unknown_outcome(
    log: SchoolLog, wire: tuple[FlakyWire, Database]
) -> None:
    """The first attempt may still be under way: neither "written" nor "refused" would be certain."""
    flaky, database = wire
    writer = new_writer(SchoolLog(database, log.school, log.origin))
    writer.submit("P1", "c0", DIGEST, enters(writer, ["zero"]))
    near = new_writer(log)
    tries: list[int] = []

    def decide(state: ToyState, now: str) -> Decided:
        tries.append(1)
        result = enters(writer, ["a"])(state, now)
        if len(tries) == 1:
            near.submit("P2", "l", DIGEST, writes(Draft("school", "Locked", {}), person="P2"))
            flaky.cut_next("request")
        return result

    with pytest.raises(Conflict, match="OUTCOME_UNKNOWN"):
        writer.submit("P1", "c", DIGEST, decide)
    with pytest.raises(Refusal, match="BOOK_LOCKED"):
        writer.submit("P1", "c", DIGEST, enters(writer, ["a"]))
    require_whole(log)


# --- a database that refuses


def test_a_command_that_cannot_be_stored_takes_others_down(log: SchoolLog) -> None:
    """Of a group that the database refuses each is tried alone: one fault is nobody else's."""
    writer = new_writer(log)
    gate = threading.Event()
    told: dict[str, object] = {}
    endless = secrets.token_hex(8_000)  # no index takes a key as long as that

    def wait(_state: ToyState, _now: str) -> Decided:
        assert gate.wait(10)
        return Decided(actor(), [])

    def submit(cmd: str, person: str, decide: Decide) -> None:
        try:
            told[cmd] = writer.submit(person, cmd, DIGEST, decide).n
        except Exception as refusal:
            told[cmd] = refusal

    acts = [("gate", "P1", wait), ("a", "P1", writes(mark("a")))]
    acts += [("long", endless, writes(mark("b"), person=endless)), ("c", "P1", writes(mark("c")))]
    threads = [threading.Thread(target=submit, args=act) for act in acts]
    for waiting, thread in enumerate(threads):
        thread.start()
        until(lambda waiting=waiting: len(writer._queue._waiting) == waiting and writer._queue._led)
    gate.set()
    for thread in threads:
        thread.join(30)
    assert (told["a"], told["c"]) == (1, 1)
    refused = told["long"]
    assert isinstance(refused, Conflict) and (refused.code, refused.status) == ("WRITING_FAILED", 503)
    assert [entry.cmd for entry in require_whole(log)] == ["a", "c"]
    assert log.db.health.fault() == ""


def test_rows_beyond_the_head_are_a_damaged_log(log: SchoolLog, db: Database) -> None:
    """Somebody has written into the tables: no write can succeed, and that is no "try again"."""
    with psycopg.connect(db.dsn) as admin:
        admin.execute(db.sql("INSERT INTO @schema@.entry VALUES (%s, 0, 'x')"), (log.school,))
    writer = new_writer(log)
    with pytest.raises(LogDamaged, match="entry_pkey"):
        writer.submit("P1", "c", DIGEST, writes(mark("a")))


@pytest.mark.parametrize(
    ("at_commit", "told"),
    [("RAISE EXCEPTION 'no'", "WRITING_FAILED"), ("PERFORM pg_terminate_backend(pg_backend_pid())", "")],
)
def test_what_fails_at_commit_is_acknowledged(admin_dsn: str, at_commit: str, told: str) -> None:
    """The rows of an answer come before COMMIT: an append that is undone or cut off there is not written."""
    database = Database(admin_dsn)
    database.migrate()
    log = new_log(database)
    with psycopg.connect(admin_dsn) as admin:
        admin.execute(
            f"CREATE FUNCTION socai.once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
            f" {at_commit}; RETURN NULL; END $$"
        )
        admin.execute(
            "CREATE CONSTRAINT TRIGGER once AFTER INSERT ON socai.command DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW WHEN (NEW.cmd = 'c') EXECUTE FUNCTION socai.once()"
        )
    writer = new_writer(log)
    with pytest.raises(Conflict) as refused:
        writer.submit("P1", "c", DIGEST, writes(mark("a")))
    assert refused.value.code == (told or refused.value.code) and refused.value.status == 503
    assert log.head().size == 0
    assert writer.submit("P1", "d", DIGEST, writes(mark("a"))).n == 1
    assert [entry.cmd for entry in require_whole(log)] == ["d"]
    database.close()


def test_turns_of_many_logs_at_once_leave_no_connection_to_any(db: Database) -> None:
    """After the database was away every log's writer takes its turn: each holds one, and needs more."""
    few = Database(db.dsn, max_connections=4)
    recorders = [SchoolRecorder(few, new_log(db).school) for _ in range(8)]
    logs = [SchoolLog(few, recorder._school, "") for recorder in recorders]
    sizes: list[int] = []

    def take(recorder: SchoolRecorder, log: SchoolLog) -> None:
        with recorder.turn():
            time.sleep(0.05)
            sizes.append(log.head().size)

    threads = [threading.Thread(target=take, args=pair) for pair in zip(recorders, logs, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    few.close()
    assert sizes == [0] * 8


# --- clocks


class Hands:
    """A wall clock and a steady clock that the test moves."""

    def __init__(self) -> None:
        self.wall = time.time()
        self.steady = 0.0

    def clock(self) -> Clock:
        return Clock(lambda: self.wall, lambda: self.steady)


def test_stepped_clock_refuses_writing_until_confirmed_but_replays(log: SchoolLog) -> None:
    """Old answers need no clock; new entries do."""
    hands = Hands()
    clock = hands.clock()
    writer = new_writer(log, clock)
    writer.submit("P1", "c1", DIGEST, enters(writer, ["a"]))
    hands.wall += HOUR
    with pytest.raises(Conflict, match="CLOCK_STEPPED"):
        writer.submit("P1", "c2", DIGEST, enters(writer, ["b"]))
    assert writer.submit("P1", "c1", DIGEST, enters(writer, ["a"])).replayed
    clock.confirm()
    assert writer.submit("P1", "c2", DIGEST, enters(writer, ["b"])).n == 1


def test_database_with_another_time_refuses_writing(log: SchoolLog) -> None:
    """The head's read and each append bring the database's clock along."""
    hands = Hands()
    hands.wall += HOUR
    writer = new_writer(log, hands.clock())
    with pytest.raises(Conflict, match="CLOCK_STEPPED") as refused:
        writer.submit("P1", "c1", DIGEST, enters(writer, ["a"]))
    assert refused.value.detail["clock"] == "database"
    assert log.head().size == 0


def test_instant_never_decreases_within_tolerance(log: SchoolLog) -> None:
    """A clock a minute behind the log writes at the log's last instant."""
    hands = Hands()
    writer = new_writer(log, hands.clock())
    first = writer.submit("P1", "c1", DIGEST, enters(writer, ["a"]))
    hands.wall -= 60
    assert writer.submit("P1", "c2", DIGEST, enters(writer, ["b"])).at == first.at
    require_whole(log)


def test_log_ahead_of_the_clock_waits_for_a_clock_reset(log: SchoolLog) -> None:
    """A false future time stands in the log for ever; only a new epoch that says so goes on."""
    hands = Hands()
    clock = hands.clock()
    hands.wall += 10 * HOUR
    writer = new_writer(log, clock)
    with pytest.raises(Conflict):
        writer.submit("P1", "c0", DIGEST, enters(writer, ["a"]))
    clock.confirm()
    ahead = writer.submit("P1", "c1", DIGEST, enters(writer, ["a"]))
    hands.wall -= 10 * HOUR
    clock.confirm()
    with pytest.raises(Conflict, match="CLOCK_BEHIND"):
        writer.submit("P1", "c2", DIGEST, enters(writer, ["b"]))
    with pytest.raises(ValueError, match="only a ClockReset"):
        writer.submit("P1", "r0", DIGEST, enters(writer, ["b"]), resets_clock=True)
    reset = writer.submit(
        "P1", "r1", DIGEST, writes(Draft("school", "ClockReset", {"reason": "x"})), resets_clock=True
    )
    assert reset.at < ahead.at
    assert log.head().epoch == reset.pos
    assert writer.submit("P1", "c2", DIGEST, enters(writer, ["b"])).at >= reset.at
    assert new_writer(log, clock).submit("P1", "c3", DIGEST, writes(mark("c"))).n == 1
    require_whole(log)


def test_clock_reset_is_written_alone(log: SchoolLog) -> None:
    """The commands that wait with it are decided in the new epoch."""
    writer = new_writer(log)
    gate = threading.Event()
    answers: list[Written] = []

    def wait(_state: ToyState, _now: str) -> Decided:
        assert gate.wait(10)
        return Decided(actor(), [])

    def submit(cmd: str, decide: Decide, resets: bool) -> None:
        answers.append(writer.submit("P1", cmd, DIGEST, decide, resets_clock=resets))

    reset = writes(Draft("school", "ClockReset", {}))
    acts = [("gate", wait, False), ("c1", writes(mark("a")), False), ("r", reset, True)]
    threads = [threading.Thread(target=submit, args=act) for act in [*acts, ("c2", writes(mark("b")), False)]]
    for waiting, thread in enumerate(threads):
        thread.start()
        until(lambda waiting=waiting: len(writer._queue._waiting) == waiting and writer._queue._led)
    gate.set()
    for thread in threads:
        thread.join(30)
    entries = require_whole(log)
    assert sorted(entry.cmd for entry in entries) == ["c1", "c2", "r"]
    assert log.head().epoch == next(entry.pos for entry in entries if entry.cmd == "r")
    assert len(answers) == 4
