"""Logs for the tests of sealing: real lines through the real append function, without the domain."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg

from domain.words.entry import Actor, Draft, Proof
from ledger.database import Database
from ledger.form.canonical import b64
from ledger.form.lines import Act, Tail, make_lines
from ledger.log import SchoolLog, create
from ledger.signing.checkpointer import Checkpointer
from ledger.signing.heads import SignedHeadFile
from ledger.signing.keys import KeyStore
from ledger.writing.recorder import CommandRow, Run, SchoolRecorder, Swap
from ledger.writing.recorder import stored_event as stored

ACTOR = Actor(person="P1", role="head", basis=0, proof=Proof(age=0, cred="c", method="totp", session="s"))
MARKS = "book/6A1/TOAN/1"


class SealedLog:
    """A log with its keys and head file in `folder`, as a server has them."""

    def __init__(self, db: Database, folder: Path, log: SchoolLog) -> None:
        self.db = db
        self.folder = folder
        self.log = log
        self.keys = KeyStore(folder / "keys")
        self.head_file = SignedHeadFile(folder / "heads" / log.origin.replace("/", "_"))

    def checkpointer(self) -> Checkpointer:
        """A signer as a fresh process makes it."""
        return Checkpointer(self.log, self.keys, self.head_file)

    def append(self, drafts: Sequence[Draft], at: str | None = None) -> int:
        """Writes one command; gives the position of its first entry."""
        head = self.log.head()
        at = at or max(head.at, "2026-11-02T08:00:00.000000Z")
        versions, runs = self._versions(head.size, drafts)
        act = Act(f"c{head.size}", at, ACTOR, drafts)
        made = make_lines(self.log.origin, Tail(head.size, head.leaf), act, versions, bytes(16 * len(drafts)))
        commands = [CommandRow(head.size, len(drafts), "P1", act.cmd, bytes(32))]
        swap = Swap(head.size, head.leaf, made[-1].entry.leaf, at, None, commands, runs)
        SchoolRecorder(self.db, self.log.school).insert_events(
            [stored(each.line) for each in made], swap=swap
        )
        return head.size

    def append_marks(self, count: int) -> None:
        """Writes `count` entries in commands of at most 1,000."""
        while count > 0:
            part = min(count, 1000)
            start = self.log.head().size
            self.append([Draft(MARKS, "MarkEntered", mark(start + n)) for n in range(part)])
            count -= part

    def _versions(self, pos: int, drafts: Sequence[Draft]) -> tuple[list[int], list[Run]]:
        versions: list[int] = []
        runs: list[Run] = []
        for i, draft in enumerate(drafts):
            if not runs or runs[-1].stream != draft.stream:
                held = [run.ver + run.n - 1 for run in runs if run.stream == draft.stream]
                newest = max(held) if held else self._version(draft.stream)
                runs.append(Run(draft.stream, newest + 1, pos + i, 0))
            versions.append(runs[-1].ver + runs[-1].n)
            runs[-1] = runs[-1]._replace(n=runs[-1].n + 1)
        return versions, runs

    def _version(self, stream: str) -> int:
        query = "SELECT COALESCE(max(ver + n - 1), 0) FROM @schema@.run WHERE school = %s AND stream = %s"
        with self.db.pool.connection() as connection:
            row = connection.execute(self.db.sql(query), (self.log.school, stream)).fetchone()
        assert row is not None
        return int(row[0])

    def superuser(self, query: str, *values: Any) -> None:
        """What somebody does who owns the server: triggers are off."""
        with psycopg.connect(self.db.dsn) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(self.db.sql(query), values)


def mark(n: int) -> dict[str, Any]:
    """The data of a mark entry."""
    return {"pupil": f"HS{n % 45}", "col": "tx1", "value": n % 101, "late": None}


def new_log(db: Database, folder: Path, code: str = "THCS-01") -> SealedLog:
    """A log whose entry 0 names a fresh key."""
    sealed = SealedLog(db, folder, create(db, code, f"62.socai/{code}"))
    key = sealed.keys.create(sealed.log.origin)
    sealed.append([Draft("school", "LogCreated", {"key": str(key.public)})])
    return sealed


def rotate(sealed: SealedLog, old: str) -> str:
    """Appends a KeyRotated from `old` to a fresh key; gives the new key."""
    new = str(sealed.keys.create(sealed.log.origin).public)
    sealed.append([Draft("school", "KeyRotated", {"old": old, "new": new})])
    return new


def slow_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 9162 §2.1.1 word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + slow_root(leaves[:split]) + slow_root(leaves[split:])).digest()


def note_digest(note: bytes) -> str:
    """How a SnapshotPlanned names a signed note."""
    return b64(hashlib.sha256(note).digest())
