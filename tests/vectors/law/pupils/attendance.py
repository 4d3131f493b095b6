"""Absences and months: confirmed, signed, opened again (LAW 33, P4)."""

from tests.vectors.law.besides import absent_in_may, absent_in_reopened_may, homeroom_6b
from tests.vectors.law.drafts.attendance import absence, month_confirmed, month_reopened, month_signed
from tests.vectors.law.log import Draft, b64, canonical, sha
from tests.vectors.law.play import give_post
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, after, case, sound


def _confirm(s: Story) -> int:
    return s.log.do("homeroom", month_confirmed(s, s.september))


def _absent(s: Story) -> int:
    return s.log.do("homeroom", absence(s, pupil="p2"))


def _confirmed_and_signed(s: Story) -> None:
    s.log.do("head", month_signed(s.september, _confirm(s)))


def _stale(s: Story) -> Draft:
    pos = _confirm(s)
    _absent(s)
    return month_signed(s.september, pos)


def _homeroom_is_head(s: Story) -> None:
    """The homeroom teacher of 6A becomes head, too."""
    give_post(s, "g1 as head", "g1", "head")


def _signed_by_who_confirmed(s: Story) -> int:
    return s.log.do("g1 as head", month_signed(s.september, _confirm(s)))


def _reopened_by_homeroom(s: Story) -> None:
    _homeroom_is_head(s)
    s.log.do("g1 as head", month_reopened(s.september))


def _reopened(s: Story) -> None:
    s.log.do("head", month_reopened(s.september))


def _in_the_former_class(s: Story) -> int:
    """p6 has a year's result in 6A; October in 6B was never signed."""
    give_post(s, "homeroom 6B", "x1", "homeroom", "6B")
    _, kind, data = absence(s, **{"class": "6B", "pupil": "p6", "date": s.day("10-05")})
    return s.log.do("homeroom 6B", (f"attendance/6B/{s.day('10-05')[:7]}", kind, data))


def _october_of_6b(s: Story) -> Draft:
    """p6 was placed in 6A by an entry that says nothing of 6B."""
    moved = s.newest("PupilPlaced", pupil="p6")
    data = {"class": "6B", "month": s.day("10-01")[:7], "count": 0}
    data |= {"digest": b64(sha(canonical([[], [["p6", moved]]])))}
    return f"attendance/6B/{data['month']}", "MonthConfirmed", data


_AGAIN = (
    _homeroom_is_head,
    _confirmed_and_signed,
    lambda s: s.log.do("g1 as head", month_reopened(s.september)),
)

YEAR: tuple[Told, ...] = (
    sound(
        "an absence in a month opened again since the year's result",
        "list 1",
        "homeroom",
        absent_in_reopened_may,
    ),
    (
        "an absence in a month opened after the result of the year",
        None,
        after("list 1", _confirmed_and_signed, _reopened, _absent),
    ),
    sound(
        "a month of the class that a pupil moved out of names the move",
        "dated",
        "homeroom 6B",
        _october_of_6b,
        {"dated": homeroom_6b},
    ),
    case("NOT_IN_CLASS", "absent from another class", "months", "homeroom", lambda s: absence(s, pupil="p6")),
    case("BAD_PERIOD", "absent tomorrow", "months", "homeroom", lambda s: absence(s, date=s.day("09-10"))),
    case(
        "MONTH_SIGNED", "an absence in a signed month", "reopen", "homeroom", lambda s: absence(s, pupil="p2")
    ),
    case("STALE_BASE", "an absence changed unseen", "months", "homeroom", lambda s: absence(s, value="K")),
    case(
        "NO_CHANGE",
        "no absence made none",
        "months",
        "homeroom",
        lambda s: absence(s, pupil="p2", value=None),
    ),
    case(
        "BAD_PERIOD",
        "a month confirmed ahead",
        "months",
        "homeroom",
        lambda s: month_confirmed(s, s.day("12-01")[:7]),
    ),
    case(
        "MONTH_SIGNED",
        "a signed month confirmed",
        "reopen",
        "homeroom",
        lambda s: month_confirmed(s, s.september),
    ),
    case(
        "DIGEST_WRONG",
        "a month confirmed with one more",
        "months",
        "homeroom",
        lambda s: month_confirmed(s, s.september, count=9),
    ),
    case(
        "MONTH_SIGNED",
        "a month signed twice",
        "reopen",
        "head",
        lambda s: month_signed(s.september, s.newest("MonthConfirmed")),
    ),
    case(
        "NOT_CONFIRMED",
        "a month signed unconfirmed",
        "months",
        "head",
        lambda s: month_signed(s.september, 5),
    ),
    case("CONFIRMATION_STALE", "a month changed since it was confirmed", "months", "head", _stale),
    case(
        "NOT_SIGNED",
        "an unsigned month opened again",
        "months",
        "head",
        lambda s: month_reopened(s.september),
    ),
    (
        "an absence by who opened the month again",
        "PROPOSER_DECIDES",
        after("reopen", _reopened_by_homeroom, _absent),
    ),
    (
        "a month confirmed by who opened it again",
        "PROPOSER_DECIDES",
        after("reopen", _reopened_by_homeroom, _confirm),
    ),
    (
        "a month signed by who confirmed it",
        "PROPOSER_DECIDES",
        after("months", _homeroom_is_head, _signed_by_who_confirmed),
    ),
    case("OF_RECORD", "an absence after the year's result", "list 1", "homeroom", absent_in_may),
    case(
        "OF_RECORD",
        "an absence in a reopened month after the decision",
        "titles",
        "homeroom",
        absent_in_reopened_may,
    ),
    (
        "an absence set by who opened the month again",
        "PROPOSER_DECIDES",
        after("move", *_AGAIN, _absent),
    ),
    (
        "a month confirmed by who opened it again",
        "PROPOSER_DECIDES",
        after("move", *_AGAIN, _confirm),
    ),
    (
        "a month signed by who confirmed it",
        "PROPOSER_DECIDES",
        after("move", _homeroom_is_head, _signed_by_who_confirmed),
    ),
    ("an absence after the result of the year", "OF_RECORD", after("list 1", _absent)),
    ("an absence in another class after the result", "OF_RECORD", after("list 1", _in_the_former_class)),
    (
        "an absence after the decision in a month opened again",
        "OF_RECORD",
        after("titles", _confirmed_and_signed, _reopened, _absent),
    ),
)
