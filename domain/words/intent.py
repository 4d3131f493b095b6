"""Digests over canonical JSON: what a signed act binds, and what a publication or a lock covers."""

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any


def b64(raw: bytes) -> str:
    """Standard base64 without padding (FORMAT.md §1)."""
    return base64.b64encode(raw).rstrip(b"=").decode()


def digest(value: Any) -> str:
    """b64 SHA-256 of canonical JSON. Only for printable ASCII keys, integers and texts already checked: there
    sorted keys without spaces are RFC 8785."""
    line = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return b64(hashlib.sha256(line.encode()).digest())


def intent(origin: str, dossier: str, leaves: Sequence[bytes], act: str, *, person: str, cmd: str) -> str:
    """The intent of a signed act on a dossier whose entries so far have these leaf hashes (FORMAT.md §2)."""
    return digest(
        {
            "act": act,
            "cmd": cmd,
            "dossier": dossier,
            "entries": [b64(leaf) for leaf in leaves],
            "label": "socai/intent/v1",
            "origin": origin,
            "person": person,
        }
    )
