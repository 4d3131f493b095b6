"""Kill -9 of `socai refill`, between any two appends: what is there is the log, and the next run goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from demo.people import HEAD
from demo.school import Calendar, DemoSchool
from domain.acts.unit.appointments import RegisterPerson
from ledger.archive.export import export
from tests.crash.plant import ROOT, Plant
from tests.dumps import dump, restore

COMMANDS = 4


def put_back(plant: Plant) -> tuple[Path, list[bytes], int]:
    """The database of before some commands; gives an export with them, its lines, and the size now."""
    file, copy = plant.folder / "dump", plant.folder / "copy"
    with plant.opened() as service:
        school = service.school("demo")
        before = school.log.head()
        dump(plant.cluster, plant.cluster.admin_dsn(), file)
        demo = DemoSchool(service, Calendar.around(before.at))
        for n in range(COMMANDS):
            demo.act(HEAD.person, RegisterPerson(person=f"moi-{n}", name="Người mới"), f"new-{n}")
        school.seal()
        export(school.log, copy)
        lines = list(school.log.lines())
    restore(plant.cluster, file, plant.cluster.admin_dsn())
    return copy, lines, before.size


def refill(plant: Plant, copy: Path, **faults: str) -> int:
    done = subprocess.run(
        [sys.executable, "-m", "api.cli", "refill", "demo", str(copy)],
        cwd=ROOT,
        env=os.environ | {"SOCAI_HOME": str(plant.home)} | faults,
        capture_output=True,
        check=False,
    )
    return done.returncode


@pytest.mark.parametrize("spared", range(COMMANDS))
def test_a_refill_killed_at(plant: Plant, spared: int) -> None:
    """Whole commands of the copy, in their order; no writes until the next run has filled in the rest."""
    plant.start_database()
    copy, lines, size = put_back(plant)
    killed = refill(plant, copy, SOCAI_DIE_AT="refill:written", SOCAI_SPARED=str(spared))
    assert killed == -signal.SIGKILL
    with plant.opened() as service:
        school = service.school("demo")
        assert list(school.log.lines()) == lines[: size + spared + 1]
        fault = school.whole.fault()
        assert (fault.code if fault else "") == ("" if spared == COMMANDS - 1 else "LOG_BEHIND")
    assert refill(plant, copy) == 0
    with plant.opened() as service:
        school = service.school("demo")
        assert list(school.log.lines()) == lines and school.whole.fault() is None
        demo = DemoSchool(service, Calendar.around(school.log.head().at))
        demo.act(HEAD.person, RegisterPerson(person="sau", name="Người sau"), "after")
