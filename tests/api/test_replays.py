"""A command that comes again, whatever happened to the connection that wrote it: one right answer each."""

from __future__ import annotations

from api.demo.people import HEAD
from tests.api.conftest import ROOT, Stage

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
