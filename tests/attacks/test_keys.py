"""History signed with another key (A12), and a server that says it is another one (A13)."""

from pathlib import Path

import pytest

from demo.attackers import Line
from ledger.signing.keys import KeyRing, KeyStore
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import NOT_COMPARED, SOUND, SeizedSchool, judge, outcome, tampered

OWN = "62.socai/demo"
KHAC = "62.socai/khac"


def sign_anew(school: SeizedSchool, honest: HonestSchool, home: Path, origin: str = OWN) -> str:
    """Changes the mark, names a key of the attacker's in entry 0, signs all with it; gives that key."""
    keys = KeyStore(home / "stolen")
    mine = str(keys.create(origin).public)

    def rename(lines: list[Line]) -> None:
        lines[0]["data"]["key"] = mine
        lines[honest.crime.cell.pos]["data"]["value"] = honest.crime.new
        for line in lines if origin != OWN else []:
            line["log"] = origin
        if origin != OWN:
            lines[0]["data"]["school"]["code"] = origin.rpartition("/")[2]

    with school.intruder() as intruder:
        lines = intruder.lines()
        rename(lines)
        intruder.origin = origin
        intruder.store(lines)
        intruder.rehash_from(0)
        intruder.resign(keys, school.head_file, KeyRing.from_rows([(mine, 0, None)]))
    return mine


def test_a12_a_history_with_a_new_key_fails_by_the_pinned_one(
    school: SeizedSchool, honest: HonestSchool, held: Held, tmp_path: Path
) -> None:
    """The log names the new key itself and is right in itself: only who knows the true key can tell."""
    mine = sign_anew(school, honest, tmp_path)
    assert outcome(school.judged(pinned=False)) == NOT_COMPARED
    assert outcome(judge([school.exported()], key=mine)) == SOUND, "whoever trusts the attacker's key"
    judged = school.judged()
    assert outcome(judged) == tampered("CHECKPOINT_UNKNOWN_KEY")
    assert {each["origin"] for each in judged.found("CHECKPOINT_UNKNOWN_KEY")} == {OWN}
    assert school.judged(policy=True, pinned=False).found("GENESIS_MISMATCH")
    by_bag = school.judged(held.bags["window-giua-ky-1"], pinned=False)
    assert by_bag.found("HISTORY_REWRITTEN", **honest.crime.record())


def test_a13_a_server_under_another_name_does_not_make_anybody_forget(
    school: SeizedSchool, honest: HonestSchool, held: Held, tmp_path: Path
) -> None:
    """It answers as another log, so that nothing known of the old one is asked for: nothing is sound then."""
    sign_anew(school, honest, tmp_path, KHAC)
    target = [school.exported()]
    assert outcome(judge(target)) == NOT_COMPARED
    assert judge(target, key=held.key).verdict == "not_compared"
    assert judge(target, policy=held.policy).verdict == "not_compared"
    for piece in held.all():
        judged = judge(target, [piece], held.key)
        assert (judged.verdict, judged.exit_code) == ("incomplete", 2), piece.name
        assert len(judged.found("EVIDENCE_NOT_COMPARED")) == 1, piece.name


@pytest.mark.parametrize("name", ["origin", "columns"])
def test_a13_the_name_is_that_of_the_lines_not_of_a_file(school: SeizedSchool, held: Held, name: str) -> None:
    """A folder or file that is called like another school's changes nothing."""
    folder = school.exported()
    renamed = folder.rename(folder.parent / f"{KHAC.replace('/', '_')}-{name}")
    assert outcome(judge([renamed], [held.newest], held.key)) == SOUND
