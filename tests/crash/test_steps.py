"""Kill -9 of the server, or of PostgreSQL under it, at every step named in the code; then all is whole."""

from __future__ import annotations

import pytest

from tests.crash.audit import audit, bags_on_disk, wait_for_archives
from tests.crash.client import WINDOW as WINDOW_ID
from tests.crash.client import Client
from tests.crash.plant import Plant, Server, wait_for
from tests.crash.points import (
    BY_A_COMMAND,
    FOREIGN,
    IN_POSTGRES,
    IN_POSTGRES_BY_DAY,
    MARKS,
    POSTGRES_BY_DAY,
    REQUEST,
    SERVER_BY_DAY,
    STEPS,
    WINDOW,
    hooks_in_the_code,
    pointed,
)

AT_START = {"projection:prepared"}
"""Nobody can have been answered before it; what was acknowledged at the founding is evidence there."""
STRANGER = "đây không phải gói lưu trữ\n".encode()


def test_every_step_in_the_code_is_killed_at_and_named_once() -> None:
    """A new step without a crash test fails here; `make test` alone kills at more than thirty points."""
    assert sorted(hooks_in_the_code()) == sorted([*STEPS, *BY_A_COMMAND])
    by_day = [*STEPS, *POSTGRES_BY_DAY, *IN_POSTGRES_BY_DAY, *SERVER_BY_DAY]
    assert set(by_day) == {*STEPS, *IN_POSTGRES_BY_DAY} <= {*STEPS, *IN_POSTGRES}
    assert len(by_day) >= 30


@pytest.mark.parametrize("step", STEPS)
def test_server_killed_at(plant: Plant, step: str) -> None:
    """The next server has every acknowledged entry, applies none twice, and finishes what was begun."""
    client = Client(plant)
    server = brought_to(plant, client, step, SOCAI_DIE_AT=step)
    assert server.fate() == "killed"
    client.stop()
    left = bags_on_disk(plant)
    server = plant.serve()
    server.wait_until_serving()
    require_recovered(plant, client, server, STEPS[step])
    assert left.items() <= bags_on_disk(plant).items()


@pytest.mark.parametrize("step", pointed(STEPS, POSTGRES_BY_DAY))
def test_postgres_killed_at(plant: Plant, step: str) -> None:
    """The same server goes on with the restarted database, as if nothing had been."""
    client = Client(plant)
    server = brought_to(plant, client, step, SOCAI_STOP_AT=step)
    assert server.fate() == "stopped"
    plant.kill_database()
    left = bags_on_disk(plant)
    server.go_on()
    plant.start_database()
    client.stop()
    require_recovered(plant, client, server, STEPS[step])
    assert server.fate() == "", "the server outlives its database"
    assert left.items() <= bags_on_disk(plant).items()


@pytest.mark.nightly
@pytest.mark.parametrize("step", STEPS)
def test_both_killed_at(plant: Plant, step: str) -> None:
    """As a power cut takes them: the database a moment before the server, which cannot say goodbye to it."""
    client = Client(plant)
    server = brought_to(plant, client, step, SOCAI_STOP_AT=step)
    plant.kill_database()
    server.kill()
    client.stop()
    left = bags_on_disk(plant)
    server = plant.serve()
    server.wait_until_serving()
    require_recovered(plant, client, server, STEPS[step])
    assert left.items() <= bags_on_disk(plant).items()


def brought_to(plant: Plant, client: Client, step: str, **fault: str) -> Server:
    """A server that has fallen at the step, teachers sending marks meanwhile."""
    work = STEPS[step]
    if work == FOREIGN:
        occupy_the_name(plant)
    server = plant.serve(SOCAI_SPARED=spared(step), **fault)
    server.wait_until_serving()
    client.start(server)
    wait_for(lambda: server.fate() or len(client.acknowledged) >= 5, "five commands are acknowledged")
    if work == REQUEST:
        client.ask_for_archive()
    elif work in (WINDOW, FOREIGN):
        client.end_window()
    server.wait_until_fallen()
    assert client.acknowledged or step in AT_START
    return server


def spared(step: str) -> str:
    """How often teachers' marks let the server pass the step first, so that something is acknowledged."""
    # The twelfth time `projection:applied` stands behind the last of the three views, whose rows cannot be
    # applied again unnoticed.
    return "11" if STEPS[step] == MARKS and step not in AT_START else "0"


def occupy_the_name(plant: Plant) -> None:
    """Somebody has put another file where the window's bag will belong."""
    path = plant.settings.archive / "62.socai/demo" / f"window-{WINDOW_ID}.tar"
    path.parent.mkdir(parents=True)
    path.write_bytes(STRANGER)


def require_recovered(plant: Plant, client: Client, server: Server, work: str) -> None:
    client.finish(server)
    wait_for_archives(plant, {"window"} if work in (WINDOW, FOREIGN) else set())
    audit(plant, client)
    if work == FOREIGN:
        (stranger,) = plant.settings.archive.rglob(f"window-{WINDOW_ID}.tar")
        assert stranger.read_bytes() == STRANGER
