"""Whether a signature holds, and the one spelling in which it is stored (spec/FORMAT.md §2, "Signed acts").

The law of keys (who may sign with which, when) is the domain's; here is the cryptography.
"""

import hashlib
import json
import re
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn import verify_authentication_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor
from webauthn.helpers.exceptions import InvalidAuthenticationResponse
from webauthn.helpers.structs import AuthenticationCredential, AuthenticatorAssertionResponse

ES256, EDDSA = -7, -8
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the group of P-256 (SP 800-186, 3.2.1.3)."""
HALF = (ORDER - 1) // 2
SIG_BYTES = 64
_UP, _RESERVED_1, _UV, _BE, _BS, _RESERVED_2, _AT, _ED = (1 << bit for bit in range(8))
_AUTH, _CLIENT, _HEAD = 1_024, 2_048, 37
_MOST_OPENED = 16
_PORT = "(?::[1-9][0-9]{0,4})?"
_HOST = re.compile(rf"https://((?:[a-z0-9_-]+\.)*[a-z0-9_-]+){_PORT}")
_LOCALHOST = re.compile(rf"http://localhost{_PORT}")


class PublicKey(NamedTuple):
    """A person's key as the log has it; `rp` of a passkey alone."""

    alg: int
    public: bytes
    rp: str | None = None


class Assertion(NamedTuple):
    """What a passkey gave: authenticatorData, clientDataJSON and the signature in its stored form."""

    auth: bytes
    client: bytes
    sig: bytes


def stored_form(alg: int, sig: bytes) -> bytes | None:
    """The signature as lines have it; None if it is none of this algorithm.

    Browsers' passkeys send DER, their WebCrypto r ‖ s; of the two s under which it holds the lower is stored.
    """
    if alg != ES256:
        return sig if len(sig) == SIG_BYTES else None
    if len(sig) == SIG_BYTES:
        r, s = int.from_bytes(sig[:32]), int.from_bytes(sig[32:])
    else:
        try:
            r, s = decode_dss_signature(sig)
        except ValueError:
            return None
    if not (0 < r < ORDER and 0 < s < ORDER):
        return None
    return r.to_bytes(32) + min(s, ORDER - s).to_bytes(32)


def holds(key: PublicKey, message: bytes, sig: bytes) -> bool:
    """Whether `sig`, in its stored form, is the key's over `message`."""
    try:
        if key.alg == ES256:
            _p256(key.public).verify(_der(sig), message, ECDSA(SHA256()))
        else:
            _ed25519(key.public).verify(sig, message)
    except InvalidSignature:
        return False
    return True


def fault_of_passkey(key: PublicKey, challenge: bytes, assertion: Assertion) -> str | None:
    """None if the assertion holds; else what is wrong with it, in one word; `challenge`: another was signed.

    Judged by the library as at a sign-in, and besides by what FORMAT asks of an assertion that is stored.
    """
    told, rp = _client_data(assertion.client), key.rp or ""
    if told is None or not _HEAD <= len(assertion.auth) <= _AUTH:
        return "form"
    return (
        _fault_of_client(told, rp)
        or _fault_of_auth(assertion.auth, rp)
        or _fault_by_library(key, told, assertion)
        or (None if told["challenge"] == bytes_to_base64url(challenge) else "challenge")
    )


def _client_data(client: bytes) -> dict[str, Any] | None:
    """What the browser says that it was asked; None if the bytes are no such object.

    They need not be canonical; but what two readers of JSON might read differently is refused.
    """
    if not 0 < len(client) <= _CLIENT or client.count(b"{") + client.count(b"[") > _MOST_OPENED:
        return None
    try:
        told = json.loads(client.decode(), object_pairs_hook=_each_once, parse_constant=_no_number)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


def _fault_of_client(told: dict[str, Any], rp: str) -> str | None:
    if told.get("type") != "webauthn.get":
        return "type"
    if not isinstance(told.get("challenge"), str):
        return "challenge"
    framed = told.get("crossOrigin", False) is not False or "topOrigin" in told
    return "origin" if framed or not _is_of(told.get("origin"), rp) else None


def _is_of(origin: object, rp: str) -> bool:
    """Whether pages of this origin may use keys that were made for `rp`."""
    if not isinstance(origin, str) or not rp:
        return False
    if rp == "localhost" and _LOCALHOST.fullmatch(origin):
        return True
    found = _HOST.fullmatch(origin)
    return found is not None and (found[1] == rp or found[1].endswith(f".{rp}"))


def _fault_of_auth(auth: bytes, rp: str) -> str | None:
    if auth[:32] != hashlib.sha256(rp.encode()).digest():
        return "rp"
    flags = auth[32]
    wanted = flags & _UP and flags & _UV and not flags & (_AT | _RESERVED_1 | _RESERVED_2)
    if not wanted or (flags & _BS and not flags & _BE):
        return "flags"
    return None if bool(flags & _ED) == (len(auth) > _HEAD) else "form"


def _fault_by_library(key: PublicKey, told: dict[str, Any], assertion: Assertion) -> str | None:
    """The counter is the law's, who knows all former ones of the log."""
    response = AuthenticatorAssertionResponse(assertion.client, assertion.auth, _as_sent(key, assertion.sig))
    try:
        verify_authentication_response(
            credential=AuthenticationCredential(id="", raw_id=b"", response=response),
            expected_challenge=base64url_to_bytes(told["challenge"]),
            expected_rp_id=key.rp or "",
            expected_origin=told["origin"],
            credential_public_key=_cose(key),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (InvalidAuthenticationResponse, ValueError):
        return "signature"
    return None


def _as_sent(key: PublicKey, sig: bytes) -> bytes:
    """The signature in the spelling of authenticators, which the library reads."""
    return _der(sig) if key.alg == ES256 else sig


def _der(sig: bytes) -> bytes:
    return encode_dss_signature(int.from_bytes(sig[:32]), int.from_bytes(sig[32:]))


def _cose(key: PublicKey) -> bytes:
    """The key as authenticators tell it (RFC 9053, 7)."""
    if key.alg == ES256:
        return encode_cbor({1: 2, 3: ES256, -1: 1, -2: key.public[:32], -3: key.public[32:]})
    return encode_cbor({1: 1, 3: EDDSA, -1: 6, -2: key.public})


@lru_cache(maxsize=1024)
def _p256(public: bytes) -> EllipticCurvePublicKey:
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), b"\x04" + public)


@lru_cache(maxsize=1024)
def _ed25519(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)
