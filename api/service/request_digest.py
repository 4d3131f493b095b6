"""What makes two requests the same: a command id names one request, and one alone."""

import hashlib
from collections.abc import Mapping
from typing import Any

from domain.grounds.command import Command
from ledger.form.canonical import encode_any_length, encode_trusted


def request_digest(command: Command, role: str | None, tags: Mapping[str, str]) -> bytes:
    """SHA-256 of the canonical request, in which a tag stands for each sealed text."""
    request = {"act": type(command).__name__, "role": role, "command": command.model_dump()}
    if tags:
        return hashlib.sha256(encode_any_length(_tagged(request, tags))).digest()
    try:
        # Its strings need no look here: what of them is written is judged by the rules and made canonical.
        return hashlib.sha256(encode_trusted(request)).digest()
    except TypeError:
        return hashlib.sha256(encode_any_length(request)).digest()


def _tagged(value: Any, tags: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _tagged(each, tags) for name, each in value.items()}
    if isinstance(value, list):
        return [_tagged(each, tags) for each in value]
    return tags.get(value, value) if isinstance(value, str) else value
