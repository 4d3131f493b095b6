"""The pages' style, script and pictures: the address has the digest, so a browser asks for each once."""

import hashlib
import json
from functools import cache
from pathlib import Path

from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"


class Assets(StaticFiles):
    """The files, each to be kept for good."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = FOREVER
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


@cache
def asset(name: str) -> str:
    """The address of a static file; its digest in the address lets browsers keep it for good."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]}"


@cache
def integrity(name: str) -> str:
    """The SHA-384 of a vendored file, as `make setup` recorded it."""
    recorded: dict[str, str] = json.loads((STATIC / "vendor" / "integrity.json").read_text())
    return recorded[name]
