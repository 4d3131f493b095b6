"""`bench signed_saves`: a column of 40 marks over HTTP, signed by the teacher's device and not, in turns.

Both change the same marks of the same book over one kept connection, one save each; the client's part (the
statement, the signature) counts with the signed one.
"""

import os
import secrets
import time
from http.client import HTTPConnection
from statistics import mean, median
from typing import Any, NamedTuple

import orjson

from api.service.people.tokens import Tokens
from api.service.signed.signature import Prepared, Seen, Signature
from bench.figures import Say, median_ms, p95_ms
from bench.founding import PROOF, PUPILS, SEMESTER, SUBJECT, BenchSchool, class_name, pupil_name, teacher_name
from bench.http import Server, served
from bench.place import measuring_place, server_of
from domain.acts.unit.keys import CertifyDevice, ConfirmKey, RegisterKey
from domain.grounds.command import Command
from domain.words.days import later
from ledger.database import Database
from tests.school.signer import Key, Passkey, b64, unb64

SAVES, A_BLOCK = 150, 10


def run(n: int | None, say: Say) -> dict[str, Any]:
    """Measures with `n` saves of each kind (default 150), ten of one, ten of the other."""
    with measuring_place() as place:
        say("founding a school")
        db = Database(place.dsn)
        db.migrate()
        with place.unsynced():
            school = BenchSchool(db, place.folder, 1)
            device = _certified(school, teacher_name(0))
        token = Tokens(db).issue(school.school.log.school, teacher_name(0), school.school.clock.now())
        with served(["-m", "api.cli", "serve", "--port"], place) as server:
            teacher = _Teacher(school, server.port, token, device)
            _block(server, teacher, signed=False), _block(server, teacher, signed=True)
            kinds: dict[bool, list[_Block]] = {False: [], True: []}
            for number in range(max(1, (n or SAVES) // A_BLOCK)):
                say(f"turn {number + 1}")
                for signed in (number % 2 == 0, number % 2 == 1):  # neither always goes first
                    kinds[signed].append(_block(server, teacher, signed=signed))
        figures = {**_figures(kinds), **_bytes(school), "marks": PUPILS, "load": round(os.getloadavg()[0], 1)}
        figures |= server_of(place.dsn)
        db.close()
    return figures


class _Block(NamedTuple):
    """Some saves: the seconds of each, and what CPU the server and the client used for one on the average."""

    each: list[float]
    server: float
    client: float


def _block(server: Server, teacher: "_Teacher", *, signed: bool) -> _Block:
    server_began, client_began = server.cpu_s(), time.process_time()
    each = [teacher.save(signed=signed) for _ in range(A_BLOCK)]
    used = server.cpu_s() - server_began, time.process_time() - client_began
    return _Block(each, used[0] / A_BLOCK, used[1] / A_BLOCK)


def _figures(kinds: dict[bool, list[_Block]]) -> dict[str, Any]:
    plain, signed = ([s for block in kinds[kind] for s in block.each] for kind in (False, True))
    cpu = {kind: mean(block.server + block.client for block in kinds[kind]) for kind in kinds}
    return {
        "unsigned_ms": median_ms(plain),
        "signed_ms": median_ms(signed),
        "ratio": round(median(signed) / median(plain), 3),
        "ratio_of_fastest_quarter": round(_fastest(signed) / _fastest(plain), 3),
        "unsigned_cpu_ms": round(cpu[False] * 1000, 2),
        "signed_cpu_ms": round(cpu[True] * 1000, 2),
        "unsigned_p95_ms": p95_ms(plain),
        "signed_p95_ms": p95_ms(signed),
    }


def _fastest(seconds: list[float]) -> float:
    """The median of the fastest quarter: what a machine with others at work on it says least wrongly."""
    return median(sorted(seconds)[: max(1, len(seconds) // 4)])


class _Teacher:
    """Who changes the whole column each time; knows version and value of each mark, as an open page does."""

    def __init__(self, school: BenchSchool, port: int, token: str, device: Key) -> None:
        self._origin, self._device = school.school.log.origin, device
        self._stream = f"book/{class_name(0)}/{SUBJECT}/{SEMESTER}"
        path = f"/api/v1/schools/{school.school.code}/books/{class_name(0)}/{SUBJECT}/{SEMESTER}/cells"
        self._path, self._headers = (
            path,
            {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        self._connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self._pupils = [pupil_name(0, number) for number in range(PUPILS)]
        self._bases, self._values = [0] * PUPILS, [-1] * PUPILS
        self._seen = school.school.head_seen()._asdict()
        self._clock, self._turn = school.school.clock, 0

    def save(self, *, signed: bool) -> float:
        """Seconds from the typed marks to the read answer."""
        self._turn += 1
        values = [(self._turn * 3 + row) % 101 for row in range(PUPILS)]
        start = time.perf_counter()
        cells = [
            {"pupil": pupil, "col": "tx1", "value": {"tenths": value}, "base": base}
            for pupil, value, base in zip(self._pupils, values, self._bases, strict=True)
        ]
        body: dict[str, Any] = {"cmd": secrets.token_hex(12), "cells": cells}
        if signed:
            body["sign"] = self._sign(body["cmd"], values)
        self._connection.request("PUT", self._path, orjson.dumps(body), self._headers)
        answer = self._connection.getresponse()
        told = orjson.loads(answer.read())
        took = time.perf_counter() - start
        assert answer.status == 200 and told["n"] == PUPILS, told
        self._bases = [told["pos"] + row for row in range(PUPILS)]
        self._values, self._seen = values, {"pos": told["pos"] + PUPILS - 1, "leaf": told["receipt"]["leaf"]}
        return took

    def _sign(self, cmd: str, values: list[int]) -> dict[str, Any]:
        """As a program would: the statement's one spelling, for ASCII, is that of orjson."""
        by = {"key": self._device.pos, "seen": self._seen, "time": self._clock.now()}
        statement = {"label": "socai/act/v1", "cmd": cmd, **by, **self._said(values)}
        return {**by, "sig": b64(self._device.der(orjson.dumps(statement, option=orjson.OPT_SORT_KEYS)))}

    def _said(self, values: list[int]) -> dict[str, Any]:
        entries = []
        for pupil, value, old, base in zip(self._pupils, values, self._values, self._bases, strict=True):
            data = {"pupil": pupil, "col": "tx1", "value": value, "late": None}
            changed = {**data, "old": old, "base": base}
            entries.append(
                [self._stream, "MarkChanged" if base else "MarkEntered", changed if base else data]
            )
        return {"origin": self._origin, "person": teacher_name(0), "role": "teacher", "entries": entries}


def _certified(school: BenchSchool, person: str) -> Key:
    """The teacher's device: a passkey registered, confirmed by the head, and a certificate by it."""
    passkey, device = Passkey(), Key()
    of_key = {"public": passkey.public, "cred": passkey.cred, "rp": passkey.rp, "label": "bench"}
    passkey.pos = _signed(
        school, person, passkey, RegisterKey(person=person, kind="passkey", alg=-7, **of_key)
    )
    school.do("head", ConfirmKey(person=person, key=passkey.pos))
    until = later(school.school.clock.now(), minutes=600)
    certificate = CertifyDevice(device=device.device, person=person, public=device.public, until=until)
    device.pos = _signed(school, person, passkey, certificate)
    return device


def _signed(school: BenchSchool, person: str, key: Passkey, command: Command) -> int:
    cmd = secrets.token_hex(12)
    shown = school.school.prepare(person, PROOF, command, cmd)
    assert isinstance(shown, Prepared)
    sign = key.sign(cmd, shown.told())
    signature = Signature(
        sign["key"],
        Seen(**sign["seen"]),
        sign["time"],
        unb64(sign["sig"]),
        unb64(sign["auth"]),
        unb64(sign["client"]),
    )
    return school.school.execute(person, PROOF, command, cmd, sign=signature).pos


def _bytes(school: BenchSchool) -> dict[str, float]:
    """Of all lines of the columns that only changed marks: the mean of a mark signed, and of one unsigned."""
    sums = {"device": [0, 0], "token": [0, 0]}
    log = school.school.log
    for line, entry in zip(log.lines(), log.entries(), strict=True):
        if entry.type == "MarkChanged":
            total = sums[entry.actor["proof"]["method"]]
            total[0] += len(line)
            total[1] += 1
    signed, plain = (total / count for total, count in (sums["device"], sums["token"]))
    return {"unsigned_bytes_a_mark": round(plain, 1), "more_bytes_a_mark": round(signed - plain, 1)}
