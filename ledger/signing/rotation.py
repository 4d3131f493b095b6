"""Which key signs which sizes, as the log itself says (spec/FORMAT.md §2)."""

from typing import Any

from domain.words.streams import CREATES_LOG, OF_THE_LOG, ROTATES_KEY
from ledger.form.note import parse_vkey
from ledger.log import SchoolLog
from ledger.pgtiles import first_note
from ledger.signing.keys import KeyFault, KeyRing


def ring_of(log: SchoolLog, size: int | None = None) -> KeyRing:
    """The keys of `log` by its first `size` entries (None: all): from `LogCreated` and each `KeyRotated`.

    Raises KeyFault `missing` for an empty log, `ring` if a rotation does not end the key in force.
    """
    ring: KeyRing | None = None
    for entry in log.stream(OF_THE_LOG, size):
        if entry.type == CREATES_LOG:
            ring = KeyRing.from_rows([(entry.data["key"], 0, None)])
        elif entry.type == ROTATES_KEY:
            ring = _rotated(ring, entry.pos, entry.data)
    if ring is None:
        raise KeyFault("missing", f"{log.origin} has no entry 0 that names its key")
    return ring


def handovers(log: SchoolLog, ring: KeyRing, size: int) -> dict[int, bytes]:
    """Size -> the note below `size` that the old and the new key of a rotation have signed (FORMAT §2).

    Whoever knows the first key alone needs them to trust the later ones (VERDICT §3).
    """
    firsts = (first_note(log.db, log.school, each.from_size) for each in ring.ranges[1:])
    return {found[0]: found[1] for found in firsts if found is not None and found[0] < size}


def _rotated(ring: KeyRing | None, position: int, data: dict[str, Any]) -> KeyRing:
    if ring is None or data["old"] != str(ring.ranges[-1].key):
        raise KeyFault("ring", f"the rotation at {position} does not end the key in force")
    return ring.rotated(parse_vkey(data["new"]), position)
