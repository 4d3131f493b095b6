"""What only gives a possibility is taken back by one hand (LAW 48)."""

from tests.vectors.law.besides import TOAN, with_clerk
from tests.vectors.law.drafts.books import late, mark, moved, window
from tests.vectors.law.drafts.retests import registered, retest
from tests.vectors.law.drafts.righting import taken_back
from tests.vectors.law.drafts.unit import delegated
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.school import appoint
from tests.vectors.law.story import Story
from tests.vectors.law.told import Make, Told, case


def _lent_and_taken_back(log: Log) -> None:
    """A delegation, a window that nobody used and a late permission are withdrawn; the window is set anew."""
    with_clerk(log)
    appoint(log, "deputy", "d1", "deputy")
    given = log.do("head", delegated("d1", "windows"))
    log.do("head", taken_back(given, "person/d1"))
    wrong = log.do("head", window("w2", cols=["ck"]))
    log.do("head", taken_back(wrong, "window/w2"))
    log.do("head", window("w3", cols=["ck"]))
    log.do("teacher", mark())
    permit = log.do("head", late(log, "p2"))
    log.do("head", taken_back(permit, "book/6A/toan/1"))


def _withdrawn(kind: str) -> Make:
    return lambda s: taken_back(*s.act(kind))


def _used_after(s: Story) -> Draft:
    """A deputy moves a window by a delegation that is withdrawn."""
    lent = delegated("d1", "windows", **{"from": s.day("09-01"), "to": s.day("05-31")})
    pos = s.log.do("head", lent)
    s.log.rights["lent"] = ("d1", "deputy", pos)
    s.log.do("head", taken_back(pos, "person/d1"))
    return moved("w1", f"{s.first + 3}-01-02T00:00:00.000000Z")


def _stands_in_after(s: Story) -> Draft:
    pos, stream = s.act("SubstituteNamed")
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
    return taken_back(*s.act("WindowSet"))


def _moved_after(s: Story) -> Draft:
    _unused_window(s)
    s.log.do("head", taken_back(*s.act("WindowSet")))
    return moved("w9", s.log.at(days=2))


def _retest_after(s: Story) -> Draft:
    s.log.do("head", taken_back(*s.act("RetestOpened")))
    s.log.do("homeroom", registered("p2", "toan"))
    s.go("07-05")
    return retest()


def _first_window(s: Story) -> Draft:
    return taken_back(*s.act("WindowSet", window="w1"))


SMALL: tuple[Told, ...] = (
    ("a delegation, an unused window and a late permission withdrawn", None, _lent_and_taken_back),
)

YEAR: tuple[Told, ...] = (
    case("UNKNOWN_ACT", "an enrolment withdrawn", "months", "head", _withdrawn("PupilEnrolled")),
    case(
        "UNKNOWN_ACT", "an appointment withdrawn, which is ended", "months", "head", _withdrawn("Appointed")
    ),
    case(
        "UNKNOWN_ACT",
        "withdrawn twice",
        "months",
        "head",
        lambda s: (s.log.do("head", taken_back(*s.act("SubstituteNamed"))), _withdrawn("SubstituteNamed")(s))[
            1
        ],
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
)
