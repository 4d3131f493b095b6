"""P-256 as a schoolbook has it, affine and slow: what the verifier's own arithmetic is compared with.

Shares no line with `verify/proof`; the numbers are those of SP 800-186, 3.2.1.3, in decimal as FIPS 186-4 has
them.
"""

P = 115792089210356248762697446949407573530086143415290314195533631308867097853951
N = 115792089210356248762697446949407573529996955224135760342422259061068512044369
B = 41058363725152142129326129780047268409114441015993725554835256314039467401291
G = (
    48439561293906451759052585252797914202762949526041747995844080717082404635286,
    36134250956749795798585127919587881956611106672985015071877198253568414405109,
)

Point = tuple[int, int] | None
"""None is the point at infinity."""


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
    return b"".join(each.to_bytes(32, "big") for each in p or (0, 0))
