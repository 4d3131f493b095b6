"""PostgreSQL's array parameters, each put together in one piece.

psycopg's own way looks at every element: for the lines of a save that costs more than hashing them.
"""

import struct
from collections.abc import Sequence
from typing import Any

from psycopg import Connection
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format


class Blobs:
    """A bytea[] parameter."""

    __slots__ = ("blobs",)

    def __init__(self, blobs: Sequence[bytes]) -> None:
        self.blobs = blobs


class _BlobsDumper(Dumper):
    """PostgreSQL's binary array: one dimension from index 1, no NULLs, elements of type bytea (17)."""

    format = Format.BINARY
    oid = 1001  # bytea[]

    def dump(self, obj: Any) -> Buffer:
        parts = [struct.pack("!iiIii", 1, 0, 17, len(obj.blobs), 1)]
        for blob in obj.blobs:
            parts += (len(blob).to_bytes(4, "big"), blob)
        return b"".join(parts)


def register(connection: Connection[Any]) -> None:
    """Lets a connection take Blobs."""
    connection.adapters.register_dumper(Blobs, _BlobsDumper)


def integers(values: Sequence[int]) -> str:
    """An int4[] parameter as text."""
    return "{" + ",".join(map(str, values)) + "}"


def texts(values: Sequence[str]) -> str:
    """A text[] parameter as text."""
    return "{" + ",".join([f'"{_escaped(value)}"' for value in values]) + "}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
