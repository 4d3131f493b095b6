"""A book saved by column of forty marks, unsigned and signed, read whole by the verifier: parse, chain, law.

The lines are those of the vectors' own writer, whose keys come from seeds. Every column is one command of one
device; how many columns a device signs before the next is certified by the passkey decides what keys cost.
"""

import time
from statistics import median
from typing import Any

from tests.vectors.law.drafts.books import change, mark
from tests.vectors.law.drafts.keys import device
from tests.vectors.law.drafts.pupils import enrolled
from tests.vectors.law.keyed import TABLET, Keys
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.signing import Secret
from verify.files.sources import BytesBlob
from verify.judged import Judged
from verify.report import Report

PUPILS = [f"q{number:02}" for number in range(1, 41)]
TURNS = 5
COLUMNS_A_DEVICE = {"unsigned": 0, "one_device": 10**9, "device_each_5_columns": 5, "device_each_column": 1}


def run(columns: int) -> dict[str, Any]:
    """Lines a second of CPU for each book (median of five turns), and the bytes a mark that signing takes."""
    books = {name: _book(columns, each) for name, each in COLUMNS_A_DEVICE.items()}
    held: dict[str, list[float]] = {name: [] for name in books}
    for _ in range(TURNS):
        for name, lines in books.items():
            held[name].append(_lines_per_s(lines))
    more = (_bytes(books["one_device"]) - _bytes(books["unsigned"])) / (40 * (columns + 1))
    return {
        **{name: round(median(each)) for name, each in held.items()},
        "bytes_more_a_mark": round(more, 1),
        "lines": len(books["unsigned"]),
    }


def _bytes(lines: list[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)


def _lines_per_s(lines: list[str]) -> float:
    report, raw = Report(), "".join(f"{line}\n" for line in lines).encode()
    start = time.process_time()
    Judged(BytesBlob(raw), "book", report).read()
    seconds = time.process_time() - start
    if report.findings:
        raise AssertionError(report.findings[:3])
    return len(lines) / seconds


def _book(columns: int, each: int) -> list[str]:
    """A column entered, and rewritten so many times; `each` 0: nobody signs."""
    log = Log()
    keys = Keys(log)
    log.do("board", *(enrolled(name) for name in PUPILS))
    secret, key = TABLET, keys.tablet()

    def save(*drafts: Draft) -> int:
        log.wait(seconds=-50)
        return keys.typed(key, *drafts, secret=secret) if each else log.do("teacher", *drafts)

    last, old = save(*(mark(0, name) for name in PUPILS)), 0
    for number in range(1, columns + 1):
        if each and number % each == 0:
            secret = Secret(f"device {number}")
            key = keys.signed("teacher", device(log, "t1", secret))
        new = number % 100
        last = save(*(change(old, new, last + at, pupil=name) for at, name in enumerate(PUPILS)))
        old = new
    return log.lines
