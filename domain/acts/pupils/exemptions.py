"""Exemptions from a subject, and pupils judged by one semester (LAW 31; TT58 Đ12, TT22 Đ10)."""

from collections.abc import Sequence
from typing import Any, Literal

from typing_extensions import TypedDict

from domain.grounds.command import PupilCommand
from domain.grounds.moving.papers import exemption_fits, refuse_reserved, subject_books, taught_in
from domain.grounds.reading import terms_of
from domain.grounds.record import cell_of_record, ever_recorded
from domain.grounds.rows import Change, Righting, Row, Term
from domain.grounds.sights import as_it_was_and_is, in_year
from domain.grounds.situation import Situation, refuse_if_locked, refuse_stranger, taught
from domain.regulations import ARTICLES, regulation
from domain.state.book import REMARK
from domain.state.facts import Exemption, Said
from domain.state.membership import classes_of_year, exempt
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
    """`exemption` is the position of the granting."""

    pupil: Id
    exemption: Position
    reason: Text
    decision: said.Decision


EXEMPTION_ENDED = Event(ExemptionEnded, "pupil/{pupil}")


class GrantExemption(PupilCommand):
    """Excuse a pupil from a subject, or from its practical part, by papers."""

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
    """From now on the subject counts again."""

    ACT = "ExemptionEnded"
    exemption: Position
    reason: Typed
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """The pupil's results in every class of the year."""
        held = (each for each in state.exemptions.get(self.pupil, ()) if each.pos == self.exemption)
        classes = {c for e in held for c in classes_of_year(state, self.pupil, state.classes[e.klass].year)}
        return terms_of(state, sorted(classes))


def grant(act: Situation, command: GrantExemption) -> list[Draft]:
    """LAW 31: the head exempts by papers; from a whole subject only where the regulation lets it."""
    state = act.state
    refuse_stranger(state, command.klass, command.pupil, act.day)
    refuse_reserved(command.subject)
    for semester in command.semesters:
        klass, plan = taught(state, command.klass, command.subject, semester)
        if command.part == "whole" and plan.kind not in regulation(klass.regime).exempt_whole:
            raise Refusal("EXEMPTION_NOT_ALLOWED", ARTICLES.exemption, subject=command.subject)
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


def _refuse_locked(state: State, klass: str, semesters: Sequence[int], now: str) -> None:
    for semester in semesters:
        refuse_if_locked(state, klass, semester, now)


def _exempt(state: State, entry: Entry, data: ExemptionGranted) -> None:
    granted = Exemption(entry.pos, data["class"], data["subject"], tuple(data["semesters"]), data["part"])
    state.exemptions.setdefault(data["pupil"], []).append(granted)


def _end_exemption(state: State, _entry: Entry, data: ExemptionEnded) -> None:
    held = state.exemptions.get(data["pupil"], [])
    state.exemptions[data["pupil"]] = [
        each._replace(ended=True) if each.pos == data["exemption"] else each for each in held
    ]


def _refuse_corrected(act: Situation, said: Said, change: Change) -> None:
    """It stands, or fits where it is to stand again; no term that it counts in is locked."""
    held = act.state.exemptions.get(said.data["pupil"], ())
    if not said.void and not any(each.pos == said.pos and not each.ended for each in held):
        raise Refusal("UNKNOWN_EXEMPTION", "S72", exemption=said.pos, pupil=said.data["pupil"])
    data: Any = {**said.data, **(change or {})}
    if change is not None and (said.void or change.keys() & {"subject", "semesters", "part"}):
        _refuse_unfit(act.state, said.pos, data)
    _refuse_locked(
        act.state, said.data["class"], sorted({*said.data["semesters"], *data["semesters"]}), act.now
    )


def _refuse_unfit(state: State, pos: int, data: ExemptionGranted) -> None:
    """As LAW 31 asks of the granting, but for results that are recorded; and no value may stand at all."""
    klass, pupil, subject = state.classes[data["class"]], data["pupil"], data["subject"]
    semesters, whole = data["semesters"], data["part"] == "whole"
    if not taught_in(klass, subject, semesters):
        raise Refusal("UNKNOWN_SUBJECT", "S72", klass=klass.klass, subject=subject)
    if not exemption_fits(klass, subject, semesters, data["part"]):
        raise Refusal("EXEMPTION_NOT_ALLOWED", ARTICLES.exemption, subject=subject)
    for each in state.exemptions.get(pupil, ()):
        same = each.subject == subject and state.classes[each.klass].year == klass.year
        if each.pos != pos and not each.ended and same and set(semesters) & set(each.semesters):
            raise Refusal("ALREADY_EXISTS", "S72", pupil=pupil, subject=subject)
    places = classes_of_year(state, pupil, klass.year)
    if whole and any(state.book(p, subject, s).counts(pupil) for p in places for s in semesters):
        raise Refusal("OF_RECORD", "S72", pupil=pupil, subject=subject)


def _put_right(state: State, said: Said, _entry: Entry) -> None:
    data = said.data
    others = [each for each in state.exemptions[data["pupil"]] if each.pos != said.pos]
    if not said.void:
        semesters = tuple(data["semesters"])
        others.append(Exemption(said.pos, data["class"], data["subject"], semesters, data["part"]))
    state.exemptions[data["pupil"]] = others


def _touches(state: State, data: ExemptionGranted) -> list[Term]:
    return in_year(state, data["pupil"], state.classes[data["class"]].year, data["semesters"])


def _end_touches(state: State, data: ExemptionEnded) -> list[Term]:
    held = (each for each in state.exemptions.get(data["pupil"], ()) if each.pos == data["exemption"])
    return [
        place
        for each in held
        for place in in_year(state, data["pupil"], state.classes[each.klass].year, each.semesters)
    ]


ROWS = (
    Row(
        EXEMPTION_GRANTED,
        GrantExemption,
        grant,
        apply=_exempt,
        touches=_touches,
        righting=Righting(
            fields=frozenset(("decision", "part", "semesters", "subject")),
            stands_again=True,
            judge=_refuse_corrected,
            reads=subject_books,
            put_right=_put_right,
            touches=as_it_was_and_is(_touches),
        ),
    ),
    Row(EXEMPTION_ENDED, EndExemption, end, apply=_end_exemption, touches=_end_touches),
)
