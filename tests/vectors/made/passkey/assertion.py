"""A passkey of the vectors: what it signs, whole and signed again after each change."""

import base64
import json
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.vectors.made.schoolbook import G, both, digest, raw, sign, times
from tests.vectors.made.tools import Vector, b64, sha

RP, STATEMENT = "so.truong.vn", b'{"label":"socai/act/v1"}'
CHALLENGE = sha(STATEMENT)
SECRET, NONCE = 0x5C0CA1, 0x50_CA1_2026
ED_SECRET = Ed25519PrivateKey.from_private_bytes(sha(b"socai/vectors/passkey"))
ES256, EDDSA = -7, -8
PUBLIC = {ES256: raw(times(SECRET, G)), EDDSA: ED_SECRET.public_key().public_bytes_raw()}
UP, UV, BE, BS, AT, ED = 0x01, 0x04, 0x08, 0x10, 0x40, 0x80


def b64url(data: bytes) -> str:
    """Without padding, as browsers write a challenge."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


TOLD: dict[str, Any] = {
    "type": "webauthn.get",
    "challenge": b64url(CHALLENGE),
    "origin": f"https://{RP}",
    "crossOrigin": False,
}


def client_data(**over: Any) -> bytes:
    """What a browser writes; a member given as None is left out."""
    told = {name: value for name, value in {**TOLD, **over}.items() if value is not None}
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()


CLIENT = client_data()


def auth_data(flags: int = UP | UV, rest: bytes = b"", counter: int = 7, rp: str = RP) -> bytes:
    """What an authenticator tells; `rest` is what follows the counter."""
    return sha(rp.encode()) + bytes([flags]) + counter.to_bytes(4, "big") + rest


def extensions(length: int) -> bytes:
    """A CBOR map of one name and so many bytes in all."""
    return b"\xa1\x61x\x59" + (length - 6).to_bytes(2, "big") + bytes(length - 6)


class Assertion(NamedTuple):
    """What is stored of it, and the key that it is judged by."""

    auth: bytes = auth_data()
    client: bytes = CLIENT
    alg: int = ES256
    rp: str = RP

    @property
    def message(self) -> bytes:
        """What an authenticator signs."""
        return self.auth + sha(self.client)

    def sig(self) -> bytes:
        """By the key, over what stands there."""
        if self.alg == EDDSA:
            return ED_SECRET.sign(self.message)
        return both(*sign(SECRET, digest(self.message), NONCE))


SOUND = Assertion()


def vector(
    desc: str, made: Assertion = SOUND, sig: bytes | None = None, *, public: bytes | None = None, **over: Any
) -> Vector:
    """One that must fail, unless `over` says otherwise."""
    return {
        "kind": "passkey",
        "desc": desc,
        "alg": made.alg,
        "public": b64(PUBLIC[made.alg] if public is None else public),
        "rp": made.rp,
        "challenge": b64(CHALLENGE),
        "auth": b64(made.auth),
        "client": b64(made.client),
        "sig": b64(made.sig() if sig is None else sig),
        "wantErr": True,
        **over,
    }


def told(desc: str, **over: Any) -> Vector:
    """One whose client data is another."""
    return vector(desc, SOUND._replace(client=client_data(**over)))
