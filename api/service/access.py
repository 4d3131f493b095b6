"""A login for ordinary work at the database: it reads and appends, and changes nothing that is written."""

import os
import secrets

import psycopg
from psycopg import sql

from api.service.service import Service
from ledger.cluster.cluster import cluster_for
from ledger.database import READER, WRITER

LOGIN = "socai_app"


def ordinary_url(service: Service) -> str:
    """The DSN of the login, made at the first call. With a database of the operator's own: that DSN."""
    if service.settings.database_url:
        return service.settings.database_url
    path = service.settings.home / "app-password"
    try:
        password = path.read_text()
    except FileNotFoundError:
        password = secrets.token_urlsafe(24)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(password)
    _make_login(service.db.dsn, password)
    return cluster_for(service.settings.cluster).dsn(LOGIN, password)


def _make_login(admin_dsn: str, password: str) -> None:
    name, secret = sql.Identifier(LOGIN), sql.Literal(password)
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", (LOGIN,)).fetchone()
        verb = sql.SQL("CREATE" if known is None else "ALTER")
        connection.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, name, secret))
        connection.execute(
            sql.SQL("GRANT {}, {} TO {}").format(sql.Identifier(READER), sql.Identifier(WRITER), name)
        )
