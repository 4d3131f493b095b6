"""A gap in the positions, also an innocent one (A26); an entry or a command twice (A27)."""

import copy

import pytest

from domain.acts.unit.appointments import RegisterPerson
from domain.words.refusal import Refusal
from ledger.conflict import Conflict
from ledger.form.canonical import b64
from tests.attacks.honest import Held
from tests.attacks.seized import SOUND, SeizedSchool, judge, outcome, record, tampered

POS = 855
TWICE = (POS, "demo", "6B", "HS0059", "toan", "gk", None, 24)


def test_a26_what_is_refused_or_rolled_back_leaves_no_gap(school: SeizedSchool, held: Held) -> None:
    """A database sequence would lose a number here; positions come from the head row, under its lock."""
    size = school.school.log.head().size
    moi = RegisterPerson(person="moi", name="Người mới")
    with pytest.raises(Refusal):
        school.acting.act("gv.vo-thanh-binh", moi, "no-right")
    with school.intruder() as intruder:  # an append that does everything and is undone
        intruder.insert(size, {**intruder.lines()[-1], "pos": size})
        intruder.connection.rollback()
    assert school.acting.act("ht.y-blin", moi, "moi").pos == size
    school.school.seal()
    assert outcome(judge([school.exported()], held.all(), held.key)) == SOUND
    assert school.fsck() == []


def test_a26_keys_of_rows_that_moved_are_named_by_fsck(school: SeizedSchool) -> None:
    """The table's numbering has a gap; the lines still say their own positions, so none is lost."""
    school.superuser("UPDATE socai.entry SET pos = -pos - 2 WHERE pos >= %s", POS)
    school.superuser("UPDATE socai.entry SET pos = -pos - 1 WHERE pos < 0")
    gaps = [(each.pos, each.old, each.new) for each in school.fsck() if each.code == "POSITION_GAP"]
    assert (POS, POS + 1, POS) in gaps


def test_a26_a_gap_in_the_lines_is_named_though_hashed_and_signed(school: SeizedSchool) -> None:
    """Every later line says one position too many, as if a number had been lost; hashes fit."""
    with school.intruder() as intruder:
        lines = intruder.lines()[:POS]
        last = {**copy.deepcopy(intruder.lines()[POS]), "pos": POS + 1}
        intruder.store([*lines, last])
        school.resign(intruder)
    judged = school.judged(pinned=False)
    assert judged.verdict == "tampered"
    assert record(judged, "POSITION_GAP") == [(POS + 1, *TWICE[1:])]


def test_a27_an_entry_that_stands_twice_is_named(school: SeizedSchool) -> None:
    """The same bytes once more behind themselves: position, link and version are those of the first."""
    with school.intruder() as intruder:
        intruder.duplicate(POS)
    judged = school.judged(pinned=False)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    for code in ("POSITION_TWICE", "CHAIN_BROKEN", "STREAM_GAP", "CELL_NOT_EMPTY"):
        assert TWICE in record(judged, code), code


def test_a27_an_entry_twice_under_new_positions_is_named_by_the_law(school: SeizedSchool) -> None:
    """Numbered, hashed and signed again: a mark is entered into a cell that holds it."""
    with school.intruder() as intruder:
        intruder.duplicate(POS)
        intruder.rehash_from(POS)
        school.resign(intruder)
    judged = school.judged(pinned=False)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert record(judged, "CELL_NOT_EMPTY") == [(POS + 1, *TWICE[1:])]


def test_a27_a_command_applied_twice_is_named(school: SeizedSchool) -> None:
    """A whole act again, with the same command id, as a replayed request would write it."""
    with school.intruder() as intruder:
        lines = intruder.lines()
        again = copy.deepcopy(next(line for line in lines if line["type"] == "PolicySet"))
        again.update(at=lines[-1]["at"], salt=b64(bytes(range(16))))
        intruder.insert(len(lines), again)
        intruder.connection.execute("ALTER TABLE socai.command DROP CONSTRAINT command_school_person_cmd_key")
        intruder.rehash_from(len(lines))
        school.resign(intruder)
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("COMMAND_TWICE")
    assert [each["pos"] for each in judged.found("COMMAND_TWICE")] == [len(lines)]


def test_a27_a_replayed_request_is_answered_with_the_first_receipt(school: SeizedSchool) -> None:
    """Nothing is written; the same id for another request is refused."""
    moi = RegisterPerson(person="moi", name="Người mới")
    first = school.acting.act("ht.y-blin", moi, "moi")
    again = school.acting.act("ht.y-blin", moi, "moi")
    assert (again.pos, again.receipt, again.replayed) == (first.pos, first.receipt, True)
    assert school.school.log.head().size == first.pos + 1
    with pytest.raises(Conflict) as refused:
        school.acting.act("ht.y-blin", RegisterPerson(person="khac", name="Người khác"), "moi")
    assert refused.value.code == "COMMAND_REUSED"
