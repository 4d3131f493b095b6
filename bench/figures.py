"""Times as figures, and how far a long run has come."""

import sys
import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles
from typing import Any

Say = Callable[[str], None]


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that `work` took, and what it gave."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def median_ms(seconds: Sequence[float]) -> float:
    """The median in milliseconds."""
    return round(1e3 * median(seconds), 4)


def p95_ms(seconds: Sequence[float]) -> float:
    """The 95th percentile in milliseconds."""
    return round(1e3 * quantiles(seconds, n=20, method="inclusive")[-1], 4)


def teller(silent: bool) -> Say:
    """Writes a line that overwrites the last one, on a terminal only."""
    if silent or not sys.stderr.isatty():
        return lambda _text: None
    return lambda text: print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
