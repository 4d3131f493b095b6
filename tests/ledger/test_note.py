"""Promise: a note is believed only for the signatures of known keys, and no byte of it is free."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.form.note import (
    COSIGNATURE,
    MAX_SIGNATURES,
    NoteError,
    SignatureLine,
    VerifierKey,
    cosign_line,
    decode_base64,
    format_note,
    open_note,
    parse_note,
    parse_vkey,
    sign_line,
    verifier_of,
)

LOG = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
NAME = "62.socai/demo"
KEY, OTHER_KEY = verifier_of(NAME, LOG), verifier_of("other", OTHER)
WITNESS = verifier_of("witness.example/1", OTHER, COSIGNATURE)
TEXT = "62.socai/demo\n5\nbody\n"
GOOD = format_note(TEXT, [sign_line(TEXT, NAME, LOG)])
LINE = str(sign_line(TEXT, NAME, LOG)).encode()
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.just("\n"), max_size=40)


def refused(code: str, raw: bytes, keys: list[VerifierKey]) -> None:
    with pytest.raises(NoteError) as caught:
        open_note(raw, keys)
    assert caught.value.code == code


@settings(deadline=None)
@given(TEXTS)
def test_a_signed_note_opens_to_its_text(text: str) -> None:
    """Blank lines inside the text are text: the last one splits."""
    text += "\n"
    note = open_note(format_note(text, [sign_line(text, NAME, LOG)]), [KEY])
    assert note.text == text and [each.key for each in note.verified] == [KEY] and not note.unknown


def test_every_flipped_byte_of_a_note_is_refused() -> None:
    """Not one byte, in no bit, can change unseen when its only signer is known."""
    for at in range(len(GOOD)):
        for bit in range(8):
            changed = GOOD[:at] + bytes([GOOD[at] ^ 1 << bit]) + GOOD[at + 1 :]
            with pytest.raises(NoteError):
                open_note(changed, [KEY])


@pytest.mark.parametrize(
    ("code", "raw"),
    [
        ("no_blank", b""),
        ("no_blank", b"\n\n"),
        ("no_blank", TEXT.encode()),
        ("no_blank", TEXT.encode() + b"\n"),
        ("no_blank", GOOD[:-1]),
        ("no_blank", TEXT.encode() + LINE),
        ("no_blank", GOOD + b"\n"),
        ("signature_line", GOOD + b"x\n"),
        ("signature_line", GOOD.replace("— ".encode(), b"- ")),
        ("signature_line", GOOD.replace("— ".encode(), "—".encode())),
        ("signature_line", GOOD.replace("— ".encode(), "—\u00a0".encode())),
        (
            "signature_line",
            GOOD.replace(b" " + base64.b64encode(KEY.key_id)[:4], base64.b64encode(KEY.key_id)[:4]),
        ),
        ("signature_line", TEXT.encode() + b"\n" + "— a AAAAAA==\n".encode()),
        ("base64", GOOD[:-1] + b" \n"),
        ("base64", GOOD[:-1] + b"=\n"),
        ("base64", TEXT.encode() + b"\n" + "— a AAAAAA\n".encode()),
        ("base64", TEXT.encode() + b"\n" + "— a  AAAAAAAA\n".encode()),
        ("base64", TEXT.encode() + b"\n" + "— a AAAAAAB=\n".encode()),
        ("name", TEXT.encode() + b"\n" + "—  AAAAAAAA\n".encode()),
        ("name", GOOD.replace(b" 62.socai/demo ", b" 62.socai+demo ")),
        ("name", GOOD.replace(b" 62.socai/demo ", " 62.socai\u2003demo ".encode())),
        ("control", GOOD.replace(b"\n5\n", b"\r\n5\n")),
        ("control", GOOD.replace(b"\n5\n", b"\n5\x00\n")),
        ("control", GOOD.replace(b"\n5\n", b"\n5\t\n")),
        ("utf8", GOOD.replace(b"body", b"b\xffdy")),
        ("utf8", GOOD.replace(b"body", b"\xed\xa0\x80")),
        ("too_many", TEXT.encode() + b"\n" + LINE * (MAX_SIGNATURES + 1)),
    ],
)
def test_a_malformed_note_is_refused_before_any_key_is_asked(code: str, raw: bytes) -> None:
    """The form is checked whole, also on lines that nobody knows."""
    refused(code, raw, [KEY])


def test_as_many_signatures_as_the_cap_are_read() -> None:
    """Exactly 100 lines are allowed."""
    raw = TEXT.encode() + b"\n" + LINE * MAX_SIGNATURES
    assert len(open_note(raw, [KEY]).verified) == MAX_SIGNATURES


def test_a_note_that_no_known_key_signed_is_refused() -> None:
    """An unknown signature is no signature (A29)."""
    refused("unsigned", GOOD, [])
    refused("unsigned", GOOD, [OTHER_KEY])
    refused("unsigned", GOOD, [verifier_of(NAME, OTHER)])


def test_a_known_key_that_fails_spoils_the_whole_note() -> None:
    """A good signature beside a bad one of a known key does not save the note (A29)."""
    forged = SignatureLine("other", OTHER_KEY.key_id, bytes(64))
    raw = format_note(TEXT, [sign_line(TEXT, NAME, LOG), forged])
    refused("bad_signature", raw, [KEY, OTHER_KEY])
    assert open_note(raw, [KEY]).unknown == (forged,)


def test_a_second_failing_line_of_the_same_key_spoils_the_note() -> None:
    """Order and repetition do not hide a bad signature."""
    forged = SignatureLine(NAME, KEY.key_id, bytes(64))
    good = sign_line(TEXT, NAME, LOG)
    for lines in ([good, forged], [forged, good]):
        refused("bad_signature", format_note(TEXT, lines), [KEY])


def test_a_signature_of_another_length_is_refused() -> None:
    """63, 65 and 72 bytes are no Ed25519 signature of a log."""
    good = sign_line(TEXT, NAME, LOG).payload
    for payload in (good[:-1], good + b"\0", bytes(8) + good, b"\0"):
        refused("bad_signature", format_note(TEXT, [SignatureLine(NAME, KEY.key_id, payload)]), [KEY])


def test_colliding_key_ids_are_an_error_and_not_a_choice() -> None:
    """Two keys that claim one name and id make the verdict ambiguous (A30)."""

    class Twin(VerifierKey):
        key_id = KEY.key_id  # type: ignore[assignment]

    refused("key_ambiguous", GOOD, [KEY, Twin(NAME, 1, OTHER_KEY.public)])
    assert open_note(GOOD, [KEY, KEY]).text == TEXT


def test_a_signature_under_another_name_is_unknown() -> None:
    """The id alone never matches."""
    line = SignatureLine("elsewhere", KEY.key_id, sign_line(TEXT, NAME, LOG).payload)
    refused("unsigned", format_note(TEXT, [line]), [KEY])


def test_a_cosignature_holds_for_its_time_and_body_only() -> None:
    """Time and body are both signed (tlog-cosignature)."""
    line = cosign_line(TEXT, WITNESS.name, OTHER, 1_700_000_000)
    note = open_note(format_note(TEXT, [line]), [WITNESS])
    assert note.verified[0].timestamp == 1_700_000_000 and note.verified[0].key == WITNESS
    later = SignatureLine(line.name, line.key_id, (1_700_000_001).to_bytes(8) + line.payload[8:])
    refused("bad_signature", format_note(TEXT, [later]), [WITNESS])
    refused("bad_signature", format_note(TEXT + "x\n", [line]), [WITNESS])
    for payload in (line.payload[8:], line.payload[:-1], line.payload[:5]):
        refused(
            "bad_signature", format_note(TEXT, [SignatureLine(line.name, line.key_id, payload)]), [WITNESS]
        )


def test_a_signature_for_one_purpose_does_not_pass_for_another() -> None:
    """A cosignature is no log signature and a log signature no cosignature, even by one key (A34)."""
    as_log = verifier_of(WITNESS.name, OTHER)
    plain = sign_line(TEXT, WITNESS.name, OTHER).payload
    timed = cosign_line(TEXT, WITNESS.name, OTHER, 7).payload
    assert as_log.key_id != WITNESS.key_id
    for key, payload in ((WITNESS, bytes(8) + plain), (as_log, timed[8:]), (as_log, timed)):
        refused("bad_signature", format_note(TEXT, [SignatureLine(key.name, key.key_id, payload)]), [key])


@pytest.mark.parametrize("text", ["no line feed", "a\rb\n", "tab\t\n"])
def test_a_text_that_would_be_read_otherwise_is_not_signed(text: str) -> None:
    """The writer is held to the reader's rules."""
    with pytest.raises(NoteError):
        format_note(text, [sign_line(text, NAME, LOG)])
    with pytest.raises(NoteError):
        format_note(TEXT, [])


GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZIn"
    "NIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_notes_and_keys_of_other_programs_are_read() -> None:
    """The example of Go's note package opens, and the key of Go's checksum database parses."""
    assert open_note(GO_NOTE.encode(), [parse_vkey(GO_KEY)]).text.startswith("If you think")
    sumdb = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert str(parse_vkey(sumdb)) == sumdb and parse_vkey(sumdb).key_id.hex() == "033de0ae"
    refused("bad_signature", GO_NOTE.replace("answer", "cause").encode(), [parse_vkey(GO_KEY)])


def test_a_key_reads_back_with_its_type() -> None:
    """Log keys and witness keys keep apart."""
    assert parse_vkey(str(KEY)) == KEY and parse_vkey(str(WITNESS)) == WITNESS
    assert KEY.type != WITNESS.type


VKEY = str(KEY)
ID = KEY.key_id.hex()
ENCODED = VKEY.split("+", 2)[2]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("name", ""),
        ("name", VKEY[len(NAME) :]),
        ("name", " " + VKEY),
        ("name", VKEY.replace("socai", "so\u00a0cai")),
        ("name", "a\nb" + VKEY),
        ("vkey", NAME + "+0000000+" + ENCODED),
        ("vkey", f"{NAME}+00000000+{ENCODED}"),
        ("vkey", f"{NAME}x+{ID}+{ENCODED}"),
        ("vkey", f"{NAME}+{ID}0+{ENCODED}"),
        ("vkey", f"{NAME}++{ENCODED}"),
        ("base64", f"{NAME}+{ID}+{ENCODED}\n"),
        ("base64", f"{NAME}+{ID}+{ENCODED}="),
        ("base64", f"{NAME}+{ID}+{ENCODED}+"),
        ("base64", f"{NAME}+{ID}+{ENCODED[:-1]}"),
        ("key_type", f"{NAME}+{ID}+"),
        ("key_type", f"{NAME}+{ID}"),
        ("key_type", f"{NAME}+{ID}+{base64.b64encode(bytes([2]) + KEY.public).decode()}"),
        ("key_type", f"{NAME}+{ID}+{base64.b64encode(bytes([6]) + bytes(1312)).decode()}"),
        ("key_type", f"{NAME}+{ID}+{base64.b64encode(bytes([1]) + KEY.public[:-1]).decode()}"),
        ("key_type", f"{NAME}+{ID}+{base64.b64encode(bytes([1]) + KEY.public + bytes(1)).decode()}"),
        ("vkey", f"{NAME}+{ID}+{base64.b64encode(bytes([4]) + KEY.public).decode()}"),
    ],
)
def test_another_spelling_of_a_key_is_refused(code: str, text: str) -> None:
    """A pinned key is compared as text by people: it has one spelling."""
    with pytest.raises(NoteError) as caught:
        parse_vkey(text)
    assert caught.value.code == code


def test_an_id_in_capitals_is_refused() -> None:
    """Lower-case hex only."""
    name = next(f"n{i}" for i in range(99) if not verifier_of(f"n{i}", LOG).key_id.hex().isdecimal())
    text = str(verifier_of(name, LOG)).split("+", 2)
    with pytest.raises(NoteError):
        parse_vkey(f"{text[0]}+{text[1].upper()}+{text[2]}")


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_base64_has_one_spelling(data: bytes) -> None:
    """Padded, standard alphabet, no stray bits."""
    text = base64.b64encode(data).decode()
    assert decode_base64(text) == data
    if data:
        with pytest.raises(NoteError):
            decode_base64(text.rstrip("=") + "=" * (text.count("=") + 1))


@settings(deadline=None)
@given(st.binary(max_size=120))
def test_no_bytes_crash_the_reader(raw: bytes) -> None:
    """Anything is either a note that formats back to itself, or a NoteError."""
    for candidate in (raw, raw + GOOD, GOOD + raw):
        try:
            text, lines = parse_note(candidate)
        except NoteError:
            continue
        assert format_note(text, lines) == candidate
