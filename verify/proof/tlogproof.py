"""A stored proof file, C2SP tlog-proof: an inclusion path together with the checkpoint that it leads to."""

from __future__ import annotations

from dataclasses import dataclass

from verify.proof.canonical import NotCanonical, decimal, unb64_padded
from verify.proof.note import Checkpoint, NoteError, parse_checkpoint

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class TlogProof:
    """`path` proves the entry at `index`; `extra` is carried along and authenticated by nothing."""

    index: int
    path: tuple[bytes, ...]
    extra: bytes | None
    checkpoint: Checkpoint


def parse_tlog_proof(raw: bytes) -> TlogProof:
    """Raises `NoteError` for anything but the one spelling of a proof."""
    head, found, note = raw.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise NoteError("proof is not ASCII") from error
    if not found or lines.pop(0) != HEADER:
        raise NoteError("no tlog-proof")
    try:
        extra = unb64_padded(_field(lines, "extra")) if lines and lines[0].startswith("extra ") else None
        index = decimal(_field(lines, "index"))
        path = tuple(unb64_padded(line, 32) for line in lines)
    except NotCanonical as error:
        raise NoteError(f"proof: {error}") from error
    if len(path) > 63:
        raise NoteError("proof too long")
    return TlogProof(index, path, extra, parse_checkpoint(note))


def _field(lines: list[str], name: str) -> str:
    if not lines or not lines[0].startswith(name + " "):
        raise NoteError(f"proof without {name}")
    return lines.pop(0)[len(name) + 1 :]
