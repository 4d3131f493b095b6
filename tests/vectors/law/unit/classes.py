"""School years, classes, their regulation and their subjects (LAW 7, 27)."""

from tests.vectors.law.drafts.unit import class_opened, created, opened, year_opened
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.school import appoint, school
from tests.vectors.law.story import SUBJECTS, Story, subject
from tests.vectors.law.told import Told, case, then


def _year_of_old_rules(log: Log) -> None:
    """A class of a year before TT22, in a year that was not opened."""
    log.do(("h1", "founder", 0), created())
    log.rights["head"] = ("h1", "head", 0)
    appoint(log, "board", "b1", "board")
    log.do("board", opened("9C", grade=9, year="2023-2024", regime="TT58_26"))
    log.do("board", opened("9D", grade=9, year="2024-2025"))


def _taken(s: Story) -> Draft:
    subjects = [subject("absent", "score", 350, 2), *SUBJECTS]
    return class_opened(s, "6B", subjects=subjects)


SMALL: tuple[Told, ...] = (
    ("each class under the rules of its year and grade, the years not opened", None, _year_of_old_rules),
    ("a class opened twice", "ALREADY_EXISTS", then(school, "board", opened())),
    (
        "two regular columns for 35.1 periods",
        "TOO_FEW_COLUMNS",
        then(school, "board", opened("6B", subjects=[subject("tin", "score", 351, 2)])),
    ),
    (
        "three regular columns for 70.1 periods",
        "TOO_FEW_COLUMNS",
        then(school, "board", opened("6B", subjects=[subject("van", "score", 701, 3)])),
    ),
    (
        "a class under the old rules, its year not opened",
        "REGIME_WRONG",
        then(school, "board", opened("6B", regime="TT58_26")),
    ),
    (
        "a class of a year before the rules that are known",
        "REGIME_WRONG",
        then(school, "board", opened("6B", regime="TT58_26", year="2019-2020")),
    ),
)

YEAR: tuple[Told, ...] = (
    case("ALREADY_EXISTS", "a school year opened twice", "board", "head", year_opened),
    case(
        "BAD_PERIOD",
        "semesters that overlap",
        "year",
        "head",
        lambda s: year_opened(s, semesters=[{"from": s.day("09-05"), "to": s.day("01-18")}] * 2),
    ),
    case("BAD_DATA", "a subject of a reserved name", "6B", "board", _taken),
    case(
        "REGIME_WRONG",
        "a class under the regulation of another year",
        "6B",
        "board",
        lambda s: class_opened(s, "6B", regime="TT22_2021"),
    ),
)
