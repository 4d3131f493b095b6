"""Every address, in a young school and in one where ten times as much has happened: what it reads stays.

Counted, not timed: rows that the database gives, and calls of functions. What must grow is named, with why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from demo.people import HEAD
from tests.api.conftest import TEACHER, Stage
from tests.api.cost import Cost, cost_of
from tests.api.young import KINDS, Young, pages_of, reads_of

MORE_ROWS, TIMES_CALLS = 8, 1.5
SHOWN = "what is shown is what has become more; it comes in pages"
WHOLE = "of a class as of the school: an end and a name stand in no class, and the staff's acts are few"
GROWS = {
    ("/dossiers", "dossiers"): SHOWN,
    ("/rectifications", "rectifications"): SHOWN,
    ("/archives", "archives"): SHOWN,
    ("/people", "appointments"): SHOWN,
    ("/classes", "classes"): SHOWN,
    ("/decisions", "appointments"): SHOWN,
    ("/decisions", "rectifications"): SHOWN,
    ("lists/appointments", "appointments"): SHOWN,
    (
        "lists/substitutes",
        "appointments",
    ): "substitutes are told beside the appointments that they stand in for",
    ("lists/appointments of a class", "appointments"): WHOLE,
    ("lists/substitutes of a class", "appointments"): WHOLE,
    ("lists/journal", "notes"): SHOWN,
    ("lists/journal", "policies"): SHOWN,
    ("lists/policies", "policies"): SHOWN,
    ("lists/journal", "rectifications"): SHOWN,
    ("lists/journal", "archives"): SHOWN,
    ("lists/rectifications", "rectifications"): SHOWN,
    ("lists/register", "rectifications"): SHOWN,
    ("lists/members", "rectifications"): SHOWN,
    ("lists/movements", "rectifications"): SHOWN,
    ("lists/months", "rectifications"): SHOWN,
    ("/progress", "classes"): SHOWN,
    ("page of beginning", "classes"): "a school's classes of a year; former years have pages of their own",
    ("page of beginning", "rectifications"): "the newest few are shown, no more",
    ("page of a mark", "dossiers"): "as the page of the book",
    ("page of a published mark", "dossiers"): "as the page of the book",
    ("page of a book", "dossiers"): "a book's page tells of every correction of its cells",
    ("page of a book as of", "dossiers"): "as the page of the book",
    ("page of verification", "policies"): "the keys stand in the stream of the school's own few acts",
}
"""(address, what has become more) -> why what it costs may grow with it."""


YOUNG, OLD = 2, 20


def test_an_address_costs_more_the_more_has_happened(
    fresh_stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """One thing after the other becomes ten times as much; no address reads more for it but those named."""
    young = Young(fresh_stage)
    for kind in KINDS:
        getattr(young, kind)(YOUNG)
    asks = {name: _get(young.stage, path) for name, path in reads_of(young).items()}
    asks |= {name: _get(young.stage, path, page=True) for name, path in pages_of(young).items()}
    asks |= _writes(young)
    before, found = _measured(young, asks), []
    for kind in KINDS:
        getattr(young, kind)(OLD - YOUNG)
        after = _measured(young, asks)
        for name, cost in after.items():
            was = before[name]
            grew = cost.rows > was.rows + MORE_ROWS or cost.calls > TIMES_CALLS * was.calls
            if grew and (name, kind) not in GROWS:
                found.append((name, kind, was, cost))
        before = after
    with capsys.disabled():
        print(f"{len(asks)} addresses, {len(KINDS)} things ten times as much ", end="")
    assert not found, "\n".join(map(str, found))


def _measured(young: Young, asks: dict[str, Callable[[], None]]) -> dict[str, Cost]:
    young.stage.school.views()
    young.stage.school.seal()
    return {name: cost_of(ask) for name, ask in asks.items()}


def _get(stage: Stage, path: str, *, page: bool = False) -> Callable[[], None]:
    headers = stage.signed_in(HEAD.person) if page else stage.as_(HEAD.person)

    def ask() -> None:
        answer = stage.client.get(path, headers=headers)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])

    return ask


def _writes(young: Young) -> dict[str, Callable[[], None]]:
    """One of each family: a mark, a comment, one that somebody else changed, a dossier, a person, a note."""
    stage, mender = young.stage, young.mender
    held: dict[str, int] = {"tx1": stage.cell("HS0005", "tx1")["pos"], "nx": 0}

    def save(col: str, value: Callable[[], Any]) -> Callable[[], None]:
        def ask() -> None:
            answer = stage.save(TEACHER, ("HS0005", col, value(), held[col]))
            assert answer.status_code == 200, answer.text
            held[col] = answer.json()["pos"]

        return ask

    def conflict() -> None:
        assert stage.save(TEACHER, ("HS0006", "tx1", "3", 1)).status_code == 409

    def dossier() -> None:
        mender.do(TEACHER, f"dossiers/{young.dossier('HS0009')}/withdraw")

    return {
        "a mark saved": save("tx1", lambda: {"tenths": young.number() % 100}),
        "a comment saved": save("nx", lambda: f"Em {young.number()} ngoan"),
        "a mark that somebody else changed": conflict,
        "a dossier proposed and withdrawn": dossier,
        "a person registered": lambda: mender.do(
            HEAD.person, "people", person=f"w{young.number()}", name="Người"
        ),
        "a note": lambda: young.notes(1),
    }
