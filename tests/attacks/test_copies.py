"""Copies that look genuine: a fork (A10), a restored backup (A20), one that rotted on its disk (A42)."""

import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg.errors import DataCorrupted

from api.service.restoring import refill
from domain.acts.unit.appointments import RegisterPerson
from ledger.conflict import Conflict
from ledger.form.note import COSIGNATURE, cosign_line, format_note, parse_note, verifier_of
from ledger.signing.checkpointer import SigningRefused
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import NOT_COMPARED, SOUND, SeizedSchool, judge, outcome, record, tampered

HEAD = "ht.y-blin"
WITNESSES = {name: Ed25519PrivateKey.from_private_bytes(bytes([at]) * 32) for at, name in enumerate("abc", 1)}


def forked(school: SeizedSchool, honest: HonestSchool) -> tuple[Path, Path]:
    """With the key, a second history of the same size: its export, and its checkpoint as a file."""
    with school.intruder() as intruder:
        intruder.edit_line(honest.crime.cell.pos, honest.crime.commit)
        intruder.rehash_from(honest.crime.cell.pos)
        school.resign(intruder)
    folder = school.exported()
    note = folder.parent / "shown-to-the-inspector"
    shutil.copy(folder / "checkpoint", note)
    return folder, note


def cosigned(note: bytes, *names: str) -> bytes:
    """The note with cosignatures of these witnesses beside the log's signature."""
    text, lines = parse_note(note)
    return format_note(
        text, [*lines, *(cosign_line(text, name, WITNESSES[name], 1_611_000_000) for name in names)]
    )


def policy_of_two(held: Held, path: Path) -> Path:
    """The log's key, and two of three witnesses of different houses."""
    lines = [f"log {held.key}"]
    lines += [f"witness {name} {verifier_of(name, key, COSIGNATURE)}" for name, key in WITNESSES.items()]
    path.write_text("\n".join([*lines, "group houses 2 a b c", "quorum houses", ""]))
    return path


def test_a10_two_checkpoints_of_one_size_prove_the_fork_to_anybody(
    school: SeizedSchool, honest: HonestSchool, held: Held
) -> None:
    """The school sees one history, the inspector another; the two notes are signed by the same true key.

    Neither log is needed: the notes convict, and each log is denied by the other side's note.
    """
    folder, note = forked(school, honest)
    assert outcome(judge([folder], key=held.key)) == SOUND, "whoever sees one side only cannot tell"
    assert outcome(judge([note], [held.newest], held.key)) == tampered("FORK")
    assert outcome(judge([note, held.newest], key=held.key)) == tampered("FORK")
    judged = judge([folder], [held.newest], held.key)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert {each["code"] for each in judged.findings} == {"FORK", "HISTORY_REWRITTEN"}
    assert judged.found("FORK")[0]["size"] == judged.found("HISTORY_REWRITTEN")[0]["size"]
    assert outcome(judge([held.export], [held.newest], held.key)) == SOUND


def test_a10_a_quorum_of_witnesses_vouches_for_one_side_only(
    school: SeizedSchool, honest: HonestSchool, held: Held, tmp_path: Path
) -> None:
    """Two of three cosigned the true head. The fork has none, one, or one twice: never sound."""
    folder, note = forked(school, honest)
    policy = policy_of_two(held, tmp_path / "policy")
    (held_copy := tmp_path / "true").write_bytes(cosigned(held.newest.read_bytes(), "a", "b"))
    assert outcome(judge([held.export], [held_copy], policy=policy)) == SOUND
    genuine = note.read_bytes()
    for names in ((), ("c",), ("c", "c")):
        (folder / "checkpoint").write_bytes(cosigned(genuine, *names))
        judged = judge([folder], policy=policy)
        assert judged.verdict in ("incomplete", "not_compared") and judged.exit_code == 2, names
        assert len(judged.found("QUORUM_NOT_MET")) == 1
        assert judged.answer["anchored"] is False
    judged = judge([folder], [held_copy], policy=policy)
    assert {"FORK", "HISTORY_REWRITTEN"} <= {each["code"] for each in judged.findings}
    assert judged.verdict == "tampered"


def restored(school: SeizedSchool, held: Held) -> int:
    """The database of the day of the first checkpoint, as a backup holds it; the head file is newer."""
    size = int(held.checkpoint.read_text("utf-8").split("\n")[1])
    with school.intruder() as intruder:
        intruder.cut_tail(size)
        intruder.connection.execute("DELETE FROM socai.checkpoint WHERE size > %s", (size,))
    return size


def test_a20_a_restored_backup_is_neither_written_nor_signed_by_an_honest_server(
    school: SeizedSchool, held: Held
) -> None:
    """Restored by mistake: the head file outside the database knows more. No receipt is given on it."""
    size = restored(school, held)
    with pytest.raises(SigningRefused) as refused:
        school.school.seal()
    assert refused.value.code == "tree_behind"
    with pytest.raises(Conflict) as conflict:
        school.acting.act(HEAD, RegisterPerson(person="moi", name="Người mới"), "moi")
    assert (conflict.value.code, conflict.value.status) == ("LOG_BEHIND", 503)
    with pytest.raises(Conflict, match="LOG_BEHIND"):
        school.service.require_ready()
    assert school.school.log.head().size == size
    assert ("LOG_SHRANK", size) in [(each.code, each.pos) for each in school.fsck()]


def test_a20_a_restored_backup_written_on_is_denied_by_whatever_is_newer(
    school: SeizedSchool, held: Held
) -> None:
    """Head file and key are in the attacker's hands too: the shorter past is continued and signed."""
    size = restored(school, held)
    school.head_file.write(held.checkpoint.read_bytes())
    school.acting.act(HEAD, RegisterPerson(person="moi", name="Người mới"), "moi")
    school.school.seal()
    folder = school.exported()
    assert outcome(judge([folder])) == NOT_COMPARED
    assert outcome(judge([folder], [held.checkpoint], held.key)) == SOUND, "it is as old as the backup"
    judged = judge([folder], [held.newest], held.key)
    assert outcome(judged) == tampered("LOG_SHRANK")
    judged = judge([folder], [held.bags["lock-6A-1"]], held.key)
    assert {"HISTORY_REWRITTEN", "LOG_SHRANK"} <= {each["code"] for each in judged.findings}
    assert judged.found("HISTORY_REWRITTEN", first_difference=True)[0]["pos"] == size


def test_a20_a_backup_that_is_refilled_from_a_copy_is_the_log_again(school: SeizedSchool, held: Held) -> None:
    """The honest way back: the missing entries come from an export kept elsewhere, and the roots agree."""
    size = restored(school, held)
    lines = (held.export / "entries.jsonl").read_bytes().splitlines()
    done = refill(school.school, held.export)
    assert (done.written, done.size) == (len(lines) - size, len(lines))
    assert list(school.school.log.lines()) == lines
    school.acting.act(HEAD, RegisterPerson(person="moi", name="Người mới"), "moi")
    school.school.seal()
    assert outcome(school.judged(*held.all())) == SOUND


FLIPS: dict[str, Callable[[bytes], bytes]] = {
    "a bit of a mark": lambda raw: raw.replace(b'"value":24}', b'"value":64}', 1),
    "a bit of a name": lambda raw: raw.replace(b"HS0059", b"HS0079", 1),
    "a byte gone": lambda raw: raw.replace(b'"value":24}', b'"value":2}', 1),
    "a line twice": lambda raw: raw[: raw.index(b"\n") + 1] + raw,
    "a block of nothing": lambda raw: raw[:8192] + bytes(512) + raw[8704:],
    "the end torn off": lambda raw: raw[:-300],
}


@pytest.mark.parametrize("name", FLIPS)
def test_a42_a_copy_that_rotted_is_never_sound(school: SeizedSchool, held: Held, name: str) -> None:
    """In the lines of an export: one bit, one byte, one block. The copy elsewhere says what was there."""
    folder = school.exported()
    entries = folder / "entries.jsonl"
    assert outcome(judge([folder], key=held.key)) == SOUND
    entries.write_bytes(FLIPS[name](entries.read_bytes()))
    judged = judge([folder], key=held.key)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert outcome(judge([held.export], key=held.key)) == SOUND


def test_a42_a_page_edited_under_the_database_is_found(school: SeizedSchool, honest: HonestSchool) -> None:
    """One digit in PostgreSQL's own file, past every trigger: by its checksum the page is not even read.

    Whoever makes PostgreSQL ignore that gets as far as with an UPDATE: the stored leaf denies the line.
    """
    cell = honest.crime.cell
    with school.intruder() as intruder:
        intruder.connection.execute("CHECKPOINT")
        ((name,),) = intruder.connection.execute("SELECT pg_relation_filepath('socai.entry')").fetchall()
        database = intruder.connection.info.dbname
    school.service.db.close()
    honest.cluster.stop()
    file = honest.cluster.folder / "data" / name
    raw = file.read_bytes()
    at = raw.rindex(b'"value":24}', 0, raw.index(b'"pos":%d,' % cell.pos))
    file.write_bytes(raw[:at] + raw[at:].replace(b'"value":24}', b'"value":85}', 1))
    honest.cluster.ensure_running()
    with pytest.raises(DataCorrupted):
        school.exported()
    with psycopg.connect(honest.cluster.admin_dsn(), autocommit=True) as superuser:
        superuser.execute(f"ALTER DATABASE {database} SET ignore_checksum_failure = on")
    school.service.db.close()  # the next connections begin with that setting
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("LEAF_MISMATCH", "CHAIN_BROKEN", "ROOT_MISMATCH")
    assert record(judged, "LEAF_MISMATCH") == [(cell.pos, "demo", "6B", cell.pupil, "toan", "gk", None, 85)]
