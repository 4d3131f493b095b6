"""What an act would have written if nobody had asked the rules: the entries of a service that was bent.

The digests and intents are right, so that the one thing wrong with a forged entry is what the domain refused.
"""

from collections.abc import Callable, Iterator
from typing import Any

from domain.acts.books.close import CloseCommand, LockBook, RefuseClose, term_cells
from domain.acts.books.comparison import CompareBook
from domain.acts.books.corrections import AmendCorrection, ProposeCorrection, WithdrawCorrection
from domain.acts.books.gradebook import SaveMarks
from domain.acts.books.progress import CheckProgress, RateTeacher, figures, sums
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import NoteLapse, PermitCorrection, RefuseCorrection, WitnessCorrection
from domain.acts.righting.rectification import WitnessRectification
from domain.acts.unit.classes import EnrolPupils
from domain.grounds.command import BookCommand, Command, DossierCommand
from domain.grounds.permissions import STANDINGS
from domain.grounds.sights import book_sight
from domain.law import EVENTS
from domain.state.book import BookState
from domain.state.dossier import SEATS, DossierState
from domain.state.state import State
from domain.words.days import local_day
from domain.words.entry import Actor, Draft
from domain.words.intent import digest, intent
from domain.words.streams import book_stream

RENAMED = {"klass": "class", "start": "from", "end": "to", "register_no": "register", "size_bytes": "bytes"}


def forge(state: State, command: Command, actor: Actor, now: str, cmd: str) -> list[Draft]:
    """The drafts of the act; [] for a save with a cell of which no entry can tell."""
    if isinstance(command, SaveMarks):
        return _marks(state, command)
    if isinstance(command, EnrolPupils):
        return [_draft("PupilEnrolled", {**_data(p), "class": command.klass}) for p in command.pupils]
    if isinstance(command, DossierCommand):
        return _FOR_DOSSIER[type(command)](
            state.dossier(command.dossier), command, _Signer(state, actor, cmd, now)
        )
    if isinstance(command, ProposeCorrection):
        data = _data(command)
        items = _items(state.books[command.book], command.dossier, data.pop("items"))
        return [_draft(command.ACT, {**data, "count": len(items)}), *items]
    if isinstance(command, BookCommand):
        return [_of_book(state, command)]
    if isinstance(command, CloseCommand):
        return [_draft(command.ACT, {**_data(command), **_of_close(state, command)})]
    if isinstance(command, CheckProgress):
        return [_draft(command.ACT, {**_data(command), **_of_check(state, command, now)})]
    if isinstance(command, RateTeacher):
        return [_draft(command.ACT, {**_data(command), "entered": 1, "expected": 1, "level": "T"})]
    if isinstance(command, WitnessRectification):
        return [_seen(state, command.rectification, actor, cmd)]
    return [_draft(command.ACT, _data(command))]


def _seen(state: State, name: str, actor: Actor, cmd: str) -> Draft:
    known = state.rectifications.get(name)
    leaves = [known.leaf] if known else []
    seen = intent(state.origin, name, leaves, "rectify", person=actor.person, cmd=cmd)
    return _draft("RectificationWitnessed", {"rectification": name, "intent": seen})


class _Signer:
    """Who signs what when; knows the log as the signer does."""

    def __init__(self, state: State, actor: Actor, cmd: str, now: str) -> None:
        self.state, self.actor, self.cmd, self.now = state, actor, cmd, now

    def intent(self, dossier: DossierState, act: str) -> str:
        return intent(
            self.state.origin, dossier.dossier, dossier.leaves, act, person=self.actor.person, cmd=self.cmd
        )


def _data(part: Any) -> dict[str, Any]:
    dumped = part.model_dump(by_alias=True)
    return {RENAMED.get(key, key): value for key, value in dumped.items()}


def _draft(type_: str, data: dict[str, Any], book: str = "") -> Draft:
    return Draft(EVENTS[type_].stream_of(data, book), type_, data)


def _marks(state: State, command: SaveMarks) -> list[Draft]:
    """Each cell as the writer believed it to be: with the base that the writer names."""
    book, drafts = state.books[command.book], []
    for edit in command.cells:
        old, pos = book.cell(edit.pupil, edit.col)
        place = {"pupil": edit.pupil, "col": edit.col}
        if edit.value == old or (old is None and edit.base == 0 < pos):
            return []  # nothing to write there; or it was cleared unseen, and MarkEntered names no base
        if old is None and edit.base in (0, pos):
            made = ("MarkEntered", {"value": edit.value, "late": command.late})
        elif edit.value is None:
            made = ("MarkCleared", {"old": old or 0, "base": edit.base})
        else:
            made = (
                "MarkChanged",
                {"old": old or 0, "value": edit.value, "base": edit.base, "late": command.late},
            )
        drafts.append(_draft(made[0], {**place, **made[1]}, command.book))
    return drafts


def _of_book(state: State, command: BookCommand) -> Draft:
    data = _data(command)
    for key in ("class", "subject", "semester"):
        del data[key]
    if isinstance(command, PublishColumn):
        cells = state.books[command.book].values(command.col)
        data |= {"count": len(cells), "digest": digest(cells)}
    if isinstance(command, CompareBook):
        data["count"], data["digest"] = book_sight(state.books[command.book])
    return _draft(command.ACT, data, command.book)


def _of_check(state: State, command: CheckProgress, now: str) -> dict[str, Any]:
    rows = figures(state, command.year, command.semester, local_day(now), now)
    return {"figures": sums(rows), "count": len(rows), "digest": digest([list(row) for row in rows])}


def _items(book: BookState, dossier: str, edits: list[dict[str, Any]]) -> list[Draft]:
    items = [
        {**edit, "dossier": dossier, "old": book.cell(edit["pupil"], edit["col"]).value} for edit in edits
    ]
    return [_draft("CorrectionItem", item) for item in items]


def _amended(dossier: DossierState, command: AmendCorrection, by: _Signer) -> list[Draft]:
    data = _data(command)
    edits = data.pop("items")
    book = by.state.books.get(book_stream(dossier.klass, dossier.subject, dossier.semester), BookState())
    items = _items(book, command.dossier, edits)
    return [_draft(command.ACT, {**data, "count": len(items)}), *items]


def _permitted(dossier: DossierState, command: PermitCorrection, by: _Signer) -> list[Draft]:
    return [_draft(command.ACT, {**_data(command), "intent": by.intent(dossier, "permit")})]


def _plain(_dossier: DossierState, command: DossierCommand, _by: _Signer) -> list[Draft]:
    return [_draft(command.ACT, _data(command))]


def _witnessed(dossier: DossierState, command: WitnessCorrection, by: _Signer) -> list[Draft]:
    standings = STANDINGS[command.seat]
    standing = standings.get(by.actor.role) or next(iter(standings))
    signed = by.intent(dossier, f"witness:{command.seat}")
    confirmation = _draft(command.ACT, {**_data(command), "standing": standing, "intent": signed})
    session = dossier.open_session(by.now, by.state.reset)
    seats = {command.seat, *(w.seat for w in session.witnesses)} if session else {command.seat}
    return [confirmation, *(_applications(dossier) if seats == set(SEATS) else ())]


def _applications(dossier: DossierState) -> Iterator[Draft]:
    book = book_stream(dossier.klass, dossier.subject, dossier.semester)
    for item in dossier.items:
        data = {key: value for key, value in item._asdict().items() if key != "reason"}
        yield _draft("CorrectionApplied", {**data, "dossier": dossier.dossier}, book)


def _lapsed(dossier: DossierState, command: NoteLapse, _by: _Signer) -> list[Draft]:
    since = dossier.session.since if dossier.session else 0
    return [_draft(command.ACT, {**_data(command), "since": since})]


_FOR_DOSSIER: dict[type[Command], Callable[..., list[Draft]]] = {
    AmendCorrection: _amended,
    PermitCorrection: _permitted,
    RefuseCorrection: _plain,
    WithdrawCorrection: _plain,
    WitnessCorrection: _witnessed,
    NoteLapse: _lapsed,
}


def _of_close(state: State, command: CloseCommand) -> dict[str, Any]:
    """What the act adds to its own fields."""
    proposal = state.close(command.klass, command.semester).proposal or 0
    if isinstance(command, RefuseClose):
        return {"proposal": proposal}
    if isinstance(command, LockBook):
        cells = term_cells(state, command.klass, command.semester)
        return {"proposal": proposal, "count": len(cells), "digest": digest(cells)}
    return {}
