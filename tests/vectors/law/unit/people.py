"""Persons, appointments, substitutes and profiles (LAW 6, 28)."""

from tests.vectors.law.drafts.books import mark
from tests.vectors.law.drafts.retests import retest
from tests.vectors.law.drafts.unit import person, post, post_ended, profile, substitute
from tests.vectors.law.log import Log
from tests.vectors.law.play import Before, run
from tests.vectors.law.school import school
from tests.vectors.law.story import Story
from tests.vectors.law.told import Make, Told, case, then


def _ended_twice(log: Log) -> int:
    school(log)
    log.do("head", post_ended("b1", log.rights["board"][2], "2026-10-01"))
    return log.do("head", post_ended("b1", log.rights["board"][2], "2026-09-30"))


def _stand_in(code: str, desc: str, upto: str, make: Make, before: Before | None = None) -> Told:
    """The substitute for the teacher of mathematics does something."""

    def build(log: Log) -> int:
        s = run(log, upto, before=before)
        actor = ("s1", "teacher", s.newest("SubstituteNamed"))
        made = make(s)
        return log.do(actor, *(made if isinstance(made, list) else [made]))

    return desc, code, build


def _end_holder(s: Story) -> None:
    held = s.log.rights["toan"][2]
    s.log.do("head", post_ended("t1", held, s.day("10-01")))


SMALL: tuple[Told, ...] = (
    ("a person registered twice", "ALREADY_EXISTS", then(school, "head", person("b1"))),
    ("the first head registered, as entry 0 did", "ALREADY_EXISTS", then(school, "head", person("h1"))),
    ("a person with the scheduler's name", "ALREADY_EXISTS", then(school, "head", person("system"))),
    ("somebody unknown is appointed", "UNKNOWN_PERSON", then(school, "head", post("x9", "clerk"))),
    (
        "an appointment that ends before it begins",
        "BAD_PERIOD",
        then(school, "head", post("b1", "clerk", to="2026-08-31")),
    ),
    ("a homeroom teacher without a class", "UNKNOWN_CLASS", then(school, "head", post("b1", "homeroom"))),
    (
        "a homeroom deputy of a class nobody opened",
        "UNKNOWN_CLASS",
        then(school, "head", post("b1", "homeroom_deputy", "9Z")),
    ),
    ("a teacher of no class", "UNKNOWN_CLASS", then(school, "head", post("b1", "teacher", None, "toan"))),
    ("a teacher of no subject", "UNKNOWN_SUBJECT", then(school, "head", post("b1", "teacher", "6A"))),
    (
        "a teacher of a subject that the class has not",
        "UNKNOWN_SUBJECT",
        then(school, "head", post("b1", "teacher", "6A", "ly")),
    ),
    ("a board appointment for one class", "BAD_DATA", then(school, "head", post("b1", "board", "6A"))),
    (
        "a homeroom appointment with a subject",
        "BAD_DATA",
        then(school, "head", post("b1", "homeroom", "6A", "toan")),
    ),
    (
        "an appointment ended that never was",
        "UNKNOWN_APPOINTMENT",
        then(school, "head", post_ended("b1", 1, "2026-12-01")),
    ),
    (
        "another person's appointment ended",
        "UNKNOWN_APPOINTMENT",
        then(school, "head", post_ended("b1", 0, "2026-12-01")),
    ),
    ("an appointment ended twice", "UNKNOWN_APPOINTMENT", _ended_twice),
)

YEAR: tuple[Told, ...] = (
    case(
        "UNKNOWN_PERSON",
        "a substitute who is nobody",
        "substitute",
        "head",
        lambda s: substitute(s, s.log.rights["toan"][2], person="z9"),
    ),
    case(
        "BAD_PERIOD",
        "a substitution that ends first",
        "substitute",
        "head",
        lambda s: substitute(s, s.log.rights["toan"][2], to=s.day("08-31")),
    ),
    case(
        "UNKNOWN_APPOINTMENT",
        "a substitute for the clerk",
        "substitute",
        "head",
        lambda s: substitute(s, s.log.rights["clerk"][2]),
    ),
    case("UNKNOWN_PERSON", "a profile of nobody", "profile", "board", lambda _s: profile(person="z9")),
    case("BAD_VALUE", "a telephone in clear", "profile", "board", lambda _s: profile(field="phone")),
    case("STALE_BASE", "a profile changed unseen", "pupils", "board", lambda _s: profile(value="t:Khác")),
    case(
        "NO_CHANGE",
        "a profile set to what it is",
        "pupils",
        "board",
        lambda s: profile(old="t:Giáo viên hạng II", base=s.newest("StaffProfileSet")),
    ),
    _stand_in("RIGHT_NOT_IN_FORCE", "a substitute after the last day", "retest", lambda _s: retest()),
    _stand_in(
        "OUT_OF_SCOPE",
        "a substitute in another subject",
        "marks 1",
        lambda _s: mark("D", book="book/6A/nhac/1"),
    ),
    _stand_in(
        "OUT_OF_SCOPE",
        "a substitute in another class",
        "marks 1",
        lambda _s: mark(pupil="p5", book="book/6B/toan/1"),
    ),
    _stand_in(
        "RIGHT_NOT_IN_FORCE",
        "a substitute for an appointment that has ended",
        "marks 1",
        lambda _s: mark(),
        {"marks 1": _end_holder},
    ),
)
