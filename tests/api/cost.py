"""What a request costs, as counts that are the same on every machine: rows that the database gives, and calls
of functions in the threads that answer it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg


class Cost(NamedTuple):
    """`rows` that the database gave, `calls` of functions."""

    rows: int
    calls: int


@contextmanager
def _counted() -> Iterator[list[int]]:
    """[rows, calls] of what is asked inside; a client answers each request in threads of its own."""
    found = [0, 0]
    plain = {name: getattr(psycopg.Cursor, name) for name in ("fetchall", "fetchone", "fetchmany")}

    def counting(name: str) -> Callable[..., Any]:
        def fetch(self: Any, *args: Any) -> Any:
            rows = plain[name](self, *args)
            found[0] += len(rows) if isinstance(rows, list) else rows is not None
            return rows

        return fetch

    def call(_frame: Any, event: str, _arg: Any) -> None:
        found[1] += event in ("call", "c_call")

    for name in plain:
        setattr(psycopg.Cursor, name, counting(name))
    threading.setprofile(call)
    try:
        yield found
    finally:
        threading.setprofile(None)  # type: ignore[arg-type]
        for name, method in plain.items():
            setattr(psycopg.Cursor, name, method)


def cost_of(ask: Callable[[], Any], times: int = 1) -> Cost:
    """The least of so many times, after one that fills what is kept in memory."""
    ask()
    costs = []
    for _ in range(times):
        with _counted() as found:
            ask()
        costs.append(tuple(found))
    return Cost(*map(min, zip(*costs, strict=True)))
