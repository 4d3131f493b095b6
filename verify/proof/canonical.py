"""Canonical JSON of spec/FORMAT.md 1: what is outside the profile, or spelled in another way, is refused."""

from __future__ import annotations

import binascii
import json
import re
import unicodedata
from typing import Any, NoReturn

from verify.proof.characters import refused

MAX_LINE = 65_535
MAX_INT = 2**53 - 1
MAX_NESTING = 16

# A canonical text escapes only the quote and the backslash; every other escape stands for a control
# character or for a character that has a shorter spelling.
_FORBIDDEN = re.compile(rb'[\x00-\x1f\x7f]|\xc2[\x80-\x9f]|\\[^"\\]')
_LONG_NUMBER = re.compile(rb"[0-9]{16}")
_PLAIN = r"[ !#-\[\]-~]"
_PAIR = f'"{_PLAIN}+":(?:"{_PLAIN}*"|0|-?[1-9][0-9]{{0,14}}|null|true|false)'
_FLAT = re.compile(rf"\{{{_PAIR}(?:,{_PAIR})*\}}")


class NotCanonical(ValueError):
    """The bytes are no canonical JSON; the message says which rule they break."""


def _no_float(text: str) -> NoReturn:
    raise NotCanonical(f"number {text[:40]} is not an integer")


_decode = json.JSONDecoder(parse_float=_no_float, parse_constant=_no_float).raw_decode
_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def encode(value: Any) -> bytes:
    """The canonical bytes of a JSON value that lies inside the profile."""
    return _encode(value).encode()


def same(one: Any, other: Any) -> bool:
    """Whether two values have the same bytes: Python holds 1 and true for one value."""
    return encode(one) == encode(other)


def decode(raw: bytes, limit: int = MAX_LINE, nesting: int = MAX_NESTING) -> Any:
    """The value of canonical bytes (no line feed); `NotCanonical` for anything else.

    Raises before it allocates more than a small multiple of `limit`.
    """
    if len(raw) > limit:
        raise NotCanonical(f"longer than {limit} bytes")
    text = _text(raw)
    try:
        value, end = _decode(text)
        if end != len(text) or _encode(value) != text:
            raise NotCanonical("not spelled canonically")
    except NotCanonical:
        raise
    except (ValueError, RecursionError, StopIteration) as error:
        raise NotCanonical("no JSON") from error
    if _LONG_NUMBER.search(raw) or not raw.isascii() or raw.count(b"{") + raw.count(b"[") > nesting:
        _check_tree(value, nesting)
    return value


def decode_flat(text: str) -> dict[str, Any] | None:
    """The value of a canonical object of plain ASCII texts and small numbers; None if it may be none.

    The expression leaves only the order and the uniqueness of keys to be checked, so most lines need not be
    encoded again. No text in it holds a quote, so each `":` ends a key.
    """
    if _FLAT.fullmatch(text) is None:
        return None
    value: dict[str, Any] = _decode(text)[0]
    return value if text.count('":') == len(value) and list(value) == sorted(value) else None


def _text(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        raise NotCanonical("not UTF-8") from error
    # Two passes over pairs: `\\` first, so that the second backslash of a pair is not read as an escape.
    if _FORBIDDEN.search(raw.replace(b"\\\\", b"") if b"\\" in raw else raw):
        raise NotCanonical("control character or needless escape")
    reason = refused(text)  # before it is normalised: a long run of combining characters costs its square
    if reason is not None:
        raise NotCanonical(reason)
    # The quotes around a string compose with nothing, so the text is NFC exactly if each string is.
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise NotCanonical("not NFC")
    return text


def _check_tree(value: Any, nesting: int) -> None:
    """What re-encoding cannot see: large integers, keys beyond ASCII, deep nesting."""
    if isinstance(value, int) and abs(value) > MAX_INT:
        raise NotCanonical("integer beyond 2^53-1")
    if not isinstance(value, (dict, list)):
        return
    if nesting == 0:
        raise NotCanonical("nested too deep")
    if isinstance(value, dict):
        if not all(key.isascii() for key in value):
            raise NotCanonical("key beyond ASCII")
        value = list(value.values())
    for item in value:
        _check_tree(item, nesting - 1)


def decode_file(raw: bytes, limit: int = 1 << 25) -> Any:
    """The value of a file that is one canonical line ended by LF."""
    if not raw.endswith(b"\n"):
        raise NotCanonical("no line feed at the end")
    return decode(raw[:-1], limit)


def b64(raw: bytes) -> str:
    """Standard base64 without padding."""
    return binascii.b2a_base64(raw, newline=False).rstrip(b"=").decode()


def unb64(text: Any, length: int | None = None) -> bytes:
    """The (`length`) bytes of an unpadded base64 text; refuses every second spelling (RFC 4648 3.5)."""
    if not isinstance(text, str) or not text.isascii() or "=" in text:
        raise NotCanonical("no unpadded base64")
    return unb64_padded(text + "=" * (-len(text) % 4), length)


def unb64_padded(text: str, length: int | None = None) -> bytes:
    """The bytes of a padded base64 text, as in signed notes."""
    try:
        raw = binascii.a2b_base64(text.encode("ascii"))
    except (ValueError, UnicodeEncodeError) as error:
        raise NotCanonical("no base64") from error
    # Python passes over foreign characters and unused last bits: only what is spelt the same again is taken.
    if binascii.b2a_base64(raw, newline=False).decode() != text or length not in (None, len(raw)):
        raise NotCanonical("base64 of another length or spelling")
    return raw


def decimal(text: str, limit: int = 2**63 - 1) -> int:
    """A plain decimal: no sign, no leading zero, ASCII digits only (`int` alone takes "+5" and "٣")."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,19}", text) or int(text) > limit:
        raise NotCanonical(f"no plain number: {text[:40]!r}")
    return int(text)
