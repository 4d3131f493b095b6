"""Logs in which the seats of a dossier are arranged after it was proposed, and a rating after its check."""

from collections.abc import Callable

from tests.vectors.law import story as y
from tests.vectors.law.broken.grants import substitute
from tests.vectors.law.broken.school import Case
from tests.vectors.law.drafts import (
    amended,
    applied,
    delegated,
    item,
    permitted,
    post_ended,
    proposed,
    witnessed,
)
from tests.vectors.law.flows import appoint, of_record, permitted_dossier
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.story import Story, run

Acts = Callable[[Log], object]


def _new_board(log: Log) -> int:
    permitted_dossier(log)
    appoint(log, "late board", "b9", "board")
    return log.do("late board", witnessed(log, "late board", "board"))


def _end_homeroom(log: Log, on: str = "2026-09-06") -> None:
    """The homeroom teacher's right ends, dated back."""
    log.do("head", post_ended("g1", log.rights["homeroom"][2], on))


def _homeroom_exchanged(log: Log) -> int:
    permitted_dossier(log)
    _end_homeroom(log)
    appoint(log, "new homeroom", "g2", "homeroom", "6A")
    return log.do("new homeroom", witnessed(log, "new homeroom", "homeroom"))


def _new_substitute(log: Log) -> int:
    permitted_dossier(log)
    appoint(log, "clerk", "s1", "clerk")
    pos = log.do("head", substitute("s1", log.rights["homeroom"][2]))
    log.rights["stand-in"] = ("s1", "homeroom", pos)
    return log.do("stand-in", witnessed(log, "stand-in", "homeroom"))


def _proposed(log: Log) -> int:
    pos = of_record(log)
    log.do("teacher", proposed(), item(60, 80, pos))
    return pos


def _new_head_permits(log: Log) -> int:
    _proposed(log)
    appoint(log, "new head", "h2", "head")
    return log.do("new head", permitted(log, "new head"))


def _new_power_permits(log: Log) -> int:
    pos = of_record(log)
    appoint(log, "d1 itself", "d1", "deputy")
    log.do("teacher", proposed(), item(60, 80, pos))
    log.rights["deputy"] = ("d1", "deputy", log.do("head", delegated("d1", "permit")))
    return log.do("deputy", permitted(log, "deputy"))


def _second_leader(before: Acts, after: Acts) -> Callable[[Log], int]:
    """A second leader in the homeroom's seat of what the teacher proposes."""

    def build(log: Log) -> int:
        def posts(log: Log) -> None:
            appoint(log, "deputy", "d1", "deputy")
            before(log)

        permitted_dossier(log, posts)
        after(log)
        return log.do("deputy", witnessed(log, "deputy", "homeroom", standing="second_leader"))

    return build


def _nothing(_log: Log) -> None:
    """Neither before nor after."""


def _teacher_is_homeroom(log: Log) -> None:
    appoint(log, "own", "t1", "homeroom", "6A", new=False)


def _teacher_replaces(log: Log) -> None:
    _end_homeroom(log)
    _teacher_is_homeroom(log)


def _teacher_stands_in(log: Log) -> None:
    log.do("head", substitute("t1", log.rights["homeroom"][2]))


CASES: tuple[Case, ...] = (
    ("a board member appointed after the proposal confirms", "WRONG_SEAT", _new_board),
    ("a homeroom teacher appointed after the proposal confirms", "WRONG_SEAT", _homeroom_exchanged),
    ("a substitute named after the proposal confirms", "WRONG_SEAT", _new_substitute),
    ("permitted by a head appointed after the proposal", "RIGHT_NOT_IN_FORCE", _new_head_permits),
    ("permitted by a power lent after the proposal", "RIGHT_NOT_IN_FORCE", _new_power_permits),
    (
        "a second leader after the proposer was put in the homeroom teacher's place",
        "WRONG_SEAT",
        _second_leader(_nothing, _teacher_replaces),
    ),
    (
        "a second leader beside the other of two homeroom teachers",
        "WRONG_SEAT",
        _second_leader(_teacher_is_homeroom, _nothing),
    ),
    (
        "a second leader after the other homeroom teacher was removed",
        "WRONG_SEAT",
        _second_leader(_teacher_is_homeroom, _end_homeroom),
    ),
    (
        "a second leader after the proposer was made homeroom teacher, where there was none",
        "WRONG_SEAT",
        _second_leader(_end_homeroom, _teacher_is_homeroom),
    ),
    (
        "a second leader though the proposer only stands in for the homeroom teacher",
        "WRONG_SEAT",
        _second_leader(_teacher_stands_in, _nothing),
    ),
)


def amended_after(log: Log) -> None:
    """A new homeroom teacher and a new head: the proposer amends, and they have their parts."""
    one = item(60, 80, _proposed(log))
    _end_homeroom(log, "2026-09-07")
    appoint(log, "new homeroom", "g2", "homeroom", "6A")
    appoint(log, "new head", "h2", "head")
    log.do("teacher", amended(), one)
    log.do("new head", permitted(log, "new head"))
    log.do("new head", witnessed(log, "new head", "leadership"))
    log.do("board", witnessed(log, "board", "board"))
    log.do("new homeroom", witnessed(log, "new homeroom", "homeroom"), applied(one))


SOUND = (
    ("rights given after the proposal, then an amendment", amended_after),
    (
        "a second leader where the proposer had become the one homeroom teacher before",
        _second_leader(_teacher_replaces, _nothing),
    ),
)


def _figures(s: Story, check: int, *books: tuple[str, str]) -> tuple[int, int]:
    rows = [row for row in s.entries()[check]["data"]["figures"] if (row[0], row[1]) in books]
    return sum(row[2] for row in rows), sum(row[3] for row in rows)


def _rated(s: Story, check: int, who: str, *books: tuple[str, str]) -> Draft:
    done, due = _figures(s, check, *books)
    level = "T" if done == due else "K" if 100 * done >= 95 * due else "D" if 100 * done >= 80 * due else "CD"
    return y.rated(s, check, person=who, entered=done, expected=due, level=level)


def _checked(upto: str, then: Callable[[Story, int], int]) -> Callable[[Log], int]:
    def build(log: Log) -> int:
        s = run(log, upto)
        s.go("12-20")
        return then(s, s.log.do("head", y.checked(s)))

    return build


def _end_late(s: Story, who: str) -> None:
    """A teacher's appointment ends by an entry after the check, dated before it."""
    name, _, pos = s.log.rights[who]
    s.log.do("head", post_ended(name, pos, s.day("12-01")))


def _without_ended(s: Story, check: int) -> int:
    _end_late(s, "toan 6B")
    return s.log.do("deputy", _rated(s, check, "t2", ("6A", "nhac"), ("6B", "hoa")))


def _with_appointed(s: Story, check: int) -> int:
    y.appoint(s, "late", "t2", "teacher", "6A", "toan")
    books = (("6A", "nhac"), ("6A", "toan"), ("6B", "hoa"), ("6B", "toan"))
    return s.log.do("deputy", _rated(s, check, "t2", *books))


def _all_the_same(s: Story, check: int) -> int:
    _end_late(s, "toan 6B")
    y.appoint(s, "late", "t2", "teacher", "6A", "toan")
    return s.log.do("deputy", _rated(s, check, "t2", ("6A", "nhac"), ("6B", "hoa"), ("6B", "toan")))


YEAR_CASES: tuple[Case, ...] = (
    (
        "FIGURES_WRONG",
        "rated without a book that was taken away after the check",
        _checked("check", _without_ended),
    ),
    ("FIGURES_WRONG", "rated by a book that was given after the check", _checked("check", _with_appointed)),
)
YEAR_SOUND = (
    (
        "rated by what was taught at the check, whatever was dated back since",
        _checked("check", _all_the_same),
    ),
)
