"""Promise: what LAW says of a slip in each type of entry is done through the API, and leaves its trace."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.obligations.rows import of_classes, of_marks, of_persons, of_record, of_the_school
from tests.obligations.rows.school import CASES, RowsYear
from tests.obligations.test_year import verified
from tests.school.door import HEAD
from tests.school.plan import Plan
from tests.verify.law.test_table import rows

WRITTEN = (of_the_school, of_persons, of_classes, of_marks, of_record)
"""Importing them gathers CASES."""


@pytest.fixture(scope="module")
def school(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RowsYear]:
    """One year of two small classes, in which every slip of the table is made and put right."""
    made = RowsYear(module_dsn, tmp_path_factory.mktemp("home"), Plan("THCS", 2020, (6,), 2, 6))
    made.play()
    yield made
    made.service.stop()


@pytest.fixture(scope="module")
def kept(school: RowsYear) -> dict[int, dict[str, Any]]:
    """Every entry as the API gives it, at the end."""
    found: dict[int, dict[str, Any]] = {}
    after: int | None = -1
    while after is not None:
        more = {"after": after} if after >= 0 else {}
        page = school.get(HEAD, "/entries", limit=500, **more)
        found |= {entry["pos"]: entry for entry in page["entries"]}
        after = page["after"]
    return found


def test_each_row_of_the_table_has_a_case() -> None:
    """A new row, or a new type, without one fails here."""
    assert set(CASES) == set(rows())


@pytest.mark.parametrize("kind", sorted(rows()))
def test_a_slip_is_put_right(kind: str, school: RowsYear, kept: dict[int, dict[str, Any]]) -> None:
    """By the road of its row: the case reads the right value back, and the wrong entry is still there."""
    if kind in school.faults:
        raise school.faults[kind]
    assert kind in school.wrong, f"the moment of {kind} never came"
    assert [pos for pos in school.wrong[kind] if kept[pos]["type"] == kind], kind


def test_the_log_of_all_slips_is_sound(school: RowsYear, tmp_path: Path) -> None:
    """A stranger follows each road."""
    answer = verified(school, tmp_path)
    assert (answer["verdict"], answer["findings"]) == ("sound", [])
