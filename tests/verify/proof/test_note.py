"""Notes, policies, proofs and receipts: refusals beyond the shared vectors."""

import pytest

from tests.verify.bag_builder import ORIGIN, LogBuilder, Signer, signed_note
from tests.verify.story import Story
from verify.proof.canonical import NotCanonical
from verify.proof.note import BadSignature, NoteError, parse_checkpoint, parse_note, parse_vkey, verified_by
from verify.proof.policy import PolicyError, parse_policy
from verify.proof.receipt import parse_receipt
from verify.proof.tlogproof import parse_tlog_proof

LOG = Story().log
TEXT = f"{ORIGIN}\n5\n{'A' * 43}=\n".encode()
KEY = LOG.signer


def test_two_keys_with_one_id_are_told_apart():
    """A key id has 4 bytes: only the whole key decides (A30)."""
    right = parse_vkey(KEY.vkey)
    wrong = type(right)(right.name, right.key_id, right.kind, parse_vkey(Signer(9).vkey).public, "other")
    note = parse_note(signed_note(TEXT, KEY))
    assert [item.key for item in verified_by(note, [wrong, right])[0]] == [right]
    with pytest.raises(BadSignature):
        verified_by(note, [wrong])


def test_a_receipt_s_signature_is_no_checkpoint_s():
    """Each signature carries its own label (A34)."""
    receipt = parse_receipt(LOG.receipt(3))
    assert receipt.signed_by(parse_vkey(KEY.vkey))
    assert not receipt.signed_by(parse_vkey(Signer(2).vkey))
    assert not receipt.signed_by(parse_vkey(Signer(1, "62.socai/khac").vkey))
    assert not receipt.signed_by(parse_vkey(Signer(1, kind=4).vkey))


@pytest.mark.parametrize("flip", range(0, 460, 3))
def test_each_flip_in_a_checkpoint_is_refused_or_unverified(flip):
    """No byte of a signed note is free."""
    raw = bytearray(LOG.checkpoint())
    if flip >= len(raw):
        return
    raw[flip] ^= 1
    try:
        verified, _ = verified_by(parse_checkpoint(bytes(raw)).note, [parse_vkey(KEY.vkey)])
    except (NoteError, BadSignature):
        return
    assert verified == []


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "checkpoint"},
        {"v": 2},
        {"v": True},
        {"pos": -1},
        {"n": 0},
        {"pos": "3"},
        {"at": "2020-09-01"},
        {"cmd": "c d"},
        {"origin": "demo"},
        {"leaf": "AA"},
        {"extra": 1},
    ],
)
def test_refuses_a_receipt_of_another_shape(change):
    """Exactly the fields of FORMAT.md 2."""
    with pytest.raises(NotCanonical):
        parse_receipt(LOG.receipt(3, change=change))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"index 3", b"index +3"),
        (b"index 3", b"index 03"),
        (b"index 3\n", b""),
        (b"index 3\n", b"index 3\nindex 3\n"),
        (b"tlog-proof@v1", b"tlog-proof@v2"),
        (b"index 3\n", b"extra\nindex 3\n"),
        (b"index 3\n", b"extra A\nindex 3\n"),
        (b"\n\n6", b"\n6"),
        (b"\n\n6", b"\n\n\n6"),
        (b"index 3\n", b"index 3\nAAAA\n"),
        (b"index 3\n", b"index 3\r\n"),
    ],
)
def test_refuses_a_proof_file_of_another_spelling(old, new):
    """C2SP tlog-proof has one spelling."""
    raw = LOG.proof(3)
    assert raw.count(old) >= 1
    with pytest.raises(NoteError):
        parse_tlog_proof(raw.replace(old, new, 1))


W1, W2 = Signer(21, "w1.example", 4).vkey, Signer(22, "w2.example", 4).vkey
GOOD = f"""log {KEY.vkey} https://example.org/log
witness a {W1}
witness b {W2} https://w.example
group g 1 a b
quorum g
#socai genesis {ORIGIN} {"A" * 43}
#socai key {KEY.vkey} 0 10
# anything
"""


def test_reads_a_policy():
    """Keys, quorum and first entry as written."""
    policy = parse_policy(GOOD.encode())
    assert [(item.first, item.last) for item in policy.keys_of(ORIGIN)] == [(0, 10)]
    assert policy.keys_of("62.socai/khac") == []
    assert policy.genesis == {ORIGIN: bytes(32)}
    assert policy.quorum_met({W2})
    assert not policy.quorum_met(set())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("quorum g\n", ""),
        ("quorum g", "quorum x"),
        ("quorum g\n", "quorum g\nquorum none\n"),
        ("group g 1", "group g 3"),
        ("group g 1", "group g 0"),
        ("group g 1", "group g +1"),
        ("group g 1 a b", "group g 1 a a"),
        ("group g 1 a b", "group g 1 a c"),
        ("group g 1 a b", "group a 1 b"),
        ("group g 1 a b", "group none 1 a b"),
        ("witness b", "witness a"),
        (W2, W1),
        (W2, KEY.vkey),
        (KEY.vkey, W1),
        ("log ", "logs "),
        ("#socai key", "#socai ke"),
        (" 0 10", " 0 010"),
        (" 0 10", " 0"),
        ("#socai genesis", "#socai genesis x"),
        ("A" * 43, "A" * 42 + "B"),
        ("witness a ", "witness "),
    ],
)
def test_refuses_a_policy_that_could_be_misread(old, new):
    """Nothing may be judged by a policy that is not understood to the last word."""
    assert old in GOOD
    with pytest.raises(PolicyError):
        parse_policy(GOOD.replace(old, new, 1).encode())


def test_no_checkpoint_is_of_an_empty_log():
    """FORMAT 2: a log begins with entry 0, so a note of size 0 is malformed, whoever signed it."""
    with pytest.raises(NoteError, match="empty log"):
        parse_checkpoint(LogBuilder().checkpoint())
