"""Archives edited (A16), exchanged (A17), overwritten by later genuine ones (A18), left out (A19)."""

import copy
import hashlib
import shutil
from pathlib import Path

import pytest

from api.service.archiving import Archiver
from domain.acts.unit.archives import PlanSnapshot
from domain.words.fields import Cause
from domain.words.refusal import Refusal
from ledger.archive.archive import Spent
from ledger.form.canonical import b64
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import SOUND, SeizedSchool, judge, outcome, record, tampered
from tests.attacks.test_values import rewrite, with_other_mark

BAG, LATER, LOCK = "window-giua-ky-1", "window-cuoi-ky-1", "lock-6A-1"
ARCHIVED = 1265


def edited(school: SeizedSchool, honest: HonestSchool) -> Path:
    """The server's bag with another mark in its book, in the place of the genuine file."""
    bag = school.bag(BAG)
    forged = bag.with_name("forged")
    rewrite(bag, forged, f"{BAG}/data/books/6B.json", with_other_mark(honest))
    bag.unlink()
    return forged.rename(bag)


def test_a16_an_edited_archive_names_the_mark_by_itself(school: SeizedSchool, honest: HonestSchool) -> None:
    """Its own lines fold to another book."""
    judged = judge([edited(school, honest)])
    assert outcome(judged) == tampered("BAG_FILE_CHANGED", "BOOK_MISMATCH")
    cell = honest.crime.cell
    assert record(judged, "BOOK_MISMATCH") == [
        (cell.pos, "demo", "6B", cell.pupil, "toan", "gk", cell.value, honest.crime.new)
    ]


def test_a16_an_edited_archive_is_denied_by_the_log_and_by_the_held_copy(
    school: SeizedSchool, honest: HonestSchool, held: Held
) -> None:
    """The entry that archived it says the digest of the file; so does whoever has the genuine one."""
    bag = edited(school, honest)
    by_log = judge([bag, school.exported()], key=held.key)
    assert [each["pos"] for each in by_log.found("ARCHIVE_OVERWRITTEN")] == [ARCHIVED]
    assert judge([bag], [held.bags[BAG]]).found("ARCHIVE_OVERWRITTEN")
    assert isinstance(Archiver(school.school).rebuild(BAG), Spent), "nor is it the server's own"


@pytest.mark.parametrize(("name", "content"), [(BAG, LATER), (LATER, BAG), ("lock-6B-1", LOCK)])
def test_a17_an_archive_under_another_s_name_says_whose_it_is(
    school: SeizedSchool, held: Held, name: str, content: str
) -> None:
    """Genuine bags of another window or class: the manifest inside, tied to the log, names them."""
    target = school.service.settings.home / f"{name}.tar"
    shutil.copy(held.bags[content], target)
    for judged in (judge([target]), judge([target], [held.bags[BAG]], held.key)):
        assert outcome(judged) == tampered("ARCHIVE_SWAPPED")
        (found,) = judged.found("ARCHIVE_SWAPPED")
        assert (found["school"], found["source"]) == ("demo", str(target))


def test_a18_a_later_genuine_archive_does_not_replace_an_earlier_one(
    school: SeizedSchool, held: Held
) -> None:
    """The circular's core rule: under one id there is one archive for ever, however true the other is."""
    bag = school.bag(BAG)
    bag.unlink()
    shutil.copy(held.bags[LOCK], bag)
    assert outcome(judge([bag], [held.bags[BAG]], held.key)) == tampered("ARCHIVE_SWAPPED")
    assert isinstance(Archiver(school.school).rebuild(BAG), Spent)


def test_a18_an_archive_planned_a_second_time_is_named(school: SeizedSchool, held: Held) -> None:
    """With the key: the same id is planned and archived again, of a later size, in lawful-looking entries."""
    with school.intruder() as intruder:
        lines = intruder.lines()
        for source in (ARCHIVED - 1, ARCHIVED):
            again = copy.deepcopy(lines[source])
            again.update(at=lines[-1]["at"], cmd=f"again-{source}", salt=b64(source.to_bytes(16)))
            if again["type"] == "SnapshotPlanned":
                note = intruder.sign(school.school.keys, len(lines))
                digest = b64(hashlib.sha256(note).digest())
                again["data"].update(size=len(lines), checkpoint=digest)
            intruder.insert(len(intruder.lines()), again)
        intruder.rehash_from(len(lines))
        school.resign(intruder)
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("SNAPSHOT_TWICE")
    assert [each["pos"] for each in judged.found("SNAPSHOT_TWICE")] == [len(lines), len(lines) + 1]


def test_a18_the_product_itself_never_uses_an_id_twice(school: SeizedSchool) -> None:
    """A second archive of the same window gets another id; nobody may plan the first again."""
    made = Archiver(school.school).archive(Cause(kind="window", ref="giua-ky-1"))
    assert made.id == f"{BAG}-2"
    assert outcome(judge([school.bag(BAG)], [Path(made.path)])) == SOUND
    planned = next(e for e in school.school.log.entries(ARCHIVED - 1, ARCHIVED))
    command = PlanSnapshot.model_validate(planned.data)
    with pytest.raises(Refusal) as refused:
        school.school.execute_as_system(command, "again")
    assert refused.value.code == "SNAPSHOT_TWICE"


def test_a19_a_window_without_its_archive_is_named(school: SeizedSchool, held: Held) -> None:
    """File and entries of the archive are gone, everything signed again: the window itself asks for it."""
    with school.intruder() as intruder:
        lines = intruder.lines()
        window = intruder.find("WindowSet", window="giua-ky-1")
        for pos in (ARCHIVED - 1, ARCHIVED):
            data = {"person": f"moi-{pos}", "name": "Người mới"}
            lines[pos].update(stream=f"person/moi-{pos}", type="PersonRegistered", data=data, cmd=f"m-{pos}")
            lines[pos]["actor"] = {**lines[1]["actor"]}
        intruder.store(lines)
        intruder.rehash_from(0)
        school.resign(intruder)
    school.bag(BAG).unlink()
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("ARCHIVE_MISSING")
    assert [each["pos"] for each in judged.found("ARCHIVE_MISSING")] == [window]
    assert school.judged(held.bags[BAG]).found("ARCHIVE_NOT_PLANNED")
