"""The replay of spec/LAW.md: every entry of a log, in order, against the state that those before it left.

`TYPES` is the law as a table: what the replay knows of each event type is a `Type` in the file of its topic,
its rules above all, each a function that gives a code of LAW.md or None. A type that is not in it is
`UNKNOWN_TYPE`. A faulty entry is still applied as far as its data allow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from verify.law.righting import dossiers, slips
from verify.law.rights import proof
from verify.law.signed.command import LeafAt
from verify.law.signed.following import Signatures
from verify.law.state.entry import NO_BOOK, Entry
from verify.law.state.state import State
from verify.law.table import TYPES
from verify.law.types import Rule, Type
from verify.law.unit import archives
from verify.proof.shapes import local_day


def group_kept(state: State, e: Entry) -> str | None:
    """LAW 17, 21, 38: a command that began items, applications or results holds nothing else."""
    pending = state.pending
    if pending is None or pending.command != e.command or pending.type == e.type:
        return None
    return "RESULTS_BROKEN" if pending.type == "ResultRecorded" else "DOSSIER_BROKEN"


def class_there(state: State, e: Entry) -> str | None:
    """LAW 27 to 47: an entry of the school year about a class is about one that was opened."""
    named = e.data["class"] if TYPES[e.type].asks_class else None
    return "UNKNOWN_CLASS" if named is not None and named not in state.classes else None


GENERAL: tuple[Rule, ...] = (class_there, proof, group_kept)
"""What is asked of every entry before the rules of its type."""


class LawReplay:
    """Judges a log entry by entry; `finding(code, pos=…, **fields)` is called for each breach.

    Fields are `class`, `pupil`, `subject`, `column`, `old`, `new`, where the entry has them.
    """

    goes_on = True
    """A fault of its own in one entry hides nothing of the next: each is judged by itself."""

    def __init__(
        self, finding: Callable[..., None], leaf_at: LeafAt = lambda _pos: None, *, of_bag: bool = False
    ) -> None:
        self.state = State()
        self.signatures = Signatures(self.state, finding, leaf_at)
        self.of_bag = of_bag
        """A bag's lines end before its own planning entry: what still waits there is for the bag to judge."""
        self._finding = finding
        self._entry: Entry | None = None
        self._shared = b""
        self._commands: set[int] = set()
        self._command = 0
        self._versions: dict[str, int] = {}
        self._unread = 0  # lines that are no entries, as far as no missing version has been put down to them
        self._after_unread = False

    def entry(self, line: bytes, obj: dict[str, Any], leaf: bytes) -> None:
        """The next entry: its canonical bytes, what `envelope.parse_line` read in them, its leaf hash."""
        try:
            e = self._read(line, obj)
            e.leaf = leaf
            type_ = TYPES.get(e.type)
            self.signatures.read(e, obj["v"] == 1 and type_ is not None)
            if self._check_place(e, obj, type_) and type_ is not None and self._check_data(e, type_):
                self._judge(e, type_)
            self.signatures.judged(e)
        finally:
            self.state.size += 1

    def unreadable(self, _pos: int) -> None:
        """A line that is no entry: what is missing because of it is not held against the lines around it."""
        self._unread += 1
        self._after_unread = True
        self._entry = None
        self.signatures.drop()
        self.state.size += 1

    def end(self) -> None:
        """Judges what can only be judged of the whole log."""
        e = self._entry
        if e is not None and e.i + 1 < e.n:
            self._finding("COMMAND_BROKEN", pos=e.pos)
        for pos in archives.left_out(self.state):
            self._finding("ARCHIVE_MISSING", pos=pos)
        for _, window, given_up in () if self.of_bag else archives.overdue(self.state):
            if given_up:
                self._finding("ARCHIVE_MISSING", pos=window.pos)

    def _read(self, line: bytes, obj: dict[str, Any]) -> Entry:
        """The entry. All entries of one command begin with the same bytes, up to `data`."""
        e = self._entry
        if e is None or (e.i + 1, e.n) != (obj["i"], obj["n"]) or not line.startswith(self._shared):
            e = self._begin(obj)
            self._shared = line[: line.find(b',"data":') + 8]
        e.i, e.pos, e.stream, e.type, e.data = obj["i"], obj["pos"], obj["stream"], obj["type"], obj["data"]
        e.book, e.dossier, e.klass, e.subject = NO_BOOK, None, None, None
        if e.i == 0:
            self.signatures.begin(e, obj.get("sign"), obj["log"])
        return e

    def _begin(self, obj: dict[str, Any]) -> Entry:
        """The first entry of a command, or one that does not continue the command before it."""
        self.signatures.drop()
        actor, before = obj["actor"], self._entry
        at, cmd, i, person = obj["at"], obj["cmd"], obj["i"], actor["person"]
        left_open = before is not None and before.i + 1 < before.n
        if left_open or (i > 0 and not self._after_unread):
            self._finding("COMMAND_BROKEN", pos=obj["pos"])
        self._after_unread = False
        resumes = i > 0 and before is not None and (before.cmd, before.person) == (cmd, person)
        if not resumes:
            self._command += 1
            if i == 0:
                self._check_once(person, cmd, obj["pos"])
            if at < self.state.last_at and obj["type"] != "ClockReset":
                self._finding("TIME_BACKWARDS", pos=obj["pos"])
        state = self.state
        state.last_at = at
        day = before.day if before is not None and before.at == at else local_day(at) or ""
        # The clock may be set back, but what has ended once stays ended (rule "t" of LAW.md).
        if at >= state.highest_at:
            state.highest_at, state.highest_day = at, day
        if actor["role"] != "system":
            state.wrote()
        self._entry = Entry(
            command=self._command,
            at=at,
            day=day,
            t=state.highest_at,
            t_day=state.highest_day,
            cmd=cmd,
            n=obj["n"],
            person=person,
            role=actor["role"],
            basis=actor["basis"],
            method=actor["proof"]["method"],
            i=i,
        )
        return self._entry

    def _check_once(self, person: str, cmd: str, pos: int) -> None:
        # 16 bytes of a hash instead of the text: a million commands must fit the memory, and nobody finds two
        # texts with one such hash by accident.
        digest = hashlib.blake2b(f"{person}\n{cmd}".encode(), digest_size=16).digest()
        number = int.from_bytes(digest, "big")
        if number in self._commands:
            self._finding("COMMAND_TWICE", pos=pos)
        self._commands.add(number)

    def _check_place(self, e: Entry, obj: dict[str, Any], type_: Type | None) -> bool:
        """Origin, stream version, beginning, known type. Whether the entry can be judged further."""
        state = self.state
        if obj["log"] != state.origin:
            if state.origin is not None:
                self._report("ORIGIN_MISMATCH", e)
            else:
                state.origin = obj["log"]
        missing = obj["ver"] - self._versions.get(e.stream, 0) - 1
        if 0 <= missing <= self._unread:
            self._unread -= missing
        else:
            self._report("STREAM_GAP", e)
        self._versions[e.stream] = obj["ver"]
        if obj["v"] != 1 or type_ is None:
            self._report("UNKNOWN_TYPE", e)
            return False
        if (e.type == "LogCreated") != (state.size == 0):
            self._report("NOT_CREATED", e)
            return False
        return True

    def _check_data(self, e: Entry, type_: Type) -> bool:
        """Shape and stream. Further fields are a finding, but the known ones can still be judged."""
        shape = type_.shape
        fits = type_.takes(e.data)
        if not fits or len(e.data) != len(shape):
            self._report("BAD_DATA", e)
        if not fits:
            return False
        if not self._locate(e, type_):
            self._report("STREAM_WRONG", e)
        return e.book is not NO_BOOK or not type_.of_book

    def _locate(self, e: Entry, type_: Type) -> bool:
        """Finds the book and dossier that the entry is about; whether its stream is the right one."""
        state, data = self.state, e.data
        if "dossier" in type_.fields:
            e.dossier = state.dossiers.get(data["dossier"])
        if type_.of_book:
            book = state.book(e.stream)
            if book is None:
                return False
            e.book, e.klass, e.subject = book, book.klass, book.subject
            return e.dossier is None or e.dossier.stream == e.stream
        e.klass, e.subject = data.get("class"), data.get("subject")
        if "rectification" in type_.fields:
            e.klass = slips.class_of(state, data)
        if e.dossier is not None and type_.needs_dossier:
            e.klass, e.subject = e.dossier.klass, e.dossier.subject
            e.book = state.book(e.dossier.stream) or NO_BOOK
        return e.stream == type_.stream_of(data)

    def _judge(self, e: Entry, type_: Type) -> None:
        state, place = self.state, (e.type, e.stream)
        rules = type_.again if type_.again and e.allowed == place else (*GENERAL, *type_.rules)
        e.allowed = place if type_.again else None
        for rule in rules:
            if code := rule(state, e):
                self._report(code, e)
                e.allowed = None
                if rule is class_there:
                    return
                if rule in type_.final:
                    break
        if type_.touches is not None:
            for touched in type_.touches(state, e):
                state.record.touched[touched] = e.pos
        if type_.apply is not None and (e.dossier is not None or not type_.needs_dossier):
            type_.apply(state, e)
        if type_.of_dossier:
            dossiers.remember(state, e)
        elif type_.slip is not None:
            slips.keep(state, e, type_.slip)

    def _report(self, code: str, e: Entry) -> None:
        data = e.data
        named = {
            "class": e.klass,
            "pupil": data.get("pupil"),
            "subject": e.subject,
            "column": data.get("col"),
            "old": data.get("old"),
            "new": data.get("value"),
        }
        self._finding(code, pos=e.pos, **{k: v for k, v in named.items() if isinstance(v, (str, int))})
