"""The rules of the school year against the law vectors, which were made from the spec alone.

What the vectors call sound the domain decides entry by entry, byte by byte; what they call broken it refuses
by the same code. Where a broken entry says what no command can ask for (a digest, a count, a result that the
domain itself computes), there is nothing to refuse: the domain writes the right one.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.law import EVENTS, decide
from domain.words.entry import Entry
from domain.words.refusal import Refusal
from tests.domain.year_vectors import (
    LOGS,
    ROOT,
    VECTORS,
    actor_of,
    as_seen,
    command_of,
    commands_in,
    drafts_of,
    entries_of,
    load_for,
    state_after,
    types_of_the_year,
)

COMPUTED = {"DIGEST_WRONG", "FIGURES_WRONG", "INTENT_WRONG", "RESULT_WRONG", "RESULTS_BROKEN"}
"""Codes of entries that say something else than what follows from the log."""
BROKEN = [vector for vector in VECTORS if vector["want"]]
TWINS = [vector for vector in VECTORS if not vector["want"] and vector["lines"]]
"""Sound logs that leave a year's story."""


@pytest.mark.parametrize("regime", sorted(LOGS))
def test_the_domain_decides_a_sound_year_entry_by_entry(regime: str) -> None:
    """Every act of the story, by its actor at its instant, makes exactly the entries that the story has."""
    entries = entries_of(LOGS[regime])
    decided = 0
    for made in commands_in(entries):
        command = command_of(made)
        if command is None:
            continue
        state = state_after(entries[: made[0].pos])
        load_for(state, command, entries[: made[0].pos])
        drafts = decide(state, command, actor_of(made[0]), made[0].at, made[0].cmd)
        assert [draft.data for draft in drafts] == [draft.data for draft in drafts_of(made)], made[0].type
        assert [(d.stream, d.type) for d in drafts] == [(e.stream, e.type) for e in made]
        decided += 1
    assert decided >= (50 if regime.startswith("ranks") else 95)


def ask(vector: dict[str, Any]) -> str | None:
    """The code by which the domain refuses what the vector's log ends with; None if it decides something."""
    lines = [*LOGS[vector["base"]][: vector["take"]], *vector["lines"]]
    entries = entries_of(lines)
    fault = entries[vector["want"]["pos"]] if vector["want"] else entries[-1]
    first = fault.pos - fault.i
    made = entries[first : first + fault.n]
    try:
        command = command_of(made)
    except ValueError:
        return "BAD_DATA"
    if command is None:  # a result by itself: no command makes one
        return None
    state = state_after(entries[:first])
    load_for(state, command, entries[:first])
    if fault.type == "MarkEntered":
        command = as_seen(state, command)
    try:
        drafts = decide(state, command, actor_of(made[0]), made[0].at, made[0].cmd)
    except Refusal as refusal:
        return refusal.code
    return "NO_CHANGE" if not drafts else None


def _ids(vector: dict[str, Any]) -> str:
    return str(vector["desc"])


@pytest.mark.parametrize("vector", BROKEN, ids=_ids)
def test_what_the_verifier_finds_the_domain_refuses(vector: dict[str, Any]) -> None:
    """By the same code; a code of what the domain computes itself never comes from a command."""
    code = vector["want"]["code"]
    asked = ask(vector)
    if code in COMPUTED:
        assert asked is None
    else:
        assert asked == code


@pytest.mark.parametrize("vector", TWINS, ids=_ids)
def test_what_the_verifier_calls_sound_the_domain_decides(vector: dict[str, Any]) -> None:
    """A rule that refuses too much would pass every broken vector."""
    assert ask(vector) is None


def test_every_type_of_the_year_is_in_a_sound_log_and_in_a_broken_one() -> None:
    """Otherwise what stands above says little."""
    year = types_of_the_year()
    assert year < EVENTS.keys()
    sound = {entry.type for lines in LOGS.values() for entry in entries_of(lines)}
    sound |= {entries_of(twin["lines"])[-1].type for twin in TWINS}
    broken = {_fault(vector).type for vector in BROKEN}
    assert len(year) >= 38
    assert year <= sound
    assert year <= broken


def _fault(vector: dict[str, Any]) -> Entry:
    lines = [*LOGS[vector["base"]][: vector["take"]], *vector["lines"]]
    return entries_of(lines)[vector["want"]["pos"]]


def test_every_place_of_the_year_that_refuses_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new rule of the year without a vector fails, but for those named, which have tests of their own."""
    seen: set[tuple[str, int]] = set()
    make = Refusal.__init__

    def note(self: Refusal, code: str, duty: str = "", **detail: Any) -> None:
        frame = sys._getframe(1)
        seen.add((Path(frame.f_code.co_filename).name, frame.f_lineno))
        make(self, code, duty, **detail)

    monkeypatch.setattr(Refusal, "__init__", note)
    for vector in BROKEN:
        ask(vector)
    missed = {
        f"{name}:{function}:{code}"
        for name, function, code, first, last in refusals()
        if not any(file == name and first <= line <= last for file, line in seen)
    }
    assert missed == ELSEWHERE


YEAR_MODULES = (
    *(
        "people",
        "year",
        "movements",
        "arrivals",
        "exemptions",
        "one_semester",
        "attendance",
        "comparison",
        "oversight",
        "progress",
    ),
    *("due", "signing", "approval", "boards", "promotion", "retests", "summer_conduct", "titles"),
)
ELSEWHERE: set[str] = {
    "attendance.py:set_absences:CELL_TWICE",
    "progress.py:rate_teacher:FIGURES_WRONG",
    "promotion.py:decide_promotion:CELL_TWICE",
    "retests.py:save:CELL_TWICE",
    "retests.py:save:UNKNOWN_SUBJECT",
    "titles.py:award:CELL_TWICE",
}
"""Faults of a command as a whole, or that only an actor without the right could make."""


def refusals() -> Iterator[tuple[str, str, str, int, int]]:
    """File, function, code and lines of each place in the modules of the year that makes a Refusal."""
    for module in YEAR_MODULES:
        (source,) = (ROOT / "domain").rglob(f"{module}.py")
        for function in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                    code = getattr(node.args[0], "value", "")
                    yield source.name, function.name, code, node.lineno, node.end_lineno or node.lineno
