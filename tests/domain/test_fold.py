"""The state is a fold of the log: in pieces, loaded late, or with other books between, it is the same."""

from copy import copy
from itertools import pairwise
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from domain.acts.books.close import UnlockBook
from domain.acts.books.witnessing import NoteLapse, WitnessCorrection
from domain.grounds.results import PupilResult, class_results
from domain.law import Fold, book_of, take_in
from domain.regulations.circular import RegulationError
from domain.state.book import BookState
from domain.state.dossier import DossierState
from domain.state.state import State
from domain.words.entry import Entry
from tests.domain.schoolhouse import Schoolhouse
from tests.domain.situations import HEAD, LOCK, PROPOSE_CLOSE, lending, overtaken, permitted_late, seat
from tests.school.small import AFTER, CLASS, DURING, PAPER, SUBJECT

BOOK = f"book/{CLASS}/{SUBJECT}/1"


def story() -> Schoolhouse:
    """Two dossiers, one applied and one lapsed; marks of two subjects; a lock and its unlocking."""
    house = overtaken()
    music = {"klass": CLASS, "subject": "amnhac", "semester": 1}
    for value in ("D", "CD", None, "P"):
        house.do("nhac", house.mark("hs02", "gk", value, place=music))
        house.do("toan", house.mark("hs03", "gk", 50 if value is None else 60 + len(value)))
    house.system(NoteLapse(dossier="d2"), AFTER)
    house.do("bqt", PROPOSE_CLOSE)
    house.do(HEAD, LOCK)
    until = "2020-11-09T00:00:00.000000Z"
    house.do(HEAD, UnlockBook(klass=CLASS, semester=1, reason="thi bù", decision=PAPER, until=until))
    house.do(HEAD, WitnessCorrection(dossier="d2", seat="leadership"))
    return house


STORY = story()
STREAMS = sorted({e.stream for e in STORY.log if not State.is_governance(e.stream)})


def facts(state: State) -> dict[str, Any]:
    """Everything that a rule may read."""
    named = {
        name: value for name, value in vars(state).items() if name not in ("books", "dossiers", "loaded")
    }
    books = {name: plain(book) for name, book in state.books.items()}
    loaded = {name: vars(fold) for name, fold in state.loaded.items()}
    return {**named, "books": books, "dossiers": state.dossiers, "loaded": loaded}


def plain(book: BookState) -> tuple[Any, ...]:
    return book.cells, book.published, book.permissions


def stream(name: str, size: int) -> list[Entry]:
    return [entry for entry in STORY.log[:size] if entry.stream == name]


@given(
    cuts=st.lists(st.integers(0, len(STORY.log)), max_size=6),
    loads=st.fixed_dictionaries({name: st.integers(0, 6) for name in STREAMS}),
)
@settings(max_examples=60, deadline=None)
def test_a_fold_in_pieces_is_the_whole(cuts: list[int], loads: dict[str, int]) -> None:
    """Wherever the log is cut, and whenever a book or dossier is loaded."""
    bounds = sorted({0, *cuts, len(STORY.log)})
    state = Fold(STORY.state.origin)
    for number, (start, stop) in enumerate(pairwise(bounds)):
        for name in (name for name, when in loads.items() if when == number):
            state.load(name, stream(name, start))
        state.advance(STORY.log[start:stop])
    # Streams that a decision read and found empty are loaded, too.
    read = [*STORY.state.books, *STORY.state.dossiers, *STORY.state.loaded]
    for name in read:
        if not state.has(name):
            state.load(name, stream(name, state.size))
    assert facts(state) == facts(STORY.state)


def test_the_story_holds_what_a_fold_can_get_wrong() -> None:
    """Otherwise the test above says little."""
    kinds = {entry.type for entry in STORY.log}
    assert {"CorrectionApplied", "CorrectionLapsed", "MarkCleared", "BookLocked", "BookUnlocked"} <= kinds
    assert len(STREAMS) == 4
    d2 = STORY.state.dossiers["dossier/d2"]
    assert d2.session is not None and len(d2.session.witnesses) == 1
    assert isinstance(d2, DossierState) and STORY.state.closes[CLASS, 1].locked is not None


@given(taken=st.integers(0, len(STORY.log) - 1))
def test_nothing_is_taken_in_twice(taken: int) -> None:
    """A repeated delivery is refused and leaves the state as it was."""
    state = Fold(STORY.state.origin)
    state.advance(STORY.log[: taken + 1])
    before = (state.size, state.at, len(state.people), dict(state.closes))
    with pytest.raises(ValueError, match="before"):
        state.advance([STORY.log[taken]])
    assert (state.size, state.at, len(state.people), dict(state.closes)) == before


@given(st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_a_books_results_do_not_depend_on_other_books(chance: Any) -> None:
    """Entries of other books before, between or after change no cell, no publication and no result."""
    own = stream(BOOK, len(STORY.log))
    alone = book_of(own)
    others = [entry for entry in STORY.log if entry.stream.startswith("book/") and entry.stream != BOOK]
    queue = [BOOK] * len(own) + [other.stream for other in others]
    chance.shuffle(queue)
    rest = {name: iter([e for e in STORY.log if e.stream == name]) for name in set(queue)}
    books = {name: BookState() for name in set(queue)}
    for name in queue:
        take_in(books[name], next(rest[name]))
    assert plain(books[BOOK]) == plain(alone)
    assert results_of(books) == results_of({BOOK: alone})


def results_of(books: dict[str, BookState]) -> list[PupilResult]:
    """Of the subject, if these were the books."""
    state = copy(STORY.state)
    state.books = books
    return [row for row in class_results(state, state.classes[CLASS]) if row.subject == SUBJECT]


@pytest.mark.parametrize("start", [lending("late"), permitted_late, overtaken])
def test_the_state_that_decides_is_the_fold_of_its_log(start: Any) -> None:
    """No decision leaves a trace in the state but through its entries."""
    house = start()
    house.now = max(house.now, DURING)
    house.refused("WINDOW_CLOSED", "toan", house.mark("hs03", "gk"), AFTER)
    house.refused("DOSSIER_STATE", "bqt", seat("board", "d9"))
    again = Fold(house.state.origin)
    for name in [*house.state.books, *house.state.dossiers, *house.state.loaded]:
        again.load(name, [])
    again.advance(house.log)
    assert facts(again) == facts(house.state)


def test_a_class_under_an_unknown_circular_is_an_error_when_its_log_is_taken_in() -> None:
    """Nothing falls into the rules of another circular; a newer program may have written the log."""
    house = story()
    at = next(entry.pos for entry in house.log if entry.type == "ClassOpened")
    opened = house.log[at]._replace(data={**house.log[at].data, "regime": "TT99_2030"})
    with pytest.raises(RegulationError, match="REGIME_UNKNOWN"):
        Fold(house.state.origin).advance([*house.log[:at], opened])
