"""docs/legal.md and docs/obligations.md say what is there: each type, address, function and test by name."""

import importlib
import re
from pathlib import Path

import pytest

from domain.law import EVENTS
from tests.domain.year_vectors import types_of_the_year

ROOT = Path(__file__).parents[2]
ADDRESSES = {
    line.replace("/api/v1/schools/{school}", "")
    for line in (ROOT / "tests/api/openapi_paths.txt").read_text("utf-8").splitlines()
}
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)\(", path.read_text("utf-8"), re.M)
}


def table(name: str) -> list[list[str]]:
    """The rows of the document's table, without its head."""
    lines = [line for line in (ROOT / "docs" / name).read_text("utf-8").splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_duty_stands_once_and_in_order() -> None:
    """S1 to S82, none left out; a part to come is marked so and promises nothing."""
    rows = table("obligations.md")
    assert [row[0] for row in rows] == [f"S{number}" for number in range(1, 83)]
    for row in rows:
        later = row[2].startswith("later")
        assert later == (not row[5].strip(" |")), row
        assert not later or not quoted(row[3] + row[4]), row


def test_what_a_duty_names_is_there() -> None:
    """Types, addresses and tests."""
    for row in table("obligations.md"):
        assert set(quoted(row[3])) <= EVENTS.keys(), row
        assert set(quoted(row[4])) <= ADDRESSES, row
        assert set(quoted(row[5])) <= TESTS, row


@pytest.mark.parametrize("row", table("legal.md"), ids=lambda row: row[0])
def test_what_a_rule_names_is_there(row: list[str]) -> None:
    """Function and test; the function's source cites an article."""
    _, article, function, test = row
    module, _, name = quoted(function)[0].partition(":")
    assert callable(getattr(importlib.import_module(module), name))
    assert article and set(quoted(test)) <= TESTS, row


def test_every_type_of_the_year_serves_a_duty() -> None:
    """None is there that nobody asked for."""
    named = {name for row in table("obligations.md") for name in quoted(row[3])}
    assert types_of_the_year() <= named
