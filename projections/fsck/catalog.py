"""The database's catalog against the migrations: a trigger switched off or a table swapped shows here.

What must be there is not written down a second time: the migrations are run into a schema of their own in a
transaction that is rolled back, and both schemas are described by the same queries.
"""

import hashlib
import secrets
from typing import Any

import psycopg

from ledger.database import OWNER, READER, WRITER, Connection, Database, MigrationFault, quoted
from projections.fsck.findings import Findings

Described = dict[tuple[str, ...], Any]
"""(kind, name, …) -> what the catalog says of it."""

# Lines that name the owner's own rights differ between versions of PostgreSQL, and mean nothing.
_GRANTS = """
    SELECT 'grant', c.relname, coalesce(g.rolname, 'PUBLIC'), a.privilege_type, a.is_grantable
    FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) a
    LEFT JOIN pg_catalog.pg_roles g ON g.oid = a.grantee
    WHERE c.relnamespace = %(schema)s::regnamespace AND a.grantee <> c.relowner
"""
_FUNCTION_GRANTS = """
    SELECT 'grant', p.proname, coalesce(g.rolname, 'PUBLIC'), a.privilege_type, a.is_grantable
    FROM pg_catalog.pg_proc p
    CROSS JOIN LATERAL pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
    LEFT JOIN pg_catalog.pg_roles g ON g.oid = a.grantee
    WHERE p.pronamespace = %(schema)s::regnamespace AND a.grantee <> p.proowner
"""
# A view or a foreign table in a table's place has another relkind; row security would hide rows (attack A41).
_TABLES = """
    SELECT 'table', c.relname, c.relkind::text, c.relpersistence::text,
        pg_catalog.pg_get_userbyid(c.relowner), c.relrowsecurity
    FROM pg_catalog.pg_class c WHERE c.relnamespace = %(schema)s::regnamespace
"""
_COLUMNS = """
    SELECT 'column', c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = %(schema)s::regnamespace AND c.relkind IN ('r', 'v', 'm', 'f', 'p')
        AND a.attnum > 0 AND NOT a.attisdropped
"""
_INDEXES = """
    SELECT 'index', c.relname, pg_catalog.pg_get_indexdef(i.indexrelid), i.indisunique, i.indisvalid
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    WHERE c.relnamespace = %(schema)s::regnamespace
"""
_CONSTRAINTS = """
    SELECT 'constraint', r.relname, o.conname, pg_catalog.pg_get_constraintdef(o.oid), o.convalidated
    FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_class r ON r.oid = o.conrelid
    WHERE o.connamespace = %(schema)s::regnamespace AND o.contype <> 'n'
"""
# tgenabled is 'O' while a trigger fires; 'D' is switched off, 'R' fires for replicas only (attack A40).
_TRIGGERS = """
    SELECT 'trigger', c.relname, t.tgname, t.tgenabled::text, t.tgtype, p.proname, t.tgqual IS NULL
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = %(schema)s::regnamespace AND NOT t.tgisinternal
"""
_INTERNAL_TRIGGERS = """
    SELECT 'internal trigger', c.relname, p.proname, t.tgenabled::text, count(*)
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
    WHERE c.relnamespace = %(schema)s::regnamespace AND t.tgisinternal GROUP BY 1, 2, 3, 4
"""
_RULES = """
    SELECT 'rule', c.relname, r.rulename, r.ev_enabled::text
    FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
    WHERE c.relnamespace = %(schema)s::regnamespace
"""
_FUNCTIONS = """
    SELECT 'function', p.proname, pg_catalog.pg_get_function_identity_arguments(p.oid), p.prosrc, p.prosecdef,
        pg_catalog.pg_get_userbyid(p.proowner), p.proconfig::text, l.lanname
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = %(schema)s::regnamespace
"""
_QUERIES = (
    _TABLES,
    _COLUMNS,
    _INDEXES,
    _CONSTRAINTS,
    _TRIGGERS,
    _INTERNAL_TRIGGERS,
    _RULES,
    _FUNCTIONS,
    _GRANTS,
    _FUNCTION_GRANTS,
)
_NAMES = {"column": 3, "constraint": 3, "trigger": 3, "internal trigger": 3, "rule": 3, "grant": 4}
"""How many of a row's first fields name it; 2 for the other kinds."""


def check_catalog(db: Database, found: Findings) -> None:
    """Reports CATALOG_CHANGED for all that differs from a fresh run of the migrations (attacks A40, A41).

    Needs a login that may migrate; any other gets CATALOG_NOT_COMPARED.
    """
    scratch = Database(db.dsn, schema=f"socai_fsck_{secrets.token_hex(4)}")
    with psycopg.connect(db.dsn) as connection:
        try:
            # Definitions are spelled by the search path: with an empty one every name is qualified.
            connection.execute("SET LOCAL search_path = ''")
            stored = _described(connection, db.schema)
            scratch.build(connection)
            wanted = _described(connection, scratch.schema)
            _spell_again(connection, scratch.schema)
            restored = _described(connection, scratch.schema)
        except (
            psycopg.errors.InsufficientPrivilege,
            psycopg.errors.InvalidSchemaName,
            MigrationFault,
        ) as fault:
            found.add("CATALOG_NOT_COMPARED", table="pg_catalog", old=str(fault))
            return
        finally:
            connection.rollback()
        stored |= _roles(connection)
    wanted |= _right_roles()
    for name in sorted(stored.keys() | wanted.keys()):
        if stored.get(name) not in (wanted.get(name), restored.get(name, wanted.get(name))):
            kind, *rest = name
            row = {"kind": kind, "name": ".".join(rest)}
            found.add(
                "CATALOG_CHANGED", table="pg_catalog", row=row, old=stored.get(name), new=wanted.get(name)
            )


def _spell_again(connection: Connection, schema: str) -> None:
    """Makes each check from what PostgreSQL prints of it, as pg_restore does: one rule, in other brackets."""
    printed = connection.execute(
        "SELECT o.conrelid::regclass::text, pg_catalog.quote_ident(o.conname),"
        " pg_catalog.pg_get_constraintdef(o.oid) FROM pg_catalog.pg_constraint o"
        " WHERE o.connamespace = %s::regnamespace AND o.contype = 'c' AND o.conrelid <> 0",
        (quoted(schema),),
    ).fetchall()
    for table, name, definition in printed:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {definition}")


def _described(connection: Connection, schema: str) -> Described:
    described: Described = {}
    for query in _QUERIES:
        for row in connection.execute(query, {"schema": quoted(schema)}).fetchall():
            fields = [_neutral(field, schema) for field in row]
            named = _NAMES.get(fields[0], 2)
            if fields[0] == "function":
                fields[3] = hashlib.sha256(fields[3].encode()).hexdigest()
                named = 3
            described[tuple(fields[:named])] = fields[named:]
    return described


def _neutral(field: Any, schema: str) -> Any:
    """The two schemas differ in their names, which stand in definitions with and without quotes."""
    if not isinstance(field, str):
        return field
    return field.replace(f"{quoted(schema)}.", "@schema@.").replace(f"{schema}.", "@schema@.")


def _roles(connection: Connection) -> Described:
    """What the roles may do beyond grants, and settings that would switch triggers off for a session."""
    described: Described = {
        ("role", name): list(rights)
        for name, *rights in connection.execute(
            "SELECT rolname, rolsuper, rolcanlogin, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
            " FROM pg_catalog.pg_roles WHERE rolname = ANY(%s)",
            ([OWNER, WRITER, READER],),
        )
    }
    for member, role in connection.execute(
        "SELECT m.rolname, r.rolname FROM pg_catalog.pg_auth_members a"
        " JOIN pg_catalog.pg_roles m ON m.oid = a.member JOIN pg_catalog.pg_roles r ON r.oid = a.roleid"
        " WHERE m.rolname = ANY(%s)",
        ([OWNER, WRITER, READER],),
    ):
        described["member", member, role] = True
    for setting in connection.execute(
        "SELECT setting FROM pg_catalog.pg_db_role_setting s, unnest(s.setconfig) AS setting"
        " WHERE setting LIKE 'session_replication_role=%%'"
        " AND s.setdatabase IN"
        " (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))",
        (),
    ):
        described["setting", *setting] = True
    return described


def _right_roles() -> Described:
    return {("role", name): [False] * 6 for name in (OWNER, WRITER, READER)}
