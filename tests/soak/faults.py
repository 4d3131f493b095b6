"""What befalls the database and its disk while teachers work, and the readiness that goes with it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress

import httpx
import psycopg

from ledger.cluster.cluster import Cluster
from tests.soak.small_disk import Disk

GRACE_S = 12.0
"""How long a fault may still be told of after it has ended: a connection is waited for ten seconds."""
READY_WITHIN_S = 60.0


class Faults:
    """`spans` are the times (monotonic) in which something was wrong."""

    def __init__(self, url: str, cluster: Cluster, disk: Disk | None) -> None:
        self._url, self._cluster, self._disk = url, cluster, disk
        self._dice = random.Random(8)
        self.spans: list[tuple[float, float]] = []
        self.counts: dict[str, int] = {}

    def play(self, seconds: float) -> None:
        """One fault after the other, each kind at least once, with a quiet moment between."""
        kinds: list[Callable[[], None]] = [self.cancel, self.kill, self.kill_in_turn, self.drop_prepared]
        kinds += [self.fill_disk] if self._disk else []
        ends, nr = time.monotonic() + seconds, 0
        while time.monotonic() < ends or nr < len(kinds):
            act = kinds[nr] if nr < len(kinds) else self._dice.choice(kinds)
            began = time.monotonic()
            act()
            self.spans.append((began, time.monotonic()))
            self.counts[act.__name__] = self.counts.get(act.__name__, 0) + 1
            nr += 1
            time.sleep(1)

    def kill(self) -> None:
        """Every session of the server ends in the midst of its work."""
        self._signal("pg_terminate_backend", 1.0)

    def kill_in_turn(self) -> None:
        """One after the other, so that what is asked again is killed, too."""
        for _ in range(8):
            self._signal("pg_terminate_backend", 0.3)
            time.sleep(0.05)

    def cancel(self) -> None:
        """Statements are cancelled, as an operator or a timeout does it."""
        for _ in range(20):
            self._signal("pg_cancel_backend", 1.0)
            time.sleep(0.01)

    def drop_prepared(self) -> None:
        """A reader rolls back on each connection, which makes psycopg drop what is prepared there."""
        with httpx.Client(timeout=60, trust_env=False) as http:
            for _ in range(40):
                http.get(f"{self._url}/logs/demo/checkpoint")

    def fill_disk(self) -> None:
        """The disk is full until readiness says so, and a while longer; then it is ready again by itself."""
        assert self._disk is not None
        self._disk.fill()
        try:
            self.require_ready(503, 10.0)
            time.sleep(2)
            if self._dice.random() < 0.5:
                self._switch_log()
            self._disk.fill()
            self.require_ready(503, 10.0)
        finally:
            self._disk.free()
        self.require_ready(200, READY_WITHIN_S)

    def require_ready(self, status: int, within_s: float) -> None:
        """Readiness comes to say this."""
        deadline = time.monotonic() + within_s
        while (answer := httpx.get(f"{self._url}/health/ready", timeout=30)).status_code != status:
            assert time.monotonic() < deadline, f"not {status}: {answer.text}"
            time.sleep(0.1)

    def explains(self, at: float) -> bool:
        """Whether a fault was on, or just over."""
        return any(began <= at <= ended + GRACE_S for began, ended in self.spans)

    def _switch_log(self) -> None:
        """The log of changes needs its next file, for which there is no room: the database may go down."""
        with suppress(psycopg.Error), psycopg.connect(self._cluster.admin_dsn(), autocommit=True) as admin:
            for _ in range(20):
                admin.execute("SELECT pg_switch_wal(), txid_current()")

    def _signal(self, function: str, share: float) -> None:
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(self._cluster.admin_dsn(), autocommit=True, connect_timeout=10) as admin,
        ):
            admin.execute(
                f"SELECT {function}(pid) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND random() < %s",
                (share,),
            )
