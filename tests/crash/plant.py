"""A school's whole installation in a folder of its own: PostgreSQL with fsync on, the server, what they keep.

It is founded once, stopped, and copied for each crash. The server is `socai serve` in a process of its own.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx

from api.service.service import Service
from api.service.settings import Settings
from demo.school import Calendar, DemoSchool, write_tokens
from domain.grounds.command import Command
from ledger.clock import format_instant
from ledger.cluster.cluster import Cluster, cluster_for
from ledger.cluster.programs import command_lines
from ledger.writing.writer import Written

ROOT = Path(__file__).parents[2]
PREFIX = "socai-crash-"
PATIENCE_S = 60.0
RECEIPTS_KEPT = 5


class WitnessedDemo(DemoSchool):
    """Keeps the receipts of its last acts, as the persons who did them would."""

    receipts: list[bytes] = []

    def act(self, person: str, command: Command, cmd: str, role: str | None = None) -> Written:
        written = super().act(person, command, cmd, role)
        self.receipts = [*self.receipts, written.receipt or b""][-RECEIPTS_KEPT:]
        return written


class Plant:
    """`home` is SOCAI_HOME; `evidence` lies outside of it: what persons and witnesses hold."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "home"
        self.evidence = folder / "evidence"
        self.settings = Settings(self.home)
        self._servers: list[Server] = []

    @property
    def cluster(self) -> Cluster:
        return cluster_for(self.settings.cluster)

    def start_database(self) -> str:
        """As every command of the product does it; the admin's DSN."""
        return self.cluster.ensure_running()

    def serve(self, **faults: str) -> Server:
        """`socai serve`, which starts the database if it must; `faults` are variables of ledger.steps."""
        server = Server(self.home, faults)
        self._servers.append(server)
        return server

    @contextlib.contextmanager
    def opened(self) -> Iterator[Service]:
        """The product's own code on this installation, beside whatever server there is."""
        service = Service(self.settings)
        try:
            yield service
        finally:
            service.stop()

    def kill_database(self) -> None:
        """SIGKILL to the postmaster, then to its children: nobody is left to tidy up."""
        self.database_killer()()

    def database_killer(self) -> Callable[[], None]:
        """As `kill_database`, with everything looked up before, for a kill within a millisecond."""
        cluster = self.cluster
        postmaster = cluster.pid()
        assert postmaster is not None
        children = [pid for pid, line in command_lines() if cluster.name in line and pid != postmaster]
        assert len(children) >= 3, "background processes and the server's sessions are running"

        def kill() -> None:
            for pid in (postmaster, *children):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

        return kill

    def remove(self) -> None:
        for server in self._servers:
            server.end()
        self.cluster.stop()
        shutil.rmtree(self.cluster.folder, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)


class Server:
    """One `socai serve` process."""

    def __init__(self, home: Path, faults: dict[str, str]) -> None:
        self.port = _free_port()
        self._said = home / "serve.log"
        self._log = self._said.open("ab")
        self._http = httpx.Client(timeout=1, trust_env=False)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve", "--port", str(self.port)],
            stdout=self._log,
            stderr=self._log,
            cwd=ROOT,
            env=os.environ | {"SOCAI_HOME": str(home)} | faults,
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_serving(self) -> None:
        """Returns as soon as it answers, or has fallen already."""
        wait_for(lambda: self.fate() or self._answers(), "the server answers")

    def wait_until_fallen(self) -> None:
        """Waits until it has died or stands still."""
        wait_for(self.fate, "the server comes to the step")

    def fate(self) -> str:
        """ "killed" or "stopped" by a step, "" if it runs. An end of its own is an error."""
        info = os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WSTOPPED | os.WNOHANG | os.WNOWAIT)
        if info is None or info.si_pid == 0:
            return ""
        if info.si_code == os.CLD_STOPPED:
            return "stopped"
        by_step = (info.si_code, info.si_status) == (os.CLD_KILLED, signal.SIGKILL)
        assert by_step, f"the server ended by itself: {self._said.read_text('utf-8')[-2000:]}"
        return "killed"

    def hold(self) -> None:
        """Stops the process where it is, until `go_on`."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Lets it run again, at the instruction where it was stopped."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._log.close()

    def _answers(self) -> bool:
        with contextlib.suppress(httpx.TransportError):
            return self._http.get(f"{self.url}/logs/demo/checkpoint").status_code == 200
        return False


def found(folder: Path) -> None:
    """The demo school in `folder`: both windows open, a head signed, 1,080 marks after it, all viewed."""
    plant = Plant(folder)
    plant.evidence.mkdir(parents=True)
    with plant.opened() as service:
        service.migrate()
        demo = WitnessedDemo(service, Calendar.around(format_instant(datetime.now(UTC))))
        demo.found()
        for window in demo.calendar[1:]:
            demo.open_window(window)
        (plant.evidence / "checkpoint").write_bytes(demo.school.seal().note)
        demo.enter(demo.calendar.first.cols)
        demo.school.views()
        for number, receipt in enumerate(demo.receipts):
            (plant.evidence / f"founding-{number}.receipt.json").write_bytes(receipt + b"\n")
        write_tokens(plant.settings, demo)
    plant.cluster.stop()


def copied(template: Path) -> Plant:
    """The same installation in another folder, on a port of its own. Owners stay: PostgreSQL insists."""
    folder = new_folder()
    subprocess.run(["cp", "-a", str(template), str(folder)], check=True)
    plant = Plant(folder)
    (plant.cluster.folder / "port").unlink()
    return plant


def new_folder() -> Path:
    """A name that PostgreSQL's account can reach, unlike pytest's tmp_path."""
    return Path(tempfile.gettempdir()) / f"{PREFIX}{os.getpid()}-{secrets.token_hex(3)}"


def remove_plants_of_dead_tests() -> None:
    """A test run that was killed leaves its databases behind; the next one ends them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = int(folder.name.removeprefix(PREFIX).split("-")[0])
        if folder.stat().st_uid == os.geteuid() and not _alive(owner):
            Plant(folder).remove()


def wait_for(happened: Callable[[], object], what: str) -> None:
    """Raises TimeoutError if it does not happen at all; how long it takes is no matter."""
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
