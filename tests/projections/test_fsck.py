"""fsck is silent about an honest database, and names the row and the entry of whatever was changed in one."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from projections.fsck.check import fsck
from projections.fsck.findings import Finding
from tests.projections.played_school import TOAN, PlayedSchool, projections

pytestmark = pytest.mark.each_postgres


@pytest.fixture(scope="module")
def once(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PlayedSchool]:
    """Marks, a publication, a correction, a snapshot, everything projected and sealed."""
    school = PlayedSchool(module_dsn, tmp_path_factory.mktemp("school")).open()
    base = school.save(TOAN, "gk", ("hs01", 80, 0), ("hs02", 75, 0), ("hs03", "K", 0))
    school.publish(TOAN, "gk")
    school.correct("d1", TOAN, "hs01", "gk", 90, base)
    school.plan_snapshot("s1")
    school.runner.catch_up()
    school.seal()
    yield school
    school.db.close()


@pytest.fixture
def played(once: PlayedSchool) -> Iterator[PlayedSchool]:
    """The same school for every test: what a test did to its tables and head file is undone."""
    note = once.head_file.read()
    assert note is not None
    with psycopg.connect(once.db.dsn) as connection:
        connection.execute("CREATE SCHEMA kept")
        tables = list(
            connection.execute("SELECT schemaname, tablename FROM pg_tables WHERE schemaname ~ 'socai'")
        )
        for schema, table in tables:
            connection.execute(f"CREATE TABLE kept.{table} AS TABLE {schema}.{table}")
    yield once
    once.head_file.write(note)
    with psycopg.connect(once.db.dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        for schema, table in tables:
            connection.execute(f"TRUNCATE {schema}.{table} CASCADE")
        for schema, table in tables:
            connection.execute(f"INSERT INTO {schema}.{table} OVERRIDING SYSTEM VALUE TABLE kept.{table}")
        connection.execute("DROP SCHEMA kept CASCADE")


def check(school: PlayedSchool) -> list[Finding]:
    return fsck(school.log, projections(), school.head_file.read())


def codes(found: list[Finding]) -> set[str]:
    return {each.code for each in found}


def test_an_honest_database_is_clean(played: PlayedSchool) -> None:
    """Nothing is found, before and after more entries that no view has taken in yet."""
    assert check(played) == []
    played.save(TOAN, "tx1", ("hs01", 10, 0))
    assert check(played) == []


def test_an_empty_log_is_clean(admin_dsn: str, tmp_path: Any) -> None:
    """Size 0: no line, no tile, no row."""
    empty = PlayedSchool(admin_dsn, tmp_path)
    assert check(empty) == []
    empty.runner.catch_up()
    assert check(empty) == []
    empty.db.close()


def test_a21_an_edited_view_row_is_named_with_the_entry_that_decides_it(played: PlayedSchool) -> None:
    """A21: the events are intact, the current mark is not."""
    entry = next(e for e in played.log.entries() if e.type == "CorrectionApplied")
    played.superuser("UPDATE @views@.p_column SET marks = array_replace(marks, 90::int2, 100::int2)")
    (finding,) = check(played)
    assert (finding.code, finding.table, finding.pos) == ("PROJECTION_ROW", "p_column", entry.pos)
    assert (finding.old["value"], finding.new["value"]) == (100, 90)
    assert finding.row["stream"] == "book/6a/toan/1"
    assert finding.row["pupil_id"] == "hs01"


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        (
            "p_column",
            "UPDATE @views@.p_column SET pupils = pupils[1:2], entries = entries[1:2], marks = marks[1:2]",
        ),
        ("p_column", "UPDATE @views@.p_column SET entries[2] = entries[2] - 1"),
        ("p_column", "UPDATE @views@.p_column SET pos = pos - 1"),
        ("p_column", "UPDATE @views@.p_column SET published = NULL"),
        ("p_column", "UPDATE @views@.p_column SET marks = marks || 5::int2"),
        ("p_column", "UPDATE @views@.p_column SET sealed = '{x}'"),
        ("p_column", "UPDATE @views@.p_column SET signed = '{t}'"),
        (
            "p_column",
            "INSERT INTO @views@.p_column"
            " SELECT school, book, pos, 1, 1, pupils, entries, marks, sealed, signed FROM @views@.p_column",
        ),
        ("p_column", "DELETE FROM @views@.p_column"),
        ("p_pupil", "UPDATE @views@.p_pupil SET name = 'Ai đó' WHERE pupil = 'hs02'"),
        ("p_class", "UPDATE @views@.p_class SET subjects = '[]'"),
        ("p_book", "UPDATE @views@.p_book SET subject = 'ly'"),
        ("p_dossier", "UPDATE @views@.p_dossier SET state = 'refused'"),
        ("p_dossier", "UPDATE @views@.p_dossier SET row = jsonb_set(row, '{permitter}', '\"pho\"')"),
        ("p_member", "UPDATE @views@.p_member SET since = since - 1 WHERE pupil = 'hs02'"),
        ("p_deed", "UPDATE @views@.p_deed SET data = jsonb_set(data, '{name}', '\"x\"') WHERE whom = 'hs02'"),
        ("p_deed", "DELETE FROM @views@.p_deed WHERE whom = 'hs02'"),
        ("p_act", "UPDATE @views@.p_act SET person = 'chu' WHERE type = 'MarkEntered'"),
        ("p_act", "DELETE FROM @views@.p_act WHERE type = 'CorrectionApplied'"),
    ],
)
def test_a21_no_table_of_any_view_can_be_edited_unseen(
    played: PlayedSchool, table: str, statement: str
) -> None:
    """Edited, removed and invented rows, in each table."""
    played.superuser(statement)
    found = check(played)
    assert codes(found) == {"PROJECTION_ROW"}
    assert table in {each.table for each in found}
    assert all(each.pos is not None for each in found)


def test_a_dropped_view_table_is_missed(school: PlayedSchool) -> None:
    """The runner would not notice, as the version is the same."""
    school.runner.catch_up()
    school.superuser("DROP TABLE @views@.p_column")
    assert codes(check(school)) == {"PROJECTION_MISSING"}


def test_a22_a_position_moved_past_an_entry_is_caught(played: PlayedSchool) -> None:
    """A22: the view says that it has seen the newest entry, and has not."""
    pos = played.save(TOAN, "tx1", ("hs01", 10, 0))
    played.superuser("UPDATE @views@.p_position SET pos = pos + 1 WHERE projection = 'gradebook'")
    found = check(played)
    assert codes(found) == {"PROJECTION_COUNT", "PROJECTION_ROW"}
    assert pos in {each.pos for each in found}


def test_a22_a_skipped_entry_is_caught_even_if_the_count_was_mended(played: PlayedSchool) -> None:
    """The sum of the leaf hashes stays wrong."""
    played.save(TOAN, "tx1", ("hs01", 10, 0))
    played.superuser("UPDATE @views@.p_position SET pos = pos + 1, entries = entries + 1")
    assert [each.row for each in check(played) if each.code == "PROJECTION_COUNT"] == [
        {"projection": name} for name in ("gradebook", "corrections", "audit", "deeds")
    ]


def test_a_view_ahead_of_its_log_is_caught(played: PlayedSchool) -> None:
    """As after a restore of the ledger alone."""
    played.superuser("UPDATE @views@.p_position SET pos = 100000")
    assert codes(check(played)) == {"PROJECTION_AHEAD"}


def test_a23_entries_deleted_and_views_rebuilt_are_caught_by_the_note_outside(played: PlayedSchool) -> None:
    """A23: everything in the database is made to agree; the signed note in the file does not."""
    size = played.log.head().size
    cut = size - 3  # the snapshot, and the third witness with the application
    for table in ("entry", "command", "run"):
        played.superuser(f"DELETE FROM @schema@.{table} WHERE pos >= {cut}")
    played.superuser("DELETE FROM @schema@.checkpoint")
    played.superuser(f"UPDATE @schema@.tile SET hashes = substr(hashes, 1, {32 * cut})")
    (last,) = played.log.entries(cut - 1, cut)
    played.superuser("UPDATE @schema@.head SET size = %s, leaf = %s, at = %s", cut, last.leaf, last.at)
    played.superuser("TRUNCATE @views@.p_schema, @views@.p_position")
    played.runner = type(played.runner)(played.log, projections())
    played.runner.catch_up()
    assert fsck(played.log, projections()) == []
    assert [(each.code, each.table, each.new) for each in check(played)] == [
        ("LOG_SHRANK", "head file", size)
    ]


def edit_line(school: PlayedSchool, pos: int, old: bytes, new: bytes) -> None:
    (line,) = school.log.lines(pos, pos + 1)
    assert old in line
    school.superuser("UPDATE @schema@.entry SET line = %s WHERE pos = %s", line.replace(old, new), pos)


def test_a1_an_edited_line_breaks_the_chain_the_tile_and_the_view(played: PlayedSchool) -> None:
    """The tile names the line itself, the chain the one behind it."""
    pos = next(e.pos for e in played.log.entries() if e.type == "MarkEntered")
    edit_line(played, pos, b'"value":80', b'"value":90')
    found = check(played)
    assert ("TILE_MISMATCH", pos) in {(each.code, each.pos) for each in found}
    assert ("CHAIN_BROKEN", pos + 1) in {(each.code, each.pos) for each in found}
    assert "ROOT_MISMATCH" in codes(found)


LINE_EDITS: list[tuple[str, bytes, bytes]] = [
    ("LINE_NOT_CANONICAL", b'"v":1', b'"v": 1'),
    ("LINE_NOT_CANONICAL", b'"v":1', b'"v":1,"v":1'),
    ("ENVELOPE_WRONG", b'"stream"', b'"Stream"'),
    ("ORIGIN_MISMATCH", b'"log":"62.socai/demo"', b'"log":"62.socai/demi"'),
    ("POSITION_GAP", b'"pos":', b'"pos":1'),
    ("STREAM_GAP", b'"ver":1}', b'"ver":2}'),
    ("COMMAND_BROKEN", b'"i":0', b'"i":1'),
    ("TIME_BACKWARDS", b'"at":"2020', b'"at":"2019'),
    ("COLUMN_MISMATCH", b'"person":"toan"', b'"person":"gvcn"'),
]


@pytest.mark.parametrize(
    ("code", "old", "new"), LINE_EDITS, ids=[case[0] + str(n) for n, case in enumerate(LINE_EDITS)]
)
def test_a_line_out_of_form_or_place_is_named(
    played: PlayedSchool, code: str, old: bytes, new: bytes
) -> None:
    """Each rule of a line has its finding at its position."""
    pos = next(e.pos for e in played.log.entries() if e.type == "MarkEntered")
    edit_line(played, pos, old, new)
    assert (code, pos) in {(each.code, each.pos) for each in check(played)}


def test_a_removed_line_leaves_a_gap(played: PlayedSchool) -> None:
    """And index rows for a line that is not there."""
    pos = next(e.pos for e in played.log.entries() if e.type == "ColumnPublished")
    played.superuser("DELETE FROM @schema@.entry WHERE pos = %s", pos)
    found = {(each.code, each.pos) for each in check(played)}
    assert {("POSITION_GAP", pos), ("COLUMN_WITHOUT_ENTRY", pos)} <= found


INDEX_EDITS = [
    ("COLUMN_MISMATCH", "command", "UPDATE @schema@.command SET person = 'bqt' WHERE person = 'toan'"),
    (
        "COLUMN_MISMATCH",
        "command",
        "UPDATE @schema@.command SET at = at + interval '1 microsecond' WHERE pos = 1",
    ),
    ("COLUMN_MISSING", "command", "DELETE FROM @schema@.command WHERE pos = 1"),
    ("COLUMN_WITHOUT_ENTRY", "command", "UPDATE @schema@.command SET pos = 900 WHERE pos = 1"),
    ("COLUMN_MISMATCH", "run", "UPDATE @schema@.run SET stream = 'book/6a/ly/1' WHERE stream LIKE 'book/%%'"),
    ("COLUMN_MISMATCH", "run", "UPDATE @schema@.run SET ver = ver + 5 WHERE pos = 1"),
    ("COLUMN_MISSING", "run", "UPDATE @schema@.run SET n = n - 1 WHERE n > 1"),
    ("COLUMN_WITHOUT_ENTRY", "run", "UPDATE @schema@.run SET n = 2000000000 WHERE pos = 1"),
    ("HEAD_MISMATCH", "head", "UPDATE @schema@.head SET at = at + interval '1 second'"),
    ("HEAD_MISMATCH", "head", "UPDATE @schema@.head SET epoch = 3"),
    ("HEAD_MISMATCH", "head", "UPDATE @schema@.head SET leaf = decode(repeat('00', 32), 'hex')"),
    (
        "TILE_MISMATCH",
        "tile",
        "UPDATE @schema@.tile SET hashes = set_byte(hashes, 70, 1 + get_byte(hashes, 70) %% 9)",
    ),
    ("TILE_MISMATCH", "tile", "DELETE FROM @schema@.tile"),
    ("TILE_MISMATCH", "tile", "UPDATE @schema@.tile SET hashes = hashes || decode(repeat('00', 32), 'hex')"),
    (
        "TILE_MISMATCH",
        "tile",
        "INSERT INTO @schema@.tile SELECT school, 1, 0, substr(hashes, 1, 32) FROM @schema@.tile",
    ),
    (
        "CHECKPOINT_BAD_SIGNATURE",
        "checkpoint",
        "UPDATE @schema@.checkpoint SET note = set_byte(note, length(note) - 20,"
        " 65 + get_byte(note, length(note) - 20) %% 9)",
    ),
    ("NOTE_MALFORMED", "checkpoint", "UPDATE @schema@.checkpoint SET note = 'x'"),
    ("COLUMN_MISMATCH", "checkpoint", "UPDATE @schema@.checkpoint SET size = size - 1"),
]


@pytest.mark.parametrize(
    ("code", "table", "statement"),
    INDEX_EDITS,
    ids=[f"{c}-{t}-{n}" for n, (c, t, _) in enumerate(INDEX_EDITS)],
)
def test_index_rows_tiles_and_notes_are_held_against_the_lines(
    played: PlayedSchool, code: str, table: str, statement: str
) -> None:
    """Whatever stands beside the lines can be changed only visibly."""
    played.superuser(statement)
    assert (code, table) in {(each.code, each.table) for each in check(played)}


def test_a_head_file_of_another_history_is_reported(played: PlayedSchool) -> None:
    """The note outside is older than the database's, or of another tree, or no note at all."""
    old = played.head_file.read()
    played.save(TOAN, "tx1", ("hs01", 10, 0))
    played.seal()
    assert codes(fsck(played.log, projections(), old)) == {"HEAD_FILE_DIFFERS"}
    assert codes(fsck(played.log, projections(), b"x")) == {"NOTE_MALFORMED"}


def test_fsck_changes_nothing_and_leaves_nothing(played: PlayedSchool) -> None:
    """No scratch table or schema stays behind."""
    check(played)
    with psycopg.connect(played.db.dsn) as connection:
        names = [
            row[0]
            for row in connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'socai%'")
        ]
        scratch = connection.execute("SELECT count(*) FROM pg_class WHERE relpersistence = 't'").fetchone()
    assert sorted(names) == ["socai", "socai_view"]
    assert scratch == (0,)
