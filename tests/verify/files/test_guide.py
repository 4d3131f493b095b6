"""Promise: VERIFY.txt is known to the byte, the same in the spec, the writer and the verifier."""

import hashlib
from pathlib import Path

import pytest

from ledger.archive.bag_guide import guide
from verify.files.guide import PUBLISHED, guides

SPEC = (Path(__file__).parents[3] / "spec/bag-guide.txt").read_bytes()
DIGESTS = ["bab9e92c7369804f2b19f3ec972e0df3b946bc39102508077816b6901f8e75e1"]
"""Of every wording that was published, oldest first. One that stands here is never changed: bags hold it."""


def test_published_wordings_never_change() -> None:
    """A new wording is a further one."""
    assert [hashlib.sha256(text.encode()).hexdigest() for text in PUBLISHED] == DIGESTS


def test_the_newest_wording_is_that_of_the_spec() -> None:
    """A stranger has the text."""
    assert PUBLISHED[-1].encode() == SPEC


@pytest.mark.parametrize(
    ("identifier", "origin", "size"), [("w1", "62.socai/demo", 1), ("a.B-9_", "a/b", 10**6)]
)
def test_the_writer_writes_what_the_verifier_knows(identifier: str, origin: str, size: int) -> None:
    """With the bag's own names in it."""
    assert guide(identifier, origin, size) == guides(identifier, origin, size)[-1]
