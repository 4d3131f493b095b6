"""The played years: small ones for every run, whole schools at night."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.obligations.played_year import PlayedYear
from tests.school.plan import Plan

SMALL = {
    "thcs": Plan("THCS", 2020, (6, 9), 2, 6),
    "thpt": Plan("THPT", 2022, (10, 12), 1, 6),
}
WHOLE = {
    "thcs": Plan("THCS", 2020, (6, 7, 8, 9), 3, 40),
    "thpt": Plan("THPT", 2022, (10, 11, 12), 4, 40),
}


@pytest.fixture(scope="module", params=sorted(SMALL))
def played(
    request: pytest.FixtureRequest, module_dsn: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PlayedYear]:
    """A small school after its year: lower secondary in 2020-2021, upper secondary under two regulations."""
    made = PlayedYear(module_dsn, tmp_path_factory.mktemp("home"), SMALL[request.param]).play()
    yield made
    made.service.stop()


@pytest.fixture
def play(admin_dsn: str, tmp_path: Path) -> Iterator[Callable[[str], PlayedYear]]:
    """Plays a whole school's year."""
    made: list[PlayedYear] = []

    def whole(level: str) -> PlayedYear:
        made.append(PlayedYear(admin_dsn, tmp_path, WHOLE[level]).play())
        return made[-1]

    yield whole
    for each in made:
        each.service.stop()
