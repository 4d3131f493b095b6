"""Pupils judged by semester 2 alone (LAW 31)."""

from typing_extensions import TypedDict

from domain.grounds.command import PupilCommand
from domain.grounds.moving.papers import refuse_reserved, subject_books
from domain.grounds.reading import terms_of
from domain.grounds.record import ever_recorded
from domain.grounds.rows import Change, Righting, Row, Term
from domain.grounds.sights import as_it_was_and_is, in_year
from domain.grounds.situation import Situation, refuse_stranger, taught
from domain.state.facts import Klass, Said
from domain.state.membership import brought, classes_of_year, one_semester_allowed
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Decision, Id
from domain.words.refusal import Refusal
from domain.words.streams import book_stream

OneSemesterAllowed = TypedDict(
    "OneSemesterAllowed",
    {
        "pupil": Id,
        "class": Id,
        "subject": Id,
        "decision": said.Decision,
    },
)


ONE_SEMESTER_ALLOWED = Event(OneSemesterAllowed, "pupil/{pupil}")


class AllowOneSemester(PupilCommand):
    """Judge the year in a subject by semester 2, where semester 1 has nothing."""

    ACT = "OneSemesterAllowed"
    klass: Id
    subject: Id
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """The pupil's gradebooks of semester 1, which must hold nothing, and results, in every class of the
        year."""
        opened = state.classes.get(self.klass)
        classes = classes_of_year(state, self.pupil, opened.year) if opened else []
        books = [book_stream(klass, self.subject, 1) for klass in classes]
        return [*books, *terms_of(state, classes)]


def allow_one_semester(act: Situation, command: AllowOneSemester) -> list[Draft]:
    """LAW 31: the circulars are silent on who came after semester 1 without results; the head decides."""
    state = act.state
    refuse_stranger(state, command.klass, command.pupil, act.day)
    refuse_reserved(command.subject)
    for semester in (1, 2):
        klass, _ = taught(state, command.klass, command.subject, semester)
    _refuse_two_semesters(state, command.pupil, klass, command.subject)
    if ever_recorded(state, command.pupil, klass.year, 2):
        raise Refusal("OF_RECORD", "S72", pupil=command.pupil, subject=command.subject)
    data = command.model_dump(include={"pupil", "subject", "decision"})
    return [ONE_SEMESTER_ALLOWED.draft({**data, "class": command.klass})]


def _refuse_two_semesters(state: State, pupil: str, klass: Klass, subject: str) -> None:
    """Raises ALREADY_EXISTS, or NOT_NEEDED where something of semester 1 counts."""
    if one_semester_allowed(state, pupil, klass.klass, subject):
        raise Refusal("ALREADY_EXISTS", "S72", pupil=pupil, subject=subject)
    marked = any(
        who == pupil and cell.value is not None
        for place in classes_of_year(state, pupil, klass.year)
        for (who, _), cell in state.book(place, subject, 1).cells.items()
    )
    if marked or brought(state, pupil, klass.year, 1, subject) is not None:
        raise Refusal("NOT_NEEDED", "S72", pupil=pupil, subject=subject)


def _one_semester(state: State, _entry: Entry, data: OneSemesterAllowed) -> None:
    state.one_semester.add((data["pupil"], data["class"], data["subject"]))


def _refuse_again(act: Situation, said: Said, _change: Change) -> None:
    """One that was void stands again where nothing of semester 1 counts."""
    if said.void:
        klass = act.state.classes[said.data["class"]]
        _refuse_two_semesters(act.state, said.data["pupil"], klass, said.data["subject"])


def _put_right(state: State, said: Said, _entry: Entry) -> None:
    permitted = (said.data["pupil"], said.data["class"], said.data["subject"])
    if said.void:
        state.one_semester.discard(permitted)
    else:
        state.one_semester.add(permitted)


def _touches(state: State, data: OneSemesterAllowed) -> list[Term]:
    return in_year(state, data["pupil"], state.classes[data["class"]].year, (1,))


ROWS = (
    Row(
        ONE_SEMESTER_ALLOWED,
        AllowOneSemester,
        allow_one_semester,
        apply=_one_semester,
        touches=_touches,
        righting=Righting(
            fields=frozenset(("decision",)),
            stands_again=True,
            judge=_refuse_again,
            reads=subject_books,
            put_right=_put_right,
            touches=as_it_was_and_is(_touches),
        ),
    ),
)
