"""The founded school, once per test process, and a fresh copy of it for each crash."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.plant import Plant, copied, found, new_folder


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    folder = new_folder()
    try:
        found(folder)
        yield folder
    finally:
        plant = Plant(folder)
        plant.cluster.stop()
        shutil.rmtree(plant.cluster.folder, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def plant(template: Path) -> Iterator[Plant]:
    copy = copied(template)
    try:
        yield copy
    finally:
        copy.remove()
