"""A school whose database was put back by pg_restore, what others hold of it, and copies that were bent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.service.archiving import Archiver
from demo.people import HEAD
from domain.words.entry import Proof
from domain.words.fields import Cause
from ledger.archive.export import export
from ledger.cluster.cluster import Cluster
from ledger.form.canonical import b64, decode, encode, leaf_hash
from ledger.form.note import format_note, sign_line, verifier_of
from ledger.form.tiles import Edge
from ledger.signing.checkpoint import Checkpoint
from tests.api.conftest import ROOT, TEACHER, Stage
from tests.dumps import dump, restore
from verify.__main__ import verify

PROOF = Proof(age=0, cred="t", method="token", session="s")


class PutBack:
    """A stage whose database is older than what was signed; `export` and `bag` were made before that."""

    def __init__(self, stage: Stage, cluster: Cluster, folder: Path) -> None:
        self.stage, self.school, self.folder = stage, stage.school, folder
        self.note("kept")
        self.school.seal()
        self.old_note = self.school.head_file.read() or b""
        file = dump(cluster, stage.service.db.dsn, folder / "dump")
        for col in ("tx1", "tx2", "gk"):
            assert stage.save(TEACHER, ("HS0001", col, "7", 0), ("HS0002", col, "8", 0)).is_success
        self.bag = Path(Archiver(self.school).archive(Cause(kind="manual", ref="")).path)
        self.note("lost")
        self.school.seal()
        self.newest = self.school.head_file.read() or b""
        self.lines = list(self.school.log.lines())
        self.export = folder / "export"
        export(self.school.log, self.export)
        restore(cluster, file, stage.service.db.dsn)
        self.size = self.school.log.head().size
        assert self.size < len(self.lines)

    def note(self, cmd: str) -> Any:
        return self.stage.post(HEAD.person, f"{ROOT}/journal", cmd=cmd, text="ghi chú")

    def verdict(self, *against: Path, name: str = "after") -> tuple[str, list[str]]:
        """What `socai-verify` says of an export made now, by the key and by what others hold."""
        export(self.school.log, self.folder / name)
        key = self.school.facts().key
        report = verify([str(self.folder / name)], list(map(str, against)), [key])
        return report.verdict(), sorted({each["code"] for each in report.findings})

    def held(self) -> Path:
        """The newest note of before, in other hands."""
        path = self.folder / "held"
        path.write_bytes(self.newest)
        return path

    def rewritten(self, lines: list[bytes], note: bytes | None = None) -> Path:
        """A copy as somebody made it."""
        folder = self.folder / "copy"
        folder.mkdir()
        (folder / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
        if note is not None:
            (folder / "checkpoint").write_bytes(note)
        return folder


Bend = Callable[[PutBack], list[bytes]]
Noted = Callable[[PutBack], tuple[list[bytes], bytes]]
"""Lines, and a note that somebody signed himself."""


def at(back: PutBack, pos: int, **fields: Any) -> list[bytes]:
    """The lines, one of them with other fields."""
    lines = list(back.lines)
    lines[pos] = encode({**decode(lines[pos]), **fields})
    return lines


def chained(lines: list[bytes], start: int) -> list[bytes]:
    """With `prev` that fit from `start` on."""
    for pos in range(start, len(lines)):
        lines[pos] = encode({**decode(lines[pos]), "prev": b64(leaf_hash(lines[pos - 1]))})
    return lines


def signed(lines: list[bytes], origin: str, private: Ed25519PrivateKey | None = None) -> bytes:
    """A note over the lines by a key of one's own."""
    root = Edge().extend(list(map(leaf_hash, lines)))[0].root()
    text = Checkpoint(origin, len(lines), root).body()
    return format_note(text, [sign_line(text, origin, private or Ed25519PrivateKey.generate())])


def other_key(back: PutBack) -> tuple[list[bytes], bytes]:
    """A rotation that the copy's maker wrote himself, and everything after it signed by his key."""
    origin, private = back.school.log.origin, Ed25519PrivateKey.generate()
    line = decode(back.lines[back.size])
    new = {"old": decode(back.lines[0])["data"]["key"], "new": str(verifier_of(origin, private))}
    versions = [decode(each)["ver"] for each in back.lines[: back.size] if decode(each)["stream"] == "school"]
    line |= {"type": "KeyRotated", "stream": "school", "ver": max(versions) + 1, "i": 0, "n": 1}
    line["data"] = {**new, "decision": decode(back.lines[0])["data"]["decision"]}
    lines = [*back.lines[: back.size], encode(line)]
    return lines, signed(lines, origin, private)
