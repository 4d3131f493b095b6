"""A small school's year, act by act, in which everything is in order: TT58+TT26 in 2020-2021, or TT22 later.

`run(log, upto)` writes the acts before the one of that name; whoever breaks a rule begins there.
"""

from collections.abc import Callable
from typing import Any

from tests.vectors.law.drafts import (
    attendance,
    books,
    close,
    oversight,
    pupils,
    results,
    retests,
    righting,
    signing,
    unit,
)
from tests.vectors.law.log import Draft, Log, digest
from tests.vectors.law.story import MARKS, PUPILS, SUBJECTS, Data, Story

Act = tuple[str, Callable[[Story], object]]
Before = dict[str, Callable[[Story], object]]


def _do(who: str, *made: Callable[[Story], Draft]) -> Callable[[Story], None]:
    def act(s: Story) -> None:
        s.log.do(who, *(one(s) for one in made))

    return act


def _found(s: Story) -> None:
    s.go("09-01")
    head = {"person": "h1", "name": "Y Hiệu", "from": s.day("08-01")}
    s.log.do(("h1", "founder", 0), unit.created(head=head))
    s.log.rights["head"] = ("h1", "head", 0)
    s.log.do("head", *(unit.person(name) for name in ("b1", "b2", "c1", "d1", "g1", "s1", "t1", "t2", "x1")))


def give_post(s: Story, who: str, name: str, role: str, *scope: str, **over: Any) -> None:
    """An appointment from before the year; from now on `who` acts by it."""
    data = {"from": s.day("08-15"), **over}
    s.log.rights[who] = (name, role, s.log.do("head", unit.post(name, role, *scope, **data)))


def _posts(s: Story) -> None:
    give_post(s, "board", "b1", "board")
    give_post(s, "clerk", "c1", "clerk")
    give_post(s, "deputy", "d1", "deputy")


def _teachers(s: Story) -> None:
    give_post(s, "homeroom", "g1", "homeroom", "6A")
    give_post(s, "toan", "t1", "teacher", "6A", "toan")
    give_post(s, "nhac", "t2", "teacher", "6A", "nhac")
    for name in s.told.further:
        give_post(s, name, "t2", "teacher", "6A", name)
    give_post(s, "toan 6B", "t2", "teacher", "6B", "toan")
    give_post(s, "hoa 6B", "t2", "teacher", "6B", "hoa")


def _windows(s: Story) -> None:
    cols = sorted(["tx1", "tx2", "gk", "ck", "nx", "hk", "cn", "ten", "dia_chi"])
    for semester in (1, 2):
        span = {"from": s.day("09-01") + "T00:00:00.000000Z", "to": f"{s.first + 3}-01-01T00:00:00.000000Z"}
        s.log.do("head", books.window(f"w{semester}", year=s.year, semester=semester, cols=cols, **span))


def _profiles(s: Story) -> None:
    s.go("09-07")
    book = "book/6A/profile/1"
    s.log.do("homeroom", books.mark("t:Nguyễn Văn A", col="ten", book=book))
    s.log.do("clerk", books.mark("h:" + digest("địa chỉ"), col="dia_chi", book=book))


def _moves(s: Story) -> None:
    s.go("10-05")
    s.log.do("toan 6B", books.mark(65, pupil="p6", col="tx1", book="book/6B/toan/1"))
    s.log.do("board", pupils.placed("p6", "6A", s.day("10-06"), "change"))


def _leaves(s: Story) -> None:
    s.go("10-30")
    s.log.do("clerk", pupils.left("p5", "6A", s.day("10-29")))


def _returns(s: Story) -> None:
    s.go("11-10")
    s.log.do("clerk", pupils.placed("p5", "6B", s.day("11-10"), "return"))


def _arrives(s: Story) -> None:
    s.go("11-20")
    s.log.do("board", pupils.pupil_of(s, "p4", day="11-20"))
    s.log.do("board", pupils.arrived("p4"))


def _brings(s: Story) -> None:
    values = (*((name, 70) for name in s.scored), ("nhac", "D"), ("conduct", "T"), ("absent", 3))
    for name, value in values:
        s.log.do("clerk", pupils.brought(s, name, value))


def _exempts(s: Story) -> None:
    first = s.log.do("head", pupils.exempted("p1", "toan", "practical", 1))
    s.log.do("head", pupils.exemption_ended("p1", first))
    s.log.do("head", pupils.exempted("p3", "nhac", s.told.exempt, 2))


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
            s.log.do(name, *(books.mark(MARKS[pupil], pupil=pupil, col=col, book=book) for col in cols))
        if (pupil, semester) not in s.told.silent:
            s.log.do(
                "nhac",
                *(books.mark("D", pupil=pupil, col=col, book=nhac) for col in ("tx1", "tx2", "gk", "ck")),
            )
        low = s.low() if (pupil, semester) == ("p3", 2) else "T"
        cols = ["hk", "cn"] if semester == 2 and s.told.judged else ["hk"]
        s.log.do("homeroom", *(books.mark(low, pupil=pupil, col=col, book=conduct) for col in cols))


def _marks_2(s: Story) -> None:
    s.go("05-20")
    mark_all(s, 2)


def sign_books(s: Story, semester: int) -> None:
    """Each book of 6A by its teacher, conduct by the homeroom teacher."""
    for name in (*s.scored, "nhac"):
        s.log.do(name, signing.book_signed(s, name, semester))
    s.log.do("homeroom", signing.book_signed(s, "conduct", semester))


def _compare(s: Story) -> None:
    pos = s.log.do("toan", signing.compared(s))
    s.log.do("toan", signing.declared(pos, "một con điểm chép nhầm ở sổ cá nhân"))


def _check(s: Story) -> None:
    s.go("12-20")
    pos = s.log.do("head", oversight.checked(s))
    s.log.do("deputy", oversight.rated(s, pos))


def _lock(s: Story) -> None:
    s.go("01-16")
    proposal = s.log.do("board", close.close("6A"))
    s.log.do("head", close.locked(s.log, proposal))


def _months(s: Story) -> None:
    s.go("09-28")
    pos = s.log.do("homeroom", attendance.month_confirmed(s, s.september))
    s.log.do("head", attendance.month_signed(s.september, pos))


def _decide(s: Story, stage: int, *pupils: str) -> None:
    s.log.do("head", *(results.decided(s, stage, pupil) for pupil in pupils))


def _next_year(s: Story) -> None:
    s.go("05-31")
    year = f"{s.first + 1}-{s.first + 2}"
    s.log.do("board", unit.opened("7A", year=year, grade=7, regime=s.regime, subjects=SUBJECTS))
    s.log.do("board", pupils.placed("p1", "7A", f"{s.first + 1}-09-06", "year"))


def _take_back(s: Story) -> None:
    s.log.do("head", righting.taken_back(*s.act("CommitmentSigned"), reason="nhầm nhà cung cấp"))


def _mistyped(s: Story) -> Draft:
    """The name of p2, at enrolment."""
    why: Data = {"reason": "ghi sai tên so với khai sinh", "evidence": [digest("khai sinh")]}
    return righting.proposal(*s.act("PupilEnrolled", "p2"), {"name": "Em p2 Hai"}, "r9", **why)


STORY: tuple[Act, ...] = (
    ("found", _found),
    ("year", _do("head", unit.year_opened)),
    ("board", _do("head", unit.founded)),
    ("posts", _posts),
    ("6A", _do("board", lambda s: unit.class_opened(s, "6A"))),
    ("6B", _do("board", lambda s: unit.class_opened(s, "6B"))),
    ("teachers", _teachers),
    ("substitute", _do("head", lambda s: unit.substitute(s, s.log.rights["toan"][2]))),
    ("profile", _do("board", lambda _s: unit.profile())),
    ("pupils", _do("board", *(lambda s, p=p: pupils.pupil_of(s, p) for p in ("p1", "p2", "p3", "p5")))),
    ("p6", _do("clerk", lambda s: pupils.pupil_of(s, "p6", "6B"))),
    ("windows", _windows),
    ("profiles", _profiles),
    ("roster", _do("homeroom", pupils.roster)),
    ("procedure", _do("head", lambda _s: oversight.procedure())),
    ("commitment", _do("head", oversight.commitment)),
    ("journal", _do("clerk", lambda _s: oversight.journal())),
    ("incident", _do("toan", lambda _s: oversight.incident())),
    ("answer", _do("board", lambda _s: oversight.answered())),
    ("absence", lambda s: (s.go("09-09"), s.log.do("homeroom", attendance.absence(s)))[0]),
    ("months", _months),
    ("reopen", _do("head", lambda s: attendance.month_reopened(s.september))),
    ("move", _moves),
    ("dated", lambda s: (s.go("10-07"), s.log.do("toan", books.dated(s.day("10-06"), "tx1")))[0]),
    ("leave", _leaves),
    ("return", _returns),
    ("arrive", _arrives),
    ("bring", _brings),
    ("exempt", _exempts),
    ("one semester", _do("head", lambda _s: pupils.one_semester("p6", "nhac"))),
    ("marks 1", lambda s: mark_all(s, 1)),
    ("compare", _compare),
    ("check", _check),
    ("sign 1", lambda s: sign_books(s, 1)),
    ("class 1", _do("homeroom", lambda s: signing.class_signed(s, 1))),
    ("approve 1", lambda s: (s.log.do("head", *results.approval(s, 1)), None)[1]),
    ("lock 1", _lock),
    ("marks 2", _marks_2),
    ("sign 2", lambda s: sign_books(s, 2)),
    ("class 2", _do("homeroom", lambda s: signing.class_signed(s, 2))),
    ("approve 2", lambda s: (s.log.do("head", *results.approval(s, 2)), None)[1]),
    ("list 1", _do("homeroom", lambda s: results.list_signed(s, 1))),
    ("board 1", _do("head", lambda _s: results.board_opened(1))),
    ("decide 1", lambda s: _decide(s, 1, *PUPILS)),
    ("titles", _do("head", lambda _s: retests.title())),
    ("next year", _next_year),
    ("retests", lambda s: (s.go("06-20"), s.log.do("head", retests.retests_opened(s)))[0]),
    ("register", _do("homeroom", lambda _s: retests.registered("p2", "toan"))),
    ("retest", lambda s: (s.go("07-05"), s.log.do("toan", retests.retest()))[0]),
    ("summer", _do("homeroom", retests.summer)),
    ("list 2", _do("homeroom", lambda s: results.list_signed(s, 2))),
    ("board 2", _do("head", lambda _s: results.board_opened(2))),
    ("decide 2", lambda s: _decide(s, 2, "p2", "p3")),
    ("take back", _take_back),
    ("propose", _do("clerk", _mistyped)),
    ("witness", _do("board", lambda s: righting.seen(s.log, "board", "r9"))),
    ("put right", _do("head", lambda _s: righting.ruled("r9"))),
)


def run(log: Log, upto: str | None = None, regime: str = "TT58_26", before: Before | None = None) -> Story:
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
