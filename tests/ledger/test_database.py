"""The seat belts in the database: roles, triggers, migrations. Whoever owns the server can take them off."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from ledger import database
from ledger.database import READER, WRITER, Database, MigrationFault
from ledger.log import SchoolLog
from tests.ledger.toy import DIGEST, mark, new_log, new_writer, require_whole, writes

pytestmark = pytest.mark.each_postgres

TABLES = ("school", "head", "entry", "command", "run", "tile", "checkpoint")
CHANGES = {
    "school": "code = 'x'",
    "entry": "line = 'x'",
    "command": "n = 9",
    "run": "ver = 9",
    "checkpoint": "note = 'x'",
}


@pytest.fixture(scope="module")
def db(module_dsn: str) -> Iterator[Database]:
    database_ = Database(module_dsn)
    database_.migrate()
    yield database_
    database_.close()


@pytest.fixture
def log(db: Database) -> SchoolLog:
    """A log with two entries, a tile and a checkpoint."""
    made = new_log(db)
    new_writer(made).submit("P1", "c1", DIGEST, writes(mark("a"), mark("b")))
    with db.pool.connection() as connection:
        connection.execute(
            "SELECT socai.put_tiles(%s, '{0}', '{0}', ARRAY[%s]::bytea[])", (made.school, bytes(64))
        )
        connection.execute("SELECT socai.put_checkpoint(%s, 2, 'note')", (made.school,))
    return made


def as_role(db: Database, role: str, query: str, *values: object) -> None:
    with psycopg.connect(db.dsn) as connection:
        connection.execute(f"SET ROLE {role}")
        connection.execute(query, values)


@pytest.mark.parametrize("role", [WRITER, READER])
@pytest.mark.parametrize("table", TABLES)
def test_writer_and_reader_can_touch_no_table_directly(
    db: Database, log: SchoolLog, role: str, table: str
) -> None:
    """The writer's only right is the append function (design decision 9)."""
    for query in (
        f"INSERT INTO socai.{table} DEFAULT VALUES",
        f"UPDATE socai.{table} SET {'code' if table == 'school' else 'school'} = DEFAULT",
        f"DELETE FROM socai.{table}",
        f"TRUNCATE socai.{table}",
        f"ALTER TABLE socai.{table} DISABLE TRIGGER ALL",
        f"DROP TABLE socai.{table}",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_role(db, role, query)


@pytest.mark.parametrize("role", ["socai_owner", "NONE"])
@pytest.mark.parametrize("table", TABLES)
def test_owner_and_superuser_are_refused_by_the_triggers(
    db: Database, log: SchoolLog, role: str, table: str
) -> None:
    """Nobody changes or deletes a record by mistake, with whatever rights."""
    queries = [f"DELETE FROM socai.{table}", f"TRUNCATE socai.{table} CASCADE"]
    if table in CHANGES:
        queries.append(f"UPDATE socai.{table} SET {CHANGES[table]}")
    for query in queries:
        with psycopg.connect(db.dsn) as connection:
            connection.execute(f"SET ROLE {role}")
            with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
                connection.execute(query)
    require_whole(log)


def test_superuser_who_means_it_can_rewrite_an_entry(db: Database, log: SchoolLog) -> None:
    """The triggers are no proof of anything: finding this is the verifier's work."""
    with psycopg.connect(db.dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("UPDATE socai.entry SET line = 'forged' WHERE school = %s", (log.school,))
    assert next(log.lines()) == b"forged"


def test_reader_cannot_append(db: Database, log: SchoolLog) -> None:
    """Functions are closed to PUBLIC."""
    for call in (
        "SELECT socai.create_school('x', 'y')",
        "SELECT socai.put_checkpoint(1, 1, 'x')",
        "SELECT socai.put_tiles(1, '{0}', '{0}', '{}')",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_role(db, READER, call)


def test_session_of_an_administrator_has_only_the_writers_rights(db: Database) -> None:
    """The program drops what it does not need, whoever's DSN it was given."""
    with db.pool.connection() as connection:
        assert connection.execute("SELECT current_user").fetchone() == (WRITER,)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("INSERT INTO socai.entry VALUES (1, 0, 'x')")


def test_objects_of_the_same_name_elsewhere_capture_nothing(db: Database, log: SchoolLog) -> None:
    """A writer may create temporary tables, types and functions: the append must not see them."""
    with psycopg.connect(db.dsn, autocommit=True) as connection:
        connection.execute(f"SET ROLE {WRITER}")
        for table in ("entry", "head", "command", "run"):
            connection.execute(f"CREATE TEMP TABLE {table} (LIKE socai.{table})")
        connection.execute("CREATE DOMAIN pg_temp.int4 AS pg_catalog.text CHECK (false)")
        connection.execute(
            "CREATE FUNCTION pg_temp.unnest(bytea[]) RETURNS SETOF bytea LANGUAGE sql"
            " AS $$ SELECT 'x'::bytea $$"
        )
        connection.execute("SET search_path = pg_temp, socai, pg_catalog")
        head = log.head()
        row = connection.execute(
            "SELECT outcome FROM socai.append(%s::pg_catalog.int4, 2::pg_catalog.int4, %s, %s, %s, NULL,"
            " ARRAY['line'::pg_catalog.bytea], '{2}', '{1}', '{P}', '{c}', '{d}', '{s}', '{1}',"
            " '{2}', '{1}')",
            (log.school, head.leaf, bytes(32), head.at),
        ).fetchone()
        assert row == ("written",)
        for table in ("entry", "head", "command", "run"):
            assert connection.execute(f"SELECT count(*) FROM pg_temp.{table}").fetchone() == (0,)
    assert list(log.lines())[2] == b"line"


@pytest.mark.parametrize(("pos", "run_pos"), [(3, 2), (2, 3), (1, 1)])
def test_append_refuses_lines_made_for_another_place(
    db: Database, log: SchoolLog, pos: int, run_pos: int
) -> None:
    """Positions in lines and tables must agree; a faulty program must not shift them."""
    call = (
        "SELECT socai.append(%s, 2, %s, %s, '2099-01-01Z', NULL, '{x}', ARRAY[%s::int4], '{1}',"
        " '{P}', '{c}', '{d}', '{s}', '{1}', ARRAY[%s::int4], '{1}')"
    )
    with pytest.raises(psycopg.errors.CheckViolation, match="does not begin at 2"):
        as_role(db, WRITER, call, log.school, log.head().leaf, bytes(32), pos, run_pos)
    assert log.head().size == 2


def test_append_refuses_time_that_goes_backwards(db: Database, log: SchoolLog) -> None:
    """Also if a faulty program asks for it; only a new clock epoch may."""
    head = log.head()
    call = (
        "SELECT socai.append(%s, 2, %s, %s, '2001-01-01Z', %s::int4, '{x}', '{2}', '{1}',"
        " '{P}', '{c}', '{d}', '{s}', '{1}', '{2}', '{1}')"
    )
    with pytest.raises(psycopg.errors.CheckViolation, match="backwards"):
        as_role(db, WRITER, call, log.school, head.leaf, bytes(32), None)
    with pytest.raises(psycopg.errors.CheckViolation, match="backwards"):
        as_role(db, WRITER, call, log.school, head.leaf, bytes(32), 1)
    as_role(db, WRITER, call, log.school, head.leaf, bytes(32), 2)
    assert log.head().epoch == 2


def test_stored_tile_only_grows_wider(db: Database, log: SchoolLog) -> None:
    """A tile once stored is part of proofs that people hold."""
    put = "SELECT socai.put_tiles(%s, '{0}', '{0}', ARRAY[%s]::bytea[])"
    as_role(db, WRITER, put, log.school, bytes(96))
    for other in (bytes(64), b"\x01" + bytes(127)):
        with pytest.raises(psycopg.errors.RestrictViolation, match="other hashes"):
            as_role(db, WRITER, put, log.school, other)
    with pytest.raises(psycopg.errors.CheckViolation):
        as_role(db, WRITER, put, log.school, bytes(97))


def test_second_note_of_a_size_is_refused(db: Database, log: SchoolLog) -> None:
    """Two signed notes of one size would be a fork; the same one again is a retry."""
    put = "SELECT socai.put_checkpoint(%s, 2, %s)"
    as_role(db, WRITER, put, log.school, b"note")
    with pytest.raises(psycopg.errors.UniqueViolation):
        as_role(db, WRITER, put, log.school, b"other")


def test_school_code_and_origin_are_given_once(db: Database, log: SchoolLog) -> None:
    """Two logs of one origin would be a fork from the start."""
    with pytest.raises(psycopg.errors.UniqueViolation):
        as_role(db, WRITER, "SELECT socai.create_school('another', %s)", log.origin)


def test_migrations_started_by_many_at_once_are_applied_once(admin_dsn: str) -> None:
    """Several programs start after an update; roles belong to the cluster, tables to the database."""
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: Database(admin_dsn).migrate(), range(8)))
    with psycopg.connect(admin_dsn) as connection:
        applied = connection.execute("SELECT name FROM socai.migration ORDER BY name").fetchall()
    assert applied == [(path.name,) for path in sorted(database.MIGRATIONS.glob("*.sql"))]
    assert applied


def test_two_schemas_of_one_database_know_nothing_of_each_other(admin_dsn: str) -> None:
    """The schema is a parameter, also one whose name needs quoting."""
    for schema in ("socai", 'sổ "cái'):
        db = Database(admin_dsn, schema=schema)
        db.migrate()
        log = new_log(db)
        new_writer(log).submit("P1", "c1", DIGEST, writes(mark("a")))
        assert len(require_whole(log)) == 1
        assert log.school == 1
        with db.pool.connection() as connection:
            connection.execute(db.sql("CREATE TABLE @views@.scratch (id int)"))
        db.close()


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations that a test may change."""
    folder = tmp_path / "migrations"
    shutil.copytree(database.MIGRATIONS, folder)
    monkeypatch.setattr(database, "MIGRATIONS", folder)
    return folder


def test_next_migration_is_applied_once_on_top(admin_dsn: str, migrations: Path) -> None:
    """Forward only, each file once."""
    Database(admin_dsn).migrate()
    (migrations / "0999_more.sql").write_text("CREATE TABLE @schema@.more (id int);")
    Database(admin_dsn).migrate()
    Database(admin_dsn).migrate()
    with psycopg.connect(admin_dsn) as connection:
        row = connection.execute(
            "SELECT relowner::regrole::text FROM pg_class WHERE relname = 'more'"
        ).fetchone()
    assert row == ("socai_owner",)


def test_migration_that_fails_leaves_nothing(admin_dsn: str, migrations: Path) -> None:
    """All pending migrations are one transaction."""
    (migrations / "0999_bad.sql").write_text("CREATE TABLE @schema@.half (id int); SELECT 1/0;")
    with pytest.raises(psycopg.errors.DivisionByZero):
        Database(admin_dsn).migrate()
    with psycopg.connect(admin_dsn) as connection:
        assert connection.execute("SELECT to_regnamespace('socai')").fetchone() == (None,)


@pytest.mark.parametrize("change", ["edited", "removed", "inserted before"])
def test_changed_history_of_migrations_is_refused(admin_dsn: str, migrations: Path, change: str) -> None:
    """What was applied can no more be known to be what the files say."""
    (migrations / "0998_more.sql").write_text("CREATE TABLE @schema@.more (id int);")
    Database(admin_dsn).migrate()
    if change == "edited":
        (migrations / "0998_more.sql").write_text("CREATE TABLE @schema@.more (id int8);")
    elif change == "removed":
        (migrations / "0998_more.sql").unlink()
    else:
        (migrations / "0997_late.sql").write_text("CREATE TABLE @schema@.late (id int);")
    with pytest.raises(MigrationFault):
        Database(admin_dsn).migrate()
