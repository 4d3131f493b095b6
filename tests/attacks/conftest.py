"""The honest school once for all attacks of a process, and a copy of it for each test to attack."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.cluster.cluster import Cluster
from tests.attacks.honest import Held, HonestSchool, honest_school
from tests.attacks.seized import SeizedSchool, seized


@pytest.fixture(scope="session")
def honest(pg_cluster: Cluster) -> Iterator[HonestSchool]:
    """The school as it was before any attack. Nobody may change it."""
    with honest_school(pg_cluster, f"honest_{secrets.token_hex(6)}") as school:
        yield school


@pytest.fixture(scope="session")
def held(honest: HonestSchool) -> Held:
    """What lies in other hands."""
    return honest.held


@pytest.fixture
def school(honest: HonestSchool, tmp_path: Path) -> Iterator[SeizedSchool]:
    """A copy of the server for this test's attacker."""
    with seized(honest, tmp_path / "server", f"seized_{secrets.token_hex(6)}") as copy:
        yield copy
