"""Parameters in PostgreSQL's binary form, for the one statement whose every microsecond a teacher waits for.

An array is: dimensions, NULLs present, element type, length, first index, and each element behind its length.
"""

import struct
from collections.abc import Sequence

INT4, INT4S = 23, 1007
BYTEA, BYTEAS = 17, 1001
TEXT, TEXTS = 25, 1009


def int4(value: int) -> bytes:
    """An int4 parameter. Raises struct.error outside its range."""
    return struct.pack("!i", value)


def int4s(values: Sequence[int]) -> bytes:
    """An int4[] parameter."""
    sized = [number for value in values for number in (4, value)]
    return struct.pack(f"!iiIii{len(sized)}i", 1, 0, INT4, len(values), 1, *sized)


def byteas(values: Sequence[bytes]) -> bytes:
    """A bytea[] parameter."""
    return _array(BYTEA, values)


def texts(values: Sequence[str]) -> bytes:
    """A text[] parameter."""
    return _array(TEXT, [value.encode() for value in values])


def _array(element: int, values: Sequence[bytes]) -> bytes:
    parts = [struct.pack("!iiIii", 1, 0, element, len(values), 1)]
    for value in values:
        parts += (len(value).to_bytes(4, "big"), value)
    return b"".join(parts)
