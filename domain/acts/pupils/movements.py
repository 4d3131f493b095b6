"""Pupils who move up, change class, leave, come back (LAW 29; S40, S65)."""

from typing import Literal

from typing_extensions import TypedDict

from domain.grounds.command import PupilCommand
from domain.grounds.moving import moves
from domain.grounds.moving.placement import refuse_decided, refuse_promotion
from domain.grounds.reading import classes_beside, months_from, term_books
from domain.grounds.rows import Row, Term
from domain.grounds.sights import on_day
from domain.grounds.situation import Situation, known_class, known_pupil, refuse_signed
from domain.regulations.core import is_core
from domain.state.facts import Klass, Pupil
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.state.stays import left, placed
from domain.words import said
from domain.words.days import day_before
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Day, Decision, Id, Text, Typed
from domain.words.refusal import Refusal

PupilPlaced = TypedDict(
    "PupilPlaced",
    {
        "pupil": Id,
        "class": Id,
        "from": Day,
        "cause": Literal["year", "change", "return"],
        "decision": said.Decision,
    },
)


PUPIL_PLACED = Event(PupilPlaced, "pupil/{pupil}")


PupilLeft = TypedDict(
    "PupilLeft",
    {
        "pupil": Id,
        "class": Id,
        "last": Day,
        "cause": Literal["transfer", "dropout", "completed", "abroad", "other"],
        "school": Text | None,
        "decision": said.Decision,
    },
)


PUPIL_LEFT = Event(PupilLeft, "pupil/{pupil}")


class PlacePupil(PupilCommand):
    """Into another class from a day on: a new year, a change within it, a return."""

    ACT = "PupilPlaced"
    klass: Id
    start: Day
    cause: Literal["year", "change", "return"]
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """The month in both classes; what was recorded and decided in the classes of the last year."""
        pupil = state.pupils.get(self.pupil)
        left = [pupil.klass] if pupil else []
        months = [f"attendance/{klass}/{self.start[:7]}" for klass in (self.klass, *left)]
        before = classes_beside(state, left, [self.pupil]) if pupil else []
        decided = [of for klass in before for of in (f"board/{klass}", f"term/{klass}/2")]
        days = months_from(state, pupil.klass, self.start) if pupil and not pupil.left else []
        return [*months, *decided, *days, *self._books(state)]

    def _books(self, state: State) -> list[str]:
        """Those of the pupil's classes of the new class's year: what stands in them must count there."""
        klass = state.classes.get(self.klass)
        places = classes_of_year(state, self.pupil, klass.year) if klass and self.cause != "year" else []
        return [
            book for place in places for semester in (1, 2) for book in term_books(state, place, semester)
        ]


class RecordLeaving(PupilCommand):
    """`last` is the last day in the class."""

    ACT = "PupilLeft"
    klass: Id
    last: Day
    cause: Literal["transfer", "dropout", "completed", "abroad", "other"]
    school: Typed | None = None
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """The month of the last day, and those after it."""
        return [f"attendance/{self.klass}/{self.last[:7]}", *months_from(state, self.klass, self.last)]


def place_pupil(act: Situation, command: PlacePupil) -> list[Draft]:
    """LAW 29: into a class of the next year, another class of the same, or back into the school."""
    pupil, klass = known_pupil(act.state, command.pupil), known_class(act.state, command.klass)
    former = act.state.classes[pupil.klass]
    _refuse_move(command, pupil, klass, former)
    if command.cause == "change":
        refuse_decided(act.state, pupil, klass)
    elif klass.year > former.year:
        refuse_promotion(act, pupil, klass, former, command.start)
    late_enough = command.start > pupil.start and (not pupil.left or command.start > pupil.end)
    if not late_enough:
        raise Refusal("BAD_PERIOD", "S65", start=command.start, end=pupil.end)
    for there in {klass.klass, *([] if pupil.left else [former.klass])}:
        refuse_signed(act.state, there, command.start)
    if not pupil.left:
        _refuse_absent(act.state, pupil, command.start)
    if command.cause != "year":
        _refuse_lost(act.state, pupil.pupil, klass)
    data = command.model_dump(include={"pupil", "cause", "decision"})
    return [PUPIL_PLACED.draft({**data, "class": command.klass, "from": command.start})]


def record_leaving(act: Situation, command: RecordLeaving) -> list[Draft]:
    """LAW 29: the last day in the class and why."""
    pupil = known_pupil(act.state, command.pupil)
    if pupil.klass != command.klass or pupil.left:
        raise Refusal("NOT_IN_CLASS", "S65", pupil=command.pupil, klass=command.klass)
    if command.last < day_before(pupil.start):
        raise Refusal("BAD_PERIOD", "S65", start=pupil.start, end=command.last)
    refuse_signed(act.state, command.klass, command.last)
    _refuse_absent(act.state, pupil, command.last, after=True)
    data = command.model_dump(include={"pupil", "last", "cause", "school", "decision"})
    return [PUPIL_LEFT.draft({**data, "class": command.klass})]


def _refuse_move(command: PlacePupil, pupil: Pupil, klass: Klass, former: Klass) -> None:
    """Raises MOVE_WRONG."""
    if not move_fits(command.cause, pupil, klass, former):
        raise Refusal("MOVE_WRONG", "S65", pupil=command.pupil, cause=command.cause, klass=former.klass)


def move_fits(cause: str, pupil: Pupil, klass: Klass, former: Klass) -> bool:
    """LAW 29: each cause has its kind of class before and after."""
    fits = {
        "year": klass.year > former.year,
        "change": not pupil.left
        and klass.klass != former.klass
        and (klass.year, klass.grade) == (former.year, former.grade),
        "return": bool(pupil.left)
        and (klass.year > former.year or (klass.year, klass.grade) == (former.year, former.grade)),
    }
    return fits[cause]


def _refuse_absent(state: State, pupil: Pupil, day: str, *, after: bool = False) -> None:
    """Raises MOVE_WRONG: no movement takes an absence out of count that stands from the day on (LAW 29)."""
    for stream in months_from(state, pupil.klass, day):
        for who, date, session, _ in state.month(pupil.klass, stream[-7:]).held():
            if who == pupil.pupil and (date > day or (date == day and not after)):
                raise Refusal("MOVE_WRONG", "S65", pupil=who, klass=pupil.klass, date=date, session=session)


def _refuse_lost(state: State, pupil: str, klass: Klass) -> None:
    """Raises MOVE_WRONG: within a year no mark and no result brought is lost by the move (LAW 29)."""
    for subject, kind, core, semester in _held(state, pupil, klass.year):
        plan = klass.subjects.get(subject)
        alike = plan is not None and (plan.kind, is_core(plan.name)) == (kind, core)
        if plan is None or not alike or semester not in plan.semesters:
            raise Refusal("MOVE_WRONG", "S65", pupil=pupil, klass=klass.klass, subject=subject)


def _held(state: State, pupil: str, year: str) -> set[tuple[str, str, bool, int]]:
    """(subject, kind, core, semester) in which the pupil has something that counts."""
    found: set[tuple[str, str, bool, int]] = set()
    along = state.brought.get(pupil, {})
    for place in classes_of_year(state, pupil, year):
        for plan in state.classes[place].subjects.values():
            for semester in plan.semesters:
                marked = state.book(place, plan.subject, semester).counts(pupil)
                if marked or (year, semester, plan.subject) in along:
                    found.add((plan.subject, plan.kind, is_core(plan.name), semester))
    return found


def _place(state: State, entry: Entry, data: PupilPlaced) -> None:
    pupil = data["pupil"]
    state.pupils[pupil] = placed(state.pupils[pupil], state.said[entry.pos])
    state.moves[pupil].append(entry.pos)
    if pupil not in state.rosters[data["class"]]:
        state.rosters[data["class"]].append(pupil)


def _leave(state: State, entry: Entry, data: PupilLeft) -> None:
    pupil = data["pupil"]
    state.pupils[pupil] = left(state.pupils[pupil], state.said[entry.pos])
    state.moves[pupil].append(entry.pos)
    state.leavings.setdefault(pupil, []).append((data["class"], data["last"], entry.pos))


def _placing_touches(state: State, data: PupilPlaced) -> list[Term]:
    pupil = state.pupils[data["pupil"]]
    return on_day(state, [data["class"], *([] if pupil.left else [pupil.klass])], data["from"])


def _leaving_touches(state: State, data: PupilLeft) -> list[Term]:
    return on_day(state, [data["class"]], data["last"], still_there=True)


MOVE = (("pupils", ""), ("rosters", "class"), ("moves", "pupil"))
ROWS = (
    Row(
        PUPIL_PLACED,
        PlacePupil,
        place_pupil,
        apply=_place,
        changes=MOVE,
        touches=_placing_touches,
        righting=moves.righting("cause", "decision", "from"),
    ),
    Row(
        PUPIL_LEFT,
        RecordLeaving,
        record_leaving,
        apply=_leave,
        changes=(*MOVE, ("leavings", "pupil")),
        touches=_leaving_touches,
        righting=moves.righting("cause", "decision", "last", "school"),
    ),
)
