"""What a writer knows of its log: the head, the state folded up to it, and the newest version of each stream.

All of it is right as long as the head in the database is the head here, which every append checks anew.
"""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from domain.words.entry import Draft, Entry
from ledger.clock import Clock
from ledger.form.lines import Made, Tail
from ledger.log import EMPTY, Advancing, Head, SchoolLog

S = TypeVar("S", bound=Advancing)


class Standing(Generic[S]):
    """Used by one thread at a time: the leader of the writer's queue."""

    def __init__(self, log: SchoolLog, new_state: Callable[[], S], clock: Clock) -> None:
        self._log = log
        self._new_state = new_state
        self._clock = clock
        self._state: S | None = None
        self._versions: dict[str, int] = {}
        self._assumed: list[Made] = []
        self._applied = 0
        self.head = EMPTY

    @property
    def state(self) -> S:
        """The state after the head and whatever is assumed behind it."""
        if self._state is None:
            raise RuntimeError("bring_up() comes first")
        return self._state

    @property
    def known(self) -> bool:
        """Whether there is a state; it may be behind the database."""
        return self._state is not None

    @property
    def tail(self) -> Tail:
        """Where the next line goes: behind the head and what is assumed."""
        if self._assumed:
            last = self._assumed[-1].entry
            return Tail(last.pos + 1, last.leaf)
        return Tail(self.head.size, self.head.leaf)

    def forget(self) -> None:
        """Drops all; the next bring_up() reads anew."""
        self._state = None
        self._versions = {}
        self._assumed = []
        self._applied = 0

    def drop_assumed(self) -> None:
        """Goes back to the head as known: what an earlier attempt assumed was not written by it."""
        if self._applied:
            # The state holds entries that were never written, and a fold cannot be undone.
            self.forget()
        self._assumed = []

    def bring_up(self) -> None:
        """Brings head, state and versions up to what is committed."""
        head, database_now = self._log.head_and_time()
        self._clock.compare(database_now)
        if self._state is None or not self._catch_up(self._state, head):
            self.forget()
            self._state = self._new_state()
            self._log.governance(self._state, head.size)
            self._versions = self._log.versions(head.size)
        self.head = head

    def current(self) -> bool:
        """Whether the head in the database is still the one known here.

        To be asked where no append has checked it: what another process wrote may make a refusal untrue.
        """
        return self._log.head() == self.head

    def assume(self, made: Sequence[Made]) -> None:
        """Counts lines as written while the rest of the group is decided."""
        self._assumed += made

    def catch_up_assumed(self) -> S:
        """The state with all that is assumed: what the next command of the group is decided on.

        Only now, not when it is assumed: so a single command that is lost leaves the state clean.
        """
        fresh = self._assumed[self._applied :]
        if fresh:
            self._applied = len(self._assumed)
            self.state.advance([made.entry for made in fresh])
        return self.state

    def next_versions(self, drafts: Sequence[Draft]) -> list[int]:
        """The version that each draft gets in its stream."""
        newest = {made.entry.stream: made.entry.ver for made in self._assumed}
        versions: list[int] = []
        for draft in drafts:
            version = newest.get(draft.stream) or self._versions.get(draft.stream, 0)
            newest[draft.stream] = version + 1
            versions.append(version + 1)
        return versions

    def stream(self, name: str) -> list[Entry]:
        """The entries of a stream as the command now being decided must see them."""
        written = self._log.stream(name, self.head.size) if name in self._versions else []
        return written + [made.entry for made in self._assumed if made.entry.stream == name]

    def committed(self, head: Head) -> None:
        """What was assumed is written, and `head` is the head."""
        self.head = head
        written, self._assumed = self._assumed, []
        fresh, self._applied = written[self._applied :], 0
        self._versions |= {made.entry.stream: made.entry.ver for made in written}
        self.state.advance([made.entry for made in fresh])

    def _catch_up(self, state: S, head: Head) -> bool:
        """Takes in what other processes wrote; False if what is known here is not how that log begins."""
        known = self.head
        if head.size <= known.size:
            return head == known
        # One entry more than needed, to see that it still is the one known (a restored database may differ).
        first = max(known.size - 1, 0)
        entries = list(self._log.entries(first, head.size))
        if known.size and entries.pop(0).leaf != known.leaf:
            return False
        state.advance(entries)
        self._versions |= {entry.stream: entry.ver for entry in entries}
        return True
