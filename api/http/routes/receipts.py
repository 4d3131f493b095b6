"""What a person takes home: the stored receipt, and its proof once a signed head covers it (FORMAT §2)."""

from fastapi import APIRouter, Response

from api.http.caller import Caller, SignedIn
from api.http.moments import PositionOf
from api.http.receipt_readers import may_have_receipt
from api.service.problem import Problem
from domain.words.entry import Entry

router = APIRouter(prefix="/schools/{school}/receipts", tags=["receipts"])


@router.get("/{pos}", response_class=Response)
def sealed_receipt(caller: SignedIn, pos: PositionOf) -> Response:
    """The `.tlog-proof` of the last entry of the command that wrote `pos`; 404 NOT_SEALED_YET before.

    For whoever did the act or may read it, the same as on the pages.
    """
    last = _last_of_command(caller, pos)
    proof = caller.school.signing.sealed_proof(last.pos)
    if proof is None:
        raise Problem("NOT_SEALED_YET", pos=last.pos)
    return _file(proof.format(), "text/plain; charset=utf-8", f"{last.pos}.tlog-proof")


@router.get("/{pos}/stored", response_class=Response)
def stored_receipt(caller: SignedIn, pos: PositionOf) -> Response:
    """The signed line that the entries are stored, again (`receipt.json`)."""
    last = _last_of_command(caller, pos)
    line = caller.school.signing.stored_receipt(last.pos + 1 - last.n, last.n, last.at, last.leaf, last.cmd)
    return _file(line + b"\n", "application/json", f"{last.pos}.receipt.json")


def _last_of_command(caller: Caller, pos: int) -> Entry:
    caller.require_staff()
    log = caller.school.log
    caller.require(may_have_receipt(caller, pos), pos=pos)
    if pos >= log.head().size:
        raise Problem("UNKNOWN_ENTRY", pos=pos)
    (entry,) = log.entries(pos, pos + 1)
    last = pos + entry.n - 1 - entry.i
    (found,) = log.entries(last, last + 1)
    return found


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
