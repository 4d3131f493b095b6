"""Promise: whatever happens to database or files, the signer never signs two histories of one log."""

import multiprocessing
import time
from pathlib import Path

import pytest

from ledger.form.tiles import Edge
from ledger.form.tree import HashTree
from ledger.signing.checkpoint import Checkpoint
from ledger.signing.heads import HeadSigner, SignedHeadFile, SigningRefused
from ledger.signing.keys import KeyRange, KeyRing, KeyStore, sign_checkpoint
from tests.ledger.test_tiles import MANY
from tests.ledger.test_tree import Tiles

ORIGIN = "62.socai/demo"


def tree_of(leaves: list[bytes]) -> HashTree:
    return HashTree(Tiles(Edge().extend(leaves)[1]), len(leaves))


@pytest.fixture
def signer(tmp_path: Path) -> HeadSigner:
    store = KeyStore(tmp_path / "keys")
    ring = KeyRing([KeyRange(store.create(ORIGIN).public, 0)])
    return HeadSigner(store, ring, SignedHeadFile(tmp_path / "heads" / "demo.checkpoint"))


def refused(code: str, signer: HeadSigner, tree: HashTree, size: int, database: bytes | None) -> None:
    before = signer.head.read()
    with pytest.raises(SigningRefused) as caught:
        signer.sign(tree, size, database)
    assert caught.value.code == code and signer.head.read() == before


def test_heads_grow_and_are_in_the_file_before_they_are_published(signer: HeadSigner) -> None:
    """Each note is whole in the file when `sign` returns."""
    tree, note = tree_of(MANY[:600]), None
    for size in (1, 2, 300, 600):
        note = signer.sign(tree, size, note)
        assert signer.head.read() == note
        assert signer.ring.open_checkpoint(note) == Checkpoint(ORIGIN, size, tree.root(size))


def test_the_same_size_is_the_same_note(signer: HeadSigner) -> None:
    """Signing twice gives the first note again."""
    note = signer.sign(tree_of(MANY[:9]), 9, None)
    assert signer.sign(tree_of(MANY[:9]), 9, note) == note


def test_a_note_lost_between_file_and_database_is_given_again(signer: HeadSigner) -> None:
    """A crash between the two leaves the file ahead; no signed note is ever skipped."""
    tree = tree_of(MANY[:20])
    first = signer.sign(tree, 5, None)
    second = signer.sign(tree, 8, first)
    assert signer.sign(tree, 20, first) == second
    assert signer.sign(tree, 20, None) == second
    assert signer.ring.open_checkpoint(signer.sign(tree, 20, second)).size == 20


def test_a_rewritten_log_is_not_signed(signer: HeadSigner) -> None:
    """One leaf edited below the signed head: refused, also with the database's note gone (A11)."""
    note = signer.sign(tree_of(MANY[:300]), 300, None)
    edited = tree_of([*MANY[:17], MANY[400], *MANY[18:300], *MANY[300:310]])
    for size in (300, 310):
        refused("fork", signer, edited, size, note)
        refused("fork", signer, edited, size, None)


def test_a_restored_shorter_log_is_not_signed(signer: HeadSigner) -> None:
    """Last week's backup is behind the head file (A20)."""
    tree = tree_of(MANY[:30])
    old = signer.sign(tree, 10, None)
    signer.sign(tree, 30, old)
    refused("tree_behind", signer, tree_of(MANY[:12]), 12, old)
    refused("tree_behind", signer, tree_of(MANY[:12]), 12, None)


def test_a_smaller_size_than_the_last_is_not_signed(signer: HeadSigner) -> None:
    """Heads only grow (A4)."""
    note = signer.sign(tree_of(MANY[:30]), 30, None)
    refused("shrunk", signer, tree_of(MANY[:30]), 29, note)


def test_a_missing_or_older_head_file_stops_the_signer(signer: HeadSigner, tmp_path: Path) -> None:
    """The file is written first: a database ahead of it means the file was lost or rolled back."""
    tree = tree_of(MANY[:30])
    first = signer.sign(tree, 10, None)
    second = signer.sign(tree, 20, first)
    signer.head.write(first)
    refused("database_ahead", signer, tree, 30, second)
    (tmp_path / "heads" / "demo.checkpoint").unlink()
    refused("head_file_missing", signer, tree, 30, second)


def test_two_roots_of_one_size_stop_the_signer(signer: HeadSigner) -> None:
    """File and database hold different heads of one size: a fork has been signed."""
    signer.sign(tree_of(MANY[:10]), 10, None)
    other = tree_of(MANY[1:11])
    forked = sign_checkpoint(signer.store, signer.ring, Checkpoint(ORIGIN, 10, other.root(10)), 0)
    for tree in (tree_of(MANY[:12]), other):
        refused("heads_differ", signer, tree, tree.size, forked)


def test_an_unreadable_note_stops_the_signer(signer: HeadSigner) -> None:
    """A damaged or foreign note, in the file or in the database, is never passed over."""
    tree = tree_of(MANY[:12])
    note = signer.sign(tree, 10, None)
    refused("head_unreadable", signer, tree, 12, note[:-2] + b"\n")
    signer.head.write(b"")
    refused("head_unreadable", signer, tree, 12, note)


def test_an_empty_log_is_not_signed(signer: HeadSigner) -> None:
    """A log begins with entry 0 (A5)."""
    refused("empty", signer, tree_of([]), 0, None)


def test_the_head_file_is_whole_after_a_crash_in_the_middle_of_a_write(
    signer: HeadSigner, tmp_path: Path
) -> None:
    """A torn temporary file is never read and does not stand in the way."""
    tree = tree_of(MANY[:12])
    note = signer.sign(tree, 10, None)
    (tmp_path / "heads" / "demo.checkpoint.tmp").write_bytes(note[:40])
    assert signer.head.read() == note
    assert signer.ring.open_checkpoint(signer.sign(tree, 12, note)).size == 12


def hold(path: Path, held: float, ready: "multiprocessing.synchronize.Event") -> None:
    with SignedHeadFile(path).locked():
        ready.set()
        time.sleep(held)


def test_two_processes_do_not_sign_at_once(signer: HeadSigner, tmp_path: Path) -> None:
    """The second signer waits for the first, whichever process it lives in."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    other = context.Process(target=hold, args=(tmp_path / "heads" / "demo.checkpoint", 0.4, ready))
    other.start()
    assert ready.wait(30)
    started = time.monotonic()
    signer.sign(tree_of(MANY[:3]), 3, None)
    assert time.monotonic() - started > 0.2
    other.join()


def test_rotation_is_followed_by_the_signer(signer: HeadSigner) -> None:
    """The first head past KeyRotated carries both keys' signatures, the next only the new one's."""
    tree = tree_of(MANY[:30])
    first = signer.sign(tree, 10, None)
    ring = signer.ring.rotated(signer.store.create(ORIGIN).public, 12)
    rotated = HeadSigner(signer.store, ring, signer.head)
    both = rotated.sign(tree, 20, first)
    new = rotated.sign(tree, 30, both)
    assert [note.count("— ".encode()) for note in (first, both, new)] == [1, 2, 1]
    assert signer.ring.open_checkpoint(both).size == 20
