"""Real copies of a database, by PostgreSQL's own programs, as docs/operating.md says."""

import subprocess
from pathlib import Path

from ledger.cluster.cluster import Cluster


def dump(cluster: Cluster, dsn: str, file: Path) -> Path:
    """`pg_dump --format=custom`; gives the file."""
    _run(cluster, "pg_dump", "--format=custom", f"--file={file}", dsn)
    return file


def restore(cluster: Cluster, file: Path, dsn: str) -> None:
    """`pg_restore --clean --if-exists`: the tables that are there give way to those of the dump."""
    _run(cluster, "pg_restore", "--clean", "--if-exists", "--exit-on-error", f"--dbname={dsn}", str(file))


def _run(cluster: Cluster, program: str, *options: str) -> None:
    path = cluster._binaries().bindir / program
    done = subprocess.run([str(path), *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
