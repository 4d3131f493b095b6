"""Whether writing works at all, as far as the writers of this process have seen it."""

import time
from collections.abc import Callable

FADES_S = 5.0


class WriteHealth:
    """The last fault that would have met any writer, until a write succeeds or it has faded.

    It fades, because who is called unready may get no more writes that could succeed. Thread-safe: one
    assignment each.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._fault: tuple[str, float] | None = None

    def failed(self, code: str) -> None:
        """A write met a fault that is not its own."""
        self._fault = (code, self._seconds())

    def worked(self) -> None:
        """A write succeeded."""
        self._fault = None

    def fault(self) -> str:
        """The code of what keeps writes from succeeding; empty if nothing is known to."""
        known = self._fault
        return known[0] if known and self._seconds() - known[1] < FADES_S else ""
