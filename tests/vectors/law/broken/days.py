"""Days, moves and re-tests that would change what is of record (29, 33, 42), and their sound twins."""

from collections.abc import Callable

from tests.vectors.law import story as y
from tests.vectors.law.broken.record import THERE, Builder, sound
from tests.vectors.law.broken.year import Case, case
from tests.vectors.law.drafts import DECISION, close, late, mark, subject
from tests.vectors.law.log import Draft
from tests.vectors.law.story import Story, appoint


def _second_head(s: Story) -> None:
    """The homeroom teacher of 6A becomes head, too."""
    appoint(s, "second head", "g1", "head")


def _reopened_by_homeroom(s: Story) -> None:
    _second_head(s)
    s.log.do("second head", y.month_reopened(y.september(s)))


def _confirm_own(s: Story) -> Draft:
    _reopened_by_homeroom(s)
    return y.month_confirmed(s, y.september(s))


def _set_own(s: Story) -> Draft:
    _reopened_by_homeroom(s)
    return y.absence(s, pupil="p2")


def _sign_own(s: Story) -> Draft:
    _second_head(s)
    month = y.september(s)
    pos = s.log.do("homeroom", y.month_confirmed(s, month))
    return y.month_signed(month, pos)


def _in_may(s: Story) -> Draft:
    return y.absence(s, pupil="p2", date=s.day("05-18"))


def _in_reopened_may(s: Story) -> Draft:
    month = s.day("05-01")[:7]
    pos = s.log.do("homeroom", y.month_confirmed(s, month))
    s.log.do("head", y.month_signed(month, pos))
    s.log.do("head", y.month_reopened(month))
    return _in_may(s)


def _marked_there(s: Story) -> Draft:
    """p6 has a mark in a subject that 6A does not learn."""
    s.go("10-05")
    s.log.do("hoa 6B", mark(65, pupil="p6", col="tx1", book="book/6B/hoa/1"))
    return y.placed("p6", "6A", s.day("10-06"), "change")


def _class_6c(s: Story, *subjects: dict[str, object]) -> None:
    s.log.do("board", y.class_opened(s, "6C", subjects=list(subjects)))


def _other_kind(s: Story) -> Draft:
    s.go("10-05")
    s.log.do("toan 6B", mark(65, pupil="p6", col="tx1", book=THERE))
    _class_6c(s, y.SUBJECTS[0], subject("toan", "comment", 350, 2))
    return y.placed("p6", "6C", s.day("10-06"), "change")


def _no_core(s: Story) -> Draft:
    s.go("10-05")
    s.log.do("toan 6B", mark(65, pupil="p6", col="tx1", book=THERE))
    _class_6c(s, y.SUBJECTS[0], {**y.SUBJECTS[1], "name": "Toán tự chọn"})
    return y.placed("p6", "6C", s.day("10-06"), "change")


def _without_what_was_brought(s: Story) -> Draft:
    _class_6c(s, y.SUBJECTS[0])
    return y.placed("p4", "6C", s.day("11-21"), "change")


def _back_without_the_subject(s: Story) -> Draft:
    """p6 leaves with a mark in mathematics and comes back into a class that has none."""
    _class_6c(s, y.SUBJECTS[0])
    s.log.do("clerk", y.left("p6", "6A", s.day("10-30")))
    return y.placed("p6", "6C", s.day("11-10"), "return")


def _third_regular(s: Story) -> None:
    """p9 has a third regular mark in 6C, and moves to 6A, whose teachers give two."""
    _class_6c(s, y.SUBJECTS[0], {**y.SUBJECTS[1], "tx": 3})
    appoint(s, "toan 6C", "t2", "teacher", "6C", "toan")
    s.log.do("board", y.pupil_of(s, "p9", "6C"))
    s.go("10-04")
    book = "book/6C/toan/1"
    given = s.log.do("head", late(s.log, "p9", col="tx3", book=book))
    s.log.do("toan 6C", mark(90, pupil="p9", col="tx3", late=given, book=book))


def _two_here(s: Story) -> Draft:
    s.log.do("board", y.placed("p9", "6A", s.day("10-07"), "change"))
    for col in ("tx1", "gk", "ck"):
        s.log.do("toan", mark(50, pupil="p9", col=col))
    return y.book_signed(s, "toan", 1)


def _again(s: Story, value: int = 90) -> Draft:
    base = next(e["pos"] for e in reversed(s.entries()) if e["type"] == "RetestEntered")
    return y.retest(value=value, old=60, base=base)


def _second_window(s: Story) -> Draft:
    s.go("07-25")
    s.log.do("head", y.retests_opened(s, to=s.day("07-31") + "T00:00:00.000000Z"))
    return _again(s)


def _board_without(s: Story) -> None:
    s.log.do("homeroom", y.list_signed(s, 2))
    s.log.do("head", y.board(2))


def _first_mark_before_the_board(s: Story) -> Draft:
    s.go("07-05")
    _board_without(s)
    return y.retest()


def _first_mark_after_the_decision(s: Story) -> Draft:
    """p2 sat no re-test, was kept down, and the list was signed anew."""
    s.go("07-05")
    s.log.do("homeroom", y.summer(s))
    _board_without(s)
    learning = y.result(s, "p2", 0)[2]["learning"]
    s.log.do("head", y.decided(s, 2, "p2", learning=learning, outcome="O_LAI_LOP"))
    s.log.do("homeroom", y.list_signed(s, 2))
    return y.retest()


def _conduct_before_the_board(s: Story) -> Draft:
    _board_without(s)
    return y.summer(s)


def _listed_again(s: Story) -> Draft:
    """The list is signed anew, so that no board sits on it: the mark was seen by the one before."""
    s.log.do("homeroom", y.list_signed(s, 2))
    return _again(s)


def _touch(*semesters: int) -> Callable[[Story], object]:
    """An exemption from a practical part: no cell changes, and what a signature covers does."""
    return lambda s: s.log.do("head", y.exempted("p2", "nhac", "practical", *semesters))


def _lock(s: Story) -> Draft:
    proposal = s.log.do("board", close("6A"))
    data = {"class": "6A", "semester": 1, "proposal": proposal, "decision": DECISION}
    return "close/6A/1", "BookLocked", {**data, **s.log.term("6A", 1)}


def _approved_again(s: Story) -> list[Draft]:
    """The same cells, and one absence more."""
    s.log.do("homeroom", _in_reopened_may(s))
    rows = y.approval(s, 2)
    for number, (stream, kind, data) in enumerate(rows):
        if kind == "ResultRecorded" and (data["pupil"], data["semester"]) == ("p2", 0):
            rows[number] = (stream, kind, {**data, "absent": 1})
    return rows


CASES: tuple[Case, ...] = (
    case(
        "NOT_SIGNED",
        "a class signed though its books were touched",
        "class 1",
        "homeroom",
        lambda s: y.class_signed(s, 1),
        {"class 1": _touch(1)},
    ),
    case(
        "NOT_SIGNED",
        "results of a class touched since it was signed",
        "approve 1",
        "head",
        lambda s: y.approval(s, 1),
        {"approve 1": _touch(1)},
    ),
    case(
        "NOT_APPROVED",
        "a lock of what was touched since the approval",
        "lock 1",
        "head",
        _lock,
        {"lock 1": _touch(1)},
    ),
    case(
        "NOT_APPROVED",
        "a list of what was touched since the approval",
        "list 1",
        "homeroom",
        lambda s: y.list_signed(s, 1),
        {"list 1": _touch(2)},
    ),
    case("PROPOSER_DECIDES", "an absence by who opened the month again", "reopen", "homeroom", _set_own),
    case("PROPOSER_DECIDES", "a month confirmed by who opened it again", "reopen", "homeroom", _confirm_own),
    case("PROPOSER_DECIDES", "a month signed by who confirmed it", "months", "second head", _sign_own),
    case("OF_RECORD", "a re-test mark after the decision", "retest", "toan", _first_mark_after_the_decision),
    case("OF_RECORD", "an absence after the year's result", "list 1", "homeroom", _in_may),
    case(
        "OF_RECORD",
        "an absence in a reopened month after the decision",
        "titles",
        "homeroom",
        _in_reopened_may,
    ),
    case(
        "MOVE_WRONG",
        "a change from before an absence",
        "months",
        "board",
        lambda s: y.placed("p1", "6B", s.day("09-08"), "change"),
    ),
    case(
        "MOVE_WRONG",
        "a leaving from before an absence",
        "months",
        "clerk",
        lambda s: y.left("p1", "6A", s.day("09-07")),
    ),
    case("MOVE_WRONG", "a change that loses a marked subject", "move", "board", _marked_there),
    case("MOVE_WRONG", "a change to where the subject is of another kind", "move", "board", _other_kind),
    case("MOVE_WRONG", "a change to where the subject is no core subject", "move", "board", _no_core),
    case("MOVE_WRONG", "a change that loses a result brought", "exempt", "board", _without_what_was_brought),
    case("MOVE_WRONG", "a return that loses a marked subject", "return", "clerk", _back_without_the_subject),
    case("OF_RECORD", "a re-test mark changed in a later window", "summer", "toan", _second_window),
    case("OF_RECORD", "a re-test mark that a board has seen", "decide 2", "toan", _listed_again),
    case(
        "OF_RECORD",
        "a first re-test mark while the board sits",
        "retest",
        "toan",
        _first_mark_before_the_board,
    ),
    case("OF_RECORD", "summer conduct while the board sits", "summer", "homeroom", _conduct_before_the_board),
)

SOUND: tuple[tuple[str, Builder], ...] = (
    sound("results approved again with an absence more", "list 1", "head", _approved_again),
    sound(
        "a lock after another semester was touched",
        "lock 1",
        "head",
        _lock,
        {"lock 1": _touch(2)},
    ),
    sound(
        "an absence in a month opened again since the year's result", "list 1", "homeroom", _in_reopened_may
    ),
    sound(
        "a leaving on the day of an absence",
        "months",
        "clerk",
        lambda s: y.left("p1", "6A", s.day("09-08")),
    ),
    sound(
        "a regular mark counts though this class has no such column",
        "compare",
        "toan",
        _two_here,
        {"move": _third_regular},
    ),
    sound("a re-test mark changed in its window", "summer", "toan", _again),
)
