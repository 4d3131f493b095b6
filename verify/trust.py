"""When a key speaks for a tree size, spec/VERDICT.md 3: given, handed over, or named by anchored lines.

All look-ups are by key or key id: a log may name sixty thousand keys, and lie among thousands of notes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from verify.holding import Holding
from verify.log import Log
from verify.proof.note import BadSignature, Checkpoint, KeyIndex, VerifierKey, verified_by
from verify.proof.policy import KeyRange, Policy


class Ranges:
    """Keys with the sizes for which they count."""

    def __init__(self, items: Iterable[KeyRange] = ()) -> None:
        self._of: dict[VerifierKey, list[KeyRange]] = {}
        for item in items:
            self.add(item)

    def add(self, item: KeyRange) -> None:
        """One more range."""
        self._of.setdefault(item.key, []).append(item)

    def __bool__(self) -> bool:
        return bool(self._of)

    def keys(self) -> list[VerifierKey]:
        """Every key once."""
        return list(self._of)

    def of(self, key: VerifierKey) -> list[KeyRange]:
        """The ranges of one key."""
        return self._of.get(key, [])

    def all(self) -> list[KeyRange]:
        """Every range."""
        return [item for items in self._of.values() for item in items]

    def speaks(self, signers: Iterable[VerifierKey], size: int) -> bool:
        """Whether one of the signers counts at this size."""
        return any(item.covers(size) for key in signers for item in self.of(key))

    def fault(self, signers: set[VerifierKey], size: int) -> str | None:
        """The code of a note whose signers do not count at this size; no ranges find no fault."""
        if not self:
            return None
        if not any(self.of(key) for key in signers):
            return "CHECKPOINT_UNKNOWN_KEY"
        return None if self.speaks(signers, size) else "CHECKPOINT_KEY_RANGE"


class Trust:
    """What is known of the keys of one origin. Needs to know what evidence has anchored so far.

    `trusted`: given keys, those handed over to, those of an anchored prefix; empty where none was given, as
    then no signature anchors. `vouched`: those of an anchored prefix. `named`: by any log at hand.
    """

    def __init__(self, origin: str, holdings: Sequence[Holding], policy: Policy) -> None:
        self._logs = [h.log for h in holdings if h.log is not None and h.log.origin == origin]
        self.named = Ranges(item for log in self._logs for item in log.facts.keys)
        self.vouched = Ranges(_vouched(origin, holdings))
        given = policy.keys_of(origin)
        self.trusted = Ranges(given)
        if given:
            for item in self.vouched.all():
                self.trusted.add(item)
            self._hand_over(given, [head for h in holdings for head in h.heads if head.origin == origin])
        self.index = KeyIndex([*self.trusted.keys(), *policy.witnesses.values()])
        self.index_with_named = KeyIndex(self.named.keys(), self.index)

    def _hand_over(self, given: Sequence[KeyRange], heads: Sequence[Checkpoint]) -> None:
        signed = _by_signer(heads)
        for log in self._logs:
            for old, new in _rotations(log):
                speaks = any(_reaches(item, new.first - 1) for item in self.trusted.of(old.key))
                if speaks and not _contradicts(given, old, new) and _handed(old, new, log, signed):
                    self.trusted.add(new)


def check_ranges(holdings: Sequence[Holding], policy: Policy) -> None:
    """A rotation in a log to another key than the policy's ranges give for that size (VERDICT 3.2)."""
    for holding in holdings:
        if holding.log is None or holding.log.origin is None:
            continue
        given = policy.keys_of(holding.log.origin)
        for old, new in _rotations(holding.log):
            if _contradicts(given, old, new):
                holding.log.finding("CHECKPOINT_KEY_RANGE", new.first - 1, detail="policy")


def _vouched(origin: str, holdings: Sequence[Holding]) -> Iterator[KeyRange]:
    """The keys that lines anchored by evidence name: entry 0, and rotations inside the prefix."""
    for holding in holdings:
        if holding.log is not None and holding.log.origin == origin:
            known = len(holding.log) if holding.outside else holding.anchored
            yield from (item for item in holding.log.facts.keys if max(0, item.first - 1) < known)


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


def _by_signer(heads: Sequence[Checkpoint]) -> dict[bytes, list[Checkpoint]]:
    """Key id -> the notes with a signature line of that id."""
    found: dict[bytes, list[Checkpoint]] = {}
    for head in heads:
        for key_id in {signature.key_id for signature in head.note.signatures}:
            found.setdefault(key_id, []).append(head)
    return found


def _handed(old: KeyRange, new: KeyRange, log: Log, signed: dict[bytes, list[Checkpoint]]) -> bool:
    """A note signed by both, which this very log has at its size, beyond the rotation."""
    for head in signed.get(new.key.key_id, []):
        if not new.first <= head.size <= len(log) or log.leaves.root(head.size) != head.root:
            continue
        try:
            verified, _ = verified_by(head.note, (old.key, new.key))
        except BadSignature:
            continue
        if {item.key for item in verified} == {old.key, new.key}:
            return True
    return False
