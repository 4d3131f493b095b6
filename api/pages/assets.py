"""The pages' style, script and pictures: an address that has the digest is asked for once.

A module that another one imports has an address without: browsers ask each time whether it is still the same.
"""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path

from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
FOREVER = "public, max-age=31536000, immutable"
ASKED_AGAIN = "no-cache"


class Assets(StaticFiles):
    """The files, those under their digest to be kept for good."""

    def __init__(self) -> None:
        super().__init__(directory=STATIC)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = FOREVER if scope["query_string"] else ASKED_AGAIN
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


@cache
def asset(name: str) -> str:
    """The address of a static file; its digest in the address lets browsers keep it for good."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]}"


@cache
def digest(name: str) -> str:
    """The SHA-384 of a file of our own, as it is published with each release (docs/pages.md)."""
    return f"sha384-{base64.b64encode(hashlib.sha384((STATIC / name).read_bytes()).digest()).decode()}"


@cache
def integrity(name: str) -> str:
    """The SHA-384 of a vendored file, as `make setup` recorded it."""
    recorded: dict[str, str] = json.loads((STATIC / "vendor" / "integrity.json").read_text())
    return recorded[name]
