"""One entry line, taken apart: the envelope by one expression, `data` and `actor` by the strict decoder.

The expression is the whole grammar of a canonical envelope, anchored at both ends, so a line that matches
and whose two inner objects are canonical is canonical itself; nothing needs to be encoded again but `data`.
"""

import re
from functools import lru_cache
from typing import Any

from verify.canonical import MAX_LINE, MAX_NESTING, NotCanonical, decode
from verify.shapes import ID, is_count, is_identifier, is_instant

_INT = rb"(0|[1-9][0-9]{0,14})"
# The last character of unpadded base64 carries unused bits, which must be zero: 2 bits or 4.
_B64_32 = rb"([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])"
_B64_16 = rb"([A-Za-z0-9+/]{21}[AQgw])"
_ID = ID.encode()
_LINE = re.compile(
    rb'\{"actor":(\{[^{}]*\{[^{}]*\}[^{}]*\}),"at":"([0-9T:.Z-]{27})","cmd":"([A-Za-z0-9_-]{1,36})",'
    rb'"data":(\{.*\}),"i":' + _INT + rb',"log":"(' + _ID + rb"\.socai/" + _ID + rb')","n":' + _INT
    + rb',"pos":' + _INT + rb',"prev":"' + _B64_32 + rb'","salt":"' + _B64_16
    + rb'","stream":"([a-z]+(?:/' + _ID + rb'){0,3})","type":"([A-Za-z]{1,64})","v":' + _INT
    + rb',"ver":' + _INT + rb"\}",
    re.DOTALL,
)  # fmt: skip


class BadEnvelope(ValueError):
    """Canonical, but not the envelope of FORMAT.md 1; `value` is what was read."""

    def __init__(self, value: Any) -> None:
        super().__init__("envelope")
        self.value = value


def parse_line(line: bytes) -> dict[str, Any]:
    """The entry as a dict with exactly the fields of FORMAT.md 1. Do not change it: `actor` is shared.

    Raises `NotCanonical` or, for canonical JSON that is no entry, `BadEnvelope`.
    """
    match = _LINE.fullmatch(line)
    if match is None or len(line) > MAX_LINE:
        raise BadEnvelope(decode(line))
    actor, at, cmd, data, i, log, n, pos, prev, salt, stream, kind, v, ver = match.groups()
    entry = {
        "actor": _actor(actor),
        "at": at.decode(),
        "cmd": cmd.decode(),
        "data": decode(data, MAX_LINE, MAX_NESTING - 1),
        "i": int(i),
        "log": log.decode(),
        "n": int(n),
        "pos": int(pos),
        "prev": prev.decode(),
        "salt": salt.decode(),
        "stream": stream.decode(),
        "type": kind.decode(),
        "v": int(v),
        "ver": int(ver),
    }
    if entry["actor"] is None or not is_instant(entry["at"]) or entry["i"] >= entry["n"] or not entry["ver"]:
        raise BadEnvelope(entry)
    return entry


@lru_cache(maxsize=4096)
def _actor(raw: bytes) -> dict[str, Any] | None:
    """None if it is canonical but not `{"person","role","basis","proof"}`."""
    actor = decode(raw, MAX_LINE, MAX_NESTING - 1)
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
