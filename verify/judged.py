"""A log that the law follows while it is read: the one place where proof and law meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from verify.files.sources import Blob
from verify.law.fold import Fold
from verify.law.replay import LawReplay
from verify.law.unit.archives import missing_in_bag, overdue
from verify.log import Follower, Log
from verify.report import Report


class Judged:
    """`log` is what the lines prove; what follows from them by the law is asked here."""

    def __init__(self, blob: Blob, source: str, report: Report, *, of_bag: bool = False) -> None:
        self.log = Log(blob, source, report)
        self._law = LawReplay(self.log.finding, self.log.leaf_at, of_bag=of_bag)
        self._report = report

    def read(self, followers: Iterable[Follower] = (), tick: Callable[[int], None] | None = None) -> Log:
        """Reads and judges all lines once, notes what is late and what was lowered; gives the log back."""
        log = self.log
        log.scan((self._law, *followers), tick)
        signed = self._law.signatures.signed
        log.people, log.persons, log.of_class = signed.people, signed.persons, signed.of_class
        if log.complete:
            with self._report.fenced(log.source, origin=log.origin):
                self._note_late()
                self._note_lowered()
        return log

    def books(self) -> Fold:
        """The books and the register that the lines fold to."""
        return Fold(self._law)

    def written_after(self, at: str) -> bool:
        """Whether the last line is younger than the instant."""
        return at < self._law.state.last_at

    def missing_before(self, cause: dict[str, str], at: str) -> list[int]:
        """Positions of the windows whose archive had to stand before one of this cause and instant."""
        return list(missing_in_bag(self._law.state, cause, at))

    def _note_late(self) -> None:
        for name, window, given_up in () if self._law.of_bag else overdue(self._law.state):
            if given_up:
                continue
            more: dict[str, Any] = {"pos": window.pos, "window": name, "end": window.end}
            self._report.note("archive_late", self.log.source, origin=self.log.origin, **more)

    def _note_lowered(self) -> None:
        for pos, proposer, person in self._law.state.policies_lowered:
            more: dict[str, Any] = {"pos": pos, "proposer": proposer, "person": person}
            self._report.note("policy_lowered", self.log.source, origin=self.log.origin, **more)
