"""`bench growth`: what a note and a reading cost in a young log, and again after much was written.

In one process, through the whole application but no socket: a ratio of 1 means that the past costs nothing.
`_ms` are medians of wall time, which others on the machine lengthen; `_cpu_ms` the means of this process's
own work, of which `_growth` is the ratio.
"""

import time
import warnings
from collections.abc import Callable
from typing import Any

from api.app import create_app
from api.service.people.tokens import Tokens
from api.service.service import Service
from bench.figures import Say, median_ms, timed
from bench.founding import PUPILS, SEMESTER, SUBJECT, BenchSchool, Cell, class_name, pupil_name, teacher_name
from bench.place import measuring_place
from domain.acts.unit.oversight import NoteJournal
from ledger.database import Database

NOTES = 2500
NOTES_PER_SAVE = 50
"""A column of 40 marks is rewritten once for so many notes."""
ASKED, WARM_UP = 40, 5

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient


def run(n: int | None, say: Say) -> dict[str, Any]:
    """Measures before and after `n` notes (default 2,500) and one rewriting of a column for 50 of them."""
    notes = n or NOTES
    with measuring_place() as place:
        db = Database(place.dsn)
        db.migrate()
        say("founding a school")
        with place.unsynced():
            school = BenchSchool(db, place.folder, 2)
        service = Service(school.school.settings, school.school.clock, place.dsn)
        client = TestClient(create_app(service.settings, service))
        asks = _asks(
            client, school, Tokens(db).issue(school.school.log.school, teacher_name(0), _now(school))
        )
        bases = dict.fromkeys(range(PUPILS), 0)
        _rewrite(school, bases, 0)
        young = {name: _measured(ask) for name, ask in asks.items()}
        say("writing")
        with place.unsynced():
            for number in range(notes):
                school.do("head", NoteJournal(text=f"việc {number}"))
                if number % NOTES_PER_SAVE == 0:
                    _rewrite(school, bases, number + 1)
        school.bring_up()
        old = {name: _measured(ask) for name, ask in asks.items()}
        service.stop()
        figures: dict[str, Any] = {"notes": notes, "book_entries": PUPILS * (1 + -(-notes // NOTES_PER_SAVE))}
        for name in asks:
            figures[f"{name}_first_ms"], figures[f"{name}_first_cpu_ms"] = young[name]
            figures[f"{name}_ms"], figures[f"{name}_cpu_ms"] = old[name]
            figures[f"{name}_growth"] = round(old[name][1] / young[name][1], 3)
        return figures


def _asks(client: TestClient, school: BenchSchool, token: str) -> dict[str, Callable[[], object]]:
    api, path = f"/api/v1/schools/{school.school.code}", f"{class_name(0)}/{SUBJECT}/{SEMESTER}"
    bearer, cookie = {"Authorization": f"Bearer {token}"}, school.signed_in(teacher_name(0))

    def get(address: str, headers: dict[str, str]) -> Callable[[], object]:
        def ask() -> None:
            assert client.get(address, headers=headers).status_code == 200

        return ask

    return {
        "note": lambda: (school.do("head", NoteJournal(text="một việc")), school.school.facts()),
        "page": get(f"/truong/{school.school.code}/so/{path}", cookie),
        "api_book": get(f"{api}/books/{path}", bearer),
    }


def _rewrite(school: BenchSchool, bases: dict[int, int], turn: int) -> None:
    """The teacher changes the whole column."""
    cells: list[Cell] = [
        {"pupil": pupil_name(0, row), "col": "tx1", "value": (turn * 3 + row) % 100, "base": bases[row]}
        for row in range(PUPILS)
    ]
    written = school.save(class_name(0), teacher_name(0), cells)
    bases |= {row: written.pos + row for row in range(PUPILS)}


def _now(school: BenchSchool) -> str:
    return school.school.clock.now()


def _measured(ask: Callable[[], object]) -> tuple[float, float]:
    """Median milliseconds of wall time, mean milliseconds of our own CPU."""
    for _ in range(WARM_UP):
        ask()
    began = time.process_time()
    wall = median_ms([timed(ask)[0] for _ in range(ASKED)])
    return wall, round(1e3 * (time.process_time() - began) / ASKED, 4)
