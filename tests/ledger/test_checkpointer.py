"""Sealing: one history per log, signed once, whatever is done to the database or the process."""

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.database import Database
from ledger.form.canonical import b64, leaf_hash
from ledger.form.note import open_note, parse_vkey
from ledger.form.proof import verify_consistency, verify_inclusion
from ledger.form.tiles import tiles_of
from ledger.form.tree import HashTree
from ledger.log import SchoolLog
from ledger.pgtiles import PgTiles
from ledger.said_once import SaidOnce
from ledger.signing.checkpointer import Checkpointer, head_of, newest_signed, seal_forever
from ledger.signing.heads import SigningRefused
from ledger.signing.keys import KeyFault
from ledger.signing.rotation import ring_of
from tests.ledger.sealed_logs import SealedLog, new_log, rotate, slow_root

pytestmark = pytest.mark.each_postgres

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def db(module_dsn: str) -> Iterator[Database]:
    database = Database(module_dsn)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def sealed(db: Database, tmp_path: Path, request: pytest.FixtureRequest) -> SealedLog:
    """A fresh log in the module's database, named after the test."""
    return new_log(db, tmp_path, f"S{abs(hash(request.node.name)) % 10**12}")


def refusal(sealed: SealedLog) -> str:
    """The code with which a fresh signer refuses; nothing may be signed or written then."""
    before = sealed.head_file.read(), newest_signed(sealed.log)
    with pytest.raises(SigningRefused) as refused:
        sealed.checkpointer().run()
    assert (sealed.head_file.read(), newest_signed(sealed.log)) == before
    return refused.value.code


def run_in_process(sealed: SealedLog, die_at: str = "") -> int:
    """Runs a signer in a process of its own that kills itself at a step; gives its exit status."""
    code = (
        "from pathlib import Path\nfrom ledger.database import Database\nfrom ledger.log import SchoolLog\n"
        "from tests.ledger.sealed_logs import SealedLog\n"
        f"db = Database({sealed.db.dsn!r})\n"
        f"log = SchoolLog(db, {sealed.log.school}, {sealed.log.origin!r})\n"
        f"SealedLog(db, Path({str(sealed.folder)!r}), log).checkpointer().run()\ndb.close()\n"
    )
    environment = {**os.environ, "SOCAI_DIE_AT": die_at}
    done = subprocess.run([sys.executable, "-c", code], env=environment, cwd=ROOT, check=False)
    return done.returncode


def spoil(hashes: bytes, at: int) -> bytes:
    return hashes[:at] + bytes([hashes[at] ^ 1]) + hashes[at + 1 :]


# ---- the normal path


@pytest.mark.parametrize("count", [0, 254, 255, 256, 511, 700])
def test_the_signed_root_is_that_of_the_lines(sealed: SealedLog, count: int) -> None:
    """Promise: size and root are the RFC's over the stored lines, signed by the key of entry 0."""
    sealed.append_marks(count)
    head = sealed.checkpointer().run()
    assert head is not None
    leaves = [leaf_hash(line) for line in sealed.log.lines()]
    assert (head.size, head.root) == (count + 1, slow_root(leaves))
    key = ring_of(sealed.log).in_force(head.size)
    opened = open_note(head.note, [key])
    assert opened.text == f"{sealed.log.origin}\n{head.size}\n{opened.text.split()[-1]}\n"
    assert newest_signed(sealed.log) == head
    assert sealed.head_file.read() == head.note


def test_nothing_is_signed_when_nothing_was_appended(sealed: SealedLog) -> None:
    """Promise: no new note for the same tree, by the same signer or a restarted one."""
    checkpointer = sealed.checkpointer()
    head = checkpointer.run()
    assert head is not None
    assert checkpointer.run() is None
    assert sealed.checkpointer().run() is None
    assert sealed.head_file.read() == head.note


def test_an_empty_log_is_not_signed(db: Database, tmp_path: Path) -> None:
    """Promise: a log begins with entry 0."""
    from ledger.log import create

    empty = SealedLog(db, tmp_path, create(db, "LEER", "62.socai/LEER"))
    assert empty.checkpointer().run() is None
    assert newest_signed(empty.log) is None


def test_growth_in_steps_stores_the_tiles_of_one_run(db: Database, tmp_path: Path) -> None:
    """Promise: tiles do not depend on when they were computed, and heads are consistent with earlier ones."""
    one, many = new_log(db, tmp_path / "1", "STEP-1"), new_log(db, tmp_path / "2", "STEP-2")
    checkpointer, heads = many.checkpointer(), []
    for count in (3, 252, 1, 300, 256):
        many.append_marks(count)
        head = checkpointer.run()
        assert head is not None
        heads.append(head)
    tiles = PgTiles(db, many.log.school)
    leaves = [leaf_hash(line) for line in many.log.lines()]
    for tile in tiles_of(len(leaves)):
        if tile.level == 0:
            wanted = leaves[256 * tile.index : 256 * tile.index + tile.width]
            assert tiles.read(0, tile.index, tile.width) == b"".join(wanted)
    tree = HashTree(tiles, heads[-1].size)
    for old in heads:
        path = tree.consistency(old.size, heads[-1].size)
        verify_consistency(old.size, heads[-1].size, path, old.root, heads[-1].root)
    one.append_marks(812)
    whole = one.checkpointer().run()
    assert whole is not None and whole.size == heads[-1].size == 813
    for index in (0, 255, 256, 812):
        verify_inclusion(leaves[index], index, 813, tree.inclusion(index, 813), heads[-1].root)


def test_the_server_signs_in_the_background(sealed: SealedLog) -> None:
    """Promise: an append is sealed within the interval, and the loop stops when told."""
    stop = threading.Event()
    checkpointer = sealed.checkpointer()
    thread = threading.Thread(target=seal_forever, args=(lambda: [checkpointer], stop, 0.02))
    thread.start()
    sealed.append_marks(5)
    deadline = time.monotonic() + 10
    while (head := newest_signed(sealed.log)) is None or head.size < 6:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_a_refusal_does_not_stop_the_other_logs(sealed: SealedLog, db: Database, tmp_path: Path) -> None:
    """Promise: one school's trouble is logged; the next school is still sealed, round after round."""
    good = new_log(db, tmp_path / "good", "GOOD-1")
    sealed.checkpointer().run()
    sealed.head_file.write(b"garbage")
    both = [sealed.checkpointer(), good.checkpointer()]
    stop = threading.Event()
    thread = threading.Thread(target=seal_forever, args=(lambda: both, stop, 0.01))
    thread.start()
    deadline = time.monotonic() + 10
    while newest_signed(good.log) is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    stop.set()
    thread.join(5)


def test_two_signers_at_once_sign_one_history(sealed: SealedLog) -> None:
    """Promise: whoever comes second waits, and finds it done."""
    sealed.append_marks(600)
    signed: list[object] = []
    signers = [sealed.checkpointer() for _ in range(4)]
    threads = [threading.Thread(target=lambda s=s: signed.append(s.run())) for s in signers]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(signed) == 4
    assert [head for head in signed if head is not None] == [newest_signed(sealed.log)]


# ---- rotation


def test_the_first_head_past_a_rotation_is_signed_by_both(sealed: SealedLog) -> None:
    """Promise: FORMAT §2; later ones by the new key alone, and every note opens by the ring."""
    old = str(ring_of(sealed.log).in_force(1))
    sealed.checkpointer().run()
    new = rotate(sealed, old)
    notes = []
    for _ in range(2):
        head = sealed.checkpointer().run()
        assert head is not None
        notes.append(head.note)
        sealed.append_marks(1)
    both = [parse_vkey(old), parse_vkey(new)]
    assert {str(each.key) for each in open_note(notes[0], both).verified} == {old, new}
    assert {str(each.key) for each in open_note(notes[1], both).verified} == {new}
    ring = ring_of(sealed.log)
    assert [(str(each.key), each.from_size, each.to_size) for each in ring.ranges] == [
        (old, 0, 1),
        (new, 2, None),
    ]
    assert ring_of(sealed.log, 1).ranges[0].to_size is None


def test_a_rotation_from_another_key_is_not_followed(sealed: SealedLog) -> None:
    """Promise: a key that is not in force hands nothing over."""
    rotate(sealed, str(sealed.keys.create(sealed.log.origin).public))
    with pytest.raises(KeyFault) as refused:
        sealed.checkpointer().run()
    assert refused.value.code == "ring"


def test_without_the_private_key_nothing_is_signed(sealed: SealedLog, tmp_path: Path) -> None:
    """Promise: a lost key file stops sealing with a typed error, never with a new key."""
    for path in (tmp_path / "keys").rglob("*.key"):
        path.unlink()
    with pytest.raises(KeyFault) as refused:
        sealed.checkpointer().run()
    assert refused.value.code == "missing"


# ---- what was tampered with is not signed


@pytest.mark.parametrize(("level", "index"), [(0, 0), (0, 1), (0, 2), (1, 0)])
@pytest.mark.parametrize("appended", [0, 1])
def test_a_changed_tile_is_not_signed(sealed: SealedLog, level: int, index: int, appended: int) -> None:
    """Promise: any stored hash of the signed tree, on the edge or deep inside, is compared before signing."""
    sealed.append_marks(600)
    sealed.checkpointer().run()
    hashes = PgTiles(sealed.db, sealed.log.school).read(level, index, 256)
    where = "WHERE school = %s AND level = %s AND idx = %s"
    sealed.superuser(
        f"UPDATE @schema@.tile SET hashes = %s {where}", spoil(hashes, 40), sealed.log.school, level, index
    )
    sealed.append_marks(appended)
    assert refusal(sealed) == "tiles"


@pytest.mark.parametrize(("level", "index"), [(0, 0), (0, 2), (1, 0)])
def test_a_deleted_tile_is_not_signed_over(sealed: SealedLog, level: int, index: int) -> None:
    """Promise: a hole among the tiles is found."""
    sealed.append_marks(600)
    sealed.checkpointer().run()
    where = "WHERE school = %s AND level = %s AND idx = %s"
    sealed.superuser(f"DELETE FROM @schema@.tile {where}", sealed.log.school, level, index)
    assert refusal(sealed) == "tiles"


def test_a_changed_tile_past_the_signed_size_is_not_signed(sealed: SealedLog) -> None:
    """Promise: tiles that a crash left unsigned are computed again from the lines and compared."""
    sealed.append_marks(300)
    assert run_in_process(sealed, "checkpoint:tiles") == -9
    hashes = PgTiles(sealed.db, sealed.log.school).read(0, 0, 256)
    sealed.superuser(
        "UPDATE @schema@.tile SET hashes = %s WHERE school = %s AND level = 0 AND idx = 0",
        spoil(hashes, 5),
        sealed.log.school,
    )
    assert refusal(sealed) == "tiles"


def test_a_line_changed_before_sealing_is_not_signed(sealed: SealedLog) -> None:
    """Promise: the chain is checked once more at the last moment before it is sealed."""
    sealed.append_marks(20)
    sealed.superuser(
        "UPDATE @schema@.entry SET line = pg_catalog.convert_to(pg_catalog.replace("
        "pg_catalog.convert_from(line, 'UTF8'), '\"value\":9', '\"value\":99'), 'UTF8')"
        " WHERE school = %s AND pos = 9",
        sealed.log.school,
    )
    assert refusal(sealed) == "chain"


def test_a_last_line_changed_before_sealing_is_not_signed(sealed: SealedLog) -> None:
    """Promise: the last line has no follower; the head row names its leaf."""
    sealed.append_marks(20)
    sealed.superuser(
        "UPDATE @schema@.entry SET line = line || ' ' WHERE school = %s AND pos = 20", sealed.log.school
    )
    assert refusal(sealed) == "leaf"


def test_a_missing_line_is_not_signed_over(sealed: SealedLog) -> None:
    """Promise: positions are dense."""
    sealed.append_marks(20)
    sealed.superuser("DELETE FROM @schema@.entry WHERE school = %s AND pos = 9", sealed.log.school)
    assert refusal(sealed) == "lines"


def test_an_unreadable_line_is_not_signed(sealed: SealedLog) -> None:
    """Promise: garbage in place of a line is a refusal, not a crash."""
    sealed.append_marks(20)
    sealed.superuser("UPDATE @schema@.entry SET line = 'x' WHERE school = %s AND pos = 9", sealed.log.school)
    assert refusal(sealed) == "chain"


# ---- file and database


def forget(sealed: SealedLog, size: int) -> None:
    """Puts the database back to what a backup at `size` entries would hold."""
    line = next(iter(sealed.log.lines(size - 1, size)))
    tables = {"entry": "pos", "command": "pos", "run": "pos", "checkpoint": "size - 1"}
    for table, column in tables.items():
        sealed.superuser(
            f"DELETE FROM @schema@.{table} WHERE school = %s AND {column} >= %s", sealed.log.school, size
        )
    sealed.superuser("DELETE FROM @schema@.tile WHERE school = %s", sealed.log.school)
    sealed.superuser(
        "UPDATE @schema@.head SET size = %s, leaf = %s WHERE school = %s",
        size,
        leaf_hash(line),
        sealed.log.school,
    )


def test_a_restored_backup_is_not_signed(sealed: SealedLog) -> None:
    """Promise: a log that is shorter than what was signed waits for its lost lines (A20)."""
    sealed.append_marks(10)
    sealed.checkpointer().run()
    forget(sealed, 5)
    assert refusal(sealed) == "tree_behind"


def test_another_history_on_a_restored_backup_is_not_signed(sealed: SealedLog) -> None:
    """Promise: going on from the backup is a fork, at the same size and beyond (A10, A11)."""
    sealed.append_marks(10)
    sealed.checkpointer().run()
    forget(sealed, 5)
    sealed.append_marks(3)
    assert refusal(sealed) == "tree_behind"
    sealed.superuser("DELETE FROM @schema@.tile WHERE school = %s", sealed.log.school)
    for _ in range(6):
        sealed.append_marks(1)
    assert refusal(sealed) == "fork"


def test_a_backup_refilled_with_the_lost_lines_is_signed_again(sealed: SealedLog) -> None:
    """Promise: the same lines give the same root; the note of the file comes back into the database."""
    sealed.append_marks(4)
    sealed.append_marks(6)
    first = sealed.checkpointer().run()
    assert first is not None
    forget(sealed, 5)
    sealed.append_marks(6)
    again = sealed.checkpointer().run()
    assert newest_signed(sealed.log) == first
    assert again == first


def test_an_emptied_log_is_not_taken_for_a_new_one(sealed: SealedLog) -> None:
    """Promise: a head was signed, so size 0 is a loss (A5)."""
    sealed.checkpointer().run()
    for table in ("entry", "command", "run", "tile", "checkpoint"):
        sealed.superuser(f"DELETE FROM @schema@.{table} WHERE school = %s", sealed.log.school)
    sealed.superuser("UPDATE @schema@.head SET size = 0, at = NULL WHERE school = %s", sealed.log.school)
    assert refusal(sealed) == "tree_behind"


def test_a_lost_head_file_is_not_made_anew(sealed: SealedLog) -> None:
    """Promise: the database alone is not believed about what was signed."""
    sealed.checkpointer().run()
    (sealed.folder / "heads" / sealed.log.origin.replace("/", "_")).unlink()
    sealed.append_marks(1)
    assert refusal(sealed) == "head_file_missing"


def test_a_head_file_of_another_history_stops_the_signer(sealed: SealedLog) -> None:
    """Promise: file and database with two roots of one size are a typed refusal."""
    sealed.checkpointer().run()
    key = ring_of(sealed.log).in_force(1)
    from ledger.signing.checkpoint import Checkpoint
    from ledger.signing.keys import sign_checkpoint

    other = Checkpoint(sealed.log.origin, 1, bytes(32))
    assert key is not None
    sealed.head_file.write(sign_checkpoint(sealed.keys, ring_of(sealed.log), other, 0))
    sealed.append_marks(1)
    assert refusal(sealed) == "heads_differ"


def test_a_head_file_older_than_the_database_stops_the_signer(sealed: SealedLog) -> None:
    """Promise: the file is written first, so an older file was put back by somebody."""
    first = sealed.checkpointer().run()
    assert first is not None
    sealed.append_marks(1)
    sealed.checkpointer().run()
    sealed.head_file.write(first.note)
    assert refusal(sealed) == "database_ahead"


def test_a_checkpoint_of_another_root_in_the_database_stops_the_signer(sealed: SealedLog) -> None:
    """Promise: the signed root must come out of the stored tiles."""
    head = sealed.checkpointer().run()
    assert head is not None
    note = head.note.replace(b64(head.root).encode(), b64(bytes(32)).encode())
    sealed.superuser("UPDATE @schema@.checkpoint SET note = %s WHERE school = %s", note, sealed.log.school)
    sealed.append_marks(1)
    assert refusal(sealed) == "tiles"


# ---- crashes


@pytest.mark.parametrize(
    "step", ["checkpoint:full-tiles", "checkpoint:tiles", "checkpoint:signed", "checkpoint:stored"]
)
def test_a_killed_signer_is_followed_by_the_same_head(sealed: SealedLog, step: str) -> None:
    """Promise: whatever step a crash comes at, the next run ends where an undisturbed one would have."""
    sealed.checkpointer().run()
    sealed.append_marks(700)
    leaves = [leaf_hash(line) for line in sealed.log.lines()]
    assert run_in_process(sealed, step) == -9
    left = sealed.head_file.read()
    if step in ("checkpoint:signed", "checkpoint:stored"):
        assert left is not None and head_of(left).size == 701
    sealed.checkpointer().run()
    head = newest_signed(sealed.log)
    assert head is not None
    assert (head.size, head.root) == (701, slow_root(leaves))
    assert sealed.head_file.read() == head.note
    if step in ("checkpoint:signed", "checkpoint:stored"):
        assert head.note == left


def test_a_killed_signer_with_more_appended_meanwhile(sealed: SealedLog) -> None:
    """Promise: the note that the crash kept back is stored before the next one is signed."""
    assert run_in_process(sealed, "checkpoint:signed") == -9
    kept = sealed.head_file.read()
    sealed.append_marks(300)
    head = sealed.checkpointer().run()
    assert head is not None and head.size == 301
    first = newest_signed(sealed.log, 1)
    assert first is not None and first.note == kept


def test_a_killed_signer_is_followed_in_smaller_steps(
    sealed: SealedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Promise: wide edge tiles that a crash left are no obstacle to a run that comes to them step by step."""
    sealed.append_marks(1000)
    assert run_in_process(sealed, "checkpoint:tiles") == -9
    sealed.append_marks(10)
    monkeypatch.setattr("ledger.signing.checkpointer.CHUNK", 256)
    head = sealed.checkpointer().run()
    assert head is not None
    assert (head.size, head.root) == (1011, slow_root([leaf_hash(line) for line in sealed.log.lines()]))


def test_many_who_seal_at_once_leave_no_connection_to_anybody(sealed: SealedLog) -> None:
    """A log is sealed by one; the others wait without a connection, which the one at work needs."""
    sealed.append_marks(10)
    few = Database(sealed.db.dsn, max_connections=3)
    log = SchoolLog(few, sealed.log.school, sealed.log.origin)
    checkpointer = Checkpointer(log, sealed.keys, sealed.head_file)
    faults: list[BaseException] = []

    def seal() -> None:
        try:
            checkpointer.run()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=seal) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    few.close()


def test_a_fault_that_lasts_fills_the_log_of_the_server(caplog: pytest.LogCaptureFixture) -> None:
    """Said once, and again when it is another or has passed meanwhile."""
    said = SaidOnce(logging.getLogger("test"))

    def fail(what: str) -> None:
        try:
            raise OSError(what)
        except OSError:
            said.failed("a school", "a log was not sealed")

    for what in ("full", "full", "full", "away", "away"):
        fail(what)
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR"]
    said.worked("a school")
    said.worked("a school")
    fail("away")
    assert [record.levelname for record in caplog.records] == ["ERROR", "ERROR", "WARNING", "ERROR"]
