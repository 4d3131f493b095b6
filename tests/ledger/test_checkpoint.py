"""Promise: a checkpoint body says origin, size and root in one spelling and nothing else."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.signing.checkpoint import MAX_SIZE, BadCheckpoint, Checkpoint, parse_body

ROOT = base64.b64encode(bytes(range(32))).decode()


@settings(deadline=None)
@given(
    st.from_regex(r"[a-z0-9./-]{1,20}", fullmatch=True),
    st.integers(1, MAX_SIZE),
    st.binary(min_size=32, max_size=32),
)
def test_a_body_reads_back(origin: str, size: int, root: bytes) -> None:
    """Three lines, each ended by LF."""
    checkpoint = Checkpoint(origin, size, root)
    assert parse_body(checkpoint.body()) == checkpoint and checkpoint.body().count("\n") == 3


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("lines", ""),
        ("lines", "\n"),
        ("lines", f"o\n5\n{ROOT}"),
        ("lines", "o\n5\n"),
        ("extension", f"o\n5\n{ROOT}\n\n"),
        ("extension", f"o\n5\n{ROOT}\nmore\n"),
        ("extension", f"\no\n5\n{ROOT}\n"),
        ("origin", f"\n5\n{ROOT}\n"),
        ("origin", f"o\r\n5\n{ROOT}\n"),
        ("origin", f"o\0\n5\n{ROOT}\n"),
        ("size", f"o\n\n{ROOT}\n"),
        ("size", f"o\n05\n{ROOT}\n"),
        ("size", f"o\n00\n{ROOT}\n"),
        ("size", f"o\n+5\n{ROOT}\n"),
        ("size", f"o\n-5\n{ROOT}\n"),
        ("size", f"o\n-0\n{ROOT}\n"),
        ("size", f"o\n5 \n{ROOT}\n"),
        ("size", f"o\n 5\n{ROOT}\n"),
        ("size", f"o\n5_0\n{ROOT}\n"),
        ("size", f"o\n5.0\n{ROOT}\n"),
        ("size", f"o\n0x5\n{ROOT}\n"),
        ("size", f"o\n٥\n{ROOT}\n"),
        ("size", f"o\n5\r\n{ROOT}\n"),
        ("size", f"o\n{MAX_SIZE + 1}\n{ROOT}\n"),
        ("size", f"o\n{'9' * 5000}\n{ROOT}\n"),
        ("root", "o\n5\n\n"),
        ("root", f"o\n5\n{ROOT[:-1]}\n"),
        ("root", f"o\n5\n{ROOT} \n"),
        ("root", f"o\n5\n{ROOT[:-2]}9=\n"),
        ("root", f"o\n5\n{base64.b64encode(bytes(31)).decode()}\n"),
        ("root", f"o\n5\n{base64.b64encode(bytes(33)).decode()}\n"),
        ("root", f"o\n5\n{'_' * 42 + '8='}\n"),
    ],
)
def test_another_spelling_of_a_checkpoint_is_refused(code: str, text: str) -> None:
    """`int()` takes +5 and ٥, base64 takes stray bits: the reader does not."""
    with pytest.raises(BadCheckpoint) as caught:
        parse_body(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint("", 1, bytes(32)),
        Checkpoint("a\nb", 1, bytes(32)),
        Checkpoint("o", -1, bytes(32)),
        Checkpoint("o", 1, bytes(20)),
    ],
)
def test_a_checkpoint_that_cannot_be_read_back_is_not_written(checkpoint: Checkpoint) -> None:
    """The writer is held to the reader's rules."""
    with pytest.raises(BadCheckpoint):
        checkpoint.body()
