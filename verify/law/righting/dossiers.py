"""LAW 17 to 19: the correction dossier, its items, permission and dead ends."""

from __future__ import annotations

from verify.law.books.cells import CELL, PLACE, base_is_cell, value_differs
from verify.law.books.filling import cell_of_record, fills_free_cell
from verify.law.fields import COLUMN, SEMESTER
from verify.law.righting.intent import dossier_of, intent_of
from verify.law.rights import right
from verify.law.shape import (
    Check,
    ascending,
    between,
    is_digest,
    is_id,
    is_natural,
    is_sealed,
    one_of,
    value_or_empty,
)
from verify.law.state.dossiers import Dossier, Pending
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.types import DOSSIER, Type

ITEM: dict[str, Check] = {
    "dossier": is_id,
    "pupil": is_id,
    "col": COLUMN,
    "old": value_or_empty,
    "value": value_or_empty,
    "base": is_natural,
}

_EVIDENCE: dict[str, Check] = {
    "dossier": is_id,
    "count": between(1, 200),
    "evidence": ascending(is_digest, 50),
}

CELL_FIELDS = ("pupil", "col", "old", "value", "base")


def remember(state: State, e: Entry) -> None:
    """Each entry of a dossier's stream becomes part of what the next signed act of that dossier has seen."""
    dossier = state.dossiers.get(e.data["dossier"])
    if dossier is not None:
        dossier.positions.append(e.pos)
        if dossier.open:
            dossier.leaves.append(e.leaf)


def dossier_new(state: State, e: Entry) -> str | None:
    """LAW 17 (S21): an id is used once."""
    return "ALREADY_EXISTS" if e.data["dossier"] in state.dossiers else None


def items_fill_command(_state: State, e: Entry) -> str | None:
    """LAW 17: its items follow in the command, and nothing else."""
    return None if e.i == 0 and e.n == e.data["count"] + 1 else "DOSSIER_BROKEN"


def propose(state: State, e: Entry) -> None:
    """Proposed; its items come next."""
    d = e.data
    stream = f"book/{d['class']}/{d['subject']}/{d['semester']}"
    dossier = Dossier(
        d["class"], d["subject"], d["semester"], stream, d["kind"], e.person, e.pos, (e.day, e.t_day)
    )
    state.dossiers[d["dossier"]] = dossier
    state.pending = Pending(e.command, "CorrectionItem", dossier, [])


def dossier_open(_state: State, e: Entry) -> str | None:
    """LAW 17, 19. Known, and proposed or permitted."""
    return None if e.dossier is not None and e.dossier.open else "DOSSIER_STATE"


def by_proposer(_state: State, e: Entry) -> str | None:
    """LAW 17, 19: by the proposer alone."""
    return None if dossier_of(e).proposer == e.person else "NOT_PROPOSER"


def amend(state: State, e: Entry) -> None:
    """Proposed again: items, permission and confirmations are void."""
    dossier = dossier_of(e)
    if dossier.open:
        dossier.state, dossier.permitter, dossier.session = "proposed", None, None
        dossier.proposed, dossier.days = e.pos, (e.day, e.t_day)
        dossier.items, dossier.cells = [], set()
    state.pending = Pending(e.command, "CorrectionItem", dossier, [])


def item_has_place(state: State, e: Entry) -> str | None:
    """LAW 18: an item stands behind its proposal only."""
    pending = state.pending
    ok = pending is not None and pending.command == e.command and pending.dossier is e.dossier
    return None if ok else "DOSSIER_BROKEN"


def item_of_record(state: State, e: Entry) -> str | None:
    """LAW 18: what is not of record is changed without a dossier."""
    return None if cell_of_record(state, e, e.book, e.data["col"]) else "NOT_OF_RECORD"


def item_suits_kind(_state: State, e: Entry) -> str | None:
    """LAW 18: `sua` changes what is there, `bosung` fills what is not."""
    old, value = e.data["old"], e.data["value"]
    ok = old is not None if dossier_of(e).kind == "sua" else old is None and value is not None
    return None if ok else "BAD_DATA"


def cell_once(_state: State, e: Entry) -> str | None:
    """LAW 18: no cell twice."""
    dossier = dossier_of(e)
    taken = (e.data["pupil"], e.data["col"]) in dossier.cells
    return "CELL_TWICE" if taken and dossier.open else None


def add_item(state: State, e: Entry) -> None:
    """One more cell of the dossier."""
    if item_has_place(state, e) is None and dossier_of(e).open:
        dossier_of(e).items.append({key: e.data[key] for key in CELL_FIELDS})
        dossier_of(e).cells.add((e.data["pupil"], e.data["col"]))


def awaits_permission(_state: State, e: Entry) -> str | None:
    """LAW 19: proposed, and not permitted yet."""
    return None if e.dossier is not None and e.dossier.state == "proposed" else "DOSSIER_STATE"


def not_own_permission(_state: State, e: Entry) -> str | None:
    """LAW 19 (S22): the proposer neither permits nor refuses."""
    return "PROPOSER_PERMITS" if dossier_of(e).proposer == e.person else None


def permitter_was_there(state: State, e: Entry) -> str | None:
    """LAW 19: the right to permit was given before what is permitted was proposed."""
    return "RIGHT_NOT_IN_FORCE" if e.basis > dossier_of(e).proposed and right(state, e) is None else None


def permit_intent(state: State, e: Entry) -> str | None:
    """LAW 19 (FORMAT §2): the intent is of this very dossier."""
    return None if e.data["intent"] == intent_of(state, e, "permit") else "INTENT_WRONG"


def permit(_state: State, e: Entry) -> None:
    """Permitted, and by whom."""
    dossier = dossier_of(e)
    if dossier.open:
        dossier.state, dossier.permitter = "permitted", e.person


def refuse(_state: State, e: Entry) -> None:
    """At its end."""
    if dossier_of(e).open:
        dossier_of(e).end("refused")


def withdraw(_state: State, e: Entry) -> None:
    """At its end."""
    if dossier_of(e).open:
        dossier_of(e).end("withdrawn")


TYPES: dict[str, Type] = {
    "CorrectionProposed": Type(
        stream=DOSSIER,
        fields={
            **_EVIDENCE,
            "class": is_id,
            "subject": is_id,
            "semester": SEMESTER,
            "kind": one_of("sua", "bosung"),
        },
        rules=(right, dossier_new, items_fill_command),
        apply=propose,
    ),
    "CorrectionItem": Type(
        stream=DOSSIER,
        fields={**ITEM, "reason": is_sealed},
        rules=(
            item_has_place,
            *CELL,
            item_of_record,
            base_is_cell,
            item_suits_kind,
            value_differs,
            cell_once,
            fills_free_cell,
        ),
        apply=add_item,
        final=(item_has_place, *PLACE),
        needs_dossier=True,
    ),
    "CorrectionAmended": Type(
        stream=DOSSIER,
        fields=_EVIDENCE,
        rules=(right, dossier_open, by_proposer, items_fill_command),
        apply=amend,
        final=(dossier_open,),
        needs_dossier=True,
    ),
    "CorrectionPermitted": Type(
        stream=DOSSIER,
        fields={"dossier": is_id, "intent": is_digest},
        rules=(right, awaits_permission, not_own_permission, permitter_was_there, permit_intent),
        apply=permit,
        final=(awaits_permission,),
        needs_dossier=True,
    ),
    "CorrectionRefused": Type(
        stream=DOSSIER,
        fields={"dossier": is_id, "reason": is_sealed},
        rules=(right, dossier_open, not_own_permission),
        apply=refuse,
        final=(dossier_open,),
        needs_dossier=True,
    ),
    "CorrectionWithdrawn": Type(
        stream=DOSSIER,
        fields={"dossier": is_id},
        rules=(right, dossier_open, by_proposer),
        apply=withdraw,
        final=(dossier_open,),
        needs_dossier=True,
    ),
}
