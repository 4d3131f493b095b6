"""A decided promotion is shaken off by leaving, returning or a year to come (LAW 29)."""

from datetime import datetime

from tests.vectors.law.drafts.pupils import left, placed
from tests.vectors.law.drafts.unit import opened
from tests.vectors.law.story import SUBJECTS, Story
from tests.vectors.law.told import Told, after, case


def _over_a_year_not_opened(s: Story) -> int:
    """Out of the year, back in the next, and at once on into the one after, two grades up."""
    _next_class(s, "6N", 6)
    _next_class(s, "8N", 8, years=2)
    _leave(s, "p5", "01-12", "6B")
    _place(s, "p5", "6N", "return")
    return _place(s, "p5", "8N", "year", years=2)


def _next_class(s: Story, name: str, grade: int, years: int = 1) -> None:
    first = s.first + years
    regime = "TT22_2021" if first >= {6: 2021, 7: 2022, 8: 2023}[grade] else "TT58_26"
    year = f"{first}-{first + 1}"
    s.log.do("board", opened(name, year=year, grade=grade, regime=regime, subjects=SUBJECTS))


def _leave(s: Story, pupil: str, last: str, klass: str = "6A", cause: str = "transfer") -> None:
    stream, kind, data = left(pupil, klass, s.day(last))
    school = data["school"] if cause == "transfer" else None
    s.log.do("clerk", (stream, kind, {**data, "cause": cause, "school": school}))


def _years_pass(s: Story, years: int = 1) -> None:
    s.log.now = datetime(s.first + years, 9, 5, 2)  # noqa: DTZ001 - the log's clock is UTC by definition


def _place(s: Story, pupil: str, klass: str, cause: str, years: int = 1) -> int:
    return s.log.do("clerk", placed(pupil, klass, f"{s.first + years}-09-06", cause))


def _changed_after_decision(s: Story) -> int:
    return s.log.do("clerk", placed("p1", "6B", s.day("05-25"), "change"))


def _pending_returns(s: Story) -> int:
    """Gone before the summer's decision, back in the next grade."""
    _leave(s, "p2", "05-31")
    return _place(s, "p2", "7A", "return")


def _decided_returns_elsewhere(s: Story) -> int:
    """LEN_LOP, gone and back in the same grade."""
    _next_class(s, "6N", 6)
    _leave(s, "p6", "05-31")
    return _place(s, "p6", "6N", "return")


def _decided_returns_too_high(s: Story) -> int:
    _next_class(s, "8N", 8)
    _leave(s, "p6", "05-31")
    return _place(s, "p6", "8N", "return")


def _decided_returns_two_grades_up(s: Story) -> int:
    """Not to another school: two years later still the grade that was decided."""
    _next_class(s, "8N", 8, years=2)
    _leave(s, "p6", "05-31", cause="dropout")
    _years_pass(s, 2)
    return _place(s, "p6", "8N", "return", years=2)


def _decided_returns_in_a_year_to_come(s: Story) -> int:
    """To another school, and back at once into a class of the year after next."""
    _next_class(s, "8N", 8, years=2)
    _leave(s, "p6", "05-31")
    return s.log.do("clerk", placed("p6", "8N", f"{s.first + 1}-09-06", "return"))


def _moved_up_before_the_last_day(s: Story) -> int:
    """`year`, from a day on which the pupil is still in the class that was left."""
    stream, kind, data = left("p6", "6A", f"{s.first + 1}-09-10")
    s.log.do("clerk", (stream, kind, data))
    _next_class(s, "7N", 7)
    return _place(s, "p6", "7N", "year")


def _undecided_moves_up(s: Story) -> int:
    _next_class(s, "7N", 7)
    return _place(s, "p1", "7N", "year")


def _undecided_leaves_and_returns(s: Story) -> int:
    _next_class(s, "7N", 7)
    _leave(s, "p1", "05-31")
    return _place(s, "p1", "7N", "return")


def _left_without_result(s: Story, cause: str = "dropout", grade: int = 7) -> int:
    _next_class(s, f"{grade}N", grade)
    _leave(s, "p5", "01-12", "6B", cause)
    _years_pass(s)
    return _place(s, "p5", f"{grade}N", "return")


def _back_tomorrow_in_a_year_to_come(s: Story) -> int:
    """As if two years at another school had passed."""
    _next_class(s, "8N", 8, years=2)
    _leave(s, "p6", "05-21")
    return s.log.do("clerk", placed("p6", "8N", s.day("05-22"), "return"))


def _back_soon_without_result(s: Story) -> int:
    """The clerk writes a date to come."""
    _next_class(s, "7N", 7)
    _leave(s, "p5", "01-12", "6B")
    return _place(s, "p5", "7N", "return")


def _left_on_a_day_to_come(s: Story) -> int:
    """To another school in the summer, it says, before the year has a result."""
    _next_class(s, "7N", 7)
    _leave(s, "p1", "07-12")
    return _place(s, "p1", "7N", "return")


def _left_with_the_year(s: Story) -> int:
    """To another school on the last day of the year, and no result was approved until then."""
    _next_class(s, "7N", 7)
    _leave(s, "p5", "05-31", "6B")
    s.go("06-02")
    return _place(s, "p5", "7N", "return")


def _back_in_another_grade(s: Story) -> int:
    """Gone in October and back in the same year, a grade higher."""
    s.log.do("board", opened("7N", year=s.year, grade=7, regime=s.regime, subjects=SUBJECTS))
    return s.log.do("clerk", placed("p5", "7N", s.day("11-10"), "return"))


def _decided_returns(s: Story) -> int:
    _next_class(s, "7N", 7)
    _leave(s, "p6", "05-31")
    return _place(s, "p6", "7N", "return")


def _learned_elsewhere(s: Story) -> int:
    _next_class(s, "8N", 8, years=2)
    _leave(s, "p6", "05-31")
    _years_pass(s, 2)
    return _place(s, "p6", "8N", "return", years=2)


YEAR: tuple[Told, ...] = (
    ("promoted, gone and back in the grade decided", None, after("titles", _decided_returns)),
    (
        "promoted, two years at another school, and back two grades up",
        None,
        after("titles", _learned_elsewhere),
    ),
    (
        "dropped out before a result and back in the same grade",
        None,
        after("marks 2", lambda s: _left_without_result(s, grade=6)),
    ),
    (
        "to another school before a result and back a grade up",
        None,
        after("marks 2", lambda s: _left_without_result(s, "transfer")),
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
        after("marks 2", _over_a_year_not_opened),
    ),
    (
        "gone and back at once into a year to come",
        "PROMOTION_MISMATCH",
        after("titles", _decided_returns_in_a_year_to_come),
    ),
    (
        "moved up before the last day of a leaving",
        "BAD_PERIOD",
        after("titles", _moved_up_before_the_last_day),
    ),
    (
        "a pupil changed to another class after the decision",
        "MOVE_WRONG",
        after("titles", _changed_after_decision),
    ),
    ("gone and back while the summer is awaited", "PROMOTION_MISMATCH", after("retests", _pending_returns)),
    (
        "promoted, gone and back in the same grade",
        "PROMOTION_MISMATCH",
        after("titles", _decided_returns_elsewhere),
    ),
    (
        "promoted, gone and back two grades up",
        "PROMOTION_MISMATCH",
        after("titles", _decided_returns_too_high),
    ),
    (
        "promoted, two years without a school, and back two grades up",
        "PROMOTION_MISMATCH",
        after("titles", _decided_returns_two_grades_up),
    ),
    ("moved up before the board has decided", "NOT_DECIDED", after("decide 1", _undecided_moves_up)),
    ("moved up before the year's results", "NOT_DECIDED", after("approve 2", _undecided_moves_up)),
    (
        "gone and back after the result, before the decision",
        "NOT_DECIDED",
        after("decide 1", _undecided_leaves_and_returns),
    ),
    (
        "dropped out before a result and back a grade up",
        "PROMOTION_MISMATCH",
        after("marks 2", _left_without_result),
    ),
    (
        "gone on a day to come, and moved up before the result",
        "NOT_DECIDED",
        after("marks 2", _left_on_a_day_to_come),
    ),
    (
        "to another school when the year was over, without result, and back a grade up",
        "PROMOTION_MISMATCH",
        after("marks 2", _left_with_the_year),
    ),
    (
        "to another school and back tomorrow, in a class of a year to come",
        "PROMOTION_MISMATCH",
        after("titles", _back_tomorrow_in_a_year_to_come),
    ),
    (
        "to another school before a result and back before the year has passed",
        "PROMOTION_MISMATCH",
        after("marks 2", _back_soon_without_result),
    ),
    ("back in the same year, a grade up", "MOVE_WRONG", after("return", _back_in_another_grade)),
)
