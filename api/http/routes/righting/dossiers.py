"""Correction dossiers: proposed, permitted, witnessed, applied; or refused, withdrawn, amended (S21–S24)."""

import base64
import binascii
from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, UploadFile
from pydantic import Field

from api.http.body.base import Body
from api.http.caller import Caller, SignedIn
from api.http.cells import BookOf, Value
from api.http.edge import LARGEST_BODY
from api.http.writing import Answer, Write, require_known, require_right, sealing_of, write
from api.service.problem import Problem
from api.service.sealing import Sealing
from api.service.typed.cells import read_all, read_text
from domain.acts.books.corrections import (
    AmendCorrection,
    CorrectionEdit,
    ProposeCorrection,
    WithdrawCorrection,
)
from domain.acts.books.witnessing import PermitCorrection, RefuseCorrection, WitnessCorrection
from domain.grounds.readers import may_name_file
from domain.state.dossier import DossierState
from domain.words.fields import Column, CorrectionKind, Id, Position, Seat, Semester
from domain.words.refusal import Refusal
from ledger.form.canonical import b64
from projections.decisions import naming
from projections.tables.corrections import fold, twin_of

router = APIRouter(prefix="/schools/{school}", tags=["dossiers"])
DIGEST = r"^[0-9a-f]{64}$"


class Evidence(Body):
    """A file: either its bytes here, or the digest of one uploaded to /attachments before."""

    content: Annotated[str | None, Field(description="Nội dung tệp, base64")] = None
    digest: Annotated[str | None, Field(pattern=DIGEST, description="SHA-256 của tệp đã tải lên")] = None


class ItemBody(Body):
    """A cell to correct; `value` null removes the mark. `reason` is sealed for the pupil."""

    pupil: Id
    col: Column
    value: Value
    base: Position
    reason: str


class Contents(Write):
    evidence: Annotated[list[Evidence], Field(min_length=1, max_length=50)]
    items: Annotated[list[ItemBody], Field(min_length=1, max_length=200)]


class ProposeBody(Contents):
    dossier: Id
    klass: Annotated[Id, Field(alias="class")]
    subject: Id
    semester: Semester
    kind: CorrectionKind


class RefuseBody(Write):
    reason: str


class WitnessBody(Write):
    seat: Seat


@router.post("/attachments", status_code=201, max_body_size=LARGEST_BODY)
def upload(caller: SignedIn, file: UploadFile) -> dict[str, Any]:
    """Keeps a file (at most 10 MB) under its SHA-256: evidence for a dossier to name, or a decision's file.

    `decisions`: the entries whose decision names this file. It may come before them or after.
    """
    caller.require_staff()
    content = file.file.read()
    digest = caller.keep_file(content)
    named = naming(caller.school.views(), b64(digest))
    return {"digest": digest.hex(), "bytes": len(content), "decisions": named}


@router.post("/dossiers", status_code=201, max_body_size=LARGEST_BODY)
def propose(caller: SignedIn, body: ProposeBody) -> Answer:
    """Proposes corrections of marks of record (the subject's teacher), with reasons and evidence."""
    place: dict[str, Any] = {"klass": body.klass, "subject": body.subject, "semester": body.semester}
    require_right(caller, body, ProposeCorrection, dossier=body.dossier, **place)
    twin = twin_of(caller.views(), body.dossier)
    if twin is not None:
        raise Refusal("CODE_TWICE", "S53", value=body.dossier, known=twin)
    sealing = sealing_of(caller, body)
    book = BookOf(caller, body.klass, body.subject, body.semester)
    with book.beside:
        command = ProposeCorrection(
            klass=body.klass,
            subject=body.subject,
            semester=body.semester,
            dossier=body.dossier,
            kind=body.kind,
            evidence=_evidence(caller, body.evidence, ()),
            items=_edits(body, book, body.dossier, sealing),
        )
        return _write(caller, body, command, sealing, book)


@router.post("/dossiers/{dossier}/amend", max_body_size=LARGEST_BODY)
def amend(caller: SignedIn, dossier: Id, body: Contents) -> Answer:
    """Replaces items and evidence (the proposer); permission and confirmations are void."""
    found = _dossier(caller, dossier)
    _require_known(caller, body, found)
    _require_there(found)
    require_right(caller, body, AmendCorrection, found, dossier=dossier)
    sealing = sealing_of(caller, body)
    book = BookOf(caller, found.klass, found.subject, found.semester)
    with book.beside:
        command = AmendCorrection(
            dossier=dossier,
            evidence=_evidence(caller, body.evidence, found.evidence),
            items=_edits(body, book, dossier, sealing),
        )
        return _write(caller, body, command, sealing, book)


@router.post("/dossiers/{dossier}/permit")
def permit(caller: SignedIn, dossier: Id, body: Write) -> Answer:
    """Permits a proposal (head, deputy with the power; never the proposer)."""
    _require_known(caller, body, _dossier(caller, dossier))
    return write(caller, body, PermitCorrection(dossier=dossier))


@router.post("/dossiers/{dossier}/refuse")
def refuse(caller: SignedIn, dossier: Id, body: RefuseBody) -> Answer:
    """Refuses a proposal, with a reason (head, deputy with the power; never the proposer)."""
    found = _dossier(caller, dossier)
    _require_known(caller, body, found)
    _require_there(found)
    require_right(caller, body, RefuseCorrection, found, dossier=dossier)
    sealing = sealing_of(caller, body)
    reason = sealing.text(found.items[0].pupil, f"dossier/{dossier}", "reason", read_text(body.reason))
    return write(caller, body, RefuseCorrection(dossier=dossier, reason=reason), sealing)


@router.post("/dossiers/{dossier}/withdraw")
def withdraw(caller: SignedIn, dossier: Id, body: Write) -> Answer:
    """Takes a proposal back (the proposer)."""
    _require_known(caller, body, _dossier(caller, dossier))
    return write(caller, body, WithdrawCorrection(dossier=dossier))


@router.post("/dossiers/{dossier}/witness")
def witness(caller: SignedIn, dossier: Id, body: WitnessBody) -> Answer:
    """Confirms in one seat; the third seat within the session applies the dossier."""
    _require_known(caller, body, _dossier(caller, dossier))
    return write(caller, body, WitnessCorrection(dossier=dossier, seat=body.seat))


def _write(caller: Caller, body: Write, command: Any, sealing: Sealing, book: BookOf) -> Answer:
    try:
        return write(caller, body, command, sealing)
    except Refusal as refusal:
        if refusal.code != "STALE_BASE":
            raise
        raise book.conflict(refusal) from None


def _edits(body: Contents, book: BookOf, dossier: str, sealing: Sealing) -> list[CorrectionEdit]:
    stream = f"dossier/{dossier}"
    book.refuse_unknown(item.pupil for item in body.items)

    def edit(item: ItemBody) -> CorrectionEdit:
        # In the order of their names, in which a person's salts are used (FORMAT §2).
        reason = sealing.text(item.pupil, stream, "reason", read_text(item.reason))
        value = book.value(item.pupil, item.col, item.value, sealing)
        return CorrectionEdit(pupil=item.pupil, col=item.col, value=value, base=item.base, reason=reason)

    return read_all(body.items, edit)


def _evidence(caller: Caller, files: list[Evidence], named: Collection[str]) -> list[str]:
    """The digests of the files, each of which is kept by now, sorted, none twice."""
    return sorted({b64(_kept(caller, file, named)) for file in files})


def _kept(caller: Caller, file: Evidence, named: Collection[str]) -> bytes:
    """The file's digest. One that the caller may not name is not there."""
    if (file.content is None) == (file.digest is None):
        raise Problem(
            "BODY_INVALID",
            faults=[
                {
                    "field": "evidence",
                    "why": "Hãy gửi nội dung tệp (content) hoặc mã tóm lược (digest), chỉ một.",
                }
            ],
        )
    if file.digest is not None:
        digest = bytes.fromhex(file.digest)
        if not may_name_file(b64(digest), named, brought=caller.brought_file(digest)):
            raise Problem("ATTACHMENT_MISSING", what=file.digest)
        caller.school.attachments.size(digest)
        return digest
    try:
        return caller.keep_file(base64.b64decode(file.content or "", validate=True))
    except binascii.Error:
        raise Problem(
            "BODY_INVALID", faults=[{"field": "evidence.content", "why": "Nội dung tệp không phải base64."}]
        ) from None


def found_dossier(caller: Caller, dossier: str) -> DossierState:
    """The dossier as the log has it now. Raises UNKNOWN_DOSSIER, to who reads not all NOT_READABLE."""
    found = _dossier(caller, dossier)
    if not found.state:
        caller.require(caller.reads_all, dossier=dossier)
    _require_there(found)
    return found


def _dossier(caller: Caller, dossier: str) -> DossierState:
    """The dossier as the log has it now; `state` "" if nobody proposed it."""
    return fold(caller.school.log, caller.facts, f"dossier/{dossier}", caller.facts.size)


def _require_there(found: DossierState) -> None:
    if not found.state:
        raise Problem("UNKNOWN_DOSSIER", dossier=found.dossier)


def _require_known(caller: Caller, body: Write, found: DossierState) -> None:
    """Before any answer tells the dossier's state, class or subject."""
    require_known(caller, body, caller.knows_dossier(found), dossier=found.dossier)
