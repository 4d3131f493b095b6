"""What a line outside the form seems to say. Nothing is verified by it: it names the record of a finding, and
the rest of the log is judged as if the line had said it properly."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

from verify.proof.canonical import decode, encode
from verify.proof.characters import refused
from verify.proof.envelope import parse_line


def loose_object(line: bytes) -> dict[str, Any] | None:
    """The JSON object of a line, as a lenient reader takes it: of two equal keys the last, 8.0 as 8, texts
    brought to NFC; a number that is no integer is given as its text. None if even that is not canonical, or
    not printable: a finding that shows it must not steer a terminal."""
    if not line.lstrip().startswith(b"{"):
        return None
    try:
        value = json.loads(line.decode(), parse_float=_number, parse_constant=str)
        text = encode(value).decode()
        if not isinstance(value, dict) or refused(text) or not text.isprintable():
            return None
        found: dict[str, Any] = decode(unicodedata.normalize("NFC", text).encode())
        return found
    except (ValueError, RecursionError):
        return None


def loose_entry(line: bytes) -> dict[str, Any] | None:
    """The entry that `loose_object` would be if it were spelled canonically, None if it would be none."""
    return entry_of(loose_object(line))


def entry_of(value: dict[str, Any] | None) -> dict[str, Any] | None:
    """The entry that a loose object is, None if it is none."""
    try:
        return parse_line(encode(value)) if value is not None else None
    except ValueError:  # NotCanonical, BadEnvelope
        return None


def _number(text: str) -> int | str:
    value = float(text)
    return int(value) if value.is_integer() else text
