"""One entry line, taken apart: the envelope by one expression, `data` and `actor` by the strict decoder.

The expression is the whole grammar of a canonical envelope, anchored at both ends, so a line that matches
and whose two inner objects are canonical is canonical itself; at most these are encoded again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from verify.proof.canonical import MAX_LINE, MAX_NESTING, NotCanonical, decode, decode_flat
from verify.proof.shapes import ID, is_count, is_identifier, is_instant

_INT = "(0|[1-9][0-9]{0,14})"
# The last character of unpadded base64 carries unused bits, which must be zero: 2 bits or 4.
_B64_32 = "([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])"
_B64_16 = "([A-Za-z0-9+/]{21}[AQgw])"
_LINE = re.compile(
    r'\{"actor":(\{[^{}]*\{[^{}]*\}[^{}]*\}),"at":"([0-9T:.Z-]{27})","cmd":"([A-Za-z0-9_-]{1,36})",'
    rf'"data":(\{{.*\}}),"i":{_INT},"log":"({ID}\.socai/{ID})","n":{_INT},"pos":{_INT},'
    rf'"prev":"{_B64_32}","salt":"{_B64_16}","stream":"([a-z]+(?:/{ID}){{0,3}})",'
    rf'"type":"([A-Za-z]{{1,64}})","v":{_INT},"ver":{_INT}\}}',
    re.DOTALL,
)


class BadEnvelope(ValueError):
    """Canonical, but not the envelope of FORMAT.md 1; `value` is what was read."""

    def __init__(self, value: Any) -> None:
        super().__init__("envelope")
        self.value = value


def parse_line(line: bytes) -> dict[str, Any]:
    """The entry as a dict with exactly the fields of FORMAT.md 1. Do not change it: `actor` is shared.

    Raises `NotCanonical` or, for canonical JSON that is no entry, `BadEnvelope`.
    """
    if len(line) > MAX_LINE:
        raise NotCanonical(f"longer than {MAX_LINE} bytes")
    try:
        match = _LINE.fullmatch(line.decode())
    except UnicodeDecodeError as error:
        raise NotCanonical("not UTF-8") from error
    if match is None:
        raise BadEnvelope(decode(line))
    actor, at, cmd, data, i, log, n, pos, prev, salt, stream, kind, v, ver = match.groups()
    entry: dict[str, Any] = {
        # Only short ones are kept: thousands of long ones would be thousands of lines in memory.
        "actor": _actor(actor) if len(actor) <= 500 else _actor.__wrapped__(actor),
        "at": at,
        "cmd": cmd,
        "data": decode_flat(data) or decode(data.encode(), MAX_LINE, MAX_NESTING - 1),
        "i": int(i),
        "log": log,
        "n": int(n),
        "pos": int(pos),
        "prev": prev,
        "salt": salt,
        "stream": stream,
        "type": kind,
        "v": int(v),
        "ver": int(ver),
    }
    if entry["actor"] is None or not is_instant(entry["at"]) or entry["i"] >= entry["n"] or not entry["ver"]:
        raise BadEnvelope(entry)
    return entry


@lru_cache(maxsize=4096)
def _actor(text: str) -> dict[str, Any] | None:
    """None if it is canonical but not `{"person","role","basis","proof"}`."""
    actor = decode(text.encode(), MAX_LINE, MAX_NESTING - 1)
    proof = actor.get("proof")
    fits = (
        set(actor) == {"person", "role", "basis", "proof"}
        and is_identifier(actor["person"])
        and isinstance(actor["role"], str)
        and is_count(actor["basis"])
        and isinstance(proof, dict)
        and set(proof) == {"age", "cred", "method", "session"}
        and is_count(proof["age"])
        and all(isinstance(proof[name], str) for name in ("cred", "method", "session"))
    )
    return actor if fits else None


__all__ = ["BadEnvelope", "NotCanonical", "parse_line"]
