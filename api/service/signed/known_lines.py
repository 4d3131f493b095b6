"""Lines of the log that signatures name: which the signer knew, which certified a device, which counted.

What was read once is remembered: a line never changes. It is forgotten with the state that the writer has: a
database that was filled again may have other lines at these positions.
"""

from domain.grounds.keys import note_counter
from domain.law import Fold
from domain.words.entry import Entry
from ledger.log import SchoolLog

MOST = 4096
"""Lines remembered of one log."""


class KnownLines:
    """Of one log. For use in decisions, which are made one after the other; `note` at any time."""

    def __init__(self, log: SchoolLog) -> None:
        self._log = log
        self.origin = log.origin
        self._state: Fold | None = None
        self._leaves: dict[int, bytes] = {}
        self._entries: dict[int, Entry] = {}
        self._counted = False

    def leaf(self, state: Fold, pos: int) -> bytes | None:
        """The leaf hash of the line at a position; None if no line was written there yet."""
        self._follow(state)
        found = self._leaves.get(pos)
        if found is None:
            entry = self.entry(state, pos)
            found = entry.leaf if entry else None
        return found

    def note(self, state: Fold | None, pos: int, leaf: bytes) -> None:
        """Remembers a line that was written behind what `state` knew."""
        if state is self._state and state is not None:
            self._leaves[pos] = leaf

    def entry(self, state: Fold, pos: int) -> Entry | None:
        """The entry at a position; None if none was written there yet."""
        self._follow(state)
        found = self._entries.get(pos)
        if found is None and 0 <= pos < state.size:
            for found in self._log.entries_at([pos]):
                self._entries[pos] = found
        return found

    def complete_counters(self, state: Fold) -> None:
        """Adds what passkeys counted in streams that the state was never given."""
        self._follow(state)
        if not self._counted:
            for entry in self._log.signed_by_passkeys(state.size):
                note_counter(state, entry)
            self._counted = True

    def _follow(self, state: Fold) -> None:
        same = state is self._state
        if not same or len(self._leaves) + len(self._entries) > MOST:
            self._leaves, self._entries = {}, {}
            self._counted = self._counted and same
            self._state = state
