"""ECDSA signature verification over P-256 with SHA-256, FIPS 186-5 6.4.2, in plain Python.

Verification needs no secrets, so nothing here has to run in constant time: about 1 ms for a key that is met
first, half of it for one of the keys met last.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import NamedTuple

from verify.proof.digits import ROWS, SPAN, spread

# FIPS 186-5 and SP 800-186, 3.2.1.3: y² = x³ - 3x + B over P, base point G of order N.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)

Affine = tuple[int, int]
Jacobian = tuple[int, int, int]
"""x = X/Z², y = Y/Z³; Z = 0 is the point at infinity."""

_INFINITY: Jacobian = (1, 1, 0)
_BASE_WIDTH, _KEY_WIDTH = 8, 5


class _Table(NamedTuple):
    """The odd multiples of each row's point, and the same mirrored."""

    plus: list[list[Affine]]
    minus: list[list[Affine]]


def _double(p: Jacobian, times: int = 1) -> Jacobian:
    """`dbl-2001-b` of the Explicit-Formulas Database. No point of this curve has an even order."""
    x, y, z = p
    for _ in range(times):
        delta, gamma = z * z % P, y * y % P
        beta, alpha = x * gamma % P, 3 * (x - delta) * (x + delta) % P
        z = 2 * y * z % P
        x = (alpha * alpha - 8 * beta) % P
        y = (alpha * (4 * beta - x) - 8 * gamma * gamma) % P
    return x, y, z


def _add(p: Jacobian, q: Affine) -> Jacobian:
    """p + q, whatever the two are: equal, mirrored, p at infinity."""
    x1, y1, z1 = p
    if z1 == 0:
        return q[0], q[1], 1
    zz = z1 * z1 % P
    h = (q[0] * zz - x1) % P
    r = (q[1] * zz * z1 - y1) % P
    if h == 0:
        return _INFINITY if r else _double(p)
    hh = h * h % P
    hhh, v = h * hh % P, x1 * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - y1 * hhh) % P, z1 * h % P


def _affine(points: list[Jacobian]) -> list[Affine]:
    """The same points, none at infinity, with Z = 1: one inversion for all (Montgomery's trick)."""
    products = [1]
    for point in points:
        products.append(products[-1] * point[2] % P)
    inverse = pow(products.pop(), -1, P)
    found: list[Affine] = []
    for x, y, z in reversed(points):
        own = inverse * products.pop() % P
        inverse = inverse * z % P
        square = own * own % P
        found.append((x * square % P, y * square * own % P))
    return found[::-1]


def _table(point: Affine, width: int) -> _Table:
    starts: list[Jacobian] = [(*point, 1)]
    while len(starts) < ROWS:
        starts.append(_double(starts[-1], SPAN))
    twice = _affine([_double(start) for start in starts])
    count = 1 << width - 2
    multiples: list[Jacobian] = []
    for start, step in zip(starts, twice):
        multiples.append(start)
        for _ in range(count - 1):
            multiples.append(_add(multiples[-1], step))
    flat = _affine(multiples)
    plus = [flat[row * count : (row + 1) * count] for row in range(ROWS)]
    return _Table(plus, [[(x, P - y) for x, y in row] for row in plus])


@lru_cache(maxsize=1)
def _base() -> _Table:
    return _table(G, _BASE_WIDTH)


def _point(public: bytes) -> Affine | None:
    """None unless the 64 bytes are x and y, each below P, of a point on the curve."""
    x, y = int.from_bytes(public[:32], "big"), int.from_bytes(public[32:], "big")
    fits = len(public) == 64 and x < P and y < P and (y * y - (x * x - 3) * x - B) % P == 0
    return (x, y) if fits else None


def is_key(public: bytes) -> bool:
    """Whether the 64 bytes x ‖ y are a point of the curve. Its order is prime: each such point is a key."""
    return _point(public) is not None


@lru_cache(maxsize=512)  # 10 KB each: the devices of a school's day
def _key(public: bytes) -> _Table | None:
    point = _point(public)
    return None if point is None else _table(point, _KEY_WIDTH)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (r ‖ s, 64 bytes) is one by `public` (x ‖ y, 64 bytes) over `message`.

    Of s and N - s, which both hold under ECDSA, only the lower is taken: a signature has one spelling.
    """
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < N and 0 < s <= N // 2):
        return False
    table = _key(public)
    if table is None:
        return False
    inverse = pow(s, -1, N)
    number = int.from_bytes(hashlib.sha256(message).digest(), "big")
    to_add: list[list[Affine]] = [[] for _ in range(SPAN + 1)]
    spread(number * inverse % N, _BASE_WIDTH, *_base(), to_add)
    spread(r * inverse % N, _KEY_WIDTH, *table, to_add)
    total = _INFINITY
    for points in reversed(to_add):
        total = _double(total)
        for point in points:
            total = _add(total, point)
    x, _, z = total
    # x mod N must be r; x = X/Z² may itself be r or r + N, as P > N.
    return z != 0 and any((one * z * z - x) % P == 0 for one in (r, r + N) if one < P)
