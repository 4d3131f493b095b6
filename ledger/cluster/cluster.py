"""The embedded database: PostgreSQL itself, initialised, started and stopped by us in a folder of its own.

A cluster's folder holds `data/` (PostgreSQL's, mode 0700), `password` (0600), `port`, and `lock`, which is
held only while somebody starts or stops the server. The server listens on 127.0.0.1 alone, asks for a scram
password, writes checksums on its pages, and never runs as root.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psycopg

from ledger.cluster.errors import (
    DiskFull,
    FolderNameRefused,
    FolderNotReachable,
    FolderNotWritable,
    PortTaken,
    ServerFailed,
)
from ledger.cluster.folder import (
    ADMIN,
    existing_part,
    explained,
    initialise,
    locked,
    make_folder,
    write_durably,
)
from ledger.cluster.programs import (
    Binaries,
    can_enter,
    command_lines,
    data_major,
    find_binaries,
    reachable_copy,
    run_program,
    server_account,
)

ELSEWHERE = Path("/var/lib/socai")
DATABASE = "socai"
# Below the range from which systems lend ports to outgoing connections, so that a remembered port stays ours.
PORTS = range(20_000, 30_000)


def default_folder() -> Path:
    """Where the database lies unless told otherwise: `pg` in SOCAI_HOME, else in `var` of this folder."""
    return Path(os.environ.get("SOCAI_HOME") or "var").absolute() / "pg"


def database_url(folder: Path | None = None) -> str:
    """The administrator's DSN: SOCAI_DATABASE_URL where it is set, else the cluster in `folder`, started.

    Errors: ClusterError.
    """
    return os.environ.get("SOCAI_DATABASE_URL") or cluster_for(folder or default_folder()).ensure_running()


def cluster_for(folder: Path) -> Cluster:
    """The cluster of `folder`; its files lie elsewhere when a closed folder keeps the server's account out.

    Then they are in ELSEWHERE, and `folder/moved-to` says where, so a folder made anew has new data.
    """
    folder = folder.absolute()
    note = folder / "moved-to"
    if note.exists():
        return Cluster(Path(note.read_text().strip()))
    if can_enter(existing_part(folder), server_account(folder / "data")):
        return Cluster(folder)
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".moved-to-{secrets.token_hex(4)}"
    write_durably(partial, f"{ELSEWHERE / secrets.token_hex(8)}\n")
    with contextlib.suppress(FileExistsError):  # another starter was first: its place counts
        os.link(partial, note)
    partial.unlink()
    return Cluster(Path(note.read_text().strip()))


class Cluster:
    """One PostgreSQL server and its data in `folder`. All methods may be called again, from any process."""

    def __init__(
        self,
        folder: Path,
        bindir: Path | None = None,
        *,
        settings: Mapping[str, str] | None = None,
        patience_s: float = 60.0,
    ) -> None:
        """`bindir` overrides where the programs are, `settings` the server's own from its next start.

        `patience_s` is how long to wait for another starter, and for the server to answer.
        """
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.name = f"socai-{hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]}"
        self._bindir = bindir
        self._settings = dict(settings or {})
        self._patience_s = patience_s

    def __enter__(self) -> Cluster:
        self.ensure_running()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def ensure_running(self) -> str:
        """Initialise where there is no data, start where nothing runs, create the database; the admin's DSN.

        Errors: ClusterError, one subclass for each cause.
        """
        deadline = time.monotonic() + self._patience_s
        with self._held("starting"):
            while not self._answers():
                if time.monotonic() > deadline:
                    raise ServerFailed("waiting for its answer", _tail(self.data / "server.log"))
                time.sleep(0.1)
        return self.admin_dsn()

    def stop(self) -> None:
        """Stop the server, after rolling back what is open; nothing happens when none runs."""
        if not self.data.exists():
            return
        with self._held("stopping"):
            self._shut_down()

    def pid(self) -> int | None:
        """The process id of our running server, else None; a stale postmaster.pid does not deceive it."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return pid if pid in self._processes() else None

    def port(self) -> int:
        """The port on 127.0.0.1 remembered here. Errors: FileNotFoundError before the first start."""
        return int((self.folder / "port").read_text())

    def admin_dsn(self, database: str = DATABASE) -> str:
        """The superuser's DSN, password included: to be shown to nobody but the operator."""
        return self.dsn(ADMIN, (self.folder / "password").read_text().strip(), database)

    def dsn(self, user: str, password: str, database: str = DATABASE) -> str:
        """A DSN of this server for a role that the caller has made."""
        where = f"127.0.0.1:{self.port()}/{quote(database, safe='')}"
        return f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@{where}"

    # -- starting -------------------------------------------------------------------------------------------

    def _start(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            initialise(self.folder, self._binaries().bindir / "initdb", self.name)
        self._clear_stale_pid_file()
        for _ in range(5):
            chosen_now = self._remember_port()
            try:
                return self._launch()
            except PortTaken:
                if not chosen_now:
                    raise
                (self.folder / "port").unlink()  # lost a race for a port nobody knows of yet: take another
        raise ServerFailed("looking for a free port", "five ports in a row were taken")

    def _launch(self) -> None:
        log = self.data / "server.log"
        if log.exists():
            log.replace(log.with_suffix(".log.1"))
        settings = {"cluster_name": self.name, **self._settings}
        options = f"-p {self.port()} " + " ".join(f"-c {name}={value}" for name, value in settings.items())
        deadline = time.monotonic() + self._patience_s
        while True:
            try:
                return self._pg_ctl_start(log, options)
            except ServerFailed as error:
                # After kill -9 the old server's children live on for a moment and keep its shared memory.
                if "shared memory block" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _pg_ctl_start(self, log: Path, options: str) -> None:
        program = self._binaries().bindir / "pg_ctl"
        start = ["start", "-w", "-t", f"{self._patience_s:.0f}", "-o", options]
        code, said = run_program([program, *start, "-D", self.data, "-l", log], server_account(self.data))
        if code != 0:
            raise explained(self.folder, "starting", said + _tail(log))

    def _shut_down(self) -> None:
        """A fast shutdown by signal, for which the programs, gone or changed since, are not needed."""
        pid = self.pid()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + self._patience_s
        while pid in self._processes():
            if time.monotonic() > deadline:
                raise ServerFailed("stopping", _tail(self.data / "server.log"))
            time.sleep(0.02)

    def _binaries(self) -> Binaries:
        found = find_binaries(self.data, self._bindir)
        return reachable_copy(found, self.folder, server_account(self.data))

    def _remember_port(self) -> bool:
        """Choose a free port unless one is remembered; whether it was chosen now."""
        if (self.folder / "port").exists():
            return False
        write_durably(self.folder / "port", f"{_free_port()}\n")
        return True

    def _answers(self) -> bool:
        """Start the server if none runs, make sure of the database; False while it comes up or down."""
        if self.pid() is None:
            self._start()
        try:
            _create_database(self.admin_dsn("postgres"))
        except psycopg.OperationalError as error:
            if isinstance(error, psycopg.errors.DiskFull):
                raise DiskFull(self.folder) from error
            return False
        return True

    # -- the folder -----------------------------------------------------------------------------------------

    def _prepare_folder(self) -> None:
        if any(letter in str(self.folder) for letter in "\"'\\$`\n\r"):
            raise FolderNameRefused(self.folder)
        account = server_account(self.data)
        if not can_enter(existing_part(self.folder), account):
            raise FolderNotReachable(existing_part(self.folder), account.name if account else "")
        if not self.folder.exists():
            make_folder(self.folder, account)
        data_major(self.data)  # raises PermissionError here and now when the data is somebody else's

    @contextlib.contextmanager
    def _held(self, doing: str) -> Iterator[None]:
        """Hold the folder's lock while `doing`, and give what the operating system refuses a typed error."""
        try:
            self._prepare_folder()
            with locked(self.folder / "lock", self._patience_s):
                yield
        except (PermissionError, FileExistsError, NotADirectoryError) as error:
            raise FolderNotWritable(self.folder, f"uid {os.geteuid()}") from error
        except OSError as error:
            raise explained(self.folder, doing, str(error)) from error

    # -- processes ------------------------------------------------------------------------------------------

    def _processes(self) -> set[int]:
        """The ids of our server and its children, which carry the cluster's name in their titles."""
        marks = (self.name, f"-D {self.data} ")  # a server started by hand has the second
        return {pid for pid, line in command_lines() if any(mark in line + " " for mark in marks)}

    def _clear_stale_pid_file(self) -> None:
        """PostgreSQL clears the file of a dead process itself, but believes an id that somebody else has now.

        The file also guards the shared memory of children that outlive a killed server, so it goes only when
        there are none.
        """
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists() and not self._processes():
            pid_file.unlink()


def _create_database(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True, connect_timeout=10) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _free_port() -> int:
    while True:
        port = secrets.choice(PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _tail(log: Path) -> str:
    try:
        return log.read_text(errors="replace")[-4000:]
    except OSError:
        return ""
