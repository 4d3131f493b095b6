"""Archives: which there are, made on demand, the bags themselves (S36)."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse

from api.http.caller import SignedIn
from api.http.paging import Paged
from api.service.archiving import Archiver
from api.service.problem import Problem
from domain.state.facts import Snapshot
from domain.words.fields import Cause, Id, Part
from ledger.form.canonical import unb64

router = APIRouter(prefix="/schools/{school}", tags=["school"])


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
