"""The digests of rows: EVENTS.md "Digests"."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from typing import Any


def digest_of(rows: list[list[Any]]) -> str:
    """b64 SHA-256 of canonical JSON; identifiers and integers need no more than this of canonical form."""
    raw = json.dumps(rows, separators=(",", ":")).encode()
    return b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")
