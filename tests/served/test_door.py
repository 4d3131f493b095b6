"""The door of the served product: what is refused is refused before it is read, and costs nobody else."""

from __future__ import annotations

import json
import socket
import threading
import time
from typing import Any

import pytest

from demo.people import HEAD
from tests.served.product import ROOT, Product

TEACHER = "gv.vo-thanh-binh"
BOOK = f"{ROOT}/books/6A/toan/1"
MB = 1024 * 1024
BODY_ROUTES = (
    ("PUT", f"{BOOK}/cells"),
    ("POST", f"{ROOT}/people"),
    ("POST", f"{ROOT}/attachments"),
    ("POST", f"{ROOT}/dossiers"),
    ("POST", f"{ROOT}/classes/6A/semesters/1/cells"),
    ("PUT", f"{ROOT}/policy"),
)
MANY_KEYS = b'{"cmd":"a",' + b",".join(b'"%d":0' % n for n in range(1_300_000)) + b"}"
ZEROS = b'{"cmd":"a","x":[' + b"0," * (8 * MB) + b"0]}"


class Beating:
    """Asks /health/live all the while; `longest` is how long one answer took at most."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat)
        self.longest = 0.0
        self.count = 0

    def __enter__(self) -> Beating:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stop.is_set():
            start = time.monotonic()
            assert self._product.ask("GET", "/health/live").status == 200
            self.longest = max(self.longest, time.monotonic() - start)
            self.count += 1


@pytest.mark.parametrize("body", [MANY_KEYS, ZEROS], ids=["keys", "zeros"])
@pytest.mark.parametrize("token", [None, "x" * 43], ids=["none", "wrong"])
def test_no_unknown_sender_makes_the_server_read(product: Product, body: bytes, token: str | None) -> None:
    """D2: 401 at once, nothing of the body in it, and nobody else waits meanwhile."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with Beating(product) as beating:
        answer = product.ask("POST", f"{ROOT}/people", None, body, headers)
    assert (answer.status, answer.code) == (401, "TOKEN_UNKNOWN" if token else "NOT_SIGNED_IN")
    assert len(answer.body) < 1000 and "input" not in answer.json()
    assert beating.longest < 2.0, beating


@pytest.mark.parametrize(("method", "path"), BODY_ROUTES)
def test_the_token_is_asked_before_the_body_is_sent(product: Product, method: str, path: str) -> None:
    """Whoever waits for `100 Continue` gets 401 instead, on every route that takes a body."""
    with product.connect() as line:
        line.sendall(
            f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            "Content-Length: 1000000\r\nExpect: 100-continue\r\n\r\n".encode()
        )
        assert line.recv(65536).startswith(b"HTTP/1.1 401 ")


@pytest.mark.parametrize("body", [MANY_KEYS, ZEROS], ids=["keys", "zeros"])
def test_no_body_beyond_its_route_is_read(product: Product, body: bytes) -> None:
    """With a token: 413 by the size of the route, and not the body back."""
    with Beating(product) as beating:
        answer = product.ask("PUT", f"{BOOK}/cells", TEACHER, body)
    assert (answer.status, answer.code) == (413, "BODY_TOO_LARGE") and len(answer.body) < 1000
    assert beating.longest < 2.0


@pytest.mark.parametrize("person", [None, TEACHER])
@pytest.mark.parametrize("deep", [20, 500, 900, 100_000])
@pytest.mark.parametrize(("method", "path"), BODY_ROUTES[:2])
def test_no_nesting_breaks_the_server(
    product: Product, method: str, path: str, deep: int, person: str | None
) -> None:
    """D3: 401 for the unknown, 422 for the known, as a problem, and no page of traceback in the log."""
    before = product.said.stat().st_size
    for opening, closing in (("[", "]"), ('{"a":', "}")):
        body = f'{{"cmd":"x","cells":{opening * deep}1{closing * deep}}}'.encode()
        answer = product.ask(method, path, person, body)
        assert answer.status == (422 if person else 401), answer
        assert answer.code in ("BODY_INVALID", "NOT_SIGNED_IN")
    assert product.said.stat().st_size - before < 2000


def many_wrong(count: int) -> dict[str, Any]:
    return {"cmd": "w", "cells": [{"pupil": "!", "col": "?", "value": [], "base": -1} for _ in range(count)]}


def test_no_fault_is_listed_beyond_twenty(product: Product) -> None:
    """Each of 1,000 cells is wrong in five places: twenty are told, with how many there are."""
    answer = product.ask("PUT", f"{BOOK}/cells", TEACHER, many_wrong(1000))
    assert (answer.status, answer.code) == (422, "BODY_INVALID")
    problem = answer.json()
    assert len(problem["faults"]) == 20 and problem["more"] >= 3980
    assert problem["input"] == many_wrong(1000), "what the person typed is not lost"
    sent = len(json.dumps(many_wrong(1000)))
    assert len(answer.body) < sent + 10_000


def test_too_many_values_are_refused_before_they_are_made(product: Product) -> None:
    """Within the size of the route, but more values than any act has."""
    body = b'{"cmd":"a","cells":[' + b"0," * 900_000 + b"0]}"
    with Beating(product) as beating:
        answer = product.ask("PUT", f"{BOOK}/cells", TEACHER, body)
    assert (answer.status, answer.code) == (422, "BODY_INVALID")
    assert answer.json()["faults"][0]["rule"] == "too_many_values"
    assert beating.longest < 2.0


def test_rights_come_before_work(product: Product) -> None:
    """1,000 cells of a class one has no business in cost about what one cell costs."""

    def seconds(count: int, number: int) -> float:
        cells = [
            {"pupil": f"HS{n % 40 + 1:04d}", "col": "nx", "value": "Có tiến bộ", "base": 0}
            for n in range(count)
        ]
        body = {"cmd": f"no-{count}-{number}", "cells": cells}
        start = time.monotonic()
        answer = product.ask("PUT", f"{ROOT}/books/6C/ngu_van/1/cells", TEACHER, body)
        assert (answer.status, answer.code) == (403, "OUT_OF_SCOPE"), answer
        return time.monotonic() - start

    few = min(seconds(1, n) for n in range(5))
    many = min(seconds(1000, n) for n in range(5))
    assert many < few + 0.25


def test_an_answer_does_not_wait_for_the_network(product: Product) -> None:
    """Each answer on a kept connection leaves at once (TCP_NODELAY): no 40 ms of delayed acknowledgement."""
    with socket.create_connection(("127.0.0.1", product.port)) as line:
        token = product.tokens[HEAD.person]
        asked = f"GET {ROOT}/classes HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
        took = []
        for _ in range(20):
            start = time.monotonic()
            line.sendall(asked.encode())
            _read_answer(line)
            took.append(time.monotonic() - start)
    assert sorted(took)[len(took) // 2] < 0.035


def _read_answer(line: socket.socket) -> bytes:
    got = b""
    while b"\r\n\r\n" not in got:
        got += line.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += line.recv(65536)
    return body
