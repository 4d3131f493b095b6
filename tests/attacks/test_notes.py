"""Notes that look signed: no known key (A29), another key under a known id (A30), another algorithm (A31)."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.form.canonical import b64, encode_trusted, leaf_hash
from ledger.form.note import (
    COSIGNATURE,
    NoteError,
    SignatureLine,
    cosign_line,
    format_note,
    open_note,
    parse_note,
    parse_vkey,
    verifier_of,
)
from ledger.form.tiles import Edge
from ledger.signing.checkpoint import Checkpoint
from ledger.signing.heads import SigningRefused
from ledger.signing.keys import LogKey
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import NOT_COMPARED, SOUND, SeizedSchool, judge, outcome, tampered
from tests.verify.bag_builder import LogBuilder, Signer

THIEF = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
BAG = "window-giua-ky-1"


def signed_by_thief(text: str, name: str) -> SignatureLine:
    """A good signature over `text` by a key that nobody named."""
    return LogKey(verifier_of(name, THIEF), THIEF).sign_note(text)


def log_key(school: SeizedSchool) -> LogKey:
    """The stolen key itself."""
    public = parse_vkey(school.held.key)
    return school.school.keys.load(public.name, public.key_id)


@pytest.fixture
def forged(school: SeizedSchool, honest: HonestSchool) -> tuple[Path, str]:
    """The export of a history with another mark, and the checkpoint text that fits it, not signed yet."""
    with school.intruder() as intruder:
        intruder.edit_line(honest.crime.cell.pos, lambda line: line["data"].update(value=honest.crime.new))
        intruder.rehash_from(honest.crime.cell.pos)
        lines = intruder.lines()
    root = Edge().extend([leaf_hash(encode_trusted(line)) for line in lines])[0].root()
    return school.exported(), Checkpoint("62.socai/demo", len(lines), root).body()


def test_a29_a_rewritten_history_without_the_key_has_no_note_that_counts(
    forged: tuple[Path, str], held: Held, honest: HonestSchool
) -> None:
    """Unsigned, without a note, signed by a stranger, and with an invented signature of the true key.

    The log names its key in entry 0, so the stranger is refused without any evidence too.
    """
    folder, text = forged
    public = parse_vkey(held.key)
    note = folder / "checkpoint"
    stranger = signed_by_thief(text, public.name)
    invented = SignatureLine(public.name, public.key_id, stranger.payload)
    for raw, code in (
        (f"{text}\n".encode(), "NOTE_MALFORMED"),
        (format_note(text, [invented]), "CHECKPOINT_BAD_SIGNATURE"),
        (format_note(text, [stranger, invented]), "CHECKPOINT_BAD_SIGNATURE"),
    ):
        note.write_bytes(raw)
        for key in (held.key, ""):
            assert outcome(judge([folder], key=key)) == tampered(code), raw
    note.write_bytes(format_note(text, [stranger]))
    for key in (held.key, ""):
        judged = judge([folder], key=key)
        assert judged.verdict == "tampered"
        assert {"CHECKPOINT_UNKNOWN_KEY", "SIGNATURE_UNREAD"} == {each["code"] for each in judged.findings}
    named = judge([folder], [held.bags[BAG]]).found("HISTORY_REWRITTEN", **honest.crime.record())
    assert [(each["old"], each["new"]) for each in named] == [(honest.crime.cell.value, honest.crime.new)]
    note.unlink()
    assert outcome(judge([folder], key=held.key)) == ("incomplete", 2, "–")


def test_a29_a_bad_signature_spoils_a_good_one_beside_it(school: SeizedSchool, held: Held) -> None:
    """Of a known key it refuses the whole note; of an unknown one it is unread, and nothing is sound."""
    folder = school.exported()
    assert outcome(judge([folder], key=held.key)) == SOUND
    text, (good,) = parse_note(held.newest.read_bytes())
    bad = SignatureLine(good.name, good.key_id, bytes(64))
    unknown = SignatureLine("ai.do", bytes(4), bytes(64))
    for lines in ([good, bad], [bad, good]):
        (folder / "checkpoint").write_bytes(format_note(text, lines))
        assert outcome(judge([folder], key=held.key)) == tampered("CHECKPOINT_BAD_SIGNATURE")
    (folder / "checkpoint").write_bytes(format_note(text, [good, unknown]))
    judged = judge([folder], key=held.key)
    assert (judged.verdict, judged.exit_code) == ("incomplete", 2)
    assert [each["code"] for each in judged.findings] == ["SIGNATURE_UNREAD"]


def test_a29_a_lone_checkpoint_by_a_stranger_is_evidence_of_nothing(
    school: SeizedSchool, held: Held, tmp_path: Path
) -> None:
    """Handed in as evidence against the school or as proof for it: it is refused by the school's key."""
    text, _ = parse_note(held.newest.read_bytes())
    forged = tmp_path / "checkpoint"
    forged.write_bytes(format_note(text, [signed_by_thief(text, "62.socai/demo")]))
    assert outcome(judge([forged])) == ("incomplete", 2, "–")
    judged = judge([forged], key=held.key)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert {each["code"] for each in judged.findings} == {"CHECKPOINT_UNKNOWN_KEY", "SIGNATURE_UNREAD"}
    assert judged.answer["anchored"] is False


def test_a29_the_server_does_not_sign_on_after_such_a_note(school: SeizedSchool, held: Held) -> None:
    """Put into the head file, each stops the signer: it would vouch for what it cannot read."""
    text, (good,) = parse_note(held.newest.read_bytes())
    bad = SignatureLine(good.name, good.key_id, bytes(64))
    stranger = signed_by_thief(text, good.name)
    for raw in (
        f"{text}\n".encode(),
        format_note(text, [stranger]),
        format_note(text, [good, bad]),
    ):
        school.head_file.write(raw)
        with pytest.raises(SigningRefused) as refused:
            school.school.seal()
        assert refused.value.code == "head_unreadable"


COLLIDING = (Signer(13324), Signer(100643))
"""Two keys found by trying 100,643: under the name 62.socai/demo both have the id 6b42af62."""


def founded_by(signer: Signer, honest_line: dict[str, object]) -> LogBuilder:
    """A log of one founding entry that names this signer's key."""
    log = LogBuilder(signer)
    data = {**honest_line["data"], "key": signer.vkey}  # type: ignore[dict-item]
    log.write(str(honest_line["at"]), ("ht.y-blin", "founder", 0), ("school", "LogCreated", data))
    return log


def test_a30_a_key_with_the_same_id_does_not_sign_for_the_known_one(
    school: SeizedSchool, tmp_path: Path
) -> None:
    """A true collision of name and 4-byte id: only the whole key decides, pinned or named by the log."""
    known, twin = COLLIDING
    assert (known.key_id, known.name) == (twin.key_id, twin.name) and known.vkey != twin.vkey
    with school.intruder() as intruder:
        log = founded_by(known, intruder.lines()[0])
    folder = log.export(tmp_path / "export")
    assert outcome(judge([folder], key=known.vkey)) == SOUND
    assert outcome(judge([folder])) == NOT_COMPARED
    (folder / "checkpoint").write_bytes(log.checkpoint(1, twin))
    assert outcome(judge([folder], key=known.vkey)) == tampered("CHECKPOINT_BAD_SIGNATURE")
    assert outcome(judge([folder])) == tampered("CHECKPOINT_BAD_SIGNATURE")


def test_a30_pinning_the_twin_beside_the_true_key_gives_it_no_say(
    school: SeizedSchool, tmp_path: Path
) -> None:
    """A policy that was made to name both: the log still names the true one, and the twin is not it."""
    known, twin = COLLIDING
    with school.intruder() as intruder:
        log = founded_by(known, intruder.lines()[0])
    folder = log.export(tmp_path / "export", checkpoint=log.checkpoint(1, twin))
    policy = tmp_path / "policy"
    policy.write_text(f"log {known.vkey}\nlog {twin.vkey}\nquorum none\n")
    judged = judge([folder], policy=policy)
    assert outcome(judged) == tampered("CHECKPOINT_UNKNOWN_KEY")


def test_a30_the_server_refuses_two_keys_of_one_id(tmp_path: Path) -> None:
    """Its own reader does not choose between them, in whatever order they are named."""
    known, twin = (parse_vkey(signer.vkey) for signer in COLLIDING)
    raw = LogBuilder(COLLIDING[0], lines=[b"x"]).checkpoint()
    assert open_note(raw, [known]).verified[0].key == known
    for keys in ([known, twin], [twin, known]):
        with pytest.raises(NoteError) as refused:
            open_note(raw, keys)
        assert refused.value.code == "key_ambiguous"


def test_a31_a_signature_of_another_kind_is_not_the_log_s(school: SeizedSchool, held: Held) -> None:
    """The log's own private key, but as a witness's cosignature, and as kinds that nobody knows."""
    folder = school.exported()
    text, _ = parse_note(held.newest.read_bytes())
    key = log_key(school)
    cosigned = cosign_line(text, key.public.name, key.private, 1_600_000_000)
    as_log = SignatureLine(key.public.name, key.public.key_id, cosigned.payload)
    (folder / "checkpoint").write_bytes(format_note(text, [as_log]))
    assert outcome(judge([folder], key=held.key)) == tampered("CHECKPOINT_BAD_SIGNATURE")
    (folder / "checkpoint").write_bytes(format_note(text, [cosigned]))
    judged = judge([folder], key=held.key)
    assert {each["code"] for each in judged.findings} == {"CHECKPOINT_UNKNOWN_KEY", "SIGNATURE_UNREAD"}
    assert judged.verdict == "tampered"


@pytest.mark.parametrize("kind", [COSIGNATURE, 0x00, 0x02, 0xFF])
def test_a31_a_key_of_another_kind_cannot_be_pinned(
    school: SeizedSchool, held: Held, tmp_path: Path, kind: int
) -> None:
    """What a log signs with is fixed by the format, not by whoever hands over a key."""
    folder = school.exported()
    text, _ = parse_note(held.newest.read_bytes())
    key = log_key(school)
    other = vkey_of_kind(key, kind)
    cosigned = cosign_line(text, key.public.name, key.private, 1_600_000_000)
    (folder / "checkpoint").write_bytes(format_note(text, [key.sign_note(text), cosigned]))
    policy = tmp_path / "policy"
    policy.write_text(f"log {other}\nquorum none\n")
    for judged in (judge([folder], key=other), judge([folder], policy=policy)):
        assert (judged.verdict, judged.exit_code) == ("incomplete", 2)
        assert len(judged.found("POLICY_MALFORMED")) == 1
        assert judged.answer["anchored"] is False


def vkey_of_kind(key: LogKey, kind: int) -> str:
    """The verifier key of the same name and 32 bytes with another kind byte."""
    body = bytes([kind]) + key.public.public
    digest = hashlib.sha256(key.public.name.encode() + b"\n" + body).hexdigest()
    return f"{key.public.name}+{digest[:8]}+{base64.b64encode(body).decode()}"


Hash = Callable[[bytes], bytes]
HASHES: dict[str, Hash] = {
    "SHA3-256": lambda data: hashlib.sha3_256(data).digest(),
    "BLAKE2s": lambda data: hashlib.blake2s(data).digest(),
    "cut SHA-512": lambda data: hashlib.sha512(data).digest()[:32],
}


@pytest.mark.parametrize("name", HASHES)
def test_a31_a_log_hashed_with_another_function_is_none(school: SeizedSchool, held: Held, name: str) -> None:
    """Chain and tree agree and the key has signed: the function is not the attacker's choice."""
    folder, chosen = school.exported(), HASHES[name]
    lines = rechained((folder / "entries.jsonl").read_bytes().splitlines(), chosen)
    leaves = [chosen(b"\0" + line) for line in lines]
    head = Checkpoint("62.socai/demo", len(lines), root_of(leaves, chosen))
    (folder / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    (folder / "columns.csv").write_bytes(with_leaves((folder / "columns.csv").read_bytes(), leaves))
    (folder / "checkpoint").write_bytes(format_note(head.body(), [log_key(school).sign_note(head.body())]))
    judged = judge([folder], key=held.key)
    assert judged.verdict == "tampered" and judged.answer["coverage"]["entries_verified"] == 0
    assert judged.found("CHAIN_BROKEN")[0]["pos"] == 1
    assert judged.found("LEAF_MISMATCH")[0]["pos"] == 0
    assert [each["signed_size"] for each in judged.found("ROOT_MISMATCH")] == [len(lines)]


def rechained(lines: list[bytes], chosen: Hash) -> list[bytes]:
    """The lines with `prev` by another function."""
    linked: list[bytes] = []
    for line in lines:
        start = line.rindex(b',"prev":"') + 9
        prev = b64(chosen(b"\0" + linked[-1]) if linked else bytes(32)).encode()
        linked.append(line[:start] + prev + line[start + 43 :])
    return linked


def root_of(leaves: list[bytes], chosen: Hash) -> bytes:
    """MTH of RFC 9162 with another function."""
    if len(leaves) == 1:
        return leaves[0]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return chosen(b"\1" + root_of(leaves[:k], chosen) + root_of(leaves[k:], chosen))


def with_leaves(columns: bytes, leaves: list[bytes]) -> bytes:
    """The export's columns beside these leaf hashes."""
    header, *rows = columns.splitlines()
    changed = [
        row.rpartition(b",")[0] + b"," + b64(leaf).encode() for row, leaf in zip(rows, leaves, strict=True)
    ]
    return b"".join(row + b"\n" for row in [header, *changed])


def test_a31_no_file_can_say_which_function_to_use(school: SeizedSchool, held: Held, tmp_path: Path) -> None:
    """A proof, a checkpoint, a receipt that name an algorithm of their own: refused, or not read."""
    folder = school.exported()
    assert outcome(judge([folder, held.sealed], key=held.key)) == SOUND
    proof, text = held.sealed.read_bytes(), parse_note(held.newest.read_bytes())[0]
    head, _, rest = proof.partition(b"\n")
    short = base64.b64encode(bytes(20))
    for at, raw in enumerate(
        (head + b"\nalg sha1\n" + rest, proof.replace(b"@v1", b"@sha1", 1), head + b"\n" + short)
    ):
        path = tmp_path / f"{at}.tlog-proof"
        path.write_bytes(raw)
        assert outcome(judge([folder, path], key=held.key)) == tampered("PROOF_MALFORMED")
    extra = tmp_path / "extra.tlog-proof"
    extra.write_bytes(head + b"\nextra " + base64.b64encode(b'{"alg":"none"}') + b"\n" + rest)
    judged = judge([folder, extra], key=held.key)
    assert (judged.verdict, [each["code"] for each in judged.findings]) == (
        "incomplete",
        ["SIGNATURE_UNREAD"],
    )
    key = log_key(school)
    for body in (f"{text}alg sha1\n", text.replace(text.split("\n")[2], short.decode())):
        note = tmp_path / "checkpoint"
        note.write_bytes(format_note(body, [key.sign_note(body)]))
        assert outcome(judge([folder, note], key=held.key)) == tampered("NOTE_MALFORMED")


def test_a31_a_receipt_without_a_signature_or_with_an_algorithm_is_refused(
    school: SeizedSchool, held: Held, tmp_path: Path
) -> None:
    """ "alg none", as with the tokens of the web."""
    folder, genuine = school.exported(), held.receipt.read_bytes()
    assert outcome(judge([folder, held.receipt], key=held.key)) == SOUND
    at = genuine.rindex(b'"sig":"') + 7
    empty = genuine[:at] + genuine[at + 86 :]
    invented = genuine[:at] + b64(bytes(64)).encode() + genuine[at + 86 :]
    forged = tmp_path / "receipt.json"
    for raw, code in (
        (empty, "RECEIPT_MALFORMED"),
        (genuine.replace(b'{"at"', b'{"alg":"none","at"'), "RECEIPT_MALFORMED"),
        (invented, "RECEIPT_BAD_SIGNATURE"),
    ):
        forged.write_bytes(raw)
        assert outcome(judge([folder, forged], key=held.key)) == tampered(code)
