"""A reader's facts never move under its hands, whatever is written meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from domain.fork import Fork, own_copy
from domain.law import EVENTS, Fold
from domain.state.facts import Close, Person
from domain.state.state import State
from domain.words.entry import Entry
from domain.words.event import Event
from tests.domain.year_vectors import LOGS, entries_of
from tests.honest.year import told
from tests.school.small import ORIGIN


def seen(state: State) -> str:
    return repr({name: _plain(value) for name, value in vars(state).items()})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, set):
        return sorted(value)
    if isinstance(value, Person):
        return vars_of(value)
    if isinstance(value, Close):
        return vars_of(value)
    return list(value) if type(value) is list else value


def vars_of(value: Any) -> dict[str, Any]:
    return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}


def logs() -> dict[str, list[Entry]]:
    """Played years, and the sound logs of the law's vectors."""
    played = {f"played {first}": told(seed, first).log for seed, first in ((1, 2020), (4, 2022))}
    return {**played, **{name: entries_of(lines) for name, lines in LOGS.items()}}


@pytest.mark.parametrize("name", ["played 2020", "played 2022", *LOGS])
def test_an_entry_reaches_into_the_facts_that_a_reader_holds(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """After every governance entry of a played year the former state is as it was, and the new one is the
    one that a fold from the beginning gives."""
    whole, state, types = Fold(ORIGIN), Fold(ORIGIN), set()
    for entry in logs()[name]:
        if not State.is_governance(entry.stream):
            continue
        types.add(entry.type)
        before, fork = seen(state), Fork(state)
        fork.advance([entry])
        assert seen(state) == before, entry.type
        whole.advance([entry])
        assert seen(fork.state) == seen(whole), entry.type
        state = fork.state
    with capsys.disabled():
        print(f"\nforks: {len(types)} types of {len(_governance_types())}", end=" ")


def test_what_a_reader_loads_is_seen_by_another() -> None:
    """A stream that one reader loads, and whatever it tells, stays with that reader."""
    log = told(4, 2022).log
    facts = Fold(ORIGIN)
    facts.advance(entry for entry in log if State.is_governance(entry.stream))
    facts.reach(len(log), log[-1].at)
    before, mine = seen(facts), own_copy(facts)
    streams = sorted({entry.stream for entry in log if not State.is_governance(entry.stream)})
    for stream in streams:
        mine.load(stream, [entry for entry in log if entry.stream == stream])
    assert seen(facts) == before and len(streams) > 10


def _governance_types() -> list[str]:
    return [name for name, event in EVENTS.items() if _governs(event)]


def _governs(event: Event[Any]) -> bool:
    return State.is_governance(event.stream.replace("{book}", "book/"))
