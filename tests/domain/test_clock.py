"""LAW "Of record" P2: what has expired once stays expired, whatever the clock is set back to."""

from typing import Any

import pytest

from domain.acts.books.close import LockBook, ProposeClose, UnlockBook
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.unit.appointments import Delegate, RegisterPerson
from domain.acts.unit.people import FoundBoard
from domain.acts.unit.school import ResetClock
from domain.acts.unit.windows import MoveWindow
from domain.words.days import later
from tests.domain.schoolhouse import Schoolhouse, marked, school
from tests.school.small import AFTER, CLASS, DURING, PAPER, SHUT, SUBJECT, window

HEAD = "hieutruong"


def there_and_back(house: Schoolhouse, ahead: str, back: str) -> None:
    """An act at a later instant, then the clock set back."""
    house.do(HEAD, RegisterPerson(person=f"nguoi{house.state.size}", name="Người"), ahead)
    house.do(HEAD, ResetClock(reason="đồng hồ máy chủ chạy nhanh"), back)


def late(house: Schoolhouse, until: str) -> PermitLateEntry:
    return PermitLateEntry(
        klass=CLASS, subject=SUBJECT, semester=1, col="gk", pupils=["hs01"], until=until, reason="makeup",
        decision=PAPER,
    )  # fmt: skip


def test_an_ended_window_is_not_opened_again_by_the_clock() -> None:
    """LAW 13 WINDOW_CLOSED, 9 WINDOW_ENDED: neither a mark nor a new end."""
    house = school()
    there_and_back(house, AFTER, DURING)
    house.refused("WINDOW_CLOSED", "toan", house.mark())
    house.refused("WINDOW_ENDED", HEAD, MoveWindow(window="w1", end=later(AFTER, days=3), decision=PAPER))


def test_a_window_still_open_goes_on_after_the_clock_was_set_back() -> None:
    """LAW 13: the reset itself takes nothing from a teacher."""
    house = school()
    there_and_back(house, later(DURING, days=5), DURING)
    house.do("toan", house.mark())


def test_what_a_window_made_of_record_stays_so() -> None:
    """LAW 18: after the reset the way to another value is still the dossier."""
    house = marked()
    there_and_back(house, AFTER, DURING)
    house.do("toan", house.propose())


def test_a_permission_that_expired_is_not_revived() -> None:
    """LAW 14 LATE_NOT_PERMITTED."""
    house = school()
    given = house.do(HEAD, late(house, later(AFTER, days=2)), AFTER) and house.state.size - 1
    there_and_back(house, later(AFTER, days=3), AFTER)
    house.refused("LATE_NOT_PERMITTED", "toan", house.mark(col="gk", late=given))
    house.refused("BAD_PERIOD", HEAD, late(house, later(AFTER, days=1)))


def test_a_right_that_ended_is_not_revived() -> None:
    """LAW 4 RIGHT_NOT_IN_FORCE: an appointment, a delegation, a board."""
    house = school()
    house.appoint("tam", "teacher", CLASS, SUBJECT, end="2020-10-20")
    house.do(
        HEAD,
        Delegate(
            person="phohieutruong", powers=["windows"], start="2020-09-01", end="2020-10-20", decision=PAPER
        ),
    )
    there_and_back(house, "2020-10-25T02:00:00.000000Z", DURING)
    house.refused("RIGHT_NOT_IN_FORCE", "tam", house.mark())
    house.refused("RIGHT_NOT_IN_FORCE", "phohieutruong", window("w2", semester=2))


def test_an_unlocking_that_expired_is_not_revived() -> None:
    """LAW 24, "Marks" BOOK_LOCKED."""
    house = marked()
    close: dict[str, Any] = {"klass": CLASS, "semester": 1}
    house.do("bqt", ProposeClose(**close))
    house.do(HEAD, LockBook(**close, decision=PAPER))
    unlock = UnlockBook(**close, reason="thi lại", decision=PAPER, until=later(DURING, days=2))
    house.do(HEAD, unlock)
    there_and_back(house, later(DURING, days=3), DURING)
    house.refused("BOOK_LOCKED", HEAD, late(house, SHUT))
    house.refused("BAD_PERIOD", HEAD, unlock)


def test_a_session_of_witnesses_ends_at_a_clock_reset() -> None:
    """LAW 20: the third confirmation after a reset begins a new session, and applies nothing."""
    house = marked()
    house.until_permitted()
    house.witness(HEAD, "leadership")
    house.witness("bqt", "board", later(AFTER, minutes=5))
    house.do(HEAD, ResetClock(reason="đồng hồ máy chủ chạy nhanh"), later(AFTER, minutes=4))
    (only,) = house.witness("gvcn", "homeroom")
    assert only.type == "CorrectionWitnessed"
    assert house.state.dossier("d1").state == "permitted"
    assert house.value("hs01") == 80


@pytest.mark.parametrize(
    ("members", "start", "end"),
    [
        (["phohieutruong"], "2020-08-01", None),
        (["phohieutruong"], "2020-09-01", None),
        (["bqt"], "2020-08-01", "2020-08-31"),
    ],
)
def test_a_board_member_acts_only_for_the_board_that_sits(
    members: list[str], start: str, end: str | None
) -> None:
    """LAW 4 RIGHT_NOT_IN_FORCE (S26): another board was founded since, or this one's time is over."""
    house = school()
    house.do(HEAD, FoundBoard(members=["bqt"], start="2020-08-01", end=None, decision=PAPER))
    house.do("bqt", RegisterPerson(person="moi", name="Người mới"))
    house.do(HEAD, FoundBoard(members=members, start=start, end=end, decision=PAPER))
    house.refused("RIGHT_NOT_IN_FORCE", "bqt", RegisterPerson(person="moi2", name="Người mới"))


def test_a_board_founded_for_later_leaves_the_present_one_its_time() -> None:
    """LAW 4: the newest board counts from its first day on."""
    house = school()
    house.do(HEAD, FoundBoard(members=["bqt"], start="2020-08-01", end=None, decision=PAPER))
    house.do(HEAD, FoundBoard(members=["phohieutruong"], start="2020-10-01", end=None, decision=PAPER))
    house.do("bqt", RegisterPerson(person="moi", name="Người mới"))
    house.refused("RIGHT_NOT_IN_FORCE", "bqt", RegisterPerson(person="moi2", name="Người"), DURING)
