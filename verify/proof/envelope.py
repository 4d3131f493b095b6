"""One entry line, taken apart: the envelope by one expression, `data` and `actor` by the strict decoder.

The expression is the whole grammar of a canonical envelope, anchored at both ends, so a line that matches
and whose two inner objects are canonical is canonical itself; at most these are encoded again. Of `sign` it
is the grammar down to the last byte.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from verify.proof.canonical import MAX_LINE, MAX_NESTING, NotCanonical, decode, decode_flat, unb64
from verify.proof.passkey import HEAD, MAX_AUTH, MAX_CLIENT
from verify.proof.shapes import ID, is_count, is_identifier, is_instant

_NUMBER = "(?:0|[1-9][0-9]{0,14})"
# The last character of unpadded base64 carries unused bits, which must be zero: 2 bits or 4.
_B64_16 = "[A-Za-z0-9+/]{21}[AQgw]"
_B64_32 = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]"
_B64_64 = "[A-Za-z0-9+/]{85}[AQgw]"
_B64 = "[A-Za-z0-9+/]+"
_INSTANT = "[0-9T:.Z-]{27}"
_SIGN = (
    rf'\{{(?:"auth":"{_B64}","client":"{_B64}",)?"key":(?:null|{_NUMBER}),'
    rf'"seen":\{{"leaf":"{_B64_32}","pos":{_NUMBER}\}},"sig":"{_B64_64}",'
    rf'(?:"texts":\["{_B64_32}"(?:,"{_B64_32}"){{0,399}}\],)?"time":"{_INSTANT}"\}}'
)
_LINE = re.compile(
    rf'\{{"actor":(\{{[^{{}}]*\{{[^{{}}]*\}}[^{{}}]*\}}),"at":"({_INSTANT})","cmd":"([A-Za-z0-9_-]{{1,36}})",'
    rf'"data":(\{{.*\}}),"i":({_NUMBER}),"log":"({ID}\.socai/{ID})","n":({_NUMBER}),"pos":({_NUMBER}),'
    rf'"prev":"({_B64_32})","salt":"({_B64_16})",(?:"sign":({_SIGN}),)?"stream":"([a-z]+(?:/{ID}){{0,3}})",'
    rf'"type":"([A-Za-z]{{1,64}})","v":({_NUMBER}),"ver":({_NUMBER})\}}',
    re.DOTALL,
)


class BadEnvelope(ValueError):
    """Canonical, but not the envelope of FORMAT.md 1; `value` is what was read."""

    def __init__(self, value: Any) -> None:
        super().__init__("envelope")
        self.value = value


def parse_line(line: bytes) -> dict[str, Any]:
    """The entry as a dict with the fields of FORMAT.md 1; `sign` is None where the line has none.

    Do not change it: `actor` is shared. Raises `NotCanonical` or, for canonical JSON that is no entry,
    `BadEnvelope`.
    """
    if len(line) > MAX_LINE:
        raise NotCanonical(f"longer than {MAX_LINE} bytes")
    try:
        match = _LINE.fullmatch(line.decode())
    except UnicodeDecodeError as error:
        raise NotCanonical("not UTF-8") from error
    if match is None:
        raise BadEnvelope(decode(line))
    actor, at, cmd, data, i, log, n, pos, prev, salt, sign, stream, kind, v, ver = match.groups()
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
        "sign": None if sign is None else decode(sign.encode()),
        "stream": stream,
        "type": kind,
        "v": int(v),
        "ver": int(ver),
    }
    if entry["actor"] is None or not is_instant(entry["at"]) or entry["i"] >= entry["n"] or not entry["ver"]:
        raise BadEnvelope(entry)
    if sign is not None and (entry["i"] or not _is_sign(entry["sign"])):
        raise BadEnvelope(entry)
    return entry


def _is_sign(sign: dict[str, Any]) -> bool:
    """What the expression leaves open: the instant, and how long the parts of a passkey are."""
    try:
        parts = [len(unb64(sign[name])) for name in ("auth", "client") if name in sign]
    except NotCanonical:
        return False
    fits = not parts or (HEAD <= parts[0] <= MAX_AUTH and parts[1] <= MAX_CLIENT)
    return fits and is_instant(sign["time"])


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
