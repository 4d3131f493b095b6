"""Log lines as an export that the forger signs with the log's key, and what the verifier says of it."""

import json
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from ledger.form.canonical import b64
from ledger.form.note import format_note, sign_line
from ledger.form.tiles import Edge
from ledger.signing.checkpoint import Checkpoint
from tests.attacks.forger.signing_log import SEEDS, log_key
from tests.vectors.law.log import sha
from verify.__main__ import verify
from verify.proof import p256
from verify.report import Report

HEADER = "pos,stream,ver,cmd,i,n,person,at,leaf"


p256.verify = lru_cache(1 << 16)(p256.verify)  # the history before an act is judged again for each forgery


def judge(lines: Sequence[str], against: Sequence[bytes] = (), *, keyed: bool = True) -> Report:
    """What `socai-verify` answers with the log's key as the only anchor, or with notes that others hold."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        held = [folder / f"note-{number}" for number in range(len(against))]
        for path, note in zip(held, against, strict=True):
            path.write_bytes(note)
        target = export(lines, folder / "export")
        origin = json.loads(lines[0])["log"]
        keys = [str(log_key(seed, origin)[0]) for seed in _seeds(lines)]
        return verify([str(target)], [str(path) for path in held], keys if keyed else [])


def export(lines: Sequence[str], folder: Path) -> Path:
    """Lines, what a database says beside them, and a note by the key in force at their end."""
    folder.mkdir()
    raw = [line.encode() for line in lines]
    leaves = [sha(b"\0" + line) for line in raw]
    entries = [json.loads(line) for line in raw]
    rows = [
        f"{pos},{e['stream']},{e['ver']},{e['cmd']},{e['i']},{e['n']},{e['actor']['person']},{e['at']},{b64(leaf)}"
        for pos, (e, leaf) in enumerate(zip(entries, leaves, strict=True))
    ]
    (folder / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in raw))
    (folder / "columns.csv").write_text("\n".join([HEADER, *rows, ""]))
    (folder / "checkpoint").write_bytes(note_of(lines))
    return folder


def note_of(lines: Sequence[str]) -> bytes:
    """A head over the lines, signed by the newest of the log's keys that they name."""
    origin = json.loads(lines[0])["log"]
    leaves = [sha(b"\0" + line.encode()) for line in lines]
    text = Checkpoint(origin, len(leaves), Edge().extend(leaves)[0].root()).body()
    return format_note(text, [sign_line(text, origin, log_key(_seeds(lines)[-1], origin)[1])])


def _seeds(lines: Sequence[str]) -> tuple[str, ...]:
    """Of the keys that the lines name."""
    rotations = sum('"type":"KeyRotated"' in line for line in lines)
    return SEEDS[: 1 + rotations]
