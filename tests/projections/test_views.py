"""Life of a mark, audit trail, progress and correction register."""

import pytest

from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.witnessing import PermitCorrection, RefuseCorrection, WitnessCorrection
from domain.law import Fold
from domain.state.state import State
from projections.life import life
from projections.progress import progress
from projections.tables.audit import Act, audit
from projections.tables.corrections import register
from tests.projections.played_school import TOAN, PlayedSchool
from tests.school.small import PAPER

pytestmark = pytest.mark.each_postgres

DAY = "2020-10-01"


@pytest.fixture
def corrected(school: PlayedSchool) -> PlayedSchool:
    """One mark that was entered, changed, published and corrected."""
    first = school.save(TOAN, "gk", ("hs01", 70, 0), ("hs02", 60, 0))
    changed = school.save(TOAN, "gk", ("hs01", 80, first))
    school.publish(TOAN, "gk")
    school.correct("d1", TOAN, "hs01", "gk", 90, changed)
    school.runner.catch_up()
    return school


def test_the_life_of_a_mark_is_told_in_order(corrected: PlayedSchool) -> None:
    """Who, in which role, from what to what, by which dossier and why, before or after the publication."""
    told = life(corrected.log, *TOAN, pupil="hs01", col="gk")
    assert [(e.type, e.person, e.role, e.old, e.value, e.published) for e in told] == [
        ("MarkEntered", "toan", "teacher", None, 70, False),
        ("MarkChanged", "toan", "teacher", 70, 80, False),
        ("ColumnPublished", "toan", "teacher", 80, 80, False),
        ("CorrectionApplied", "gvcn", "homeroom", 80, 90, True),
    ]
    assert told[1].base == told[0].pos
    assert [e.dossier for e in told] == [None, None, None, "d1"]
    assert told[3].reason is not None
    assert corrected.keys.open("hs01", "dossier/d1", "reason", told[3].reason) == "Cộng nhầm điểm"
    assert [e.at for e in told] == sorted(e.at for e in told)


def test_the_life_ends_at_the_size_asked_for(corrected: PlayedSchool) -> None:
    """As of, for one cell."""
    told = life(corrected.log, *TOAN, pupil="hs01", col="gk")
    assert life(corrected.log, *TOAN, pupil="hs01", col="gk", size=told[3].pos) == told[:3]
    assert life(corrected.log, *TOAN, pupil="hs01", col="gk", size=0) == []


def test_an_untouched_cell_has_no_life_but_its_columns_publication(corrected: PlayedSchool) -> None:
    """Other pupils' and other columns' entries are not told."""
    assert [e.type for e in life(corrected.log, *TOAN, pupil="hs03", col="gk")] == ["ColumnPublished"]
    assert life(corrected.log, *TOAN, pupil="hs01", col="ck") == []


def test_a_late_entry_says_by_which_permission(corrected: PlayedSchool) -> None:
    """With the permission's reason."""
    permit = PermitLateEntry(
        klass="6a",
        subject="toan",
        semester=1,
        col="gk",
        pupils=["hs03"],
        until="2021-01-01T00:00:00.000000Z",
        reason="makeup",
        decision=PAPER,
    )
    permitted = corrected.do("hieutruong", permit).pos
    corrected.save(TOAN, "gk", ("hs03", 50, 0))
    told = life(corrected.log, *TOAN, pupil="hs03", col="gk")[-1]
    assert (told.late, told.late_reason, told.published) == (permitted, "makeup", True)


def test_a_column_saved_at_once_is_one_act(corrected: PlayedSchool) -> None:
    """Forty marks are not forty lines of an audit trail."""
    (act,) = audit(corrected.log, type_="MarkEntered")
    assert act == Act(act.pos, 2, act.at, "toan", "teacher", act.basis, "MarkEntered", "book/6a/toan/1", "6a")


def test_the_audit_trail_filters_by_person_class_and_type(corrected: PlayedSchool) -> None:
    """Newest first; a dossier's acts belong to the class of its proposal."""
    assert {act.person for act in audit(corrected.log, person="gvcn")} == {"gvcn"}
    assert [act.type for act in audit(corrected.log, klass="6a", person="hieutruong")] == [
        "CorrectionPermitted",
        "Appointed",
        "Appointed",
        "Appointed",
    ]
    assert audit(corrected.log, klass="7B") == []
    assert audit(corrected.log, type_="LogCreated")[0].pos == 0


def test_the_audit_trail_of_a_pupil_holds_what_names_the_pupil(corrected: PlayedSchool) -> None:
    """Enrolment, marks, corrections, permissions; not what only others are named in."""
    types = [act.type for act in audit(corrected.log, pupil="hs01")]
    assert types == ["CorrectionApplied", "CorrectionItem", "MarkChanged", "MarkEntered", "PupilEnrolled"]
    assert [act.type for act in audit(corrected.log, pupil="hs02")] == ["MarkEntered", "PupilEnrolled"]
    assert audit(corrected.log, pupil="toan") == []


def test_pages_of_the_audit_trail_join_without_gap_or_overlap(corrected: PlayedSchool) -> None:
    """By position, so that new acts do not shift the pages."""
    whole = audit(corrected.log, limit=1000)
    paged: list[Act] = []
    while page := audit(corrected.log, limit=3, before=paged[-1].pos if paged else None):
        paged += page
    assert paged == whole
    assert sum(act.n for act in whole) == corrected.log.head().size


def facts(played: PlayedSchool) -> State:
    state = Fold(played.log.origin)
    played.log.governance(state)
    return state


def test_progress_counts_marks_against_pupils(corrected: PlayedSchool) -> None:
    """Every column of every subject and semester taught, with its publication."""
    corrected.save(TOAN, "tx1", ("hs01", "P", 0))
    corrected.runner.catch_up()
    rows = {
        (row.subject, row.semester, row.col): row
        for row in progress(corrected.log, facts(corrected), DAY, "6a")
    }
    assert (rows["toan", 1, "gk"].entered, rows["toan", 1, "gk"].expected) == (2, 5)
    assert rows["toan", 1, "gk"].published is not None
    assert (rows["toan", 1, "tx1"].entered, rows["toan", 1, "tx1"].published) == (1, None)
    assert rows["toan", 2, "gk"].entered == 0
    assert ("nhac", 2, "gk") not in rows
    assert ("nhac", 1, "tx3") not in rows


def test_progress_expects_no_pupil_before_the_first_day_and_no_cleared_cell(corrected: PlayedSchool) -> None:
    """Pupils come on 5 September; a cleared cell is not entered."""
    pos = corrected.save(TOAN, "tx1", ("hs01", 50, 0))
    corrected.save(TOAN, "tx1", ("hs01", None, pos))
    corrected.runner.catch_up()
    rows = progress(corrected.log, facts(corrected), "2020-09-04")
    assert {row.expected for row in rows} == {0}
    assert next(row.entered for row in rows if (row.subject, row.col) == ("toan", "tx1")) == 0


def test_the_register_shows_each_dossier_with_its_state_and_witnesses(corrected: PlayedSchool) -> None:
    """FORMAT §5."""
    (row,) = register(corrected.log)
    assert row["state"] == "applied"
    assert (row["proposer"], row["permitter"]) == ("toan", "hieutruong")
    assert [(w["person"], w["seat"], w["standing"]) for w in row["witnesses"]] == [
        ("phohieutruong", "leadership", "deputy"),
        ("bqt", "board", "board"),
        ("gvcn", "homeroom", "homeroom"),
    ]
    (applied,) = row["applied"]
    entries = list(corrected.log.entries())
    assert entries[applied].type == "CorrectionApplied"
    assert [entries[pos].stream for pos in row["pos"]] == ["dossier/d1"] * 6
    assert row["items"][0] == {
        "pupil": "hs01",
        "col": "gk",
        "old": 80,
        "value": 90,
        "base": entries[applied].data["base"],
    }


def test_the_register_filters_by_class_and_state(corrected: PlayedSchool) -> None:
    """What waits for a decision is found without the rest."""
    base = life(corrected.log, *TOAN, pupil="hs02", col="gk")[0].pos
    corrected.propose("d2", TOAN, "hs02", "gk", 65, base)
    corrected.runner.catch_up()
    assert [row["dossier"] for row in register(corrected.log)] == ["d1", "d2"]
    assert [row["dossier"] for row in register(corrected.log, state="proposed")] == ["d2"]
    assert register(corrected.log, klass="7B") == []
    reason = corrected.keys.seal("hs02", "dossier/d2", "reason", "Không có căn cứ")
    corrected.do("hieutruong", RefuseCorrection(dossier="d2", reason=reason))
    corrected.runner.catch_up()
    assert [row["dossier"] for row in register(corrected.log, state="refused")] == ["d2"]


def test_a_lapsed_session_gives_way_to_the_next(corrected: PlayedSchool) -> None:
    """The witnesses shown are those of the last session."""
    base = life(corrected.log, *TOAN, pupil="hs02", col="gk")[0].pos
    corrected.propose("d2", TOAN, "hs02", "gk", 65, base)
    corrected.do("hieutruong", PermitCorrection(dossier="d2"))
    corrected.do("phohieutruong", WitnessCorrection(dossier="d2", seat="leadership"))
    corrected.clock.seconds += 16 * 60
    corrected.do("bqt", WitnessCorrection(dossier="d2", seat="board"))
    corrected.runner.catch_up()
    (row,) = register(corrected.log, state="permitted")
    assert [w["person"] for w in row["witnesses"]] == ["bqt"]
