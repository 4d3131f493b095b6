"""Keys of persons in the tests: passkeys, browsers, programs; and what they sign, spelled from FORMAT alone.

Nothing here is the product's: a statement that both spell alike is one that a stranger would spell so.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
UP, UV, AT, ED = 0x01, 0x04, 0x40, 0x80


def b64(raw: bytes) -> str:
    """Without padding, as lines have it."""
    return base64.b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """The bytes of base64 without padding."""
    return base64.b64decode(text + "=" * (-len(text) % 4))


def statement(cmd: str, shown: Mapping[str, Any], by: Mapping[str, Any]) -> bytes:
    """What is signed of what was shown; `by`: key, seen and time (FORMAT §2, "Signed acts")."""
    told = {name: shown[name] for name in ("origin", "person", "role", "entries")}
    whole = {"label": "socai/act/v1", "cmd": cmd, **by, **told}
    return json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class Key:
    """A key on P-256; `pos` is where the log has it."""

    alg = -7
    passkey = False

    def __init__(self) -> None:
        self._secret = generate_private_key(SECP256R1())
        point = self._secret.public_key().public_numbers()
        self.public = b64(point.x.to_bytes(32) + point.y.to_bytes(32))
        self.pos: int | None = None

    @property
    def device(self) -> str:
        """The name of the device with this key."""
        return hashlib.sha256(unb64(self.public)).hexdigest()[:32]

    def der(self, message: bytes) -> bytes:
        """A signature as authenticators give it."""
        return self._secret.sign(message, ECDSA(SHA256()))

    def signed(self, message: bytes) -> dict[str, Any]:
        """As a browser's WebCrypto signs: r ‖ s, whichever s."""
        r, s = decode_dss_signature(self.der(message))
        return {"sig": b64(r.to_bytes(32) + s.to_bytes(32))}

    def sign(self, cmd: str, shown: Mapping[str, Any], **by: Any) -> dict[str, Any]:
        """The `sign` of a body over what was shown; `by`: another key, seen or time than is honest."""
        by = {"key": self.pos, "seen": shown["head"], "time": shown["now"], **by}
        salts = {"salts": shown["salts"]} if shown["salts"] else {}
        return {**by, **self.signed(statement(cmd, shown, by)), **salts}


class EdKey(Key):
    """A program's key on Ed25519."""

    alg = -8

    def __init__(self) -> None:
        super().__init__()
        self._ed = Ed25519PrivateKey.generate()
        self.public = b64(self._ed.public_key().public_bytes_raw())

    def signed(self, message: bytes) -> dict[str, Any]:
        return {"sig": b64(self._ed.sign(message))}


class Passkey(Key):
    """An authenticator with one credential, of a browser at `origin`."""

    passkey = True

    def __init__(self, rp: str = "localhost", origin: str = "http://localhost:8000") -> None:
        super().__init__()
        self.rp, self.origin = rp, origin
        self.cred = b64(secrets.token_bytes(16))
        self.counter = 0

    def signed(self, message: bytes) -> dict[str, Any]:
        return self.assertion(hashlib.sha256(message).digest())

    def assertion(
        self, challenge: bytes, *, flags: int = UP | UV, tail: bytes = b"", **client: Any
    ) -> dict[str, Any]:
        """What the browser hands over; the options bend it."""
        asked = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        told = {"type": "webauthn.get", "challenge": asked, "origin": self.origin, "crossOrigin": False}
        data = json.dumps({**told, **client}, separators=(",", ":")).encode()
        head = hashlib.sha256(self.rp.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4)
        auth = head + tail
        signed = self.der(auth + hashlib.sha256(data).digest())
        return {"auth": b64(auth), "client": b64(data), "sig": b64(signed)}


def high(sig: str) -> str:
    """The other spelling of the same signature on P-256: DER with s in the upper half."""
    raw = unb64(sig)
    r, s = (
        (int.from_bytes(raw[:32]), int.from_bytes(raw[32:])) if len(raw) == 64 else decode_dss_signature(raw)
    )
    return b64(encode_dss_signature(r, max(s, N - s)))


def registration(key: Key, label: str = "máy ở trường", until: str | None = None) -> dict[str, Any]:
    """The fields of a `KeyRegistered` of this key, but the person; `until` of a program's."""
    told: dict[str, Any] = {"alg": key.alg, "public": key.public, "label": label}
    if isinstance(key, Passkey):
        return {**told, "kind": "passkey", "cred": key.cred, "rp": key.rp, "until": None}
    return {**told, "kind": "program", "cred": None, "rp": None, "until": until}


def stored(sig: str) -> str:
    """A signature on P-256 as lines have it: r ‖ s with the lower s."""
    raw = unb64(sig)
    r, s = (
        (int.from_bytes(raw[:32]), int.from_bytes(raw[32:])) if len(raw) == 64 else decode_dss_signature(raw)
    )
    return b64(r.to_bytes(32) + min(s, N - s).to_bytes(32))
