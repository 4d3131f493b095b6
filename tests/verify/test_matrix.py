"""The adversary matrix: attacker × evidence × way of handing over, each cell as spec/VERDICT.md 6 says."""

from __future__ import annotations

from itertools import product, takewhile
from pathlib import Path

import pytest

from tests.verify.forgers import HONEST, PLANS, Town, evidence, notes_beside
from verify.__main__ import verify

SPEC = (Path(__file__).parents[2] / "spec/VERDICT.md").read_text()
WAYS = ("alone", "folder", "disc", "noise")
LENIENT = ("tampered", "incomplete", "not_compared", "sound")
"""From what an attacker fears to what an attacker wants."""


def table() -> dict[tuple[str, str], str]:
    """(attacker, evidence) -> the best verdict that the attacker can get, as the specification says."""
    lines = SPEC[SPEC.index("| evidence | ") :].splitlines()
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in takewhile(bool, lines)]
    head, _, *body = rows
    return {
        (attacker, row[0]): cell for row in body for attacker, cell in zip(head[1:], row[1:], strict=True)
    }


EXPECTED = table()
ATTACKERS = sorted({attacker for attacker, _ in EXPECTED})
EVIDENCE = sorted({row for _, row in EXPECTED})


@pytest.fixture(scope="module")
def towns() -> dict[str, Town]:
    return {plan.name: Town(plan) for plans in PLANS.values() for plan in plans}


@pytest.fixture(scope="module")
def held(towns, tmp_path_factory):
    return evidence(towns["honest"], tmp_path_factory.mktemp("outside"))


def hand_over(way: str, town: Town, beside: dict[str, bytes], folder: Path) -> Path:
    """The files as the reader gets them; what to give to the verifier."""
    folder.mkdir()
    (folder / "all.tar").write_bytes(town.all[2])
    if way == "alone":
        return folder / "all.tar"
    for name, note in beside.items():
        (folder / name).write_bytes(note)
    if way == "disc":
        place = folder / "archive" / "62.socai" / "demo"
        place.mkdir(parents=True)
        (folder / "all.tar").rename(place / "all.tar")
        (place / "w1.tar").write_bytes(town.w1[2])
    if way == "noise":
        (folder / "autorun.inf").write_bytes(b"[autorun]\n")
        (folder / "link.tar").symlink_to("nowhere")
        (folder / ".policy").write_bytes(b"quorum none\n")
    return folder


def test_the_matrix_has_every_cell():
    """Nobody is left out: each attacker that is named, each evidence, each way."""
    assert set(PLANS) == set(ATTACKERS)
    assert len(EXPECTED) == len(ATTACKERS) * len(EVIDENCE)
    assert set(EXPECTED.values()) <= set(LENIENT)
    print(f"{len(EXPECTED) * len(WAYS)} cells")


@pytest.mark.parametrize(("attacker", "row"), list(product(ATTACKERS, EVIDENCE)))
def test_the_strongest_forgery_gets_what_the_specification_says(attacker, row, towns, held, tmp_path):
    """A56-A59: every forgery that the capability allows, with all that can be laid beside it."""
    keys, against, policy = held[row]
    for way in WAYS:
        best = "tampered"
        for number, plan in enumerate(PLANS[attacker]):
            for piece, beside in enumerate(notes_beside(attacker, towns["honest"], towns[plan.name])):
                folder = tmp_path / f"{way}-{number}-{piece}"
                target = hand_over(way, towns[plan.name], beside, folder)
                verdict = verify([str(target)], against, keys, policy).verdict()
                best = max(best, verdict, key=LENIENT.index)
        expected = EXPECTED[attacker, row]
        if way == "noise" and expected != "tampered":
            expected = "incomplete"  # the noise itself is unread, and nothing else changes
        assert best == expected, way


def test_the_honest_twin_is_the_same_log_but_for_the_mark(towns):
    """The forgeries are as large as the honest log and differ from the first mark on."""
    honest = towns[HONEST.name]
    for town in towns.values():
        assert town.size == honest.size
    server = towns["signed by the key in force"]
    assert server.log.lines[: honest.gk] == honest.log.lines[: honest.gk]
    assert server.log.lines[honest.gk] != honest.log.lines[honest.gk]
