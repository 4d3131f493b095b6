"""What is true of one school given for another (A52): the origin is in every line and signature."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.words.fields import Decision, FirstHead
from domain.words.fields import School as SchoolFacts
from ledger.archive.export import export
from ledger.form.canonical import b64
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import SOUND, SeizedSchool, judge, outcome, record, tampered


@dataclass(frozen=True)
class Other:
    """A second school on the same server, sound by its own key."""

    key: str
    export: Path
    proof: Path


@pytest.fixture
def other(school: SeizedSchool) -> Other:
    facts = SchoolFacts(code="khac", name="THCS Khác", province="62", level="THCS")
    head = FirstHead(person="ht.khac", name="Hiệu trưởng khác", start="2020-08-01")
    paper = Decision(no="1/QĐ", date="2020-08-01", digest=b64(bytes(32)))
    made = school.service.create_school(facts, head, paper)
    made.seal()
    folder = school.service.settings.home / "other"
    export(made.log, folder / "export")
    sealed = made.signing.sealed_proof(0)
    assert sealed is not None
    (folder / "first.tlog-proof").write_bytes(sealed.format())
    found = Other(made.facts().key, folder / "export", folder / "first.tlog-proof")
    assert outcome(judge([found.export], key=found.key)) == SOUND
    return found


def test_a52_another_school_s_export_is_not_sound_by_this_school_s_key(other: Other, held: Held) -> None:
    """Whole, lawful, signed: but not by the log whose key was pinned."""
    assert outcome(judge([other.export], key=held.key)) == ("not_compared", 2, "–")
    assert outcome(judge([other.export], policy=held.policy)) == ("not_compared", 2, "–")


def test_a52_another_school_s_checkpoint_anchors_nothing(
    school: SeizedSchool, other: Other, held: Held
) -> None:
    """A genuine signature over another origin's tree: given as evidence, it is said to fit no target."""
    judged = judge([school.exported()], [other.export / "checkpoint"], other.key)
    assert (judged.verdict, judged.exit_code) == ("incomplete", 2)
    assert len(judged.found("EVIDENCE_NOT_COMPARED")) == 1
    assert judged.answer["coverage"]["entries_anchored"] == 0


def test_a52_another_school_s_checkpoint_in_an_export_is_an_error(
    school: SeizedSchool, other: Other, held: Held
) -> None:
    """Put in the place of this school's own."""
    folder = school.exported()
    shutil.copy(other.export / "checkpoint", folder / "checkpoint")
    judged = judge([folder], key=held.key)
    assert outcome(judged) == tampered("ORIGIN_MISMATCH", "ROOT_MISMATCH")
    assert [(each["origin"], each["detail"]) for each in judged.found("ORIGIN_MISMATCH")] == [
        ("62.socai/demo", "62.socai/khac")
    ]


def test_a52_a_valid_proof_from_another_school_s_log_proves_nothing_here(
    school: SeizedSchool, other: Other, held: Held
) -> None:
    """Beside this school's lines and beside its receipt."""
    for targets in ([school.exported(), other.proof], [held.receipt, other.proof]):
        judged = judge(targets, key=held.key)
        assert (judged.verdict, judged.exit_code) == ("incomplete", 2)
        assert [each["origin"] for each in judged.found("PROOF_WITHOUT_ENTRY")] == ["62.socai/khac"]
    judged = judge([school.exported()], [other.proof])
    assert (judged.verdict, judged.exit_code) == ("incomplete", 2)
    assert judged.answer["coverage"]["entries_anchored"] == 0


def test_a52_a_line_of_another_school_s_log_among_this_school_s_is_named(
    school: SeizedSchool, honest: HonestSchool
) -> None:
    """Re-hashed and signed with this school's stolen key; only its origin tells."""
    cell = honest.crime.cell
    with school.intruder() as intruder:
        intruder.edit_line(cell.pos, lambda line: line.update(log="62.socai/khac"))
        intruder.rehash_from(cell.pos)
        school.resign(intruder)
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("ORIGIN_MISMATCH")
    assert record(judged, "ORIGIN_MISMATCH") == [
        (cell.pos, "demo", "6B", cell.pupil, "toan", "gk", None, cell.value)
    ]
