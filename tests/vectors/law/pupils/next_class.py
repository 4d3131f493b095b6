"""A decided promotion is shaken off by leaving, returning or a year to come (LAW 29).

p1 to p4 and p6 are of 6A, p5 of 6B; p1 and p6 go up, p2 waits for a re-test.
"""

from datetime import datetime

from tests.vectors.law.drafts.pupils import left, placed
from tests.vectors.law.drafts.unit import opened
from tests.vectors.law.story import SUBJECTS, Story
from tests.vectors.law.told import Acts, Told, after, case

GRADE_UNDER_TT22 = {6: 2021, 7: 2022, 8: 2023}


def _opens(klass: str, years: int = 1) -> Acts:
    """A class of the grade in its name, so many years after the story's."""

    def act(s: Story) -> None:
        first, grade = s.first + years, int(klass[0])
        regime = "TT22_2021" if first >= GRADE_UNDER_TT22[grade] else "TT58_26"
        plan = {"year": f"{first}-{first + 1}", "grade": grade, "regime": regime, "subjects": SUBJECTS}
        s.log.do("board", opened(klass, **plan))

    return act


def _leaves(pupil: str, last: str = "05-31", klass: str = "6A", cause: str = "transfer") -> Acts:
    def act(s: Story) -> int:
        stream, kind, data = left(pupil, klass, s.day(last))
        school = data["school"] if cause == "transfer" else None
        return s.log.do("clerk", (stream, kind, {**data, "cause": cause, "school": school}))

    return act


def _passes(years: int) -> Acts:
    """Nothing more happens until then."""

    def act(s: Story) -> None:
        s.log.now = datetime(s.first + years, 9, 5, 2)  # noqa: DTZ001 - the log's clock is UTC by definition

    return act


def _goes(pupil: str, klass: str, cause: str = "return", years: int = 1) -> Acts:
    """Into a class, from the sixth of September."""
    return lambda s: s.log.do("clerk", placed(pupil, klass, f"{s.first + years}-09-06", cause))


def _goes_on(pupil: str, klass: str, day: str, cause: str = "return") -> Acts:
    """From that day of the story's year."""
    return lambda s: s.log.do("clerk", placed(pupil, klass, s.day(day), cause))


def _leaves_in_september(s: Story) -> None:
    s.log.do("clerk", left("p6", "6A", f"{s.first + 1}-09-10"))


def _opens_beside(s: Story) -> None:
    """A class of grade 7 in the same year."""
    s.log.do("board", opened("7N", year=s.year, grade=7, regime=s.regime, subjects=SUBJECTS))


_LEFT_IN_JANUARY = _leaves("p5", "01-12", "6B")
_DROPPED_OUT = _leaves("p5", "01-12", "6B", "dropout")

YEAR: tuple[Told, ...] = (
    (
        "promoted, gone and back in the grade decided",
        None,
        after("titles", _opens("7N"), _leaves("p6"), _goes("p6", "7N")),
    ),
    (
        "promoted, two years at another school, and back two grades up",
        None,
        after("titles", _opens("8N", 2), _leaves("p6"), _passes(2), _goes("p6", "8N", years=2)),
    ),
    (
        "dropped out before a result and back in the same grade",
        None,
        after("marks 2", _opens("6N"), _DROPPED_OUT, _passes(1), _goes("p5", "6N")),
    ),
    (
        "to another school before a result and back a grade up",
        None,
        after("marks 2", _opens("7N"), _LEFT_IN_JANUARY, _passes(1), _goes("p5", "7N")),
    ),
    case(
        "PROMOTION_MISMATCH",
        "up a grade while the re-test is pending",
        "retests",
        "board",
        lambda s: placed("p2", "7A", f"{s.first + 1}-09-06", "year"),
    ),
    (
        "placed into a year to come out of one that may still be opened",
        "NOT_DECIDED",
        after(
            "marks 2",
            _opens("6N"),
            _opens("8N", 2),
            _LEFT_IN_JANUARY,
            _goes("p5", "6N"),
            _goes("p5", "8N", "year", 2),
        ),
    ),
    (
        "gone and back at once into a year to come",
        "PROMOTION_MISMATCH",
        after("titles", _opens("8N", 2), _leaves("p6"), _goes("p6", "8N")),
    ),
    (
        "moved up before the last day of a leaving",
        "BAD_PERIOD",
        after("titles", _leaves_in_september, _opens("7N"), _goes("p6", "7N", "year")),
    ),
    (
        "a pupil changed to another class after the decision",
        "MOVE_WRONG",
        after("titles", _goes_on("p1", "6B", "05-25", "change")),
    ),
    (
        "gone and back while the summer is awaited",
        "PROMOTION_MISMATCH",
        after("retests", _leaves("p2"), _goes("p2", "7A")),
    ),
    (
        "promoted, gone and back in the same grade",
        "PROMOTION_MISMATCH",
        after("titles", _opens("6N"), _leaves("p6"), _goes("p6", "6N")),
    ),
    (
        "promoted, gone and back two grades up",
        "PROMOTION_MISMATCH",
        after("titles", _opens("8N"), _leaves("p6"), _goes("p6", "8N")),
    ),
    (
        "promoted, two years without a school, and back two grades up",
        "PROMOTION_MISMATCH",
        after(
            "titles", _opens("8N", 2), _leaves("p6", cause="dropout"), _passes(2), _goes("p6", "8N", years=2)
        ),
    ),
    (
        "moved up before the board has decided",
        "NOT_DECIDED",
        after("decide 1", _opens("7N"), _goes("p1", "7N", "year")),
    ),
    (
        "moved up before the year's results",
        "NOT_DECIDED",
        after("approve 2", _opens("7N"), _goes("p1", "7N", "year")),
    ),
    (
        "gone and back after the result, before the decision",
        "NOT_DECIDED",
        after("decide 1", _opens("7N"), _leaves("p1"), _goes("p1", "7N")),
    ),
    (
        "dropped out before a result and back a grade up",
        "PROMOTION_MISMATCH",
        after("marks 2", _opens("7N"), _DROPPED_OUT, _passes(1), _goes("p5", "7N")),
    ),
    (
        "gone on a day to come, and moved up before the result",
        "NOT_DECIDED",
        after("marks 2", _opens("7N"), _leaves("p1", "07-12"), _goes("p1", "7N")),
    ),
    (
        "to another school when the year was over, without result, and back a grade up",
        "PROMOTION_MISMATCH",
        after(
            "marks 2", _opens("7N"), _leaves("p5", "05-31", "6B"), lambda s: s.go("06-02"), _goes("p5", "7N")
        ),
    ),
    (
        "to another school and back tomorrow, in a class of a year to come",
        "PROMOTION_MISMATCH",
        after("titles", _opens("8N", 2), _leaves("p6", "05-21"), _goes_on("p6", "8N", "05-22")),
    ),
    (
        "to another school before a result and back before the year has passed",
        "PROMOTION_MISMATCH",
        after("marks 2", _opens("7N"), _LEFT_IN_JANUARY, _goes("p5", "7N")),
    ),
    (
        "back in the same year, a grade up",
        "MOVE_WRONG",
        after("return", _opens_beside, _goes_on("p5", "7N", "11-10")),
    ),
)
