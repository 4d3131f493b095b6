"""A correction permitted or refused, witnessed in three seats, applied (S22-S24, LAW 19-22)."""

from collections.abc import Iterable
from typing import Any

from typing_extensions import TypedDict

from domain.grounds.command import DossierCommand
from domain.grounds.permissions import Grant, Permission
from domain.grounds.record import refuse_fill
from domain.grounds.rights import APPOINTABLE
from domain.grounds.rows import Row
from domain.grounds.seats import missing_seats, seat_roles
from domain.grounds.situation import OPEN, Situation, existing, in_state, refuse_if_locked, refuse_stale
from domain.state.book import BookState, Cell
from domain.state.dossier import SEATS, DossierState, Session, Witness
from domain.state.state import State
from domain.words.days import later
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Column, Digest, Id, Position, Sealed, Seat, Standing, Value
from domain.words.intent import intent
from domain.words.refusal import Refusal
from domain.words.streams import book_stream


class CorrectionPermitted(TypedDict):
    """`intent` binds the dossier as the leader saw it."""

    dossier: Id
    intent: Digest


CORRECTION_PERMITTED = Event(CorrectionPermitted, "dossier/{dossier}")


class CorrectionRefused(TypedDict):
    """`reason` is sealed; the dossier ends."""

    dossier: Id
    reason: Sealed


CORRECTION_REFUSED = Event(CorrectionRefused, "dossier/{dossier}")


class CorrectionWitnessed(TypedDict):
    """One of three seats; `standing` is that in which the role fills it, `intent` binds what was seen."""

    dossier: Id
    seat: Seat
    standing: Standing
    intent: Digest


CORRECTION_WITNESSED = Event(CorrectionWitnessed, "dossier/{dossier}")


class CorrectionLapsed(TypedDict):
    """`since` is the first confirmation of the session that ran out."""

    dossier: Id
    since: Position


CORRECTION_LAPSED = Event(CorrectionLapsed, "dossier/{dossier}")


class CorrectionApplied(TypedDict):
    """One cell as the dossier corrects it, in the stream of its book."""

    dossier: Id
    pupil: Id
    col: Column
    old: Value | None
    value: Value | None
    base: Position


CORRECTION_APPLIED = Event(CorrectionApplied, "{book}")


class PermitCorrection(DossierCommand):
    """Let the three witnesses confirm what is proposed."""

    ACT = "CorrectionPermitted"

    def comes_too_late(self, state: State, row: Permission, basis: int) -> Refusal | None:
        """LAW 19: nobody permits by a right given after the proposal."""
        return _given_after_proposal(state, self.dossier, "proposed", basis, ("RIGHT_NOT_IN_FORCE", row.duty))


class RefuseCorrection(DossierCommand):
    """`reason` is sealed under the key of the first item's pupil."""

    ACT = "CorrectionRefused"
    reason: Sealed


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


def permit(act: Situation, command: PermitCorrection) -> list[Draft]:
    """LAW 19 (S22): a leader permits, never the proposer."""
    dossier = in_state(act, command.dossier, "proposed")
    _refuse_proposer(act, dossier, "PROPOSER_PERMITS", "S22")
    return [
        CORRECTION_PERMITTED.draft({"dossier": command.dossier, "intent": _intent(act, dossier, "permit")})
    ]


def refuse(act: Situation, command: RefuseCorrection) -> list[Draft]:
    """LAW 19."""
    dossier = in_state(act, command.dossier, *OPEN)
    _refuse_proposer(act, dossier, "PROPOSER_PERMITS", "S22")
    return [CORRECTION_REFUSED.draft({"dossier": command.dossier, "reason": command.reason})]


def witness(act: Situation, command: WitnessCorrection) -> list[Draft]:
    """LAW 20-21 (S24): one seat confirmed; with the third seat of a session every item is applied."""
    dossier = in_state(act, command.dossier, "permitted")
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


def _permit(d: DossierState, entry: Entry, _data: CorrectionPermitted) -> None:
    d.state, d.permitter = "permitted", entry.actor["person"]


def _refuse(d: DossierState, _entry: Entry, _data: CorrectionRefused) -> None:
    d.state = "refused"


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


def _correct(book: BookState, entry: Entry, data: CorrectionApplied) -> None:
    cell = (data["pupil"], data["col"])
    book.cells[cell] = Cell(data["value"], entry.pos)
    if data["value"] is None:
        book.struck.add(cell)
    else:
        book.struck.discard(cell)


ROWS = (
    Row(CORRECTION_APPLIED, apply=_correct),
    Row(CORRECTION_PERMITTED, PermitCorrection, permit, apply=_permit),
    Row(CORRECTION_REFUSED, RefuseCorrection, refuse, apply=_refuse),
    Row(CORRECTION_WITNESSED, WitnessCorrection, witness, apply=_witness),
    Row(CORRECTION_LAPSED, NoteLapse, note_lapse, apply=_lapse),
)
