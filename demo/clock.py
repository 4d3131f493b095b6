"""A clock that is played, not read: the story's dates lie in the past, and a test's where it needs them."""

from datetime import datetime, timedelta

from domain.words.days import instant, parse_instant
from ledger.clock import Clock

TICK = timedelta(milliseconds=40)


class PlayedClock(Clock):
    """Stands still but for a tick at each look, so that entries have an order in time; `set` moves it on."""

    def __init__(self, start: str) -> None:
        super().__init__()
        self._at = parse_instant(start)

    def set(self, at: str) -> None:
        """Moves the clock to an instant. Raises ValueError backwards: the log would refuse it anyhow."""
        when = parse_instant(at)
        if when < self._at:
            raise ValueError(f"the clock is already at {instant(self._at)}")
        self._at = when

    def now(self) -> str:
        """The instant, a tick later than the last time."""
        self._at += TICK
        return instant(self._at)

    def tolerated(self) -> str:
        """As Clock: what a log may hold without being ahead."""
        return instant(self._at + timedelta(seconds=120))

    def compare(self, database_now: datetime) -> None:
        """The database's clock tells the present, which is not what is played."""

    def require_steady(self) -> None:
        """A played clock jumps on purpose."""
