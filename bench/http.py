"""`bench http`: what a teacher's click costs over HTTP, beside a trivial route and beside PostgreSQL alone.

The product runs as it is served (`socai serve`), in a process of its own, with its views and seals going on;
the trivial route (bench.trivial) likewise. The load comes from this process, over kept connections.
"""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import psycopg

from api.service.people.tokens import Tokens
from bench.baselines import SCHEMA, BareTable, Row
from bench.figures import Say, median_ms, p95_ms, timed
from bench.founding import PUPILS, SEMESTER, SUBJECT, BenchSchool, class_name, pupil_name, teacher_name
from bench.load import Asked, Step, Told, load
from bench.place import Place, measuring_place, server_of
from ledger.database import Database

MANY = 20
SINGLES, COLUMNS, READS = 120, 30, 60
START_S = 60.0


class Teacher:
    """A teacher of one class at one column: knows the version of each cell, as an open page does."""

    def __init__(self, school: BenchSchool, token: str, number: int, prefix: str) -> None:
        self._path = f"{prefix}/books/{class_name(number)}/{SUBJECT}/{SEMESTER}/cells"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._pupils = [pupil_name(number, j) for j in range(PUPILS)]
        self._bases = dict.fromkeys(range(PUPILS), 0)
        self._turn = 0

    def singles(self, count: int) -> list[Step]:
        """Saves of one mark each, of one pupil after the other."""
        return [self._save([number % PUPILS]) for number in range(count)]

    def columns(self, count: int) -> list[Step]:
        """Saves of the whole column, each changing all its marks."""
        return [self._save(list(range(PUPILS))) for _ in range(count)]

    def _save(self, rows: list[int]) -> Step:
        def ask() -> Asked:
            self._turn += 1
            cells = [self._cell(row) for row in rows]
            return Asked("PUT", self._path, self._headers, {"cmd": secrets.token_hex(12), "cells": cells})

        def learn(told: Told) -> None:
            pos = told.json()["pos"]
            self._bases |= {row: pos + i for i, row in enumerate(rows)}

        return Step(ask, learn)

    def _cell(self, row: int) -> dict[str, Any]:
        value = f"{(self._turn * 3 + row) % 100 / 10:.1f}"
        return {"pupil": self._pupils[row], "col": "tx1", "value": value, "base": self._bases[row]}


def run(n: int | None, say: Say) -> dict[str, Any]:
    """Measures with `n` saves a client (default 120 single marks, 30 columns)."""
    singles, columns, reads = (SINGLES, COLUMNS, READS) if n is None else (n, n, n)
    with measuring_place() as place, ExitStack() as stack:
        say("founding schools")
        db = Database(place.dsn)
        db.migrate()
        one, many = _staff(db, place)
        field = Field(
            port=stack.enter_context(served(["-m", "api.cli", "serve", "--port"], place)).port,
            bare=stack.enter_context(served(["-m", "bench.trivial"], place)).port,
            teachers=[
                Teacher(school, token, number, _api(school)) for number, (school, token) in enumerate(one)
            ],
            others=[Teacher(school, token, 0, _api(school)) for school, token in many],
            idle=[Teacher(school, token, number, "") for number, (school, token) in enumerate(one)],
        )
        say("warming up")
        whole = ((field.port, field.teachers), (field.port, field.others), (field.bare, field.idle))
        for at, who in whole:
            load(at, [each.singles(5) for each in who])
        direct = _direct(place.dsn, singles, columns)
        figures = {
            **_singles(field, singles, direct, say),
            **_columns(field, columns, direct, say),
            **_looks(field, one[0], reads, say),
            "clients": MANY,
            "cores": os.cpu_count(),
            "load": round(os.getloadavg()[0], 1),
            **server_of(place.dsn),
        }
        db.close()
    return figures


class Server(NamedTuple):
    """Where a server listens, and its process."""

    port: int
    pid: int

    def cpu_s(self) -> float:
        """The CPU that it has used so far, in seconds; in ticks of a hundredth."""
        told = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


class Field(NamedTuple):
    """The two servers, and who asks: twenty of one school, one each of twenty, twenty of the bare one."""

    port: int
    bare: int
    teachers: list[Teacher]
    others: list[Teacher]
    idle: list[Teacher]


def _singles(field: Field, count: int, direct: dict[str, list[float]], say: Say) -> dict[str, Any]:
    say("single marks")
    alone, trivial = _in_turns(field.port, field.bare, field.teachers[0], field.idle[0], count)
    half = count // 2 or 1
    school = load(field.port, [each.singles(half) for each in field.teachers])
    schools = load(field.port, [each.singles(half) for each in field.others])
    bare = load(field.bare, [each.singles(half) for each in field.idle])
    return {
        "single_ratio_to_trivial": _ratio(alone, trivial),
        "single_p95_ms": p95_ms(school.each),
        "single_ms": median_ms(alone),
        "single_alone_p95_ms": p95_ms(alone),
        "single_ratio_to_postgres": _ratio(alone, direct["single"]),
        "trivial_ms": median_ms(trivial),
        "singles_per_s_one_school": round(len(school.each) / school.all),
        "singles_per_s_20_schools": round(len(schools.each) / schools.all),
        "singles_per_s_trivial": round(len(bare.each) / bare.all),
        "single_p95_ms_20_schools": p95_ms(schools.each),
        "single_p95_ms_trivial": p95_ms(bare.each),
    }


def _columns(field: Field, count: int, direct: dict[str, list[float]], say: Say) -> dict[str, Any]:
    say("columns")
    alone = load(field.port, [field.teachers[0].columns(count)])
    trivial = load(field.bare, [field.idle[0].columns(count)])
    half = count // 2 or 1
    twenty = load(field.port, [each.columns(half) for each in field.teachers])
    bare = load(field.bare, [each.columns(half) for each in field.idle])
    return {
        "column_marks_per_s": round(PUPILS * len(twenty.each) / twenty.all),
        "column_ms": median_ms(alone.each),
        "column_ratio_to_trivial": _ratio(alone.each, trivial.each),
        "column_ratio_to_postgres": _ratio(alone.each, direct["column"]),
        "column_marks_per_s_trivial": round(PUPILS * len(bare.each) / bare.all),
    }


def _looks(field: Field, who: tuple[BenchSchool, str], count: int, say: Say) -> dict[str, Any]:
    say("pages and books")
    school, token = who
    path = f"{class_name(0)}/{SUBJECT}/{SEMESTER}"
    cookie, bearer = school.signed_in(teacher_name(0)), {"Authorization": f"Bearer {token}"}
    page = load(field.port, [_reads(f"/truong/{school.school.code}/so/{path}", cookie, count)])
    book = load(field.port, [_reads(f"{_api(school)}/books/{path}", bearer, count)])
    read = load(field.bare, [_reads("/trivial", {}, count)])
    return {
        "page_ms": median_ms(page.each),
        "api_book_ms": median_ms(book.each),
        "page_ratio_to_trivial": _ratio(page.each, read.each),
        "api_book_ratio_to_trivial": _ratio(book.each, read.each),
    }


def _staff(db: Database, place: Place) -> tuple[list[tuple[BenchSchool, str]], list[tuple[BenchSchool, str]]]:
    """Twenty teachers of one school, and one each of twenty others, with their tokens."""
    tokens = Tokens(db)

    def teacher(school: BenchSchool, number: int) -> tuple[BenchSchool, str]:
        now = school.school.clock.now()
        return school, tokens.issue(school.school.log.school, teacher_name(number), now)

    with place.unsynced():
        large = BenchSchool(db, place.folder, MANY)
        small = [BenchSchool(db, place.folder, 1, code=f"vd{number}") for number in range(MANY)]
    return [teacher(large, number) for number in range(MANY)], [teacher(each, 0) for each in small]


def _api(school: BenchSchool) -> str:
    return f"/api/v1/schools/{school.school.code}"


def _in_turns(
    port: int, bare: int, teacher: Teacher, idle: Teacher, count: int
) -> tuple[list[float], list[float]]:
    """One client at each, ten requests here and ten there, so that both meet the same machine."""
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(max(1, count // 10)):
        ours += load(port, [teacher.singles(10)]).each
        theirs += load(bare, [idle.singles(10)]).each
    return ours, theirs


def _reads(path: str, headers: dict[str, str], count: int) -> list[Step]:
    return [Step(lambda: Asked("GET", path, headers))] * count


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return round(median(ours) / median(theirs), 2)


def _direct(dsn: str, singles: int, columns: int) -> dict[str, list[float]]:
    """The same writes straight into PostgreSQL: a prepared statement, a row a mark, COMMIT with fsync."""
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(f"CREATE SCHEMA {SCHEMA}")
    table = BareTable(dsn)
    found: dict[str, list[float]] = {"single": [], "column": []}
    for kind, count, size in (("single", singles, 1), ("column", columns, PUPILS)):
        for number in range(count):
            rows: list[Row] = [(f"{kind}-{number}-{j}", "tx1", "8.0") for j in range(size)]
            found[kind].append(timed(lambda rows=rows: table.enter("6A", "gv", rows))[0])  # type: ignore[misc]
    table.c.close()
    return found


@contextmanager
def served(program: list[str], place: Place) -> Iterator[Server]:
    """A server in a process of its own, given once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    env = {**os.environ, "SOCAI_HOME": str(place.folder), "SOCAI_DATABASE_URL": place.dsn}
    process = subprocess.Popen([sys.executable, *program, str(port)], env=env, stdout=subprocess.DEVNULL)
    try:
        _await(process, port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(START_S)


def _await(process: "subprocess.Popen[bytes]", port: int) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert process.poll() is None, "a server ended before it answered"
        connection = HTTPConnection("127.0.0.1", port, timeout=START_S)
        try:
            connection.request("GET", "/health/live")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise AssertionError("a server does not answer")
