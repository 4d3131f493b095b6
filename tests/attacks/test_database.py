"""The database is turned against its school: triggers off (A40), a view in a table's place (A41)."""

from typing import Any

import pytest

from domain.acts.unit.appointments import RegisterPerson
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import SOUND, SeizedSchool, judge, outcome, record, tampered

FORGED = "convert_to(replace(convert_from(line, 'UTF8'), '\"value\":24', '\"value\":85'), 'UTF8')"
CAUGHT = tampered("LEAF_MISMATCH", "CHAIN_BROKEN", "ROOT_MISMATCH")


def changed(school: SeizedSchool) -> list[dict[str, Any]]:
    """What fsck says of the catalog, by kind and name."""
    return [found.row for found in school.fsck() if found.code == "CATALOG_CHANGED"]


def test_a40_an_update_with_triggers_off_names_the_mark_without_any_evidence(
    school: SeizedSchool, honest: HonestSchool
) -> None:
    """One UPDATE as superuser, as a script from the internet does it: the stored tile denies the line.

    The catalog is as it was, because the triggers were silenced for that session alone.
    """
    cell = honest.crime.cell
    school.superuser(f"UPDATE socai.entry SET line = {FORGED} WHERE pos = %s", cell.pos)
    judged = school.judged(pinned=False)
    assert outcome(judged) == CAUGHT
    assert record(judged, "LEAF_MISMATCH") == [
        (cell.pos, "demo", "6B", cell.pupil, "toan", "gk", None, honest.crime.new)
    ]
    assert [(each.code, each.pos) for each in school.fsck() if each.table == "entry"] == [
        ("CHAIN_BROKEN", cell.pos + 1)
    ]
    assert changed(school) == []


def test_a40_a_held_bag_tells_the_old_value_too(
    school: SeizedSchool, honest: HonestSchool, held: Held
) -> None:
    """The same UPDATE, judged beside the inspector's bag."""
    cell = honest.crime.cell
    school.superuser(f"UPDATE socai.entry SET line = {FORGED} WHERE pos = %s", cell.pos)
    judged = school.judged(held.bags["window-giua-ky-1"])
    assert judged.found("HISTORY_REWRITTEN", **honest.crime.record())


@pytest.mark.parametrize(
    ("statement", "kind", "name"),
    [
        ("ALTER TABLE socai.entry DISABLE TRIGGER refuse_change", "trigger", "entry.refuse_change"),
        (
            "ALTER TABLE socai.checkpoint DISABLE TRIGGER refuse_truncate",
            "trigger",
            "checkpoint.refuse_truncate",
        ),
        ("DROP TRIGGER refuse_other_hashes ON socai.tile", "trigger", "tile.refuse_other_hashes"),
        ("GRANT UPDATE ON socai.entry TO socai_writer", "grant", "entry.socai_writer.UPDATE"),
    ],
)
def test_a40_a_seat_belt_that_stays_off_is_named_by_fsck(
    school: SeizedSchool, statement: str, kind: str, name: str
) -> None:
    """Nothing was changed yet, so the lines are sound; who looks at the server sees what was prepared."""
    school.superuser(statement)
    assert {"kind": kind, "name": name} in changed(school)
    assert outcome(school.judged()) == SOUND


def test_a41_a_view_in_the_place_of_the_ledger_is_named_and_its_lie_too(
    school: SeizedSchool, honest: HonestSchool
) -> None:
    """The true table is renamed and lies untouched; all programs read a view that shows another mark."""
    cell = honest.crime.cell
    with school.intruder() as intruder:
        intruder.connection.execute("ALTER TABLE socai.entry RENAME TO entry_kept")
        intruder.connection.execute(
            "CREATE VIEW socai.entry AS SELECT school, pos,"
            f" CASE WHEN pos = {cell.pos} THEN {FORGED} ELSE line END AS line FROM socai.entry_kept"
        )
        intruder.connection.execute("GRANT SELECT ON socai.entry TO socai_writer, socai_reader")
    judged = school.judged(pinned=False)
    assert outcome(judged) == CAUGHT
    assert record(judged, "LEAF_MISMATCH") == [
        (cell.pos, "demo", "6B", cell.pupil, "toan", "gk", None, honest.crime.new)
    ]
    seen = changed(school)
    assert {"kind": "table", "name": "entry"} in seen
    assert {"kind": "table", "name": "entry_kept"} in seen


def test_a41_a_search_path_trap_catches_nothing(school: SeizedSchool, held: Held) -> None:
    """Another `entry` first in the search path gets no line: every name of ours is qualified."""
    with school.intruder() as intruder:
        database = intruder.connection.info.dbname
        intruder.connection.execute("CREATE SCHEMA trap")
        intruder.connection.execute("CREATE TABLE trap.entry (LIKE socai.entry)")
        intruder.connection.execute("GRANT ALL ON SCHEMA trap TO PUBLIC")
        intruder.connection.execute("GRANT ALL ON trap.entry TO PUBLIC")
        intruder.connection.execute(f"ALTER DATABASE {database} SET search_path = trap, pg_catalog")
    school.service.db.close()  # the next connections begin with the new search path
    before = school.school.log.head().size
    school.acting.act("ht.y-blin", RegisterPerson(person="moi", name="Người mới"), "trap")
    school.school.seal()
    with school.intruder() as intruder:
        assert intruder.connection.execute("SELECT count(*) FROM trap.entry").fetchone() == (0,)
        assert intruder.lines()[before]["data"]["person"] == "moi"
    assert outcome(judge([school.exported()], held.all(), held.key)) == SOUND
