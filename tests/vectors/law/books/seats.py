"""The seats of a dossier are arranged after it was proposed (LAW 20)."""

from collections.abc import Callable

from tests.vectors.law.drafts.dossier import amended, applied, item, permitted, proposed, witnessed
from tests.vectors.law.drafts.unit import delegated, post_ended, stand_in
from tests.vectors.law.log import Log
from tests.vectors.law.school import Item, appoint, of_record, permitted_dossier
from tests.vectors.law.told import Told


def _homeroom_proposes(log: Log, before: Callable[[Log], object]) -> Item:
    """The class's own homeroom teacher teaches the subject and proposes, after `before`."""
    pos = of_record(log)
    appoint(log, "own", "g1", "teacher", "6A", "toan", new=False)
    before(log)
    one = item(60, 80, pos)
    log.do("own", proposed(), one)
    log.do("head", permitted(log))
    log.do("head", witnessed(log, "head", "leadership"))
    log.do("board", witnessed(log, "board", "board"))
    return one


def _homeroom_deputy(log: Log) -> None:
    one = _homeroom_proposes(log, lambda log: appoint(log, "stand-in", "g2", "homeroom_deputy", "6A"))
    log.do("stand-in", witnessed(log, "stand-in", "homeroom"), applied(one))


def _leader_for_the_class(log: Log) -> None:
    one = _homeroom_proposes(log, lambda log: appoint(log, "deputy", "d1", "deputy"))
    log.do("deputy", witnessed(log, "deputy", "homeroom", standing="second_leader"), applied(one))


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
    pos = log.do("head", stand_in("s1", log.rights["homeroom"][2]))
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
    log.do("head", stand_in("t1", log.rights["homeroom"][2]))


def _amended_after(log: Log) -> None:
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


SMALL: tuple[Told, ...] = (
    ("the homeroom teacher proposes, the homeroom deputy confirms", None, _homeroom_deputy),
    ("the homeroom teacher proposes, a second leader confirms for the class", None, _leader_for_the_class),
    ("rights given after the proposal, then an amendment", None, _amended_after),
    (
        "a second leader where the proposer had become the one homeroom teacher before",
        None,
        _second_leader(_teacher_replaces, _nothing),
    ),
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
