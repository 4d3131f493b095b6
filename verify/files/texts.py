"""The members of a bag that are texts for people: `bag-info.txt` and `VERIFY.txt`, each known to the byte."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from verify.files.bagit import Fence
from verify.files.guide import guides
from verify.files.sources import Blob, TooLarge, read_all
from verify.proof.shapes import local_day

INFO, GUIDE = "bag-info.txt", "data/VERIFY.txt"
MAX_TEXT = 1 << 16

Fault = Callable[..., None]


class Named(NamedTuple):
    """What the texts tell of the bag: its id, when it was planned, and the origin and number of its lines."""

    id: str
    at: str
    origin: str
    size: int


def check_texts(
    own: dict[str, Blob], members: dict[str, Blob], named: Named, fault: Fault, fence: Fence
) -> None:
    """Compare both with the bytes that they must have.

    `own` are the members that the bag must have. What else stands there is told by its name, whether it was
    counted in `bag-info.txt` or not.
    """
    with fence(GUIDE):
        if GUIDE in own and _read(own[GUIDE]) not in guides(named.id, named.origin, named.size):
            fault("BAG_META_WRONG", GUIDE)
    with fence(INFO):
        for blob in own.values():
            blob.read_at(0, 1)  # raises for what cannot be read, whose size says nothing
        right = [bag_info(one, named) for one in (own, members)]
        if INFO in own and _read(own[INFO]) not in right:
            fault("BAG_META_WRONG", INFO)


def bag_info(members: dict[str, Blob], named: Named) -> bytes:
    """The four lines of FORMAT.md 4."""
    sizes = [blob.size for name, blob in members.items() if name.startswith("data/")]
    return (
        f"Bagging-Date: {local_day(named.at)}\nExternal-Identifier: {named.id}\n"
        f"Payload-Oxum: {sum(sizes)}.{len(sizes)}\nSource-Organization: {named.origin}\n"
    ).encode()


def _read(blob: Blob) -> bytes | None:
    try:
        return read_all(blob, MAX_TEXT)
    except TooLarge:
        return None
