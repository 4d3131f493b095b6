"""An authenticator made of Python: makes passkeys and shows them, rightly, or wrongly as a test says."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256

UP, UV, AT = 0x01, 0x04, 0x40


def b64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


class Passkey:
    """One credential; `counter` None: an authenticator that does not count."""

    def __init__(self, origin: str, rp: str, alg: int = -7, *, counter: int | None = None) -> None:
        self.origin, self.rp, self.alg = origin, rp, alg
        self.cred = secrets.token_bytes(32)
        self.counter = counter
        self._secret = (
            ec.generate_private_key(ec.SECP256R1()) if alg == -7 else ed25519.Ed25519PrivateKey.generate()
        )

    @property
    def public(self) -> bytes:
        """As the log has it."""
        if self.alg == -8:
            return self._secret.public_key().public_bytes_raw()  # type: ignore[union-attr]
        numbers = self._secret.public_key().public_numbers()  # type: ignore[union-attr]
        return numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")

    def make(self, options: str, *, flags: int = UP | UV | AT, **told: Any) -> dict[str, Any]:
        """What `navigator.credentials.create` gives for the options."""
        client = self._client("webauthn.create", json.loads(options)["challenge"], told)
        cose = self._cose()
        credential = bytes(16) + len(self.cred).to_bytes(2, "big") + self.cred + cbor2.dumps(cose)
        auth = self._auth(flags) + credential
        stated = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": auth})
        return self._answer({"clientDataJSON": b64url(client), "attestationObject": b64url(stated)})

    def show(self, options: str | bytes, *, flags: int = UP | UV, **told: Any) -> dict[str, Any]:
        """What `navigator.credentials.get` gives for the options, or for a challenge."""
        asked = b64url(options) if isinstance(options, bytes) else json.loads(options)["challenge"]
        client = self._client("webauthn.get", asked, told)
        if self.counter is not None:
            self.counter += 1
        auth = self._auth(flags)
        signature = self._sign(auth + hashlib.sha256(client).digest())
        shown = {"clientDataJSON": client, "authenticatorData": auth, "signature": signature}
        return self._answer({name: b64url(value) for name, value in shown.items()})

    def _client(self, kind: str, challenge: str, told: dict[str, Any]) -> bytes:
        client = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps({**client, **told}).encode()

    def _auth(self, flags: int) -> bytes:
        rp = hashlib.sha256(self.rp.encode()).digest()
        return rp + bytes([flags]) + (self.counter or 0).to_bytes(4, "big")

    def _cose(self) -> dict[int, Any]:
        if self.alg == -8:
            return {1: 1, 3: -8, -1: 6, -2: self.public}
        return {1: 2, 3: -7, -1: 1, -2: self.public[:32], -3: self.public[32:]}

    def _sign(self, message: bytes) -> bytes:
        if self.alg == -8:
            return self._secret.sign(message)  # type: ignore[union-attr,call-arg]
        return self._secret.sign(message, ec.ECDSA(SHA256()))  # type: ignore[union-attr,call-arg]

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = b64url(self.cred)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }
