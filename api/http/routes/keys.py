"""Log keys: made on the server, put into force by an act (S52)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.writing import Answer, Write, require_right, write
from api.service.problem import Problem
from domain.acts.unit.school import RotateKey
from domain.words.fields import Decision, VerifierKey
from ledger.signing.keys import KeyFault

router = APIRouter(prefix="/schools/{school}", tags=["school"])


class RotateBody(Write):
    new: Annotated[VerifierKey, Field(description="Khóa công khai mới, đã tạo bằng POST /keys")]
    decision: Decision


@router.post("/keys", status_code=201)
def new_key(caller: SignedIn) -> dict[str, str]:
    """Makes a private log key on the server, not in force yet (head, board); until it is, the same again."""
    caller.require(caller.makes_keys)
    return {"key": str(caller.school.signing.spare().public)}


@router.post("/keys/rotate")
def rotate_key(caller: SignedIn, body: RotateBody) -> Answer:
    """Puts a key made before into force (head, board)."""
    require_right(caller, body, RotateKey)
    command = RotateKey(old=caller.facts.key, new=body.new, decision=body.decision)
    try:
        caller.school.signing.require_private(body.new)
    except KeyFault:  # a key that the sender names, none of ours
        raise Problem("UNKNOWN_KEY", key=body.new) from None
    return write(caller, body, command)
