"""RFC 8032 verification in plain Python agrees with a library and refuses the odd cases."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.vectors.made.ed25519 import RFC
from verify.proof import ed25519


@pytest.mark.parametrize(("public", "message", "signature"), RFC)
def test_accepts_the_rfc_s_own_signatures(public, message, signature):
    """The test vectors of RFC 8032 7.1."""
    assert ed25519.verify(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))


def test_agrees_with_a_library_and_refuses_each_change():
    """Other message, key or signature: no."""
    for seed in range(1, 8):
        key = Ed25519PrivateKey.from_private_bytes(seed.to_bytes(32, "big"))
        public, message = key.public_key().public_bytes_raw(), b"m" * seed
        signature = key.sign(message)
        assert ed25519.verify(public, message, signature)
        assert not ed25519.verify(public, message + b"x", signature)
        for index in (0, 31, 32, 63):
            flipped = bytearray(signature)
            flipped[index] ^= 1
            assert not ed25519.verify(public, message, bytes(flipped))
        assert not ed25519.verify(public[::-1], message, signature)


def test_refuses_a_signature_whose_s_is_not_reduced():
    """S + L would verify too: one message, two signatures (RFC 8032 8.4)."""
    public, message, signature = (bytes.fromhex(item) for item in RFC[1])
    s = int.from_bytes(signature[32:], "little") + ed25519.L
    assert not ed25519.verify(public, message, signature[:32] + s.to_bytes(32, "little"))


@pytest.mark.parametrize("y", [1, 0, ed25519.P - 1, ed25519.P, ed25519.P + 1, 2**255 - 1])
def test_refuses_keys_of_small_order_and_points_not_reduced(y):
    """Under such a key a fixed signature fits every message."""
    neutral = (1).to_bytes(32, "little")
    assert not ed25519.verify(y.to_bytes(32, "little"), b"m", neutral + bytes(32))


@pytest.mark.parametrize(("key", "signature"), [(31, 64), (33, 64), (32, 63), (32, 65), (0, 0)])
def test_refuses_other_lengths(key, signature):
    """32 and 64 bytes."""
    assert not ed25519.verify(bytes(key), b"m", bytes(signature))


def scalar(seed: bytes) -> int:
    """RFC 8032 5.1.5: the secret scalar of a private key."""
    raw = bytearray(hashlib.sha512(seed).digest()[:32])
    raw[0] &= 248
    raw[31] = raw[31] & 127 | 64
    return int.from_bytes(raw, "little")


@pytest.mark.parametrize("coordinate", ["none", "x", "y"])
def test_refuses_a_point_that_agrees_in_one_coordinate_only(coordinate):
    """R is the right point mirrored in x or in y, and S fits: the equation holds for the other one alone."""
    seed, nonce, message = b"\x05" * 32, b"\x06" * 32, b"m"
    public, point = (
        Ed25519PrivateKey.from_private_bytes(each).public_key().public_bytes_raw() for each in (seed, nonce)
    )
    number = int.from_bytes(point, "little")
    sign, y = number >> 255 << 255, number & (2**255 - 1)
    mirrored = {"none": number, "x": number ^ 1 << 255, "y": sign | ed25519.P - y}[coordinate]
    raw = mirrored.to_bytes(32, "little")
    k = int.from_bytes(hashlib.sha512(raw + public + message).digest(), "little")
    s = (scalar(nonce) + k * scalar(seed)) % ed25519.L
    assert ed25519.verify(public, message, raw + s.to_bytes(32, "little")) is (coordinate == "none")
