"""One of two processes at the same school: in each round both act at nearly the same moment."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import NamedTuple

from api.service.service import Service
from api.service.settings import Settings
from domain.grounds.command import Command
from domain.words.entry import Proof
from domain.words.refusal import Refusal
from ledger.writing.recorder import SchoolRecorder, Swap, SwapLost
from ledger.writing.writer import Written

PROOF = Proof(age=0, cred="race", method="token", session="race")
PATIENCE_S = 120.0


class Act(NamedTuple):
    """What a racer does in a round, and how it is refused when the book is locked."""

    person: str
    command: Command
    cmd: str
    refused_later: str


class Outcome(NamedTuple):
    """How it ended: `n` entries at `pos`, or the code of the refusal; and how many swaps it lost before.

    `began` and `ended` are seconds of the clock that all processes of the machine share.
    """

    refused: str
    pos: int
    n: int
    leaf: bytes
    receipt: bytes
    lost: int
    began: float
    ended: float


_gate: list[Barrier] = []


def enter(barrier: Barrier) -> None:
    """Before `race`: the barrier at which this process meets the other one."""
    _gate.append(barrier)


def race(dsn: str, home: Path, acts: Sequence[Act], spread_s: float) -> list[Outcome]:
    """Does one act a round, each at a random moment of `spread_s` seconds.

    After each round it tries the act again under another id: the book is locked now, so both are refused. It
    leaves both racers with the newest state: a swap is lost to the act of that round and to no older one.
    """
    (barrier,) = _gate
    service = Service(Settings(home), dsn=dsn)
    lost = count_lost_swaps()
    chance = random.Random()
    outcomes: list[Outcome] = []
    try:
        school = service.school("demo")
        for act in acts:

            def try_as(cmd: str, act: Act = act) -> Written:
                return school.execute(act.person, PROOF, act.command, cmd)

            offset = chance.random() * spread_s
            barrier.wait(PATIENCE_S)
            time.sleep(offset)
            lost.clear()
            outcomes.append(outcome(partial(try_as, act.cmd), lost))
            barrier.wait(PATIENCE_S)
            assert outcome(partial(try_as, f"{act.cmd}-2"), lost).refused == act.refused_later
    except BaseException:
        barrier.abort()  # or the other racer would wait for us
        raise
    finally:
        service.stop()
    return outcomes


def outcome(act: Callable[[], Written], lost: list[None]) -> Outcome:
    """Any other error than a refusal is one of the test."""
    began = time.monotonic()
    try:
        written = act()
    except Refusal as refusal:
        return Outcome(refusal.code, 0, 0, b"", b"", len(lost), began, time.monotonic())
    receipt = written.receipt or b""
    return Outcome("", written.pos, written.n, written.leaf, receipt, len(lost), began, time.monotonic())


def count_lost_swaps() -> list[None]:
    """Grows by one with each compare-and-swap that this process loses from now on."""
    lost: list[None] = []
    insert = SchoolRecorder.insert_lines

    def counted(self: SchoolRecorder, lines: Sequence[bytes], swap: Swap, beside: Callable[[], None]) -> None:
        try:
            insert(self, lines, swap, beside)
        except SwapLost:
            lost.append(None)
            raise

    SchoolRecorder.insert_lines = counted  # type: ignore[method-assign]
    return lost
