"""P-256 and edwards25519 as a schoolbook has them, affine and slow, and signing by them with a given nonce.

What the verifier's own arithmetic is compared with, and what makes signatures that no library makes. Shares no
line with `verify/proof`; the numbers are those of SP 800-186, 3.2.1.3 and 3.2.2 (P-256's as FIPS 186-4 writes
them).
"""

from hashlib import sha256, sha512

P = 115792089210356248762697446949407573530086143415290314195533631308867097853951
N = 115792089210356248762697446949407573529996955224135760342422259061068512044369
B = 41058363725152142129326129780047268409114441015993725554835256314039467401291
Affine = tuple[int, int]
Point = Affine | None
"""None is the point at infinity."""
G: Affine = (
    48439561293906451759052585252797914202762949526041747995844080717082404635286,
    36134250956749795798585127919587881956611106672985015071877198253568414405109,
)


def add(p: Point, q: Point) -> Point:
    """The third point of the line, mirrored."""
    if p is None or q is None:
        return q if p is None else p
    if p[0] == q[0]:
        if (p[1] + q[1]) % P == 0:
            return None
        slope = (3 * p[0] * p[0] - 3) * pow(2 * p[1], -1, P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, P)
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def times(number: int, p: Point) -> Point:
    """By doubling and adding."""
    result: Point = None
    while number:
        if number & 1:
            result = add(result, p)
        number, p = number >> 1, add(p, p)
    return result


def with_x(x: int) -> Point:
    """A point of this x, None if there is none."""
    square = (x**3 - 3 * x + B) % P
    y = pow(square, (P + 1) // 4, P)
    return (x, y) if y * y % P == square else None


def raw(p: Point) -> bytes:
    """x ‖ y; of infinity, zeros."""
    return both(*(p or (0, 0)))


def both(one: int, other: int) -> bytes:
    """Two numbers of 32 bytes, big-endian."""
    return one.to_bytes(32, "big") + other.to_bytes(32, "big")


def digest(message: bytes) -> int:
    """What ECDSA takes of the message."""
    return int.from_bytes(sha256(message).digest(), "big")


def sign(secret: int, number: int, nonce: int) -> tuple[int, int]:
    """ECDSA's r and the lower s over a digest."""
    point = times(nonce, G)
    assert point is not None
    r = point[0] % N
    s = pow(nonce, -1, N) * (number + r * secret) % N
    return r, min(s, N - s)


ED_P = 2**255 - 19
ED_L = 2**252 + 27742317777372353535851937790883648493
ED_D = 37095705934669439343138083508754565189542113879843219016388785533085940283555
ED_G: Affine = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
)
ED_EIGHT: Affine = (
    14399317868200118260347934320527232580618823971194345261214217575416788799818,
    55188659117513257062467267217118295137698188065244968500265048394206261417927,
)
"""A point of order 8: L times the point of y = 3."""


def ed_add(p: Affine, q: Affine) -> Affine:
    """RFC 8032 5.1, the affine law."""
    m = ED_D * p[0] * q[0] * p[1] * q[1]
    x = (p[0] * q[1] + q[0] * p[1]) * pow(1 + m, -1, ED_P) % ED_P
    return x, (p[1] * q[1] + p[0] * q[0]) * pow(1 - m, -1, ED_P) % ED_P


def ed_times(number: int, p: Affine) -> Affine:
    """By doubling and adding; 0 gives the neutral point."""
    result = (0, 1)
    while number:
        if number & 1:
            result = ed_add(result, p)
        number, p = number >> 1, ed_add(p, p)
    return result


def ed_raw(p: Affine) -> bytes:
    """y, and the lowest bit of x as the highest."""
    return (p[1] | (p[0] & 1) << 255).to_bytes(32, "little")


def ed_challenge(key: bytes, message: bytes, begun: bytes) -> int:
    """k of RFC 8032 5.1.7."""
    return int.from_bytes(sha512(begun + key + message).digest(), "little") % ED_L
