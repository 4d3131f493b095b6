"""Clients that mean no good, and honest ones beside them: what each sends again and again until its end."""

from __future__ import annotations

import contextlib
import itertools
import secrets
import threading
import time
from collections.abc import Callable

from demo.school import pupil_id
from tests.served.product import ROOT, Product

HONEST = {"gv.vo-thanh-binh": "6A/toan", "gv.hoang-my-linh": "6B/ngoai_ngu"}
DEEP = b'{"cmd":"x","cells":' + b"[" * 900 + b"]" * 900 + b"}"
WIDE = b'{"cmd":"x","x":[' + b"0," * 4_000_000 + b"0]}"


class Crowd:
    """Runs its members in threads of their own until `end`; what a member raises is kept in `faults`."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self.faults: list[str] = []

    def add(self, act: Callable[[int], None], pause: float = 0.0) -> None:
        def again() -> None:
            for number in itertools.count():
                if self._stop.wait(pause):
                    return
                try:
                    act(number)
                except AssertionError as fault:
                    self.faults.append(str(fault)[:500])
                except OSError:
                    pass  # an attacker's connection that the server has ended

        thread = threading.Thread(target=again)
        thread.start()
        self._threads.append(thread)

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()


class Teacher:
    """Saves one mark after the other at the own book, repeats each third command, remembers every answer."""

    def __init__(self, product: Product, person: str) -> None:
        self._product = product
        self._person = person
        self.path = f"{ROOT}/books/{HONEST[person]}/1"
        first = 1 if "6A" in self.path else 41
        self._pupils = [pupil_id(first + number) for number in range(40)]
        self._bases = dict.fromkeys(self._pupils, 0)
        self.seconds: list[float] = []
        self.stored: dict[str, tuple[int, int]] = {}
        """Pupil -> the mark that was acknowledged last, and where."""

    def act(self, number: int) -> None:
        pupil, tenths = self._pupils[number % 40], secrets.randbelow(101)
        cell = {"pupil": pupil, "col": "tx1", "value": {"tenths": tenths}, "base": self._bases[pupil]}
        body = {"cmd": secrets.token_hex(10), "cells": [cell]}
        start = time.monotonic()
        saved = self._product.ask("PUT", f"{self.path}/cells", self._person, body)
        self.seconds.append(time.monotonic() - start)
        assert saved.status == 200, saved
        told = saved.json()
        if told["n"]:
            self._bases[pupil] = told["pos"]
            self.stored[pupil] = (tenths, told["pos"])
        if number % 3 == 0:
            again = self._product.ask("PUT", f"{self.path}/cells", self._person, body)
            assert again.status == 200 and (again.json()["receipt"] == told["receipt"]), again


def attackers(product: Product) -> list[tuple[Callable[[int], None], float]]:
    """What each does, and how long it waits between two."""
    signed_in = product.cookie("gv.vo-thanh-binh")

    def body(content: bytes, person: str | None, allowed: set[int]) -> Callable[[int], None]:
        def send(_number: int) -> None:
            answer = product.ask("PUT", f"{ROOT}/books/6A/toan/1/cells", person, content)
            assert answer.status in allowed and len(answer.body) < 300_000, answer

        return send

    def half(_number: int) -> None:
        line = product.connect()
        with contextlib.suppress(OSError):
            line.sendall(b"POST /dang-nhap HTTP/1.1\r\nHost: x\r\nX: ")
            time.sleep(0.5)
        line.close()

    def wrong_sign_in(number: int) -> None:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = product.ask(
            "POST", "/dang-nhap", None, f"truong=demo&nguoi=ai&mat_khau=wrong-{number}".encode(), form
        )
        assert answer.status in (401, 429), answer

    def fsck(_number: int) -> None:
        form = {**signed_in, "Sec-Fetch-Site": "same-origin"}
        answer = product.ask("POST", "/truong/demo/xac-minh", None, b"", form)
        assert answer.status < 500, answer

    return [
        (body(WIDE, None, {401}), 0.2),
        (body(WIDE, "gv.vo-thanh-binh", {413}), 0.5),
        (body(DEEP, "gv.vo-thanh-binh", {422}), 0.1),
        (half, 0.05),
        (wrong_sign_in, 0.2),
        (fsck, 1.0),
    ]
