"""A database to measure in: a fresh one of our own server, or of the server that SOCAI_DATABASE_URL names."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from ledger.cluster.cluster import Cluster, cluster_for


class Place:
    """`dsn` is a superuser's, of an empty database; `folder` is for keys, signed heads and logs."""

    def __init__(self, dsn: str, folder: Path, cluster: Cluster | None) -> None:
        self.dsn = dsn
        self.folder = folder
        self._cluster = cluster

    @contextmanager
    def unsynced(self) -> Iterator[None]:
        """Lets our own server leave out fsync while a large log is made, which is not what is measured."""
        if self._cluster is None:
            yield
            return
        self._set("fsync = off")
        try:
            yield
        finally:
            self._set("fsync = on")
            _admin(self.dsn, "CHECKPOINT")

    def _set(self, setting: str) -> None:
        _admin(self.dsn, f"ALTER SYSTEM SET {setting}")
        _admin(self.dsn, "SELECT pg_reload_conf()")

    def restart(self) -> bool:
        """Restarts the server, so that its buffers are empty; False if it is not ours to restart."""
        if self._cluster is None:
            return False
        self._cluster.stop()
        self._cluster.ensure_running()
        return True


@contextmanager
def measuring_place() -> Iterator[Place]:
    """An empty database and folder, both gone afterwards. Our own server runs with its defaults: fsync on."""
    with tempfile.TemporaryDirectory(prefix="socai-bench-") as folder:
        given = os.environ.get("SOCAI_DATABASE_URL")
        if given:
            with _database(given) as dsn:
                yield Place(dsn, Path(folder), None)
            return
        cluster = cluster_for(Path(f"{folder}-pg"))
        try:
            with _database(cluster.ensure_running()) as dsn:
                yield Place(dsn, Path(folder), cluster)
        finally:
            cluster.stop()
            shutil.rmtree(cluster.folder, ignore_errors=True)
            shutil.rmtree(f"{folder}-pg", ignore_errors=True)


@contextmanager
def _database(server: str) -> Iterator[str]:
    name = f"bench_{secrets.token_hex(6)}"
    _admin(server, f"CREATE DATABASE {name} TEMPLATE template0")
    try:
        yield make_conninfo(server, dbname=name)
    finally:
        _admin(server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _admin(dsn: str, statement: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(statement)


def server_of(dsn: str) -> dict[str, Any]:
    """Version and durability of the server, to stand beside every figure."""
    names = ("server_version", "fsync", "synchronous_commit")
    with psycopg.connect(dsn) as connection:
        return {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in names}  # type: ignore[index]
