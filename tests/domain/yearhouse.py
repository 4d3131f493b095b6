"""The small school of the tests in an opened year, with windows over its reserved books; and its acts."""

from typing import Any

from domain.acts.books.gradebook import SaveMarks
from domain.acts.books.progress import CheckProgress, RateTeacher
from domain.acts.unit.classes import OpenClass
from domain.acts.unit.oversight import SetProcedure
from domain.acts.unit.year import OpenYear
from domain.grounds.reserved import ASIDE, CLEAR, SEALED
from domain.words.fields import Span
from tests.domain.schoolhouse import Schoolhouse, school
from tests.domain.situations import HEAD
from tests.school.small import CLASS, DURING, PAPER, SUBJECT, subject, window

YEAR = "2020-2021"
PROFILE = sorted([*CLEAR, *SEALED, *ASIDE])
CONDUCT: dict[str, Any] = {"klass": CLASS, "subject": "conduct", "semester": 1}
PROFILES: dict[str, Any] = {"klass": CLASS, "subject": "profile", "semester": 1}
BOOK: dict[str, Any] = {"klass": CLASS, "subject": SUBJECT, "semester": 1}
FILE = "B" * 42 + "A"


def open_year(year: str = YEAR) -> OpenYear:
    first, second = year[:4], year[5:]
    spans = [
        Span(start=f"{first}-09-01", end=f"{second}-01-15"),
        Span(start=f"{second}-01-18", end=f"{second}-05-31"),
    ]
    return OpenYear(year=year, semesters=spans, decision=PAPER)


def year_school() -> Schoolhouse:
    """`school()` in October of an opened year: every book of semester 1 can be written."""
    house = school()
    house.do(HEAD, open_year())
    house.do(HEAD, window("w-hk", cols=["hk"]))
    house.do(HEAD, window("w-hs", cols=PROFILE))
    house.do(HEAD, window("w2", semester=2, cols=["ck", "cn", "gk", "hk", "nx", "tx1"]))
    house.now = DURING
    return house


def reserved(house: Schoolhouse, col: str = "hk", value: Any = "T", **how: Any) -> SaveMarks:
    """A save of one cell of `conduct`, of `profile` where the column is there."""
    place = {**(PROFILES if col in PROFILE else CONDUCT), **how.pop("place", {})}
    return house.mark(how.pop("pupil", "hs01"), col, value, place=place, **how)


def training_class(house: Schoolhouse) -> str:
    """Opens and fills a class under TT22_2021, with its homeroom teacher `gv10`; returns its name."""
    subjects = [subject("toan", tx=4)]
    house.do(
        "bqt",
        OpenClass(klass="10a", name="10A", grade=10, year="2022-2023", regime="TT22_2021", subjects=subjects),
    )
    house.appoint("gv10", "homeroom", "10a")
    return "10a"


def second_class(house: Schoolhouse) -> str:
    """Opens class 6b of the same year, in which `toan` also teaches; returns its name."""
    house.do("bqt", OpenClass(klass="6b", name="6B", grade=6, year=YEAR, subjects=[subject("toan")]))
    house.appoint("toan", "teacher", "6b", "toan")
    return "6b"


def check(name: str = "k1", **how: Any) -> CheckProgress:
    return CheckProgress(check=name, **{"year": YEAR, "semester": 1, **how})


def rate(*checks: int, person: str = "toan", **how: Any) -> RateTeacher:
    return RateTeacher(person=person, checks=sorted(checks), **{"year": YEAR, "semester": 1, **how})


def procedure(days: int = 30, **how: Any) -> SetProcedure:
    seats = how.pop("seats", ["board", "homeroom", "leadership"])
    return SetProcedure(seats=seats, days=days, papers="Tờ trình, biên bản", decision=PAPER)
