"""A correction proposed, amended, withdrawn: the dossier and its cells (S21, LAW 17-19)."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import BookCommand, DossierCommand
from domain.grounds.reading import fill_reads
from domain.grounds.record import cell_of_record, refuse_fill, refuse_former
from domain.grounds.rows import Row
from domain.grounds.situation import (
    OPEN,
    Situation,
    in_state,
    refuse_column,
    refuse_stale,
    taught,
    value_suits,
)
from domain.state.dossier import DossierState, Item
from domain.state.state import State
from domain.words.days import local_day
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import (
    Column,
    CorrectionKind,
    Digests,
    Id,
    Part,
    Position,
    Sealed,
    Semester,
    Value,
)
from domain.words.refusal import Refusal

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
    """One cell: `old` as it stood at `base`, `value` None to empty it; `reason` sealed for the pupil."""

    dossier: Id
    pupil: Id
    col: Column
    old: Value | None
    value: Value | None
    base: Position
    reason: Sealed


CORRECTION_ITEM = Event(CorrectionItem, "dossier/{dossier}")


class CorrectionAmended(TypedDict):
    """`count` new items follow it; what was permitted and confirmed before is void."""

    dossier: Id
    count: Annotated[int, Field(ge=1, le=200)]
    evidence: Digests


CORRECTION_AMENDED = Event(CorrectionAmended, "dossier/{dossier}")


class CorrectionWithdrawn(TypedDict):
    """By its proposer; the dossier ends."""

    dossier: Id


CORRECTION_WITHDRAWN = Event(CorrectionWithdrawn, "dossier/{dossier}")


class CorrectionEdit(Part):
    """One cell to correct (`value` None = remove); `base` as in CellEdit, `reason` sealed for the pupil."""

    pupil: Id
    col: Column
    value: Value | None
    base: Position
    reason: Sealed


CorrectionEdits = Annotated[list[CorrectionEdit], Field(min_length=1, max_length=200)]


class ProposeCorrection(BookCommand):
    """Ask for cells of record of one book to be changed; nothing changes yet."""

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


class AmendCorrection(DossierCommand):
    """Replace the items and the evidence: the permission and all confirmations are void."""

    ACT = "CorrectionAmended"
    evidence: Digests
    items: CorrectionEdits

    def new_pupils(self) -> list[str]:
        """Those of the new items."""
        return [item.pupil for item in self.items]


class WithdrawCorrection(DossierCommand):
    """Take the own proposal back, while it is not applied."""

    ACT = "CorrectionWithdrawn"


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
    dossier = in_state(act, command.dossier, *OPEN)
    _proposer_only(act, dossier)
    place = (dossier.klass, dossier.subject, dossier.semester)
    items = _items(act, place, dossier.kind, command.items)
    data = {"dossier": command.dossier, "count": len(items), "evidence": command.evidence}
    return [CORRECTION_AMENDED.draft(data), *_item_drafts(command.dossier, items)]


def withdraw(act: Situation, command: WithdrawCorrection) -> list[Draft]:
    """LAW 19: only the proposer takes a proposal back."""
    dossier = in_state(act, command.dossier, *OPEN)
    _proposer_only(act, dossier)
    return [CORRECTION_WITHDRAWN.draft({"dossier": command.dossier})]


def _proposer_only(act: Situation, dossier: DossierState) -> None:
    if act.actor.person != dossier.proposer:
        raise Refusal("NOT_PROPOSER", "S21", dossier=dossier.dossier, proposer=dossier.proposer)


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


def _withdraw(d: DossierState, _entry: Entry, _data: CorrectionWithdrawn) -> None:
    d.state = "withdrawn"


def _item_drafts(dossier: str, items: list[Item]) -> list[Draft]:
    return [CORRECTION_ITEM.draft({"dossier": dossier, **item._asdict()}) for item in items]


ROWS = (
    Row(CORRECTION_PROPOSED, ProposeCorrection, propose, apply=_propose),
    Row(CORRECTION_ITEM, apply=_item),
    Row(CORRECTION_AMENDED, AmendCorrection, amend, apply=_amend),
    Row(CORRECTION_WITHDRAWN, WithdrawCorrection, withdraw, apply=_withdraw),
)
