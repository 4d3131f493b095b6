"""How a large multiple of a point is put together: few additions of prepared points, few doublings.

Shared by both curves. A number is written with odd, signed digits that lie at least `width` bits apart
(Handbook of Elliptic and Hyperelliptic Curve Cryptography, 9.1.4), and cut into `ROWS` rows of `SPAN` bits,
for each of which a table holds the odd multiples of 2^(SPAN·row)·point: so 64 doublings serve 256 bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

ROWS, SPAN = 4, 64


def spread(
    number: int, width: int, plus: Sequence[Sequence[T]], minus: Sequence[Sequence[T]], into: list[list[T]]
) -> None:
    """Puts into `into[b]` what is to be added when b doublings are left; `plus[row][i]` is the (2i+1)-fold.

    `number` has at most 256 bits; `into` has SPAN + 1 lists, for the highest digit may carry by one bit.
    """
    full, half, at = 1 << width, 1 << width - 1, 0
    while number:
        zeros = (number & -number).bit_length() - 1
        number >>= zeros
        at += zeros
        digit = number & full - 1
        row = min(at // SPAN, ROWS - 1)
        if digit < half:
            number -= digit
            into[at - SPAN * row].append(plus[row][digit >> 1])
        else:
            number += full - digit
            into[at - SPAN * row].append(minus[row][full - digit >> 1])
