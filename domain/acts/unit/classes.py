"""Classes with their subjects, and the pupils enrolled in them (LAW 7, 8; S40, S53)."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.moving import moves
from domain.grounds.reserved import RESERVED
from domain.grounds.rows import Righting, Row, Term
from domain.grounds.sights import on_day
from domain.grounds.situation import (
    Situation,
    known_class,
    refuse_signed,
)
from domain.regulations import OLDEST, Regime, regulation
from domain.regulations.circular import RegulationError
from domain.regulations.selection import ARTICLE, regime_of_grade
from domain.state.facts import Klass, Said, SubjectPlan
from domain.state.state import State
from domain.state.stays import enrolled
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import (
    Day,
    Digest,
    Id,
    Number,
    Part,
    SchoolYear,
    Subject,
    Text,
    Typed,
    TypedNumber,
)
from domain.words.refusal import Refusal

ClassOpened = TypedDict(
    "ClassOpened",
    {
        "class": Id,
        "name": Text,
        "grade": Annotated[int, Field(ge=6, le=12)],
        "year": SchoolYear,
        "regime": Regime,
        "subjects": Annotated[list[said.Subject], Field(min_length=1, max_length=50)],
    },
)


def _sorted(data: ClassOpened) -> ClassOpened:
    ids = [subject["subject"] for subject in data["subjects"]]
    if ids != sorted(set(ids)):
        raise ValueError("subjects must be sorted, without repetition")
    return data


CLASS_OPENED = Event(ClassOpened, "class/{class}", check=_sorted)


PupilEnrolled = TypedDict(
    "PupilEnrolled",
    {
        "pupil": Id,
        "name": Text,
        "born": Day,
        "register": Number,
        "class": Id,
        "from": Day,
        "key": Digest,
    },
)


PUPIL_ENROLLED = Event(PupilEnrolled, "pupil/{pupil}")


class OpenClass(Command):
    """A class of one school year with its subjects, under the circular of its grade."""

    ACT = "ClassOpened"
    klass: Id
    name: Typed
    grade: Annotated[int, Field(strict=True)]
    year: SchoolYear
    regime: str = OLDEST.code
    subjects: Annotated[list[Subject], Field(min_length=1, max_length=50)]


class NewPupil(Part):
    """A pupil to enrol; `key` commits to the key of the pupil's texts."""

    pupil: Id
    name: Typed
    born: Day
    register_no: TypedNumber
    start: Day
    key: Digest


class EnrolPupils(Command):
    """One entry per pupil."""

    ACT = "PupilEnrolled"
    klass: Id
    pupils: Annotated[list[NewPupil], Field(min_length=1, max_length=200)]

    def reads(self, state: State) -> list[str]:  # noqa: ARG002
        """The months of the first days, which the head must not have signed (LAW 29)."""
        return sorted({f"attendance/{self.klass}/{pupil.start[:7]}" for pupil in self.pupils})


def open_class(act: Situation, command: OpenClass) -> list[Draft]:
    """LAW 7: once, under the regime of its year, with at least the regular columns that it asks for."""
    if command.klass in act.state.classes:
        raise Refusal("ALREADY_EXISTS", "S53", klass=command.klass)
    data = command.model_dump(exclude={"klass"})
    opened = CLASS_OPENED.draft({**data, "class": command.klass})
    law = regulation(command.regime)
    for subject in command.subjects:
        if subject.subject in (*RESERVED, "absent"):
            raise Refusal("BAD_DATA", "S53", subject=subject.subject)
        required = law.required_tx(subject.periods, subject.kind)
        if subject.tx < required:
            raise Refusal("TOO_FEW_COLUMNS", law.articles.columns, subject=subject.subject, required=required)
    if not _is_of_its_year(command):
        raise Refusal("REGIME_WRONG", ARTICLE, year=command.year, grade=command.grade)
    return [opened]


def _is_of_its_year(command: OpenClass) -> bool:
    """Whether the class is under the regime of its year and grade; there is none before TT26 (LAW 7)."""
    try:
        return command.regime == regime_of_grade(command.year, command.grade)
    except RegulationError:
        return False


def enrol_pupils(act: Situation, command: EnrolPupils) -> list[Draft]:
    """LAW 8: one entry per pupil; a register number never twice (S40)."""
    known_class(act.state, command.klass)
    pupils, registers = set(act.state.pupils), set(act.state.registers)
    drafts = []
    for start in {pupil.start for pupil in command.pupils}:
        refuse_signed(act.state, command.klass, start)
    for pupil in command.pupils:
        if pupil.pupil in pupils:
            raise Refusal("ALREADY_EXISTS", "S53", pupil=pupil.pupil)
        if pupil.register_no in registers:
            raise Refusal("REGISTER_TWICE", "S40", register=pupil.register_no)
        pupils.add(pupil.pupil)
        registers.add(pupil.register_no)
        drafts.append(_enrolment(command.klass, pupil))
    return drafts


def _enrolment(klass: str, pupil: NewPupil) -> Draft:
    data = pupil.model_dump(include={"pupil", "name", "born", "key"})
    return PUPIL_ENROLLED.draft({**data, "register": pupil.register_no, "class": klass, "from": pupil.start})


def columns_of(tx: int) -> tuple[str, ...]:
    """All columns of a subject with so many regular ones (LAW 11)."""
    return (*(f"tx{number}" for number in range(1, tx + 1)), "gk", "ck", "nx")


def _open(state: State, _entry: Entry, data: ClassOpened) -> None:
    """Raises RegulationError for a circular that this program does not know: when a log is taken in, at the
    start, and not in the midst of a result."""
    regulation(data["regime"])
    subjects = {
        s["subject"]: SubjectPlan(
            s["subject"],
            s["name"],
            s["kind"],
            s["periods"],
            s["tx"],
            tuple(s["semesters"]),
            columns_of(s["tx"]),
        )
        for s in data["subjects"]
    }
    klass = data["class"]
    state.classes[klass] = Klass(klass, data["name"], data["grade"], data["year"], data["regime"], subjects)
    state.rosters[klass] = []


def _enrol(state: State, entry: Entry, data: PupilEnrolled) -> None:
    pupil = state.pupils[data["pupil"]] = enrolled(state.said[entry.pos])
    state.moves[pupil.pupil] = [entry.pos]
    state.registers.add(pupil.register)
    state.rosters[pupil.klass].append(pupil.pupil)


def _touches(state: State, data: PupilEnrolled) -> list[Term]:
    return on_day(state, [data["class"]], data["from"])


def _rename(state: State, said: Said, _entry: Entry) -> None:
    klass = said.data["class"]
    state.classes[klass] = state.classes[klass]._replace(name=said.data["name"])


ROWS = (
    Row(
        CLASS_OPENED,
        OpenClass,
        open_class,
        apply=_open,
        righting=Righting(fields=frozenset(("name",)), never_void=True, put_right=_rename),
    ),
    Row(
        PUPIL_ENROLLED,
        EnrolPupils,
        enrol_pupils,
        apply=_enrol,
        changes=(("pupils", ""), ("rosters", "class"), ("moves", "pupil"), ("registers", "")),
        touches=_touches,
        righting=moves.righting("born", "class", "from", "name", "register", never_void=True),
    ),
)
