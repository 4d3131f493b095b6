"""The school's own acts: proof policy, log keys, clock epochs, restores, archives (S36, S52, S57)."""

from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import Field

from api.http.caller import SignedIn
from api.http.paging import Paged
from api.http.problems import Problem
from api.http.routes.writing import Answer, Write, command_of, require_right, write
from api.service.archiving import Archiver
from domain.acts.commands import NoteRestore, ResetClock, RotateKey, SetPolicy
from domain.state.facts import Snapshot
from domain.words.fields import Cause, Decision, Digest, Id, Part, Position, ProofPolicy, Typed, VerifierKey
from ledger.form.canonical import unb64
from ledger.signing.keys import KeyFault

router = APIRouter(prefix="/schools/{school}", tags=["school"])


class PolicyBody(Write):
    proof: ProofPolicy
    lapse: Annotated[
        int, Field(strict=True, ge=0, lt=2**31, description="Số phút của một phiên chứng kiến, tối đa 15")
    ]


class RotateBody(Write):
    new: Annotated[VerifierKey, Field(description="Khóa công khai mới, đã tạo bằng POST /keys")]
    decision: Decision


class ClockBody(Write):
    reason: Typed


class RestoreBody(Write):
    size: Position
    source: Typed
    checkpoint: Digest


class ArchiveView(Part):
    """An archive id; `digest` is the SHA-256 of the bag in hex, as sha256sum prints it, once it is made."""

    id: str
    state: str
    pos: int
    at: str
    size: int
    kind: str
    ref: str
    digest: str | None


@router.get("")
def school(caller: SignedIn) -> dict[str, Any]:
    """Name of the log, its key in force, its policy, its head."""
    caller.require_staff()
    policy = caller.facts.policy()
    return {
        "school": caller.school.code,
        "origin": caller.school.log.origin,
        "key": caller.facts.key,
        "policy": policy._asdict() if policy else None,
        "size": caller.facts.size,
        "at": caller.facts.at,
    }


@router.put("/policy")
def set_policy(caller: SignedIn, body: PolicyBody) -> Answer:
    """Sets the proofs asked for and the minutes of a session (head): stricter than the law, never weaker."""
    return write(caller, body, command_of(SetPolicy, body))


@router.post("/keys", status_code=201)
def new_key(caller: SignedIn) -> dict[str, str]:
    """Makes a private log key on the server, not in force yet (head, board); until it is, the same again."""
    caller.require(any(right.role in ("head", "board") for right in caller.rights))
    return {"key": str(caller.school.spare_key().public)}


@router.post("/keys/rotate")
def rotate_key(caller: SignedIn, body: RotateBody) -> Answer:
    """Puts a key made before into force (head, board)."""
    require_right(caller, body, RotateKey)
    command = RotateKey(old=caller.facts.key, new=body.new, decision=body.decision)
    try:
        caller.school.require_private_key(body.new)
    except KeyFault:  # a key that the sender names, none of ours
        raise Problem("UNKNOWN_KEY", key=body.new) from None
    return write(caller, body, command)


@router.post("/clock-resets", status_code=201)
def reset_clock(caller: SignedIn, body: ClockBody) -> Answer:
    """Opens a clock epoch after times in the future were written (head, board)."""
    return write(caller, body, command_of(ResetClock, body))


@router.post("/restores", status_code=201)
def note_restore(caller: SignedIn, body: RestoreBody) -> Answer:
    """Notes that the log goes on after a restore that was compared with a note held outside (head)."""
    return write(caller, body, command_of(NoteRestore, body))


@router.get("/archives")
def archives(caller: SignedIn, page: Paged) -> list[ArchiveView]:
    """Every archive id ever planned, for whoever has a right in force."""
    caller.require_staff()
    return [_archive_view(each) for _, each in page.of(sorted(caller.facts.snapshots.items()))]


@router.post("/archives", status_code=201)
def archive(caller: SignedIn) -> dict[str, Any]:
    """Makes a bag of everything up to now (leadership, board)."""
    caller.require(caller.reads_all)
    made = Archiver(caller.school).archive(Cause(kind="manual", ref=""))
    return {"id": made.id, "size": made.size, "bytes": made.size_bytes, "digest": made.digest.hex()}


@router.get("/archives/{id}/bag", response_class=FileResponse)
def bag(caller: SignedIn, id: Id) -> FileResponse:
    """The bag itself, a tar file (leadership, board)."""
    caller.require(caller.reads_all)
    known = caller.facts.snapshots.get(id)
    if known is None or known.state != "archived":
        raise Problem("UNKNOWN_ARCHIVE", id=id)
    return FileResponse(caller.school.archive.path(id), media_type="application/x-tar", filename=f"{id}.tar")


def _archive_view(snapshot: Snapshot) -> ArchiveView:
    digest = unb64(snapshot.digest).hex() if snapshot.digest else None
    return ArchiveView(**{**snapshot._asdict(), "digest": digest})
