"""Correction dossiers as the persons concerned read them: reasons opened, missing seats named."""

import base64
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.http.caller import Caller, SignedIn
from api.http.cells import BookOf
from api.http.paging import Paged
from api.http.routes.righting.dossiers import found_dossier
from api.service.problem import Problem
from api.service.sealing import shown_text
from domain.grounds.seats import missing_seats
from domain.state.dossier import DossierState, Item
from domain.words.fields import Id, Part
from projections.tables.corrections import register

router = APIRouter(prefix="/schools/{school}/dossiers", tags=["dossiers"])


DossierStep = Literal["proposed", "permitted", "refused", "withdrawn", "applied"]


class ItemView(Part):
    """A cell of a dossier; `old_text`, `text` and `reason` as people read them."""

    pupil: str
    col: str
    old: int | str | None
    value: int | str | None
    old_text: str | None
    text: str | None
    base: int
    reason: str | None


class DossierView(Part):
    """A dossier now; `session_until` ends the session of witnesses, `missing` are parts nobody can take."""

    dossier: str
    klass: str = Field(serialization_alias="class")
    subject: str
    semester: int
    kind: str
    state: str
    proposer: str
    permitter: str | None
    witnesses: list[dict[str, Any]]
    session_until: str | None
    session_open: bool
    evidence: list[str]
    items: list[ItemView]
    missing: list[dict[str, Any]]
    pos: list[int]
    applied: list[int]


@router.get("")
def dossiers(
    caller: SignedIn,
    page: Paged,
    klass: Annotated[Id | None, Query(alias="class")] = None,
    state: Annotated[DossierStep | None, Query()] = None,
) -> list[dict[str, Any]]:
    """The correction register (spec/FORMAT.md §5), as far as the caller may read the books concerned."""
    caller.require_staff()
    rows = register(caller.views(), klass=klass, state=state)
    readable = [row for row in rows if caller.reads_book(row["class"], row["subject"])]
    return [_without_sealed(row) for row in page.of(readable)]


@router.get("/{dossier}")
def dossier(caller: SignedIn, dossier: Id) -> DossierView:
    """One dossier with reasons, evidence digests and who is missing for it."""
    found = _readable(caller, dossier)
    now = caller.school.clock.now()
    session = found.session
    return DossierView(
        **{name: getattr(found, name) for name in _SAME},
        witnesses=[witness._asdict() for witness in session.witnesses] if session else [],
        session_until=session.end if session else None,
        session_open=found.state == "permitted" and found.open_session(now, caller.facts.reset) is not None,
        evidence=[base64.b64decode(digest + "=").hex() for digest in found.evidence],
        items=[_item_view(caller, found, item) for item in found.items],
        missing=[seat._asdict() for seat in _missing(caller, found, now)],
        pos=found.positions,
        applied=found.applied,
    )


@router.get("/{dossier}/evidence/{digest}", response_class=Response)
def evidence(caller: SignedIn, dossier: Id, digest: str) -> Response:
    """An evidence file that the dossier names, by its SHA-256 in hex: for its proposer, the class's homeroom
    teacher, leadership and board."""
    found = _readable(caller, dossier)
    caller.require(caller.opens_evidence(found), dossier=dossier)
    named = {base64.b64decode(each + "="): each for each in found.evidence}
    wanted = next((raw for raw in named if raw.hex() == digest), None)
    if wanted is None:
        raise Problem("ATTACHMENT_MISSING")
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": f'attachment; filename="{digest}"'}
    return Response(
        caller.school.attachments.get(wanted), media_type="application/octet-stream", headers=headers
    )


_SAME = ("dossier", "klass", "subject", "semester", "kind", "state", "proposer", "permitter")


def _readable(caller: Caller, dossier: str) -> DossierState:
    caller.require_staff()
    found = found_dossier(caller, dossier)
    caller.require(caller.reads_book(found.klass, found.subject), dossier=dossier)
    return found


def _missing(caller: Caller, found: DossierState, now: str) -> list[Any]:
    return missing_seats(caller.facts, found, now) if found.state in ("proposed", "permitted") else []


def _item_view(caller: Caller, found: DossierState, item: Item) -> ItemView:
    book = BookOf(caller, found.klass, found.subject, found.semester)
    comment = item.col == "nx"
    reason = shown_text(
        caller.school.pupil_keys, item.pupil, f"dossier/{found.dossier}", "reason", item.reason
    )
    return ItemView(
        pupil=item.pupil,
        col=item.col,
        old=None if comment else item.old,
        value=None if comment else item.value,
        old_text=book.text(item.pupil, item.col, item.old),
        text=book.text(item.pupil, item.col, item.value),
        base=item.base,
        reason=reason,
    )


def _without_sealed(row: dict[str, Any]) -> dict[str, Any]:
    items = [item if item["col"] != "nx" else {**item, "old": None, "value": None} for item in row["items"]]
    return {**row, "items": items}
