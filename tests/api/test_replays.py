"""A command that comes again, whatever happened to the connection that wrote it: one right answer each."""

from __future__ import annotations

import psycopg

from demo.people import HEAD
from tests.api.conftest import ROOT, TEACHER, Stage

ROUNDS, READS = 10, 8


def test_a_replayed_command_breaks_every_later_write(fresh_stage: Stage) -> None:
    """A lost unique key, then readers who roll back on that connection: 26000 until a restart (D1)."""
    for nr in range(ROUNDS):
        note = {"cmd": f"note-{nr}", "text": f"Ghi chú {nr}"}
        first = fresh_stage.post(HEAD.person, f"{ROOT}/journal", **note)
        again = fresh_stage.post(HEAD.person, f"{ROOT}/journal", **note)
        assert (first.status_code, again.status_code) == (201, 201), (nr, first.text, again.text)
        assert again.json()["replayed"] and again.json()["receipt"] == first.json()["receipt"]
        for _ in range(READS):
            assert fresh_stage.get(HEAD.person, f"{ROOT}/lists/years").status_code == 200
    assert fresh_stage.client.get("/health/ready").status_code == 200


def test_a_server_that_cannot_append_says_that_it_is_ready(fresh_stage: Stage) -> None:
    """Readiness takes the way of a write: a database that answers and refuses every append is not ready."""
    client, function = fresh_stage.client, "ALL FUNCTIONS IN SCHEMA socai"
    fresh_stage.as_(TEACHER)
    cell = ("HS0001", "tx1", "7,5", 0)
    with psycopg.connect(fresh_stage.service.db.dsn, autocommit=True) as admin:
        assert client.get("/health/ready").status_code == 200
        admin.execute(f"REVOKE EXECUTE ON {function} FROM socai_writer")
        refused = fresh_stage.save(TEACHER, cell, cmd="again")
        assert (refused.status_code, refused.json()["code"]) == (503, "WRITING_FAILED")
        unready = client.get("/health/ready")
        assert (unready.status_code, unready.json()["code"]) == (503, "WRITING_FAILED")
        admin.execute(f"GRANT EXECUTE ON {function} TO socai_writer")
    assert fresh_stage.save(TEACHER, cell, cmd="again").status_code == 200
    assert client.get("/health/ready").status_code == 200


def test_a_read_only_database_is_called_ready(fresh_stage: Stage) -> None:
    """A standby, or a full disk that made an operator forbid writing: answers every read."""
    name = psycopg.conninfo.conninfo_to_dict(fresh_stage.service.db.dsn)["dbname"]
    fresh_stage.service.db.close()
    with psycopg.connect(fresh_stage.service.db.dsn, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    unready = fresh_stage.client.get("/health/ready")
    assert (unready.status_code, unready.json()["code"]) == (503, "WRITING_FAILED")
