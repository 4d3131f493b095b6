"""A server that wrote what the rules forbid, every hash and signature right: corrections (A46), locks (A47).

The attacker has the signing key and all of the server. The law alone tells, so no evidence is given here, and
the verdict is still no "not compared".
"""

from collections.abc import Callable
from typing import Any

import pytest

from demo.attackers import Line
from domain.words.intent import digest
from ledger.form.canonical import b64
from tests.attacks.forged import append, forge
from tests.attacks.honest import Held
from tests.attacks.seized import NOT_COMPARED, SOUND, Record, SeizedSchool, outcome, record, tampered

PROPOSER = {"person": "gv.vo-thanh-binh", "role": "teacher", "basis": 142}
HEAD = {"person": "ht.y-blin", "role": "head", "basis": 0}
PERMISSION, LEADER, BOARD, HOMEROOM, APPLIED = 2377, 2378, 2379, 2380, 2381
LOCK = 2383
DOSSIER: tuple[Any, ...] = ("demo", "6A", None, "toan", None, None, None)
MARK: tuple[Any, ...] = ("demo", "6A", "HS0007", "toan", "gk", 78, 93)


def at(pos: int, record: tuple[Any, ...]) -> Record:
    """The record as a finding at `pos` names it."""
    return (pos, *record)  # type: ignore[return-value]


def acts(pos: int, actor: dict[str, Any]) -> Callable[[list[Line]], None]:
    """Somebody else did what the entry says."""
    return lambda lines: lines[pos]["actor"].update(actor)


def replaced(pos: int) -> Callable[[list[Line]], None]:
    """Something harmless stands there instead, so that no other entry moves."""

    def change(lines: list[Line]) -> None:
        data = {"person": "moi", "name": "Người mới"}
        lines[pos].update(stream="person/moi", type="PersonRegistered", data=data)
        lines[pos]["actor"].update(HEAD)

    return change


def test_the_same_server_that_signs_its_log_again_unchanged_is_lawful(school: SeizedSchool) -> None:
    """The honest twin: what is found below is the forbidden act, and not how the forger works."""
    forge(school, lambda _lines: None, PERMISSION - 2)
    append(school, LOCK, **unlocked(HEAD))
    assert outcome(school.judged()) == SOUND
    assert outcome(school.judged(pinned=False)) == NOT_COMPARED


CASES: dict[str, tuple[Callable[[list[Line]], None], dict[str, list[Record]]]] = {
    "nobody permitted it": (
        replaced(PERMISSION),
        {"DOSSIER_STATE": [at(pos, DOSSIER) for pos in (LEADER, BOARD, HOMEROOM)]},
    ),
    "the proposer permitted it": (
        acts(PERMISSION, PROPOSER),
        {"NO_RIGHT": [at(PERMISSION, DOSSIER)], "PROPOSER_PERMITS": [at(PERMISSION, DOSSIER)]},
    ),
    "the board did not witness": (
        replaced(BOARD),
        {"WITNESSES_MISSING": [at(APPLIED, MARK)]},
    ),
    "the proposer witnessed for the board": (
        acts(BOARD, PROPOSER),
        {"PROPOSER_WITNESSES": [at(BOARD, DOSSIER)], "WRONG_SEAT": [at(BOARD, DOSSIER)]},
    ),
    "the head witnessed twice": (
        acts(BOARD, HEAD),
        {"WITNESS_TWICE": [at(BOARD, DOSSIER)], "WRONG_SEAT": [at(BOARD, DOSSIER)]},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a46_a_correction_that_the_rules_forbid_is_found_though_signed(
    school: SeizedSchool, case: str
) -> None:
    """Without permission, with a witness missing, approved by oneself: the replay asks what stood before."""
    change, wanted = CASES[case]
    forge(school, change, PERMISSION)
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered(*wanted)
    assert {code: record(judged, code) for code in wanted} == wanted
    assert outcome(school.judged()) == tampered(*wanted)


def test_a46_a_mark_of_record_changed_without_any_dossier(school: SeizedSchool) -> None:
    """The dossier is thrown away and the teacher simply changes the mark, after the window's end."""

    def change(lines: list[Line]) -> None:
        applied = lines[APPLIED]
        applied["type"], applied["actor"] = "MarkChanged", {**applied["actor"], **PROPOSER}
        applied["data"] = {"base": 483, "col": "gk", "late": None, "old": 78, "pupil": "HS0007", "value": 93}
        applied.update(cmd="sua-thang", i=0, n=1)
        for pos in range(PERMISSION - 2, APPLIED):
            replaced(pos)(lines)
            lines[pos]["data"] = {"person": f"moi-{pos}", "name": "Người mới"}
            lines[pos].update(stream=f"person/moi-{pos}", cmd=f"moi-{pos}", i=0, n=1)

    forge(school, change, PERMISSION - 2)
    judged = school.judged(pinned=False)
    wanted = {"WINDOW_CLOSED": [at(APPLIED, MARK)], "OF_RECORD": [at(APPLIED, MARK)]}
    assert outcome(judged) == tampered(*wanted)
    assert {code: record(judged, code) for code in wanted} == wanted


def test_a47_a_mark_written_after_the_lock_is_named(school: SeizedSchool, held: Held) -> None:
    """By the server itself, with right hashes and signature; all evidence of before still agrees with it."""
    pos, old = 2066, 52
    data = {"base": pos, "col": "ck", "late": None, "old": old, "pupil": "HS0001", "value": 99}
    forged = append(school, pos, type="MarkChanged", data=data)
    named = (forged, "demo", "6A", "HS0001", "toan", "ck", old, 99)
    for judged in (school.judged(pinned=False), school.judged(*held.all())):
        assert outcome(judged) == tampered("BOOK_LOCKED", "WINDOW_CLOSED", "OF_RECORD")
        assert record(judged, "BOOK_LOCKED") == [named]


def unlocked(actor: dict[str, Any]) -> dict[str, Any]:
    """A forged `BookUnlocked` of class 6A."""
    paper = {"date": "2021-01-20", "digest": b64(bytes(32)), "no": "7/QĐ"}
    until = "2021-01-25T00:00:00.000000Z"
    data = {"class": "6A", "decision": paper, "reason": "Sửa sót", "semester": 1, "until": until}
    return {"type": "BookUnlocked", "data": data, "actor": actor}


def test_a47_an_unlocking_by_somebody_without_the_right_is_named(school: SeizedSchool) -> None:
    """The teacher opens the book of the own class: only the head may (LAW 4, S56)."""
    opened = append(school, LOCK, **unlocked(PROPOSER))
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("NO_RIGHT")
    assert record(judged, "NO_RIGHT") == [(opened, "demo", "6A", None, None, None, None, None)]


def test_a47_a_second_lock_without_a_proposal_is_named(school: SeizedSchool) -> None:
    """Unlock with the head's right, then relock on the old proposal, as if nobody had to decide again."""
    append(school, LOCK, **unlocked(HEAD))
    relocked = append(school, LOCK)
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("NO_PROPOSAL")
    assert record(judged, "NO_PROPOSAL") == [(relocked, "demo", "6A", None, None, None, None, None)]


def test_a47_unlock_edit_and_relock_leaves_the_mark_named(school: SeizedSchool, held: Held) -> None:
    """The head unlocks by right, a teacher changes a mark of record, the class is closed and locked by right.

    Digest and count of the second lock are those of the changed book: only the edit itself is forbidden.
    """
    base, old = 2066, 52
    append(school, LOCK, **unlocked(HEAD))
    data = {"base": base, "col": "ck", "late": None, "old": old, "pupil": "HS0001", "value": 99}
    edited = append(school, base, type="MarkChanged", data=data)
    proposal = append(school, LOCK - 1)
    with school.intruder() as intruder:
        cells = cells_of_6a(intruder.lines())
        lock = {**intruder.lines()[LOCK]["data"], "proposal": proposal, "count": len(cells)}
    append(school, LOCK, data={**lock, "digest": digest(cells)})
    for judged in (school.judged(pinned=False), school.judged(*held.all())):
        assert outcome(judged) == tampered("WINDOW_CLOSED", "OF_RECORD")
        for code in ("WINDOW_CLOSED", "OF_RECORD"):
            assert record(judged, code) == [(edited, "demo", "6A", "HS0001", "toan", "ck", old, 99)]


def cells_of_6a(lines: list[Line]) -> list[list[Any]]:
    """What a lock of class 6A covers: subject, pupil, column and last position of each cell (EVENTS)."""
    last: dict[tuple[str, str, str], int] = {}
    for pos, line in enumerate(lines):
        if line["stream"].startswith("book/6A/") and "pupil" in line["data"]:
            data = line["data"]
            last[line["stream"].split("/")[2], data["pupil"], data["col"]] = pos
    return sorted([*cell, pos] for cell, pos in last.items())
