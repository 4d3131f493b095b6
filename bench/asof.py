"""`bench asof`: books as they stood at random sizes of a log of a million entries."""

import random
from functools import partial
from typing import Any

from bench.biglog import CONDUCT, SEMESTERS, SUBJECTS, BigLog
from bench.figures import Say, p95_ms, timed
from bench.founding import COLUMNS, PUPILS
from bench.place import measuring_place, server_of
from ledger.database import Database
from ledger.log import SchoolLog, logs
from projections.asof import at_size, book_at, class_at

ENTRIES = 1_000_000
BOOKS, YEARS = 400, 60


def run(n: int | None, say: Say) -> dict[str, Any]:
    """Measures in a log of `n` entries (default 1,000,000)."""
    with measuring_place() as place:
        big = BigLog(place, n or ENTRIES, say)
        big.db.close()
        restarted = place.restart()
        db = Database(place.dsn)
        try:
            say("asking")
            figures = _ask(logs(db)[big.school.code], big.full)
        finally:
            db.close()
        return {**figures, "classes": len(big.full), "restarted": restarted, **server_of(place.dsn)}


def _ask(log: SchoolLog, full: dict[str, int]) -> dict[str, Any]:
    """Asks for full books only: what is read is never less than a semester's or a year's marks."""
    chance = random.Random(3)
    size = log.head().size

    def some() -> tuple[str, int]:
        klass = chance.choice(list(full))
        return klass, chance.randrange(full[klass], size + 1)

    books, years = [], []
    for _ in range(BOOKS):
        (klass, at), subject, semester = some(), chance.choice(SUBJECTS), chance.choice(SEMESTERS)
        seconds, cells = timed(partial(_book, log, klass, subject, semester, at))
        assert cells == PUPILS * len(COLUMNS), cells
        books.append(seconds)
    for _ in range(YEARS):
        klass, at = some()
        seconds, cells = timed(partial(_year, log, klass, at))
        judged = sum(map(len, CONDUCT.values()))
        assert cells == PUPILS * (len(COLUMNS) * len(SUBJECTS) * len(SEMESTERS) + judged), cells
        years.append(seconds)
    asked = {"books_asked": BOOKS, "years_asked": YEARS}
    return {"p95_ms": p95_ms(books), "year_p95_ms": p95_ms(years), "entries": size, **asked}


def _book(log: SchoolLog, klass: str, subject: str, semester: int, size: int) -> int:
    return len(book_at(log, klass, subject, semester, at_size(log, size).size).cells)


def _year(log: SchoolLog, klass: str, size: int) -> int:
    return sum(len(book.state.cells) for book in class_at(log, klass, at_size(log, size).size))
