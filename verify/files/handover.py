"""Notes that hand over to a later key, kept in bags and exports (spec/FORMAT.md 3-4)."""

from __future__ import annotations

from verify.files.sources import Blob, TooLarge, read_all
from verify.proof.canonical import NotCanonical, decimal
from verify.proof.merkle import Leaves
from verify.proof.note import MAX_NOTE, BadSignature, Checkpoint, NoteError, parse_checkpoint, verified_by
from verify.proof.policy import KeyRange


def read_handover(
    blob: Blob, number: str, origin: str | None, leaves: Leaves, named: list[KeyRange]
) -> Checkpoint | str:
    """The note of the size that its name tells, or the code of what is wrong with it.

    Nothing in it is free: the leaves have its root at that size, the old and the new key of a rotation below
    it have signed it, and nobody else has.
    """
    try:
        head = parse_checkpoint(read_all(blob, MAX_NOTE))
        size = decimal(number)
    except (NoteError, TooLarge, NotCanonical):
        return "NOTE_MALFORMED"
    if head.origin != origin:
        return "ORIGIN_MISMATCH"
    if head.size != size or not 0 < size <= len(leaves) or leaves.root(size) != head.root:
        return "ROOT_MISMATCH"
    keys = [item for item in named if item.first <= size]
    try:
        verified, unknown = verified_by(head.note, [item.key for item in keys])
    except BadSignature:
        return "CHECKPOINT_BAD_SIGNATURE"
    signers = {item.key for item in verified}
    hands = any(old.key in signers and new.key in signers for old, new in zip(keys, keys[1:]))
    return head if hands and not unknown and len(verified) == len(signers) else "CHECKPOINT_UNKNOWN_KEY"
