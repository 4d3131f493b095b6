"""Ed25519 signature verification, RFC 8032 5.1.7, in plain Python.

Verification needs no secrets, so nothing here has to run in constant time: about 1.5 ms for a key that is met
first, half of it for one of the keys met last.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from verify.proof.digits import ROWS, SPAN, spread

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)
BASE = (  # RFC 8032 5.1: the point of y = 4/5 whose x is even
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)

Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z


Prepared = tuple[int, int, int, int]  # what an addition asks of its second point: Y + X, Y - X, 2Z, 2dT
Table = tuple[
    list[list[Prepared]], list[list[Prepared]]
]  # odd multiples of each row's point; the same mirrored

_NEUTRAL: Point = (0, 1, 1, 0)
_BASE_WIDTH, _KEY_WIDTH = 8, 5


def _prepared(p: Point) -> Prepared:
    return (p[1] + p[0]) % P, (p[1] - p[0]) % P, 2 * p[2] % P, 2 * D * p[3] % P


def _add(p: Point, q: Prepared) -> Point:
    """RFC 8032 5.1.4; complete, so it also adds a point to itself."""
    a = (p[1] - p[0]) * q[1] % P
    b = (p[1] + p[0]) * q[0] % P
    c = p[3] * q[3] % P
    d = p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _double(p: Point) -> Point:
    a, b, c = p[0] * p[0] % P, p[1] * p[1] % P, 2 * p[2] * p[2] % P
    h = a + b
    e = h - (p[0] + p[1]) * (p[0] + p[1]) % P
    g = a - b
    f = c + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def _decompress(raw: bytes) -> Point | None:
    """RFC 8032 5.1.3; None for a y that is not reduced or has no x."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if (v * x * x - u) % P != 0:
        x = x * SQRT_M1 % P
    if (v * x * x - u) % P != 0 or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def _encode(p: Point) -> bytes:
    inverse = pow(p[2], -1, P)
    return (p[1] * inverse % P | (p[0] * inverse % P & 1) << 255).to_bytes(32, "little")


def _table(point: Point, width: int) -> Table:
    plus: list[list[Prepared]] = []
    for _ in range(ROWS):
        twice, multiple = _prepared(_double(point)), point
        row = [_prepared(multiple)]
        while len(row) < 1 << width - 2:
            multiple = _add(multiple, twice)
            row.append(_prepared(multiple))
        plus.append(row)
        for _ in range(SPAN):
            point = _double(point)
    return plus, [[(minus, sum_, z, P - t) for sum_, minus, z, t in row] for row in plus]


@lru_cache(maxsize=1)
def _base() -> Table:
    x, y = BASE
    return _table((x, y, 1, x * y % P), _BASE_WIDTH)


def _is_small_order(p: Point) -> bool:
    q = _double(_double(_double(p)))
    return q[0] % P == 0 and (q[1] - q[2]) % P == 0


def _point(public: bytes) -> Point | None:
    """None if these are not the 32 bytes of a point under which not every message has the same signature."""
    point = _decompress(public) if len(public) == 32 else None
    return None if point is None or _is_small_order(point) else point


def is_key(public: bytes) -> bool:
    """Whether signatures by this key may be taken at all."""
    return _point(public) is not None


@lru_cache(maxsize=64)  # 15 KB each: the log's keys, its witnesses, a school's programs
def _key(public: bytes) -> Table | None:
    point = _point(public)
    return None if point is None else _table(point, _KEY_WIDTH)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) is one by `public` (32 bytes) over `message`.

    Refuses S >= L (RFC 8032 8.4, malleability), points not reduced, and keys of small order, under which
    one signature would fit every message. Cofactorless equation, as RFC 8032 5.1.7 allows.
    """
    if len(signature) != 64:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return _holds(public, signature[:32], int.from_bytes(signature[32:], "little"), k)


@lru_cache(
    maxsize=4096
)  # the notes of a log are met again and again; messages, which may be long, are not kept
def _holds(public: bytes, begun: bytes, s: int, k: int) -> bool:
    table = _key(public)
    if s >= L or table is None:
        return False
    plus, minus = table
    to_add: list[list[Prepared]] = [[] for _ in range(SPAN + 1)]
    spread(s, _BASE_WIDTH, *_base(), to_add)
    spread(k, _KEY_WIDTH, minus, plus, to_add)
    total = _NEUTRAL
    for points in reversed(to_add):
        total = _double(total)
        for point in points:
            total = _add(total, point)
    # A point has one encoding, and R must be it: what is not reduced or lies on no curve is never equal.
    return _encode(total) == begun
