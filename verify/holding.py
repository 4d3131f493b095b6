"""What a target or a piece of evidence turned out to hold, ready to be compared with the others."""

from __future__ import annotations

from dataclasses import dataclass, field

from verify.files.remote import Remote
from verify.log import Log
from verify.proof.note import Checkpoint
from verify.proof.receipt import Receipt
from verify.proof.tlogproof import TlogProof

# A log that says "this is all there is", as against an archive of an earlier moment.
WHOLE_LOGS = ("export", "lines")


@dataclass
class Archive:
    """A bag's identity: what its manifest says, and the digest of its tar (given or rebuilt)."""

    id: str
    digest: bytes
    manifest: dict[str, object]
    note_digest: bytes | None


@dataclass
class Holding:
    """One target (`outside` False) or one piece of evidence (True).

    `kind` is bag, export, lines, checkpoint, receipt, proof or url. `anchored` counts the entries that
    something from outside has confirmed (1 or more for what is no log), `signed` those under a note signed
    by a key that counts (spec/VERDICT.md 3), `spoken_for` those that a receipt's signature anchors.
    `seals`: the receipts whose entry a proof proves. `agrees`: other targets that hold the same first so many
    entries.
    """

    source: str
    kind: str
    outside: bool
    log: Log | None = None
    heads: list[Checkpoint] = field(default_factory=list)
    receipt: Receipt | None = None
    proof: TlogProof | None = None
    archive: Archive | None = None
    remote: Remote | None = None
    anchored: int = 0
    signed: int = 0
    spoken_for: int = 0
    compared: bool = False
    seals: list[Holding] = field(default_factory=list)
    agrees: list[tuple[Holding, int]] = field(default_factory=list)
    files: int = 1
    bad_files: set[str] = field(default_factory=set)
    name: str | None = None
    """Of the file or folder that a bag came in."""

    @property
    def origin(self) -> str | None:
        """The log it belongs to, None if nothing in it could be read."""
        if self.log is not None and self.log.origin is not None:
            return self.log.origin
        if self.heads:
            return self.heads[0].origin
        return self.receipt.origin if self.receipt else None

    @property
    def entries(self) -> int:
        """How many lines it holds."""
        return len(self.log) if self.log is not None else 0

    @property
    def is_empty_log(self) -> bool:
        """Whether it says that a log has no entry at all, without saying whose."""
        return self.kind in WHOLE_LOGS and self.origin is None and self.entries == 0
