"""A book as of a date or a size is the same fold, stopped earlier."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.state.book import Cell
from domain.words.entry import Draft
from ledger.form.canonical import leaf_hash
from projections.asof import AsOfError, at_size, book_at, cell_rows, class_at, moment, replay, root_at
from projections.gradebook import gradebook
from tests.ledger.sealed_logs import slow_root
from tests.projections.played_school import TOAN, PlayedSchool

pytestmark = pytest.mark.each_postgres

EDITS = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["hs01", "hs02", "hs03"]), st.sampled_from(["tx1", "gk"]), st.integers(-1, 100)
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=8,
)


def at_of(school: PlayedSchool, pos: int) -> str:
    (entry,) = school.log.entries(pos, pos + 1)
    return entry.at


def cell_at(school: PlayedSchool, text: str) -> Cell:
    return book_at(school.log, *TOAN, moment(school.log, text).size).cell("hs01", "gk")


def test_before_between_and_after_the_entries_of_a_cell(school: PlayedSchool) -> None:
    """Each mark shows from its own instant on, and not a microsecond earlier."""
    first = school.save(TOAN, "gk", ("hs01", 80, 0))
    second = school.save(TOAN, "gk", ("hs01", 85, first))
    third = school.save(TOAN, "gk", ("hs01", None, second))
    for pos, before, after in ((first, None, 80), (second, 80, 85), (third, 85, None)):
        at = at_of(school, pos)
        earlier = at.replace("000000Z", "000000Z").replace(at[17:26], f"{float(at[17:26]) - 0.000001:09.6f}")
        assert cell_at(school, earlier).value == before
        assert cell_at(school, at) == Cell(after, pos)


def test_an_offset_is_read_as_the_same_instant(school: PlayedSchool) -> None:
    """16:00 in Vietnam is 09:00 UTC."""
    pos = school.save(TOAN, "gk", ("hs01", 80, 0))
    at = at_of(school, pos)
    local = f"{at[:11]}{(int(at[11:13]) + 7) % 24:02}{at[13:26]}+07:00"
    utc_day_holds = int(at[11:13]) + 7 < 24
    assert utc_day_holds
    assert moment(school.log, local).size == pos + 1
    assert moment(school.log, at).size == pos + 1


def test_a_date_is_final_once_a_later_entry_exists(school: PlayedSchool) -> None:
    """At the head's own instant a further entry could still come."""
    pos = school.save(TOAN, "gk", ("hs01", 80, 0))
    at = at_of(school, pos)
    assert not moment(school.log, at).final
    assert not moment(school.log, "2090-01-01T00:00:00Z").final
    school.save(TOAN, "gk", ("hs02", 80, 0))
    assert moment(school.log, at) == (pos + 1, at, True)


def test_a_date_before_the_log_is_size_0_and_final(school: PlayedSchool) -> None:
    """Nothing stood then, and nothing can come before entry 0."""
    when = moment(school.log, "1990-01-01T00:00:00+07:00")
    assert (when.size, when.final) == (0, True)
    assert replay(school.log, "6a", when)["cells"] == []


def test_size_0_has_the_empty_root_and_no_instant(school: PlayedSchool) -> None:
    """FORMAT §1: SHA-256 of nothing."""
    told = replay(school.log, "6a", at_size(school.log, 0))
    empty = base64.b64encode(hashlib.sha256(b"").digest()).rstrip(b"=").decode()
    assert told == {"size": 0, "root": empty, "at": None, "final": True, "cells": []}


def test_an_empty_log_has_size_0_that_is_not_final(admin_dsn: str, tmp_path: Path) -> None:
    """Entry 0 may still get any instant."""
    empty = PlayedSchool(admin_dsn, tmp_path)
    assert moment(empty.log, "2020-01-01T00:00:00Z")[::2] == (0, False)
    assert root_at(empty.log, 0) == hashlib.sha256(b"").digest()
    empty.db.close()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("@99999", "BEYOND_HEAD"),
        ("@-1", "NOT_A_MOMENT"),
        ("@01", "NOT_A_MOMENT"),
        ("@", "NOT_A_MOMENT"),
        ("@1 ", "NOT_A_MOMENT"),
        ("@٣", "NOT_A_MOMENT"),
        ("12", "NOT_A_MOMENT"),
        ("2020-09-14", "NOT_A_MOMENT"),
        ("2020-09-14T10:00:00", "NOT_A_MOMENT"),
        ("hôm qua", "NOT_A_MOMENT"),
        ("", "NOT_A_MOMENT"),
    ],
)
def test_what_names_no_moment_is_refused(school: PlayedSchool, text: str, code: str) -> None:
    """A date without its offset is ambiguous by seven hours (attack A39)."""
    with pytest.raises(AsOfError) as refused:
        moment(school.log, text)
    assert refused.value.code == code


def test_the_root_of_any_size_is_that_of_the_lines_sealed_or_not(school: PlayedSchool) -> None:
    """From tiles as far as they go, from lines behind them; compared with RFC 9162 word for word."""
    school.save(TOAN, "gk", ("hs01", 80, 0))
    school.seal()
    school.save(TOAN, "tx1", ("hs01", 80, 0), ("hs02", 80, 0))
    leaves = [leaf_hash(line) for line in school.log.lines()]
    for size in range(len(leaves) + 1):
        assert root_at(school.log, size) == slow_root(leaves[:size])


def test_replay_names_every_cell_of_the_class_in_order(school: PlayedSchool) -> None:
    """Subject, semester, pupil, column, value, position; a cleared cell is left out."""
    music = school.save(("6a", "nhac", 1), "tx1", ("hs02", "D", 0))
    first = school.save(TOAN, "tx1", ("hs02", 80, 0), ("hs01", 70, 0), ("hs03", 60, 0))
    school.save(TOAN, "tx1", ("hs03", None, first + 2))
    later = school.save(("6a", "toan", 2), "gk", ("hs01", 55, 0))
    cells = replay(school.log, "6a", at_size(school.log, school.log.head().size))["cells"]
    assert [tuple(cell.values()) for cell in cells] == [
        ("nhac", 1, "hs02", "tx1", "D", music),
        ("toan", 1, "hs01", "tx1", 70, first + 1),
        ("toan", 1, "hs02", "tx1", 80, first),
        ("toan", 2, "hs01", "gk", 55, later),
    ]
    assert list(cells[0]) == ["subject", "semester", "pupil", "col", "value", "pos"]


def test_classes_with_like_names_are_kept_apart(school: PlayedSchool) -> None:
    """`6a` is not `6a2`, nor `6a.1`."""
    for klass in ("6a2", "6a.1", "6a-1"):
        school.open_class(klass, [f"x{klass}"])
        school.appoint("toan", "teacher", klass)
        school.save((klass, "toan", 1), "gk", (f"x{klass}", 10, 0))
    assert class_at(school.log, "6a", school.log.head().size) == []


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=EDITS)
def test_every_prefix_of_a_random_history_equals_a_plain_model(school: PlayedSchool, history: Any) -> None:
    """A dict of what was written so far, at each size; and the current gradebook equals the last."""
    klass = f"c{school.log.head().size}"
    stream = f"book/{klass}/toan/1"
    model: dict[tuple[str, str], Cell] = {}
    seen: list[tuple[int, str, dict[tuple[str, str], Cell]]] = []
    for command in history:
        drafts = [
            Draft(stream, "MarkCleared", {"pupil": pupil, "col": col, "old": 1, "base": 0})
            if value < 0
            else Draft(stream, "MarkEntered", {"pupil": pupil, "col": col, "value": value, "late": None})
            for pupil, col, value in command
        ]
        written = school.write_raw(*drafts)
        for offset, (pupil, col, value) in enumerate(command):
            model[pupil, col] = Cell(None if value < 0 else value, written.pos + offset)
            seen.append((written.pos + offset + 1, "", dict(model)))
        seen.append((written.pos + written.n, written.at, dict(model)))
    for size, at, cells in seen:
        assert book_at(school.log, klass, "toan", 1, size).cells == cells
        if at:
            assert moment(school.log, at).size == size
            (book,) = class_at(school.log, klass, size)
            assert cell_rows([book]) == _model_rows(cells)
    school.runner.catch_up()
    assert gradebook(school.log, klass, "toan", 1).cells == model


def _model_rows(cells: dict[tuple[str, str], Cell]) -> list[dict[str, Any]]:
    return [
        {"subject": "toan", "semester": 1, "pupil": pupil, "col": col, "value": cell.value, "pos": cell.pos}
        for (pupil, col), cell in sorted(cells.items())
        if cell.value is not None
    ]
