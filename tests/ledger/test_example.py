"""The worked example of the spec is true: its commands print what it says, and the ledger makes its bytes."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from domain.words.entry import Actor, Draft
from ledger.form.canonical import ZERO_PREV, b64, decode, leaf_hash
from ledger.form.lines import Act, Tail, make_lines, read_line
from ledger.form.proof import node_hash
from ledger.signing.keys import KeyRing

SPEC = Path(__file__).parents[2] / "spec"
TEXT = (SPEC / "EXAMPLE.md").read_text(encoding="utf-8")
LINES = [line.encode() for line in re.findall(r"```json\n(.*?)\n```", TEXT, re.DOTALL)[0].split("\n")]
COMMANDS = re.findall(r"```sh\n(.*?)\n```\n```\n(.*?)```\n", TEXT, re.DOTALL)
NOTE = re.findall(r"```\n(62\.socai/VD\n.*?)```", TEXT, re.DOTALL)[0].encode()


@pytest.mark.skipif(not shutil.which("openssl"), reason="the example's blocks ask for openssl")
def test_commands_print_what_the_example_says(tmp_path: Path) -> None:
    """A person with a shell comes to the same, one block after the other in a copy of the sample.

    `scripts/example.py` writes into the example what a changed sample prints.
    """
    folder = tmp_path / "sample"
    shutil.copytree(SPEC / "sample", folder)
    plain = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    for commands, printed in COMMANDS:
        script = ["sh", "-eu", "-c", commands]
        run = subprocess.run(script, cwd=folder, env=plain, capture_output=True, text=True, check=True)
        assert run.stdout == printed, commands


def test_example_has_every_block() -> None:
    """So that the test above cannot pass by finding nothing."""
    assert (len(LINES), len(COMMANDS)) == (2, 15)


def test_ledger_makes_the_same_lines() -> None:
    """From the decoded fields and the salts, byte by byte."""
    tail = Tail(0, ZERO_PREV)
    for number, line in enumerate(LINES):
        read, entry = decode(line), read_line(line)
        act = Act(entry.cmd, entry.at, Actor(**entry.actor), [Draft(entry.stream, entry.type, entry.data)])
        salt = bytes(range(16 * number, 16 * number + 16))
        (made,) = make_lines(read["log"], tail, act, [entry.ver], salt)
        assert made.line == line
        tail = Tail(number + 1, made.entry.leaf)


def test_checkpoint_is_signed_by_the_key_that_entry_0_names() -> None:
    """The whole way: line, leaf, root, note."""
    first = decode(LINES[0])
    checkpoint = KeyRing.from_rows([(first["data"]["key"], 0, None)]).open_checkpoint(NOTE)
    leaves = [leaf_hash(line) for line in LINES]
    assert (checkpoint.origin, checkpoint.size) == (first["log"], 2)
    assert checkpoint.root == node_hash(*leaves)
    assert decode(LINES[1])["prev"] == b64(leaves[0])
