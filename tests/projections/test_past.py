"""What is kept of the past is what the log says of it, whatever was asked for before, and in what order."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from domain.law import Fold, book_of
from domain.state.book import BookState
from domain.state.state import State
from domain.words.streams import book_stream
from projections import past as module
from projections.past import Past, past_of
from tests.domain.test_fork import seen
from tests.projections.played_school import PUPILS, TOAN, PlayedSchool

STREAM = book_stream(*TOAN)


@pytest.fixture
def school(admin_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlayedSchool:
    """A school in whose log something is kept every few entries."""
    monkeypatch.setattr(module, "STRIDE", 3)
    monkeypatch.setattr(module, "MOST", 4)
    return PlayedSchool(admin_dsn, tmp_path).open()


def rewrite(school: PlayedSchool, turns: int) -> None:
    """Three cells are written again and again, with acts of governance between."""
    bases = dict.fromkeys(PUPILS[:3], 0)
    for turn in range(turns):
        pos = school.save(TOAN, "tx1", *((pupil, turn, base) for pupil, base in bases.items()))
        bases = {pupil: pos + place for place, pupil in enumerate(bases)}
        school.appoint("bqt" if turn % 2 else "phohieutruong", "clerk")


def facts_of(school: PlayedSchool, size: int) -> State:
    state = Fold(school.log.origin)
    school.log.governance(state, size)
    return state


def fields(book: BookState) -> dict[str, Any]:
    return {name: getattr(book, name) for name in BookState.__slots__}


def require_same(school: PlayedSchool, past: Past, size: int) -> None:
    assert seen(past.facts(size)) == seen(facts_of(school, size)), size
    assert fields(past.book(STREAM, size)) == fields(book_of(school.log.stream(STREAM, size))), size
    told = [each.pos for each in school.log.stream(STREAM, size) if each.data.get("pupil") == "hs01"]
    assert past.places(STREAM, "hs01", "tx1", size) == told


def test_a_kept_moment_is_not_what_the_log_says(school: PlayedSchool) -> None:
    """Every size, in any order, also in the midst of a command, and while the log grows."""
    dice, past = random.Random(8), Past(school.log)
    for _ in range(3):
        rewrite(school, 1) if not past.places(STREAM, "hs01", "tx1", 10**6) else school.appoint(
            "gvcn", "clerk"
        )
        sizes = list(range(school.log.head().size + 1))
        dice.shuffle(sizes)
        for size in sizes:
            require_same(school, past, size)


def test_a_reader_changes_what_others_read(school: PlayedSchool) -> None:
    """Books are handed out as copies."""
    rewrite(school, 2)
    size = school.log.head().size
    past_of(school.log).book(STREAM, size).cells.clear()
    past_of(school.log).book(STREAM, size - 4).cells.clear()
    require_same(school, past_of(school.log), size)
    require_same(school, past_of(school.log), size - 4)


def test_another_log_in_the_same_database_is_taken_for_this_one(school: PlayedSchool) -> None:
    """Filled again by other hands, it has other leaves: nothing that was kept counts any more."""
    rewrite(school, 4)
    past, size = Past(school.log), school.log.head().size
    require_same(school, past, size)
    for place in range(size):
        school.superuser(
            "UPDATE @schema@.entry SET line = replace(convert_from(line, 'UTF8'), 'clerk', 'board')::bytea"
            ' WHERE school = %s AND pos = %s AND position(\'"role":"clerk"\'::bytea IN line) > 0',
            school.log.school,
            place,
        )
    school.superuser(
        "UPDATE @schema@.entry SET line = replace(convert_from(line, 'UTF8'), %s, %s)::bytea"
        " WHERE school = %s",
        '"value":2',
        '"value":7',
        school.log.school,
    )
    require_same(school, past, size)


def test_what_is_kept_grows_without_end(school: PlayedSchool) -> None:
    """Of one fold no more than so many states."""
    rewrite(school, 30)
    past, size = Past(school.log), school.log.head().size
    require_same(school, past, size)
    assert len(past._facts._sizes) <= module.MOST + 1
    assert len(past._books[STREAM].states._sizes) <= module.MOST + 1
