"""The founded school, once per test process, and a fresh copy of it for each crash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.plant import Plant, copied, found, new_folder, remove_plants_of_dead_tests


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    remove_plants_of_dead_tests()
    folder = new_folder()
    try:
        found(folder)
        yield folder
    finally:
        Plant(folder).remove()


@pytest.fixture
def plant(template: Path) -> Iterator[Plant]:
    copy = copied(template)
    try:
        yield copy
    finally:
        copy.remove()
