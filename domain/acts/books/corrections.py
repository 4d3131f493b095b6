"""The correction dossier: propose, amend, permit, refuse, withdraw, witness, apply (S21-S24, LAW 17-22)."""

from collections.abc import Sequence
from typing import Any

from domain.acts.books.gradebook import value_suits
from domain.acts.commands import (
    AmendCorrection,
    CorrectionEdit,
    DossierCommand,
    NoteLapse,
    PermitCorrection,
    ProposeCorrection,
    RefuseCorrection,
    WithdrawCorrection,
    WitnessCorrection,
)
from domain.acts.events import book_stream, draft
from domain.grounds.record import cell_of_record, refuse_fill, refuse_former
from domain.grounds.rights import existing, seat_roles
from domain.grounds.seats import missing_seats
from domain.grounds.situation import (
    Situation,
    refuse_column,
    refuse_if_locked,
    refuse_stale,
    taught,
)
from domain.state.dossier import SEATS, DossierState, Item, Session
from domain.words.entry import Draft, Refusal
from domain.words.intent import intent

_OPEN = ("proposed", "permitted")


def propose(act: Situation, command: ProposeCorrection) -> list[Draft]:
    """LAW 17-18: the proposal and its items, one entry a cell."""
    if act.state.dossier(command.dossier).state:
        raise Refusal("ALREADY_EXISTS", "S21", dossier=command.dossier)
    place = (command.klass, command.subject, command.semester)
    items = _items(act, place, command.kind, command.items)
    data = command.model_dump(by_alias=True, include={"dossier", "subject", "semester", "kind", "evidence"})
    data |= {"class": command.klass, "count": len(items)}
    return [draft("CorrectionProposed", data), *_item_drafts(command.dossier, items)]


def amend(act: Situation, command: AmendCorrection) -> list[Draft]:
    """LAW 17: other items, another proposal; what was permitted and confirmed before is void."""
    dossier = _in_state(act, command, *_OPEN)
    _proposer_only(act, dossier)
    place = (dossier.klass, dossier.subject, dossier.semester)
    items = _items(act, place, dossier.kind, command.items)
    data = {"dossier": command.dossier, "count": len(items), "evidence": command.evidence}
    return [draft("CorrectionAmended", data), *_item_drafts(command.dossier, items)]


def permit(act: Situation, command: PermitCorrection) -> list[Draft]:
    """LAW 19 (S22): a leader permits, never the proposer."""
    dossier = _in_state(act, command, "proposed")
    _refuse_proposer(act, dossier, "PROPOSER_PERMITS", "S22")
    return [
        draft("CorrectionPermitted", {"dossier": command.dossier, "intent": _intent(act, dossier, "permit")})
    ]


def refuse(act: Situation, command: RefuseCorrection) -> list[Draft]:
    """LAW 19."""
    dossier = _in_state(act, command, *_OPEN)
    _refuse_proposer(act, dossier, "PROPOSER_PERMITS", "S22")
    return [draft("CorrectionRefused", {"dossier": command.dossier, "reason": command.reason})]


def withdraw(act: Situation, command: WithdrawCorrection) -> list[Draft]:
    """LAW 19: only the proposer takes a proposal back."""
    dossier = _in_state(act, command, *_OPEN)
    _proposer_only(act, dossier)
    return [draft("CorrectionWithdrawn", {"dossier": command.dossier})]


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
    confirmation = draft("CorrectionWitnessed", data)
    filled = {w.seat for w in session.witnesses} if session else set()
    if filled | {command.seat} != set(SEATS):
        return [confirmation]
    return [confirmation, *_applications(act, dossier)]


def note_lapse(act: Situation, command: NoteLapse) -> list[Draft]:
    """LAW 22: the scheduler's notice; the session ended without it (S24)."""
    dossier = existing(act.state, command.dossier)
    if not dossier.lapsed(act.now) or dossier.session is None:
        raise Refusal("DOSSIER_STATE", "S24", dossier=command.dossier, state=dossier.state)
    return [draft("CorrectionLapsed", {"dossier": command.dossier, "since": dossier.session.since})]


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
        drafts.append(draft("CorrectionApplied", data, stream))
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


def _item_drafts(dossier: str, items: list[Item]) -> list[Draft]:
    return [draft("CorrectionItem", {"dossier": dossier, **item._asdict()}) for item in items]
