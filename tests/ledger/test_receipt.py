"""Promise: a receipt binds the log to what it confirmed, and no other signature passes for one."""

from dataclasses import replace
from pathlib import Path

import pytest

from ledger.form.canonical import b64, decode, encode
from ledger.form.note import NoteError
from ledger.form.proof import InvalidProof
from ledger.signing.checkpoint import BadCheckpoint, Checkpoint
from ledger.signing.keys import KeyFault, KeyRange, KeyRing, KeyStore, LogKey, sign_checkpoint
from ledger.signing.receipt import (
    LABEL,
    BadReceipt,
    Receipt,
    SealedProof,
    open_receipt,
    parse_sealed,
    sign_receipt,
)
from tests.ledger.test_heads import tree_of
from tests.ledger.test_tiles import MANY

ORIGIN = "62.socai/demo"
RECEIPT = Receipt(ORIGIN, 40, 3, b64(MANY[42]), "2020-11-02T03:04:05.000006Z", "cmd-1")


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path)


@pytest.fixture
def key(store: KeyStore) -> LogKey:
    return store.create(ORIGIN)


@pytest.fixture
def ring(key: LogKey) -> KeyRing:
    return KeyRing([KeyRange(key.public, 0)])


def refused(code: str, line: bytes, ring: KeyRing) -> None:
    with pytest.raises(BadReceipt) as caught:
        open_receipt(line, ring)
    assert caught.value.code == code


def test_a_stored_receipt_reads_back(key: LogKey, ring: KeyRing) -> None:
    """One canonical line with exactly the fields of FORMAT §2."""
    line = sign_receipt(key, RECEIPT)
    assert open_receipt(line, ring) == RECEIPT
    assert set(decode(line)) == {"at", "cmd", "kind", "leaf", "n", "origin", "pos", "sig", "v"}


def test_every_flipped_byte_of_a_receipt_is_refused(key: LogKey, ring: KeyRing) -> None:
    """A receipt is evidence: not one byte of it is free."""
    line = sign_receipt(key, RECEIPT)
    for at in range(len(line)):
        for flip in (1, 2, 32, 128):
            with pytest.raises(BadReceipt):
                open_receipt(line[:at] + bytes([line[at] ^ flip]) + line[at + 1 :], ring)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("fields", {"pos": -1}),
        ("fields", {"pos": "40"}),
        ("fields", {"pos": True}),
        ("fields", {"n": 0}),
        ("fields", {"v": 2}),
        ("fields", {"v": True}),
        ("fields", {"kind": "intent"}),
        ("fields", {"extra": 1}),
        ("fields", {"at": "2020-11-02T03:04:05Z"}),
        ("fields", {"at": "2020-11-02T03:04:05.000006+07"}),
        ("fields", {"cmd": ""}),
        ("fields", {"cmd": "a b"}),
        ("fields", {"leaf": None}),
        ("form", {"leaf": b64(bytes(31))}),
        ("form", {"sig": "AA"}),
        ("form", {"sig": 1}),
        ("origin", {"origin": "62.socai/other"}),
        ("signature", {"pos": 41}),
        ("signature", {"n": 4}),
        ("signature", {"leaf": b64(MANY[43])}),
        ("signature", {"sig": b64(bytes(64))}),
    ],
)
def test_an_edited_receipt_is_refused(
    key: LogKey, ring: KeyRing, code: str, change: dict[str, object]
) -> None:
    """Other positions, leaves, fields, versions, purposes."""
    refused(code, encode({**decode(sign_receipt(key, RECEIPT)), **change}), ring)


def test_a_receipt_without_a_field_or_not_canonical_is_refused(key: LogKey, ring: KeyRing) -> None:
    """No field is optional and no spelling free."""
    line = sign_receipt(key, RECEIPT)
    for name in decode(line):
        refused("fields", encode({k: v for k, v in decode(line).items() if k != name}), ring)
    for other in (line + b"\n", b" " + line, line.replace(b",", b", "), b"[]", b""):
        refused("form", other, ring)


def test_another_key_or_purpose_does_not_make_a_receipt(store: KeyStore, key: LogKey, ring: KeyRing) -> None:
    """A stranger's key, or the log key without the receipt label, proves nothing (A34)."""
    refused("signature", sign_receipt(store.create(ORIGIN), RECEIPT), ring)
    body = {k: v for k, v in decode(sign_receipt(key, RECEIPT)).items() if k != "sig"}
    for label in (b"", b"socai/intent/v1\n", LABEL.upper()):
        refused("signature", encode({**body, "sig": b64(key.private.sign(label + encode(body)))}), ring)


def test_a_retired_key_signs_no_later_receipt(store: KeyStore, key: LogKey, ring: KeyRing) -> None:
    """Past the rotation only the new key speaks for the log; it may repeat what the old one said."""
    new = store.create(ORIGIN)
    rotated = ring.rotated(new.public, 42)
    refused("signature", sign_receipt(key, RECEIPT), rotated)
    earlier = replace(RECEIPT, pos=39)
    for signer, receipt in ((new, RECEIPT), (key, earlier), (new, earlier)):
        assert open_receipt(sign_receipt(signer, receipt), rotated) == receipt


@pytest.fixture
def sealed(store: KeyStore, ring: KeyRing) -> SealedProof:
    tree = tree_of(MANY[:300])
    note = sign_checkpoint(store, ring, Checkpoint(ORIGIN, 300, tree.root(300)), 0)
    return SealedProof(42, tuple(tree.inclusion(42, 300)), note)


def test_a_sealed_proof_reads_back_and_holds(sealed: SealedProof, ring: KeyRing) -> None:
    """`extra` is carried and not judged."""
    for proof in (sealed, replace(sealed, extra=b"xyz"), replace(sealed, extra=b"")):
        again = parse_sealed(proof.format())
        assert again == proof and again.verify(MANY[42], ring).size == 300


def test_every_flipped_byte_of_a_sealed_proof_is_refused(sealed: SealedProof, ring: KeyRing) -> None:
    """Header, index, path and checkpoint are all checked."""
    raw = sealed.format()
    for at in range(len(raw)):
        with pytest.raises((BadReceipt, NoteError, KeyFault, InvalidProof, BadCheckpoint)):
            changed = raw[:at] + bytes([raw[at] ^ 1 << at % 8]) + raw[at + 1 :]
            parse_sealed(changed).verify(MANY[42], ring)


def test_a_sealed_proof_of_another_entry_is_refused(sealed: SealedProof, ring: KeyRing) -> None:
    """Neither leaf nor index can be exchanged."""
    with pytest.raises(InvalidProof):
        sealed.verify(MANY[43], ring)
    with pytest.raises(InvalidProof):
        replace(sealed, index=43).verify(MANY[42], ring)


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("header", b"@v1", b"@v2"),
        ("header", b"c2sp.org/", b"C2SP.org/"),
        ("hash", b"\n\n", b"\n"),
        ("index", b"index 42", b"index 042"),
        ("index", b"index 42", b"index +42"),
        ("index", b"index 42", b"index 42 "),
        ("index", b"index 42\n", b""),
        ("index", b"index 42", b"extra AA==\nextra AA==\nindex 42"),
        ("index", b"index 42", b"index " + b"9" * 5000),
        ("extra", b"index 42", b"extra AB==\nindex 42"),
        ("hash", b"index 42\n", b"index 42\nAAAA\n"),
        ("hash", b"index 42\n", b"index 42\nindex 42\n"),
        ("hash", b"index 42\n", b"index 42\n" + (b"A" * 43 + b"=\n") * 64),
    ],
)
def test_a_malformed_sealed_proof_is_refused(sealed: SealedProof, code: str, old: bytes, new: bytes) -> None:
    """One spelling, no second `extra`, no flood of hashes."""
    head = sealed.format().removesuffix(sealed.checkpoint)
    assert old in head
    with pytest.raises(BadReceipt) as caught:
        parse_sealed(head.replace(old, new, 1) + sealed.checkpoint)
    assert caught.value.code == code


def test_a_proof_without_its_blank_line_or_checkpoint_is_refused(sealed: SealedProof) -> None:
    """Nothing is guessed."""
    for raw in (b"", b"c2sp.org/tlog-proof@v1\nindex 42\n", sealed.format().partition(b"\n\n")[0]):
        with pytest.raises(BadReceipt, match="header"):
            parse_sealed(raw)
