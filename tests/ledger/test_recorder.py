"""The recorder keeps what the library's readers rely on: ids without gaps, in the order of commits."""

import threading
from collections.abc import Iterator

import pytest
from eventsourcing.persistence import ProgrammingError

from domain.words.entry import Draft
from ledger.database import Database
from ledger.form.lines import Act, Tail, make_lines
from ledger.log import SchoolLog
from ledger.writing.recorder import (
    CommandRepeated,
    CommandRow,
    Run,
    SchoolRecorder,
    Swap,
    SwapLost,
    stored_event,
)
from tests.ledger.toy import BOOK, DIGEST, actor, mark, new_log, new_writer, require_whole, writes

pytestmark = pytest.mark.each_postgres

AT = "2026-11-02T08:00:00.000000Z"


@pytest.fixture(scope="module")
def db(module_dsn: str) -> Iterator[Database]:
    database = Database(module_dsn)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def log(db: Database) -> SchoolLog:
    return new_log(db)


@pytest.fixture
def recorder(log: SchoolLog) -> SchoolRecorder:
    return SchoolRecorder(log.db, log.school)


def append(recorder: SchoolRecorder, log: SchoolLog, base: tuple[int, bytes], cmd: str) -> None:
    """One entry on the head `base`, as a program that believes in that head writes it."""
    tail = Tail(*base)
    (made,) = make_lines(log.origin, tail, Act(cmd, AT, actor(), [mark(cmd)]), [tail.size + 1], bytes(16))
    swap = Swap(
        tail.size,
        tail.leaf,
        made.entry.leaf,
        AT,
        None,
        [CommandRow(tail.size, 1, "P1", cmd, DIGEST)],
        [Run(BOOK, tail.size + 1, tail.size, 1)],
    )
    recorder.insert_events([stored_event(made.line)], swap=swap)


def fill(log: SchoolLog, count: int) -> None:
    drafts = [Draft(f"s{k % 2}", f"Type{k % 3}", {"k": k}) for k in range(count)]
    new_writer(log).submit("P1", "fill", DIGEST, writes(*drafts))


def test_notification_ids_are_positions_plus_one(log: SchoolLog, recorder: SchoolRecorder) -> None:
    """The library's readers start after 0, so position 0 must be id 1."""
    assert recorder.max_notification_id() is None
    fill(log, 7)
    assert recorder.max_notification_id() == 7
    assert [each.id for each in recorder.select_notifications(1, 100)] == [1, 2, 3, 4, 5, 6, 7]
    assert [each.id for each in recorder.select_notifications(None, 3)] == [1, 2, 3]
    assert [each.id for each in recorder.select_notifications(3, 100, stop=5)] == [3, 4, 5]
    assert [each.id for each in recorder.select_notifications(3, 2, inclusive_of_start=False)] == [4, 5]
    assert recorder.select_notifications(8, 100) == []
    first = recorder.select_notifications(1, 1)[0]
    assert (first.originator_id, first.originator_version, first.topic) == ("s0", 1, "Type0")
    assert first.state == next(log.lines())


def test_limit_counts_the_chosen_topics(log: SchoolLog, recorder: SchoolRecorder) -> None:
    """A reader of one type gets full sections, however rare the type is."""
    fill(log, 30)
    chosen = recorder.select_notifications(1, 4, topics=["Type2"])
    assert [each.id for each in chosen] == [3, 6, 9, 12]
    assert len(recorder.select_notifications(1, 100, topics=["Type1", "Type2"])) == 20
    assert recorder.select_notifications(1, 2, topics=["None"]) == []


def test_events_of_a_stream_by_version(log: SchoolLog, recorder: SchoolRecorder) -> None:
    """As the library's repository asks for them."""
    fill(log, 10)

    def versions(**choice: int | bool) -> list[int]:
        events = recorder.select_events("s1", **choice)  # type: ignore[arg-type]
        return [each.originator_version for each in events]

    assert versions() == [1, 2, 3, 4, 5]
    assert versions(gt=2) == [3, 4, 5]
    assert versions(gt=1, lte=3) == [2, 3]
    assert versions(desc=True, limit=2) == [5, 4]
    assert versions(lte=0) == []
    assert recorder.select_events("nothing") == []


def test_insert_without_a_swap_is_refused(recorder: SchoolRecorder) -> None:
    """Nobody gets past the writer with the library's own save()."""
    with pytest.raises(ProgrammingError):
        recorder.insert_events([])


def test_append_on_a_head_that_moved_writes_nothing(log: SchoolLog, recorder: SchoolRecorder) -> None:
    """Two writers on one head: the second one's decision was made on an old state."""
    empty = (0, bytes(32))
    append(recorder, log, empty, "first")
    with pytest.raises(SwapLost):
        append(recorder, log, empty, "second")
    with pytest.raises(SwapLost):
        append(recorder, log, (1, bytes(32)), "right size, wrong leaf")
    assert [entry.cmd for entry in require_whole(log)] == ["first"]
    assert recorder.database_now is not None


def test_append_of_a_written_command_writes_nothing(log: SchoolLog, recorder: SchoolRecorder) -> None:
    """A status, not an exception of the database: the writer then answers from the log."""
    append(recorder, log, (0, bytes(32)), "c")
    head = log.head()
    with pytest.raises(CommandRepeated):
        append(recorder, log, (head.size, head.leaf), "c")
    assert log.head() == head


def test_subscription_follows_what_is_written_later(log: SchoolLog, recorder: SchoolRecorder) -> None:
    """Each entry once and in order, whatever was there at the start; it ends when stopped."""
    fill(log, 3)
    seen: list[int] = []
    with recorder.subscribe(gt=1) as subscription:
        writer = new_writer(log)
        later = threading.Timer(0.2, writer.submit, ("P1", "later", DIGEST, writes(mark("a"), mark("b"))))
        later.start()
        for notification in subscription:
            seen.append(notification.id)
            if len(seen) == 4:
                subscription.stop()
        later.join()
    assert seen == [2, 3, 4, 5]


def test_subscription_to_a_topic_skips_the_rest(log: SchoolLog, recorder: SchoolRecorder) -> None:
    """And reads on behind the last entry it gave."""
    fill(log, 9)
    subscription = recorder.subscribe(topics=["Type1"])
    assert [next(subscription).id for _ in range(3)] == [2, 5, 8]
