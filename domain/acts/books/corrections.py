"""The correction dossier: propose, amend, permit, refuse, withdraw, witness, apply (S21-S24, LAW 17-22)."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import BookCommand, Command
from domain.grounds.permissions import Grant, Permission, Place
from domain.grounds.reading import fill_reads
from domain.grounds.record import cell_of_record, refuse_fill, refuse_former
from domain.grounds.rights import APPOINTABLE
from domain.grounds.rows import Row
from domain.grounds.seats import existing, missing_seats, seat_roles
from domain.grounds.situation import (
    Situation,
    refuse_column,
    refuse_if_locked,
    refuse_stale,
    taught,
    value_suits,
)
from domain.state.book import BookState, Cell
from domain.state.dossier import SEATS, DossierState, Item, Session, Witness
from domain.state.state import State
from domain.words.days import later, local_day
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import (
    Column,
    CorrectionKind,
    Digest,
    Digests,
    Id,
    Part,
    Position,
    Sealed,
    Seat,
    Semester,
    Standing,
    Value,
)
from domain.words.intent import intent
from domain.words.refusal import Refusal
from domain.words.streams import book_stream


class CorrectionApplied(TypedDict):
    dossier: Id
    pupil: Id
    col: Column
    old: Value | None
    value: Value | None
    base: Position


CORRECTION_APPLIED = Event(CorrectionApplied, "{book}")


CorrectionProposed = TypedDict(
    "CorrectionProposed",
    {
        "dossier": Id,
        "class": Id,
        "subject": Id,
        "semester": Semester,
        "kind": CorrectionKind,
        "count": Annotated[int, Field(ge=1, le=200)],
        "evidence": Digests,
    },
)


CORRECTION_PROPOSED = Event(CorrectionProposed, "dossier/{dossier}")


class CorrectionItem(TypedDict):
    dossier: Id
    pupil: Id
    col: Column
    old: Value | None
    value: Value | None
    base: Position
    reason: Sealed


CORRECTION_ITEM = Event(CorrectionItem, "dossier/{dossier}")


class CorrectionAmended(TypedDict):
    dossier: Id
    count: Annotated[int, Field(ge=1, le=200)]
    evidence: Digests


CORRECTION_AMENDED = Event(CorrectionAmended, "dossier/{dossier}")


class CorrectionPermitted(TypedDict):
    dossier: Id
    intent: Digest


CORRECTION_PERMITTED = Event(CorrectionPermitted, "dossier/{dossier}")


class CorrectionRefused(TypedDict):
    dossier: Id
    reason: Sealed


CORRECTION_REFUSED = Event(CorrectionRefused, "dossier/{dossier}")


class CorrectionWithdrawn(TypedDict):
    dossier: Id


CORRECTION_WITHDRAWN = Event(CorrectionWithdrawn, "dossier/{dossier}")


class CorrectionWitnessed(TypedDict):
    dossier: Id
    seat: Seat
    standing: Standing
    intent: Digest


CORRECTION_WITNESSED = Event(CorrectionWitnessed, "dossier/{dossier}")


class CorrectionLapsed(TypedDict):
    dossier: Id
    since: Position


CORRECTION_LAPSED = Event(CorrectionLapsed, "dossier/{dossier}")


class CorrectionEdit(Part):
    """One cell to correct (`value` None = remove); `base` as in CellEdit, `reason` sealed for the pupil."""

    pupil: Id
    col: Column
    value: Value | None
    base: Position
    reason: Sealed


CorrectionEdits = Annotated[list[CorrectionEdit], Field(min_length=1, max_length=200)]


class ProposeCorrection(BookCommand):
    ACT = "CorrectionProposed"
    dossier: Id
    kind: CorrectionKind
    evidence: Digests
    items: CorrectionEdits

    def reads(self, state: State) -> list[str]:
        """The gradebook and the dossier, which must be new; and as SaveMarks."""
        pupils = {item.pupil for item in self.items}
        others = fill_reads(state, self.klass, self.subject, self.semester, pupils)
        return [self.book, f"dossier/{self.dossier}", *others]


class DossierCommand(Command):
    """An act on one dossier."""

    dossier: Id

    def reads(self, state: State) -> list[str]:
        """The dossier, then the gradebook that it names; for its pupils as SaveMarks."""
        stream = f"dossier/{self.dossier}"
        known = state.dossiers.get(stream)
        if known is None or not known.state:
            return [stream]
        place = (known.klass, known.subject, known.semester)
        pupils = {*(item.pupil for item in known.items), *self.new_pupils()}
        return [stream, book_stream(*place), *fill_reads(state, *place, pupils)]

    def new_pupils(self) -> list[str]:
        """Whom the act itself names."""
        return []

    def place(self, state: State) -> Place:
        """That of the dossier's book. Raises DOSSIER_STATE for a dossier that nobody proposed."""
        dossier = existing(state, self.dossier)
        return dossier.klass, dossier.subject


class AmendCorrection(DossierCommand):
    """Replace the items and the evidence: the permission and all confirmations are void."""

    ACT = "CorrectionAmended"
    evidence: Digests
    items: CorrectionEdits

    def new_pupils(self) -> list[str]:
        """Those of the new items."""
        return [item.pupil for item in self.items]


class PermitCorrection(DossierCommand):
    ACT = "CorrectionPermitted"

    def comes_too_late(self, state: State, row: Permission, basis: int) -> Refusal | None:
        """LAW 19: nobody permits by a right given after the proposal."""
        return _given_after_proposal(state, self.dossier, "proposed", basis, ("RIGHT_NOT_IN_FORCE", row.duty))


class RefuseCorrection(DossierCommand):
    """`reason` is sealed under the key of the first item's pupil."""

    ACT = "CorrectionRefused"
    reason: Sealed


class WithdrawCorrection(DossierCommand):
    ACT = "CorrectionWithdrawn"


class WitnessCorrection(DossierCommand):
    """Confirm in one seat; the third seat also applies the dossier."""

    ACT = "CorrectionWitnessed"
    seat: Seat

    def grants(self, state: State, row: Permission, now: str) -> Iterable[Grant]:  # noqa: ARG002
        """Only the roles that may fill the seat (LAW 20)."""
        return map(Grant, seat_roles(state, existing(state, self.dossier), self.seat, now))

    def claimed(self, row: Permission, role: str) -> Grant | None:  # noqa: ARG002
        """Any role that there is: whether it fits the seat is asked later (LAW 20)."""
        return Grant(role) if role in APPOINTABLE else None

    def comes_too_late(self, state: State, row: Permission, basis: int) -> Refusal | None:
        """LAW 20: nobody witnesses by a right given after the proposal."""
        return _given_after_proposal(state, self.dossier, "permitted", basis, ("WRONG_SEAT", row.duty))


def _given_after_proposal(
    state: State, name: str, waiting: str, basis: int, refusal: tuple[str, str]
) -> Refusal | None:
    dossier = existing(state, name)
    if dossier.state != waiting or basis < dossier.proposed:
        return None
    code, duty = refusal
    return Refusal(code, duty, dossier=name, basis=basis, proposed=dossier.proposed, in_scope=True)


class NoteLapse(DossierCommand):
    """The scheduler notes that a session ran out."""

    ACT = "CorrectionLapsed"


_OPEN = ("proposed", "permitted")


def propose(act: Situation, command: ProposeCorrection) -> list[Draft]:
    """LAW 17-18: the proposal and its items, one entry a cell."""
    if act.state.dossier(command.dossier).state:
        raise Refusal("ALREADY_EXISTS", "S21", dossier=command.dossier)
    place = (command.klass, command.subject, command.semester)
    items = _items(act, place, command.kind, command.items)
    data = command.model_dump(by_alias=True, include={"dossier", "subject", "semester", "kind", "evidence"})
    data |= {"class": command.klass, "count": len(items)}
    return [CORRECTION_PROPOSED.draft(data), *_item_drafts(command.dossier, items)]


def amend(act: Situation, command: AmendCorrection) -> list[Draft]:
    """LAW 17: other items, another proposal; what was permitted and confirmed before is void."""
    dossier = _in_state(act, command, *_OPEN)
    _proposer_only(act, dossier)
    place = (dossier.klass, dossier.subject, dossier.semester)
    items = _items(act, place, dossier.kind, command.items)
    data = {"dossier": command.dossier, "count": len(items), "evidence": command.evidence}
    return [CORRECTION_AMENDED.draft(data), *_item_drafts(command.dossier, items)]


def permit(act: Situation, command: PermitCorrection) -> list[Draft]:
    """LAW 19 (S22): a leader permits, never the proposer."""
    dossier = _in_state(act, command, "proposed")
    _refuse_proposer(act, dossier, "PROPOSER_PERMITS", "S22")
    return [
        CORRECTION_PERMITTED.draft({"dossier": command.dossier, "intent": _intent(act, dossier, "permit")})
    ]


def refuse(act: Situation, command: RefuseCorrection) -> list[Draft]:
    """LAW 19."""
    dossier = _in_state(act, command, *_OPEN)
    _refuse_proposer(act, dossier, "PROPOSER_PERMITS", "S22")
    return [CORRECTION_REFUSED.draft({"dossier": command.dossier, "reason": command.reason})]


def withdraw(act: Situation, command: WithdrawCorrection) -> list[Draft]:
    """LAW 19: only the proposer takes a proposal back."""
    dossier = _in_state(act, command, *_OPEN)
    _proposer_only(act, dossier)
    return [CORRECTION_WITHDRAWN.draft({"dossier": command.dossier})]


def witness(act: Situation, command: WitnessCorrection) -> list[Draft]:
    """LAW 20-21 (S24): one seat confirmed; with the third seat of a session every item is applied."""
    dossier = _in_state(act, command, "permitted")
    standing = seat_roles(act.state, dossier, command.seat, act.now).get(act.actor.role)
    if standing is None:
        raise Refusal("WRONG_SEAT", "S24", seat=command.seat, role=act.actor.role)
    _refuse_proposer(act, dossier, "PROPOSER_WITNESSES", "S24")
    session = dossier.open_session(act.now, act.state.reset)
    _refuse_taken(act, dossier, session, command.seat)
    refuse_if_locked(act.state, dossier.klass, dossier.semester, act.now)
    data = {
        "dossier": command.dossier,
        "seat": command.seat,
        "standing": standing,
        "intent": _intent(act, dossier, f"witness:{command.seat}"),
    }
    confirmation = CORRECTION_WITNESSED.draft(data)
    filled = {w.seat for w in session.witnesses} if session else set()
    if filled | {command.seat} != set(SEATS):
        return [confirmation]
    return [confirmation, *_applications(act, dossier)]


def note_lapse(act: Situation, command: NoteLapse) -> list[Draft]:
    """LAW 22: the scheduler's notice; the session ended without it (S24)."""
    dossier = existing(act.state, command.dossier)
    if not dossier.lapsed(act.now) or dossier.session is None:
        raise Refusal("DOSSIER_STATE", "S24", dossier=command.dossier, state=dossier.state)
    return [CORRECTION_LAPSED.draft({"dossier": command.dossier, "since": dossier.session.since})]


def _in_state(act: Situation, command: DossierCommand, *states: str) -> DossierState:
    dossier = existing(act.state, command.dossier)
    if dossier.state not in states:
        raise Refusal("DOSSIER_STATE", "S21", dossier=command.dossier, state=dossier.state, needed=states)
    return dossier


def _proposer_only(act: Situation, dossier: DossierState) -> None:
    if act.actor.person != dossier.proposer:
        raise Refusal("NOT_PROPOSER", "S21", dossier=dossier.dossier, proposer=dossier.proposer)


def _refuse_proposer(act: Situation, dossier: DossierState, code: str, duty: str) -> None:
    if act.actor.person == dossier.proposer:
        raise Refusal(code, duty, dossier=dossier.dossier, missing=missing_seats(act.state, dossier, act.now))


def _refuse_taken(act: Situation, dossier: DossierState, session: Session | None, seat: str) -> None:
    """LAW 20: a free seat, and one person in one seat; the permitter may sit for the leadership alone."""
    person, witnesses = act.actor.person, session.witnesses if session else []
    taken = next((w for w in witnesses if w.seat == seat), None)
    if taken:
        raise Refusal("SEAT_TAKEN", "S24", seat=seat, person=taken.person, until=session and session.end)
    twice = any(w.person == person for w in witnesses)
    if twice or (person == dossier.permitter and seat != "leadership"):
        missing = missing_seats(act.state, dossier, act.now)
        raise Refusal("WITNESS_TWICE", "S24", seat=seat, missing=missing)


def _intent(act: Situation, dossier: DossierState, deed: str) -> str:
    return intent(
        act.state.origin, dossier.dossier, dossier.leaves, deed, person=act.actor.person, cmd=act.cmd
    )


def _applications(act: Situation, dossier: DossierState) -> list[Draft]:
    """One application per item, in order; none if a cell moved on since the proposal (LAW 21)."""
    book = act.state.book(dossier.klass, dossier.subject, dossier.semester)
    refuse_stale([(item, book.cell(item.pupil, item.col)) for item in dossier.items], "S23")
    stream = book_stream(dossier.klass, dossier.subject, dossier.semester)
    drafts = []
    place = (dossier.klass, dossier.subject, dossier.semester)
    for item in dossier.items:
        if item.old is None:
            refuse_fill(act, place, item.pupil, item.col, by="dossier")
        data: dict[str, Any] = {"dossier": dossier.dossier, "pupil": item.pupil, "col": item.col}
        data |= {"old": item.old, "value": item.value, "base": item.base}
        drafts.append(CORRECTION_APPLIED.draft(data, stream))
    return drafts


def _items(
    act: Situation, place: tuple[str, str, int], kind: str, edits: Sequence[CorrectionEdit]
) -> list[Item]:
    """LAW 18 for every cell of a proposal."""
    book = act.state.book(*place)
    for edit in edits:
        _check_cell(act, place, edit)
    cells = [(edit, book.cell(edit.pupil, edit.col)) for edit in edits]
    refuse_stale(cells, "S23")
    items = [Item(e.pupil, e.col, cell.value, e.value, e.base, e.reason) for e, cell in cells]
    for item in items:
        _check_kind(item, kind)
        if item.old is None:
            refuse_fill(act, place, item.pupil, item.col, by="dossier")
    if len({(item.pupil, item.col) for item in items}) < len(items):
        raise Refusal("CELL_TWICE", "S21")
    return items


def _check_cell(act: Situation, place: tuple[str, str, int], edit: CorrectionEdit) -> None:
    """LAW 11 without the lock, and the cell is of record (LAW 18, S21)."""
    klass, plan = taught(act.state, *place)
    refuse_column(plan, edit.col)
    refuse_former(act.state, place, edit.pupil, edit.col, day=act.day)
    if edit.value is not None and not value_suits(plan, edit.col, edit.value):
        raise Refusal("BAD_VALUE", "TT26 Đ8.2", pupil=edit.pupil, col=edit.col, value=edit.value)
    if not cell_of_record(act, klass, place[2], act.state.book(*place), (edit.pupil, edit.col)):
        raise Refusal("NOT_OF_RECORD", "S21", pupil=edit.pupil, col=edit.col)


def _check_kind(item: Item, kind: str) -> None:
    """LAW 18: `sua` corrects what stands, `bosung` fills what is blank."""
    empty = item.old is None
    if (kind == "sua" and empty) or (kind == "bosung" and (not empty or item.value is None)):
        raise Refusal("BAD_DATA", "S21", kind=kind, pupil=item.pupil, col=item.col, old=item.old)
    if item.value == item.old:
        raise Refusal("NO_CHANGE", "S21", pupil=item.pupil, col=item.col)


def _correct(book: BookState, entry: Entry, data: CorrectionApplied) -> None:
    cell = (data["pupil"], data["col"])
    book.cells[cell] = Cell(data["value"], entry.pos)
    if data["value"] is None:
        book.struck.add(cell)
    else:
        book.struck.discard(cell)


def _propose(d: DossierState, entry: Entry, data: CorrectionProposed) -> None:
    d.klass, d.subject, d.semester, d.kind = data["class"], data["subject"], data["semester"], data["kind"]
    d.proposer = entry.actor["person"]
    _begin_anew(d, entry, data["evidence"])


def _amend(d: DossierState, entry: Entry, data: CorrectionAmended) -> None:
    _begin_anew(d, entry, data["evidence"])


def _begin_anew(d: DossierState, entry: Entry, evidence: Sequence[str]) -> None:
    d.proposed, d.proposed_day = entry.pos, local_day(entry.at)
    d.state, d.evidence = "proposed", tuple(evidence)
    d.items, d.permitter, d.session = [], None, None


def _item(d: DossierState, _entry: Entry, data: CorrectionItem) -> None:
    d.items.append(Item(data["pupil"], data["col"], data["old"], data["value"], data["base"], data["reason"]))


def _permit(d: DossierState, entry: Entry, _data: CorrectionPermitted) -> None:
    d.state, d.permitter = "permitted", entry.actor["person"]


def _refuse(d: DossierState, _entry: Entry, _data: CorrectionRefused) -> None:
    d.state = "refused"


def _withdraw(d: DossierState, _entry: Entry, _data: CorrectionWithdrawn) -> None:
    d.state = "withdrawn"


def _witness(d: DossierState, entry: Entry, data: CorrectionWitnessed) -> None:
    session = d.open_session(entry.at, d.rules.reset)
    if session is None:
        session = d.session = Session(entry.pos, later(entry.at, minutes=d.rules.lapse))
    session.witnesses.append(Witness(entry.actor["person"], data["seat"], data["standing"], entry.pos))
    if {witness.seat for witness in session.witnesses} == set(SEATS):
        d.state = "applied"
        # LAW 21: the applications follow the third confirmation at once, one per item.
        d.applied = [entry.pos + 1 + index for index in range(len(d.items))]


def _lapse(d: DossierState, _entry: Entry, _data: CorrectionLapsed) -> None:
    if d.session:
        d.session.noted = True


def _item_drafts(dossier: str, items: list[Item]) -> list[Draft]:
    return [CORRECTION_ITEM.draft({"dossier": dossier, **item._asdict()}) for item in items]


ROWS = (
    Row(CORRECTION_APPLIED, apply=_correct),
    Row(CORRECTION_PROPOSED, ProposeCorrection, propose, apply=_propose),
    Row(CORRECTION_ITEM, apply=_item),
    Row(CORRECTION_AMENDED, AmendCorrection, amend, apply=_amend),
    Row(CORRECTION_PERMITTED, PermitCorrection, permit, apply=_permit),
    Row(CORRECTION_REFUSED, RefuseCorrection, refuse, apply=_refuse),
    Row(CORRECTION_WITHDRAWN, WithdrawCorrection, withdraw, apply=_withdraw),
    Row(CORRECTION_WITNESSED, WitnessCorrection, witness, apply=_witness),
    Row(CORRECTION_LAPSED, NoteLapse, note_lapse, apply=_lapse),
)
