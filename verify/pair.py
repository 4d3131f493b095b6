"""Two holdings of one origin against each other: lines, notes, receipts, addresses, archives."""

from __future__ import annotations

from verify.diff import name_differences
from verify.files.remote import Remote, RemoteError
from verify.holding import WHOLE_LOGS, Archive, Holding
from verify.log import Log
from verify.proof.canonical import b64
from verify.proof.merkle import BadProof, consistency_path, verify_consistency
from verify.proof.note import Checkpoint
from verify.proof.receipt import Receipt
from verify.report import Report


class Pair:
    """Two holdings of one origin: `evidence` is what the other is judged by."""

    def __init__(self, one: Holding, other: Holding, report: Report) -> None:
        # What comes from outside judges; among equals the archive judges the log, and the shorter the longer.
        weight = [(not h.outside, h.kind in WHOLE_LOGS, h.entries) for h in (one, other)]
        self.evidence, self.target = (one, other) if weight[0] <= weight[1] else (other, one)
        self.report = report

    def say(self, code: str, pos: int | None = None, **fields: object) -> None:
        """A finding about the target, naming the evidence."""
        origin = self.target.origin or self.evidence.origin
        self.report.add(code, self.target.source, origin, pos, **{"evidence": self.evidence.source, **fields})

    def credit(self, size: int) -> None:
        """The two agree on the first `size` entries; on none, they were compared and nothing is anchored."""
        self.evidence.compared = self.target.compared = True
        if self.evidence.outside and not self.target.outside:
            self.target.anchored = max(self.target.anchored, size)
        if not self.evidence.outside and not self.target.outside:
            self.evidence.agrees.append((self.target, size))
            self.target.agrees.append((self.evidence, size))

    def compare(self) -> None:
        """Each way to compare the two stands alone: what one cannot read, another may."""
        for way in (self._lines, self._notes, self._receipts, self._remotes, self._bags):
            with self.report.fenced(self.target.source):
                way()

    def _lines(self) -> None:
        # Evidence of nothing is evidence of nothing: a log without a line anchors nobody and accuses nobody.
        if self.evidence.log is not None and self.target.log is not None and self.evidence.entries:
            self._logs(self.evidence.log, self.target.log)

    def _notes(self) -> None:
        evidence, target = self.evidence, self.target
        for head in evidence.heads:
            self._heads(head)
            if target.log is not None and evidence.log is None and evidence.remote is None:
                self._head_against_log(head, target.log, target)
        if evidence.log is not None and target.log is None and target.remote is None:
            for head in target.heads:
                self._head_against_log(head, evidence.log, evidence)

    def _bags(self) -> None:
        evidence, target = self.evidence, self.target
        for bag, other in ((evidence, target), (target, evidence)):
            if bag.archive is not None and other.log is not None:
                self._archive_against_log(bag, bag.archive, other, other.log)
        if evidence.archive and target.archive:
            self._archives(evidence.archive, target.archive)

    def _logs(self, known: Log, log: Log) -> None:
        size = min(len(known), len(log))
        first = log.leaves.first_difference(known.leaves, size)
        self.credit(size if first is None else first)
        shrank = len(known) > len(log) and self._claims_all(self.target, self.evidence)
        if first is not None:
            self.say("HISTORY_REWRITTEN", first, first_difference=True)
        if shrank:
            self._shrank(len(known), len(log))
        if first is not None or shrank:
            name_differences(known, log, size if first is None else first, self.say, whole=shrank)

    def _shrank(self, known_size: int, size: int) -> None:
        """Entries that are known are missing, the first of them at the log's end."""
        self.say("LOG_SHRANK", size, known_size=known_size, size=size)

    @staticmethod
    def _claims_all(log: Holding, evidence: Holding) -> bool:
        """Whether a log that ends before the evidence must have lost entries.

        An archive may be older; and so may what the outside holds: it was whole when it was got.
        """
        whole = log.kind in WHOLE_LOGS and not log.outside
        return whole and (evidence.outside or evidence.kind not in WHOLE_LOGS)

    def _heads(self, head: Checkpoint) -> None:
        for other in self.target.heads:
            if other.size != head.size:
                continue
            agree = other.root == head.root
            self.credit(head.size if agree else 0)
            if not agree:
                self.say("FORK", size=head.size)

    def _head_against_log(self, head: Checkpoint, log: Log, owner: Holding) -> None:
        """Recompute the log's root at the head's size."""
        if head.size > len(log):
            other = self.evidence if owner is self.target else self.target
            if self._claims_all(owner, other):
                self.credit(0)
                self._shrank(head.size, len(log))
            return
        agree = log.leaves.root(head.size) == head.root
        self.credit(head.size if agree else 0)
        if not agree:
            self.say("HISTORY_REWRITTEN", size=head.size)

    def _receipts(self) -> None:
        for owner, other in ((self.evidence, self.target), (self.target, self.evidence)):
            if owner.receipt is not None and other.log is not None:
                self._receipt_against_log(owner, owner.receipt, other, other.log)
        one, two = self.evidence.receipt, self.target.receipt
        if one and two and one.index == two.index:
            self.credit(int(one.leaf == two.leaf))
            if one.leaf != two.leaf:
                self.say("FORK", one.index)

    def _receipt_against_log(self, owner: Holding, receipt: Receipt, holder: Holding, log: Log) -> None:
        if "receipt" in owner.bad_files:
            return  # its signature is not the log's, so it is no evidence against the log
        if receipt.index >= len(log):
            if self._claims_all(holder, owner):
                self.credit(0)
                self.say("RECEIPT_DENIED", receipt.index, detail="the log ends before it", cmd=receipt.cmd)
            return
        # A leaf commits to every line before it, by way of `prev`.
        agree = log.leaves[receipt.index] == receipt.leaf
        self.credit(receipt.index + 1 if agree else 0)
        if not agree:
            self.say("RECEIPT_DENIED", receipt.index, cmd=receipt.cmd)
            return
        entry = log.entry(receipt.index) or {}
        right = (receipt.cmd, receipt.at, receipt.n, receipt.n - 1)
        if tuple(entry.get(name) for name in ("cmd", "at", "n", "i")) != right:
            self.say(
                "RECEIPT_DENIED", receipt.index, detail="the entry is of another command", cmd=receipt.cmd
            )

    def _remotes(self) -> None:
        for owner, other in ((self.evidence, self.target), (self.target, self.evidence)):
            if owner.remote is None:
                continue
            if other.log is not None and other.entries:
                root = other.log.leaves.root(len(other.log))
                self._against_remote(owner.remote, len(other.log), root, other.log)
            elif other.log is None and other.remote is None:
                for head in other.heads:
                    self._against_remote(owner.remote, head.size, head.root, None)

    def _against_remote(self, remote: Remote, size: int, root: bytes, log: Log | None) -> None:
        """Consistency of a tree of `size` with the tree at the address."""
        head = remote.head
        if head.size < size:
            if log is not None:
                self._head_against_log(head, log, self.target)
            if self.target.remote is remote or log is None:
                self._shrank(size, head.size)
            return
        if size == 0:
            return
        try:
            path = consistency_path(size, head.size, remote.tree.subtree) if size < head.size else []
            verify_consistency(size, head.size, root, head.root, path)
        except BadProof as error:
            self.credit(0)
            self.say("HISTORY_REWRITTEN", size=size, detail=str(error))
            return
        except RemoteError as error:
            self.report.add("REMOTE_FAILED", self.evidence.source, detail=str(error))
            return
        self.credit(size)

    def _archive_against_log(self, bag: Holding, archive: Archive, holder: Holding, log: Log) -> None:
        """What the log says about this archive id: once planned, once archived, with one digest."""
        planned = archive.manifest.get("planned")
        entries = log.facts.planned.get(archive.id, [])
        if isinstance(planned, int) and (entries or len(log) > planned):
            right = {
                "id": archive.id,
                "size": archive.manifest["size"],
                "cause": archive.manifest["cause"],
                "checkpoint": b64(archive.note_digest or b""),
            }
            entry = (log.entry(planned) if planned < len(log) else None) or {}
            then = entry.get("at") == archive.manifest["at"]
            if not then or not any(pos == planned and _holds(data, right) for pos, data in entries):
                self.report.add("ARCHIVE_NOT_PLANNED", bag.source, bag.origin, planned, log=holder.source)
        for pos, data in log.facts.archived.get(archive.id, []):
            if data.get("digest") != b64(archive.digest):
                self.report.add(
                    "ARCHIVE_OVERWRITTEN", bag.source, bag.origin, pos, id=archive.id, log=holder.source
                )
            elif holder.outside and not bag.outside:
                bag.anchored = max(bag.anchored, bag.entries)

    def _archives(self, known: Archive, archive: Archive) -> None:
        if known.id == archive.id and known.digest != archive.digest:
            self.say("ARCHIVE_OVERWRITTEN", id=known.id)


def _holds(data: dict[str, object], right: dict[str, object]) -> bool:
    return all(data.get(name) == value for name, value in right.items())
