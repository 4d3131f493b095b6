"""The product as it is served: `socai serve` in a process of its own, over a school made before it starts."""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any, NamedTuple

from api.service.service import Service
from api.service.settings import Settings
from demo.school import CODE, Calendar, DemoSchool
from tests.signed_in import cookie_of, form_of

START_S = 60.0
PATIENCE_S = 60.0
"""For one answer: far above what any takes, so that a hang is a failure and not a wait."""
ROOT = "/api/v1/schools/demo"


class Got(NamedTuple):
    """An answer as it came: `body` unread, `head` with lower-case names."""

    status: int
    head: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The problem's code, "" if the answer is none."""
        return str(self.json()["code"]) if "problem+json" in self.head.get("content-type", "") else ""


class Product(NamedTuple):
    """The address of a served school, its tokens by person, its process and what that wrote."""

    port: int
    tokens: dict[str, str]
    process: subprocess.Popen[bytes]
    said: Path
    dsn: str
    home: Path
    private: bool = False
    """Whether it is served over TLS, by its own authority."""

    def trusting(self) -> ssl.SSLContext:
        """What a machine has that trusts its authority, and nobody else."""
        return ssl.create_default_context(cafile=self.home / "tls" / "authority.pem")

    def as_(self, person: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[person]}"}

    def cookie(self, person: str) -> dict[str, str]:
        """The header of a browser that they have signed in with; the session is opened beside the server."""
        service = Service(Settings(self.home), dsn=self.dsn)
        header = cookie_of(service, CODE, person)
        service.stop()
        return header

    def form(self, person: str) -> dict[str, str]:
        """What the sign-in form sends of them; the password is given to them beside the server."""
        service = Service(Settings(self.home), dsn=self.dsn)
        typed = form_of(service, CODE, person)
        service.stop()
        return typed

    def ask(
        self,
        method: str,
        path: str,
        person: str | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Got:
        """One request on a connection of its own; a `body` that is no bytes is sent as JSON."""
        sent = dict(self.as_(person) if person else {}, **(headers or {}))
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        connection = (
            HTTPSConnection("localhost", self.port, timeout=PATIENCE_S, context=self.trusting())
            if self.private
            else HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        )
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Got(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def connect(self, *, narrow: bool = False) -> socket.socket:
        """A connection; a narrow one takes little of an answer that it does not read."""
        line = socket.socket()
        line.settimeout(PATIENCE_S)
        if narrow:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.connect(("127.0.0.1", self.port))
        return line


@contextmanager
def served(dsn: str, home: Path, *words: str) -> Iterator[Product]:
    """The demo school, founded around today with both windows open, behind `socai serve`; `words`: what else
    the command is told, `--tls local` for instance."""
    service = Service(Settings(home), dsn=dsn)
    service.migrate()
    demo = DemoSchool(service, Calendar.around(service.clock.now()))
    demo.found()
    demo.open_window(demo.calendar.first)
    demo.open_window(demo.calendar.second)
    tokens = {person: demo.token(person) for person in sorted(demo.school.facts().people)}
    service.stop()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    said = home / "said.log"
    env = {**os.environ, "SOCAI_HOME": str(home), "SOCAI_DATABASE_URL": dsn}
    with said.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "api.cli", "serve", "--port", str(port), *words],
            env=env,
            stdout=log,
            stderr=log,
        )
    try:
        product = Product(port, tokens, process, said, dsn, home, "--tls" in words)
        _await(product)
        yield product
    finally:
        process.terminate()
        process.wait(START_S)


def _await(product: Product) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        assert product.process.poll() is None, product.said.read_text("utf-8")
        try:
            if product.ask("GET", "/health/ready").status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the product did not start")
