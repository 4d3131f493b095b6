"""The limits that the specification names are those of the code: who reads the one may rely on the other."""

import inspect
import re
from pathlib import Path

import pytest

from verify.bag import MAX_JSON
from verify.files.books import MAX_BOOK
from verify.files.tar import MAX_MEMBERS
from verify.log import MAX_UNREADABLE
from verify.proof.canonical import MAX_LINE, MAX_NESTING, decimal, decode_file
from verify.proof.characters import MOST_COMBINING
from verify.proof.note import MAX_NOTE, MAX_SIGNATURES
from verify.proof.policy import MAX_POLICY
from verify.proof.tiles import MAX_LEVEL
from verify.targets import MAX_DEPTH

SPEC = Path(__file__).parents[2] / "spec"


def row(file: str, what: str) -> list[int]:
    """All numbers of the only row of a table that begins so."""
    lines = (SPEC / file).read_text(encoding="utf-8").splitlines()
    [line] = (line for line in lines if line.startswith(f"| {what}"))
    return [int(number.replace(",", "")) for number in re.findall(r"[0-9][0-9,]*", line)]


@pytest.mark.parametrize(
    ("file", "what", "limits"),
    [
        ("FORMAT.md", "line | 6", {MAX_LINE}),
        ("FORMAT.md", "note, proof, policy", {MAX_NOTE, MAX_POLICY}),
        ("FORMAT.md", "signature lines of a note", {MAX_SIGNATURES}),
        ("FORMAT.md", "tile |", {MAX_LEVEL}),
        ("FORMAT.md", "member of a bag", {MAX_MEMBERS}),
        ("FORMAT.md", "JSON file of a bag", {MAX_JSON, MAX_BOOK}),
        ("FORMAT.md", "lines of a log that are no entries", {MAX_UNREADABLE}),
        ("VERDICT.md", "a folder of any things", {MAX_DEPTH}),
        ("VERDICT.md", "lines that are no entries", {MAX_UNREADABLE}),
        ("VERDICT.md", "combining characters", {MOST_COMBINING}),
        ("VERDICT.md", "nesting, numbers", {MAX_NESTING}),
    ],
)
def test_a_limit_is_the_one_that_is_named(file, what, limits):
    """Of a line, a note, a bag, a folder, a text."""
    assert limits <= set(row(file, what))


def test_what_is_read_without_naming_a_limit_has_the_widest_of_its_kind():
    """A JSON file of a bag, and a size or index of 2^63 - 1."""
    defaults = {read: inspect.signature(read).parameters["limit"].default for read in (decode_file, decimal)}
    assert defaults == {decode_file: MAX_JSON, decimal: 2**63 - 1}
