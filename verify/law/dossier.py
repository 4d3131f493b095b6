"""Rules 17 to 22 of spec/LAW.md: the correction dossier, from the proposal to the third confirmation."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from sys import intern

from verify.law.filling import cell_of_record, fills_free_cell
from verify.law.marks import CELL, base_is_cell, not_locked, value_differs
from verify.law.rights import Rule, right
from verify.law.state import Dossier, Entry, Pending, Session, State

_CELL_FIELDS = ("pupil", "col", "old", "value", "base")
_STANDINGS = {
    "leadership": ("head", "deputy"),
    "board": ("board",),
    "homeroom": ("homeroom", "homeroom_deputy", "second_leader"),
}


def remember(state: State, e: Entry) -> None:
    """Each entry of a dossier's stream becomes part of what the next signed act of that dossier has seen."""
    dossier = state.dossiers.get(e.data["dossier"])
    if dossier is not None:
        dossier.positions.append(e.pos)
        if dossier.open:
            dossier.leaves.append(e.leaf)


def dossier_of(e: Entry) -> Dossier:
    """The entry's dossier; rules that ask for it come after one that ends the judging if there is none."""
    assert e.dossier is not None  # noqa: S101
    return e.dossier


def intent_of(state: State, e: Entry, act: str) -> str:
    """FORMAT.md §2: what the person must have had before the eyes, as b64 SHA-256."""
    leaves = dossier_of(e).leaves
    return intent(str(state.origin), e.data["dossier"], leaves, act, person=e.person, cmd=e.cmd)


def intent(origin: str, dossier: str, leaves: list[bytes], act: str, *, person: str, cmd: str) -> str:
    """The digest that an act on a dossier with entries of these leaf hashes must carry."""
    signed = {
        "act": act,
        "cmd": cmd,
        "dossier": dossier,
        "entries": [b64encode(leaf).decode().rstrip("=") for leaf in leaves],
        "label": "socai/intent/v1",
        "origin": origin,
        "person": person,
    }
    raw = json.dumps(signed, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
    return b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")


# Proposal and items


def dossier_new(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if e.data["dossier"] in state.dossiers else None


def items_fill_command(_state: State, e: Entry) -> str | None:
    return None if e.i == 0 and e.n == e.data["count"] + 1 else "DOSSIER_BROKEN"


def propose(state: State, e: Entry) -> None:
    d = e.data
    stream = f"book/{d['class']}/{d['subject']}/{d['semester']}"
    dossier = Dossier(
        d["class"], d["subject"], d["semester"], stream, d["kind"], e.person, e.pos, (e.day, e.t_day)
    )
    state.dossiers[d["dossier"]] = dossier
    state.pending = Pending(e.command, "CorrectionItem", dossier, [])


def dossier_open(_state: State, e: Entry) -> str | None:
    """Known, and proposed or permitted."""
    return None if e.dossier is not None and e.dossier.open else "DOSSIER_STATE"


def by_proposer(_state: State, e: Entry) -> str | None:
    return None if dossier_of(e).proposer == e.person else "NOT_PROPOSER"


def amend(state: State, e: Entry) -> None:
    dossier = dossier_of(e)
    if dossier.open:
        dossier.state, dossier.permitter, dossier.session = "proposed", None, None
        dossier.proposed, dossier.days = e.pos, (e.day, e.t_day)
        dossier.items, dossier.cells = [], set()
    state.pending = Pending(e.command, "CorrectionItem", dossier, [])


def item_has_place(state: State, e: Entry) -> str | None:
    pending = state.pending
    ok = pending is not None and pending.command == e.command and pending.dossier is e.dossier
    return None if ok else "DOSSIER_BROKEN"


def item_of_record(state: State, e: Entry) -> str | None:
    return None if cell_of_record(state, e, e.book, e.data["col"]) else "NOT_OF_RECORD"


def item_suits_kind(_state: State, e: Entry) -> str | None:
    old, value = e.data["old"], e.data["value"]
    ok = old is not None if dossier_of(e).kind == "sua" else old is None and value is not None
    return None if ok else "BAD_DATA"


def cell_once(_state: State, e: Entry) -> str | None:
    dossier = dossier_of(e)
    taken = (e.data["pupil"], e.data["col"]) in dossier.cells
    return "CELL_TWICE" if taken and dossier.open else None


def add_item(state: State, e: Entry) -> None:
    if item_has_place(state, e) is None and dossier_of(e).open:
        dossier_of(e).items.append({key: e.data[key] for key in _CELL_FIELDS})
        dossier_of(e).cells.add((e.data["pupil"], e.data["col"]))


# Permission and dead ends


def awaits_permission(_state: State, e: Entry) -> str | None:
    return None if e.dossier is not None and e.dossier.state == "proposed" else "DOSSIER_STATE"


def not_own_permission(_state: State, e: Entry) -> str | None:
    return "PROPOSER_PERMITS" if dossier_of(e).proposer == e.person else None


def permitter_was_there(state: State, e: Entry) -> str | None:
    """The right to permit was given before what is permitted was proposed."""
    return "RIGHT_NOT_IN_FORCE" if e.basis > dossier_of(e).proposed and right(state, e) is None else None


def permit_intent(state: State, e: Entry) -> str | None:
    return None if e.data["intent"] == intent_of(state, e, "permit") else "INTENT_WRONG"


def permit(_state: State, e: Entry) -> None:
    dossier = dossier_of(e)
    if dossier.open:
        dossier.state, dossier.permitter = "permitted", e.person


def refuse(_state: State, e: Entry) -> None:
    if dossier_of(e).open:
        dossier_of(e).end("refused")


def withdraw(_state: State, e: Entry) -> None:
    if dossier_of(e).open:
        dossier_of(e).end("withdrawn")


# Confirmations and their application


def _seats(state: State, e: Entry) -> dict[str, tuple[str, str, int]]:
    session = dossier_of(e).session_at(e.at, state.clock_reset)
    return session.seats if session is not None else {}


def awaits_witness(_state: State, e: Entry) -> str | None:
    return None if e.dossier is not None and e.dossier.state == "permitted" else "DOSSIER_STATE"


def not_own_witness(_state: State, e: Entry) -> str | None:
    return "PROPOSER_WITNESSES" if dossier_of(e).proposer == e.person else None


def seat_free(state: State, e: Entry) -> str | None:
    return "SEAT_TAKEN" if e.data["seat"] in _seats(state, e) else None


def one_seat_each(state: State, e: Entry) -> str | None:
    seat = e.data["seat"]
    elsewhere = any(who == e.person and other != seat for other, (who, _, _) in _seats(state, e).items())
    as_permitter = dossier_of(e).permitter == e.person and seat != "leadership"
    return "WITNESS_TWICE" if elsewhere or as_permitter else None


def seat_fits(state: State, e: Entry) -> str | None:
    """The standing is one of the seat's, the role is that standing, and the right was given before the
    proposal; a second leader only where the one homeroom teacher proposes, who cannot confirm that."""
    standing, dossier = e.data["standing"], dossier_of(e)
    if standing == "second_leader":
        ok = e.role in ("head", "deputy") and _homeroom_proposes_alone(state, e, dossier)
    else:
        ok = e.role == standing
    was_there = e.basis < dossier.proposed
    return None if ok and was_there and standing in _STANDINGS[e.data["seat"]] else "WRONG_SEAT"


def _homeroom_proposes_alone(state: State, e: Entry, dossier: Dossier) -> bool:
    """The proposer is the homeroom teacher, and there is no other: by rights given before the proposal.

    Who was homeroom teacher at the proposal still is one here: nobody removes a witness by ending the right.
    """
    alone, proposed = False, dossier.proposed
    for pos, held in state.rights_of_class("homeroom", dossier.klass):
        if pos > proposed:
            continue
        now = held.in_force(e.day, e.t_day)
        if held.person == dossier.proposer:
            alone = alone or now
        elif now or held.stood(proposed, *dossier.days):
            return False
    return alone


def witness_intent(state: State, e: Entry) -> str | None:
    wanted = intent_of(state, e, "witness:" + e.data["seat"])
    return None if e.data["intent"] == wanted else "INTENT_WRONG"


def applications_fill_command(state: State, e: Entry) -> str | None:
    """Asked of the confirmation that fills the third seat."""
    if len({*_seats(state, e), e.data["seat"]}) < 3:
        return None
    return None if e.i == 0 and e.n == len(dossier_of(e).items) + 1 else "DOSSIER_BROKEN"


def witness(state: State, e: Entry) -> None:
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
    """An application without three seats filled in one session; a late or repeated one is the next rule's."""
    return None if e.dossier is not None and e.dossier.state == "applied" else "WITNESSES_MISSING"


def application_is_item(state: State, e: Entry) -> str | None:
    pending = state.pending
    if applied_by_witnesses(state, e) is not None:
        return None
    here = pending is not None and pending.command == e.command and pending.dossier is e.dossier
    if pending is None or not here or not pending.left:
        return "DOSSIER_BROKEN"
    item = pending.left[0]
    return None if all(item[key] == e.data[key] for key in _CELL_FIELDS) else "DOSSIER_BROKEN"


def apply_item(state: State, e: Entry) -> None:
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
    session = e.dossier.session if e.dossier is not None and e.dossier.state == "permitted" else None
    ok = session is not None and session.first == e.data["since"] and session.over(e.at) and not session.noted
    return None if ok else "DOSSIER_STATE"


def note_lapse(_state: State, e: Entry) -> None:
    session = dossier_of(e).session
    if session is not None:
        session.noted = True


# Items and applications stand in commands whose first entry has the same actor: the right is judged there.
RULES: dict[str, tuple[Rule, ...]] = {
    "CorrectionProposed": (right, dossier_new, items_fill_command),
    "CorrectionAmended": (right, dossier_open, by_proposer, items_fill_command),
    "CorrectionItem": (
        item_has_place,
        *CELL,
        item_of_record,
        base_is_cell,
        item_suits_kind,
        value_differs,
        cell_once,
        fills_free_cell,
    ),
    "CorrectionPermitted": (right, awaits_permission, not_own_permission, permitter_was_there, permit_intent),
    "CorrectionRefused": (right, dossier_open, not_own_permission),
    "CorrectionWithdrawn": (right, dossier_open, by_proposer),
    "CorrectionWitnessed": (
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
    "CorrectionApplied": (applied_by_witnesses, application_is_item, base_is_cell, fills_free_cell),
    "CorrectionLapsed": (right, session_lapsed),
}

APPLY = {
    "CorrectionProposed": propose,
    "CorrectionItem": add_item,
    "CorrectionAmended": amend,
    "CorrectionPermitted": permit,
    "CorrectionRefused": refuse,
    "CorrectionWithdrawn": withdraw,
    "CorrectionWitnessed": witness,
    "CorrectionApplied": apply_item,
    "CorrectionLapsed": note_lapse,
}
