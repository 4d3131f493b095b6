"""How often somebody may guess (NIST SP 800-63B-4 §3.2.2), and how nobody locks a colleague out by guessing.

Wrong passwords from where the account was used before (this browser, this address) are counted for that
place alone; those from anywhere else together, and by the address they come from. So a hundred strange
addresses slow strangers, and the person at their own machine is asked for no patience. The library `limits`
counts, in a table by the database's clock: all servers count together.
"""

import hashlib
import math
import time
from collections.abc import Sequence
from typing import NamedTuple

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from psycopg import Error

from api.service.people.wrong_tokens import sender_of
from api.service.problem import Problem
from ledger.database import Database

OF_A_PLACE = (RateLimitItemPerMinute(10), RateLimitItemPerHour(30), RateLimitItemPerDay(100))
"""Tries at one account from one browser or address that it was used from before."""
OF_STRANGERS = (RateLimitItemPerMinute(5), RateLimitItemPerHour(20), RateLimitItemPerDay(60))
"""Tries at one account from everywhere else together: growing delays, a minute, an hour, a day."""
OF_AN_ADDRESS = (RateLimitItemPerMinute(20), RateLimitItemPerHour(100))
"""Tries from one address at accounts that were never used there."""


class Place(NamedTuple):
    """Where somebody tries: the address, and the digest of what the browser keeps for good."""

    client: str
    device: bytes | None = None


class Throttle:
    """Of all schools of a database. Thread-safe; needs a connection as socai_writer."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._limiter = FixedWindowRateLimiter(_Counts(db))

    def admit(self, school: int, person: str, place: Place) -> list[str]:
        """Counts one try, and gives the counts that a right one clears. Raises Problem SIGN_IN_SLOW."""
        account = _short(f"{school}/{person.casefold()}")
        known = self._known(school, person, place)
        if known:
            name = f"{account}/{_short(known)}"
            self._require(OF_A_PLACE, "place", name)
            return [limit.key_for("place", name) for limit in OF_A_PLACE]
        self._require(OF_AN_ADDRESS, "address", sender_of(place.client))
        self._require(OF_STRANGERS, "account", account)
        return []

    def forget(self, counts: Sequence[str]) -> None:
        """The try was right: the person's own place begins anew."""
        for name in counts:
            self._limiter.storage.clear(name)

    def _require(self, limits: Sequence[RateLimitItem], *name: str) -> None:
        # Each is hit: one that is used up must not keep the others from counting.
        over = [limit for limit in limits if not self._limiter.hit(limit, *name)]
        if over:
            ends = max(self._limiter.get_window_stats(limit, *name).reset_time for limit in over)
            raise Problem("SIGN_IN_SLOW", wait=max(1, math.ceil(ends - time.time())))

    def _known(self, school: int, person: str, place: Place) -> str:
        """By what this place is known to the account: the browser before the address; "": not at all."""
        query = (
            "SELECT bool_or(device = %s), bool_or(client = %s) FROM @schema@.session"
            " WHERE school = %s AND person = %s AND (device = %s OR client = %s)"
        )
        values = (place.device, place.client, school, person, place.device, place.client)
        with self._db.pool.connection() as connection:
            row = connection.execute(self._db.sql(query), values).fetchone()
        by_device, by_address = row or (None, None)
        if by_device and place.device:
            return place.device.hex()
        return sender_of(place.client) if by_address else ""


class _Counts(Storage):
    """Where `limits` keeps its counts: a table, changed by functions alone (0012_account.sql)."""

    STORAGE_SCHEME = None

    def __init__(self, db: Database) -> None:
        super().__init__()
        self._db = db

    @property
    def base_exceptions(self) -> type[Exception]:
        return Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        return self._ask("SELECT hits FROM @schema@.hit_throttle(%s, %s, %s)", key, expiry, amount)

    def get(self, key: str) -> int:
        return self._ask(
            "SELECT hits FROM @schema@.throttle WHERE name = %s AND ends > clock_timestamp()", key
        )

    def get_expiry(self, key: str) -> float:
        left = (
            "SELECT ceil(date_part('epoch', ends - clock_timestamp()))::int8"
            " FROM @schema@.throttle WHERE name = %s"
        )
        return time.time() + self._ask(left, key)

    def check(self) -> bool:
        return self._ask("SELECT 1") == 1

    def reset(self) -> int | None:
        raise NotImplementedError  # nobody asks for it

    def clear(self, key: str) -> None:
        self._ask("SELECT 1 FROM (SELECT @schema@.clear_throttle(%s)) cleared", key)

    def _ask(self, query: str, *values: object) -> int:
        return int(self._db.value(query, *values) or 0)


def _short(text: str) -> str:
    """A name of any length as one of a few letters: what was typed is kept nowhere."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
