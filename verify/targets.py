"""Find out what a target is, read it whole, and turn it into holdings. No content makes this fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from verify import bag
from verify.canonical import MAX_LINE, NotCanonical
from verify.export import Columns
from verify.holding import Holding
from verify.log import Log
from verify.note import MAX_NOTE, Checkpoint, NoteError, parse_checkpoint
from verify.receipt import parse_receipt
from verify.remote import Fetch, Remote, RemoteError, http_fetch
from verify.report import Report
from verify.sources import Blob, FileBlob, TooLarge, read_all
from verify.tlogproof import HEADER, parse_tlog_proof

MAX_DEPTH = 6
EXPORT_FILES = {"entries.jsonl", "columns.csv", "checkpoint"}

Tick = Callable[[int], None]


class Loader:
    """Reads targets (or, with `outside`, evidence); findings go to the report."""

    def __init__(
        self, report: Report, outside: bool, tick: Tick | None = None, fetch: Fetch = http_fetch
    ) -> None:
        self.report, self.outside, self.tick, self.fetch = report, outside, tick, fetch

    def load(self, name: str) -> list[Holding]:
        """Everything that a path or address holds; at least one holding, if only an unreadable one."""
        try:
            if name.startswith(("http://", "https://")):
                return [self._address(name)]
            return self._path(Path(name), name, 0)
        except (OSError, TooLarge, ValueError) as error:
            return [self._unreadable(name, "UNREADABLE", str(error))]
        except Exception as error:  # noqa: BLE001 - our own fault must never look like a pass
            return [self._unreadable(name, "VERIFIER_FAULT", repr(error))]

    def _unreadable(self, source: str, code: str, detail: str | None = None) -> Holding:
        self.report.add(code, source, detail=detail)
        return Holding(source, "unreadable", self.outside, bad_files={source})

    def _address(self, url: str) -> Holding:
        try:
            remote = Remote(url, self.fetch)
        except RemoteError as error:
            return self._unreadable(url, "REMOTE_FAILED", str(error))
        except NoteError as error:
            return self._unreadable(url, "NOTE_MALFORMED", str(error))
        return Holding(url, "url", self.outside, heads=[remote.head], remote=remote)

    def _path(self, path: Path, source: str, depth: int) -> list[Holding]:
        if not path.is_dir() or path.is_symlink():
            return [self.blob(FileBlob(path), path.name, source)]
        names = sorted(child.name for child in path.iterdir())
        if "bagit.txt" in names:
            return [
                bag.check_folder(self._members(path), path.resolve().name, source, self.outside, self.report)
            ]
        if "entries.jsonl" in names:
            return [self._export(path, names, source)]
        if depth == MAX_DEPTH or not names:
            return [self._unreadable(source, "UNREADABLE")]
        return [item for name in names for item in self._path(path / name, f"{source}/{name}", depth + 1)]

    def _members(self, folder: Path) -> dict[str, Blob]:
        """Every file below a folder by its relative name; a link is a file that cannot be read: OSError."""
        files = [item for item in folder.rglob("*") if item.is_symlink() or not item.is_dir()]
        return {item.relative_to(folder).as_posix(): FileBlob(item) for item in files}

    def blob(self, blob: Blob, name: str, source: str) -> Holding:
        """One file, told by its name, else by its first bytes."""
        start = blob.read_at(0, 512)
        if name.endswith(".tar") or start[257:262] == b"ustar":
            return bag.check_tar(blob, name, source, self.outside, self.report)
        if name.endswith(".tlog-proof") or start.startswith(HEADER.encode()):
            return self._proof(blob, source)
        if name.endswith(".jsonl") or start.startswith(b'{"actor":'):
            return self._lines(blob, source)
        if name.endswith(".json") or start.startswith(b'{"at":'):
            return self._receipt(blob, source)
        if "checkpoint" in name or "\n— ".encode() in read_all(blob, MAX_NOTE):
            return self._checkpoint(blob, source)
        return self._unreadable(source, "UNKNOWN_FILE")

    def _lines(self, blob: Blob, source: str) -> Holding:
        log = Log(blob, source, self.report)
        log.scan(tick=self.tick)
        return Holding(source, "lines", self.outside, log=log)

    def _checkpoint(self, blob: Blob, source: str) -> Holding:
        try:
            head = parse_checkpoint(read_all(blob, MAX_NOTE))
        except (NoteError, TooLarge) as error:
            return self._unreadable(source, "NOTE_MALFORMED", str(error))
        return Holding(source, "checkpoint", self.outside, heads=[head])

    def _proof(self, blob: Blob, source: str) -> Holding:
        try:
            proof = parse_tlog_proof(read_all(blob, MAX_NOTE))
        except (NoteError, TooLarge) as error:
            return self._unreadable(source, "PROOF_MALFORMED", str(error))
        holding = Holding(source, "proof", self.outside, heads=[proof.checkpoint], proof=proof)
        if proof.extra is not None:
            self.report.add("SIGNATURE_UNREAD", source, proof.checkpoint.origin, detail="extra")
            holding.bad_files.add("extra")
        return holding

    def _receipt(self, blob: Blob, source: str) -> Holding:
        try:
            receipt = parse_receipt(read_all(blob, MAX_LINE))
        except (NotCanonical, TooLarge) as error:
            return self._unreadable(source, "RECEIPT_MALFORMED", str(error))
        return Holding(source, "receipt", self.outside, receipt=receipt)

    def _export(self, folder: Path, names: list[str], source: str) -> Holding:
        holding = Holding(source, "export", self.outside, files=len(names))
        log = holding.log = Log(FileBlob(folder / "entries.jsonl"), source, self.report)
        head = self._export_checkpoint(folder, names, holding)
        columns = None
        if "columns.csv" in names:
            columns = Columns(FileBlob(folder / "columns.csv"), log, head.size if head else 0)
        else:
            self.report.add("EXPORT_FILE_MISSING", source, file="columns.csv")
        log.scan([columns] if columns else [], self.tick)
        if columns:
            columns.end()
        if head is not None:
            self._own_head(log, head)
        for name in sorted(set(names) - EXPORT_FILES):
            self.report.add("UNKNOWN_FILE", source, file=name)
            holding.bad_files.add(name)
        return holding

    def _export_checkpoint(self, folder: Path, names: list[str], holding: Holding) -> Checkpoint | None:
        if "checkpoint" not in names:
            self.report.add("CHECKPOINT_UNSIGNED", holding.source)
            return None
        try:
            head = parse_checkpoint(read_all(FileBlob(folder / "checkpoint"), MAX_NOTE))
        except (NoteError, TooLarge) as error:
            self.report.add("NOTE_MALFORMED", holding.source, detail=str(error))
            holding.bad_files.add("checkpoint")
            return None
        holding.heads.append(head)
        return head

    def _own_head(self, log: Log, head: Checkpoint) -> None:
        if head.origin != log.origin:
            log.finding("ORIGIN_MISMATCH", detail=head.origin)
        if head.size > len(log):
            sizes = {"known_size": head.size, "size": len(log)}
            self.report.add("LOG_SHRANK", log.source, head.origin, len(log), evidence="checkpoint", **sizes)
        elif log.leaves.root(head.size) != head.root:
            log.finding("ROOT_MISMATCH", signed_size=head.size)
