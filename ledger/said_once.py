"""Faults of work that is tried again and again: told once, or what is said fills the disk that is full."""

import logging
import sys
from collections.abc import Hashable


class SaidOnce:
    """For one thread: what it has said of each `whose`, until that works again or fails otherwise."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._said: dict[Hashable, str] = {}

    def failed(self, whose: Hashable, what: str) -> None:
        """In the handler of an exception: `what` and the exception go to the log, unless they are known."""
        fault = repr(sys.exception())
        if self._said.get(whose) != fault:
            self._said[whose] = fault
            self._log.exception(what)

    def worked(self, whose: Hashable) -> None:
        """From now on the next fault is news again."""
        if self._said.pop(whose, None):
            self._log.warning("what failed before works again")
