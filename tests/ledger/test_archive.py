"""The archive: an id has one file for ever, its bytes follow from the plan, and a crash loses neither."""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import bagit
import pytest

from domain.words.entry import Draft
from ledger.archive.archive import Archive, BadArchiveId, Spent
from ledger.archive.bag import Bag, BagRefused, Built, Contents, Plan
from ledger.beside.attachments import AttachmentError, Attachments
from ledger.database import Database
from ledger.form.canonical import b64, decode, leaf_hash
from ledger.form.note import open_note, parse_vkey
from ledger.log import LogDamaged
from ledger.signing.checkpointer import newest_signed
from ledger.signing.rotation import ring_of
from ledger.writeonce import AlreadyWritten
from tests.ledger.sealed_logs import SealedLog, new_log, note_digest, rotate, slow_root
from verify.files.bagit import check_bagit
from verify.files.sources import FileBlob
from verify.files.tar import read_tar

ROOT = Path(__file__).parents[2]
BOOKS = {"books/6A1.json": b'{"v":1}\n', "corrections.json": b'{"dossiers":[],"size":0,"v":1}\n'}
SCAN = b"scan of a signed decision"
AT = "2026-11-02T23:59:59.999999Z"


@dataclass
class Archived:
    """A sealed log of 601 entries, a plan for it, and where the bag goes."""

    sealed: SealedLog
    plan: Plan
    contents: Contents

    @property
    def attachments(self) -> Attachments:
        return Attachments(self.sealed.folder / "attachments", self.sealed.log.origin)

    @property
    def archive(self) -> Archive:
        return Archive(self.sealed.folder / "archive", self.sealed.log, self.attachments)

    @property
    def path(self) -> Path:
        return self.archive.path(self.plan.id)

    def files(self) -> list[str]:
        return sorted(path.name for path in self.path.parent.glob("*"))


@pytest.fixture(scope="module")
def db(module_dsn: str) -> Iterator[Database]:
    database = Database(module_dsn)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def archived(db: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Archived:
    sealed = new_log(db, tmp_path, f"A{abs(hash(request.node.name)) % 10**12}")
    sealed.append_marks(600)
    head = sealed.checkpointer().run()
    assert head is not None
    plan = Plan(
        id="THCS-01.HK1-GK",
        size=head.size,
        checkpoint=note_digest(head.note),
        planned=sealed.append([Draft("archive/x", "SnapshotPlanned", {})], AT),
        at=AT,
        school="THCS-01",
        year="2026-2027",
        semester=1,
        classes=["6A1"],
        cause={"kind": "window", "ref": "GK1"},
    )
    scan = Attachments(tmp_path / "attachments", sealed.log.origin).put(SCAN)
    return Archived(sealed, plan, Contents(BOOKS, [scan]))


def built(outcome: Built | Spent) -> Built:
    assert isinstance(outcome, Built)
    return outcome


def extracted(archived: Archived, folder: Path) -> Path:
    with tarfile.open(archived.path) as tar:
        tar.extractall(folder, filter="data")
    return folder / archived.plan.id


def refusal(archived: Archived) -> str:
    """The code with which the bag is refused; no file may be left then."""
    with pytest.raises(BagRefused) as refused:
        archived.archive.settle(archived.plan, archived.contents)
    assert [name for name in archived.files() if name != ".lock"] == []
    return refused.value.code


def settle_in_process(archived: Archived, die_at: str) -> int:
    """Settles the plan in a process that kills itself at a step; gives its exit status."""
    code = (
        "from pathlib import Path\nfrom ledger.database import Database\nfrom ledger.log import SchoolLog\n"
        "from ledger.archive.archive import Archive\nfrom ledger.beside.attachments import Attachments\n"
        "from ledger.archive.bag import Contents, Plan\n"
        f"folder = Path({str(archived.sealed.folder)!r})\n"
        f"log = SchoolLog(Database({archived.sealed.db.dsn!r}), {archived.sealed.log.school},"
        f" {archived.sealed.log.origin!r})\n"
        "archive = Archive(folder / 'archive', log, Attachments(folder / 'attachments', log.origin))\n"
        f"archive.settle({archived.plan!r}, {archived.contents!r})\n"
    )
    environment = {**os.environ, "SOCAI_DIE_AT": die_at}
    return subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=False).returncode


# ---- what a bag is


def test_a_bag_holds_what_the_format_says(archived: Archived, tmp_path: Path) -> None:
    """Promise: FORMAT §4's members, with the bytes that the log has."""
    outcome = built(archived.archive.settle(archived.plan, archived.contents))
    data = archived.path.read_bytes()
    assert (outcome.digest, outcome.bytes) == (hashlib.sha256(data).digest(), len(data))
    bag = extracted(archived, tmp_path / "out")
    scan = hashlib.sha256(SCAN).hexdigest()
    names = sorted(str(path.relative_to(bag)) for path in bag.rglob("*") if path.is_file())
    assert names == [
        "bag-info.txt", "bagit.txt", "data/VERIFY.txt", f"data/attachments/{scan}", "data/books/6A1.json",
        "data/checkpoint", "data/corrections.json", "data/entries.jsonl", "data/keys.json",
        "data/manifest.json", "data/tile/0/000", "data/tile/0/001", "data/tile/0/002.p/89",
        "data/tile/1/000.p/2", "manifest-sha256.txt", "tagmanifest-sha256.txt",
    ]  # fmt: skip
    lines = list(archived.sealed.log.lines(0, 601))
    assert (bag / "data/entries.jsonl").read_bytes() == b"".join(line + b"\n" for line in lines)
    assert (bag / f"data/attachments/{scan}").read_bytes() == SCAN
    assert (bag / "data/tile/0/002.p/89").read_bytes() == b"".join(map(leaf_hash, lines[512:]))
    manifest = decode((bag / "data/manifest.json").read_bytes().removesuffix(b"\n"))
    assert manifest["root"] == b64(slow_root(list(map(leaf_hash, lines))))
    assert (manifest["size"], manifest["planned"], manifest["at"]) == (601, 601, AT)
    assert (manifest["origin"], manifest["classes"]) == (archived.sealed.log.origin, ["6A1"])
    head = newest_signed(archived.sealed.log)
    assert head is not None and (bag / "data/checkpoint").read_bytes() == head.note


def test_strangers_tools_read_a_bag(archived: Archived, tmp_path: Path) -> None:
    """Promise: `tar`, `sha256sum` and the Library of Congress's `bagit` all accept it."""
    archived.archive.settle(archived.plan, archived.contents)
    listed = subprocess.run(["tar", "tvf", archived.path], capture_output=True, text=True, check=True).stdout
    assert {line[:10] for line in listed.splitlines()} == {"-r--r--r--"}
    bag = extracted(archived, tmp_path / "out")
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        checked = subprocess.run(
            ["sha256sum", "--strict", "-c", manifest], cwd=bag, capture_output=True, check=False
        )
        assert checked.returncode == 0, checked.stdout
    read = bagit.Bag(str(bag))
    read.validate(processes=1)
    assert read.info["External-Identifier"] == archived.plan.id
    # 23:59:59 UTC is the next morning in Vietnam.
    assert read.info["Bagging-Date"] == "2026-11-03"


def test_a_bag_has_the_same_bytes_each_time(archived: Archived) -> None:
    """Promise: later entries, later heads, a rotated key and another process change nothing."""
    first, second = io.BytesIO(), io.BytesIO()
    one = Bag(archived.sealed.log, archived.attachments, archived.plan, archived.contents).write(first)
    rotate(archived.sealed, str(ring_of(archived.sealed.log).in_force(1)))
    archived.sealed.append_marks(300)
    archived.sealed.checkpointer().run()
    shuffled = Contents(dict(reversed(BOOKS.items())), [*archived.contents.evidence] * 2)
    two = Bag(archived.sealed.log, archived.attachments, archived.plan, shuffled).write(second)
    assert first.getvalue() == second.getvalue()
    assert one == two


def test_the_keys_are_those_of_the_archived_entries(archived: Archived, tmp_path: Path) -> None:
    """Promise: a rotation before the size is in keys.json, and the checkpoint opens by them."""
    old = str(ring_of(archived.sealed.log).in_force(1))
    new = rotate(archived.sealed, old)
    head = archived.sealed.checkpointer().run()
    assert head is not None
    archived.plan = replace(archived.plan, size=head.size, checkpoint=note_digest(head.note))
    archived.archive.settle(archived.plan, archived.contents)
    bag = extracted(archived, tmp_path / "out")
    keys = json.loads((bag / "data/keys.json").read_bytes())["keys"]
    assert keys == [{"vkey": old, "from": 0, "to": 602}, {"vkey": new, "from": 603, "to": None}]
    opened = open_note((bag / "data/checkpoint").read_bytes(), [parse_vkey(new)])
    assert opened.text.split("\n")[1] == "603"


def test_the_guide_names_the_bag_in_both_languages(archived: Archived, tmp_path: Path) -> None:
    """Promise: VERIFY.txt tells a stranger, with this bag's own names, not to believe the bag."""
    archived.archive.settle(archived.plan, archived.contents)
    text = (extracted(archived, tmp_path / "out") / "data/VERIFY.txt").read_text()
    assert text.count(f"socai-verify.pyz {archived.plan.id}.tar --policy") == 2
    assert "Không tin điều gì chỉ vì túi này nói như vậy" in text
    assert "Believe nothing because this bag says so" in text


def test_settling_twice_gives_the_same_answer(archived: Archived) -> None:
    """Promise: a lost answer is asked again; the file is untouched."""
    first = archived.archive.settle(archived.plan, archived.contents)
    before = archived.path.stat()
    assert archived.archive.settle(archived.plan, archived.contents) == first
    assert archived.path.stat().st_mtime_ns == before.st_mtime_ns
    assert archived.archive.digest(archived.plan.id) == built(first).digest


# ---- one id, one file


def test_an_existing_id_is_refused_at_file_level(archived: Archived) -> None:
    """Promise: publishing the same id again fails, even with the same bytes (A18)."""
    archived.archive.publish(archived.plan, archived.contents)
    before = archived.path.read_bytes()
    later = replace(archived.plan, classes=["6A1", "6A2"])
    for plan in (archived.plan, later):
        with pytest.raises(AlreadyWritten):
            archived.archive.publish(plan, archived.contents)
    assert archived.path.read_bytes() == before
    assert archived.files() == [".lock", f"{archived.plan.id}.tar"]
    assert archived.path.stat().st_mode & 0o777 == 0o400


@pytest.mark.parametrize(
    "change",
    [
        {"classes": ["6A2"]},
        {"planned": 0},
        {"cause": {"kind": "manual", "ref": ""}},
        {"at": AT.replace("11", "12")},
    ],
)
def test_a_second_digest_for_an_id_spends_it(archived: Archived, change: dict[str, object]) -> None:
    """Promise: another plan, or other books, under a used id is said to be so; the file stays."""
    first = built(archived.archive.settle(archived.plan, archived.contents))
    other = archived.archive.settle(replace(archived.plan, **change), archived.contents)  # type: ignore[arg-type]
    assert isinstance(other, Spent)
    assert other.digest == first.digest == archived.archive.digest(archived.plan.id)
    assert other.planned != first.digest


def test_other_books_spend_the_id(archived: Archived) -> None:
    """Promise: a rebuild must give the same bytes in everything, the books included."""
    first = built(archived.archive.settle(archived.plan, archived.contents))
    changed = Contents({**BOOKS, "books/6A1.json": b'{"v":2}\n'}, archived.contents.evidence)
    other = archived.archive.settle(archived.plan, changed)
    assert isinstance(other, Spent) and other.digest == first.digest


def test_a_replaced_or_planted_file_spends_the_id(archived: Archived) -> None:
    """Promise: what lies under the name is read, not believed (A16)."""
    archived.path.parent.mkdir(parents=True)
    archived.path.write_bytes(b"not a bag")
    outcome = archived.archive.settle(archived.plan, archived.contents)
    assert isinstance(outcome, Spent)
    assert outcome.digest == hashlib.sha256(b"not a bag").digest()
    assert archived.path.read_bytes() == b"not a bag"


@pytest.mark.parametrize("identifier", ["", "..", ".x", "a/b", "../a", "a" * 33, "ă", "a b", "a\n", "-a"])
def test_an_unsafe_id_is_refused(archived: Archived, identifier: str) -> None:
    """Promise: an id is a plain name and never a path."""
    with pytest.raises(BadArchiveId):
        archived.archive.settle(replace(archived.plan, id=identifier), archived.contents)


# ---- what is not archived


def test_a_size_that_was_never_signed_is_refused(archived: Archived) -> None:
    """Promise: a bag has a checkpoint of exactly its size."""
    archived.plan = replace(archived.plan, size=600)
    assert refusal(archived) == "size"


def test_another_note_than_the_planned_one_is_refused(archived: Archived) -> None:
    """Promise: the plan names the note; another one of the same size is not it."""
    archived.plan = replace(archived.plan, checkpoint=b64(bytes(32)))
    assert refusal(archived) == "note"


def test_changed_lines_are_not_archived(archived: Archived) -> None:
    """Promise: the tree is computed again from the lines that go into the bag (A1)."""
    archived.sealed.superuser(
        "UPDATE @schema@.entry SET line = line || ' ' WHERE school = %s AND pos = 7",
        archived.sealed.log.school,
    )
    assert refusal(archived) == "root"


@pytest.mark.parametrize("level", [0, 1])
def test_changed_tiles_are_not_archived(archived: Archived, level: int) -> None:
    """Promise: a bag never carries tiles that its own entries refute."""
    archived.sealed.superuser(
        "UPDATE @schema@.tile SET hashes = set_byte(hashes, 5, 255 - get_byte(hashes, 5))"
        " WHERE school = %s AND level = %s AND idx = 0",
        archived.sealed.log.school,
        level,
    )
    assert refusal(archived) == "tile"


def test_a_log_with_a_hole_is_not_archived(archived: Archived) -> None:
    """Promise: a missing line stops the build and leaves no file."""
    archived.sealed.superuser(
        "DELETE FROM @schema@.entry WHERE school = %s AND pos = 7", archived.sealed.log.school
    )
    with pytest.raises(LogDamaged):
        archived.archive.settle(archived.plan, archived.contents)
    assert not archived.path.exists()


@pytest.mark.parametrize("fault", ["missing", "changed"])
def test_evidence_that_is_not_as_named_stops_the_build(archived: Archived, fault: str) -> None:
    """Promise: a bag holds every evidence file, whole, or is not made."""
    path = archived.attachments.path(hashlib.sha256(SCAN).digest())
    path.chmod(0o644)
    path.unlink() if fault == "missing" else path.write_bytes(SCAN[::-1])
    with pytest.raises(AttachmentError):
        archived.archive.settle(archived.plan, archived.contents)
    assert not archived.path.exists()


@pytest.mark.parametrize(
    "name", ["manifest.json", "books/../keys.json", "books/a/b.json", "entries.jsonl", "x"]
)
def test_books_cannot_take_the_place_of_other_members(archived: Archived, name: str) -> None:
    """Promise: what the caller hands in goes to `books/` and `corrections.json` only."""
    archived.contents = Contents({**BOOKS, name: b"{}"})
    with pytest.raises((BagRefused, ValueError)):
        archived.archive.settle(archived.plan, archived.contents)
    assert not archived.path.exists()


# ---- crashes


@pytest.mark.parametrize(
    ("step", "left"),
    [("writeonce:written", False), ("writeonce:linked", True), ("archive:linked", True)],
)
def test_a_killed_builder_is_followed_by_the_same_bytes(archived: Archived, step: str, left: bool) -> None:
    """Promise: planned and no file → built; file and no entry → the rebuild gives its digest, not Spent."""
    wanted = Bag(archived.sealed.log, archived.attachments, archived.plan, archived.contents).write(
        io.BytesIO()
    )
    assert settle_in_process(archived, step) == -9
    assert archived.path.exists() == left
    assert archived.archive.settle(archived.plan, archived.contents) == wanted
    assert archived.archive.digest(archived.plan.id) == wanted.digest


def test_leftovers_of_a_crash_are_swept_by_the_next_build(archived: Archived) -> None:
    """Promise: temporary files do not pile up beside the bags."""
    assert settle_in_process(archived, "writeonce:written") == -9
    assert any(name.startswith(".unpublished-") for name in archived.files())
    archived.archive.settle(archived.plan, archived.contents)
    assert archived.files() == [".lock", f"{archived.plan.id}.tar"]


def test_a_copied_archive_still_answers_for_its_files(archived: Archived, tmp_path: Path) -> None:
    """Promise: a bag is one file; a copy on another medium has the recorded digest."""
    digest = built(archived.archive.settle(archived.plan, archived.contents)).digest
    shutil.copytree(archived.sealed.folder / "archive", tmp_path / "medium")
    copy = Archive(tmp_path / "medium", archived.sealed.log, archived.attachments)
    assert copy.digest(archived.plan.id) == digest
    assert copy.digest("other") is None


def test_the_independent_verifier_finds_no_fault_of_form(archived: Archived) -> None:
    """Promise: tar and manifests are byte for byte those that verify/ derives from the spec."""
    archived.archive.settle(archived.plan, archived.contents)
    tar = read_tar(FileBlob(archived.path))
    assert tar.faults == []
    assert tar.mtime == 1_793_663_999
    prefix = archived.plan.id + "/"
    members = {name.removeprefix(prefix): blob for name, blob in tar.members.items()}
    faults: list[tuple[str, str]] = []
    check_bagit(members, lambda code, name: faults.append((code, name)), lambda _name: nullcontext())
    assert len(members) == 16 and faults == []
