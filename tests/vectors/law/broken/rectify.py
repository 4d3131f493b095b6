"""Slips put right against rules 48 and 49, each a log whose last command breaks one; and sound twins."""

from collections.abc import Callable

from tests.vectors.law import rectify as r
from tests.vectors.law import story as y
from tests.vectors.law.broken.record import Builder, sound
from tests.vectors.law.broken.year import Case, case
from tests.vectors.law.drafts import DECISION, delegated, late, mark, moved, opened, post, window
from tests.vectors.law.log import Draft, Log, digest
from tests.vectors.law.rectify import awaiting, last, proposal, rectified, ruled, seen, taken_back
from tests.vectors.law.story import Story

Make = Callable[[Story], Draft]
TOAN = "book/6A/toan/1"


def _of(kind: str, pupil: str | None, change: r.Change) -> Make:
    """A proposal about the newest act of that type."""
    return lambda s: proposal(*last(s, kind, pupil), change)


def _days(kind: str, pupil: str, key: str, day: str) -> Make:
    """A proposal of another day of the story's year."""
    return lambda s: proposal(*last(s, kind, pupil), {key: s.day(day)})


def _withdrawn(kind: str) -> Make:
    return lambda s: taken_back(*last(s, kind))


def _left_again(s: Story, by: str = "clerk", name: str = "r1") -> None:
    """A proposal that p5 left a day earlier, witnessed."""
    awaiting(s.log, *last(s, "PupilLeft", "p5"), {"last": s.day("10-28")}, name, by=by)


def _decided_by_witness(s: Story) -> Draft:
    """The member of the board is a deputy, too, to whom the power is lent."""
    s.log.do("head", post("b1", "deputy", **{"from": s.day("08-15")}))
    lent = delegated("b1", "permit", **{"from": s.day("09-01"), "to": s.day("05-31")})
    s.log.rights["b1 permits"] = ("b1", "deputy", s.log.do("head", lent))
    _left_again(s)
    return ruled()


def _decided_by_proposer(s: Story) -> Draft:
    _left_again(s, by="head")
    return ruled()


def _witnessed_by_proposer(s: Story) -> Draft:
    s.log.do("board", proposal(*last(s, "PupilLeft", "p5"), {"last": s.day("10-28")}))
    return seen(s.log, "board")


def _unseen(s: Story) -> Draft:
    s.log.do("clerk", proposal(*last(s, "PupilLeft", "p5"), {"last": s.day("10-28")}))
    return seen(s.log, "board", intent=digest("etwas"))


def _unwitnessed(s: Story) -> Draft:
    s.log.do("clerk", proposal(*last(s, "PupilLeft", "p5"), {"last": s.day("10-28")}))
    return ruled()


def _ruled_twice(s: Story) -> Draft:
    _left_again(s)
    s.log.do("head", ruled(outcome="refused"))
    return seen(s.log, "board")


def _overtaken(s: Story) -> Draft:
    _left_again(s)
    rectified(s.log, *last(s, "PupilLeft", "p5"), {"last": s.day("10-27")}, "r2")
    return ruled()


def _grown_unfit(s: Story) -> Draft:
    """Fitting when it was proposed; then the pupil came back on that very day."""
    awaiting(s.log, *last(s, "PupilLeft", "p5"), {"last": s.day("11-15")})
    s.go("11-10")
    s.log.do("clerk", y.placed("p5", "6B", s.day("11-10"), "return"))
    return ruled()


def _void_again(s: Story) -> Draft:
    rectified(s.log, *last(s, "OneSemesterAllowed"), None)
    return proposal(*last(s, "OneSemesterAllowed"), None, "r2")


def _same_name(s: Story) -> Draft:
    s.log.do("clerk", proposal(*last(s, "PupilLeft", "p5"), {"last": s.day("10-28")}))
    return proposal(*last(s, "PupilLeft", "p5"), {"last": s.day("10-27")})


def _other_stream(s: Story) -> Draft:
    of, _ = last(s, "PupilLeft", "p5")
    return proposal(of, "pupil/p1", {"cause": "abroad"})


def _of_a_mark(s: Story) -> Draft:
    return proposal(s.log.do("toan", mark(40, "p1", "tx1")), TOAN, {"value": 50})


def _sign_september(s: Story) -> None:
    """What was opened again is confirmed and signed again."""
    pos = s.log.do("homeroom", y.month_confirmed(s, y.september(s)))
    s.log.do("deputy month", y.month_signed(y.september(s), pos))


def _signed_month(s: Story) -> Draft:
    return proposal(*last(s, "PupilEnrolled", "p2"), {"from": s.day("09-06")})


def _absent_before(s: Story) -> Draft:
    """p1 missed the eighth."""
    return proposal(*last(s, "PupilEnrolled", "p1"), {"from": s.day("09-09")})


def _letter_after_return(s: Story) -> Draft:
    s.log.do("board", y.arrived("p5"))
    return proposal(*last(s, "PupilPlaced", "p5"), None)


def _ended_exemption(s: Story) -> Draft:
    return proposal(*last(s, "ExemptionGranted", "p1"), None)


def _absence_out(s: Story) -> Draft:
    spans = [(s.day("09-10"), s.day("01-17")), (s.day("01-18"), s.day("05-31"))]
    semesters = [{"from": first, "to": end} for first, end in spans]
    return proposal(*last(s, "YearOpened"), {"semesters": semesters})


def _crossed(s: Story) -> Draft:
    spans = [(s.day("09-05"), s.day("01-17")), (s.day("01-17"), s.day("05-31"))]
    return proposal(*last(s, "YearOpened"), {"semesters": [{"from": a, "to": b} for a, b in spans]})


def _approved_as_signed(s: Story) -> list[Draft]:
    """The class was signed before an exemption became void; a paper put right touches nothing."""
    rectified(s.log, *last(s, "ExemptionGranted", "p2"), None)
    rectified(s.log, *last(s, "ResultBrought", "p4"), {"document": digest("bản sao")}, "r2")
    return y.approval(s, 1)


def _exempt_in_1(s: Story) -> None:
    s.log.do("head", y.exempted("p2", "nhac", "practical", 1))


def _brought_toan(s: Story) -> tuple[int, str]:
    found = (e for e in s.entries() if e["type"] == "ResultBrought" and e["data"]["subject"] == "toan")
    return next(e["pos"] for e in found), "pupil/p4"


def _old_figures(log: Log) -> int:
    """The result says what was brought by mistake."""
    s = y.run(log, "approve 1")
    rectified(s.log, *_brought_toan(s), {"value": 85})
    _sign_class_1(s)
    rows = y.approval(s, 1)
    return log.do("head", *rows) + 1 + y.PUPILS.index("p4")


def _new_figures(s: Story) -> list[Draft]:
    rectified(s.log, *_brought_toan(s), {"value": 85})
    _sign_class_1(s)
    rows, at = y.approval(s, 1), 1 + y.PUPILS.index("p4")
    right = {"scores": [["toan", 85]], "average": 85, "learning": "G", "base": "G"}
    rows[at] = y.result(s, "p4", 1, **right)
    return rows


def _sign_class_1(s: Story) -> None:
    s.log.do("toan", y.book_signed(s, "toan", 1))
    s.log.do("nhac", y.book_signed(s, "nhac", 1))
    s.log.do("homeroom", y.book_signed(s, "conduct", 1))
    s.log.do("homeroom", y.class_signed(s, 1))


def _used_after(s: Story) -> Draft:
    """A deputy moves a window by a delegation that is withdrawn."""
    lent = delegated("d1", "windows", **{"from": s.day("09-01"), "to": s.day("05-31")})
    pos = s.log.do("head", lent)
    s.log.rights["lent"] = ("d1", "deputy", pos)
    s.log.do("head", taken_back(pos, "person/d1"))
    return moved("w1", f"{s.first + 3}-01-02T00:00:00.000000Z")


def _stands_in_after(s: Story) -> Draft:
    pos, stream = last(s, "SubstituteNamed")
    s.log.rights["stands in"] = ("s1", "teacher", pos)
    s.log.do("head", taken_back(pos, stream))
    return mark(40, "p1", "tx1")


def _late_after(s: Story) -> Draft:
    pos = s.log.do("head", late(s.log, "p1", col="tx1"))
    s.log.do("head", taken_back(pos, TOAN))
    return mark(40, "p1", "tx1", late=pos)


def _id_again(s: Story) -> Draft:
    own = {"year": s.year, "semester": 1, "cols": ["tx5"], "classes": ["6B"], "to": s.log.at(days=9)}
    pos = s.log.do("head", window("w9", **{**own, "from": s.log.at(days=1)}))
    s.log.do("head", taken_back(pos, "window/w9"))
    return window("w9", **{**own, "from": s.log.at(days=1)})


def _unused_window(s: Story) -> None:
    own = {"year": s.year, "semester": 1, "cols": ["tx5"], "classes": ["6B"], "to": s.log.at(hours=2)}
    s.log.do("head", window("w9", **{**own, "from": s.log.at(hours=-1)}))


def _ended_window(s: Story) -> Draft:
    _unused_window(s)
    s.log.wait(hours=3)
    return taken_back(*last(s, "WindowSet"))


def _moved_after(s: Story) -> Draft:
    _unused_window(s)
    s.log.do("head", taken_back(*last(s, "WindowSet")))
    return moved("w9", s.log.at(days=2))


def _retest_after(s: Story) -> Draft:
    s.log.do("head", taken_back(*last(s, "RetestOpened")))
    s.log.do("homeroom", y.registered("p2", "toan"))
    s.go("07-05")
    return y.retest()


def _placed_undecided(s: Story) -> Draft:
    """Nobody moves up by a decision that is void."""
    rectified(s.log, *last(s, "PromotionDecided", "p1"), None)
    s.go("05-31")
    year = f"{s.first + 1}-{s.first + 2}"
    s.log.do("board", opened("7A", year=year, grade=7, regime=s.regime, subjects=y.SUBJECTS))
    return y.placed("p1", "7A", f"{s.first + 1}-09-06", "year")


def _older_decision(s: Story) -> Draft:
    """A retest mark that a later one replaced."""
    of, stream = last(s, "RetestEntered", "p2")
    s.log.do("toan", y.retest(value=65, old=60, base=of))
    return proposal(of, stream, None)


def _moved_as_next_year(s: Story) -> Draft:
    """p2 moved to 6B, of the same year; only a later one is reached by `year`."""
    s.log.do("board", y.placed("p2", "6B", s.day("10-07"), "change"))
    return proposal(*last(s, "PupilPlaced", "p2"), {"cause": "year"})


def _left_where_moved(s: Story) -> Draft:
    """p2 moved to 6B and left it; without the move nobody could have left 6B."""
    s.log.do("board", y.placed("p2", "6B", s.day("10-07"), "change"))
    s.log.do("clerk", y.left("p2", "6B", s.day("10-08")))
    return proposal(*last(s, "PupilPlaced", "p2"), None)


def _first_window(s: Story) -> Draft:
    found = (e for e in s.entries() if e["type"] == "WindowSet")
    return taken_back(next(e["pos"] for e in found), "window/w1")


def _first_decision(s: Story) -> Draft:
    found = (e for e in s.entries() if e["type"] == "PromotionDecided" and e["data"]["pupil"] == "p2")
    return proposal(next(e["pos"] for e in found), "board/6A", None)


def _left_twice(s: Story) -> Draft:
    """Corrected once more, after the pupil came back."""
    rectified(s.log, *last(s, "PupilLeft", "p5"), {"last": s.day("10-28")})
    s.go("11-10")
    s.log.do("clerk", y.placed("p5", "6B", s.day("11-10"), "return"))
    rectified(s.log, *last(s, "PupilLeft", "p5"), {"last": s.day("11-02"), "cause": "abroad"}, "r2")
    return y.left("p5", "6B", s.day("11-20"))


def _not_moved(s: Story) -> Draft:
    """p2's change of class was a slip: it is void, and marks stay possible in 6A."""
    s.log.do("board", y.placed("p2", "6B", s.day("10-07"), "change"))
    rectified(s.log, *last(s, "PupilPlaced", "p2"), None)
    return mark(40, "p2", "tx1")


def _enrolled_elsewhere(s: Story) -> Draft:
    """p2 was enrolled in the wrong class."""
    rectified(s.log, *last(s, "PupilEnrolled", "p2"), {"class": "6B", "from": s.day("09-06")})
    return mark(40, "p2", "tx1", book="book/6B/toan/1")


def _decided_again(s: Story) -> Draft:
    rectified(s.log, *last(s, "PromotionDecided", "p1"), None)
    return y.decided(s, 1, "p1")


def _awarded_again(s: Story) -> Draft:
    rectified(s.log, *last(s, "TitleAwarded", "p1"), None)
    return y.title()


def _tested_again(s: Story) -> Draft:
    rectified(s.log, *last(s, "RetestEntered", "p2"), None)
    return y.retest(value=65)


def _judged_again(s: Story) -> Draft:
    rectified(s.log, *last(s, "SummerConductJudged", "p3"), None)
    return y.summer(s)


def _years_days(s: Story) -> Draft:
    """Semester 1 ends a week earlier than was written."""
    spans = [(s.day("09-05"), s.day("01-10")), (s.day("01-11"), s.day("05-31"))]
    semesters = {"semesters": [{"from": first, "to": end} for first, end in spans]}
    rectified(s.log, *last(s, "YearOpened"), semesters)
    return y.absence(s, pupil="p2")


def _brought_again(s: Story) -> Draft:
    rectified(s.log, *_brought_toan(s), None)
    return y.brought(s, "toan", 85)


def _allowed_again(s: Story) -> Draft:
    rectified(s.log, *last(s, "OneSemesterAllowed"), None)
    return y.one_semester("p6", "nhac")


def _letter_again(s: Story) -> Draft:
    rectified(s.log, *last(s, "TransferredIn", "p4"), None)
    return y.arrived("p4")


def _letter_on_paper(s: Story) -> Draft:
    rectified(s.log, *last(s, "TransferredIn", "p4"), {"letter": {**DECISION, "no": "02/GCT"}})
    awaiting(s.log, *last(s, "TransferredIn", "p4"), {"letter": {**DECISION, "digest": None}}, "r2")
    return ruled("r2", decision={**DECISION, "digest": None})


def _person_renamed(s: Story) -> Draft:
    """A person, the first head, a class, a rating: what no rule reads is put right all the same."""
    rectified(s.log, *last(s, "PersonRegistered"), {"name": "Người khác"}, "r1")
    rectified(s.log, 0, "school", {"name": "Y Hiệu đúng tên"}, "r2")
    rectified(s.log, *last(s, "ClassOpened"), {"name": "Lớp 6 B"}, "r3")
    rectified(s.log, *last(s, "TeacherRated"), None, "r4")
    return taken_back(*last(s, "CommitmentSigned"))


def _bare(s: Story) -> Draft:
    return proposal(*last(s, "PupilPlaced", "p6"), None)


CASES: tuple[Case, ...] = (
    case("UNKNOWN_ACT", "an enrolment withdrawn", "months", "head", _withdrawn("PupilEnrolled")),
    case("UNKNOWN_ACT", "a substitution put right", "months", "clerk", _of("SubstituteNamed", None, None)),
    case("MOVE_WRONG", "a move within a year called the next one's", "dated", "clerk", _moved_as_next_year),
    case("MOVE_WRONG", "a placement void out of which the pupil left", "dated", "clerk", _left_where_moved),
    case("RECTIFICATION_STATE", "decided, but never proposed", "months", "head", lambda _s: ruled("r7")),
    case(
        "UNKNOWN_ACT", "an appointment withdrawn, which is ended", "months", "head", _withdrawn("Appointed")
    ),
    case(
        "UNKNOWN_ACT",
        "withdrawn twice",
        "months",
        "head",
        lambda s: (
            s.log.do("head", taken_back(*last(s, "SubstituteNamed"))),
            _withdrawn("SubstituteNamed")(s),
        )[1],
    ),
    case("NO_RIGHT", "withdrawn by the board", "months", "board", _withdrawn("SubstituteNamed")),
    case("IN_USE", "a window withdrawn in which marks were entered", "dated", "head", _first_window),
    case("WINDOW_ENDED", "a window withdrawn after its end", "months", "head", _ended_window),
    case(
        "IN_USE",
        "re-tests withdrawn that have begun",
        "retest",
        "head",
        lambda s: (s.go("07-05"), _withdrawn("RetestOpened")(s))[1],
    ),
    case("RIGHT_NOT_IN_FORCE", "by a delegation that was withdrawn", "months", "lent", _used_after),
    case(
        "RIGHT_NOT_IN_FORCE", "standing in after that was withdrawn", "dated", "stands in", _stands_in_after
    ),
    case("LATE_NOT_PERMITTED", "by a late permission that was withdrawn", "dated", "toan", _late_after),
    case("ALREADY_EXISTS", "the id of a withdrawn window once more", "months", "head", _id_again),
    case("UNKNOWN_WINDOW", "a withdrawn window moved", "months", "head", _moved_after),
    case("WINDOW_CLOSED", "a re-test in a window that was withdrawn", "register", "toan", _retest_after),
    case("ALREADY_EXISTS", "two rectifications of one name", "return", "clerk", _same_name),
    case("UNKNOWN_ACT", "a mark is put right by a dossier", "dated", "clerk", _of_a_mark),
    case("UNKNOWN_ACT", "an act in another stream", "return", "clerk", _other_stream),
    case("UNKNOWN_ACT", "an act that is void already", "marks 1", "clerk", _void_again),
    case("NO_RIGHT", "proposed by a teacher", "return", "toan", _of("PupilLeft", "p5", {"cause": "abroad"})),
    case(
        "OUT_OF_SCOPE",
        "proposed by another class's teacher",
        "months",
        "homeroom",
        _of("PupilEnrolled", "p6", {"name": "Em khác"}),
    ),
    case(
        "BAD_DATA", "a field that the act has not", "return", "clerk", _of("PupilLeft", "p5", {"name": "Em"})
    ),
    case(
        "BAD_DATA",
        "a value that no such field takes",
        "return",
        "clerk",
        _of("PupilLeft", "p5", {"cause": "year"}),
    ),
    case(
        "BAD_DATA",
        "a letter whose file has an empty name",
        "bring",
        "clerk",
        _of("TransferredIn", "p4", {"letter": {**DECISION, "digest": ""}}),
    ),
    case("BAD_DATA", "an enrolment void", "return", "clerk", _of("PupilEnrolled", "p5", None)),
    case(
        "NO_CHANGE", "what stands already", "return", "clerk", _of("PupilLeft", "p5", {"cause": "transfer"})
    ),
    case("PROPOSER_WITNESSES", "witnessed by the proposer", "return", "board", _witnessed_by_proposer),
    case("INTENT_WRONG", "a witness of something else", "return", "board", _unseen),
    case("RECTIFICATION_STATE", "applied without a witness", "return", "head", _unwitnessed),
    case("RECTIFICATION_STATE", "witnessed after it was refused", "return", "board", _ruled_twice),
    case("PROPOSER_DECIDES", "decided by the proposer", "return", "head", _decided_by_proposer),
    case("WITNESS_TWICE", "decided by the witness", "return", "b1 permits", _decided_by_witness),
    case("STALE_BASE", "decided after another put it right", "return", "head", _overtaken),
    case("BAD_PERIOD", "applied though it does not fit any more", "return", "head", _grown_unfit),
    case(
        "REGISTER_TWICE",
        "the register number of another",
        "return",
        "clerk",
        _of("PupilEnrolled", "p5", {"register": "ĐB-p1"}),
    ),
    case(
        "UNKNOWN_CLASS",
        "enrolled into a class that is not there",
        "return",
        "clerk",
        _of("PupilEnrolled", "p5", {"class": "9Z"}),
    ),
    case(
        "BAD_PERIOD",
        "left before the pupil came",
        "return",
        "clerk",
        _days("PupilLeft", "p5", "last", "09-03"),
    ),
    case("MONTH_SIGNED", "a day in a signed month", "reopen", "clerk", _signed_month),
    case("MOVE_WRONG", "an absence falls out of the stay", "months", "clerk", _absent_before),
    case("MOVE_WRONG", "a placement void under marks", "compare", "clerk", _bare),
    case("IN_USE", "a coming back void under its letter", "arrive", "clerk", _letter_after_return),
    case(
        "IN_USE", "a letter void under a result brought", "exempt", "clerk", _of("TransferredIn", "p4", None)
    ),
    case(
        "BAD_VALUE",
        "a brought result that suits no such subject",
        "exempt",
        "clerk",
        lambda s: proposal(*_brought_toan(s), {"value": "D"}),
    ),
    case(
        "BOOK_LOCKED",
        "a brought result under a lock",
        "marks 2",
        "clerk",
        lambda s: proposal(*_brought_toan(s), {"value": 85}),
    ),
    case("UNKNOWN_EXEMPTION", "an exemption void that has ended", "marks 1", "clerk", _ended_exemption),
    case(
        "BOOK_LOCKED",
        "an exemption void under a lock",
        "marks 2",
        "clerk",
        _of("ExemptionGranted", "p2", None),
        {"exempt": _exempt_in_1},
    ),
    case("BAD_PERIOD", "semesters that cross", "months", "board", _crossed),
    case("BAD_PERIOD", "an absence falls out of the semesters", "months", "board", _absence_out),
    case(
        "BAD_DATA",
        "another value for a re-test mark: it is void, and entered anew",
        "summer",
        "board",
        _of("RetestEntered", "p2", {"value": 65}),
    ),
    case("STALE_BASE", "a re-test mark that was replaced", "summer", "board", _older_decision),
    case("IN_USE", "a first decision void under the second", None, "board", _first_decision),
    case("IN_USE", "a re-test mark void under a decision", None, "board", _of("RetestEntered", "p2", None)),
    case(
        "IN_USE",
        "summer conduct void under a decision",
        None,
        "board",
        _of("SummerConductJudged", "p3", None),
    ),
    case("NOT_DECIDED", "moved up by a decision that is void", "titles", "board", _placed_undecided),
    case(
        "NOT_SIGNED",
        "approved on a signature from before",
        "approve 1",
        "head",
        _approved_as_signed,
        {"exempt": _exempt_in_1},
    ),
    ("RESULT_WRONG", "a result of the value brought by mistake", _old_figures),
)


SOUND: tuple[tuple[str, Builder], ...] = (
    sound("a leaving put right twice, before and after the pupil came back", "return", "clerk", _left_twice),
    sound("a change of class void, and a mark in the class of before", "dated", "toan", _not_moved),
    sound("an enrolment put right into another class", "months", "toan 6B", _enrolled_elsewhere),
    sound("a promotion void, and decided again", "titles", "head", _decided_again),
    sound("a title void, and awarded again", "next year", "head", _awarded_again),
    sound("a re-test mark void, and entered again", "summer", "toan", _tested_again),
    sound("summer conduct void, and judged again", "list 2", "homeroom", _judged_again),
    sound("the days of a school year put right", "months", "homeroom", _years_days),
    sound("a brought result void, and brought again", "exempt", "clerk", _brought_again),
    sound("a permission void, and given again", "marks 1", "head", _allowed_again),
    sound("a letter void, and recorded again", "bring", "board", _letter_again),
    sound("a letter put right by one that is kept on paper", "bring", "head", _letter_on_paper),
    sound("results follow a brought value that was put right", "approve 1", "head", _new_figures),
    sound("names put right, a rating void, a commitment withdrawn", "sign 1", "head", _person_renamed),
)
