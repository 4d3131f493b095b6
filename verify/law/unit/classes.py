"""LAW 7 and 32: classes with their subjects, and their rosters."""

from __future__ import annotations

from typing import Any

from verify.law.books.digests import digest_of
from verify.law.circulars.rows import is_core
from verify.law.circulars.table import CIRCULARS, circular_of
from verify.law.fields import SEMESTER, SIGHT
from verify.law.rights import right
from verify.law.shape import ascending, between, is_id, is_text, one_of, record
from verify.law.state.acts import Act
from verify.law.state.cells import RESERVED, Offer
from verify.law.state.entry import Entry
from verify.law.state.pupils import Klass
from verify.law.state.state import State
from verify.law.types import Slip, Type
from verify.proof.shapes import is_year

_SUBJECT = record(
    subject=is_id,
    name=is_text,
    kind=one_of("score", "comment"),
    periods=between(1, 10_000),
    tx=between(1, 9),
    semesters=ascending(SEMESTER, 2),
)


def _is_subjects(value: Any) -> bool:
    if type(value) is not list or not 0 < len(value) <= 50 or not all(map(_SUBJECT, value)):
        return False
    names = [subject["subject"] for subject in value]
    return all(a < b for a, b in zip(names, names[1:]))


def class_new(state: State, e: Entry) -> str | None:
    """LAW 7: opened once."""
    return "ALREADY_EXISTS" if e.data["class"] in state.classes else None


def columns_enough(_state: State, e: Entry) -> str | None:
    """LAW 7 (TT26 Đ1.4, TT22 Đ6): as many regular columns as the circular asks."""
    required = CIRCULARS[e.data["regime"]].required
    for subject in e.data["subjects"]:
        if subject["tx"] < required(subject["kind"], subject["periods"]):
            return "TOO_FEW_COLUMNS"
    return None


def names_free(_state: State, e: Entry) -> str | None:
    """LAW 7: no subject has the name of a reserved book, or that of absences."""
    taken = (*RESERVED, "absent")
    return "BAD_DATA" if any(subject["subject"] in taken for subject in e.data["subjects"]) else None


def regime_right(_state: State, e: Entry) -> str | None:
    """LAW 7 (TT22 Đ21): the circular is that of year and grade, and none is older than these."""
    return None if e.data["regime"] == circular_of(e.data["year"], e.data["grade"]) else "REGIME_WRONG"


def open_class(state: State, e: Entry) -> None:
    """The class with its subjects, columns and circular."""
    d, offers = e.data, {}
    circular = CIRCULARS[d["regime"]]
    for one in d["subjects"]:
        columns = frozenset((*(f"tx{number}" for number in range(1, one["tx"] + 1)), "gk", "ck", "nx"))
        required = circular.required(one["kind"], one["periods"])
        offers[one["subject"]] = Offer(one["kind"], frozenset(one["semesters"]), columns, required)
    core = frozenset(one["subject"] for one in d["subjects"] if is_core(one["name"]))
    klass = Klass(d["name"], d["year"], circular, offers, d["grade"], core)
    state.classes.setdefault(d["class"], klass)
    state.windows.cover.clear()


def class_open(state: State, e: Entry) -> str | None:
    """LAW 8, 23: the class was opened."""
    return None if e.data["class"] in state.classes else "UNKNOWN_CLASS"


def roster_right(state: State, e: Entry) -> str | None:
    """LAW 32 (S64): count and digest are those of the members and their profiles."""
    klass = e.data["class"]
    placed = []
    for pupil in state.members(klass, e.day):
        stays = state.pupils[pupil].stays
        newest = [stay for stay in stays if stay.klass == klass and stay.first <= e.day <= stay.last][-1]
        placed.append([pupil, newest.pos])
    book = state.book(f"book/{klass}/profile/1")
    held = book.all_held() if book is not None else []
    ok = e.data["count"] == len(placed) and e.data["digest"] == digest_of([placed, held])
    return None if ok else "DIGEST_WRONG"


def class_renamed(state: State, act: Act, _e: Entry) -> None:
    """A bag's book of the class has it."""
    klass = state.classes.get(act.data["class"])
    if klass is not None:
        klass.name = act.data["name"]


TYPES: dict[str, Type] = {
    "ClassOpened": Type(
        stream="class/{class}",
        fields={
            "class": is_id,
            "name": is_text,
            "grade": between(6, 12),
            "year": is_year,
            "regime": one_of(*CIRCULARS),
            "subjects": _is_subjects,
        },
        rules=(right, class_new, columns_enough, names_free, regime_right),
        apply=open_class,
        slip=Slip(("name",), retold=class_renamed),
    ),
    "RosterConfirmed": Type(
        stream="class/{class}",
        fields={"class": is_id, **SIGHT},
        rules=(right, roster_right),
        asks_class=True,
    ),
}
