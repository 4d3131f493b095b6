"""LAW 23-24: propose and decide the close, lock, unlock with expiry (S28, S56)."""

import pytest

from domain.acts.books.close import LockBook, ProposeClose, RefuseClose, UnlockBook
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.unit.appointments import Delegate
from domain.grounds.command import Command
from domain.words.days import later
from domain.words.intent import digest
from tests.domain.schoolhouse import Schoolhouse, marked, school
from tests.school.small import AFTER, CLASS, DURING, PAPER, SUBJECT

HEAD = "hieutruong"
PROPOSE = ProposeClose(klass=CLASS, semester=1)
LOCK = LockBook(klass=CLASS, semester=1, decision=PAPER)
REFUSE = RefuseClose(klass=CLASS, semester=1, reason="còn thiếu điểm")


@pytest.fixture
def house() -> Schoolhouse:
    return marked()


@pytest.fixture
def locked(house: Schoolhouse) -> Schoolhouse:
    house.do("bqt", PROPOSE)
    house.do(HEAD, LOCK)
    return house


def unlock(until: str) -> UnlockBook:
    return UnlockBook(klass=CLASS, semester=1, reason="nhập điểm thi bù", decision=PAPER, until=until)


def test_the_board_proposes_and_the_head_locks(house: Schoolhouse) -> None:
    """LAW 23 (S28): count and digest bind every cell that holds a value, with its book and position."""
    first = house.log[-2].pos
    house.do("bqt", PROPOSE)
    proposal = house.log[-1].pos
    (made,) = house.do(HEAD, LOCK)
    cells = [["toan", "hs01", "tx1", first], ["toan", "hs02", "tx1", first + 1]]
    assert (made.data["proposal"], made.data["count"]) == (proposal, 2)
    assert made.data["digest"] == digest(cells)


def test_an_empty_class_can_be_closed() -> None:
    """LAW 23: count 0 is a count."""
    house = school()
    house.do("bqt", PROPOSE)
    assert house.do(HEAD, LOCK)[0].data["count"] == 0


@pytest.mark.parametrize("command", [LOCK, REFUSE])
def test_no_close_without_a_proposal(house: Schoolhouse, command: Command) -> None:
    """LAW 23 NO_PROPOSAL (S28)."""
    assert house.refused("NO_PROPOSAL", HEAD, command).duty == "S28"


def test_a_decided_proposal_is_used_up(house: Schoolhouse) -> None:
    """LAW 23 NO_PROPOSAL: a refusal or a lock ends it; a new one may come."""
    house.do("bqt", PROPOSE)
    house.do(HEAD, REFUSE)
    house.refused("NO_PROPOSAL", HEAD, LOCK)
    house.do("bqt", PROPOSE)
    house.do(HEAD, LOCK)
    house.refused("NO_PROPOSAL", HEAD, LOCK)


@pytest.mark.parametrize("command", [LOCK, REFUSE])
def test_who_proposed_does_not_decide(house: Schoolhouse, command: Command) -> None:
    """LAW 23 PROPOSER_DECIDES: a head on the board."""
    house.appoint(HEAD, "board")
    house.do(HEAD, PROPOSE)
    house.refused("PROPOSER_DECIDES", HEAD, command)


def test_one_proposal_at_a_time_for_an_opened_class(house: Schoolhouse) -> None:
    """LAW 23 ALREADY_EXISTS, UNKNOWN_CLASS."""
    house.do("bqt", PROPOSE)
    house.refused("ALREADY_EXISTS", "bqt", PROPOSE)
    house.refused("UNKNOWN_CLASS", "bqt", ProposeClose(klass="9z", semester=1))


@pytest.mark.parametrize("person", ["phohieutruong", "bqt", "toan", "gvcn"])
def test_only_the_head_or_a_delegate_locks(house: Schoolhouse, person: str) -> None:
    """S28 NO_RIGHT: a deputy without the delegation `close` too."""
    house.do("bqt", PROPOSE)
    house.refused("NO_RIGHT", person, LOCK)


def test_a_deputy_locks_by_delegation(house: Schoolhouse) -> None:
    """LAW 4: power `close`."""
    house.do("bqt", PROPOSE)
    lend = Delegate(
        person="phohieutruong", powers=["close"], start="2020-10-01", end="2020-10-31", decision=PAPER
    )
    house.do(HEAD, lend)
    house.do("phohieutruong", LOCK)
    assert house.state.close(CLASS, 1).locked_at(house.now)


def test_after_the_lock_no_way_writes(locked: Schoolhouse) -> None:
    """LAW 11, 15, 16, 23 BOOK_LOCKED (S28), the window still being open; the other semester is not meant."""
    house = locked
    late = PermitLateEntry(
        klass=CLASS, subject=SUBJECT, semester=1, col="tx1", pupils=["hs03"], reason="other", decision=PAPER,
        until=AFTER,
    )  # fmt: skip
    publish = PublishColumn(klass=CLASS, subject=SUBJECT, semester=1, col="tx1")
    for person, command in (
        ("toan", house.mark("hs01", value=90)),
        ("toan", house.mark("hs01", value=None)),
        ("toan", house.mark("hs03")),
        ("toan", publish),
        (HEAD, late),
        ("bqt", PROPOSE),
    ):
        house.refused("BOOK_LOCKED", person, command)
    house.do("bqt", ProposeClose(klass=CLASS, semester=2))


def test_an_unlocked_book_locks_again_by_itself(locked: Schoolhouse) -> None:
    """LAW 24 (S56): open until the last microsecond before `until`, locked at it, with nobody there."""
    house = locked
    house.do(HEAD, unlock("2020-10-06T00:00:00.000000Z"))
    house.refused("OF_RECORD", "toan", house.mark("hs03"), "2020-10-05T23:59:59.999999Z")
    house.refused("BOOK_LOCKED", "toan", house.mark("hs03"), "2020-10-06T00:00:00.000000Z")
    house.do(HEAD, unlock("2020-10-07T00:00:00.000000Z"))
    house.refused("OF_RECORD", "toan", house.mark("hs03"))


def test_what_was_ever_locked_stays_of_record(locked: Schoolhouse) -> None:
    """LAW 13 OF_RECORD (S21): unlocking opens the way of permission and dossier, not of a plain change."""
    house = locked
    house.do(HEAD, unlock("2020-10-20T00:00:00.000000Z"))
    house.refused("OF_RECORD", "toan", house.mark("hs01", value=90))
    late = PermitLateEntry(
        klass=CLASS, subject=SUBJECT, semester=1, col="tx1", pupils=["hs03"], reason="returned",
        decision=PAPER, until="2020-10-10T00:00:00.000000Z",
    )  # fmt: skip
    house.do(HEAD, late)
    assert house.do("toan", house.mark("hs03"))[0].data["late"] == house.log[-2].pos


def test_a_lock_while_unlocked_ends_the_unlocking(locked: Schoolhouse) -> None:
    """LAW 24."""
    house = locked
    house.do(HEAD, unlock("2020-10-20T00:00:00.000000Z"))
    house.do("bqt", PROPOSE)
    house.do(HEAD, LOCK)
    house.refused("BOOK_LOCKED", "toan", house.mark("hs03"))


def test_only_a_locked_book_is_unlocked(house: Schoolhouse) -> None:
    """LAW 24 NOT_LOCKED, also while an unlocking runs."""
    house.refused("NOT_LOCKED", HEAD, unlock(AFTER))
    house.do("bqt", PROPOSE)
    house.do(HEAD, LOCK)
    house.do(HEAD, unlock("2020-10-20T00:00:00.000000Z"))
    house.refused("NOT_LOCKED", HEAD, unlock("2020-10-25T00:00:00.000000Z"))


def test_an_unlocking_has_an_end_within_thirty_days(locked: Schoolhouse) -> None:
    """LAW 24 BAD_PERIOD (S56): ahead of now, and at most 30 days, to the microsecond."""
    latest = later(DURING, days=30)
    locked.refused("BAD_PERIOD", HEAD, unlock(DURING))
    locked.refused("BAD_PERIOD", HEAD, unlock(latest.replace(".000000", ".000001")))
    locked.do(HEAD, unlock(latest))


def test_nobody_but_the_head_unlocks(locked: Schoolhouse) -> None:
    """Table of LAW 4 (S56): no power is lent for it."""
    lend = Delegate(
        person="phohieutruong", powers=["close"], start="2020-10-01", end="2020-10-31", decision=PAPER
    )
    locked.do(HEAD, lend)
    for person in ("phohieutruong", "bqt", "toan"):
        locked.refused("NO_RIGHT", person, unlock(AFTER))
