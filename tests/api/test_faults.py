"""Whatever a table answers, once or for long: one right answer, writing goes on, readiness tells the fact."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from demo.people import BOARD, CLERK, HEAD, pupil_id
from tests.api.conftest import BOOK, ROOT, TEACHER, Stage

STATES = {
    "a lost unique key": "23505",
    "a cancelled statement": "57014",
    "a serialization failure": "40001",
    "a deadlock": "40P01",
    "a lock not had": "55P03",
    "a full disk": "53100",
    "a read-only database": "25006",
    "a right not had": "42501",
    "a prepared statement that is gone": "26000",
    "an I/O error": "58030",
}
KILLED = "a killed session"
LOG = {"socai.entry", "socai.command", "socai.run", "socai.head"}
OF_A_FAULT = {"DATABASE_AWAY", "DISK_FULL", "WRITING_FAILED", "OUTCOME_UNKNOWN", "LOG_BUSY"}
LASTING = 10**9


@contextmanager
def fault(stage: Stage, table: str, state: str, times: int) -> Iterator[None]:
    """The next so many inserts and updates of a table fail like that. A rollback leaves the sequence."""
    action = "PERFORM pg_terminate_backend(pg_backend_pid())" if state == KILLED else "RAISE 'no'"
    action += "" if state == KILLED else f" USING ERRCODE = '{STATES[state]}'"
    with psycopg.connect(stage.service.db.dsn, autocommit=True) as admin:
        admin.execute("CREATE SEQUENCE public.faults; GRANT ALL ON SEQUENCE public.faults TO PUBLIC")
        admin.execute(
            "CREATE FUNCTION public.fault() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
            f" IF nextval('public.faults') <= {times} THEN {action}; END IF; RETURN NEW; END $$"
        )
        admin.execute(
            f"CREATE TRIGGER fault BEFORE INSERT OR UPDATE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION public.fault()"
        )
        try:
            yield
        finally:
            admin.execute(
                f"DROP TRIGGER fault ON {table}; DROP FUNCTION public.fault; DROP SEQUENCE public.faults"
            )


class Acts:
    """What reaches each table, by a command that can be sent again."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.made = stage, 0

    def mark(self) -> Callable[[], Any]:
        """The log itself."""
        self.made += 1
        held = self.stage.cell("HS0001", "tx1")["pos"]
        body = {"pupil": "HS0001", "col": "tx1", "value": {"tenths": self.made % 100}, "base": held}
        return self._again("PUT", f"{BOOK}/cells", TEACHER, cells=[body])

    def profile(self) -> Callable[[], Any]:
        """A text beside the log."""
        self.made += 1
        person = f"nv{self.made}"
        assert self.stage.post(HEAD.person, f"{ROOT}/people", person=person, name="Người").status_code == 201
        path = f"{ROOT}/people/{person}/profile/phone"
        return self._again("PUT", path, BOARD[0].person, value=f"09{self.made:08}", base=0)

    def enrolment(self) -> Callable[[], Any]:
        """A pupil's key."""
        self.made += 1
        pupil = {
            "pupil": f"N{self.made}",
            "name": "Y Mới",
            "born": "2009-03-02",
            "register": f"N{self.made}/20",
        }
        path = f"{ROOT}/classes/6A/pupils"
        return self._again("POST", path, CLERK.person, pupils=[{**pupil, "from": "2020-10-12"}])

    def upload(self) -> Callable[[], Any]:
        """A file, and who brought it."""
        self.made += 1
        file = {"file": ("bai.pdf", f"%PDF-1.7 {self.made}".encode())}
        headers = self.stage.as_(TEACHER)
        return lambda: self.stage.client.post(f"{ROOT}/attachments", headers=headers, files=file)

    def bag(self) -> Callable[[], Any]:
        """Tiles and a signed head, then a bag."""
        headers = self.stage.as_(HEAD.person)
        self.mark()()
        return lambda: self.stage.client.post(f"{ROOT}/archives", headers=headers)

    def view(self) -> Callable[[], Any]:
        """A reading that brings the views up first."""
        assert self.mark()().status_code == 200
        return lambda: self.stage.get(HEAD.person, BOOK)

    def _again(self, method: str, path: str, person: str, /, **body: Any) -> Callable[[], Any]:
        self.made += 1
        headers = self.stage.as_(person)
        whole = {"cmd": f"fault-{self.made}", **body}
        return lambda: self.stage.client.request(method, path, headers=headers, json=whole)


TABLES = {
    **dict.fromkeys(sorted(LOG), Acts.mark),
    **dict.fromkeys(("socai.personal_text", "socai.claim"), Acts.profile),
    "socai.pupil_key": Acts.enrolment,
    "socai.upload": Acts.upload,
    **dict.fromkeys(("socai.tile", "socai.checkpoint"), Acts.bag),
    **dict.fromkeys(("socai_view.p_column", "socai_view.p_position", "socai_view.p_act"), Acts.view),
}


@pytest.fixture(scope="module")
def acts(stage: Stage) -> Acts:
    stage.school.views()
    return Acts(stage)


@pytest.mark.parametrize("times", [1, LASTING], ids=["once", "lasting"])
@pytest.mark.parametrize("state", [*STATES, KILLED])
@pytest.mark.parametrize("table", TABLES)
def test_a_table_refuses(acts: Acts, table: str, state: str, times: int) -> None:
    """Told as a fault of the moment, or got over; afterwards the same command has its answer, once."""
    stage, ask = acts.stage, TABLES[table](acts)
    with fault(stage, table, state, times):
        first = ask()
        if first.status_code >= 400:
            damaged = {"LOG_DAMAGED"} if table in LOG and state == "a lost unique key" else set[str]()
            told = first.json()["code"]
            assert told in OF_A_FAULT | damaged and first.status_code == 503, first.text
        reads = stage.get(HEAD.person, f"{ROOT}/me")
        assert reads.status_code == 200, reads.text
    again = ask()
    assert again.status_code < 300, again.text
    if "receipt" in again.json():
        third = ask()
        assert third.json()["receipt"] == again.json()["receipt"] and third.json()["replayed"]
    assert acts.mark()().status_code == 200
    ready = stage.client.get("/health/ready")
    assert ready.status_code == 200, ready.text


@pytest.mark.parametrize("state", [*STATES, KILLED])
def test_a_reading_that_cannot_be_noted_is_refused(acts: Acts, state: str) -> None:
    """It is let through: with a full disk a book is still to be read; the operator's log has who read it."""
    with fault(acts.stage, "socai.reading", state, LASTING):
        for _ in range(3):
            assert acts.stage.get(HEAD.person, BOOK).status_code == 200
    with fault(acts.stage, "socai.failed_sign_in", state, LASTING):
        wrong = acts.stage.client.get(f"{ROOT}/me", headers={"Authorization": "Bearer falsch"})
        assert wrong.status_code == 401
    assert acts.mark()().status_code == 200


def test_two_tokens_of_one_person_at_once(acts: Acts) -> None:
    """The number of a token is the next one for both: who loses the key is given the one after."""
    stage, told = acts.stage, list[Any]()

    def issue() -> None:
        try:
            told.append(stage.service.tokens.issue(stage.school.log.school, pupil_id(1), stage.clock.now()))
        except Exception as fault_:
            told.append(fault_)

    for _ in range(5):
        threads = [threading.Thread(target=issue) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert all(isinstance(each, str) for each in told), told
    assert sum(stage.service.tokens.bearer(token) is not None for token in told) == 1


def test_statements_that_are_gone_on_every_connection(acts: Acts) -> None:
    """Dropped behind psycopg's back, as a pooler or an operator does it: nobody is told of it."""
    stage = acts.stage
    asks = [
        acts.mark(),
        lambda: stage.get(HEAD.person, f"{ROOT}/me"),
        lambda: stage.get(HEAD.person, f"{ROOT}/entries"),
    ]
    for _ in range(12):  # so often that psycopg prepares what it asks
        assert all(ask().status_code == 200 for ask in asks)
    db = stage.service.db
    warm = [db._warm] if db._warm else []
    taken = [db.pool.getconn() for _ in range(db.pool.get_stats()["pool_size"] - len(warm))]
    gone = 0
    for connection in [*taken, *warm]:
        gone += connection.pgconn.exec_(b"SELECT FROM pg_prepared_statements").ntuples
        connection.pgconn.exec_(b"DEALLOCATE ALL")
    assert gone > 3
    for connection in taken:
        db.pool.putconn(connection)
    for ask in asks * 3:
        answer = ask()
        assert answer.status_code == 200, answer.text


@pytest.fixture
def impatient(acts: Acts) -> Iterator[Acts]:
    """Nobody waits long for a connection."""
    pool = acts.stage.service.db.pool
    usual = pool.timeout, pool.reconnect_timeout
    pool.timeout, pool.reconnect_timeout = 0.5, 1.0
    yield acts
    pool.timeout, pool.reconnect_timeout = usual


def test_no_connection_is_free(impatient: Acts) -> None:
    """Told as a database that is away, and not ready; when one is free again, all goes on."""
    stage, ask = impatient.stage, impatient.mark()
    db = stage.service.db
    db.close()  # the warm connection, too
    db.pool.timeout = 0.5
    taken = [db.pool.getconn(timeout=10) for _ in range(db.pool.max_size)]
    try:
        for answer in (ask(), stage.get(HEAD.person, f"{ROOT}/me"), stage.client.get("/health/ready")):
            assert (answer.status_code, answer.json()["code"]) == (503, "DATABASE_AWAY"), answer.text
    finally:
        for connection in taken:
            db.pool.putconn(connection)
    require_well(stage, ask)


def test_connections_are_refused_for_longer_than_the_pool_tries(impatient: Acts) -> None:
    """The database lets nobody in and ends who was; when it does again, the same command is written once."""
    stage, ask = impatient.stage, impatient.mark()
    name = psycopg.conninfo.conninfo_to_dict(stage.service.db.dsn)["dbname"]
    other = psycopg.conninfo.make_conninfo(stage.service.db.dsn, dbname="postgres")
    with psycopg.connect(other, autocommit=True) as admin:
        admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
            )
            ends = time.monotonic() + 4
            while time.monotonic() < ends:
                for answer in (ask(), stage.get(HEAD.person, BOOK), stage.client.get("/health/ready")):
                    told = answer.json()["code"]
                    assert answer.status_code == 503 and told in {"DATABASE_AWAY", "OUTCOME_UNKNOWN"}, (
                        answer.text
                    )
        finally:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    require_well(stage, ask)


def require_well(stage: Stage, ask: Callable[[], Any]) -> None:
    """Within a minute the command has its answer, once, and readiness says so."""
    ends = time.monotonic() + 60
    while (answer := ask()).status_code != 200:
        assert time.monotonic() < ends, answer.text
    again = ask()
    assert again.json()["receipt"] == answer.json()["receipt"] and again.json()["replayed"]
    while (ready := stage.client.get("/health/ready")).status_code != 200:
        assert time.monotonic() < ends, ready.text
