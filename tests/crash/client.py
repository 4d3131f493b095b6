"""Teachers who keep entering marks: each command has its id, each answer its receipt, kept outside."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import httpx

from demo.people import HEAD, pupil_id
from demo.school import FIRST, sample_books, teacher_of
from domain.words.days import instant
from tests.crash.plant import PATIENCE_S, Plant, Server

COLUMNS = ("tx3", "tx4", "ck")
WINDOW = "giua-ky-1"
TEACHERS = 3
PAUSE_S = 0.1


class Sent(NamedTuple):
    """A command as it goes out, each time the same."""

    cmd: str
    person: str
    method: str
    path: str
    body: dict[str, Any]


class Client:
    """Three teachers, each of whom sends marks of two pupils per command until one is answered no more.

    `acknowledged` maps a command id to its receipt, `unanswered` are the commands without one.
    """

    def __init__(self, plant: Plant) -> None:
        people = json.loads((plant.home / "demo-tokens.json").read_text("utf-8"))["people"]
        self._tokens = {each["person"]: each["token"] for each in people}
        self._marks = marks()
        self._mutex = threading.Lock()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(TEACHERS)]
        self._http = httpx.Client(timeout=PATIENCE_S, trust_env=False)
        self._url = ""
        self._enough = threading.Event()
        self.sent: dict[str, Sent] = {}
        self.acknowledged: dict[str, dict[str, Any]] = {}
        self.refused: list[Any] = []

    @property
    def unanswered(self) -> list[Sent]:
        return [sent for cmd, sent in self.sent.items() if cmd not in self.acknowledged]

    def start(self, server: Server) -> None:
        """The teachers begin to send at once; each ends at the first command that gets no answer."""
        self._url = server.url
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Ends after the commands that are on their way; returns when they are answered or lost."""
        self._enough.set()
        for thread in self._threads:
            thread.join()

    def finish(self, server: Server) -> None:
        """Repeats under the same ids whatever was not answered, then sends three new commands."""
        self._url = server.url
        for sent in [*self.unanswered, *(next(self._marks) for _ in range(3))]:
            deadline = time.monotonic() + PATIENCE_S
            while not self.send(sent):
                assert time.monotonic() < deadline, f"{sent.cmd} is never answered: {self.refused}"
                time.sleep(0.1)

    def enter(self, server: Server) -> bool:
        """Sends the next marks; whether they were acknowledged."""
        self._url = server.url
        return self.send(next(self._marks))

    def send(self, sent: Sent) -> bool:
        """Whether it was acknowledged now. What the server cannot do (5xx) is no acknowledgement."""
        self.sent[sent.cmd] = sent
        try:
            answer = self.call(sent.person, sent.method, sent.path, {"cmd": sent.cmd, **sent.body})
        except httpx.TransportError:
            return False
        if answer.status_code >= 500:
            return False
        if answer.status_code >= 400:
            self.refused.append(answer.json())
            return False
        self.acknowledged[sent.cmd] = answer.json()["receipt"]
        return True

    def call(self, person: str, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """One request of a person."""
        headers = {"Authorization": f"Bearer {self._tokens[person]}"}
        url = f"{self._url}/api/v1/schools/demo/{path}"
        return self._http.request(method, url, headers=headers, json=body)

    def ask_for_archive(self) -> None:
        """The head asks for a bag, which begins with a signed head; the answer may never come."""
        threading.Thread(target=self._ask_for_archive, daemon=True).start()

    def end_window(self) -> None:
        """The head lets the first window end at once, so that the scheduler archives it."""
        soon = instant(datetime.now(UTC) + timedelta(milliseconds=300))
        decision = {"no": "2/QĐ", "date": "2020-10-01", "digest": "A" * 43}
        body = {"to": soon, "decision": decision}
        assert self.send(Sent("end-window", HEAD.person, "POST", f"windows/{WINDOW}/move", body)), (
            self.refused
        )

    def _ask_for_archive(self) -> None:
        with contextlib.suppress(httpx.TransportError):
            self.call(HEAD.person, "POST", "archives")

    def _work(self) -> None:
        while not self._enough.wait(PAUSE_S):
            with self._mutex:
                sent = next(self._marks)
            if not self.send(sent):
                return


def marks() -> Iterator[Sent]:
    """All marks of the columns whose window stays open, each once, two pupils at a time."""
    assert not set(COLUMNS) & set(FIRST)
    for col in COLUMNS:
        for klass, subject, rows in sample_books():
            for first in range(0, len(rows), 2):
                cells = [_cell(row, col) for row in rows[first : first + 2]]
                path = f"books/{klass}/{subject}/1/cells"
                cmd = f"{col}-{klass}-{subject}-{first}"
                yield Sent(cmd, teacher_of(klass, subject), "PUT", path, {"cells": cells})


def _cell(row: dict[str, str], col: str) -> dict[str, Any]:
    return {"pupil": pupil_id(int(row["pupil"])), "col": col, "value": {"tenths": int(row[col])}, "base": 0}
