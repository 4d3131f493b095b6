"""Roads to a mark: cells, late entries, windows, locks, dossiers."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from domain.acts.books.close import LockBook, ProposeClose, UnlockBook
from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.acts.unit.windows import MoveWindow, SetWindow
from domain.words.days import later
from domain.words.fields import Seat
from tests.domain.adversary.house import REGULAR
from tests.domain.adversary.tale import Step, Tale, Until
from tests.domain.adversary.words import COLS, PUPILS, VALUES, class_of, place, save
from tests.school.small import EVIDENCE, PAPER, SEALED


def mark(tale: Tale, rng: Random) -> Iterator[Step]:
    """A cell of any book in which a pupil stands, or of any book at all."""
    pupil = rng.choice(PUPILS)
    at = place(rng, tale, *([class_of(tale, pupil)] if rng.random() < 0.8 else []))
    for col in rng.sample(COLS[at["subject"]], 2):
        yield save(tale, at, pupil, col, rng.choice((*VALUES[at["subject"]], None)))


def late(tale: Tale, rng: Random) -> Iterator[Step]:
    pupil = rng.choice(PUPILS)
    at = place(rng, tale, class_of(tale, pupil))
    col = rng.choice(COLS[at["subject"]])
    until = later(tale.now, days=rng.choice((1, 30)))
    yield PermitLateEntry(**at, col=col, pupils=[pupil], until=until, reason="other", decision=PAPER)
    yield save(tale, at, pupil, col, rng.choice(VALUES[at["subject"]]))


def publish(tale: Tale, rng: Random) -> Iterator[Step]:
    at = place(rng, tale)
    yield PublishColumn(**at, col=rng.choice(COLS[at["subject"]]))


def wait(tale: Tale, rng: Random) -> Iterator[Step]:
    yield Until(later(tale.now, minutes=rng.choice((1, 11)), days=rng.choice((0, 1, 5, 30, 90))))


def move_window(tale: Tale, rng: Random) -> Iterator[Step]:
    end = later(tale.now, days=rng.choice((1, 40, 300)))
    yield MoveWindow(window=rng.choice(sorted(tale.state.windows)), end=end, decision=PAPER)
    cols = sorted(rng.sample((*REGULAR, "ck", "hk", "cn"), 2))
    klass = rng.choice([*sorted(tale.state.classes), "*"])
    plan = {"year": tale.year, "semester": rng.choice((1, 2)), "cols": cols, "classes": [klass]}
    yield SetWindow(window=f"w{len(tale.log)}", start=tale.now, end=end, decision=PAPER, **plan)


def propose(tale: Tale, rng: Random) -> Iterator[Step]:
    pupil = rng.choice(PUPILS)
    at = place(rng, tale, class_of(tale, pupil))
    col = rng.choice(COLS[at["subject"]])
    base = tale.held(*at.values(), pupil, col)
    value = rng.choice(VALUES[at["subject"]])
    items = [CorrectionEdit(pupil=pupil, col=col, value=value, base=base, reason=SEALED)]
    dossier = f"x{len(tale.log)}"
    kind = "sua" if base else "bosung"
    yield ProposeCorrection(**at, dossier=dossier, kind=kind, evidence=EVIDENCE, items=items)
    yield from witness(tale, rng, dossier)


def witness(tale: Tale, rng: Random, dossier: str = "d3") -> Iterator[Step]:
    yield PermitCorrection(dossier=dossier)
    seats: tuple[Seat, ...] = ("leadership", "board", "homeroom")
    for seat in rng.sample(seats, 3):
        yield WitnessCorrection(dossier=dossier, seat=seat)


def lock(tale: Tale, rng: Random) -> Iterator[Step]:
    at = {"klass": rng.choice(("6a", "6a", "6b")), "semester": rng.choice((1, 1, 2))}
    until = later(tale.now, days=rng.choice((2, 29, 31)))
    yield UnlockBook(**at, reason="xem", until=until, decision=PAPER)
    yield from rng.choice((mark, late))(tale, rng)
    yield ProposeClose(**at)
    yield LockBook(**at, decision=PAPER)
