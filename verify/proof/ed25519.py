"""Ed25519 signature verification, RFC 8032 5.1.7, in plain Python (about 3 ms a signature).

Verification needs no secrets, so nothing here has to run in constant time.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z


def _add(p: Point, q: Point) -> Point:
    """RFC 8032 5.1.4; complete, so it also adds a point to itself."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % P
    b = (p[1] + p[0]) * (q[1] + q[0]) % P
    c = 2 * p[3] * q[3] * D % P
    d = 2 * p[2] * q[2] % P
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


_BASE = _decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
_NEUTRAL: Point = (0, 1, 1, 0)


def _double_product(a: int, p: Point, b: int, q: Point) -> Point:
    """a·p + b·q with one run of doublings."""
    both = _add(p, q)
    result = _NEUTRAL
    for bit in range(max(a.bit_length(), b.bit_length()) - 1, -1, -1):
        result = _double(result)
        choice = (a >> bit & 1) | (b >> bit & 1) << 1
        if choice:
            result = _add(result, (p, q, both)[choice - 1])
    return result


def _is_small_order(p: Point) -> bool:
    q = _double(_double(_double(p)))
    return q[0] % P == 0 and (q[1] - q[2]) % P == 0


def is_key(public: bytes) -> bool:
    """Whether these are the 32 bytes of a point under which not every message has the same signature."""
    point = _decompress(public) if len(public) == 32 else None
    return point is not None and not _is_small_order(point)


@lru_cache(maxsize=4096)
def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` (64 bytes) is one by `public` (32 bytes) over `message`.

    Refuses S >= L (RFC 8032 8.4, malleability), points not reduced, and keys of small order, under which
    one signature would fit every message. Cofactorless equation, as RFC 8032 5.1.7 allows.
    """
    if len(public) != 32 or len(signature) != 64 or _BASE is None:
        return False
    a, r = _decompress(public), _decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L or _is_small_order(a):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    minus_a = (P - a[0], a[1], a[2], P - a[3])
    left = _double_product(s, _BASE, k, minus_a)
    return (left[0] * r[2] - r[0] * left[2]) % P == 0 and (left[1] * r[2] - r[1] * left[2]) % P == 0
