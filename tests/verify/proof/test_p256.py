"""Promise: ECDSA in plain Python takes exactly what a library takes, and of two spellings only the lower."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vectors.made.schoolbook import B, G, N, P, both, raw, sign, times, with_x
from verify.proof import p256

ALGORITHM = ec.ECDSA(SHA256())
NEAR = (0, 1, 2, 3, 15, 16, 17, 2**63, 2**64 - 1, 2**64, 2**128, 2**192 - 1, 2**255, 2**256 - 1)
edges = st.sampled_from(
    sorted({(base + step) % 2**256 for base in (*NEAR, N, N // 2, P) for step in (-1, 0, 1)})
)
numbers = st.one_of(edges, st.integers(0, 2**256 - 1))
secrets = st.one_of(st.sampled_from([1, 2, 3, 17, 2**64, N // 2, N - 1, N - 2]), st.integers(1, N - 1))


def library_takes(public: bytes, message: bytes, r: int, s: int) -> bool:
    """Whether `cryptography` (OpenSSL) takes key and signature."""
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + public)
        key.verify(encode_dss_signature(r, s), message, ALGORITHM)
    except (InvalidSignature, ValueError):
        return False
    return True


@given(secrets, st.binary(max_size=80))
@settings(max_examples=60, deadline=None)
def test_takes_whatever_the_library_signs_and_only_in_its_lower_spelling(secret, message):
    """Also with keys of which small multiples meet those of the base point."""
    r, s = decode_dss_signature(ec.derive_private_key(secret, ec.SECP256R1()).sign(message, ALGORITHM))
    public, low = raw(times(secret, G)), min(s, N - s)
    assert p256.verify(public, message, both(r, low))
    assert not p256.verify(public, message, both(r, N - low))
    assert not p256.verify(public, message + b"x", both(r, low))


@given(secrets, numbers, numbers, st.sampled_from([b"", b"m", b"n"]))
@settings(max_examples=120, deadline=None)
def test_refuses_whatever_the_library_refuses(secret, r, s, message):
    """Any two numbers: nothing of it fits but by signing."""
    public = raw(times(secret, G))
    assert p256.verify(public, message, both(r, s)) is (library_takes(public, message, r, s) and s <= N // 2)


@given(
    secrets, st.one_of(edges, st.integers(1, N - 1)).map(lambda nonce: nonce % N or 1), st.binary(max_size=9)
)
@settings(max_examples=60, deadline=None)
def test_agrees_about_signatures_of_any_nonce(secret, nonce, message):
    """A nonce of 1, of 2^64, of the key itself: sums that double, cancel or begin at infinity."""
    number = int.from_bytes(hashlib.sha256(message).digest(), "big")
    r, low = sign(secret, number, nonce)
    public = raw(times(secret, G))
    assert library_takes(public, message, r, low)
    assert p256.verify(public, message, both(r, low))


@given(numbers, numbers)
@settings(max_examples=100, deadline=None)
def test_a_key_is_a_point_of_the_curve_with_reduced_coordinates(x, y):
    """As the library says, and as the equation says."""
    fits = x < P and y < P and (y * y - x**3 + 3 * x - B) % P == 0
    assert p256.is_key(both(x, y)) is fits
    point = with_x(x % P)
    assert point is None or p256.is_key(raw(point))


@pytest.mark.parametrize("wrong", [0, 1, 32, 63, 65, 128])
def test_refuses_other_lengths_of_key_and_signature(wrong):
    """64 bytes each."""
    public, signature = raw(G), both(1, 1)
    assert not p256.verify((public * 2)[:wrong], b"m", signature)
    assert not p256.verify(public, b"m", (signature * 2)[:wrong])
    assert not p256.is_key((public * 2)[:wrong])


def test_a_sum_at_infinity_is_no_signature():
    """r and s such that both parts cancel: the point has no x, not even 0."""
    secret, message = 5, b"m"
    number = int.from_bytes(hashlib.sha256(message).digest(), "big") % N
    r = -number * pow(secret, -1, N) % N
    assert not any(p256.verify(raw(times(secret, G)), message, both(r, s)) for s in (1, 2, 2**64))
