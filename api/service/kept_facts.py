"""The facts of one school at hand: as they are now, followed, not read anew; or as they were."""

import threading
from copy import copy

from domain.fork import Fork
from domain.law import Fold
from ledger.log import Head, SchoolLog
from ledger.writing.writer import Written
from projections.past import past_of


class KeptFacts:
    """People, classes, windows, closes, archives. Thread-safe; nothing is read before it is first asked."""

    def __init__(self, log: SchoolLog) -> None:
        self.log = log
        self.kept: Fold | None = None
        self.lock = threading.Lock()

    def now(self, head: Head | None = None) -> Fold:
        """The facts up to the head, or to at least one that was just read.

        Nobody may change it. A newer fact makes a new State, so a reader keeps one that hangs together. What
        is new is read while nobody is kept waiting: two readers may do it at once, one of them for nothing.
        """
        known, head = self.kept, head or self.log.head()
        # The first time, or others have brought the facts further since, or the database was filled again.
        if known is None or head.size < known.size:
            with self.lock:
                known, head = self.kept, self.log.head()
                if known is None or head.size < known.size:
                    known = self.kept = self.at(head.size)
        if known.size < head.size:
            fork = Fork(known)
            self.log.more_governance(fork, known.size, head.size)
            fork.reach(head.size, head.at)
            known = self.kept = fork.state
        # A copy: what its reader loads into it is the reader's own.
        return copy(known)

    def pass_by(self, written: Written) -> None:
        """Brings the facts over marks that were just written here: there is nothing in them to read.

        Only right behind the facts; where other entries lie between, `now` reads them all.
        """
        known = self.kept
        if known is not None and known.size == written.pos and not written.replayed:
            moved = copy(known)
            moved.reach(written.pos + written.n, written.at)
            self.kept = moved

    def at(self, size: int) -> Fold:
        """As the first `size` entries left them."""
        return copy(past_of(self.log).facts(size))
