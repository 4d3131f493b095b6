"""Several processes on one log, and processes that die: nothing is lost, forked or written twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.database import Database
from ledger.log import SchoolLog
from ledger.writing.writer import STEPS
from tests.ledger.toy import new_log, require_whole

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def db(module_dsn: str) -> Iterator[Database]:
    database = Database(module_dsn)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def log(db: Database) -> SchoolLog:
    return new_log(db)


def start(log: SchoolLog, name: str, count: int, **environment: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.ledger.worker"]
    return subprocess.Popen(
        [*command, log.db.dsn, str(log.school), log.origin, name, str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
    )


def answers(output: str) -> dict[str, tuple[int, bool]]:
    lines = (line.split() for line in output.splitlines())
    return {cmd: (int(pos), replayed == "True") for cmd, pos, replayed in lines}


def require_answered_acts_are_stored(log: SchoolLog, told: dict[str, tuple[int, bool]]) -> None:
    entries = require_whole(log)
    for cmd, (pos, _) in told.items():
        assert [entry.cmd for entry in entries[pos : pos + 2]] == [cmd, cmd]
        assert [entry.i for entry in entries[pos : pos + 2]] == [0, 1]


def test_two_processes_neither_fork_nor_lose(log: SchoolLog) -> None:
    """Both write into one stream; positions, versions and chain stay dense, each command is there once."""
    workers = [start(log, name, 60) for name in ("a", "b")]
    told = {}
    for worker in workers:
        output, _ = worker.communicate(timeout=120)
        assert worker.returncode == 0
        told |= answers(output)
    assert len(told) == 2 * 2 * 60
    assert not any(replayed for _, replayed in told.values())
    assert log.head().size == 2 * len(told)
    require_answered_acts_are_stored(log, told)


@pytest.mark.parametrize("step", STEPS)
def test_process_that_dies_at_a_step_leaves_what_is_promised(log: SchoolLog, step: str) -> None:
    """Before COMMIT nothing, after it the whole command; the retry then gets the first answer."""
    dying = start(log, "a", 1, SOCAI_DIE_AT=step)
    output, _ = dying.communicate(timeout=60)
    assert dying.returncode == -signal.SIGKILL
    assert output == ""
    left = {entry.cmd for entry in require_whole(log)}
    assert bool(left) == (step in ("append:committed", "append:advanced"))
    retry = start(log, "a", 1)
    output, _ = retry.communicate(timeout=60)
    assert retry.returncode == 0
    told = answers(output)
    assert {cmd for cmd, (_, replayed) in told.items() if replayed} == left
    assert log.head().size == 4
    require_answered_acts_are_stored(log, told)


def test_process_killed_at_any_moment_leaves_whole_commands(log: SchoolLog) -> None:
    """What it had answered is stored; the retry of all writes the rest, and nothing twice."""
    chance = random.Random(7)
    told: dict[str, tuple[int, bool]] = {}
    for _ in range(4):
        worker = start(log, "a", 200)
        assert worker.stdout is not None
        told |= answers(worker.stdout.readline())
        time.sleep(chance.random() * 0.15)
        worker.kill()
        output, _ = worker.communicate(timeout=60)
        told |= answers(output[: output.rfind("\n") + 1])
        require_answered_acts_are_stored(log, told)
    last = start(log, "a", 200)
    output, _ = last.communicate(timeout=120)
    assert last.returncode == 0
    finished = answers(output)
    assert len(finished) == 400
    assert all(finished[cmd][0] == pos for cmd, (pos, _) in told.items())
    assert log.head().size == 800
    require_answered_acts_are_stored(log, finished)
