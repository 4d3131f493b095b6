"""Whoever owns the database can take off its seat belts, but not unseen (attacks A40, A41)."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ledger.cluster.cluster import Cluster
from ledger.database import Database
from projections.fsck.catalog import check_catalog
from projections.fsck.findings import Finding, Findings
from tests.dumps import dump, restore

pytestmark = pytest.mark.each_postgres


@pytest.fixture
def db(module_dsn: str) -> Iterator[Database]:
    """A migrated database; whatever a test changes is undone by migrating anew."""
    database = Database(module_dsn)
    database.migrate()
    yield database
    database.close()
    with psycopg.connect(module_dsn) as connection:
        connection.execute("DROP SCHEMA IF EXISTS socai CASCADE")
        connection.execute("DROP SCHEMA IF EXISTS socai_view CASCADE")
        connection.execute("RESET ALL")


def tamper(db: Database, statement: str) -> None:
    with psycopg.connect(db.dsn) as connection:
        connection.execute(db.sql(statement))


def found_in(db: Database) -> list[Finding]:
    found = Findings()
    check_catalog(db, found)
    return found.all


def names(db: Database) -> set[tuple[str, str]]:
    found = found_in(db)
    assert {each.code for each in found} <= {"CATALOG_CHANGED"}
    return {(each.row["kind"], each.row["name"]) for each in found}


def test_what_the_migrations_made_is_unchanged(db: Database) -> None:
    """Also where the schema stands in the owner's search path."""
    assert found_in(db) == []
    with psycopg.connect(db.dsn, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET search_path = socai, public")
        assert found_in(db) == []
        connection.execute(f"ALTER DATABASE {name} RESET search_path")


def test_a_faithful_restore_is_no_change(pg_cluster: Cluster, db: Database, tmp_path: Path) -> None:
    """pg_restore makes each rule from how PostgreSQL prints it, with other brackets; twice is once."""
    for turn in ("once", "twice"):
        restore(pg_cluster, dump(pg_cluster, db.dsn, tmp_path / turn), db.dsn)
        assert found_in(db) == [], turn


def test_a_rule_that_a_restore_weakened_is_found(pg_cluster: Cluster, db: Database, tmp_path: Path) -> None:
    """Whatever is not the rule itself as PostgreSQL prints it, once or again."""
    restore(pg_cluster, dump(pg_cluster, db.dsn, tmp_path / "dump"), db.dsn)
    tamper(
        db,
        "ALTER TABLE @schema@.tile DROP CONSTRAINT tile_hashes_check,"
        " ADD CONSTRAINT tile_hashes_check CHECK (pg_catalog.octet_length(hashes) >= 31"
        " AND pg_catalog.octet_length(hashes) <= 8192 AND pg_catalog.octet_length(hashes) % 32 = 0)",
    )
    assert names(db) == {("constraint", "tile.tile_hashes_check")}


def test_another_schema_name_is_no_change(db: Database) -> None:
    """Definitions are compared without the name of the schema in them."""
    other = Database(db.dsn, schema="ánother Schema")
    other.migrate()
    assert found_in(other) == []
    tamper(other, "DROP SCHEMA @schema@ CASCADE")
    tamper(other, "DROP SCHEMA @views@ CASCADE")
    other.close()


CHANGES = [
    ("trigger", "entry.refuse_change", "ALTER TABLE @schema@.entry DISABLE TRIGGER refuse_change"),
    ("trigger", "entry.refuse_change", "ALTER TABLE @schema@.entry ENABLE REPLICA TRIGGER refuse_change"),
    ("trigger", "entry.refuse_truncate", "DROP TRIGGER refuse_truncate ON @schema@.entry"),
    (
        "trigger",
        "entry.quiet",
        "CREATE TRIGGER quiet BEFORE INSERT ON @schema@.entry FOR EACH ROW"
        " EXECUTE FUNCTION @schema@.refuse_change()",
    ),
    (
        "function",
        "refuse_change.",
        "CREATE OR REPLACE FUNCTION @schema@.refuse_change() RETURNS trigger LANGUAGE plpgsql"
        " SET search_path = '' AS $$ BEGIN RETURN NEW; END $$",
    ),
    ("function", "refuse_change.", "ALTER FUNCTION @schema@.refuse_change() RESET search_path"),
    ("rule", "entry.lost", "CREATE RULE lost AS ON INSERT TO @schema@.entry DO INSTEAD NOTHING"),
    ("table", "entry", "ALTER TABLE @schema@.entry ENABLE ROW LEVEL SECURITY"),
    ("table", "entry", "ALTER TABLE @schema@.entry SET UNLOGGED"),
    ("table", "entry", "ALTER TABLE @schema@.entry OWNER TO socai_writer"),
    (
        "table",
        "entry",
        "ALTER TABLE @schema@.entry RENAME TO kept;"
        " CREATE VIEW @schema@.entry AS SELECT * FROM @schema@.kept",
    ),
    ("column", "entry.note", "ALTER TABLE @schema@.entry ADD COLUMN note text"),
    (
        "constraint",
        "command.command_school_person_cmd_key",
        "ALTER TABLE @schema@.command DROP CONSTRAINT command_school_person_cmd_key",
    ),
    ("index", "command_at", "DROP INDEX @schema@.command_at"),
    ("grant", "entry.socai_writer.DELETE", "GRANT DELETE ON @schema@.entry TO socai_writer"),
    ("grant", "entry.PUBLIC.SELECT", "GRANT SELECT ON @schema@.entry TO PUBLIC"),
    ("grant", "entry.socai_reader.SELECT", "REVOKE SELECT ON @schema@.entry FROM socai_reader"),
    (
        "grant",
        "create_school.PUBLIC.EXECUTE",
        "GRANT EXECUTE ON FUNCTION @schema@.create_school(text, text) TO PUBLIC",
    ),
]


@pytest.mark.parametrize(
    ("kind", "name", "statement"), CHANGES, ids=[f"{k}-{n}" for n, (k, _, _) in enumerate(CHANGES)]
)
def test_a40_a41_no_change_of_the_catalog_goes_unseen(
    db: Database, kind: str, name: str, statement: str
) -> None:
    """Each kind of thing that keeps the ledger append-only, named."""
    tamper(db, statement)
    assert (kind, name) in names(db)


def test_a40_the_append_function_is_that_of_the_migrations(db: Database) -> None:
    """One word of its source changed."""
    with psycopg.connect(db.dsn) as connection:
        row = connection.execute(
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = 'append'"
        ).fetchone()
        assert row is not None
        connection.execute(row[0].replace("'written'", "'wroten'"))
    assert {kind for kind, _ in names(db)} == {"function"}


def test_a40_a_session_setting_that_silences_triggers_is_found(db: Database) -> None:
    """Set for a whole database or role, it needs no ALTER TABLE."""
    with psycopg.connect(db.dsn, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f"ALTER DATABASE {name} SET session_replication_role = replica")
        assert ("setting", "session_replication_role=replica") in names(db)
        connection.execute(f"ALTER DATABASE {name} RESET session_replication_role")


def test_a40_a_writer_that_became_the_owner_is_found(db: Database) -> None:
    """Membership gives the rights that the grants withhold. Roles belong to the cluster: undone at once."""
    with psycopg.connect(db.dsn, autocommit=True) as connection:
        connection.execute("GRANT socai_owner TO socai_writer")
        try:
            assert ("member", "socai_writer.socai_owner") in names(db)
        finally:
            connection.execute("REVOKE socai_owner FROM socai_writer")


def test_a_login_that_may_not_migrate_is_told_so(pg_cluster: object, db: Database) -> None:
    """What was not compared is never clean."""
    with psycopg.connect(db.dsn, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS may_little")
        connection.execute("CREATE ROLE may_little LOGIN PASSWORD 'pw' IN ROLE socai_writer")
    info = psycopg.conninfo.conninfo_to_dict(db.dsn)
    little = Database(psycopg.conninfo.make_conninfo(**{**info, "user": "may_little", "password": "pw"}))
    assert [each.code for each in found_in(little)] == ["CATALOG_NOT_COMPARED"]
    with psycopg.connect(db.dsn, autocommit=True) as connection:
        connection.execute("DROP ROLE may_little")
