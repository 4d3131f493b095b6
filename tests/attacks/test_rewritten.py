"""The end cut off (A4), everything gone (A5), entries put in between (A9), all of history anew (A11).

The attacker has the key and leaves a log that is right in itself. Only what others hold tells: each test asks
each piece of it alone, and shows that without any the verdict is "not compared" and never "sound".
"""

import copy
from pathlib import Path

import pytest

from api.service.service import Service
from api.service.settings import Settings
from demo.attackers import Intruder, rewrite_bag
from demo.clock import PlayedClock
from demo.school import Calendar, DemoSchool
from demo.story import FOUNDED
from ledger.archive.export import export
from ledger.form.canonical import b64
from ledger.signing.checkpointer import SigningRefused
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import NOT_COMPARED, SOUND, SeizedSchool, judge, outcome, record, tampered
from tests.conftest import fresh_database

BAG, LAST_BAG = "window-giua-ky-1", "lock-6A-1"
FIRST_OF_DOSSIER = 2375


def cut(school: SeizedSchool, size: int) -> None:
    """Leaves the first `size` entries, signed as if there had never been more."""
    with school.intruder() as intruder:
        intruder.cut_tail(size)
        school.resign(intruder)


def test_a04_a_cut_tail_is_a_shorter_log_than_evidence_knows(school: SeizedSchool, held: Held) -> None:
    """The correction and the lock are gone. Whoever holds anything later tells; the bag names them."""
    cut(school, FIRST_OF_DOSSIER)
    assert outcome(school.judged(pinned=False)) == NOT_COMPARED
    assert outcome(school.judged(held.bags[BAG])) == SOUND, "that bag is older than the cut"
    for piece in (held.checkpoint, held.newest):
        judged = school.judged(piece)
        assert outcome(judged) == tampered("LOG_SHRANK"), piece.name
        assert [each["size"] for each in judged.found("LOG_SHRANK")] == [FIRST_OF_DOSSIER]
    assert outcome(school.judged(held.receipt)) == tampered("RECEIPT_DENIED")
    judged = school.judged(held.bags[LAST_BAG])
    assert outcome(judged) == tampered("LOG_SHRANK")
    assert (2381, "demo", "6A", "HS0007", "toan", "gk", 93, None) in record(judged, "LOG_SHRANK")
    assert (2383, "demo", "6A") in [each[:3] for each in record(judged, "LOG_SHRANK")]


def test_a04_the_server_itself_refuses_to_sign_a_cut_log(school: SeizedSchool) -> None:
    """A superuser without the key: notes and the head file know a larger size than the tiles hold."""
    with school.intruder() as intruder:
        intruder.cut_tail(FIRST_OF_DOSSIER)
    with pytest.raises(SigningRefused) as refused:
        school.school.seal()
    assert refused.value.code == "tiles"
    assert ("LOG_SHRANK", FIRST_OF_DOSSIER) in [(each.code, each.pos) for each in school.fsck()]


def test_a05_an_emptied_log_is_no_log_of_this_school(school: SeizedSchool, held: Held) -> None:
    """TRUNCATE of everything: an export of nothing is never sound, and each piece of evidence denies it."""
    with school.intruder() as intruder:
        intruder.store([])
        intruder.connection.execute("DELETE FROM socai.checkpoint")
    assert (school.judged().verdict, school.judged().exit_code) == ("incomplete", 2)
    for piece in (held.checkpoint, held.newest, held.bags[BAG]):
        judged = school.judged(piece)
        assert outcome(judged) == tampered("LOG_SHRANK"), piece.name
        assert judged.found("LOG_SHRANK")[0]["pos"] == 0
    assert outcome(school.judged(held.receipt)) == tampered("RECEIPT_DENIED")


def test_a05_a_log_begun_anew_under_the_same_name_has_another_beginning(
    honest: HonestSchool, held: Held, tmp_path: Path
) -> None:
    """The school is founded a second time, as if it had not existed; it is lawful, and signed by its key."""
    with fresh_database(honest.cluster) as dsn:
        service = Service(Settings(tmp_path / "anew"), PlayedClock(FOUNDED), dsn)
        service.migrate()
        again = DemoSchool(service, Calendar.of_2020())
        again.found()
        again.school.seal()
        export(again.school.log, tmp_path / "export")
        key = again.school.facts().key
        service.db.close()
    target = [tmp_path / "export"]
    assert outcome(judge(target)) == NOT_COMPARED
    assert outcome(judge(target, key=key)) == SOUND, "by its own key alone, which is why keys are pinned"
    assert judge(target, key=held.key).verdict == "tampered"
    assert judge(target, policy=held.policy).found("GENESIS_MISMATCH")
    for piece in (held.bags[BAG], held.newest):
        judged = judge(target, [piece])
        assert (judged.verdict, judged.exit_code) == ("tampered", 1), piece.name
    judged = judge(target, [held.bags[BAG]])
    assert judged.found("HISTORY_REWRITTEN", first_difference=True)[0]["pos"] == 0


def insert_a_mark(intruder: Intruder) -> int:
    """Behind a column that a teacher entered: a change of one mark, as if made on the same day."""
    lines = intruder.lines()
    pos = 1 + max(at for at, line in enumerate(lines) if line["cmd"] == lines[855]["cmd"])
    forged = copy.deepcopy(lines[855])
    data = {"base": 855, "col": "gk", "late": None, "old": 24, "pupil": "HS0059", "value": 85}
    forged.update(type="MarkChanged", data=data, cmd="chen-vao", i=0, n=1, salt=b64(bytes(range(16))))
    forged["at"] = lines[pos - 1]["at"]
    for line in lines[pos:]:
        _follow(line, pos)
    intruder.store([*lines[:pos], forged, *lines[pos:]])
    return pos


def _follow(line: dict, inserted: int) -> None:  # type: ignore[type-arg]
    """What refers to a position behind the inserted one moves with it, as a careful forger would see to."""
    basis = line["actor"]["basis"]
    line["actor"]["basis"] = basis + (basis >= inserted)
    data = line["data"]
    for name in ("base", "proposal", "size"):
        if isinstance(data.get(name), int) and data[name] >= inserted and data[name] > 0:
            data[name] += 1


def test_a09_an_entry_put_in_between_is_named_by_whatever_was_held(school: SeizedSchool, held: Held) -> None:
    """Everything behind it is numbered, hashed and signed anew: a lower mark is improved in the past."""
    with school.intruder() as intruder:
        pos = insert_a_mark(intruder)
        intruder.rehash_from(pos)
        school.resign(intruder)
    judged = school.judged(held.bags[BAG])
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert (pos, "demo", "6B", "HS0059", "toan", "gk", None, 85) in record(judged, "HISTORY_REWRITTEN")
    assert judged.found("HISTORY_REWRITTEN", first_difference=True)[0]["pos"] == pos
    assert school.judged(held.checkpoint).found("HISTORY_REWRITTEN")
    assert school.judged(held.receipt).found("RECEIPT_DENIED")


def test_a11_a_history_signed_anew_with_the_true_key_is_denied_by_each_piece_alone(
    school: SeizedSchool, held: Held, honest: HonestSchool
) -> None:
    """One old mark; then every hash, note and bag of the server again. Without evidence nobody can tell."""
    with school.intruder() as intruder:
        intruder.edit_line(855, honest.crime.commit)
        intruder.rehash_from(855)
        for identifier in held.bags:
            rewrite_bag(intruder, school.school, school.school.keys, identifier)
        school.resign(intruder)
    targets = [school.exported(), *(school.bag(name) for name in held.bags)]
    assert outcome(judge(targets)) == NOT_COMPARED
    assert outcome(judge(targets, key=held.key)) == SOUND, "the key was stolen: it proves nothing any more"
    changed = (855, "demo", "6B", "HS0059", "toan", "gk", 24, honest.crime.new)
    for name in held.bags:
        judged = judge(targets, [held.bags[name]], held.key)
        assert changed in record(judged, "HISTORY_REWRITTEN"), name
        assert judged.found("ARCHIVE_OVERWRITTEN"), name
    for piece in (held.checkpoint, held.newest):
        assert judge(targets, [piece], held.key).found("HISTORY_REWRITTEN"), piece.name
    assert judge(targets, [held.receipt], held.key).found("RECEIPT_DENIED")
