"""`bench append`: a class's save of 40 marks and a change of 4, ours and in what one would write instead.

Every system does the same work on the same server, class by class in random order; medians are compared.
Ours is the whole path of a mark, from the command model to the signed receipt, with the state cached as in a
running server. Views and checkpoints go on meanwhile in threads of the same process.
"""

import random
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from statistics import median
from typing import Any, Protocol

import psycopg

from bench.baselines import BASELINES, SCHEMA, Row, connect
from bench.figures import Say, median_ms, timed
from bench.founding import PUPILS, SEMESTER, SUBJECT, BenchSchool, Cell, class_name, pupil_name, teacher_name
from bench.place import measuring_place, server_of
from ledger.database import Database
from projections.asof import book_at, moment

CLASSES = 60
CHANGED = 4
WARM_UP = 2
ASKED = 30
COLUMN = "tx3"
TENTHS = {f"{tenths / 10:.1f}": tenths for tenths in range(101)}
"""Marks as the baselines write them -> as a request brings them."""
COMMITS = 200
_MARK_LINES = (
    'SELECT avg(octet_length(line)) FROM socai.entry WHERE position(\'"type":"Mark\'::bytea IN line) > 0'
)
_SIZE = (
    "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname IN ('socai', 'socai_view') AND c.relkind = 'r'"
)


class System(Protocol):
    """What is compared."""

    name: str

    def enter(self, klass: str, by: str, rows: list[Row]) -> None: ...
    def change(self, klass: str, by: str, rows: list[Row]) -> None: ...


class Socai:
    """The product. It keeps the base versions as an open page does."""

    name = "socai"

    def __init__(self, school: BenchSchool, values: Mapping[str, int]) -> None:
        self._school = school
        self._values = values
        self._base: dict[tuple[str, str, str], int] = {}

    def enter(self, klass: str, by: str, rows: list[Row]) -> None:
        cells: list[Cell] = [
            {"pupil": p, "col": work, "value": self._values[m], "base": self._base.get((klass, p, work), 0)}
            for p, work, m in rows
        ]
        written = self._school.save(klass, by, cells)
        assert written.n == len(rows) and written.receipt, written
        self._base |= {(klass, p, work): written.pos + i for i, (p, work, _) in enumerate(rows)}

    change = enter

    def as_of(self, klass: str, when: str) -> dict[tuple[str, str], Any]:
        log = self._school.school.log
        book = book_at(log, klass, SUBJECT, SEMESTER, moment(log, when).size)
        return {key: cell.value for key, cell in book.cells.items()}


def run(n: int | None, say: Say) -> dict[str, Any]:
    """Measures `n` classes (default 60)."""
    classes = n or CLASSES
    with measuring_place() as place, psycopg.connect(place.dsn, autocommit=True) as admin:
        say("founding a school")
        db = Database(place.dsn)
        db.migrate()
        school = BenchSchool(db, place.folder, classes + WARM_UP)
        admin.execute(f"CREATE SCHEMA {SCHEMA}")
        ours = Socai(school, TENTHS)
        systems: list[System] = [ours, *(baseline(place.dsn) for baseline in BASELINES)]
        before = _size(admin)
        times, truth = _work(systems, classes, school, say)
        admin.execute("CHECKPOINT")
        marks = (PUPILS + CHANGED) * (classes + WARM_UP)
        right = sum(ours.as_of(klass, when) == want for klass, when, want in _asked(truth))
        figures = {
            **_ratios(times),
            "bytes_per_mark": round((_size(admin) - before) / marks, 1),
            "line_bytes": round(float(admin.execute(_MARK_LINES).fetchone()[0]), 1),  # type: ignore[index]
            "asof_right": right,
            "asof_asked": min(ASKED, classes),
            "classes": classes,
            "commit_ms": _commit_ms(place.dsn),
            "beside": "views and checkpoints in threads of the same process",
            **server_of(place.dsn),
        }
        db.close()
    return figures


Truth = list[tuple[str, str, dict[tuple[str, str], int]]]
Times = dict[str, tuple[list[float], list[float]]]


def _work(systems: list[System], classes: int, school: BenchSchool, say: Say) -> tuple[Times, Truth]:
    chance = random.Random(1)
    times: Times = {system.name: ([], []) for system in systems}
    truth: Truth = []
    with school.work_beside():
        for number, klass, by, rows, changes in _classes(classes + WARM_UP, chance):
            say(f"class {number + 1} of {classes + WARM_UP}")
            for system in chance.sample(systems, len(systems)):
                entering = _seconds(system.enter, klass, by, rows)
                between = _between()
                if system.name == Socai.name:
                    truth.append((klass, between, {(p, w): TENTHS[m] for p, w, m in rows}))
                changing = _seconds(system.change, klass, by, changes)
                if number >= WARM_UP:
                    times[system.name][0].append(entering)
                    times[system.name][1].append(changing)
    school.bring_up()
    return times, truth


def _classes(count: int, chance: random.Random) -> Iterator[tuple[int, str, str, list[Row], list[Row]]]:
    for number in range(count):
        rows = [(pupil_name(number, j), COLUMN, _mark(chance.randint(4, 18))) for j in range(PUPILS)]
        changes = [(p, work, _mark(2 * TENTHS[m] // 10 + 1)) for p, work, m in chance.sample(rows, CHANGED)]
        yield number, class_name(number), teacher_name(number), rows, changes


def _mark(halves: int) -> str:
    return f"{halves / 2:.1f}"


def _seconds(act: Any, klass: str, by: str, rows: list[Row]) -> float:
    start = time.perf_counter()
    act(klass, by, rows)
    return time.perf_counter() - start


def _between() -> str:
    """An instant after all that is written and before all that comes."""
    time.sleep(0.002)
    now = datetime.now(UTC).isoformat()
    time.sleep(0.002)
    return now


def _asked(truth: Truth) -> Truth:
    return random.Random(2).sample(truth[WARM_UP:], min(ASKED, len(truth) - WARM_UP))


def _commit_ms(dsn: str) -> float:
    """What a commit of one small row costs here: the part of every save that no program can shorten."""
    with connect(dsn) as c:
        c.execute("CREATE TABLE committed (n int)")
        times = [timed(lambda: c.execute("INSERT INTO committed VALUES (1)"))[0] for _ in range(COMMITS)]
    return median_ms(times)


def _size(admin: psycopg.Connection[Any]) -> int:
    row = admin.execute(_SIZE).fetchone()
    return int(row[0]) if row else 0


def _ratios(times: Times) -> dict[str, Any]:
    """Marks a second of ours over that of each baseline, from the medians of both acts."""
    cost = {name: median(enter) + median(change) for name, (enter, change) in times.items()}
    ratios = {f"ratio_to_{name}": round(cost[name] / cost["socai"], 3) for name in cost if name != "socai"}
    detail = {
        name: {
            "enter_ms": median_ms(enter),
            "change_ms": median_ms(change),
            "marks_per_s": round((PUPILS + CHANGED) / cost[name]),
        }
        for name, (enter, change) in times.items()
    }
    return {**ratios, "systems": detail}
