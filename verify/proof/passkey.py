"""A passkey's stored signature: a WebAuthn assertion, FORMAT.md 2, "Signed acts" (WebAuthn Level 3, 7.2).

The browser tells what is signed and for whom (`client`), the authenticator how (`auth`); the key signs both.
"""

from __future__ import annotations

import binascii
import hashlib
import json
import re
from typing import Any, NoReturn

from verify.proof import ed25519, p256

ES256, EDDSA = -7, -8
MAX_CLIENT, MAX_AUTH, HEAD = 2_048, 1_024, 37
_UP, _RESERVED_1, _UV, _BE, _BS, _RESERVED_2, _AT, _ED = (1 << bit for bit in range(8))
_MOST_OPENED = 16
"""Objects and lists of `client`: what Python's own reader bears must not decide."""
_PORT = "(?::[1-9][0-9]{0,4})?"
_HOST = re.compile(rf"https://((?:[a-z0-9_-]+\.)*[a-z0-9_-]+){_PORT}")
_LOCALHOST = re.compile(f"http://localhost{_PORT}")


def fault(
    alg: int, public: bytes, rp: str, challenge: bytes, *, auth: bytes, client: bytes, sig: bytes
) -> str | None:
    """None if the assertion holds; else what is wrong, in one word.

    `alg` is that of the registered key `public`, `rp` the host name it was made for, `challenge` the 32 bytes
    that had to be signed.
    """
    told = _read(client)
    if told is None or not HEAD <= len(auth) <= MAX_AUTH:
        return "form"
    return (
        _fault_of_client(told, rp, challenge)
        or _fault_of_auth(auth, rp)
        or _fault_of_signature(alg, public, auth + hashlib.sha256(client).digest(), sig)
    )


def counter(auth: bytes) -> int:
    """How often the authenticator says that it has signed; 0 if it does not count."""
    return int.from_bytes(auth[33:HEAD], "big")


def is_key(alg: Any, public: bytes) -> bool:
    """Whether these bytes are a public key of this algorithm, under which not every signature holds."""
    if alg == ES256:
        return p256.is_key(public)
    return alg == EDDSA and ed25519.is_key(public)


def signed(alg: int, public: bytes, message: bytes, sig: bytes) -> bool:
    """Whether `sig`, 64 bytes, is one by `public` over `message`; no other algorithm is known."""
    if alg == ES256:
        return p256.verify(public, message, sig)
    return alg == EDDSA and ed25519.verify(public, message, sig)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _read(client: bytes) -> dict[str, Any] | None:
    """The browser's object; None if the bytes are none. They need not be canonical: browsers write them."""
    if len(client) > MAX_CLIENT or client.count(b"{") + client.count(b"[") > _MOST_OPENED:
        return None
    try:
        told = json.loads(client.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _fault_of_client(told: dict[str, Any], rp: str, challenge: bytes) -> str | None:
    if told.get("type") != "webauthn.get":
        return "type"
    if told.get("challenge") != _b64url(challenge):
        return "challenge"
    # A page inside a frame of another site asks for a signature that its user cannot see the reason of.
    framed = told.get("crossOrigin", False) is not False or "topOrigin" in told
    return "origin" if framed or not _is_of(told.get("origin"), rp) else None


def _b64url(raw: bytes) -> str:
    return (
        binascii.b2a_base64(raw, newline=False).rstrip(b"=").translate(bytes.maketrans(b"+/", b"-_")).decode()
    )


def _is_of(origin: Any, rp: str) -> bool:
    """Whether a page of this origin may use keys made for `rp`."""
    if not isinstance(origin, str) or not rp:
        return False
    if rp == "localhost" and _LOCALHOST.fullmatch(origin):
        return True
    match = _HOST.fullmatch(origin)
    return match is not None and f".{match[1]}".endswith(f".{rp}")


def _fault_of_auth(auth: bytes, rp: str) -> str | None:
    if auth[:32] != hashlib.sha256(rp.encode()).digest():
        return "rp"
    flags = auth[32]
    wanted = flags & _UP and flags & _UV and not flags & (_AT | _RESERVED_1 | _RESERVED_2)
    if not wanted or flags & (_BE | _BS) == _BS:
        return "flags"
    # Extensions that nobody asked for may follow (WebAuthn 7.2: ignore or refuse). They are signed, not read.
    return None if bool(flags & _ED) == (len(auth) > HEAD) else "form"


def _fault_of_signature(alg: int, public: bytes, message: bytes, sig: bytes) -> str | None:
    return None if signed(alg, public, message, sig) else "signature"
