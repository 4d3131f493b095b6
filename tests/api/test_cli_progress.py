"""What is going on is shown on a terminal, and nowhere else; what a command prints is the same either way."""

import os
import pty
import subprocess
import sys

import pytest

LONG = (
    "from api.cli.progress import progress; import sys, time\n"
    "with progress('Xuất [sổ]', quiet='quiet' in sys.argv) as say:\n"
    "    time.sleep(0.3); print('dòng 1'); say('Chép'); time.sleep(0.3)\n"
    "print('dòng 2')\n"
)


def run_on_terminal(*words: str, **environment: str) -> tuple[str, str]:
    """Stdout, which is a pipe, and what a terminal gets as stderr."""
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", LONG, *words],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm", "PYTHONUTF8": "1"} | environment,
        check=True,
        timeout=60,
    )
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError:  # the other end is closed, and all of it was read
        pass
    os.close(ours)
    return done.stdout.decode(), shown.decode()


def test_a_terminal_is_told_what_is_going_on_and_keeps_nothing_of_it() -> None:
    """The line is erased at the end, and brackets are text; what is printed goes to stdout."""
    printed, shown = run_on_terminal()
    assert printed == "dòng 1\ndòng 2\n"
    assert "Xuất [sổ] … 0 giây" in shown and "Chép … " in shown
    assert shown.rstrip().endswith("\x1b[2K") and "dòng" not in shown


def test_quiet_says_nothing() -> None:
    """As `--json` asks for it."""
    assert run_on_terminal("quiet") == ("dòng 1\ndòng 2\n", "")


@pytest.mark.parametrize("forced", [{}, {"FORCE_COLOR": "1"}, {"TTY_COMPATIBLE": "1"}])
def test_where_there_is_no_terminal_there_is_no_progress(forced: dict[str, str]) -> None:
    """Not even where a program is told to take a pipe for one."""
    done = subprocess.run(
        [sys.executable, "-c", LONG],
        capture_output=True,
        env=os.environ | {"PYTHONUTF8": "1"} | forced,
        check=True,
    )
    assert (done.stdout.decode(), done.stderr) == ("dòng 1\ndòng 2\n", b"")
