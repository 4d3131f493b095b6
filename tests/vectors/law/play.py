"""A small school's year, act by act, in which everything is in order: TT58+TT26 in 2020-2021, or TT22 later.

`run(log, upto)` writes the acts before the one of that name; whoever breaks a rule begins there.
"""

from collections.abc import Callable
from typing import Any

from tests.vectors.law.drafts.attendance import (
    absence,
    month_confirmed,
    month_reopened,
    month_signed,
    september,
)
from tests.vectors.law.drafts.books import mark
from tests.vectors.law.drafts.close import close
from tests.vectors.law.drafts.progress import checked, rated
from tests.vectors.law.drafts.pupils import (
    arrived,
    brought,
    exempted,
    exemption_ended,
    left,
    one_semester,
    placed,
    pupil_of,
    roster,
)
from tests.vectors.law.drafts.results import approval, board_opened, decided, list_signed
from tests.vectors.law.drafts.retests import registered, retest, retests_opened, summer, title
from tests.vectors.law.drafts.righting import renaming, renaming_ruled, renaming_seen
from tests.vectors.law.drafts.signing import book_signed, class_signed, compared, dated, declared
from tests.vectors.law.drafts.unit import (
    DECISION,
    answered,
    class_opened,
    commitment,
    created,
    founded,
    incident,
    journal,
    opened,
    person,
    post,
    procedure,
    profile,
    substitute,
    year_opened,
)
from tests.vectors.law.drafts.windows import window
from tests.vectors.law.log import Draft, Log, digest
from tests.vectors.law.story import FURTHER, MARKS, PUPILS, SUBJECTS, Story

Act = tuple[str, Callable[[Story], object]]
Before = dict[str, Callable[[Story], object]]


def _do(who: str, *made: Callable[[Story], Draft]) -> Callable[[Story], None]:
    def act(s: Story) -> None:
        s.log.do(who, *(one(s) for one in made))

    return act


def _found(s: Story) -> None:
    s.go("09-01")
    s.log.do(("h1", "founder", 0), created(head={"person": "h1", "name": "Y Hiệu", "from": s.day("08-01")}))
    s.log.rights["head"] = ("h1", "head", 0)
    s.log.do("head", *(person(name) for name in ("b1", "b2", "c1", "d1", "g1", "s1", "t1", "t2", "x1")))


def appoint_at(s: Story, who: str, name: str, role: str, *scope: str, **over: Any) -> None:
    data = {"from": s.day("08-15"), **over}
    s.log.rights[who] = (name, role, s.log.do("head", post(name, role, *scope, **data)))


def _posts(s: Story) -> None:
    appoint_at(s, "board", "b1", "board")
    appoint_at(s, "clerk", "c1", "clerk")
    appoint_at(s, "deputy", "d1", "deputy")


def _teachers(s: Story) -> None:
    appoint_at(s, "homeroom", "g1", "homeroom", "6A")
    appoint_at(s, "toan", "t1", "teacher", "6A", "toan")
    appoint_at(s, "nhac", "t2", "teacher", "6A", "nhac")
    for name in FURTHER[s.regime]:
        appoint_at(s, name, "t2", "teacher", "6A", name)
    appoint_at(s, "toan 6B", "t2", "teacher", "6B", "toan")
    appoint_at(s, "hoa 6B", "t2", "teacher", "6B", "hoa")


def _windows(s: Story) -> None:
    cols = sorted(["tx1", "tx2", "gk", "ck", "nx", "hk", "cn", "ten", "dia_chi"])
    for semester in (1, 2):
        span = {"from": s.day("09-01") + "T00:00:00.000000Z", "to": f"{s.first + 3}-01-01T00:00:00.000000Z"}
        s.log.do("head", window(f"w{semester}", year=s.year, semester=semester, cols=cols, **span))


def _profiles(s: Story) -> None:
    s.go("09-07")
    book = "book/6A/profile/1"
    s.log.do("homeroom", mark("t:Nguyễn Văn A", col="ten", book=book))
    s.log.do("clerk", mark("h:" + digest("địa chỉ"), col="dia_chi", book=book))


def _moves(s: Story) -> None:
    s.go("10-05")
    s.log.do("toan 6B", mark(65, pupil="p6", col="tx1", book="book/6B/toan/1"))
    s.log.do("board", placed("p6", "6A", s.day("10-06"), "change"))


def _leaves(s: Story) -> None:
    s.go("10-30")
    s.log.do("clerk", left("p5", "6A", s.day("10-29")))


def _returns(s: Story) -> None:
    s.go("11-10")
    s.log.do("clerk", placed("p5", "6B", s.day("11-10"), "return"))


def _arrives(s: Story) -> None:
    s.go("11-20")
    s.log.do("board", pupil_of(s, "p4", day="11-20"))
    s.log.do("board", arrived("p4"))


def _brings(s: Story) -> None:
    values = (*((name, 70) for name in s.scored), ("nhac", "D"), ("conduct", "T"), ("absent", 3))
    for name, value in values:
        s.log.do("clerk", brought(s, name, value))


def _exempts(s: Story) -> None:
    first = s.log.do("head", exempted("p1", "toan", "practical", 1))
    s.log.do("head", exemption_ended("p1", first))
    part = "whole" if s.regime == "TT58_26" else "practical"
    s.log.do("head", exempted("p3", "nhac", part, 2))


def mark_all(s: Story, semester: int) -> None:
    """Everything of a semester: mathematics, music, conduct."""
    nhac, conduct = (f"book/6A/{name}/{semester}" for name in ("nhac", "conduct"))
    for pupil in PUPILS:
        if (pupil, semester) == ("p4", 1):
            continue
        for name in s.scored:
            own = {"tx1"} if (pupil, semester, name) == ("p6", 1, "toan") else set()
            cols = [col for col in ("tx1", "tx2", "gk", "ck") if col not in own]
            book = f"book/6A/{name}/{semester}"
            s.log.do(name, *(mark(MARKS[pupil], pupil=pupil, col=col, book=book) for col in cols))
        silent = (("p6", 1), ("p3", 2)) if s.regime == "TT58_26" else (("p6", 1),)
        if (pupil, semester) not in silent:
            s.log.do(
                "nhac", *(mark("D", pupil=pupil, col=col, book=nhac) for col in ("tx1", "tx2", "gk", "ck"))
            )
        low = s.low() if (pupil, semester) == ("p3", 2) else "T"
        cols = ["hk", "cn"] if semester == 2 and s.regime == "TT58_26" else ["hk"]
        s.log.do("homeroom", *(mark(low, pupil=pupil, col=col, book=conduct) for col in cols))


def _marks_2(s: Story) -> None:
    s.go("05-20")
    mark_all(s, 2)


def sign_books(s: Story, semester: int) -> None:
    for name in (*s.scored, "nhac"):
        s.log.do(name, book_signed(s, name, semester))
    s.log.do("homeroom", book_signed(s, "conduct", semester))


def _compare(s: Story) -> None:
    pos = s.log.do("toan", compared(s))
    s.log.do("toan", declared(pos, "một con điểm chép nhầm ở sổ cá nhân"))


def _check(s: Story) -> None:
    s.go("12-20")
    pos = s.log.do("head", checked(s))
    s.log.do("deputy", rated(s, pos))


def _lock(s: Story) -> None:
    s.go("01-16")
    proposal = s.log.do("board", close("6A"))
    data = {"class": "6A", "semester": 1, "proposal": proposal, "decision": DECISION, **s.log.term("6A", 1)}
    s.log.do("head", ("close/6A/1", "BookLocked", data))


def _months(s: Story) -> None:
    s.go("09-28")
    pos = s.log.do("homeroom", month_confirmed(s, september(s)))
    s.log.do("head", month_signed(september(s), pos))


def _decide(s: Story, stage: int, *pupils: str) -> None:
    s.log.do("head", *(decided(s, stage, pupil) for pupil in pupils))


def _next_year(s: Story) -> None:
    s.go("05-31")
    year = f"{s.first + 1}-{s.first + 2}"
    s.log.do("board", opened("7A", year=year, grade=7, regime=s.regime, subjects=SUBJECTS))
    s.log.do("board", placed("p1", "7A", f"{s.first + 1}-09-06", "year"))


def _take_back(s: Story) -> None:
    of = next(e["pos"] for e in s.entries() if e["type"] == "CommitmentSigned")
    data = {"of": of, "stream": "commitment/cc1", "reason": "nhầm nhà cung cấp", "decision": DECISION}
    s.log.do("head", ("school", "ActWithdrawn", data))


STORY: tuple[Act, ...] = (
    ("found", _found),
    ("year", _do("head", year_opened)),
    ("board", _do("head", founded)),
    ("posts", _posts),
    ("6A", _do("board", lambda s: class_opened(s, "6A"))),
    ("6B", _do("board", lambda s: class_opened(s, "6B"))),
    ("teachers", _teachers),
    ("substitute", _do("head", lambda s: substitute(s, s.log.rights["toan"][2]))),
    ("profile", _do("board", lambda _s: profile())),
    ("pupils", _do("board", *(lambda s, p=p: pupil_of(s, p) for p in ("p1", "p2", "p3", "p5")))),
    ("p6", _do("clerk", lambda s: pupil_of(s, "p6", "6B"))),
    ("windows", _windows),
    ("profiles", _profiles),
    ("roster", _do("homeroom", roster)),
    ("procedure", _do("head", lambda _s: procedure())),
    ("commitment", _do("head", commitment)),
    ("journal", _do("clerk", lambda _s: journal())),
    ("incident", _do("toan", lambda _s: incident())),
    ("answer", _do("board", lambda _s: answered())),
    ("absence", lambda s: (s.go("09-09"), s.log.do("homeroom", absence(s)))[0]),
    ("months", _months),
    ("reopen", _do("head", lambda s: month_reopened(september(s)))),
    ("move", _moves),
    ("dated", lambda s: (s.go("10-07"), s.log.do("toan", dated(s)))[0]),
    ("leave", _leaves),
    ("return", _returns),
    ("arrive", _arrives),
    ("bring", _brings),
    ("exempt", _exempts),
    ("one semester", _do("head", lambda _s: one_semester("p6", "nhac"))),
    ("marks 1", lambda s: mark_all(s, 1)),
    ("compare", _compare),
    ("check", _check),
    ("sign 1", lambda s: sign_books(s, 1)),
    ("class 1", _do("homeroom", lambda s: class_signed(s, 1))),
    ("approve 1", lambda s: (s.log.do("head", *approval(s, 1)), None)[1]),
    ("lock 1", _lock),
    ("marks 2", _marks_2),
    ("sign 2", lambda s: sign_books(s, 2)),
    ("class 2", _do("homeroom", lambda s: class_signed(s, 2))),
    ("approve 2", lambda s: (s.log.do("head", *approval(s, 2)), None)[1]),
    ("list 1", _do("homeroom", lambda s: list_signed(s, 1))),
    ("board 1", _do("head", lambda _s: board_opened(1))),
    ("decide 1", lambda s: _decide(s, 1, *PUPILS)),
    ("titles", _do("head", lambda _s: title())),
    ("next year", _next_year),
    ("retests", lambda s: (s.go("06-20"), s.log.do("head", retests_opened(s)))[0]),
    ("register", _do("homeroom", lambda _s: registered("p2", "toan"))),
    ("retest", lambda s: (s.go("07-05"), s.log.do("toan", retest()))[0]),
    ("summer", _do("homeroom", summer)),
    ("list 2", _do("homeroom", lambda s: list_signed(s, 2))),
    ("board 2", _do("head", lambda _s: board_opened(2))),
    ("decide 2", lambda s: _decide(s, 2, "p2", "p3")),
    ("take back", _take_back),
    ("propose", _do("clerk", renaming)),
    ("witness", _do("board", renaming_seen)),
    ("put right", _do("head", lambda _s: renaming_ruled())),
)


def run(
    log: Log,
    upto: str | None = None,
    regime: str = "TT58_26",
    before: Before | None = None,
) -> Story:
    """Writes the story, or the acts before `upto`; what `before` holds is done before that act."""
    s = Story(log, regime)
    for name, act in STORY:
        if before and name in before:
            before[name](s)
        if name == upto:
            return s
        act(s)
    assert upto is None, upto
    return s
