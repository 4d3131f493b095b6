"""What the roads of a dishonest person are made of: pupils, books, values and days, taken at random."""

from __future__ import annotations

from random import Random
from typing import Any

from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.words.days import later, local_day
from tests.domain.adversary.house import REGULAR
from tests.domain.adversary.tale import Tale

PUPILS = ("p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8")
VALUES: dict[str, tuple[Any, ...]] = {
    "toan": (100, 0, 55, "K", "P"), "nhac": ("D", "CD", "K"), "conduct": ("T", "Y", "K", "CD")
}  # fmt: skip
COLS = {"toan": (*REGULAR, "ck"), "nhac": ("tx1", "tx2", "gk", "ck"), "conduct": ("hk", "cn")}


def place(rng: Random, tale: Tale, *classes: str) -> dict[str, Any]:
    """A book; mostly one that a dishonest teacher keeps."""
    kept = [
        (right.klass, right.subject or "conduct")
        for person in tale.dishonest
        for right in tale.state.people[person].appointments
        if right.role in ("teacher", "homeroom")
    ]
    if kept and rng.random() < 0.8:
        klass, subject = rng.choice([each for each in kept if each[0] in classes] or kept)
        return {"klass": klass, "subject": subject, "semester": rng.choice((1, 1, 2))}
    subject = rng.choice(("toan", "toan", "nhac", "conduct"))
    klass = rng.choice(classes or sorted(tale.state.classes))
    return {"klass": klass, "subject": subject, "semester": rng.choice((1, 1, 2))}


def class_of(tale: Tale, pupil: str) -> str:
    known = tale.state.pupils.get(pupil)
    return known.klass if known else "6a"


def save(tale: Tale, at: dict[str, Any], pupil: str, col: str, value: Any) -> SaveMarks:
    base = tale.held(at["klass"], at["subject"], at["semester"], pupil, col)
    return SaveMarks(**at, cells=[CellEdit(pupil=pupil, col=col, value=value, base=base)])


def some_day(tale: Tale, rng: Random) -> str:
    """Today, or a day before or after."""
    return local_day(later(tale.now, days=rng.choice((0, 0, 1, -1, -10, -40, 10, 60, 200))))
