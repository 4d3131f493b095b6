"""A PostgreSQL for the tests: one server per test process, and as many fresh databases as they ask for."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from ledger.cluster.cluster import Cluster, cluster_for
from ledger.cluster.errors import ClusterError
from ledger.cluster.programs import Binaries, all_binaries
from ledger.database import Database

PREFIX = "socai-test-pg-"
# Tests of crashes make clusters of their own, with fsync on; for the others a power cut loses nothing.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


@pytest.fixture(scope="session", autouse=True)
def no_outside_database() -> Iterator[None]:
    """A DSN in the developer's environment must not lead the tests to real data."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOCAI_DATABASE_URL", raising=False)
        yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked `each_postgres` run on every major version that this machine has programs of."""
    if metafunc.definition.get_closest_marker("each_postgres") and "pg_cluster" in metafunc.fixturenames:
        each = list({binaries.major: binaries for binaries in reversed(all_binaries())}.values())
        names = [f"postgresql{binaries.version}" for binaries in each]
        metafunc.parametrize("pg_cluster", each, ids=names, indirect=True, scope="session")


@pytest.fixture(scope="session")
def clusters() -> Iterator[Callable[[Binaries | None], Cluster]]:
    """Gives this test process's running cluster of those programs (None: the preferred); all end with it."""
    _remove_clusters_of_dead_processes()
    running: dict[Binaries | None, Cluster] = {}
    with ExitStack() as stack:

        def cluster_of(binaries: Binaries | None) -> Cluster:
            if binaries not in running:
                running[binaries] = stack.enter_context(_cluster(binaries))
            return running[binaries]

        yield cluster_of


@pytest.fixture(scope="session")
def pg_cluster(request: pytest.FixtureRequest, clusters: Callable[[Binaries | None], Cluster]) -> Cluster:
    """A running cluster of this test process's own, deleted at its end."""
    return clusters(getattr(request, "param", None))


@contextmanager
def _cluster(binaries: Binaries | None) -> Iterator[Cluster]:
    folder = Path(tempfile.gettempdir()) / f"{PREFIX}{os.getpid()}-{secrets.token_hex(3)}"
    bindir = binaries.bindir if binaries else None
    cluster = Cluster(cluster_for(folder).folder, bindir, settings=QUICK)
    try:
        cluster.ensure_running()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def admin_dsn(pg_cluster: Cluster) -> Iterator[str]:
    """The superuser's DSN of an empty database that only this test sees."""
    with fresh_database(pg_cluster) as dsn:
        yield dsn


@pytest.fixture(scope="module")
def module_dsn(pg_cluster: Cluster) -> Iterator[str]:
    """The superuser's DSN of an empty database that the tests of one module share."""
    with fresh_database(pg_cluster) as dsn:
        yield dsn


@pytest.fixture(scope="module")
def db(module_dsn: str) -> Iterator[Database]:
    """A database that the tests of one module share, with two schools, of the numbers 1 and 2."""
    database = Database(module_dsn)
    database.migrate()
    with database.pool.connection() as connection:
        for code in ("THCS-01", "THCS-02"):
            connection.execute(
                database.sql("SELECT @schema@.create_school(%s, %s)"), (code, f"62.socai/{code}")
            )
    yield database
    database.close()


@contextmanager
def fresh_database(cluster: Cluster) -> Iterator[str]:
    """An empty database, dropped afterwards even if connections to it are still open."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(cluster.admin_dsn(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield cluster.admin_dsn(name)
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _remove_clusters_of_dead_processes() -> None:
    """A killed test run leaves its server behind; the next one ends it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = int(folder.name.removeprefix(PREFIX).split("-")[0])
        with suppress(FileNotFoundError, ClusterError):  # another test process is at the same
            if folder.stat().st_uid == os.geteuid() and not _alive(owner):
                Cluster(folder).stop()
                shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
