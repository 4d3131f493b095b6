"""Filling a restored log again from a copy: the lines that are missing, byte for byte, and no others.

Nothing of a copy is believed. Its lines must be this log's own as far as this log has them, go on from there
without a seam, and lie under a head that the log's key has signed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice

from domain.words.entry import Entry
from domain.words.streams import CREATES_LOG, RESETS_CLOCK, ROTATES_KEY
from ledger.form.canonical import ZERO_PREV, NotCanonical, b64, decode, leaf_hash
from ledger.form.lines import Made, read_line
from ledger.form.note import NoteError, parse_vkey
from ledger.form.tiles import Edge
from ledger.log import Head, SchoolLog
from ledger.signing.checkpoint import BadCheckpoint, Checkpoint
from ledger.signing.keys import KeyFault, KeyRing, KeyStore
from ledger.steps import step
from ledger.writing.appending import CommandRow, Swap
from ledger.writing.recorder import SchoolRecorder
from ledger.writing.requests import runs_of

MOST_LINES = 1000
# The request itself is in no copy: whoever sends it again is told COMMAND_REUSED, nothing is written twice.
NO_DIGEST = bytes(32)


class RefillRefused(ValueError):
    """The copy is not taken, and nothing was written; `code` says why, `pos` where.

    form: no canonical line. place: another log, position, or stream version. chain: a line does not follow
    the one before. command: a command is torn. time: goes back. other: it is not how the log at hand goes.
    note: a note does not fit the lines. unsigned: no note covers a line that is missing. key: a line names
    a log key that this server does not have.
    """

    def __init__(self, code: str, pos: int) -> None:
        super().__init__(f"{code} at {pos}")
        self.code = code
        self.pos = pos


@dataclass(slots=True)
class Judged:
    """What a copy was found to be: its leaves, and how many of its lines a fitting note covers."""

    leaves: list[bytes] = field(default_factory=list)
    until: int = 0
    notes: dict[int, bytes] = field(default_factory=dict)
    """Size -> note, of those that fit."""
    newest: tuple[int, bytes] = (0, b"")
    """The largest note of this log, also of more lines than the copy has."""


class Refill:
    """Fills one log. Nobody else should write it meanwhile: whoever loses a swap here stops."""

    def __init__(self, log: SchoolLog, keys: KeyStore) -> None:
        self._log = log
        self._keys = keys
        self._head = log.head()

    def judge(self, lines: Iterable[bytes], notes: Iterable[bytes]) -> Judged:
        """Reads a whole copy; `notes` are its own and those that this server keeps. Raises RefillRefused."""
        judged = Judged()
        walk = _Walk(self._log.origin, self._head, self._log.versions(self._head.size))
        for line in lines:
            judged.leaves.append(walk.take(line))
        walk.end()
        self._require_same(judged.leaves)
        for note in notes:
            checkpoint = self._opened(walk.ring, note)
            if checkpoint.size > judged.newest[0]:
                judged.newest = checkpoint.size, note
            if checkpoint.size <= len(judged.leaves):
                judged.notes[checkpoint.size] = note
                _require_root(judged.leaves, checkpoint)
        judged.until = max(judged.notes, default=0)
        if len(judged.leaves) > self._head.size >= judged.until:
            raise RefillRefused("unsigned", self._head.size)
        if judged.until not in walk.ends:
            raise RefillRefused("command", judged.until)
        return judged

    def fill(self, lines: Iterable[bytes], judged: Judged) -> int:
        """Writes what is missing up to `judged.until`; gives how many lines. Raises SwapLost."""
        start = self._head.size
        recorder = SchoolRecorder(self._log.db, self._log.school)
        head = self._head
        for group in _groups(islice(lines, start, judged.until)):
            leaves = [made.entry.leaf for made in group]
            if leaves != judged.leaves[head.size : head.size + len(group)]:
                raise RefillRefused("other", head.size)  # the copy was changed while it was read
            recorder.insert_lines([made.line for made in group], _swap(head, group))
            # A crash here leaves whole commands of the copy; the next run goes on behind them.
            step("refill:written")
            last = group[-1].entry
            head = Head(last.pos + 1, last.leaf, last.at, head.epoch)
        return head.size - start

    def _opened(self, ring: KeyRing | None, note: bytes) -> Checkpoint:
        if ring is None:
            raise RefillRefused("unsigned", 0)
        for each in ring.ranges:
            if each.from_size > self._head.size or self._head.size == 0:
                self._require_own(each.key.key_id, each.from_size)
        try:
            return ring.open_checkpoint(note)
        except (NoteError, BadCheckpoint, KeyFault):
            raise RefillRefused("note", self._head.size) from None

    def _require_own(self, key_id: bytes, size: int) -> None:
        """A key that the log at hand does not name yet is believed if its private side lies here."""
        try:
            self._keys.load(self._log.origin, key_id)
        except KeyFault:
            raise RefillRefused("key", size) from None

    def _require_same(self, leaves: list[bytes]) -> None:
        """As far as both go, copy and log are one: the last leaf of a chain speaks for all before it."""
        both = min(len(leaves), self._head.size)
        if both == 0:
            return
        (line,) = self._log.lines(both - 1, both)
        if leaf_hash(line) != leaves[both - 1]:
            raise RefillRefused("other", both - 1)


class _Walk:
    """Follows the lines of a copy: form, places, chain, commands, time, and the keys that they name."""

    def __init__(self, origin: str, head: Head, versions: dict[str, int]) -> None:
        self._origin = origin
        self._known = head.size
        self._versions = versions
        self._leaf = ZERO_PREV
        self._before: Entry | None = None
        self.ring: KeyRing | None = None
        self.ends = {0}
        """Sizes at which a command ends."""

    def take(self, line: bytes) -> bytes:
        """The leaf of the next line. Raises RefillRefused."""
        pos = self._before.pos + 1 if self._before else 0
        try:
            obj = decode(line)
            entry = read_line(line)
            self._follow(obj, entry, pos)
            self._name_key(entry)
        except (NotCanonical, NoteError, KeyFault, KeyError, TypeError, AttributeError):
            raise RefillRefused("form", pos) from None
        self._leaf, self._before = entry.leaf, entry
        if entry.i == entry.n - 1:
            self.ends.add(pos + 1)
        return entry.leaf

    def end(self) -> None:
        """After the last line."""
        if self._before and self._before.i != self._before.n - 1:
            raise RefillRefused("command", self._before.pos)

    def _follow(self, obj: dict[str, object], entry: Entry, pos: int) -> None:
        if (obj["log"], entry.pos) != (self._origin, pos):
            raise RefillRefused("place", pos)
        if obj["prev"] != b64(self._leaf):
            raise RefillRefused("chain", pos)
        before = self._before
        if entry.i == 0:
            if before and (before.i != before.n - 1 or (entry.at < before.at and entry.type != RESETS_CLOCK)):
                raise RefillRefused("command" if before.i != before.n - 1 else "time", pos)
        elif before is None or _command(entry, entry.i) != _command(before, before.i + 1):
            raise RefillRefused("command", pos)
        if pos >= self._known:
            if entry.ver != self._versions.get(entry.stream, 0) + 1:
                raise RefillRefused("place", pos)
            self._versions[entry.stream] = entry.ver

    def _name_key(self, entry: Entry) -> None:
        if entry.type == CREATES_LOG and entry.pos == 0:
            self.ring = KeyRing.from_rows([(entry.data["key"], 0, None)])
        elif entry.type == ROTATES_KEY and self.ring is not None:
            if entry.data["old"] != str(self.ring.ranges[-1].key):
                raise RefillRefused("key", entry.pos)
            self.ring = self.ring.rotated(parse_vkey(entry.data["new"]), entry.pos)


def _command(entry: Entry, i: int) -> tuple[object, ...]:
    return entry.cmd, entry.actor, entry.at, entry.n, i


def _require_root(leaves: list[bytes], checkpoint: Checkpoint) -> None:
    if Edge().extend(leaves[: checkpoint.size])[0].root() != checkpoint.root:
        raise RefillRefused("note", checkpoint.size)


def _groups(lines: Iterable[bytes]) -> Iterator[list[Made]]:
    """Whole commands of one instant, a clock reset by itself: what one append takes."""
    group: list[Made] = []
    for _, command in groupby(map(_made, lines), key=lambda made: made.entry.pos - made.entry.i):
        made = list(command)
        first = made[0].entry
        if group and (
            first.type == RESETS_CLOCK or first.at != group[0].entry.at or len(group) >= MOST_LINES
        ):
            yield group
            group = []
        group += made
    if group:
        yield group


def _made(line: bytes) -> Made:
    entry = read_line(line)
    return Made(entry.stream, entry.ver, entry, line)


def _swap(head: Head, group: list[Made]) -> Swap:
    first, last = group[0].entry, group[-1].entry
    commands = [
        CommandRow(made.entry.pos, made.entry.n, made.entry.actor["person"], made.entry.cmd, NO_DIGEST)
        for made in group
        if made.entry.i == 0
    ]
    runs = [
        run
        for _, command in groupby(group, key=lambda made: made.entry.pos - made.entry.i)
        for run in runs_of(list(command))
    ]
    epoch = first.pos if first.type == RESETS_CLOCK else None
    return Swap(head.size, head.leaf, last.leaf, first.at, epoch, commands, runs)
