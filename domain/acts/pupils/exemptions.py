"""Exemptions from a subject, and pupils judged by one semester (LAW 31; TT58 Đ12, TT22 Đ10)."""

from collections.abc import Sequence
from typing import Literal

from typing_extensions import TypedDict

from domain.grounds.command import PupilCommand
from domain.grounds.reading import terms_of
from domain.grounds.record import cell_of_record, ever_recorded
from domain.grounds.reserved import RESERVED
from domain.grounds.rows import Row
from domain.grounds.situation import Situation, refuse_if_locked, refuse_stranger, taught
from domain.state.book import REMARK
from domain.state.facts import Exemption, Klass
from domain.state.membership import brought, classes_of_year, exempt, one_semester_allowed
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Decision, Digests, Id, Position, Semesters, Text, Typed
from domain.words.refusal import Refusal
from domain.words.streams import book_stream

ExemptionGranted = TypedDict(
    "ExemptionGranted",
    {
        "pupil": Id,
        "class": Id,
        "subject": Id,
        "semesters": Semesters,
        "part": Literal["whole", "practical"],
        "evidence": Digests,
        "decision": said.Decision,
    },
)


EXEMPTION_GRANTED = Event(ExemptionGranted, "pupil/{pupil}")


class ExemptionEnded(TypedDict):
    pupil: Id
    exemption: Position
    reason: Text
    decision: said.Decision


EXEMPTION_ENDED = Event(ExemptionEnded, "pupil/{pupil}")


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


class GrantExemption(PupilCommand):
    ACT = "ExemptionGranted"
    klass: Id
    subject: Id
    semesters: Semesters
    part: Literal["whole", "practical"]
    evidence: Digests
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """The pupil's books of the subject and results, in every class of the year."""
        opened = state.classes.get(self.klass)
        classes = classes_of_year(state, self.pupil, opened.year) if opened else []
        books = [book_stream(klass, self.subject, each) for klass in classes for each in self.semesters]
        return [*terms_of(state, classes), *books]


class EndExemption(PupilCommand):
    ACT = "ExemptionEnded"
    exemption: Position
    reason: Typed
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """The pupil's results in every class of the year."""
        held = (each for each in state.exemptions.get(self.pupil, ()) if each.pos == self.exemption)
        classes = {c for e in held for c in classes_of_year(state, self.pupil, state.classes[e.klass].year)}
        return terms_of(state, sorted(classes))


class AllowOneSemester(PupilCommand):
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


def grant(act: Situation, command: GrantExemption) -> list[Draft]:
    """LAW 31: the head exempts by papers; from a whole subject only where the regulation lets it."""
    state = act.state
    refuse_stranger(state, command.klass, command.pupil, act.day)
    _refuse_reserved(command.subject)
    for semester in command.semesters:
        klass, plan = taught(state, command.klass, command.subject, semester)
        # TT58 Đ12: from the whole of Thể dục, Âm nhạc, Mĩ thuật; TT22 Đ10: from a practical part only.
        if command.part == "whole" and (plan.kind != "comment" or klass.regime != "TT58_26"):
            raise Refusal("EXEMPTION_NOT_ALLOWED", "TT58 Đ12, TT22 Đ10", subject=command.subject)
        if exempt(state, command.pupil, command.klass, command.subject, semester):
            raise Refusal("ALREADY_EXISTS", "S72", pupil=command.pupil, subject=command.subject)
    if command.part == "whole":
        _refuse_of_record(act, command)
    _refuse_locked(state, command.klass, command.semesters, act.now)
    return [
        EXEMPTION_GRANTED.draft(
            command.model_dump(by_alias=True, exclude={"klass"}) | {"class": command.klass},
        )
    ]


def end(act: Situation, command: EndExemption) -> list[Draft]:
    """LAW 31."""
    held = act.state.exemptions.get(command.pupil, ())
    found = next((each for each in held if each.pos == command.exemption and not each.ended), None)
    if found is None:
        raise Refusal("UNKNOWN_EXEMPTION", "S72", pupil=command.pupil, exemption=command.exemption)
    year = act.state.classes[found.klass].year
    if found.part == "whole" and _recorded(act.state, command.pupil, year, found.semesters):
        raise Refusal("OF_RECORD", "S72", pupil=command.pupil, exemption=command.exemption)
    _refuse_locked(act.state, found.klass, found.semesters, act.now)
    return [EXEMPTION_ENDED.draft(command.model_dump())]


def allow_one_semester(act: Situation, command: AllowOneSemester) -> list[Draft]:
    """LAW 31: the circulars are silent on who came after semester 1 without results; the head decides."""
    state = act.state
    refuse_stranger(state, command.klass, command.pupil, act.day)
    _refuse_reserved(command.subject)
    for semester in (1, 2):
        klass, _ = taught(state, command.klass, command.subject, semester)
    refuse_two_semesters(state, command.pupil, klass, command.subject)
    if ever_recorded(state, command.pupil, klass.year, 2):
        raise Refusal("OF_RECORD", "S72", pupil=command.pupil, subject=command.subject)
    data = command.model_dump(include={"pupil", "subject", "decision"})
    return [ONE_SEMESTER_ALLOWED.draft({**data, "class": command.klass})]


def refuse_two_semesters(state: State, pupil: str, klass: Klass, subject: str) -> None:
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


def _recorded(state: State, pupil: str, year: str, semesters: Sequence[int]) -> bool:
    return any(ever_recorded(state, pupil, year, semester) for semester in semesters)


def _refuse_of_record(act: Situation, command: GrantExemption) -> None:
    """Raises OF_RECORD: what is of record is not made to count for nothing (LAW 31)."""
    state, pupil = act.state, command.pupil
    year = state.classes[command.klass].year
    marks = [
        (place, semester, col)
        for place in classes_of_year(state, pupil, year)
        for semester in command.semesters
        for (who, col), cell in state.book(place, command.subject, semester).cells.items()
        if who == pupil and col != REMARK and cell.value is not None
    ]
    held = any(
        cell_of_record(
            act, state.classes[place], semester, state.book(place, command.subject, semester), (pupil, col)
        )
        for place, semester, col in marks
    )
    if held or _recorded(state, pupil, year, command.semesters):
        raise Refusal("OF_RECORD", "S72", pupil=pupil, subject=command.subject)


def _refuse_reserved(subject: str) -> None:
    """Nobody is exempt from conduct or from the own profile (LAW 31)."""
    if subject in RESERVED:
        raise Refusal("UNKNOWN_SUBJECT", "S72", subject=subject)


def _refuse_locked(state: State, klass: str, semesters: Sequence[int], now: str) -> None:
    for semester in semesters:
        refuse_if_locked(state, klass, semester, now)


def apply_exempt(state: State, entry: Entry, data: ExemptionGranted) -> None:
    granted = Exemption(entry.pos, data["class"], data["subject"], tuple(data["semesters"]), data["part"])
    state.exemptions.setdefault(data["pupil"], []).append(granted)


def apply_end_exemption(state: State, _entry: Entry, data: ExemptionEnded) -> None:
    held = state.exemptions.get(data["pupil"], [])
    state.exemptions[data["pupil"]] = [
        each._replace(ended=True) if each.pos == data["exemption"] else each for each in held
    ]


def apply_one_semester(state: State, _entry: Entry, data: OneSemesterAllowed) -> None:
    state.one_semester.add((data["pupil"], data["class"], data["subject"]))


ROWS = (
    Row(EXEMPTION_GRANTED, GrantExemption, grant, apply=apply_exempt),
    Row(EXEMPTION_ENDED, EndExemption, end, apply=apply_end_exemption),
    Row(ONE_SEMESTER_ALLOWED, AllowOneSemester, allow_one_semester, apply=apply_one_semester),
)
