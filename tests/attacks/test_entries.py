"""One entry changed, removed or moved (A1-A3, A6, A7): the data alone tell, a held bag tells what was."""

from collections.abc import Callable
from typing import Any

from demo.attackers import Line, leaves_of
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import Record, SeizedSchool, outcome, record, tampered

BAG = "window-giua-ky-1"
POS = 855
NEXT = (POS + 1, "demo", "6B", "HS0060", "toan", "gk", None, 70)


def changed(honest: HonestSchool) -> Record:
    """The crime as a bag in other hands names it: old and new value."""
    return (POS, "demo", "6B", "HS0059", "toan", "gk", 24, honest.crime.new)


def named(school: SeizedSchool, bag: str = BAG) -> list[Record]:
    """The records that the inspector's bag names; besides it names the first position that differs."""
    found = record(school.judged(school.held.bags[bag]), "HISTORY_REWRITTEN")
    return [each for each in found if each[2] is not None]


def test_a01_a_changed_mark_is_denied_by_its_stored_leaf(school: SeizedSchool, honest: HonestSchool) -> None:
    """Only the line is changed: its leaf in the tile, the next line's `prev` and the signed root deny it."""
    with school.intruder() as intruder:
        intruder.edit_line(POS, honest.crime.commit)
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("LEAF_MISMATCH", "CHAIN_BROKEN", "ROOT_MISMATCH")
    assert record(judged, "LEAF_MISMATCH") == [
        (POS, "demo", "6B", "HS0059", "toan", "gk", None, honest.crime.new)
    ]
    assert record(judged, "CHAIN_BROKEN") == [NEXT]
    assert named(school) == [changed(honest)]
    assert ("CHAIN_BROKEN", POS + 1) in [(each.code, each.pos) for each in school.fsck()]


def test_a02_a_changed_mark_with_its_own_hash_is_denied_by_the_next_line(
    school: SeizedSchool, honest: HonestSchool
) -> None:
    """The stored leaf follows the new line: the line after it and the signed root still name the old one."""
    with school.intruder() as intruder:
        intruder.edit_line(POS, honest.crime.commit)
        (leaf,) = leaves_of(intruder.lines()[POS : POS + 1])
        intruder.connection.execute(
            "UPDATE socai.tile SET hashes = overlay(hashes PLACING %s FROM %s) WHERE level = 0 AND idx = %s",
            (leaf, 32 * (POS % 256) + 1, POS // 256),
        )
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("CHAIN_BROKEN", "ROOT_MISMATCH")
    assert record(judged, "CHAIN_BROKEN") == [NEXT]
    assert named(school) == [changed(honest)]


def other(field: str) -> Callable[[Line], None]:
    """Gives a field of the envelope another value of its form."""
    values: dict[str, Callable[[Any], Any]] = {
        "at": lambda value: value[:-2] + ("1Z" if value[-2] != "1" else "2Z"),
        "cmd": lambda value: f"{value}x",
        "i": lambda value: value + 1,
        "log": lambda _value: "62.socai/khac",
        "n": lambda value: value + 1,
        "salt": lambda value: ("B" if value[0] != "B" else "C") + value[1:],
        "stream": lambda _value: "book/6B/ngu_van/1",
        "type": lambda _value: "MarkCleared",
        "v": lambda value: value + 1,
        "ver": lambda value: value + 1,
        "pos": lambda value: value + 1,
        "prev": lambda value: ("B" if value[0] != "B" else "C") + value[1:],
        "person": lambda _value: "ht.y-blin",
        "role": lambda _value: "head",
        "basis": lambda _value: 0,
        "proof": lambda value: {**value, "method": "passkey"},
    }

    def change(line: Line) -> None:
        place = line["actor"] if field in line["actor"] else line
        place[field] = values[field](place[field])

    return change


ENVELOPE = ("at", "cmd", "i", "log", "n", "salt", "stream", "type", "v", "person", "role", "basis", "proof")
PLACE = ("pos", "prev", "ver")


def test_a03_there_is_no_field_of_an_entry_that_is_not_hashed(school: SeizedSchool) -> None:
    """Who, when, with which right and proof, in which command: each changed alone, the mark left as it was.

    The fields are those of the line itself, so a field that a later version adds is asked for here.
    """
    with school.intruder() as intruder:
        genuine = intruder.lines()[POS]
    assert {*genuine, *genuine["actor"]} - {"data", "actor"} == {*ENVELOPE, *PLACE}
    for field in (*ENVELOPE, *PLACE):
        with school.intruder() as intruder:
            intruder.edit_line(POS, other(field))
        judged = school.judged(school.held.bags[BAG])
        assert (judged.verdict, judged.exit_code) == ("tampered", 1), field
        assert judged.found("ROOT_MISMATCH"), field
        assert [each["pos"] for each in judged.found("CHAIN_BROKEN")][-1] == POS + 1, field
        if field in ENVELOPE:
            found = [each[:6] for each in record(judged, "HISTORY_REWRITTEN") if each[2]]
            assert found == [(POS, "demo", "6B", "HS0059", "toan", "gk")], field
        with school.intruder() as intruder:
            intruder.edit_line(POS, lambda line: line.update(genuine))
    assert named(school) == []


def test_a03_another_teacher_in_an_entry_that_is_hashed_and_signed_again_is_named(
    school: SeizedSchool,
) -> None:
    """With the key: the mark and all hashes are right, only the person is another one."""
    with school.intruder() as intruder:
        intruder.edit_line(POS, other("proof"))
        intruder.rehash_from(POS)
        school.resign(intruder)
    judged = school.judged(school.held.bags[BAG])
    (found,) = judged.found("HISTORY_REWRITTEN", fields="actor")
    assert (found["pos"], found["pupil"], found["column"]) == (POS, "HS0059", "gk")
    assert '"method":"token"' in found["old"]
    assert '"method":"passkey"' in found["new"]


def test_a06_a_removed_entry_leaves_a_gap(school: SeizedSchool) -> None:
    """DELETE of one line: the next says its position, its stream version and the hash of what is gone."""
    with school.intruder() as intruder:
        intruder.delete(POS)
    judged = school.judged(pinned=False)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    for code in ("POSITION_GAP", "CHAIN_BROKEN", "STREAM_GAP", "COMMAND_BROKEN"):
        assert record(judged, code) == [NEXT], code
    assert [each["pos"] for each in judged.found("COLUMN_WITHOUT_ENTRY")] == [POS]
    assert ("POSITION_GAP", POS) in [(each.code, each.pos) for each in school.fsck()]


def test_a06_a_removed_entry_with_everything_after_it_made_again_is_named_by_a_bag(
    school: SeizedSchool,
) -> None:
    """Positions, versions, hashes and signatures are right again: the law misses it, and the bag names it."""
    with school.intruder() as intruder:
        intruder.delete(POS)
        intruder.rehash_from(POS)
        school.resign(intruder)
    assert school.judged(pinned=False).found("COMMAND_BROKEN"), "the command says forty entries"
    removed = (POS, "demo", "6B", "HS0059", "toan", "gk", 24, None)
    assert removed in named(school)


def test_a07_two_exchanged_entries_stand_where_they_do_not_belong(school: SeizedSchool) -> None:
    """The bytes of two lines exchanged: each says its own position and the hash of another line before it."""
    with school.intruder() as intruder:
        intruder.swap(POS, POS + 1)
    judged = school.judged(pinned=False)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert {"POSITION_GAP", "POSITION_TWICE", "CHAIN_BROKEN", "STREAM_GAP", "ROOT_MISMATCH"} <= {
        each["code"] for each in judged.findings
    }
    assert NEXT in record(judged, "POSITION_GAP")


def test_a07_two_exchanged_entries_with_new_positions_are_named_by_their_command_and_by_a_bag(
    school: SeizedSchool,
) -> None:
    """Hashed and signed again: index in the command and digest of the column tell, the bag names both."""
    with school.intruder() as intruder:
        intruder.swap(POS, POS + 1)
        intruder.rehash_from(POS)
        school.resign(intruder)
    judged = school.judged(pinned=False)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert {each["pos"] for each in judged.found("COMMAND_BROKEN")} >= {POS, POS + 1}
    assert judged.found("DIGEST_WRONG", **{"class": "6B", "subject": "toan", "column": "gk"})
    with_bag = school.judged(school.held.bags[BAG])
    assert [each["pos"] for each in with_bag.found("HISTORY_REWRITTEN", first_difference=True)] == [POS]


def test_the_inspector_s_bag_names_nothing_in_the_honest_school(school: SeizedSchool, held: Held) -> None:
    """So that what is named above is the attack."""
    assert named(school) == []
    assert school.judged(*held.all()).findings == []
