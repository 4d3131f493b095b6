"""One served school for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.served.product import Product, served


@pytest.fixture(scope="module")
def product(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The demo school behind `socai serve`, in a process of its own."""
    with served(module_dsn, tmp_path_factory.mktemp("home")) as made:
        yield made
