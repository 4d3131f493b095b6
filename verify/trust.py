"""When a key speaks for a tree size, spec/VERDICT.md 3: given, handed over, or named by anchored lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from verify.holding import Holding
from verify.log import Log
from verify.note import BadSignature, Checkpoint, verified_by
from verify.policy import KeyRange, Policy


def keys_named(origin: str, holdings: Sequence[Holding]) -> list[KeyRange]:
    """What the logs at hand say about their own keys; trusted by nobody for that."""
    return [item for log in _logs(origin, holdings) for item in log.facts.keys]


def keys_trusted(origin: str, holdings: Sequence[Holding], policy: Policy) -> list[KeyRange]:
    """The keys given for the origin, those that they handed over to, and those of an anchored prefix.

    [] where none was given: then nothing is anchored by a signature.
    """
    given = policy.keys_of(origin)
    if not given:
        return []
    trusted = [*given, *keys_vouched(origin, holdings)]
    heads = [head for holding in holdings for head in holding.heads if head.origin == origin]
    for log in _logs(origin, holdings):
        for old, new in _rotations(log):
            speaks = any(item.key == old.key and _reaches(item, new.first - 1) for item in trusted)
            if speaks and not _contradicts(given, old, new) and _handed(old, new, log, heads):
                trusted.append(new)
    return trusted


def keys_vouched(origin: str, holdings: Sequence[Holding]) -> list[KeyRange]:
    """The keys that lines anchored by evidence name: entry 0, and rotations inside the prefix."""
    found: list[KeyRange] = []
    for holding in holdings:
        if holding.log is not None and holding.log.origin == origin:
            known = len(holding.log) if holding.outside else holding.anchored
            found += [item for item in holding.log.facts.keys if max(0, item.first - 1) < known]
    return found


def check_ranges(holdings: Sequence[Holding], policy: Policy) -> None:
    """A rotation in a log to another key than the policy's ranges give for that size (VERDICT 3.2)."""
    for holding in holdings:
        if holding.log is None or holding.log.origin is None:
            continue
        given = policy.keys_of(holding.log.origin)
        for old, new in _rotations(holding.log):
            if _contradicts(given, old, new):
                holding.log.finding("CHECKPOINT_KEY_RANGE", new.first - 1, detail="policy")


def _logs(origin: str, holdings: Sequence[Holding]) -> Iterator[Log]:
    for holding in holdings:
        if holding.log is not None and holding.log.origin == origin:
            yield holding.log


def _rotations(log: Log) -> Iterator[tuple[KeyRange, KeyRange]]:
    return zip(log.facts.keys, log.facts.keys[1:])


def _reaches(item: KeyRange, size: int) -> bool:
    """Whether the key speaks for `size` and may hand over there: a range with an end, at its end only."""
    return item.covers(size) and item.last in (None, size)


def _contradicts(given: Sequence[KeyRange], old: KeyRange, new: KeyRange) -> bool:
    """Whether a range of the policy says that another key signs from the rotation on.

    A range without an end does not: no rotation away from its key was known when the policy was written.
    """
    for item in given:
        ranged = item.last is not None or item.first > 0
        moved_on = item.last is None and item.key == old.key
        if ranged and item.covers(new.first) and item.key != new.key and not moved_on:
            return True
    return False


def _handed(old: KeyRange, new: KeyRange, log: Log, heads: Sequence[Checkpoint]) -> bool:
    """A note signed by both, which this very log has at its size, beyond the rotation."""
    for head in heads:
        if not new.first <= head.size <= len(log) or log.leaves.root(head.size) != head.root:
            continue
        try:
            verified, _ = verified_by(head.note, (old.key, new.key))
        except BadSignature:
            continue
        if {item.key for item in verified} == {old.key, new.key}:
            return True
    return False
