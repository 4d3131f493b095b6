"""Canonical lines: the one form in which an entry is stored, hashed and exported (spec/FORMAT.md §1)."""

import base64
import binascii
import hashlib
import re
import unicodedata
from typing import Any

import orjson

from domain.words.characters import foreign_character, is_overloaded

MAX_LINE_BYTES = 65_535
MAX_DEPTH = 16
MAX_INTEGER = 2**53 - 1
ZERO_PREV = bytes(32)

# Surrogates need no place here: orjson and UTF-8 both refuse them before or after this check.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


class NotCanonical(ValueError):
    """Something lies outside the profile of FORMAT §1; `code` names the rule, `detail` the place."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


def encode(obj: dict[str, Any]) -> bytes:
    """The canonical line of `obj`, without line feed. Raises NotCanonical outside the profile."""
    return _bounded(encode_any_length(obj))


def encode_any_length(obj: dict[str, Any]) -> bytes:
    """As `encode`, for what is hashed and never a line: a whole request becomes many of them."""
    _check_object(obj, 1)
    return encode_trusted(obj)


def encode_trusted(obj: dict[str, Any]) -> bytes:
    """As `encode`, for objects whose keys and strings the caller has already checked.

    Sorted keys by orjson equal RFC 8785 only inside the profile (no floats, ASCII keys).
    """
    return orjson.dumps(obj, option=orjson.OPT_SORT_KEYS)


def decode(line: bytes) -> dict[str, Any]:
    """The object of a canonical line; anything that is not its own re-encoding raises NotCanonical.

    Comparing the bytes is what refuses duplicate keys, white space, `-0`, needless escapes and a final LF.
    """
    try:
        obj = orjson.loads(_bounded(line))
    except orjson.JSONDecodeError as error:
        raise NotCanonical("syntax", str(error)) from None
    if type(obj) is not dict:
        raise NotCanonical("top", "the top value is not an object")
    if encode(obj) != line:
        raise NotCanonical("form", "encoding what was read gives other bytes")
    return obj


def leaf_hash(line: bytes) -> bytes:
    """SHA-256(0x00 || line), 32 bytes: the Merkle leaf and the next entry's `prev` (RFC 9162 §2.1.1)."""
    return hashlib.sha256(b"\x00" + line).digest()


def b64(data: bytes) -> str:
    """Standard base64 without padding: how bytes stand in a line."""
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").decode()


def unb64(text: str, length: int | None = None) -> bytes:
    """The bytes of `text`; `length` demands that many. Raises NotCanonical for any other spelling."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise NotCanonical("base64", "not base64") from None
    # Python's validating decoder accepts stray low bits in the last character.
    if b64(data) != text or (length is not None and len(data) != length):
        raise NotCanonical("base64", "other spelling or length")
    return data


def _bounded(line: bytes) -> bytes:
    if len(line) > MAX_LINE_BYTES:
        raise NotCanonical("length", f"{len(line)} bytes, at most {MAX_LINE_BYTES}")
    return line


def _check_object(obj: dict[str, Any], depth: int) -> None:
    if type(obj) is not dict:
        raise NotCanonical("type", type(obj).__name__)
    if depth > MAX_DEPTH:
        raise NotCanonical("depth", f"nested deeper than {MAX_DEPTH}")
    for key, value in obj.items():
        if type(key) is not str or not key.isascii() or not key.isprintable():
            raise NotCanonical("key", ascii(key))
        _check_value(value, depth)


def _check_value(value: Any, depth: int) -> None:
    kind = type(value)
    if kind is str:
        _check_string(value)
    elif kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise NotCanonical("integer", str(value))
    elif kind is dict:
        _check_object(value, depth + 1)
    elif kind is list:
        if depth >= MAX_DEPTH:
            raise NotCanonical("depth", f"nested deeper than {MAX_DEPTH}")
        for item in value:
            _check_value(item, depth + 1)
    elif value is not None and kind is not bool:
        raise NotCanonical("float" if kind is float else "type", kind.__name__)


def _check_string(text: str) -> None:
    if text.isascii() and text.isprintable():
        return
    if _CONTROL.search(text):
        raise NotCanonical("control", ascii(text))
    other = foreign_character(text)
    if other is not None:
        raise NotCanonical("surrogate" if "\ud800" <= other <= "\udfff" else "character", ascii(other))
    if is_overloaded(text):
        raise NotCanonical("combining", "too many combining characters in a row")
    if not unicodedata.is_normalized("NFC", text):
        raise NotCanonical("nfc", ascii(text))
