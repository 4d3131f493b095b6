"""Where a person's key has signed: each command that is signed by it, or by a browser that it certified."""

from typing import NamedTuple

from domain.words.entry import Entry
from ledger.log import SchoolLog


class Use(NamedTuple):
    """A signed command: its first entry, its length, and whether a browser signed that the key certified."""

    first: Entry
    n: int
    device: bool


def key_uses(log: SchoolLog, person: str, key: int) -> list[Use]:
    """Of the key registered at `key`, in the order of the log; the registration that it signed is one."""
    uses: list[Use] = []
    certified: set[int] = set()
    for first, n in log.signed_by(person, key):
        assert first.sign is not None  # noqa: S101 - what `signed_by` gives has one
        by = first.pos if first.sign["key"] is None else first.sign["key"]
        if by == key and first.type == "DeviceCertified":
            certified.add(first.pos)
        if by == key or by in certified:
            uses.append(Use(first, n, by != key))
    return uses
