"""Find out what a target is, read it whole, and turn it into holdings. No content makes this fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from verify import bag
from verify.files.bagit import TAG_FILES, TAGS
from verify.files.export import Columns
from verify.files.remote import Fetch, Remote, RemoteError, http_fetch
from verify.files.sources import Blob, FileBlob, TooLarge, UnreadableBlob, read_all
from verify.holding import Holding
from verify.judged import Judged
from verify.log import Log
from verify.names import bare
from verify.proof.canonical import MAX_LINE, NotCanonical
from verify.proof.note import MAX_NOTE, Checkpoint, NoteError, parse_checkpoint
from verify.proof.receipt import parse_receipt
from verify.proof.tlogproof import parse_tlog_proof
from verify.report import Report

MAX_DEPTH = 6
MAX_MEMBER_DEPTH = 12  # of a bag's own files the deepest lies under 6 folders
BAG_FILES = (*TAG_FILES, TAGS)
EXPORT_FILES = {"entries.jsonl", "columns.csv", "checkpoint"}
# Of any version: a proof of one that is unknown is malformed, and no checkpoint although it holds one.
PROOF = b"c2sp.org/tlog-proof@"

Tick = Callable[[int], None]


class Loader:
    """Reads targets (or, with `outside`, evidence); findings go to the report."""

    def __init__(
        self, report: Report, outside: bool, tick: Tick | None = None, fetch: Fetch = http_fetch
    ) -> None:
        self.report, self.outside, self.tick, self.fetch = report, outside, tick, fetch

    def load(self, name: str) -> list[Holding]:
        """Everything that a path or address holds; at least one holding, if only an unreadable one."""
        if name.startswith(("http://", "https://")):
            return self._fenced(name, lambda: [self._address(name)])
        return self._child(Path(name), name, 0)

    def _child(self, path: Path, source: str, depth: int) -> list[Holding]:
        """One file or folder, fenced off from those beside it."""
        return self._fenced(source, lambda: self._path(path, source, depth))

    def _fenced(self, source: str, read: Callable[[], list[Holding]]) -> list[Holding]:
        with self.report.fenced(source):
            return read()
        return [Holding(source, "unreadable", self.outside, bad_files={source})]

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
        if not _is_folder(path):
            return [self.blob(FileBlob(path), path.name, source)]
        children = sorted(path.iterdir())
        files = {child.name for child in children if not _is_folder(child)}
        own: set[str] = set()
        found: list[Holding] = []
        if "bagit.txt" in files:
            own |= {*BAG_FILES, "data"}
            found += self._fenced(source, lambda: [self._bag(path, source)])
        if "entries.jsonl" in files:
            own |= EXPORT_FILES & files
            found += self._fenced(source, lambda: [self._export(path, EXPORT_FILES & files, source)])
        # Whatever a folder is taken for, what else lies in it is read as if it lay alone.
        others = [child for child in children if child.name not in own]
        if (depth == MAX_DEPTH and others) or not children:
            found.append(self._unreadable(source, "UNREADABLE", "nested too deep" if children else "empty"))
            return found
        for child in others:
            found += self._child(child, f"{source}/{child.name}", depth + 1)
        return found

    def _bag(self, folder: Path, source: str) -> Holding:
        return bag.check_folder(members(folder), folder.resolve().name, source, self.outside, self.report)

    def blob(self, blob: Blob, name: str, source: str) -> Holding:
        """One file, told by its content; its name is asked only where that is like nothing known."""
        kind = _kind_by_content(blob) or _kind_by_name(name)
        if kind == "tar":
            return bag.check_tar(blob, name, source, self.outside, self.report)
        read = {
            "proof": self._proof,
            "lines": self._lines,
            "receipt": self._receipt,
            "checkpoint": self._checkpoint,
        }.get(kind)
        return read(blob, source) if read else self._unreadable(source, "UNKNOWN_FILE")

    def _lines(self, blob: Blob, source: str) -> Holding:
        log = Judged(blob, source, self.report).read(tick=self.tick)
        if log.complete:
            return Holding(source, "lines", self.outside, log=log)
        return Holding(source, "unreadable", self.outside, log=log, bad_files={source})

    def _checkpoint(self, blob: Blob, source: str) -> Holding:
        head = self._note(blob, source)
        if head is None:
            return Holding(source, "unreadable", self.outside, bad_files={source})
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

    def _export(self, folder: Path, names: set[str], source: str) -> Holding:
        holding = Holding(source, "export", self.outside, files=len(names))
        judged = Judged(blob_of(folder / "entries.jsonl"), source, self.report)
        log = holding.log = judged.log
        head = self._export_checkpoint(folder, names, holding)
        columns = self._columns(folder, names, holding, head.size if head else 0)
        judged.read(columns, self.tick)
        if not log.complete:
            holding.kind = "unreadable"  # it no longer says that this is all there is
            holding.bad_files.add("entries.jsonl")
        elif head is not None:
            self._own_head(log, head)
        return holding

    def _columns(self, folder: Path, names: set[str], holding: Holding, sealed: int) -> list[Columns]:
        if "columns.csv" not in names:
            self.report.add("EXPORT_FILE_MISSING", holding.source, file="columns.csv")
            return []
        with self.report.fenced(holding.source, file="columns.csv"):
            assert holding.log is not None  # noqa: S101 - an export has one
            return [Columns(blob_of(folder / "columns.csv"), holding.log.finding, sealed)]
        holding.bad_files.add("columns.csv")
        return []

    def _export_checkpoint(self, folder: Path, names: set[str], holding: Holding) -> Checkpoint | None:
        if "checkpoint" not in names:
            self.report.add("CHECKPOINT_UNSIGNED", holding.source)
            return None
        with self.report.fenced(holding.source, file="checkpoint"):
            head = self._note(blob_of(folder / "checkpoint"), holding.source)
            if head is not None:
                holding.heads.append(head)
                return head
        holding.bad_files.add("checkpoint")
        return None

    def _note(self, blob: Blob, source: str) -> Checkpoint | None:
        try:
            return parse_checkpoint(read_all(blob, MAX_NOTE))
        except (NoteError, TooLarge) as error:
            self.report.add("NOTE_MALFORMED", source, detail=str(error))
            return None

    def _own_head(self, log: Log, head: Checkpoint) -> None:
        if head.origin != log.origin:
            log.finding("ORIGIN_MISMATCH", detail=head.origin)
        if head.size > len(log):
            sizes = {"known_size": head.size, "size": len(log)}
            self.report.add("LOG_SHRANK", log.source, head.origin, len(log), evidence="checkpoint", **sizes)
        elif log.leaves.root(head.size) != head.root:
            log.finding("ROOT_MISMATCH", signed_size=head.size)


def _kind_by_content(blob: Blob) -> str:
    start = blob.read_at(0, 512)
    if start[257:262] == b"ustar":
        return "tar"
    for kind, first in (("proof", PROOF), ("lines", b'{"actor":'), ("receipt", b'{"at":')):
        if start.startswith(first):
            return kind
    return "checkpoint" if "\n— ".encode() in blob.read_at(0, MAX_NOTE) else ""


def _kind_by_name(name: str) -> str:
    """What a damaged file was meant to be, whatever a browser or mail program added to its name.

    Its name must end so: a digest or signature of an archive (`x.tar.sha256`) and what a Mac lays beside each
    file on a stick (`._x.tar`) are no damaged archives.
    """
    low = bare(name.lower())
    if low.startswith("._"):
        return ""
    for end, kind in ((".tar", "tar"), (".tlog-proof", "proof"), (".jsonl", "lines"), (".json", "receipt")):
        if low.endswith(end):
            return kind
    return "checkpoint" if "checkpoint" in low and "." not in low else ""


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def blob_of(path: Path) -> Blob:
    """A file in a folder that is read as a whole: what cannot be read is found when somebody reads it."""
    try:
        return FileBlob(path)
    except OSError as error:
        return UnreadableBlob(str(error))


def members(folder: Path, prefix: str = "") -> dict[str, Blob]:
    """Every file below a folder by its relative name."""
    found: dict[str, Blob] = {}
    for path in sorted(folder.iterdir()):
        name = prefix + path.name
        try:
            if _is_folder(path) and name.count("/") < MAX_MEMBER_DEPTH:
                found.update(members(path, name + "/"))
            else:
                found[name] = blob_of(path)
        except OSError as error:
            found[name] = UnreadableBlob(str(error))
    return found
