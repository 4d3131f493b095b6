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
import shutil
import socket
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import psycopg

from ledger.cluster_errors import (
    ClusterError,
    DiskFull,
    FolderNameRefused,
    FolderNotReachable,
    FolderNotWritable,
    PortTaken,
    ServerFailed,
)
from ledger.cluster_folder import existing_part, fsync_folder, give, locked, make_folder, write_durably
from ledger.cluster_programs import (
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
ADMIN = "socai_admin"
DATABASE = "socai"
# Below the range from which systems lend ports to outgoing connections, so that a remembered port stays ours.
PORTS = range(20_000, 30_000)
SETTINGS = """
# Sổ Cái: what follows overrides what initdb wrote above. The port is given at each start.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 100
fsync = on
synchronous_commit = on
full_page_writes = on
timezone = 'UTC'
log_timezone = 'UTC'
"""


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
                    raise ServerFailed(
                        "starting", "it runs but does not answer\n" + _tail(self.data / "server.log")
                    )
                time.sleep(0.1)
        return self.admin_dsn()

    def stop(self) -> None:
        """Stop the server, after rolling back what is open; nothing happens when none runs."""
        if not self.data.exists():
            return
        with self._held("stopping"):
            if self.pid() is not None:
                self._pg_ctl("stopping", "stop", "-m", "fast")

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
            self._initialise()
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
                return self._pg_ctl("starting", "start", "-l", log, "-o", options)
            except ServerFailed as error:
                # After kill -9 the old server's children live on for a moment and keep its shared memory.
                if "shared memory block" not in str(error) or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _pg_ctl(self, doing: str, action: str, *more: str | Path) -> None:
        account = server_account(self.data)
        program = self._binaries().bindir / "pg_ctl"
        argv = [program, action, "-D", self.data, "-w", "-t", f"{self._patience_s:.0f}", *more]
        code, said = run_program(argv, account)
        if code != 0:
            raise self._explained(doing, said + _tail(self.data / "server.log"))

    def _explained(self, doing: str, said: str) -> ClusterError:
        """The typed error for what a program said while `doing`."""
        if "No space left on device" in said or "Disk quota exceeded" in said:
            return DiskFull(self.folder)
        if "Address already in use" in said:
            return PortTaken(self.port(), self.folder / "port")
        if "Permission denied" in said or "Read-only file system" in said:
            account = server_account(self.data)
            return FolderNotWritable(self.folder, account.name if account else f"uid {os.geteuid()}")
        return ServerFailed(doing, said)

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
        """Start the server if none runs, make sure of the database; False while it comes up or goes down."""
        if self.pid() is None:
            self._start()
        try:
            with psycopg.connect(
                self.admin_dsn("postgres"), autocommit=True, connect_timeout=10
            ) as connection:
                _create_database(connection)
        except psycopg.OperationalError as error:
            if isinstance(error, psycopg.errors.DiskFull):
                raise DiskFull(self.folder) from error
            return False
        return True

    # -- the folder -----------------------------------------------------------------------------------------

    def _initialise(self) -> None:
        """Make the data folder under another name and rename it, so that half of one is never taken for data.

        A CRASH HERE LEAVES `data.new`, which the next start throws away, and a password nobody was told.
        """
        account = server_account(self.data)
        partial = self.folder / "data.new"
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        password = self.folder / "password"
        write_durably(password, secrets.token_urlsafe(32) + "\n")
        for ours in (partial, password):
            give(ours, account)
        options = ["--encoding=UTF8", "--locale=C", "--data-checksums", "--auth=scram-sha-256"]
        names = [f"--username={ADMIN}", f"--pwfile={password}", f"--pgdata={partial}"]
        code, said = run_program([self._binaries().bindir / "initdb", *options, *names], account)
        if code != 0:
            shutil.rmtree(partial, ignore_errors=True)
            raise self._explained("initialising the data folder", said)
        with (partial / "postgresql.conf").open("a") as configuration:
            configuration.write(f"{SETTINGS}cluster_name = '{self.name}'\n")
            configuration.flush()
            os.fsync(configuration.fileno())
        partial.rename(self.data)
        fsync_folder(self.folder)

    def _prepare_folder(self) -> None:
        if any(letter in str(self.folder) for letter in "\"'\\$`\n\r"):
            raise FolderNameRefused(self.folder)
        account = server_account(self.data)
        if not can_enter(existing_part(self.folder), account):
            raise FolderNotReachable(existing_part(self.folder), account.name if account else "")
        if not self.folder.exists():
            make_folder(self.folder, 0o711 if account else 0o700)
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
            raise self._explained(doing, str(error)) from error

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


def _create_database(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
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
