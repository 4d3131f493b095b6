"""A thief of a key that was changed (A24), and a signature of one thing shown for another (A34)."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from domain.acts.unit.appointments import RegisterPerson
from domain.acts.unit.school import RotateKey
from domain.words.fields import Decision
from ledger.form.canonical import b64, decode, encode
from ledger.form.note import (
    COSIGNATURE,
    SignatureLine,
    cosign_line,
    format_note,
    parse_note,
    parse_vkey,
    verifier_of,
)
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import SOUND, SeizedSchool, judge, outcome, record, tampered

HEAD = "ht.y-blin"


def rotated(school: SeizedSchool) -> str:
    """The head changes the log's key, as after a theft; the new key as text."""
    own = school.school
    old, new = own.facts().key, str(own.keys.create(own.log.origin).public)
    paper = Decision(no="12/QĐ", date="2021-01-21", digest=b64(bytes(32)))
    school.acting.act(HEAD, RotateKey(old=old, new=new, decision=paper), "thay-khoa")
    own.seal()
    return new


def sign_export(school: SeizedSchool, folder: Path, key: str) -> None:
    """Only this key signs the export's checkpoint."""
    text, _ = parse_note((folder / "checkpoint").read_bytes())
    public = parse_vkey(key)
    signature = school.school.keys.load(public.name, public.key_id).sign_note(text)
    (folder / "checkpoint").write_bytes(format_note(text, [signature]))


def test_a24_the_stolen_key_signs_nothing_beyond_its_rotation(school: SeizedSchool, held: Held) -> None:
    """The thief goes on with the log and has the old key alone: neither log nor pinned key allow it."""
    new = rotated(school)
    genuine = school.exported()
    assert outcome(judge([genuine], [held.newest], held.key)) == SOUND
    school.acting.act(HEAD, RegisterPerson(person="moi", name="Người mới"), "moi")
    school.school.seal()
    forged = school.exported()
    sign_export(school, forged, held.key)
    for key in ("", held.key):
        judged = judge([forged], [genuine / "checkpoint"], key)
        assert outcome(judged) == tampered("CHECKPOINT_KEY_RANGE")
        sizes = [each["size"] for each in judged.found("CHECKPOINT_KEY_RANGE")]
        assert sizes == [school.school.log.head().size]
    assert "CHECKPOINT_UNKNOWN_KEY" in judge([forged], key=new).codes()


def test_a24_the_new_key_does_not_sign_the_past_anew(school: SeizedSchool, held: Held) -> None:
    """Nor may whoever steals the new one: sizes before the rotation stay with the old key."""
    new = rotated(school)
    genuine = school.exported()
    text, _ = parse_note(held.newest.read_bytes())
    public = parse_vkey(new)
    note = genuine.parent / "signed-by-the-new"
    note.write_bytes(format_note(text, [school.school.keys.load(public.name, public.key_id).sign_note(text)]))
    assert "CHECKPOINT_KEY_RANGE" in judge([genuine], [note], held.key).codes()


def test_a24_a_past_rewritten_with_the_stolen_key_is_denied_by_the_head_signed_with_the_new_one(
    school: SeizedSchool, honest: HonestSchool, held: Held
) -> None:
    """The thief changes a mark of before, in whose time the stolen key did count: one newer note tells."""
    rotated(school)
    newest = school.exported() / "checkpoint"
    with school.intruder() as intruder:
        intruder.edit_line(honest.crime.cell.pos, honest.crime.commit)
        intruder.rehash_from(honest.crime.cell.pos)
        school.resign(intruder)
    judged = judge([school.exported()], [newest], held.key)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert judged.found("HISTORY_REWRITTEN") and judged.found("FORK")
    named = judge([school.exported()], [held.bags["window-giua-ky-1"]], held.key)
    changed = (855, "demo", "6B", "HS0059", "toan", "gk", 24, honest.crime.new)
    assert changed in record(named, "HISTORY_REWRITTEN")


@contextmanager
def replaced(file: Path, content: bytes) -> Iterator[None]:
    """The file with other content, for a while."""
    before = file.read_bytes()
    file.write_bytes(content)
    yield
    file.write_bytes(before)


def test_a34_a_receipt_s_signature_is_none_of_a_head_nor_the_other_way(
    school: SeizedSchool, held: Held, tmp_path: Path
) -> None:
    """One key signs both, each under a label of its own: taken from one to the other, neither verifies."""
    folder = school.exported()
    text, (line,) = parse_note(held.newest.read_bytes())
    receipt = decode(held.receipt.read_bytes().rstrip(b"\n"))
    of_receipt = base64.b64decode(receipt["sig"] + "==")
    assert outcome(judge([folder, held.receipt], key=held.key)) == SOUND
    moved = SignatureLine(line.name, line.key_id, of_receipt)
    with replaced(folder / "checkpoint", format_note(text, [moved])):
        for key in ("", held.key):
            assert outcome(judge([folder], key=key)) == tampered("CHECKPOINT_BAD_SIGNATURE")
    forged = tmp_path / "receipt.json"
    forged.write_bytes(encode({**receipt, "sig": b64(line.payload)}) + b"\n")
    assert outcome(judge([folder, forged], key=held.key)) == tampered("RECEIPT_BAD_SIGNATURE")


def test_a34_the_body_of_a_receipt_signed_as_a_head_is_no_head(
    school: SeizedSchool, held: Held, tmp_path: Path
) -> None:
    """Whoever gets the server to sign a text of their choice as a note has no receipt by that."""
    folder = school.exported()
    public = parse_vkey(held.key)
    key = school.school.keys.load(public.name, public.key_id)
    receipt = decode(held.receipt.read_bytes().rstrip(b"\n"))
    body = encode({name: value for name, value in receipt.items() if name != "sig"})
    bare = key.sign_note(body.decode() + "\n").payload
    forged = tmp_path / "receipt.json"
    forged.write_bytes(encode({**receipt, "sig": b64(bare)}) + b"\n")
    assert outcome(judge([folder, forged], key=held.key)) == tampered("RECEIPT_BAD_SIGNATURE")


@pytest.mark.parametrize("as_kind", ["log", "witness"])
def test_a34_a_witness_key_is_no_log_key_and_a_log_key_no_witness(
    school: SeizedSchool, held: Held, tmp_path: Path, as_kind: str
) -> None:
    """The log's own private key, once more as its witness: key id and signed text tell the kind."""
    folder = school.exported()
    text, (genuine,) = parse_note(held.newest.read_bytes())
    public = parse_vkey(held.key)
    key = school.school.keys.load(public.name, public.key_id)
    witness = verifier_of(public.name, key.private, COSIGNATURE)
    policy = tmp_path / "policy"
    policy.write_text(f"log {held.key}\nwitness chinh-minh {witness}\nquorum chinh-minh\n")
    cosigned = cosign_line(text, public.name, key.private, 1_611_000_000)
    if as_kind == "log":
        lines = [SignatureLine(genuine.name, genuine.key_id, cosigned.payload)]
    else:
        lines = [genuine, SignatureLine(cosigned.name, cosigned.key_id, bytes(8) + genuine.payload)]
    with replaced(folder / "checkpoint", format_note(text, lines)):
        judged = judge([folder], policy=policy)
    assert outcome(judged) == tampered("CHECKPOINT_BAD_SIGNATURE")
    with replaced(folder / "checkpoint", format_note(text, [genuine, cosigned])):
        assert outcome(judge([folder], policy=policy)) == SOUND
