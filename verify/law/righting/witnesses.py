"""LAW 20 to 22: three seats confirm a dossier, and it is applied."""

from __future__ import annotations

from sys import intern

from verify.law.books.cells import base_is_cell, not_locked
from verify.law.books.filling import fills_free_cell
from verify.law.righting.dossiers import CELL_FIELDS, ITEM
from verify.law.righting.intent import dossier_of, intent_of
from verify.law.rights import right
from verify.law.shape import is_digest, is_id, is_natural, one_of
from verify.law.state.dossiers import Dossier, Pending, Session
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.types import BOOK, DOSSIER, Type

SEATS = ("leadership", "board", "homeroom")
STANDINGS = ("head", "deputy", "board", "homeroom", "homeroom_deputy", "second_leader")

_OF_SEAT = {
    "leadership": ("head", "deputy"),
    "board": ("board",),
    "homeroom": ("homeroom", "homeroom_deputy", "second_leader"),
}


def _seats(state: State, e: Entry) -> dict[str, tuple[str, str, int]]:
    session = dossier_of(e).session_at(e.at, state.clock_reset)
    return session.seats if session is not None else {}


def awaits_witness(_state: State, e: Entry) -> str | None:
    """LAW 20 (S23): permitted, and not applied yet."""
    return None if e.dossier is not None and e.dossier.state == "permitted" else "DOSSIER_STATE"


def not_own_witness(_state: State, e: Entry) -> str | None:
    """LAW 20: the proposer confirms nothing."""
    return "PROPOSER_WITNESSES" if dossier_of(e).proposer == e.person else None


def seat_free(state: State, e: Entry) -> str | None:
    """LAW 20: the seat is free in the open session."""
    return "SEAT_TAKEN" if e.data["seat"] in _seats(state, e) else None


def one_seat_each(state: State, e: Entry) -> str | None:
    """LAW 20: one seat a person, and for the permitter the leadership's only."""
    seat = e.data["seat"]
    elsewhere = any(who == e.person and other != seat for other, (who, _, _) in _seats(state, e).items())
    as_permitter = dossier_of(e).permitter == e.person and seat != "leadership"
    return "WITNESS_TWICE" if elsewhere or as_permitter else None


def seat_fits(state: State, e: Entry) -> str | None:
    """LAW 20: the standing is one of the seat's, the role is that standing, and the right was given before
    the proposal; a second leader only where the one homeroom teacher proposes, who cannot confirm that."""
    standing, dossier = e.data["standing"], dossier_of(e)
    if standing == "second_leader":
        ok = e.role in ("head", "deputy") and _homeroom_proposes_alone(state, e, dossier)
    else:
        ok = e.role == standing
    was_there = e.basis < dossier.proposed
    return None if ok and was_there and standing in _OF_SEAT[e.data["seat"]] else "WRONG_SEAT"


def _homeroom_proposes_alone(state: State, e: Entry, dossier: Dossier) -> bool:
    """The proposer is the homeroom teacher, and there is no other: by rights given before the proposal.

    Who was homeroom teacher at the proposal still is one here: nobody removes a witness by ending the right.
    """
    alone, proposed = False, dossier.proposed
    for pos, held in state.people.rights_of_class("homeroom", dossier.klass):
        if pos > proposed:
            continue
        now = held.in_force(e.day, e.t_day)
        if held.person == dossier.proposer:
            alone = alone or now
        elif now or held.stood(proposed, *dossier.days):
            return False
    return alone


def witness_intent(state: State, e: Entry) -> str | None:
    """LAW 20 (FORMAT §2): the intent is of this very dossier and seat."""
    wanted = intent_of(state, e, "witness:" + e.data["seat"])
    return None if e.data["intent"] == wanted else "INTENT_WRONG"


def applications_fill_command(state: State, e: Entry) -> str | None:
    """LAW 21. Asked of the confirmation that fills the third seat."""
    if len({*_seats(state, e), e.data["seat"]}) < 3:
        return None
    return None if e.i == 0 and e.n == len(dossier_of(e).items) + 1 else "DOSSIER_BROKEN"


def witness(state: State, e: Entry) -> None:
    """The seat is taken; the third one applies the dossier."""
    dossier, data = dossier_of(e), e.data
    if not dossier.open:
        return
    session = dossier.session_at(e.at, state.clock_reset)
    if session is None:
        session = dossier.session = Session(e.pos, e.at, state.lapse)
    session.seats[data["seat"]] = (e.person, data["standing"], e.pos)
    if len(session.seats) == 3:
        dossier.end("applied")
        state.pending = Pending(e.command, "CorrectionApplied", dossier, list(dossier.items))


def applied_by_witnesses(_state: State, e: Entry) -> str | None:
    """LAW 21: an application without three seats filled in one session; a late or repeated one is the next
    rule's."""
    return None if e.dossier is not None and e.dossier.state == "applied" else "WITNESSES_MISSING"


def application_is_item(state: State, e: Entry) -> str | None:
    """LAW 21: the next item of the dossier, with its values."""
    pending = state.pending
    if applied_by_witnesses(state, e) is not None:
        return None
    here = pending is not None and pending.command == e.command and pending.dossier is e.dossier
    if pending is None or not here or not pending.left:
        return "DOSSIER_BROKEN"
    item = pending.left[0]
    return None if all(item[key] == e.data[key] for key in CELL_FIELDS) else "DOSSIER_BROKEN"


def apply_item(state: State, e: Entry) -> None:
    """The cell as corrected; one that was emptied is filled by a dossier only."""
    data = e.data
    e.book.put(intern(data["pupil"]), data["col"], e.pos, data["value"])
    cell = (data["pupil"], data["col"])
    if data["value"] is None:
        e.book.struck.add(cell)
    else:
        e.book.struck.discard(cell)
    if e.dossier is not None:
        e.dossier.applied.append(e.pos)
    if state.pending is not None and state.pending.left and state.pending.dossier is e.dossier:
        state.pending.left.pop(0)


def session_lapsed(_state: State, e: Entry) -> str | None:
    """LAW 22: the session is over, and that was not noted before."""
    session = e.dossier.session if e.dossier is not None and e.dossier.state == "permitted" else None
    ok = session is not None and session.first == e.data["since"] and session.over(e.at) and not session.noted
    return None if ok else "DOSSIER_STATE"


def note_lapse(_state: State, e: Entry) -> None:
    """Noted once."""
    session = dossier_of(e).session
    if session is not None:
        session.noted = True


TYPES: dict[str, Type] = {
    "CorrectionWitnessed": Type(
        stream=DOSSIER,
        fields={
            "dossier": is_id,
            "seat": one_of(*SEATS),
            "standing": one_of(*STANDINGS),
            "intent": is_digest,
        },
        rules=(
            right,
            awaits_witness,
            not_own_witness,
            seat_free,
            one_seat_each,
            not_locked,
            witness_intent,
            seat_fits,
            applications_fill_command,
        ),
        apply=witness,
        final=(awaits_witness,),
        needs_dossier=True,
    ),
    "CorrectionApplied": Type(
        stream=BOOK,
        fields=ITEM,
        rules=(applied_by_witnesses, application_is_item, base_is_cell, fills_free_cell),
        apply=apply_item,
    ),
    "CorrectionLapsed": Type(
        stream=DOSSIER,
        fields={"dossier": is_id, "since": is_natural},
        rules=(right, session_lapsed),
        apply=note_lapse,
        needs_dossier=True,
    ),
}
