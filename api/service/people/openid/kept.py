"""What is fetched from far away and seldom changes: kept for a while, and not asked for again and again."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from api.service.problem import Problem

KEPT_S = 3600.0
AGAIN_S = 30.0
"""Seconds between two questions, whatever came of the first: a provider that is down holds up no others."""
PATIENCE_S = 5.0

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Thread-safe. `fetch` raises Problem OPENID_AWAY, and so does `get` until it may be asked again."""

    def __init__(self, fetch: Callable[[], Value]) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._value: Value | None = None
        self._asked = self._got = float("-inf")

    def get(self, *, anew: bool = False) -> Value:
        """What was fetched last; `anew`: it lacks something, so that there may be a newer one."""
        if not self._lock.acquire(timeout=PATIENCE_S):
            raise Problem("OPENID_AWAY")
        try:
            return self._get(anew=anew)
        finally:
            self._lock.release()

    def _get(self, *, anew: bool) -> Value:
        now = time.monotonic()
        old = anew or now >= self._got + KEPT_S
        if self._value is None or (old and now >= self._asked + AGAIN_S):
            if now < self._asked + AGAIN_S:
                raise Problem("OPENID_AWAY")
            self._asked = now
            try:
                self._value = self._fetch()
                self._got = now
            except Problem:
                if self._value is None:
                    raise
        return self._value
