"""Roads by the pupil: moved, left, come back, come with papers, moved up."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from domain.acts.pupils.arrivals import BringResult, RecordArrival
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.acts.unit.classes import EnrolPupils, NewPupil, OpenClass
from domain.words.days import later
from tests.domain.adversary.house import subjects
from tests.domain.adversary.tale import Step, Tale
from tests.domain.adversary.words import COLS, PUPILS, VALUES, class_of, place, save, some_day
from tests.school.small import EVIDENCE, PAPER


def change_class(tale: Tale, rng: Random) -> Iterator[Step]:
    """To another class and mark there, perhaps back."""
    pupil = rng.choice(PUPILS)
    former = class_of(tale, pupil)
    goals = [k for k in sorted(tale.state.classes) if k != former]
    goal = rng.choice(goals)
    day = some_day(tale, rng)
    cause = rng.choice(("change", "change", "return", "year"))
    yield PlacePupil(pupil=pupil, klass=goal, start=day, cause=cause, decision=PAPER)
    at = place(rng, tale, goal)
    for col in rng.sample(COLS[at["subject"]], 2):
        yield save(tale, at, pupil, col, rng.choice(VALUES[at["subject"]]))
    if rng.random() < 0.4:
        yield PlacePupil(pupil=pupil, klass=former, start=some_day(tale, rng), cause=cause, decision=PAPER)
        yield save(tale, {**at, "klass": former}, pupil, col, rng.choice(VALUES[at["subject"]]))


def leave_and_return(tale: Tale, rng: Random) -> Iterator[Step]:
    pupil = rng.choice(PUPILS)
    klass, last = class_of(tale, pupil), some_day(tale, rng)
    cause = rng.choice(("transfer", "dropout", "other"))
    yield RecordLeaving(pupil=pupil, klass=klass, last=last, cause=cause, decision=PAPER)
    goal = rng.choice([klass, *sorted(tale.state.classes)])
    start = max(later(last + "T05:00:00.000000Z", days=1)[:10], some_day(tale, rng))
    back = rng.choice(("return", "return", "year"))
    yield PlacePupil(pupil=pupil, klass=goal, start=start, cause=back, decision=PAPER)
    yield from bring(tale, rng, pupil)


def bring(tale: Tale, rng: Random, pupil: str = "") -> Iterator[Step]:
    """A letter, and results that the pupil never had."""
    pupil = pupil or rng.choice(PUPILS)
    yield RecordArrival(pupil=pupil, school="THCS Xa", letter=PAPER)
    known = tale.state.classes.get(class_of(tale, pupil))
    for subject in rng.sample(("toan", "nhac", "conduct", "absent"), 3):
        value = {"toan": 100, "nhac": "D", "conduct": "T", "absent": rng.choice((0, 90))}[subject]
        about = {"pupil": pupil, "year": known.year if known else tale.year, "document": EVIDENCE[0]}
        yield BringResult(subject=subject, value=value, semester=rng.choice((1, 2)), **about)


def enrol(tale: Tale, rng: Random) -> Iterator[Step]:
    pupil = f"n{len(tale.log)}"
    new = NewPupil(
        pupil=pupil, name="Em Mới", born="2009-03-04", register_no=pupil, start=some_day(tale, rng),
        key="C" * 42 + "A",
    )  # fmt: skip
    yield EnrolPupils(klass=rng.choice(sorted(tale.state.classes)), pupils=[new])
    yield from bring(tale, rng, pupil)


def new_class(tale: Tale, rng: Random) -> Iterator[Step]:
    """A poorer class, or one of another name, regime or year, and a pupil into it."""
    if "6x" not in tale.state.classes:
        grade, first = rng.choice(
            ((6, tale.first), (6, tale.first), (8, tale.first + 1), (7, tale.first + 1))
        )
        regime = rng.choice(("TT58_26", "TT22_2021"))
        plan = {"subjects": subjects(rng.choice("abc")), "year": f"{first}-{first + 1}", "regime": regime}
        yield OpenClass(klass="6x", name="6X", grade=grade, **plan)
    if "6x" in tale.state.classes:
        pupil = rng.choice(PUPILS)
        cause = rng.choice(("change", "return", "year"))
        yield PlacePupil(pupil=pupil, klass="6x", start=some_day(tale, rng), cause=cause, decision=PAPER)
        at = place(rng, tale, "6x")
        yield save(tale, at, pupil, rng.choice(COLS[at["subject"]]), rng.choice(VALUES[at["subject"]]))


def move_up(tale: Tale, rng: Random) -> Iterator[Step]:
    pupil, goal = rng.choice(PUPILS), rng.choice(("7n", "6n", "7x"))
    if rng.random() < 0.5:
        leaving = {"last": some_day(tale, rng), "cause": rng.choice(("transfer", "other"))}
        yield RecordLeaving(pupil=pupil, klass=class_of(tale, pupil), decision=PAPER, **leaving)
    start = rng.choice((f"{tale.first + 1}-09-01", some_day(tale, rng)))
    cause = rng.choice(("year", "return"))
    yield PlacePupil(pupil=pupil, klass=goal, start=start, cause=cause, decision=PAPER)
