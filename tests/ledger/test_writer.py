"""The writer: each command decided on the state before it, written once, answered after COMMIT."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.words.entry import Draft
from domain.words.refusal import Refusal
from ledger.conflict import Conflict
from ledger.database import Database
from ledger.form.canonical import b64
from ledger.log import SchoolLog
from ledger.signing.keys import KeyFault
from ledger.signing.receipt import Receipt
from ledger.writing.writer import Decided, Written
from tests.ledger.toy import (
    BOOK,
    DIGEST,
    Decide,
    ToyState,
    ToyWriter,
    actor,
    enters,
    lock,
    mark,
    new_log,
    new_writer,
    require_whole,
    until,
    writes,
)

pytestmark = pytest.mark.each_postgres

OTHER_DIGEST = b"\x02" * 32
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


def as_group(writer: ToyWriter, requests: Sequence[tuple[str, Decide]]) -> list[Written | Exception]:
    """Submits (cmd, decide) so that they are written as one group behind a command that waits for them."""
    gate = threading.Event()
    answers: dict[str, Written | Exception] = {}

    def wait(_state: ToyState, _now: str) -> Decided:
        assert gate.wait(10)
        return Decided(actor(), [])

    def submit(index: int, cmd: str, decide: Decide) -> None:
        try:
            answers[f"{index}"] = writer.submit("P1", cmd, DIGEST, decide)
        except Exception as error:
            answers[f"{index}"] = error

    threads = [threading.Thread(target=submit, args=(-1, "gate", wait))]
    threads += [threading.Thread(target=submit, args=(k, *request)) for k, request in enumerate(requests)]
    for waiting, thread in enumerate(threads):
        thread.start()
        until(lambda waiting=waiting: len(writer._queue._waiting) == waiting and writer._queue._led)
    gate.set()
    for thread in threads:
        thread.join(30)
    return [answers[f"{k}"] for k in range(len(requests))]


def code(answer: Written | Exception) -> str:
    return getattr(answer, "code", type(answer).__name__)


# --- one command


def test_answer_names_what_is_in_the_log(log: SchoolLog) -> None:
    """Position, count, instant and last leaf are those of the stored lines."""
    writer = new_writer(log)
    writer.submit("P1", "c1", DIGEST, enters(writer, ["a"]))
    written = writer.submit("P2", "c2", DIGEST, enters(writer, ["b", "c"], person="P2"))
    entries = require_whole(log)
    assert (written.pos, written.n, written.replayed) == (1, 2, False)
    assert {entry.at for entry in entries[1:]} == {written.at}
    assert entries[2].leaf == written.leaf
    assert [entry.actor["person"] for entry in entries] == ["P1", "P2", "P2"]


def test_receipt_is_signed_over_what_was_written(log: SchoolLog) -> None:
    """And given again, the same, to who asks again; none for nothing."""
    signed: list[Receipt] = []

    def sign(receipt: Receipt) -> bytes:
        signed.append(receipt)
        return repr(receipt).encode()

    writer = new_writer(log)
    first = writer.submit("P1", "c1", DIGEST, enters(writer, ["a", "b"]), sign=sign)
    again = writer.submit("P1", "c1", DIGEST, enters(writer, ["a", "b"]), sign=sign)
    assert first.receipt == again.receipt is not None
    assert signed[0] == Receipt(log.origin, 0, 2, b64(first.leaf), first.at, "c1")
    assert writer.submit("P1", "c2", DIGEST, enters(writer, []), sign=sign).receipt is None


def test_a_signed_command_is_stored_and_read_with_its_signature(log: SchoolLog) -> None:
    """In its first entry, whichever command of a group it is; every reading of the log gives it."""
    writer = new_writer(log)
    signature = b'{"key":1,"sig":"x"}'
    acts = [
        ("c1", writes(mark("a"), mark("b"))),
        ("c2", writes(mark("c"), mark("d"), sign=signature)),
        ("c3", writes(mark("e"))),
    ]
    answers = as_group(writer, acts)
    assert [code(answer) for answer in answers] == ["Written"] * 3
    signed = [entry.sign for entry in require_whole(log)]
    assert signed == [None, None, {"key": 1, "sig": "x"}, None, None]
    assert [entry.sign for entry in log.stream(BOOK)] == signed


def test_entries_stay_written_when_their_receipt_cannot_be_signed(log: SchoolLog) -> None:
    """The fault comes to the caller, the connection stays of use, and the retry gets the receipt."""

    def refuse(receipt: Receipt) -> bytes:
        raise KeyFault("missing", receipt.cmd)

    writer = new_writer(log)
    with pytest.raises(KeyFault):
        writer.submit("P1", "c1", DIGEST, enters(writer, ["a"]), sign=refuse)
    assert log.head().size == 1
    again = writer.submit(
        "P1", "c1", DIGEST, enters(writer, ["a"]), sign=lambda receipt: receipt.cmd.encode()
    )
    assert (again.receipt, again.replayed) == (b"c1", True)
    assert writer.submit("P1", "c2", DIGEST, enters(writer, ["b"])).pos == 1


def test_no_receipt_of_a_lost_swap_is_handed_out(log: SchoolLog) -> None:
    """It was signed while the database refused the append; only that of the entries as written comes back."""
    signed: list[Receipt] = []

    def sign(receipt: Receipt) -> bytes:
        signed.append(receipt)
        return str(receipt.pos).encode()

    writer, other = new_writer(log), new_writer(log)
    writer.submit("P1", "c1", DIGEST, enters(writer, ["a"]))
    other.submit("P2", "c1", DIGEST, enters(other, ["b"], person="P2"))
    written = writer.submit("P1", "c2", DIGEST, enters(writer, ["c"]), sign=sign)
    assert [receipt.pos for receipt in signed] == [1, 2]
    assert (written.pos, written.receipt) == (2, b"2")


def test_refusal_writes_nothing_and_is_not_remembered(log: SchoolLog) -> None:
    """The same command id may be used once the reason is gone."""
    writer = new_writer(log)
    writer.submit("P1", "l", DIGEST, lock())
    with pytest.raises(Refusal, match="BOOK_LOCKED"):
        writer.submit("P1", "c", DIGEST, enters(writer, ["a"]))
    assert log.head().size == 1
    writer.submit("P1", "u", DIGEST, lock("Unlocked"))
    assert writer.submit("P1", "c", DIGEST, enters(writer, ["a"])).pos == 2
    require_whole(log)


def test_decision_of_nothing_writes_nothing_and_is_not_remembered(log: SchoolLog) -> None:
    """Saving a page without changes is no act."""
    writer = new_writer(log)
    nothing = writer.submit("P1", "c", DIGEST, enters(writer, []))
    assert (nothing.n, nothing.pos, nothing.leaf) == (0, 0, b"")
    assert log.command("P1", "c") is None
    assert writer.submit("P1", "c", OTHER_DIGEST, enters(writer, ["a"])).n == 1


@pytest.mark.parametrize("cmd", ["", "x" * 37, "a b", "a/b", "ă", "a\n"])
def test_malformed_command_id_is_refused(log: SchoolLog, cmd: str) -> None:
    """FORMAT §1: 1–36 characters of A-Za-z0-9_-."""
    with pytest.raises(Conflict, match="COMMAND_MALFORMED"):
        new_writer(log).submit("P1", cmd, DIGEST, writes(mark("a")))
    assert log.head().size == 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x" * 66_000, "LINE_TOO_LONG"),
        (8.5, "NOT_CANONICAL"),
        ("a\x00", "NOT_CANONICAL"),
        (2**53, "NOT_CANONICAL"),
    ],
)
def test_draft_that_is_no_line_is_refused_alone(log: SchoolLog, value: Any, expected: str) -> None:
    """One faulty command does not take its group with it."""
    writer = new_writer(log)
    answers = as_group(
        writer,
        [
            ("c1", enters(writer, ["a"])),
            ("c2", writes(mark("b"), mark("c", value=value))),
            ("c3", enters(writer, ["d"])),
        ],
    )
    assert [code(answer) for answer in answers] == ["Written", expected, "Written"]
    assert [entry.data["pupil"] for entry in require_whole(log)] == ["a", "d"]


def test_nobody_acts_under_another_name(log: SchoolLog) -> None:
    """The person of the command is the person of its lines, or idempotency would look at the wrong one."""
    with pytest.raises(ValueError, match="cannot act as"):
        new_writer(log).submit("P1", "c", DIGEST, writes(mark("a"), person="P2"))
    assert log.head().size == 0


# --- idempotency


def test_same_request_again_gets_the_first_answer(log: SchoolLog) -> None:
    """A retry after a lost answer; also by a fresh process, also when the cell is taken by then."""
    writer = new_writer(log)
    first = writer.submit("P1", "c", DIGEST, enters(writer, ["a", "b"]))
    writer.submit("P1", "c2", DIGEST, enters(writer, ["d"]))
    for each in (writer, new_writer(log)):
        again = each.submit("P1", "c", DIGEST, enters(each, ["a", "b"]))
        assert (again.pos, again.n, again.at, again.leaf) == (first.pos, first.n, first.at, first.leaf)
        assert again.replayed
    assert log.head().size == 3


def test_acts_after_a_replayed_one_stand_where_they_say(log: SchoolLog) -> None:
    """The lines made for the retry were not written, and nothing may be built behind them."""
    writer = new_writer(log)
    answers = [writer.submit("P1", cmd, DIGEST, writes(mark(cmd))) for cmd in ("a", "a", "b", "b", "c")]
    assert [(each.pos, each.replayed) for each in answers] == [
        (0, False),
        (0, True),
        (1, False),
        (1, True),
        (2, False),
    ]
    group = as_group(
        writer, [("d", enters(writer, ["d"])), ("a", writes(mark("x"))), ("e", writes(mark("e")))]
    )
    assert [code(answer) for answer in group] == ["Written"] * 3
    assert writer.submit("P1", "f", DIGEST, enters(writer, ["f", "x"])).n == 2
    assert [entry.cmd for entry in require_whole(log)] == ["a", "b", "c", "d", "e", "f", "f"]


def test_replay_outlives_the_right(log: SchoolLog) -> None:
    """The act was lawful when it was done; that the books are locked now does not undo its answer."""
    writer = new_writer(log)
    first = writer.submit("P1", "c", DIGEST, enters(writer, ["a"]))
    writer.submit("P1", "l", DIGEST, lock())
    assert writer.submit("P1", "c", DIGEST, enters(writer, ["a"])) == Written(
        first.pos, 1, first.at, first.leaf, None, True
    )


@pytest.mark.parametrize("locked", [False, True])
def test_command_id_of_another_request_is_an_error(log: SchoolLog, locked: bool) -> None:
    """Whatever the rules would say to the other request."""
    writer = new_writer(log)
    writer.submit("P1", "c", DIGEST, enters(writer, ["a"]))
    if locked:
        writer.submit("P1", "l", DIGEST, lock())
    with pytest.raises(Conflict, match="COMMAND_REUSED") as reused:
        writer.submit("P1", "c", OTHER_DIGEST, enters(writer, ["b"]))
    assert reused.value.status == 409
    assert log.head().size == 1 + locked


def test_command_ids_are_each_persons_own(log: SchoolLog) -> None:
    """Idempotency is per (log, person, cmd)."""
    writer = new_writer(log)
    for person in ("P1", "P2"):
        written = writer.submit(person, "c", DIGEST, enters(writer, [person], person=person))
        assert not written.replayed
    assert len(require_whole(log)) == 2


def test_same_command_twice_in_one_group_is_written_once(log: SchoolLog) -> None:
    """A double click: both get the same answer."""
    writer = new_writer(log)
    answers = as_group(writer, [("c", writes(mark("a"))), ("d", writes(mark("b"))), ("c", writes(mark("a")))])
    first, _, second = answers
    assert isinstance(first, Written)
    assert isinstance(second, Written)
    assert (first.replayed, second.replayed) == (False, True)
    assert (first.pos, first.leaf) == (second.pos, second.leaf)
    assert [entry.cmd for entry in require_whole(log)] == ["c", "d"]


# --- groups


def test_group_is_one_append_with_one_instant(log: SchoolLog) -> None:
    """Many waiting commands cost one commit."""
    writer = new_writer(log)
    answers = as_group(writer, [(f"c{k}", enters(writer, [f"p{k}"])) for k in range(40)])
    assert [code(answer) for answer in answers] == ["Written"] * 40
    entries = require_whole(log)
    assert [entry.cmd for entry in entries] == [f"c{k}" for k in range(40)]
    assert len({entry.at for entry in entries}) == 1
    with psycopg.connect(log.db.dsn) as connection:
        query = "SELECT count(DISTINCT xmin::text) FROM socai.entry WHERE school = %s"
        assert connection.execute(query, (log.school,)).fetchone() == (1,)


def test_refusal_in_a_group_leaves_the_others(log: SchoolLog) -> None:
    """Each command answers for itself, faults of the program included."""
    writer = new_writer(log)

    def breaks(_state: ToyState, _now: str) -> Decided:
        raise ZeroDivisionError

    answers = as_group(
        writer,
        [
            ("c1", enters(writer, ["a"])),
            ("c2", enters(writer, ["a"])),
            ("c3", breaks),
            ("c4", enters(writer, ["b"])),
            ("c5", enters(writer, [])),
        ],
    )
    expected = ["Written", "CELL_NOT_EMPTY", "ZeroDivisionError", "Written", "Written"]
    assert [code(answer) for answer in answers] == expected
    assert [entry.cmd for entry in require_whole(log)] == ["c1", "c4"]


def test_each_command_of_a_group_sees_those_before_it(log: SchoolLog) -> None:
    """A lock in the group stops the marks behind it, and a book loaded late holds what the group wrote."""
    writer = new_writer(log)
    answers = as_group(
        writer,
        [
            ("c1", writes(mark("a"), mark("b"))),
            ("c2", enters(writer, ["b"])),
            ("c3", lock()),
            ("c4", enters(writer, ["c"])),
        ],
    )
    assert [code(answer) for answer in answers] == ["Written", "CELL_NOT_EMPTY", "Written", "BOOK_LOCKED"]
    require_whole(log)


def test_many_threads_lose_and_double_nothing(log: SchoolLog) -> None:
    """Sixteen teachers on one school at once, some on the same cells."""
    writer = new_writer(log)
    refused: list[str] = []

    def work(worker: int) -> None:
        for k in range(15):
            pupil = f"shared{k}" if k % 3 == 0 else f"p{worker}-{k}"
            try:
                writer.submit("P1", f"c{worker}-{k}", DIGEST, enters(writer, [pupil]))
            except Refusal:
                refused.append(pupil)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    entries = require_whole(log)
    pupils = [entry.data["pupil"] for entry in entries]
    assert len(pupils) == len(set(pupils)) == 16 * 10 + 5
    assert len(refused) == 15 * 5


# --- other writers on the same log


def test_lost_swap_is_decided_again_on_what_the_other_wrote(log: SchoolLog) -> None:
    """A lock came between: the mark must be refused, not re-hashed behind it."""
    writer, other = new_writer(log), new_writer(log)
    writer.submit("P1", "c0", DIGEST, enters(writer, ["a"]))
    seen: list[tuple[bool, str]] = []

    def decide(state: ToyState, now: str) -> Decided:
        seen.append((state.locked, now))
        if len(seen) == 1:
            other.submit("P2", "l", DIGEST, writes(Draft("school", "Locked", {}), person="P2"))
        return enters(writer, ["b"])(state, now)

    with pytest.raises(Refusal, match="BOOK_LOCKED"):
        writer.submit("P1", "c", DIGEST, decide)
    assert [locked for locked, _ in seen] == [False, True]
    assert seen[1][1] >= log.head().at > seen[0][1]
    assert len(require_whole(log)) == 2


def test_refusal_on_an_old_state_is_looked_at_again(log: SchoolLog) -> None:
    """No append checks the head of a refused command, and another process may have unlocked."""
    writer, other = new_writer(log), new_writer(log)
    writer.submit("P1", "l", DIGEST, lock())
    other.submit("P1", "u", DIGEST, lock("Unlocked"))
    assert writer.submit("P1", "c", DIGEST, enters(writer, ["a"])).pos == 2


def test_lost_group_leaves_no_trace_in_the_state(log: SchoolLog) -> None:
    """What the group assumed was never written; a fold cannot be undone, so the state is made anew."""
    writer, other = new_writer(log), new_writer(log)
    writer.submit("P1", "c0", DIGEST, enters(writer, ["zero"]))
    calls: list[int] = []

    def enters_only_at_first(state: ToyState, now: str) -> Decided:
        calls.append(1)
        return enters(writer, ["a"] if len(calls) == 1 else [])(state, now)

    def disturbs(state: ToyState, now: str) -> Decided:
        if len(calls) == 1:
            other.submit("P2", f"d{len(calls)}", DIGEST, enters(other, ["other"], person="P2"))
        return enters(writer, ["a"])(state, now)

    answers = as_group(writer, [("c1", enters_only_at_first), ("c2", disturbs)])
    assert [code(answer) for answer in answers] == ["Written", "Written"]
    assert [entry.data["pupil"] for entry in require_whole(log)] == ["zero", "other", "a"]
    assert writer.submit("P1", "c3", DIGEST, enters(writer, ["b"])).pos == 3


def test_log_replaced_under_the_writer_is_read_anew(log: SchoolLog, db: Database) -> None:
    """After a restore the log may be shorter or another; nothing known before may be used."""
    writer = new_writer(log)
    writer.submit("P1", "c1", DIGEST, enters(writer, ["a"]))
    head = log.head()
    writer.submit("P1", "c2", DIGEST, enters(writer, ["b"]))
    with psycopg.connect(db.dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in ("entry", "command", "run"):
            connection.execute(f"DELETE FROM socai.{table} WHERE school = %s AND pos >= 1", (log.school,))
        connection.execute(
            "UPDATE socai.head SET size = 1, leaf = %s, at = %s WHERE school = %s",
            (head.leaf, head.at, log.school),
        )
    other = new_writer(log)
    for k in range(3):
        other.submit("P2", f"d{k}", DIGEST, enters(other, [f"x{k}"], person="P2"))
    assert writer.submit("P1", "c3", DIGEST, enters(writer, ["b", "c"])).pos == 4
    assert [entry.data["pupil"] for entry in require_whole(log)] == ["a", "x0", "x1", "x2", "b", "c"]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 2), st.lists(st.sampled_from("abcdefgh"), max_size=3, unique=True), st.booleans()
        ),
        max_size=14,
    )
)
def test_writers_in_any_order_agree_with_one_table(
    db: Database, acts: list[tuple[int, list[str], bool]]
) -> None:
    """Three writers with caches of their own behave as if there were one, for any sequence of acts."""
    log = new_log(db)
    writers = [new_writer(log) for _ in range(3)]
    model: set[str] = set()
    for k, (which, pupils, twice) in enumerate(acts):
        refused = bool(model & set(pupils))
        for repeat in range(1 + twice):
            each = writers[(which + repeat) % 3]
            try:
                written = each.submit("P1", f"c{k}", DIGEST, enters(each, pupils))
            except Refusal:
                assert refused
            else:
                assert not refused
                assert written.n == len(pupils)
                assert written.replayed == (repeat == 1 and bool(pupils))
        if not refused:
            model |= set(pupils)
    assert {entry.data["pupil"] for entry in require_whole(log)} == model
