"""The public side of each log in the layout of C2SP tlog-tiles: signed head and hash tiles for all.

Leaves are salted (FORMAT §1), so a hash tells nothing about a mark; entry bundles hold the lines themselves
and go to authorised readers only.
"""

from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPBearer

from api.http.caller import TheService, client_of, identify, shown_by
from api.service.problem import Problem
from api.service.school import School
from domain.words.fields import Id
from ledger.form.proof import HASH_BYTES
from ledger.form.tiles import ENTRIES_LEVEL, TILE_WIDTH, BadTile, TileId, parse_tile_path, tile_width
from ledger.pgtiles import PgTiles
from ledger.signing.checkpointer import newest_signed

router = APIRouter(prefix="/logs/{school}", tags=["logs"])
FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=5"
_LENGTH_BYTES = 2

_bearer = HTTPBearer(auto_error=False)
"""For the contract; who asks is looked at in `tile`."""


@router.get("/checkpoint", response_class=Response)
def checkpoint(service: TheService, school: Id) -> Response:
    """The newest signed note of the log (C2SP tlog-checkpoint)."""
    signed = newest_signed(service.school(school).log)
    if signed is None:
        raise Problem("NOT_SEALED_YET")
    return Response(signed.note, media_type="text/plain; charset=utf-8", headers={"Cache-Control": BRIEFLY})


@router.get("/tile/{path:path}", response_class=Response, dependencies=[Depends(_bearer)])
def tile(service: TheService, request: Request, school: Id, path: str) -> Response:
    """A hash tile `<L>/<N>[.p/<W>]`; for leadership and board also an entry bundle `entries/<N>[.p/<W>]`."""
    found = service.school(school)
    wanted = _parsed(request, path)
    if wanted.level != ENTRIES_LEVEL:
        return _immutable(_hashes(found, wanted))
    caller = identify(service, school, shown_by(request.scope), client_of(request.scope))
    request.state.caller = caller  # to be noted as a reader
    caller.require(caller.reads_all)
    _require_signed(found, wanted, 0)
    return Response(_bundle(found, wanted), media_type="application/octet-stream", headers=_PRIVATE)


_PRIVATE = {"Cache-Control": "private, no-store"}


def _parsed(request: Request, path: str) -> TileId:
    if request.url.query:
        raise Problem("UNKNOWN_TILE", path=path)
    try:
        return parse_tile_path(f"tile/{path}")
    except BadTile:
        raise Problem("UNKNOWN_TILE", path=path) from None


def _hashes(school: School, wanted: TileId) -> bytes:
    """The tile's hashes; a partial one is cut from whatever wider one is stored."""
    _require_signed(school, wanted, wanted.level)
    hashes = PgTiles(school.log.db, school.log.school).read(wanted.level, wanted.index, wanted.width)
    if len(hashes) != HASH_BYTES * wanted.width:
        raise Problem("UNKNOWN_TILE")
    return hashes


def _require_signed(school: School, wanted: TileId, level: int) -> None:
    """Only what a signed head covers is shown: nothing that could still be signed otherwise."""
    signed = newest_signed(school.log)
    if signed is None or wanted.width > tile_width(signed.size, level, wanted.index):
        raise Problem("UNKNOWN_TILE")


def _bundle(school: School, wanted: TileId) -> bytes:
    """The entries of a level-0 tile, each behind its length in two bytes (C2SP tlog-tiles)."""
    start = TILE_WIDTH * wanted.index
    lines = school.log.lines(start, start + wanted.width)
    return b"".join(len(line).to_bytes(_LENGTH_BYTES) + line for line in lines)


def _immutable(content: bytes) -> Response:
    return Response(content, media_type="application/octet-stream", headers={"Cache-Control": FOREVER})
