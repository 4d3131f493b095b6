"""Absences and months: confirmed, signed, opened again (LAW 33, P4)."""

from tests.vectors.law.besides import absent_in_may, absent_in_reopened_may, homeroom_6b
from tests.vectors.law.drafts.attendance import absence, month_confirmed, month_reopened, month_signed
from tests.vectors.law.log import Draft, b64, canonical, sha
from tests.vectors.law.play import give_post
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, after, case, sound


def _sign_stale(s: Story) -> Draft:
    pos = s.log.do("homeroom", month_confirmed(s, s.september))
    s.log.do("homeroom", absence(s, pupil="p2"))
    return month_signed(s.september, pos)


def _second_head(s: Story) -> None:
    """The homeroom teacher of 6A becomes head, too."""
    give_post(s, "second head", "g1", "head")


def _reopened_by_homeroom(s: Story) -> None:
    _second_head(s)
    s.log.do("second head", month_reopened(s.september))


def _confirm_own(s: Story) -> Draft:
    _reopened_by_homeroom(s)
    return month_confirmed(s, s.september)


def _set_own(s: Story) -> Draft:
    _reopened_by_homeroom(s)
    return absence(s, pupil="p2")


def _sign_own(s: Story) -> Draft:
    _second_head(s)
    month = s.september
    pos = s.log.do("homeroom", month_confirmed(s, month))
    return month_signed(month, pos)


def _confirm(s: Story) -> int:
    return s.log.do("homeroom", month_confirmed(s, s.september))


def _sign(s: Story, who: str, confirmation: int) -> int:
    return s.log.do(who, month_signed(s.september, confirmation))


def _reopen(s: Story, who: str) -> int:
    return s.log.do(who, month_reopened(s.september))


def _absent(s: Story) -> int:
    return s.log.do("homeroom", absence(s, pupil="p2"))


def _homeroom_is_head(s: Story) -> None:
    give_post(s, "g1 as head", "g1", "head")


def _opened_by_the_homeroom_teacher(s: Story) -> None:
    _homeroom_is_head(s)
    _sign(s, "head", _confirm(s))
    _reopen(s, "g1 as head")


def _sets_what_they_opened(s: Story) -> int:
    _opened_by_the_homeroom_teacher(s)
    return _absent(s)


def _confirms_what_they_opened(s: Story) -> int:
    _opened_by_the_homeroom_teacher(s)
    return _confirm(s)


def _signs_what_they_confirmed(s: Story) -> int:
    _homeroom_is_head(s)
    return _sign(s, "g1 as head", _confirm(s))


def _opened_since(s: Story) -> int:
    _sign(s, "head", _confirm(s))
    _reopen(s, "head")
    return _absent(s)


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


YEAR: tuple[Told, ...] = (
    sound(
        "an absence in a month opened again since the year's result",
        "list 1",
        "homeroom",
        absent_in_reopened_may,
    ),
    ("an absence in a month opened after the result of the year", None, after("list 1", _opened_since)),
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
    case("CONFIRMATION_STALE", "a month changed since it was confirmed", "months", "head", _sign_stale),
    case(
        "NOT_SIGNED",
        "an unsigned month opened again",
        "months",
        "head",
        lambda s: month_reopened(s.september),
    ),
    case("PROPOSER_DECIDES", "an absence by who opened the month again", "reopen", "homeroom", _set_own),
    case("PROPOSER_DECIDES", "a month confirmed by who opened it again", "reopen", "homeroom", _confirm_own),
    case("PROPOSER_DECIDES", "a month signed by who confirmed it", "months", "second head", _sign_own),
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
        after("move", _sets_what_they_opened),
    ),
    (
        "a month confirmed by who opened it again",
        "PROPOSER_DECIDES",
        after("move", _confirms_what_they_opened),
    ),
    ("a month signed by who confirmed it", "PROPOSER_DECIDES", after("move", _signs_what_they_confirmed)),
    ("an absence after the result of the year", "OF_RECORD", after("list 1", _absent)),
    ("an absence in another class after the result", "OF_RECORD", after("list 1", _in_the_former_class)),
    ("an absence after the decision in a month opened again", "OF_RECORD", after("titles", _opened_since)),
)
