"""Group commit without a thread of its own: whoever comes first serves everybody who waits."""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class _Seat(Generic[T]):
    __slots__ = ("item", "served", "wake")

    def __init__(self, item: T) -> None:
        self.item = item
        self.served = False
        self.wake: threading.Event | None = None


class CombiningQueue(Generic[T]):
    """Callers hand in items; one caller at a time, the leader, serves up to `limit` of them in order.

    While it works the others queue up and become the next group. `serve` never runs twice at once, and it
    must leave its outcome in the items.
    """

    def __init__(self, serve: Callable[[Sequence[T]], None], limit: int) -> None:
        self._serve = serve
        self._limit = limit
        self._mutex = threading.Lock()
        self._waiting: deque[_Seat[T]] = deque()
        self._led = False

    def submit(self, item: T) -> None:
        """Returns once a leader, maybe this caller, has served the item."""
        seat = _Seat(item)
        with self._mutex:
            if self._led:
                seat.wake = threading.Event()
            self._led = True
            self._waiting.append(seat)
        if seat.wake:
            seat.wake.wait()
        if not seat.served:
            self._lead()

    def _lead(self) -> None:
        """Serves one group. Its first seat is the leader's own: leaders come from the front."""
        with self._mutex:
            count = min(self._limit, len(self._waiting))
            group = [self._waiting.popleft() for _ in range(count)]
        try:
            self._serve([seat.item for seat in group])
        finally:
            for seat in group:
                seat.served = True
                _wake(seat)
            self._appoint()

    def _appoint(self) -> None:
        with self._mutex:
            self._led = bool(self._waiting)
            if self._waiting:
                _wake(self._waiting[0])


def _wake(seat: _Seat[T]) -> None:
    """Lets the caller of a seat go on; who led at once never slept."""
    if seat.wake:
        seat.wake.set()
