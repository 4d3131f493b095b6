"""How many wrong tokens an address may show: who shows more is told to wait.

A right token is taken at any time, from any address, so nobody locks a colleague out who sits behind the same
one. The library `limits` counts in this process's memory: a restart forgets, and each process counts alone.
"""

import math
import time
from ipaddress import IPv6Address, ip_network

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

MOST_A_MINUTE = 30
MINUTE_S = 60
_HOME_V6 = 64


class WrongTokens:
    """Thread-safe."""

    def __init__(self) -> None:
        self._most = RateLimitItemPerMinute(MOST_A_MINUTE)
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def wait(self, client: str) -> int:
        """Counts a wrong token from this address; the seconds until it may show another, 0: at once."""
        sender = sender_of(client)
        if self._limiter.hit(self._most, sender):
            return 0
        left = self._limiter.get_window_stats(self._most, sender).reset_time - time.time()
        return min(MINUTE_S, max(1, math.ceil(left)))


def sender_of(client: str) -> str:
    """An address; of IPv6 the network of a household, which has as many addresses as it likes."""
    try:
        address = IPv6Address(client)
    except ValueError:
        return client
    return str(address.ipv4_mapped or ip_network((address, _HOME_V6), strict=False))
