"""Powers that are lent, and nobody gives themselves a right (LAW 6, 28)."""

from tests.vectors.law.drafts.books import moved, window
from tests.vectors.law.drafts.unit import delegated, person, post, post_ended, stand_in
from tests.vectors.law.log import Log
from tests.vectors.law.school import appoint, base, head_only, on_paper, school, with_deputy
from tests.vectors.law.told import Told, then


def _delegation(log: Log) -> None:
    with_deputy(log, "windows")
    log.do("deputy", window("w1"))
    log.do("deputy", moved("w1", "2026-09-25T00:00:00.000000Z"))


def _two_heads(log: Log) -> None:
    """The head is also a deputy by another head's decision."""
    head_only(log)
    appoint(log, "second head", "h2", "head")
    log.rights["first head"] = log.rights["head"]
    log.rights["head"] = log.rights["second head"]
    appoint(log, "h1 as deputy", "h1", "deputy", new=False)


def _lends_to_self(log: Log) -> int:
    _two_heads(log)
    return log.do("first head", delegated("h1", "permit"))


def _stands_in_by_self(log: Log) -> int:
    base(log)
    return log.do("head", stand_in("h1", log.rights["teacher"][2]))


def _with_appoint(log: Log) -> None:
    """A school whose deputy may appoint."""
    school(log)
    appoint(log, "d1 itself", "d1", "deputy")
    pos = log.do("head", delegated("d1", "appoint"))
    log.rights["deputy"] = ("d1", "deputy", pos)


def _deputy_unmakes_head(log: Log) -> int:
    _with_appoint(log)
    return log.do("deputy", post_ended("h1", 0, "2026-12-01"))


def _deputy_appoints_without_power(log: Log) -> int:
    with_deputy(log, "close")
    log.do("head", person("x1"))
    return log.do("deputy", post("x1", "clerk"))


def _deputy_appoints(log: Log) -> None:
    """The head teaches: the deputy with the power appoints them, and ends it."""
    _with_appoint(log)
    pos = log.do("deputy", post("h1", "teacher", "6A", "toan"))
    log.do("deputy", post_ended("h1", pos, "2026-12-01"))


SMALL: tuple[Told, ...] = (
    ("a delegation on paper, and a window moved by it", None, on_paper(_delegation)),
    ("a deputy moves windows by delegation", None, _delegation),
    ("the deputy with the power appoints the head as a teacher", None, _deputy_appoints),
    ("somebody unknown is given powers", "UNKNOWN_PERSON", then(school, "head", delegated("x9", "late"))),
    (
        "a delegation that ends before it begins",
        "BAD_PERIOD",
        then(lambda log: with_deputy(log, "late"), "head", delegated("d1", "close", to="2026-08-31")),
    ),
    ("powers for one who is no deputy", "NO_RIGHT", then(school, "head", delegated("b1", "close"))),
    (
        "the head appoints themselves teacher",
        "SELF_GRANT",
        then(school, "head", post("h1", "teacher", "6A", "toan")),
    ),
    ("the head appoints themselves to the board", "SELF_GRANT", then(school, "head", post("h1", "board"))),
    (
        "the head appoints themselves homeroom teacher",
        "SELF_GRANT",
        then(school, "head", post("h1", "homeroom", "6A")),
    ),
    ("the head prolongs the own appointment", "SELF_GRANT", then(school, "head", post("h1", "head"))),
    (
        "a deputy with the power appoints themselves",
        "SELF_GRANT",
        then(_with_appoint, "deputy", post("d1", "board")),
    ),
    ("a head who is a deputy, too, lends powers to themselves", "SELF_GRANT", _lends_to_self),
    ("the head stands in for a teacher by the own decision", "SELF_GRANT", _stands_in_by_self),
    ("a deputy with the power makes a head", "NO_RIGHT", then(_with_appoint, "deputy", post("b1", "head"))),
    ("a deputy with the power unmakes the head", "NO_RIGHT", _deputy_unmakes_head),
    ("a deputy appoints without that power", "OUT_OF_SCOPE", _deputy_appoints_without_power),
)
