"""Pupils who come from another school, and the results that they bring along (LAW 30; S65)."""

from typing_extensions import TypedDict

from domain.grounds.command import PupilCommand
from domain.grounds.moving.papers import brought_suits, newest_of, value_fits
from domain.grounds.reading import term_books, terms_of
from domain.grounds.record import ever_recorded
from domain.grounds.reserved import books_of, plan_of
from domain.grounds.rows import Change, Righting, Row, Term
from domain.grounds.sights import as_it_was_and_is, in_year
from domain.grounds.situation import Situation, known_pupil, refuse_if_locked
from domain.state.facts import Klass, Membership, Said
from domain.state.membership import classes_of_year, memberships
from domain.state.state import State
from domain.words import said
from domain.words.days import covers
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Code, Decision, Digest, Id, SchoolYear, Semester, Text, Typed
from domain.words.marks import Tenths
from domain.words.refusal import Refusal
from domain.words.streams import book_stream, month_streams


class TransferredIn(TypedDict):
    """`letter` is the paper of the school that the pupil came from."""

    pupil: Id
    school: Text
    letter: said.Decision


TRANSFERRED_IN = Event(TransferredIn, "pupil/{pupil}")


class ResultBrought(TypedDict):
    """A subject's result of the former school; `document` is the digest of the paper."""

    pupil: Id
    year: SchoolYear
    semester: Semester
    subject: Id
    value: Tenths | Code
    document: Digest


RESULT_BROUGHT = Event(ResultBrought, "pupil/{pupil}")


class RecordArrival(PupilCommand):
    """The paper of a pupil who came from another school."""

    ACT = "TransferredIn"
    school: Typed
    letter: Decision


class BringResult(PupilCommand):
    """One result from the former school; `subject` may be `conduct` or `absent`."""

    ACT = "ResultBrought"
    year: SchoolYear
    semester: Semester
    subject: Id
    value: Tenths | Code
    document: Digest

    def months(self, klass: str) -> list[str]:
        """The attendance streams of a class that absences brought along are compared with."""
        return month_streams(klass, self.year) if self.subject == "absent" else []

    def reads(self, state: State) -> list[str]:
        """What this school has of the pupil in the year: books of the semester, results, absences."""
        classes = classes_of_year(state, self.pupil, self.year)
        terms = terms_of(state, classes)
        books = [book for klass in classes for book in term_books(state, klass, self.semester)]
        return [*terms, *books, *(month for klass in classes for month in self.months(klass))]


def record_arrival(act: Situation, command: RecordArrival) -> list[Draft]:
    """LAW 30: the letter of the school from which the pupil came during the year."""
    state = act.state
    known_pupil(state, command.pupil)
    stay = coming(state, command.pupil)
    opened = state.years.get(state.classes[stay.klass].year) if stay else None
    if stay is None or (opened and stay.start <= opened.semesters[0][0]):
        raise Refusal("NOT_ARRIVED", "S65", pupil=command.pupil)
    if _has_letter(state, command.pupil, stay):
        raise Refusal("ALREADY_EXISTS", "S65", pupil=command.pupil)
    return [TRANSFERRED_IN.draft(command.model_dump())]


def bring_result(act: Situation, command: BringResult) -> list[Draft]:
    """LAW 30: a result of the former school, of a semester of which this one has none, with its paper."""
    state = act.state
    pupil = known_pupil(state, command.pupil)
    stay = coming(state, command.pupil)
    if stay is None or not _has_letter(state, command.pupil, stay):
        raise Refusal("NOT_ARRIVED", "S65", pupil=command.pupil)
    klass = state.classes[pupil.klass]
    if command.year != klass.year or not _has_subject(klass, command):
        raise Refusal("UNKNOWN_SUBJECT", "S65", subject=command.subject, semester=command.semester)
    if not brought_suits(klass, command.subject, command.value):
        raise Refusal("BAD_VALUE", "S65", subject=command.subject, value=command.value)
    if (command.year, command.semester, command.subject) in state.brought.get(pupil.pupil, {}):
        raise Refusal("ALREADY_EXISTS", "S65", pupil=command.pupil, subject=command.subject)
    if _was_here(state, command, stay):
        raise Refusal("NOT_ARRIVED", "S65", pupil=command.pupil, semester=command.semester)
    if ever_recorded(state, command.pupil, command.year, command.semester):
        raise Refusal("OF_RECORD", "S65", pupil=command.pupil, semester=command.semester)
    if has_own(state, command):
        raise Refusal("NOT_NEEDED", "S65", pupil=command.pupil, subject=command.subject)
    refuse_if_locked(state, pupil.klass, command.semester, act.now)
    return [RESULT_BROUGHT.draft(command.model_dump())]


def coming(state: State, pupil: str) -> Membership | None:
    """The stay by which the pupil came to the school in the year of the present class; None for who moved
    up from the year before."""
    for stay in reversed(memberships(state, pupil)):
        if stay.cause in ("enrolled", "return"):
            return stay
        if stay.cause == "year":
            return None
    return None


def _has_letter(state: State, pupil: str, stay: Membership) -> bool:
    """Whether a letter was recorded since the pupil came."""
    return state.arrivals.get(pupil, -1) > stay.pos


def _was_here(state: State, command: BringResult, stay: Membership) -> bool:
    """Whether the pupil came no later than the semester began, or was in a class of the year in it before."""
    opened = state.years.get(command.year)
    if opened is None:
        return False
    first, last = opened.semesters[command.semester - 1]
    before = (each for each in memberships(state, command.pupil) if each.pos < stay.pos)
    stayed = (e for e in before if state.classes[e.klass].year == command.year)
    return stay.start <= first or any(e.start <= last and e.end >= max(first, e.start) for e in stayed)


def has_own(state: State, command: BringResult) -> bool:
    """Whether a mark or absence of this school stands for what is brought. Where the year is not opened
    nobody knows when a semester begins: there no mark of the semester may stand at all."""
    opened = state.years.get(command.year)
    classes = classes_of_year(state, command.pupil, command.year)
    if command.subject == "absent" and any(_held_days(state, command, klass) for klass in classes):
        return True
    for klass in classes:
        subjects = [command.subject] if opened else books_of(state.classes[klass], command.semester)
        for subject in subjects:
            book = state.books.get(book_stream(klass, subject, command.semester))
            if subject != "profile" and book and book.counts(command.pupil):
                return True
    return False


def _held_days(state: State, command: BringResult, klass: str) -> bool:
    opened = state.years.get(command.year)
    span = opened.semesters[command.semester - 1] if opened else ("", "9")
    return any(
        who == command.pupil and covers(date, *span)
        for stream in command.months(klass)
        for who, date, _, _ in state.month(klass, stream[-7:]).held()
    )


def _has_subject(klass: Klass, command: BringResult) -> bool:
    reserved = command.subject in ("conduct", "absent")
    plan = None if reserved else plan_of(klass, command.subject, command.semester)
    return reserved or (plan is not None and command.subject in klass.subjects)


def _arrive(state: State, entry: Entry, data: TransferredIn) -> None:
    state.arrivals[data["pupil"]] = entry.pos


def _bring(state: State, _entry: Entry, data: ResultBrought) -> None:
    place = (data["year"], data["semester"], data["subject"])
    state.brought.setdefault(data["pupil"], {})[place] = data["value"]


def _refuse_letter(act: Situation, said: Said, change: Change) -> None:
    """Raises IN_USE while a result that was brought with the letter stands."""
    if change is not None:
        return
    standing = (e for e in act.state.said.values() if e.type == RESULT_BROUGHT.name and not e.void)
    later = (e for e in standing if max(e.pos, e.changed) > said.pos)
    resting = sorted(each.pos for each in later if each.data["pupil"] == said.data["pupil"])
    if resting:
        raise Refusal("IN_USE", "S21", of=said.pos, resting=resting)


def _put_letter_right(state: State, said: Said, _entry: Entry) -> None:
    """The newest letter that stands."""
    pupil = said.data["pupil"]
    letters = (each for each in state.said.values() if each.type == said.type and not each.void)
    newest = max((each.pos for each in letters if each.data["pupil"] == pupil), default=None)
    if newest is None:
        state.arrivals.pop(pupil, None)
    else:
        state.arrivals[pupil] = newest


def _refuse_result(act: Situation, said: Said, change: Change) -> None:
    """A value suits the pupil's newest class of that year; where there is none no value does, and it can only
    be void."""
    data = {**said.data, **(change or {})}
    klass = newest_of(act.state, memberships(act.state, data["pupil"]), data["year"])
    suits = value_fits(klass, data["semester"], data["subject"], data["value"])
    if change is not None and ("value" in change or said.void) and not suits:
        raise Refusal("BAD_VALUE", "S65", subject=data["subject"], value=data["value"])
    if said.void:
        _refuse_again(act.state, said)
    if klass is not None:
        refuse_if_locked(act.state, klass.klass, data["semester"], act.now)


def _refuse_again(state: State, said: Said) -> None:
    """Raises unless a result that was void may stand again: on a letter, in the place of nothing (LAW 49)."""
    data = said.data
    pupil, subject = data["pupil"], data["subject"]
    letters = (each for each in state.said.values() if each.type == "TransferredIn" and not each.void)
    if not any(each.data["pupil"] == pupil for each in letters):
        raise Refusal("NOT_ARRIVED", "S65", pupil=pupil)
    if (data["year"], data["semester"], subject) in state.brought.get(pupil, {}):
        raise Refusal("ALREADY_EXISTS", "S65", pupil=pupil, subject=subject)
    if has_own(state, BringResult.model_validate(data)):
        raise Refusal("NOT_NEEDED", "S65", pupil=pupil, subject=subject)


def _result_reads(state: State, said: Said, _change: Change) -> list[str]:
    """One that stands again is asked what was asked of it when it was brought."""
    return BringResult.model_validate(said.data).reads(state) if said.void else []


def _put_result_right(state: State, said: Said, _entry: Entry) -> None:
    data = said.data
    place = (data["year"], data["semester"], data["subject"])
    along = state.brought[data["pupil"]]
    if said.void:
        del along[place]
    else:
        along[place] = data["value"]


def _result_touches(state: State, data: ResultBrought) -> list[Term]:
    return in_year(state, data["pupil"], data["year"], (data["semester"],))


ROWS = (
    Row(
        TRANSFERRED_IN,
        RecordArrival,
        record_arrival,
        apply=_arrive,
        righting=Righting(
            fields=frozenset(("letter", "school")), judge=_refuse_letter, put_right=_put_letter_right
        ),
    ),
    Row(
        RESULT_BROUGHT,
        BringResult,
        bring_result,
        apply=_bring,
        touches=_result_touches,
        righting=Righting(
            fields=frozenset(("document", "value")),
            stands_again=True,
            judge=_refuse_result,
            reads=_result_reads,
            put_right=_put_result_right,
            touches=as_it_was_and_is(_result_touches),
        ),
    ),
)
