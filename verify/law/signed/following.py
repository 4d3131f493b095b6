"""Follows the replay: which commands persons signed, and how many entries of which class stand in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from verify.law.signed.command import LeafAt, SignedCommand, misplaced
from verify.law.signed.statement import Statement
from verify.law.state.entry import Entry
from verify.law.state.state import State


@dataclass
class Signed:
    """Entries that people caused: how many, and how many of them stand in a command whose signature holds."""

    people: int = 0
    persons: int = 0
    of_class: dict[str, list[int]] = field(default_factory=dict)
    """Class -> of the entries about it the same two numbers."""

    def count(self, klass: str | None) -> None:
        """One more entry that somebody caused."""
        self.people += 1
        if klass is not None:
            self.of_class.setdefault(klass, [0, 0])[0] += 1

    def count_signed(self, classes: dict[str | None, int]) -> None:
        """Those of a command that holds, by class."""
        self.persons += sum(classes.values())
        for klass, entries in classes.items():
            if klass is not None:
                self.of_class[klass][1] += entries


class Signatures:
    """Asks each command of a log for its signature; `tell(code, pos, …)` is called for what is wrong."""

    def __init__(self, state: State, tell: Callable[..., None], leaf_at: LeafAt) -> None:
        self.signed = Signed()
        self._state, self._tell, self._leaf_at = state, tell, leaf_at
        self._open: SignedCommand | None = None
        self._classes: dict[str | None, int] = {}

    def begin(self, e: Entry, sign: dict[str, Any] | None, origin: str) -> None:
        """A command begins with this entry."""
        code = misplaced(e, sign)
        if code is not None:
            self._tell(code, pos=e.pos)
        elif sign is not None:
            statement = Statement(e, origin, sign)
            command = SignedCommand(self._state.signers, e, sign, statement, self._leaf_at)
            if command.code is not None:
                self._tell(command.code, pos=e.pos, key=sign["key"])
            if command.asked:
                self._open, self._classes = command, {}

    def drop(self) -> None:
        """What began does not go on: `COMMAND_BROKEN` says so, and nobody signed a part."""
        self._open = None

    def read(self, e: Entry, known: bool) -> None:
        """The next entry of a command, as it was read."""
        if self._open is not None:
            self._open.add(e, known)

    def judged(self, e: Entry) -> None:
        """The same entry, taken in: with the last one the signature is settled."""
        if e.role != "system":
            self.signed.count(e.klass)
        if self._open is None:
            return
        self._classes[e.klass] = self._classes.get(e.klass, 0) + 1
        if e.i + 1 == e.n:
            self._settle(self._open)
            self._open = None

    def _settle(self, command: SignedCommand) -> None:
        told = command.code
        if command.settle():
            self.signed.count_signed(self._classes)
        elif command.code is not None and told is None:
            self._tell(command.code, pos=command.first, detail=command.detail, type=command.type)
