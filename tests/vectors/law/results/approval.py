"""Results approved and recorded (LAW 38, 39)."""

from typing import Any

from tests.vectors.law.besides import absent_in_reopened_may, touch
from tests.vectors.law.drafts.pupils import left, placed, pupil_of
from tests.vectors.law.drafts.results import approval, result
from tests.vectors.law.drafts.signing import class_signed
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.play import mark_all, run, sign_books
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, case, sound


def _after(rows: list[Draft], index: int, **over: Any) -> list[Draft]:
    """An approval in which one result says something else."""
    stream, kind, data = rows[index]
    return [*rows[:index], (stream, kind, {**data, **over}), *rows[index + 1 :]]


def _row_at_fault(code: str, desc: str, index: int, **over: Any) -> Told:
    def build(log: Log) -> int:
        s = run(log, "approve 1")
        return log.do("head", *_after(approval(s, 1), index, **over)) + index

    return desc, code, build


def _second_without_first(s: Story) -> list[Draft]:
    s.go("05-20")
    mark_all(s, 2)
    sign_books(s, 2)
    s.log.do("homeroom", class_signed(s, 2))
    return approval(s, 2)


def _comes_tomorrow(s: Story) -> None:
    s.log.do("board", pupil_of(s, "p9", day="12-21"))


def _newcomer_unmarked(s: Story) -> list[Draft]:
    s.go("12-21")
    return approval(s, 1)


def _of_7a(s: Story) -> list[Draft]:
    data = {"class": "7A", "semester": 1, "results": 0, **s.log.term("7A", 1)}
    return [("term/7A/1", "ResultsApproved", data)]


def _approved_again(s: Story) -> list[Draft]:
    """The same cells, and one absence more."""
    s.log.do("homeroom", absent_in_reopened_may(s))
    rows = approval(s, 2)
    for number, (stream, kind, data) in enumerate(rows):
        if kind == "ResultRecorded" and (data["pupil"], data["semester"]) == ("p2", 0):
            rows[number] = (stream, kind, {**data, "absent": 1})
    return rows


def _moves_out(s: Story) -> None:
    """Tomorrow, so that 6A has the same members today."""
    s.log.do("board", placed("p2", "6B", s.day("12-21"), "change"))


def _comes(s: Story) -> None:
    s.log.do("board", pupil_of(s, "p9", day="10-06"))


def _leaves(s: Story) -> None:
    s.log.do("clerk", left("p9", "6A", s.day("10-29")))


def _returns(s: Story) -> None:
    """Into another class than the one left long ago."""
    s.log.do("clerk", placed("p9", "6B", s.day("12-20"), "return"))


YEAR: tuple[Told, ...] = (
    sound("results approved again with an absence more", "list 1", "head", _approved_again),
    sound(
        "results of a class of which a former pupil came back into another",
        "approve 1",
        "head",
        lambda s: approval(s, 1),
        {"dated": _comes, "return": _leaves, "approve 1": _returns},
    ),
    case("YEAR_NOT_OPENED", "results of a year that was not opened", None, "head", _of_7a),
    case("BOOK_LOCKED", "results of a locked semester", "marks 2", "head", lambda s: approval(s, 1)),
    case("NOT_SIGNED", "results before the class was signed", "class 1", "head", lambda s: approval(s, 1)),
    case(
        "INCOMPLETE",
        "results while a newcomer has no marks",
        "approve 1",
        "head",
        _newcomer_unmarked,
        {"sign 1": _comes_tomorrow},
    ),
    case("DIGEST_WRONG", "results of one cell more", "approve 1", "head", lambda s: approval(s, 1, count=1)),
    case("ALREADY_EXISTS", "results approved twice", "lock 1", "head", lambda s: approval(s, 1)),
    case("NOT_APPROVED", "the second semester before the first", "approve 1", "head", _second_without_first),
    case("RESULTS_BROKEN", "results that miscount", "approve 1", "head", lambda s: approval(s, 1, results=9)),
    case("RESULTS_BROKEN", "a result by itself", "approve 1", "head", lambda s: result(s, "p1", 1)),
    _row_at_fault("RESULT_WRONG", "another average", 1, scores=[["toan", 81]]),
    _row_at_fault("RESULT_WRONG", "another conduct", 2, conduct="K"),
    _row_at_fault("RESULT_WRONG", "the mean of subjects", 3, average=51),
    _row_at_fault("RESULT_WRONG", "a comment subject left out", 4, comments=[]),
    _row_at_fault("RESULT_WRONG", "a rank of the other regulation", 1, learning="CD"),
    case(
        "NOT_SIGNED",
        "results of a class touched since it was signed",
        "approve 1",
        "head",
        lambda s: approval(s, 1),
        {"approve 1": touch(1)},
    ),
    case(
        "NOT_SIGNED",
        "results of a class that a pupil moved out of since it was signed",
        "approve 1",
        "head",
        lambda s: approval(s, 1),
        {"approve 1": _moves_out},
    ),
)
