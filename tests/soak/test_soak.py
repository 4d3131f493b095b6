"""Writing never stops: replays, conflicts, refusals, hung-up requests, killed sessions, a full disk."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soak.__main__ import NO_DISK

ROOT = Path(__file__).parents[2]
MEGABYTES = 320
SHORT_S, LONG_S = 12, 600


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the account of the database can enter, also when we are root."""
    made = Path(tempfile.mkdtemp(prefix="socai-soak-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def soak(folder: Path, seconds: int, megabytes: int) -> str:
    """What it printed."""
    argv = [sys.executable, "-m", "tests.soak", str(folder), str(seconds), str(megabytes)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=seconds + 600, check=False)
    if done.returncode == NO_DISK:
        pytest.skip(f"this machine gives the test no disk of its own ({done.stdout.strip()})")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
    return done.stdout


def test_a_command_has_no_right_answer_when_sessions_die(folder: Path) -> None:
    """Killed and cancelled sessions, dropped statements: each command once, and ready again."""
    soak(folder, SHORT_S, 0)


def test_a_full_disk_leaves_halves_or_a_server_that_says_ready(folder: Path) -> None:
    """The same on a disk that is filled to the last byte: refused clearly, not ready, back by itself.

    The disk is a tmpfs in a mount namespace of the process: no quota, the file system itself says that it
    is full. Skipped only where the kernel refuses the process a mount of its own.
    """
    soak(folder, SHORT_S, MEGABYTES)


@pytest.mark.nightly
@pytest.mark.parametrize("megabytes", [0, MEGABYTES])
def test_a_long_night_breaks_what_a_moment_does_not(folder: Path, megabytes: int) -> None:
    """Ten minutes of the same."""
    print(soak(folder, LONG_S, megabytes))
