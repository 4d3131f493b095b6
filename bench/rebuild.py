"""`bench rebuild`: all views of a school thrown away and folded again from its log."""

from typing import Any

from bench.biglog import BigLog
from bench.figures import Say, timed
from bench.place import measuring_place, server_of

ENTRIES = 300_000


def run(n: int | None, say: Say) -> dict[str, Any]:
    """Measures with `n` entries (default 300,000)."""
    with measuring_place() as place:
        big = BigLog(place, n or ENTRIES, say)
        say("rebuilding")
        seconds, count = timed(big.school.runner.rebuild)
        assert count == big.size, (count, big.size)
        big.db.close()
        return {
            "entries_per_s": round(count / seconds),
            "entries": count,
            "seconds": round(seconds, 2),
            **server_of(place.dsn),
        }
