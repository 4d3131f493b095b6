"""Logs of the school year that break one rule in one entry; each begins as `story` does."""

from collections.abc import Callable
from typing import Any

from tests.vectors.law import story as y
from tests.vectors.law.drafts import DECISION, close, mark, post, post_ended, published, subject
from tests.vectors.law.log import Draft, Log, digest, sealed
from tests.vectors.law.story import Story, run

Case = tuple[str, str, Callable[[Log], Any]]
Make = Callable[[Story], Draft | list[Draft]]
Before = dict[str, Callable[[Story], object]]


def case(code: str, desc: str, upto: str | None, who: str, make: Make, before: Before | None = None) -> Case:
    """After the acts before `upto`, `who` writes one command whose first entry is at fault."""

    def build(log: Log) -> int:
        s = run(log, upto, before=before)
        made = make(s)
        return log.do(who, *(made if isinstance(made, list) else [made]))

    return code, desc, build


def _sign_stale(s: Story) -> Draft:
    pos = s.log.do("homeroom", y.month_confirmed(s, y.september(s)))
    s.log.do("homeroom", y.absence(s, pupil="p2"))
    return y.month_signed(y.september(s), pos)


def _last(s: Story, kind: str) -> int:
    return next(int(e["pos"]) for e in reversed(s.entries()) if e["type"] == kind)


def _locked(s: Story, digest_of: int = 1) -> Draft:
    proposal = s.log.do("board", close("6A"))
    data = {"class": "6A", "semester": digest_of, "proposal": proposal, "decision": DECISION}
    return f"close/6A/{digest_of}", "BookLocked", {**data, **s.log.term("6A", digest_of)}


def _unlocked(s: Story) -> Draft:
    data = {"class": "6A", "semester": 1, "reason": "bổ sung", "decision": DECISION}
    return "close/6A/1", "BookUnlocked", {**data, "until": s.log.at(days=11)}


def _foundling(s: Story) -> None:
    """A pupil who comes after the lock of semester 1."""
    s.log.do("board", y.pupil_of(s, "p8", day="01-20"))
    s.log.do("board", y.arrived("p8"))


def _brought_by_a_foundling(s: Story) -> Draft:
    _foundling(s)
    return y.brought(s, "toan", 60, pupil="p8")


def _after(rows: list[Draft], index: int, **over: Any) -> list[Draft]:
    """An approval in which one result says something else."""
    stream, kind, data = rows[index]
    return [*rows[:index], (stream, kind, {**data, **over}), *rows[index + 1 :]]


def _row_at_fault(code: str, desc: str, index: int, **over: Any) -> Case:
    def build(log: Log) -> int:
        s = run(log, "approve 1")
        return log.do("head", *_after(y.approval(s, 1), index, **over)) + index

    return code, desc, build


def _declare(s: Story, explanation: str | None, then: Draft | None = None) -> Draft:
    pos = s.log.do("toan", y.compared(s))
    if then is not None:
        s.log.do("toan", then)
    return y.declared(pos, explanation)


def _late_exemption(s: Story) -> None:
    s.log.do("head", y.exempted("p1", "toan", "practical", 1))


def _second_without_first(s: Story) -> list[Draft]:
    s.go("05-20")
    y.marks(s, 2)
    y.sign(s, 2)
    s.log.do("homeroom", y.class_signed(s, 2))
    return y.approval(s, 2)


def _comes_tomorrow(s: Story) -> None:
    s.log.do("board", y.pupil_of(s, "p9", day="12-21"))


def _newcomer_unmarked(s: Story) -> list[Draft]:
    s.go("12-21")
    return y.approval(s, 1)


def _reported(s: Story) -> None:
    s.log.do("toan", y.incident("i2"))


def _taken(s: Story) -> Draft:
    subjects = [subject("absent", "score", 350, 2), *y.SUBJECTS]
    return y.class_opened(s, "6B", subjects=subjects)


def _of_7a(s: Story) -> list[Draft]:
    data = {"class": "7A", "semester": 1, "results": 0, **s.log.term("7A", 1)}
    return [("term/7A/1", "ResultsApproved", data)]


def _retests_of_next(s: Story) -> Draft:
    year = f"{s.first + 1}-{s.first + 2}"
    _stream, kind, data = y.retests_opened(s, year=year)
    return f"year/{year}", kind, data


_PEOPLE = (
    case("ALREADY_EXISTS", "a school year opened twice", "board", "head", y.year_opened),
    case(
        "BAD_PERIOD",
        "semesters that overlap",
        "year",
        "head",
        lambda s: y.year_opened(s, semesters=[{"from": s.day("09-05"), "to": s.day("01-18")}] * 2),
    ),
    case(
        "UNKNOWN_PERSON", "a board with a stranger", "board", "head", lambda s: y.founded(s, members=["z9"])
    ),
    case("BAD_PERIOD", "a board that ends first", "board", "head", lambda s: y.founded(s, to=s.day("08-31"))),
    case(
        "NOT_FOUNDED",
        "a board post for no member of the board",
        "posts",
        "head",
        lambda s: post("x1", "board", **{"from": s.day("08-15")}),
    ),
    case("BAD_DATA", "a subject of a reserved name", "6B", "board", _taken),
    case(
        "REGIME_WRONG",
        "a class under the regulation of another year",
        "6B",
        "board",
        lambda s: y.class_opened(s, "6B", regime="TT22_2021"),
    ),
    case(
        "UNKNOWN_PERSON",
        "a substitute who is nobody",
        "substitute",
        "head",
        lambda s: y.substitute(s, s.log.rights["toan"][2], person="z9"),
    ),
    case(
        "BAD_PERIOD",
        "a substitution that ends first",
        "substitute",
        "head",
        lambda s: y.substitute(s, s.log.rights["toan"][2], to=s.day("08-31")),
    ),
    case(
        "UNKNOWN_APPOINTMENT",
        "a substitute for the clerk",
        "substitute",
        "head",
        lambda s: y.substitute(s, s.log.rights["clerk"][2]),
    ),
    case("UNKNOWN_PERSON", "a profile of nobody", "profile", "board", lambda _s: y.profile(person="z9")),
    case("BAD_VALUE", "a telephone in clear", "profile", "board", lambda _s: y.profile(field="phone")),
    case("STALE_BASE", "a profile changed unseen", "pupils", "board", lambda _s: y.profile(value="t:Khác")),
    case(
        "NO_CHANGE",
        "a profile set to what it is",
        "pupils",
        "board",
        lambda s: y.profile(old="t:Giáo viên hạng II", base=_last(s, "StaffProfileSet")),
    ),
    case("DIGEST_WRONG", "a roster of one more", "roster", "homeroom", lambda s: y.roster(s, count=5)),
)


_MOVES = (
    case(
        "UNKNOWN_CLASS",
        "a class that nobody opened",
        "move",
        "board",
        lambda s: _to(s, "p6", "9Z", "10-06", "change"),
    ),
    case(
        "UNKNOWN_PUPIL",
        "a placement of nobody",
        "move",
        "board",
        lambda s: _to(s, "p9", "6A", "10-06", "change"),
    ),
    case(
        "MOVE_WRONG",
        "back without having left",
        "move",
        "board",
        lambda s: _to(s, "p6", "6A", "10-06", "return"),
    ),
    case(
        "MOVE_WRONG",
        "a change into the same class",
        "move",
        "board",
        lambda s: _to(s, "p6", "6B", "10-06", "change"),
    ),
    case(
        "PROMOTION_MISMATCH",
        "up a grade while the re-test is pending",
        "retests",
        "board",
        lambda s: y.placed("p2", "7A", f"{s.first + 1}-09-06", "year"),
    ),
    case(
        "BAD_PERIOD",
        "back before the last day",
        "return",
        "clerk",
        lambda s: _to(s, "p5", "6B", "10-29", "return"),
    ),
    case(
        "MONTH_SIGNED",
        "a change in a signed month",
        "reopen",
        "board",
        lambda s: _to(s, "p6", "6A", "09-20", "change"),
    ),
    case(
        "MONTH_SIGNED",
        "an enrolment in a signed month",
        "reopen",
        "board",
        lambda s: y.pupil_of(s, "p7", day="09-20"),
    ),
    case("UNKNOWN_PUPIL", "nobody leaves", "leave", "clerk", lambda s: y.left("p9", "6A", s.day("10-29"))),
    case(
        "NOT_IN_CLASS",
        "left from another class",
        "move",
        "clerk",
        lambda s: y.left("p6", "6A", s.day("10-29")),
    ),
    case(
        "BAD_PERIOD",
        "left before having come",
        "months",
        "clerk",
        lambda s: y.left("p5", "6A", s.day("09-03")),
    ),
    case(
        "MONTH_SIGNED",
        "a leaving in a signed month",
        "reopen",
        "clerk",
        lambda s: y.left("p5", "6A", s.day("09-20")),
    ),
    case("UNKNOWN_PUPIL", "a letter for nobody", "arrive", "board", lambda _s: y.arrived("p9")),
    case("ALREADY_EXISTS", "a second letter", "bring", "board", lambda _s: y.arrived("p4")),
    case(
        "UNKNOWN_PUPIL", "results of nobody", "bring", "clerk", lambda s: y.brought(s, "toan", 70, pupil="p9")
    ),
    case(
        "NOT_ARRIVED",
        "results without a letter",
        "bring",
        "clerk",
        lambda s: y.brought(s, "toan", 70, pupil="p1"),
    ),
    case(
        "UNKNOWN_SUBJECT", "results of no subject here", "bring", "clerk", lambda s: y.brought(s, "hoa", 70)
    ),
    case("BAD_VALUE", "a level for a mark", "bring", "clerk", lambda s: y.brought(s, "toan", "D")),
    case("ALREADY_EXISTS", "a result brought twice", "exempt", "clerk", lambda s: y.brought(s, "toan", 60)),
    case(
        "BOOK_LOCKED",
        "a result brought into a locked semester",
        "marks 2",
        "clerk",
        _brought_by_a_foundling,
    ),
    case(
        "NOT_IN_CLASS",
        "an exemption elsewhere",
        "move",
        "head",
        lambda _s: y.exempted("p6", "nhac", "practical", 1),
    ),
    case(
        "UNKNOWN_SUBJECT",
        "exempt from no subject",
        "exempt",
        "head",
        lambda _s: y.exempted("p1", "hoa", "practical", 1),
    ),
    case(
        "EXEMPTION_NOT_ALLOWED",
        "exempt from all of mathematics",
        "exempt",
        "head",
        lambda _s: y.exempted("p1", "toan", "whole", 1),
    ),
    case(
        "ALREADY_EXISTS",
        "exempt twice",
        "one semester",
        "head",
        lambda _s: y.exempted("p3", "nhac", "whole", 2),
    ),
    case(
        "BOOK_LOCKED",
        "exempt in a locked semester",
        "marks 2",
        "head",
        lambda _s: y.exempted("p1", "nhac", "practical", 1),
    ),
    case(
        "UNKNOWN_EXEMPTION",
        "the end of no exemption",
        "exempt",
        "head",
        lambda _s: y.exemption_ended("p1", 3),
    ),
    case(
        "BOOK_LOCKED",
        "an exemption of a locked semester ended",
        "marks 2",
        "head",
        lambda s: y.exemption_ended("p1", _last(s, "ExemptionGranted")),
        {"marks 1": _late_exemption},
    ),
    case(
        "UNKNOWN_SUBJECT",
        "exempt from conduct",
        "exempt",
        "head",
        lambda _s: y.exempted("p1", "conduct", "practical", 1),
    ),
    case(
        "UNKNOWN_SUBJECT",
        "one semester of conduct",
        "one semester",
        "head",
        lambda _s: y.one_semester("p1", "conduct"),
    ),
    case(
        "NOT_IN_CLASS",
        "one semester for a stranger",
        "one semester",
        "head",
        lambda _s: y.one_semester("p5", "nhac"),
    ),
    case(
        "UNKNOWN_SUBJECT",
        "one semester of one",
        "one semester",
        "head",
        lambda _s: y.one_semester("p5", "hoa", "6B"),
    ),
    case("ALREADY_EXISTS", "one semester twice", "marks 1", "head", lambda _s: y.one_semester("p6", "nhac")),
    case(
        "NOT_NEEDED",
        "one semester though marks stand",
        "compare",
        "head",
        lambda _s: y.one_semester("p1", "toan"),
    ),
    case(
        "NOT_NEEDED",
        "one semester though results were brought",
        "compare",
        "head",
        lambda _s: y.one_semester("p4", "toan"),
    ),
)


def _to(s: Story, pupil: str, klass: str, day: str, cause: str) -> Draft:
    return y.placed(pupil, klass, s.day(day), cause)


_DAYS = (
    case(
        "NOT_IN_CLASS", "absent from another class", "months", "homeroom", lambda s: y.absence(s, pupil="p6")
    ),
    case("BAD_PERIOD", "absent tomorrow", "months", "homeroom", lambda s: y.absence(s, date=s.day("09-10"))),
    case(
        "MONTH_SIGNED",
        "an absence in a signed month",
        "reopen",
        "homeroom",
        lambda s: y.absence(s, pupil="p2"),
    ),
    case("STALE_BASE", "an absence changed unseen", "months", "homeroom", lambda s: y.absence(s, value="K")),
    case(
        "NO_CHANGE",
        "no absence made none",
        "months",
        "homeroom",
        lambda s: y.absence(s, pupil="p2", value=None),
    ),
    case(
        "BAD_PERIOD",
        "a month confirmed ahead",
        "months",
        "homeroom",
        lambda s: y.month_confirmed(s, s.day("12-01")[:7]),
    ),
    case(
        "MONTH_SIGNED",
        "a signed month confirmed",
        "reopen",
        "homeroom",
        lambda s: y.month_confirmed(s, y.september(s)),
    ),
    case(
        "DIGEST_WRONG",
        "a month confirmed with one more",
        "months",
        "homeroom",
        lambda s: y.month_confirmed(s, y.september(s), count=9),
    ),
    case(
        "MONTH_SIGNED",
        "a month signed twice",
        "reopen",
        "head",
        lambda s: y.month_signed(y.september(s), _last(s, "MonthConfirmed")),
    ),
    case(
        "NOT_CONFIRMED",
        "a month signed unconfirmed",
        "months",
        "head",
        lambda s: y.month_signed(y.september(s), 5),
    ),
    case("CONFIRMATION_STALE", "a month changed since it was confirmed", "months", "head", _sign_stale),
    case(
        "NOT_SIGNED",
        "an unsigned month opened again",
        "months",
        "head",
        lambda s: y.month_reopened(y.september(s)),
    ),
)

_BOOKS = (
    case(
        "NO_RIGHT",
        "conduct by a teacher",
        "marks 1",
        "toan",
        lambda _s: mark("T", col="hk", book="book/6A/conduct/1"),
    ),
    case(
        "BAD_VALUE",
        "conduct of the other regulation",
        "marks 1",
        "homeroom",
        lambda _s: mark("D", col="hk", book="book/6A/conduct/1"),
    ),
    case(
        "UNKNOWN_COLUMN",
        "conduct of the year in semester 1",
        "marks 1",
        "homeroom",
        lambda _s: mark("T", col="cn", book="book/6A/conduct/1"),
    ),
    case(
        "BAD_VALUE",
        "an address in clear",
        "marks 1",
        "clerk",
        lambda _s: mark("t:Số 1", pupil="p2", col="dia_chi", book="book/6A/profile/1"),
    ),
    case(
        "BAD_VALUE",
        "a name as a commitment",
        "marks 1",
        "clerk",
        lambda _s: mark("h:" + digest("x"), pupil="p2", col="ten", book="book/6A/profile/1"),
    ),
    case(
        "NOT_IN_CLASS",
        "a mark of the semester after the leaving",
        "marks 1",
        "toan",
        lambda _s: mark(70, pupil="p5", book="book/6A/toan/2"),
    ),
    case(
        "UNKNOWN_SUBJECT",
        "the test of no semester",
        "dated",
        "hoa 6B",
        lambda s: ("book/6B/hoa/2", *y.dated(s)[1:]),
    ),
    case("UNKNOWN_COLUMN", "the test of no column", "dated", "toan", lambda s: y.dated(s, col="tx9")),
    case("BAD_PERIOD", "a test tomorrow", "dated", "toan", lambda s: y.dated(s, date=s.day("12-24"))),
    case(
        "OF_RECORD",
        "the day of a published test",
        "compare",
        "toan",
        lambda s: (s.log.do("toan", published(s.log, "tx2")), y.dated(s, col="tx2"))[1],
    ),
    case("BOOK_LOCKED", "the day of a locked test", "marks 2", "toan", lambda s: y.dated(s, col="tx2")),
    case("NO_CHANGE", "the same day again", "leave", "toan", y.dated),
    case(
        "UNKNOWN_SUBJECT",
        "a comparison of no semester",
        "dated",
        "hoa 6B",
        lambda s: ("book/6B/hoa/2", *y.compared(s)[1:]),
    ),
    case("DIGEST_WRONG", "a comparison of one more", "compare", "toan", lambda s: y.compared(s, count=99)),
    case(
        "UNKNOWN_SUBJECT",
        "a declaration of no semester",
        "dated",
        "hoa 6B",
        lambda _s: ("book/6B/hoa/2", *y.declared(3, None)[1:]),
    ),
    case(
        "NOT_COMPARED", "a declaration of nothing compared", "compare", "toan", lambda _s: y.declared(3, "vì")
    ),
    case(
        "COMPARISON_STALE",
        "a declaration after a change",
        "compare",
        "toan",
        lambda s: _declare(s, "vì", mark(sealed("x"), pupil="p4", col="nx")),
    ),
    case("DIFFERENCES_OPEN", "differences without a word", "compare", "toan", lambda s: _declare(s, None)),
    case(
        "UNKNOWN_SUBJECT",
        "a signature of no semester",
        "dated",
        "hoa 6B",
        lambda _s: ("book/6B/hoa/2", "BookSigned", y.sight([])),
    ),
    case(
        "BOOK_LOCKED",
        "a signature under a locked book",
        "marks 2",
        "toan",
        lambda s: y.book_signed(s, "toan", 1),
    ),
    case(
        "INCOMPLETE", "a signature before the marks", "marks 1", "toan", lambda s: y.book_signed(s, "toan", 1)
    ),
    case(
        "DIGEST_WRONG",
        "a signature under one more",
        "sign 1",
        "toan",
        lambda s: y.book_signed(s, "toan", 1, count=99),
    ),
)

_RESULTS = (
    case("BOOK_LOCKED", "a locked class signed", "marks 2", "homeroom", lambda s: y.class_signed(s, 1)),
    case(
        "NOT_SIGNED", "a class signed before its books", "sign 1", "homeroom", lambda s: y.class_signed(s, 1)
    ),
    case(
        "DIGEST_WRONG",
        "a class signed with one more",
        "class 1",
        "homeroom",
        lambda s: y.class_signed(s, 1, count=1),
    ),
    case("YEAR_NOT_OPENED", "results of a year that was not opened", None, "head", _of_7a),
    case("BOOK_LOCKED", "results of a locked semester", "marks 2", "head", lambda s: y.approval(s, 1)),
    case("NOT_SIGNED", "results before the class was signed", "class 1", "head", lambda s: y.approval(s, 1)),
    case(
        "INCOMPLETE",
        "results while a newcomer has no marks",
        "approve 1",
        "head",
        _newcomer_unmarked,
        {"sign 1": _comes_tomorrow},
    ),
    case(
        "DIGEST_WRONG", "results of one cell more", "approve 1", "head", lambda s: y.approval(s, 1, count=1)
    ),
    case("ALREADY_EXISTS", "results approved twice", "lock 1", "head", lambda s: y.approval(s, 1)),
    case("NOT_APPROVED", "the second semester before the first", "approve 1", "head", _second_without_first),
    case(
        "RESULTS_BROKEN", "results that miscount", "approve 1", "head", lambda s: y.approval(s, 1, results=9)
    ),
    case("RESULTS_BROKEN", "a result by itself", "approve 1", "head", lambda s: y.result(s, "p1", 1)),
    _row_at_fault("RESULT_WRONG", "another average", 1, scores=[["toan", 81]]),
    _row_at_fault("RESULT_WRONG", "another conduct", 2, conduct="K"),
    _row_at_fault("RESULT_WRONG", "the mean of subjects", 3, average=51),
    _row_at_fault("RESULT_WRONG", "a comment subject left out", 4, comments=[]),
    _row_at_fault("RESULT_WRONG", "a rank of the other regulation", 1, learning="CD"),
    case("NOT_APPROVED", "a lock without approval", "class 1", "head", _locked),
    case("BAD_PERIOD", "unlocked for longer than the procedure says", "marks 2", "head", _unlocked),
)


_BOARD = (
    case(
        "NOT_APPROVED", "a list before the approval", "approve 2", "homeroom", lambda s: y.list_signed(s, 1)
    ),
    case(
        "NOT_DECIDED",
        "the second list before the first decisions",
        "decide 1",
        "homeroom",
        lambda s: y.list_signed(s, 2, count=0),
    ),
    case("DIGEST_WRONG", "a list of one more", "list 1", "homeroom", lambda s: y.list_signed(s, 1, count=9)),
    case(
        "UNKNOWN_PERSON",
        "a promotion board with a stranger",
        "board 1",
        "head",
        lambda _s: y.board(1, members=["b1", "g1", "z9"]),
    ),
    case("NOT_SIGNED", "a promotion board without a list", "list 1", "head", lambda _s: y.board(1)),
    case("ALREADY_EXISTS", "a second board on one list", "decide 1", "head", lambda _s: y.board(1)),
    case("BOARD_NOT_OPEN", "a decision without a board", "board 1", "head", lambda s: y.decided(s, 1, "p1")),
    case(
        "NO_RESULT",
        "a decision without a result",
        "decide 1",
        "head",
        lambda s: y.decided(s, 1, "p1", pupil="p5"),
    ),
    case("ALREADY_EXISTS", "a pupil decided twice", "titles", "head", lambda s: y.decided(s, 1, "p1")),
    case(
        "NOT_PENDING",
        "a second decision that nobody waits for",
        "decide 2",
        "head",
        lambda s: _second(s, "p1"),
    ),
    case(
        "RESULT_WRONG",
        "decided on another rank",
        "decide 1",
        "head",
        lambda s: y.decided(s, 1, "p1", learning="K"),
    ),
    case(
        "RESULT_WRONG",
        "after a re-test on a rank that its marks do not give",
        "decide 2",
        "head",
        lambda s: y.decided(s, 2, "p2", learning="K"),
    ),
    case(
        "OUTCOME_WRONG",
        "kept down without a reason",
        "decide 1",
        "head",
        lambda s: y.decided(s, 1, "p1", outcome="O_LAI_LOP"),
    ),
    case("NO_RESULT", "a title without a result", "titles", "head", lambda _s: y.title("p5")),
    case(
        "ALREADY_EXISTS", "a second title", "next year", "head", lambda _s: y.title(title="HSTT", reason="vì")
    ),
    case("TITLE_WRONG", "a title that does not fit", "titles", "head", lambda _s: y.title(title="HSTT")),
    case("YEAR_NOT_OPENED", "re-tests of no year", "retests", "head", _retests_of_next),
    case(
        "BAD_PERIOD",
        "re-tests that end first",
        "retests",
        "head",
        lambda s: y.retests_opened(s, to=s.day("06-30") + "T00:00:00.000000Z"),
    ),
    case(
        "NOT_PENDING",
        "a re-test for the promoted",
        "register",
        "homeroom",
        lambda _s: y.registered("p1", "toan"),
    ),
    case(
        "NOT_ELIGIBLE",
        "a re-test of what was passed",
        "register",
        "homeroom",
        lambda _s: y.registered("p2", "nhac"),
    ),
    case(
        "OF_RECORD",
        "other subjects after the re-test",
        "summer",
        "homeroom",
        lambda _s: y.registered("p2", "toan"),
    ),
    case(
        "NOT_REGISTERED", "a re-test mark for nobody registered", "summer", "toan", lambda _s: y.retest("p3")
    ),
    case("WINDOW_CLOSED", "a re-test mark before its time", "retest", "toan", lambda _s: y.retest()),
    case(
        "OF_RECORD",
        "a re-test mark after the decision",
        None,
        "toan",
        lambda s: y.retest(value=70, old=60, base=_last(s, "RetestEntered")),
    ),
    case(
        "BAD_VALUE",
        "a re-test level for a mark",
        "summer",
        "toan",
        lambda s: y.retest(value="D", old=60, base=_last(s, "RetestEntered")),
    ),
    case("STALE_BASE", "a re-test mark changed unseen", "summer", "toan", lambda _s: y.retest(value=70)),
    case(
        "NO_CHANGE",
        "a re-test mark set to what it is",
        "summer",
        "toan",
        lambda s: y.retest(old=60, base=_last(s, "RetestEntered")),
    ),
    case("NOT_PENDING", "summer conduct of the promoted", "summer", "homeroom", lambda s: y.summer(s, "p1")),
    case("ALREADY_EXISTS", "summer conduct judged twice", "list 2", "homeroom", y.summer),
    case(
        "BAD_VALUE",
        "summer conduct of the other regulation",
        "summer",
        "homeroom",
        lambda s: y.summer(s, conduct="D"),
    ),
)


def _second(s: Story, pupil: str) -> Draft:
    return y.decided(s, 1, pupil, stage=2)


_OVERSIGHT = (
    case("ALREADY_EXISTS", "an incident reported twice", "answer", "toan", lambda _s: y.incident()),
    case("INCIDENT_STATE", "a closed incident answered", "absence", "board", lambda _s: y.answered()),
    case("ALREADY_EXISTS", "a commitment signed twice", "journal", "head", y.commitment),
    case(
        "BAD_PERIOD",
        "a commitment that ends first",
        "commitment",
        "head",
        lambda s: y.commitment(s, to=s.day("08-31")),
    ),
    case(
        "YEAR_NOT_OPENED",
        "a check of no year",
        "sign 1",
        "head",
        lambda s: y.checked(s, "k2", year="2031-2032"),
    ),
    case("ALREADY_EXISTS", "a check of a known name", "sign 1", "head", y.checked),
    case(
        "DIGEST_WRONG", "a check of one column more", "sign 1", "head", lambda s: y.checked(s, "k2", count=99)
    ),
    case(
        "FIGURES_WRONG",
        "a check with other sums",
        "sign 1",
        "head",
        lambda s: y.checked(s, "k2", figures=[["6A", "toan", 1, 2]]),
    ),
    case(
        "FIGURES_WRONG",
        "a check with the rows of one reading and the sums of the other",
        "sign 1",
        "head",
        lambda s: y.checked(s, "k2", figures=y.checked(s, former=True)[2]["figures"]),
    ),
    case(
        "UNKNOWN_PERSON",
        "a rating of nobody",
        "sign 1",
        "head",
        lambda s: y.rated(s, _last(s, "ProgressChecked"), person="z9"),
    ),
    case(
        "UNKNOWN_CHECK",
        "a rating by no check",
        "sign 1",
        "head",
        lambda s: y.rated(s, _last(s, "ProgressChecked"), checks=[3]),
    ),
    case(
        "FIGURES_WRONG",
        "a rating that flatters",
        "sign 1",
        "head",
        lambda s: y.rated(s, _last(s, "ProgressChecked"), entered=20, level="T"),
    ),
)


def _stand_in(code: str, desc: str, upto: str, make: Make, before: Before | None = None) -> Case:
    """The substitute for the teacher of mathematics does something."""

    def build(log: Log) -> int:
        s = run(log, upto, before=before)
        actor = ("s1", "teacher", _last(s, "SubstituteNamed"))
        made = make(s)
        return log.do(actor, *(made if isinstance(made, list) else [made]))

    return code, desc, build


def _end_holder(s: Story) -> None:
    held = s.log.rights["toan"][2]
    s.log.do("head", post_ended("t1", held, s.day("10-01")))


_SUBSTITUTE = (
    _stand_in("RIGHT_NOT_IN_FORCE", "a substitute after the last day", "retest", lambda _s: y.retest()),
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
    case(
        "NO_RIGHT",
        "a profile by a teacher",
        "marks 1",
        "toan",
        lambda _s: mark("t:A", pupil="p2", col="ten", book="book/6A/profile/1"),
    ),
    case(
        "NO_RIGHT", "conduct signed by a teacher", "sign 1", "toan", lambda s: y.book_signed(s, "conduct", 1)
    ),
    case(
        "NO_RIGHT",
        "conduct published by a teacher",
        "sign 1",
        "toan",
        lambda s: published(s.log, "hk", "book/6A/conduct/1"),
    ),
    case("NO_RIGHT", "a mark by the homeroom teacher", "marks 1", "homeroom", lambda _s: mark()),
)

CASES: tuple[Case, ...] = (*_PEOPLE, *_MOVES, *_DAYS, *_BOOKS, *_RESULTS, *_BOARD, *_OVERSIGHT, *_SUBSTITUTE)

SOUND: tuple[tuple[str, Callable[[Log], Any]], ...] = (
    (
        "a check as first written: who brought results is expected, a former class's mark is not seen",
        case("", "", "sign 1", "head", lambda s: y.checked(s, "k2", former=True))[2],
    ),
)
