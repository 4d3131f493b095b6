"""What people read is edited (A21), misses an entry (A22), or is made anew from a cut log (A23)."""

import pytest

from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import SOUND, SeizedSchool, outcome, tampered

CUT = 2375


def test_a21_an_edited_view_is_named_with_the_entry_that_decides_it(
    school: SeizedSchool, honest: HonestSchool
) -> None:
    """The current gradebook shows 8,5; the log is untouched and sound, and says 2,4."""
    cell = honest.crime.cell
    school.school.views()
    school.superuser(
        "UPDATE socai_view.p_column SET marks[array_position(entries, %s)] = %s WHERE %s = ANY (entries)",
        cell.pos,
        honest.crime.new,
        cell.pos,
    )
    (found,) = school.fsck()
    assert (found.code, found.pos, found.table) == ("PROJECTION_ROW", cell.pos, "p_column")
    assert (found.row["stream"], found.row["pupil_id"]) == ("book/6B/toan/1", cell.pupil)
    assert (found.old["value"], found.new["value"]) == (honest.crime.new, cell.value)
    assert outcome(school.judged()) == SOUND


def test_a21_the_view_made_again_is_right(school: SeizedSchool, honest: HonestSchool) -> None:
    """Views are disposable: throwing them away undoes the attack."""
    school.superuser("UPDATE socai_view.p_column SET marks[1] = 100 WHERE cardinality(marks) > 0")
    assert {each.code for each in school.fsck()} == {"PROJECTION_ROW"}
    school.school.runner.rebuild()
    assert school.fsck() == []


@pytest.mark.parametrize("projection", ["gradebook", "corrections", "audit"])
def test_a22_a_view_that_skipped_entries_is_named(school: SeizedSchool, projection: str) -> None:
    """Its position is moved past entries that it never took in: count and total of what it took deny it."""
    school.school.views()
    school.superuser(
        "UPDATE socai_view.p_position SET entries = entries - 1 WHERE projection = %s", projection
    )
    counted = [each for each in school.fsck() if each.code == "PROJECTION_COUNT"]
    assert [each.row["projection"] for each in counted] == [projection]


def test_a22_a_view_that_took_another_entry_in_the_skipped_one_s_place_is_named(
    school: SeizedSchool,
) -> None:
    """The count is mended; the total of the leaf hashes cannot be without the entry."""
    school.school.views()
    school.superuser("UPDATE socai_view.p_position SET total = total + 1 WHERE projection = 'gradebook'")
    counted = [each for each in school.fsck() if each.code == "PROJECTION_COUNT"]
    assert [each.row["projection"] for each in counted] == ["gradebook"]


def test_a23_entries_deleted_and_views_made_again_are_missed_by_every_signed_head(
    school: SeizedSchool, held: Held
) -> None:
    """Views and log agree again. The note in the database, the head file and all evidence know more."""
    with school.intruder() as intruder:
        intruder.cut_tail(CUT)
    school.school.runner.rebuild()
    found = school.fsck()
    assert {(each.code, each.pos) for each in found} == {("LOG_SHRANK", CUT)}
    assert {each.table for each in found} == {"checkpoint", "head file"}
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("LOG_SHRANK")
    assert [(each["pos"], each["known_size"]) for each in judged.found("LOG_SHRANK")] == [(CUT, 2386)]
    assert school.judged(held.receipt).found("RECEIPT_DENIED")
