"""Teachers, honest and hasty, who keep what they were told: each command has one right answer."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
import orjson

from demo.people import HEAD

SCHOOL = "/api/v1/schools/demo"
BOOK = f"{SCHOOL}/books/6A/toan/1/cells"
TEACHER, OTHER = "gv.vo-thanh-binh", "gv.hoang-my-linh"
COLS = ("tx1", "tx2", "gk")
PUPILS = 40
OF_A_FAULT = {"DATABASE_AWAY", "DISK_FULL", "WRITING_FAILED", "OUTCOME_UNKNOWN", "LOG_BUSY"}
"""What a server may say that cannot write now; anything else from 500 on is wrong."""


class Sent(NamedTuple):
    """A command as it goes out, each time the same."""

    cmd: str
    person: str
    method: str
    path: str
    body: dict[str, Any]


class Told:
    """What the clients were told, shared by all; `wrong` is what nobody should have been."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.receipts: dict[str, Any] = {}
        self.refused: dict[str, str] = {}
        self.open: dict[str, Sent] = {}
        self.sent: dict[str, Sent] = {}
        self.bases: dict[tuple[str, str], int] = {}
        self.counts: Counter[str] = Counter()
        self.faults: list[tuple[float, str]] = []
        self.wrong: list[str] = []

    def take(self, sent: Sent, answer: httpx.Response) -> None:
        """Keeps an answer, and compares it with what was told of the same command before."""
        with self.lock:
            code = "" if answer.status_code < 400 else str(answer.json().get("code"))
            self.counts[f"{answer.status_code} {code}".strip()] += 1
            if answer.status_code >= 500:
                self._fault(sent.cmd, answer.status_code, code)
                self.open[sent.cmd] = sent
                return
            self.open.pop(sent.cmd, None)
            if code:
                if sent.cmd in self.receipts:
                    self.wrong.append(f"{sent.cmd} was written and is now refused: {code}")
                self.refused[sent.cmd] = code
                for conflict in answer.json().get("conflicts", ()):
                    self.bases[conflict["pupil"], conflict["col"]] = conflict["pos"]
                return
            if answer.json()["n"] == 0:
                return  # the cells said so already: nothing was written, and there is nothing to know again
            receipt = answer.json()["receipt"]
            if self.receipts.setdefault(sent.cmd, receipt) != receipt:
                self.wrong.append(f"{sent.cmd} has two receipts")
            if sent.cmd in self.refused:
                self.wrong.append(f"{sent.cmd} was refused and is now written")
            for at, cell in enumerate(sent.body.get("cells", ())):
                self.bases[cell["pupil"], cell["col"]] = answer.json()["pos"] + at

    def read(self, answer: httpx.Response) -> None:
        """As `take`, for what only reads."""
        with self.lock:
            code = "" if answer.status_code < 400 else str(answer.json().get("code"))
            self.counts[f"read {answer.status_code} {code}".strip()] += 1
            if answer.status_code != 200:
                self._fault("a read", answer.status_code, code)

    def _fault(self, what: str, status: int, code: str) -> None:
        self.faults.append((time.monotonic(), code))
        if code not in OF_A_FAULT:
            self.wrong.append(f"{what} was told {status} {code}")


class Client:
    """One teacher at one machine: works until `stop`, then sends again whatever has no answer yet."""

    def __init__(
        self, number: int, url: str, tokens: dict[str, str], told: Told, stop: threading.Event
    ) -> None:
        self._number, self._url, self._tokens, self._told, self._stop = number, url, tokens, told, stop
        self._dice = random.Random(number)
        self._http = httpx.Client(timeout=60, trust_env=False)
        self._nr = 0

    def work(self) -> None:
        """Mixes everything, as a school does at the end of a term."""
        acts = (
            self.save,
            self.save,
            self.replay,
            self.reuse,
            self.trespass,
            self.hang_up,
            self.read,
            self.note,
        )
        while not self._stop.wait(0.01):
            try:
                self._dice.choice(acts)()
            except httpx.TransportError as error:
                self._told.counts[type(error).__name__] += 1

    def settle(self, deadline: float) -> None:
        """Repeats under the same ids whatever was not answered, until it is."""
        while self._told.open:
            assert time.monotonic() < deadline, f"never answered: {sorted(self._told.open)}"
            for sent in list(self._told.open.values()):
                self.send(sent)

    def save(self) -> None:
        """One to three cells; somebody else may have been faster."""
        self.send(self._save())

    def note(self) -> None:
        """A line of the journal."""
        self.send(self._new(HEAD.person, "POST", f"{SCHOOL}/journal", {"text": f"Ghi chú {self._nr}."}))

    def trespass(self) -> None:
        """A book one has no business in."""
        self.send(self._save()._replace(person=OTHER))

    def replay(self) -> None:
        """An answered command again."""
        if again := self._any_answered():
            self.send(again)

    def reuse(self) -> None:
        """Its id for something else: refused, and the first answer stays true."""
        if again := self._any_answered():
            body = {**again.body}
            if "text" in body:
                body["text"] += " Khác."
            else:
                body["cells"] = [{**body["cells"][0], "value": {"tenths": 100}, "base": 1}]
            answer = self._call(again, body)
            if answer.status_code < 500:
                code = answer.json().get("code")
                self._told.counts[f"reuse {code}"] += 1
                if code != "COMMAND_REUSED":
                    self._told.wrong.append(f"{again.cmd} again, with another body: {code}")

    def hang_up(self) -> None:
        """Sends and does not wait: only a repetition can tell."""
        sent = self._save()
        with self._told.lock:
            self._told.open[sent.cmd] = sent
        body = orjson.dumps({"cmd": sent.cmd, **sent.body})
        parts = urlsplit(self._url)
        head = (
            f"{sent.method} {sent.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            f"Content-Type: application/json\r\n"
            f"Authorization: Bearer {self._tokens[sent.person]}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as wire:
            wire.sendall(head.encode() + body)
            time.sleep(self._dice.random() / 100)

    def read(self) -> None:
        """A view, which must never be called broken."""
        headers = {"Authorization": f"Bearer {self._tokens[HEAD.person]}"}
        self._told.read(self._http.get(f"{self._url}{SCHOOL}/lists/years", headers=headers))

    def send(self, sent: Sent) -> None:
        """Sends a command; without an answer it stays open."""
        with self._told.lock:
            self._told.open.setdefault(sent.cmd, sent)
        self._told.take(sent, self._call(sent, sent.body))

    def _call(self, sent: Sent, body: dict[str, Any]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._tokens[sent.person]}"}
        return self._http.request(
            sent.method, f"{self._url}{sent.path}", headers=headers, json={"cmd": sent.cmd, **body}
        )

    def _save(self) -> Sent:
        cells = []
        for pupil in self._dice.sample(range(1, PUPILS + 1), self._dice.randint(1, 3)):
            key = (f"HS{pupil:04}", self._dice.choice(COLS))
            value = {"tenths": self._dice.randint(0, 100)}
            cells.append(
                {"pupil": key[0], "col": key[1], "value": value, "base": self._told.bases.get(key, 0)}
            )
        return self._new(TEACHER, "PUT", BOOK, {"cells": cells})

    def _new(self, person: str, method: str, path: str, body: dict[str, Any]) -> Sent:
        self._nr += 1
        sent = Sent(f"s{self._number}-{self._nr}", person, method, path, body)
        self._told.sent[sent.cmd] = sent
        return sent

    def _any_answered(self) -> Sent | None:
        with self._told.lock:
            known = list(self._told.receipts)
        return self._told.sent[self._dice.choice(known)] if known else None
