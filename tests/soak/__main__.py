"""`python -m tests.soak FOLDER SECONDS MEGABYTES`: teachers at work while everything goes wrong.

MEGABYTES 0 leaves out the full disk. Prints what was told how often; exit 3: no small disk can be had here.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import uvicorn

from api.app import create_app
from api.http.serving import listen
from api.service.school import PROJECTIONS, School, head_path
from api.service.service import Service
from api.service.settings import Settings
from demo.clock import PlayedClock
from demo.school import Calendar, DemoSchool
from ledger.cluster.cluster import Cluster, cluster_for
from ledger.signing.heads import SignedHeadFile
from projections.fsck.check import fsck
from tests.soak.clients import Client, Told
from tests.soak.faults import Faults
from tests.soak.small_disk import Disk, NoSmallDisk, mount_small_disk

CLIENTS = 6
BEGIN = "2020-10-20T01:00:00.000000Z"
SETTLED_WITHIN_S = 600.0
NO_DISK = 3
# What is written stays small, so that the disk can be: the log of changes is thrown away early.
ON_A_SMALL_DISK = {"max_wal_size": "64MB", "min_wal_size": "32MB", "checkpoint_timeout": "30s"}


def main(folder: Path, seconds: float, megabytes: int) -> int:
    """The exit code."""
    if megabytes:
        try:
            mount_small_disk(folder, megabytes)
        except NoSmallDisk as refused:
            print(refused)
            return NO_DISK
    settings = Settings(folder / "home")
    cluster = Cluster(cluster_for(settings.cluster).folder, settings=ON_A_SMALL_DISK)
    with cluster:
        keep(cluster)
        service = Service(settings, PlayedClock(BEGIN))
        service.migrate()
        demo = DemoSchool(service, Calendar.of_2020())
        demo.found()
        demo.open_window(demo.calendar.first)
        people = {p: demo.token(p) for p in ("ht.y-blin", "gv.vo-thanh-binh", "gv.hoang-my-linh")}
        service.start()
        with serving(service) as url:
            told, faults = Told(), Faults(url, cluster, Disk(folder) if megabytes else None)
            play(url, people, told, faults, seconds)
        require_right(demo.school, told, faults)
        service.stop()
    print(json.dumps({"told": dict(told.counts), "faults": faults.counts}, sort_keys=True))
    return 0


def keep(cluster: Cluster) -> None:
    """The settings last: whoever starts a server that has died, starts it without ours."""
    with psycopg.connect(cluster.admin_dsn(), autocommit=True) as admin:
        for name, value in ON_A_SMALL_DISK.items():
            admin.execute(f"ALTER SYSTEM SET {name} = '{value}'")


@contextmanager
def serving(service: Service) -> Iterator[str]:
    """The application behind uvicorn on a port of its own."""
    listener = listen(0)
    server = uvicorn.Server(uvicorn.Config(create_app(service.settings, service), log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def play(url: str, people: dict[str, str], told: Told, faults: Faults, seconds: float) -> None:
    """The teachers work through all faults; then each asks again what it was not told."""
    stop = threading.Event()
    clients = [Client(number, url, people, told, stop) for number in range(CLIENTS)]
    threads = [threading.Thread(target=client.work) for client in clients]
    for thread in threads:
        thread.start()
    try:
        faults.play(seconds)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    faults.require_ready(200, 30.0)
    clients[0].settle(time.monotonic() + SETTLED_WITHIN_S)


def require_right(school: School, told: Told, faults: Faults) -> None:
    """Every command has its one right answer, and the database is what its lines say."""
    assert told.wrong == [], told.wrong[:5]
    unexplained = [code for at, code in told.faults if not faults.explains(at)]
    assert unexplained == [], f"refused while nothing was wrong: {unexplained[:5]}"
    for cmd, receipt in told.receipts.items():
        stored = school.log.command(told.sent[cmd].person, cmd)
        assert stored is not None, f"{cmd} was acknowledged and is lost"
        assert receipt is None or receipt["pos"] == stored.pos, cmd
    for cmd in told.refused:
        assert school.log.command(told.sent[cmd].person, cmd) is None, f"{cmd} was refused and is written"
    assert told.receipts, "nothing was written"
    school.views()
    note = SignedHeadFile(head_path(school.settings, school.log.origin)).read()
    assert fsck(school.log, PROJECTIONS, note) == []


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])))
