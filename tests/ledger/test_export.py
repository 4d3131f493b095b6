"""The export: one moment of the log, told as it is stored, right or wrong."""

import threading
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from domain.words.entry import Draft
from ledger.archive.export import HEADER, ExportRefused, export
from ledger.database import READER, Database
from ledger.form.canonical import b64, leaf_hash
from ledger.log import SchoolLog
from ledger.signing.checkpointer import head_of, newest_signed
from tests.ledger.sealed_logs import MARKS, SealedLog, mark, new_log

pytestmark = pytest.mark.each_postgres


@pytest.fixture(scope="module")
def db(module_dsn: str) -> Iterator[Database]:
    database = Database(module_dsn)
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def sealed(db: Database, tmp_path: Path, request: pytest.FixtureRequest) -> SealedLog:
    """A log of 306 entries in five commands, one of them over three streams."""
    sealed = new_log(db, tmp_path, f"E{abs(hash(request.node.name)) % 10**12}")
    sealed.append_marks(300)
    mixed = [Draft("dossier/D1", "X", {}), Draft("dossier/D1", "X", {}), Draft(MARKS, "MarkEntered", mark(1))]
    sealed.append([*mixed, Draft("dossier/D1", "X", {})], "2026-11-02T09:00:00.123456Z")
    sealed.append_marks(1)
    return sealed


def rows_of(folder: Path) -> list[list[str]]:
    header, *rows = (folder / "columns.csv").read_bytes().removesuffix(b"\n").decode().split("\n")
    assert header == HEADER
    return [row.split(",") for row in rows]


def expected(lines: list[bytes], sealed_to: int) -> list[list[str]]:
    """What the lines themselves say, which an honest database repeats."""
    rows = []
    for line in lines:
        read = orjson.loads(line)
        fields = [read["pos"], read["stream"], read["ver"], read["cmd"], read["i"], read["n"]]
        leaf = b64(leaf_hash(line)) if read["pos"] < sealed_to else ""
        rows.append([*map(str, fields), read["actor"]["person"], read["at"], leaf])
    return rows


@pytest.mark.parametrize("then", [0, 7])
def test_an_export_says_what_the_lines_say(sealed: SealedLog, tmp_path: Path, then: int) -> None:
    """Promise: FORMAT §3; leaves of entries past the sealed size are empty."""
    sealed.checkpointer().run()
    sealed.append_marks(then)
    count = export(sealed.log, tmp_path / "out")
    lines = list(sealed.log.lines())
    assert count == len(lines) == 306 + then
    assert (tmp_path / "out/entries.jsonl").read_bytes() == b"".join(line + b"\n" for line in lines)
    assert rows_of(tmp_path / "out") == expected(lines, 306)
    head = newest_signed(sealed.log)
    assert head is not None and (tmp_path / "out/checkpoint").read_bytes() == head.note


def test_an_unsigned_log_has_no_checkpoint_file(sealed: SealedLog, tmp_path: Path) -> None:
    """Promise: absent, not empty."""
    export(sealed.log, tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["columns.csv", "entries.jsonl"]
    assert {row[-1] for row in rows_of(tmp_path / "out")} == {""}


def test_an_existing_folder_with_anything_in_it_is_refused(sealed: SealedLog, tmp_path: Path) -> None:
    """Promise: an export never mixes with, or replaces, what lies there; an empty folder is taken."""
    (tmp_path / "out").mkdir()
    export(sealed.log, tmp_path / "out")
    before = (tmp_path / "out/entries.jsonl").stat().st_mtime_ns
    with pytest.raises(ExportRefused):
        export(sealed.log, tmp_path / "out")
    assert (tmp_path / "out/entries.jsonl").stat().st_mtime_ns == before


def test_the_reader_role_can_export(sealed: SealedLog, tmp_path: Path) -> None:
    """Promise: an auditor needs no right to write."""
    reader = Database(sealed.db.dsn, role=READER)
    try:
        assert export(SchoolLog(reader, sealed.log.school, sealed.log.origin), tmp_path / "out") == 306
    finally:
        reader.close()


def test_all_files_show_one_moment(sealed: SealedLog, tmp_path: Path) -> None:
    """Promise: writers and signers at work do not make lines, columns and checkpoint disagree."""
    stop = threading.Event()

    def work() -> None:
        checkpointer = sealed.checkpointer()
        while not stop.is_set():
            sealed.append_marks(3)
            checkpointer.run()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for attempt in range(5):
            folder = tmp_path / f"out{attempt}"
            count = export(sealed.log, folder)
            rows = rows_of(folder)
            assert len(rows) == count == (folder / "entries.jsonl").read_bytes().count(b"\n")
            if (folder / "checkpoint").exists():
                size = head_of((folder / "checkpoint").read_bytes()).size
                assert size <= count
                assert all(row[-1] for row in rows[:size])
    finally:
        stop.set()
        thread.join(10)


# ---- a database that was tampered with is shown as it is


@pytest.mark.parametrize(
    ("change", "pos", "column", "told"),
    [
        ("UPDATE @schema@.command SET person = 'P9' WHERE school = %s AND pos = 301", 302, 6, "P9"),
        ("UPDATE @schema@.command SET at = at + interval '1 day' WHERE school = %s AND pos = 301", 301, 7,
         "2026-11-03T09:00:00.123456Z"),
        ("UPDATE @schema@.run SET stream = 'book/X' WHERE school = %s AND pos = 304", 304, 1, "book/X"),
        ("UPDATE @schema@.run SET ver = 9 WHERE school = %s AND pos = 304", 304, 2, "9"),
        ("DELETE FROM @schema@.run WHERE school = %s AND pos = 304", 304, 1, ""),
        ("DELETE FROM @schema@.command WHERE school = %s AND pos = 301", 303, 3, ""),
    ],
)  # fmt: skip
def test_a_changed_index_is_told(
    sealed: SealedLog, tmp_path: Path, change: str, pos: int, column: int, told: str
) -> None:
    """Promise: the columns come from the index tables alone, never from the lines."""
    sealed.superuser(change, sealed.log.school)
    export(sealed.log, tmp_path / "out")
    rows = rows_of(tmp_path / "out")
    assert len(rows) == 306
    assert rows[pos][column] == told
    wanted = expected(list(sealed.log.lines()), 0)
    differing = [int(row[0]) for row, right in zip(rows, wanted, strict=True) if row != right]
    assert differing == ([304] if ".run" in change else [301, 302, 303, 304])


def test_a_changed_tile_is_told(sealed: SealedLog, tmp_path: Path) -> None:
    """Promise: the leaf column is the stored hash, not one computed for the occasion."""
    sealed.checkpointer().run()
    sealed.superuser(
        "UPDATE @schema@.tile SET hashes = set_byte(hashes, 0, 255 - get_byte(hashes, 0))"
        " WHERE school = %s AND level = 0 AND idx = 1",
        sealed.log.school,
    )
    export(sealed.log, tmp_path / "out")
    rows, wanted = rows_of(tmp_path / "out"), expected(list(sealed.log.lines()), 306)
    assert [row for row, right in zip(rows, wanted, strict=True) if row != right] == [rows[256]]


def test_overlapping_index_rows_are_both_told(sealed: SealedLog, tmp_path: Path) -> None:
    """Promise: an index row that claims a position twice is not hidden by the export."""
    sealed.superuser(
        "INSERT INTO @schema@.run (school, stream, ver, pos, n) VALUES (%s, 'book/X', 1, 10, 2)",
        sealed.log.school,
    )
    export(sealed.log, tmp_path / "out")
    rows = rows_of(tmp_path / "out")
    assert len(rows) == 308
    assert [row[1] for row in rows if row[0] == "10"] == [MARKS, "book/X"]


@pytest.mark.parametrize("tables", [("entry",), ("entry", "command"), ("entry", "run")])
def test_a_cut_off_tail_shows_in_the_columns(
    sealed: SealedLog, tmp_path: Path, tables: tuple[str, ...]
) -> None:
    """Promise: rows of positions that have no line any more are told (A4)."""
    for table in tables:
        sealed.superuser(f"DELETE FROM @schema@.{table} WHERE school = %s AND pos >= 301", sealed.log.school)
    sealed.superuser("UPDATE @schema@.head SET size = 301 WHERE school = %s", sealed.log.school)
    assert export(sealed.log, tmp_path / "out") == 301
    assert len(rows_of(tmp_path / "out")) == 306
