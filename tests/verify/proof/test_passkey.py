"""Promise: of a passkey's assertion each part is compared, and the word says which one does not hold."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.vectors.made.schoolbook import N
from verify.proof import passkey

RP, CHALLENGE = "so.truong.vn", hashlib.sha256(b"statement").digest()
SECRET = ec.derive_private_key(11, ec.SECP256R1())
PROGRAM = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS = {
    -7: SECRET.public_key().public_numbers().x.to_bytes(32, "big")
    + SECRET.public_key().public_numbers().y.to_bytes(32, "big"),
    -8: PROGRAM.public_key().public_bytes_raw(),
}
TOLD = {
    "type": "webauthn.get",
    "origin": "https://so.truong.vn",
    "crossOrigin": False,
}


def sign(alg: int, message: bytes) -> bytes:
    """64 bytes, in the lower spelling."""
    if alg == -8:
        return PROGRAM.sign(message)
    r, s = decode_dss_signature(SECRET.sign(message, ec.ECDSA(SHA256())))
    return r.to_bytes(32, "big") + min(s, N - s).to_bytes(32, "big")


def fault(rp: str = RP, flags: int = 0x05, rest: bytes = b"", alg: int = -7, **told: Any) -> str | None:
    """Of an assertion that is signed as it stands."""
    challenge = base64.urlsafe_b64encode(CHALLENGE).rstrip(b"=").decode()
    client = json.dumps({**TOLD, "challenge": challenge, **told}).encode()
    auth = hashlib.sha256(RP.encode()).digest() + bytes([flags]) + (7).to_bytes(4, "big") + rest
    sig = sign(alg, auth + hashlib.sha256(client).digest())
    return passkey.fault(alg, KEYS[alg], rp, CHALLENGE, auth=auth, client=client, sig=sig)


@pytest.mark.parametrize("alg", KEYS)
def test_takes_a_sound_one(alg):
    """Either algorithm; what else a browser tells is no fault."""
    assert fault(alg=alg) is None
    assert fault(alg=alg, extra={"a": [1.5, None]}) is None


@pytest.mark.parametrize(
    ("word", "changed"),
    [
        ("type", {"type": "webauthn.create"}),
        ("type", {"type": None}),
        ("challenge", {"challenge": "A" * 43}),
        ("origin", {"origin": "https://evilso.truong.vn"}),
        ("origin", {"origin": ["https://so.truong.vn"]}),
        ("origin", {"crossOrigin": True}),
        ("origin", {"crossOrigin": 0}),
        ("origin", {"topOrigin": "https://so.truong.vn"}),
        ("rp", {"rp": "truong.vn"}),
        ("origin", {"rp": "lop.so.truong.vn"}),
        ("flags", {"flags": 0x04}),
        ("flags", {"flags": 0x01}),
        ("flags", {"flags": 0x07}),
        ("flags", {"flags": 0x25}),
        ("flags", {"flags": 0x45}),
        ("flags", {"flags": 0x15}),
        ("form", {"flags": 0x85}),
        ("form", {"rest": b"\xa0"}),
        ("form", {"x": "y" * 2_048}),
        ("form", {"x": [[]] * 16}),
    ],
)
def test_says_what_is_wrong(word, changed):
    """All are signed by the right key as they stand."""
    assert fault(**changed) == word


@pytest.mark.parametrize("flags", [0x05, 0x0D, 0x1D])
def test_backed_up_or_not_is_no_fault(flags):
    """BS without BE is (WebAuthn 7.2)."""
    assert fault(flags=flags) is None
    assert fault(flags=flags | 0x80, rest=b"\xa1\x61x\xf5") is None


def test_the_counter_is_read():
    """Four bytes, the highest first; of shorter bytes nothing is claimed."""
    assert passkey.counter(b"\xff" * 33 + b"\x01\x02\x03\x04" + b"\xa0") == 0x01020304


@pytest.mark.parametrize(("alg", "other"), [(-7, -8), (-8, -7), (-7, -257), (-8, 0)])
def test_another_algorithm_than_the_key_s_is_no_signature(alg, other):
    """Nor one that we do not know."""
    message = b"m"
    assert passkey.signed(alg, KEYS[alg], message, sign(alg, message))
    assert not passkey.signed(other, KEYS[alg], message, sign(alg, message))
    assert passkey.is_key(alg, KEYS[alg])
    assert not passkey.is_key(other, KEYS[alg])
