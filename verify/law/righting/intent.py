"""FORMAT.md §2: what a person must have had before the eyes."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode

from verify.law.state.dossiers import Dossier
from verify.law.state.entry import Entry
from verify.law.state.state import State


def intent(origin: str, dossier: str, leaves: list[bytes], act: str, *, person: str, cmd: str) -> str:
    """The digest that an act on a dossier with entries of these leaf hashes must carry."""
    signed = {
        "act": act,
        "cmd": cmd,
        "dossier": dossier,
        "entries": [b64encode(leaf).decode().rstrip("=") for leaf in leaves],
        "label": "socai/intent/v1",
        "origin": origin,
        "person": person,
    }
    raw = json.dumps(signed, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
    return b64encode(hashlib.sha256(raw).digest()).decode().rstrip("=")


def dossier_of(e: Entry) -> Dossier:
    """The entry's dossier; rules that ask for it come after one that ends the judging if there is none."""
    assert e.dossier is not None  # noqa: S101
    return e.dossier


def intent_of(state: State, e: Entry, act: str) -> str:
    """FORMAT.md §2: what the person must have had before the eyes, as b64 SHA-256."""
    leaves = dossier_of(e).leaves
    return intent(str(state.origin), e.data["dossier"], leaves, act, person=e.person, cmd=e.cmd)
