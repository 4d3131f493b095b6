"""A played school, opened, in a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.projections.played_school import PlayedSchool


@pytest.fixture
def school(admin_dsn: str, tmp_path: Path) -> Iterator[PlayedSchool]:
    """Class 6a with five pupils, mathematics and music, and windows open until June 2021."""
    played = PlayedSchool(admin_dsn, tmp_path).open()
    try:
        yield played
    finally:
        played.db.close()
