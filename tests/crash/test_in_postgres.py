"""Kill -9 while a transaction of the server is in PostgreSQL: between its writes, and after its COMMIT."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.crash.audit import audit, wait_for_archives
from tests.crash.client import Client
from tests.crash.held import Held, held
from tests.crash.plant import Plant, Server, wait_for
from tests.crash.points import COMMIT, IN_POSTGRES, IN_POSTGRES_BY_DAY, REQUEST, SERVER_BY_DAY, pointed


@pytest.mark.parametrize("point", pointed(IN_POSTGRES, IN_POSTGRES_BY_DAY))
def test_postgres_killed_in(plant: Plant, point: str) -> None:
    """A transaction is there whole or not at all, and the server that outlived it finds out which."""
    client = Client(plant)
    with brought_into(plant, client, point) as (server, holder):
        before = stored(plant)
        server.hold()  # or it would append again before it is seen what the kill has left
        plant.kill_database()
        holder.forget_standby()
    plant.start_database()
    if point.startswith("append"):
        assert (stored(plant) > before) == (point == "append, after commit")
    server.go_on()
    client.stop()
    require_recovered(plant, client, server)
    assert server.fate() == "", "the server outlives its database"


@pytest.mark.parametrize("point", pointed(IN_POSTGRES, SERVER_BY_DAY))
def test_server_killed_in(plant: Plant, point: str) -> None:
    """PostgreSQL commits for a client that is gone; whoever repeats the command gets its first receipt."""
    client = Client(plant)
    with brought_into(plant, client, point) as (server, holder):
        server.kill()
        client.stop()
        holder.let_go()
    server = plant.serve()
    server.wait_until_serving()
    require_recovered(plant, client, server)


def test_postgres_killed_the_moment_after_an_acknowledgement(plant: Plant) -> None:
    """ "Stored" is said only when it is on the disk: nothing else would survive this."""
    client = Client(plant)
    server = plant.serve()
    server.wait_until_serving()
    for _ in range(5):
        wait_for(lambda: client.enter(server), "the server takes marks again")
        kill = plant.database_killer()
        assert client.enter(server)
        kill()
        plant.start_database()
    require_recovered(plant, client, server)


@pytest.mark.nightly
def test_a_server_starts_its_dead_database_again(plant: Plant) -> None:
    """Nobody has to come: what nobody was told yet is refused as "away", and taken when it is back."""
    client = Client(plant)
    server = plant.serve()
    server.wait_until_serving()
    wait_for(lambda: client.enter(server), "the server takes marks")
    plant.kill_database()
    assert not client.enter(server)
    require_recovered(plant, client, server)
    assert server.fate() == ""


@contextmanager
def brought_into(plant: Plant, client: Client, point: str) -> Iterator[tuple[Server, Held]]:
    """A server one of whose transactions stands at the point, after some commands were acknowledged."""
    work, table, then = IN_POSTGRES[point]
    server = plant.serve()
    server.wait_until_serving()
    client.start(server)
    wait_for(lambda: len(client.acknowledged) >= 5, "five commands are acknowledged")
    with held(plant, table) as holder:
        if work == REQUEST:
            client.ask_for_archive()
        holder.wait()
        if then == COMMIT:
            holder.commit_without_answer()
        yield server, holder


def stored(plant: Plant) -> int:
    """How many entries the log has."""
    with plant.opened() as service:
        return service.school("demo").log.head().size


def require_recovered(plant: Plant, client: Client, server: Server) -> None:
    client.finish(server)
    wait_for_archives(plant, set())
    audit(plant, client)
