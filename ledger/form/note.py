"""C2SP signed notes: text that others sign line by line (c2sp.org/signed-note, tlog-cosignature)."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04
KEY_ID_BYTES = 4
SIGNATURE_BYTES = 64
# C2SP asks readers to take at least 16; Go's library stops at 100.
MAX_SIGNATURES = 100

_DASH = "— "
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_HEX_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)


class NoteError(ValueError):
    """A note or key that must be refused; `code` says why.

    utf8, control, no_blank, signature_line, too_many, key_ambiguous, bad_signature, unsigned, name, vkey,
    key_type, base64, text.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public Ed25519 key under a name; `type` is ED25519 (a log) or COSIGNATURE (a witness)."""

    name: str
    type: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """First 4 bytes of SHA-256(name || LF || type || key): a hint, never proof of identity."""
        return _key_id(self.name, self.type, self.public)

    def __str__(self) -> str:
        """The C2SP verifier key `name+hex(id)+base64(type || key)`."""
        payload = bytes([self.type]) + self.public
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(payload).decode()}"


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature line as read; `payload` is what follows the key id."""

    name: str
    key_id: bytes
    payload: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.payload).decode()}\n"


@dataclass(frozen=True, slots=True)
class Verified:
    """A signature that holds; `timestamp` (POSIX seconds) only for cosignatures."""

    key: VerifierKey
    timestamp: int | None


@dataclass(frozen=True, slots=True)
class OpenedNote:
    """A note with at least one good signature; `unknown` lines were not checked and prove nothing."""

    text: str
    verified: tuple[Verified, ...]
    unknown: tuple[SignatureLine, ...]


def parse_vkey(text: str) -> VerifierKey:
    """Reads a C2SP verifier key. Raises NoteError for another spelling, id or an unsupported type."""
    name, hex_id, encoded = (*text.split("+", 2), "", "")[:3]
    check_name(name)
    payload = decode_base64(encoded)
    if not _HEX_ID.fullmatch(hex_id):
        raise NoteError("vkey", "the id is not 8 lower-case hex digits")
    if payload[:1] not in (bytes([ED25519]), bytes([COSIGNATURE])) or len(payload) != 33:
        raise NoteError("key_type", "neither an Ed25519 log key nor an Ed25519 cosigner key")
    key = VerifierKey(name, payload[0], payload[1:])
    if key.key_id.hex() != hex_id:
        raise NoteError("vkey", "the id does not belong to this name and key")
    return key


def check_name(name: str) -> None:
    """Key names are non-empty, without Unicode spaces and without `+` (signed-note §format)."""
    if not name or "+" in name or any(char.isspace() for char in name) or _CONTROL.search(name):
        raise NoteError("name", f"not a key name: {name!a}")


def decode_base64(text: str) -> bytes:
    """Padded standard base64 in its one spelling. Raises NoteError."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("base64", "not base64") from None
    # Python accepts stray low bits in the last character, so a flipped bit would pass.
    if base64.b64encode(data).decode() != text:
        raise NoteError("base64", "another spelling")
    return data


def parse_note(raw: bytes) -> tuple[str, list[SignatureLine]]:
    """Splits a note at its last blank line into text and signature lines, without checking signatures."""
    text, signatures = _split(_decode_text(raw))
    lines = signatures[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError("too_many", f"{len(lines)} signatures, at most {MAX_SIGNATURES}")
    return text, [_parse_signature(line) for line in lines]


def open_note(raw: bytes, keys: Sequence[VerifierKey]) -> OpenedNote:
    """Reads a note and checks every signature by one of `keys`.

    A known key whose signature fails refuses the whole note; unknown keys are reported, not judged; a note
    that no known key signed is refused. Raises NoteError.
    """
    text, lines = parse_note(raw)
    known = _index_keys(keys)
    verified: list[Verified] = []
    unknown: list[SignatureLine] = []
    for line in lines:
        key = known.get((line.name, line.key_id))
        if key is None:
            unknown.append(line)
        else:
            verified.append(Verified(key, verify_signature(text, line, key)))
    if not verified:
        raise NoteError("unsigned", "no known key signed this note")
    return OpenedNote(text, tuple(verified), tuple(unknown))


def verify_signature(text: str, line: SignatureLine, key: VerifierKey) -> int | None:
    """Raises NoteError unless `key` made `line` over `text`; gives the timestamp of a cosignature."""
    message, timestamp, signature = text.encode(), None, line.payload
    if key.type == COSIGNATURE:
        timestamp, signature = int.from_bytes(line.payload[:8]), line.payload[8:]
        message = cosignature_message(text, timestamp)
    if len(signature) != SIGNATURE_BYTES:
        raise NoteError("bad_signature", f"{key.name}: {len(signature)} bytes")
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise NoteError("bad_signature", key.name) from None
    return timestamp


def cosignature_message(text: str, timestamp: int) -> bytes:
    """What a witness signs: `cosignature/v1`, the time, the whole checkpoint body (tlog-cosignature)."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def verifier_of(name: str, private: Ed25519PrivateKey, type_: int = ED25519) -> VerifierKey:
    """The public side of a private key under `name`. Raises NoteError for a bad name."""
    check_name(name)
    return VerifierKey(name, type_, private.public_key().public_bytes_raw())


def sign_line(text: str, name: str, private: Ed25519PrivateKey) -> SignatureLine:
    """The signature line of a log key over `text` (which ends in LF)."""
    key = verifier_of(name, private)
    return SignatureLine(name, key.key_id, private.sign(text.encode()))


def cosign_line(text: str, name: str, private: Ed25519PrivateKey, timestamp: int) -> SignatureLine:
    """The signature line of a witness over a checkpoint body at `timestamp` (POSIX seconds)."""
    key = verifier_of(name, private, COSIGNATURE)
    signature = private.sign(cosignature_message(text, timestamp))
    return SignatureLine(name, key.key_id, timestamp.to_bytes(8) + signature)


def format_note(text: str, lines: Sequence[SignatureLine]) -> bytes:
    """The note of `text` and its signatures. Raises NoteError if a reader would not give the same back."""
    raw = (text + "\n" + "".join(map(str, lines))).encode()
    if parse_note(raw) != (text, list(lines)):
        raise NoteError("text", "the note would be read differently")
    return raw


def _key_id(name: str, type_: int, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([type_]) + public).digest()[:KEY_ID_BYTES]


def _decode_text(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise NoteError("utf8", "not UTF-8") from None
    if _CONTROL.search(text):
        raise NoteError("control", "a control character other than LF")
    return text


def _split(note: str) -> tuple[str, str]:
    """The text with its LF, and the signature lines; the last blank line splits them."""
    at = note.rfind("\n\n")
    text, signatures = note[: at + 1], note[at + 2 :]
    if at < 0 or not signatures.endswith("\n"):
        raise NoteError("no_blank", "no text, blank line and signatures each ended by LF")
    return text, signatures


def _parse_signature(line: str) -> SignatureLine:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise NoteError("signature_line", ascii(line[:80]))
    check_name(name)
    payload = decode_base64(encoded)
    if len(payload) <= KEY_ID_BYTES:
        raise NoteError("signature_line", "no signature after the key id")
    return SignatureLine(name, payload[:KEY_ID_BYTES], payload[KEY_ID_BYTES:])


def _index_keys(keys: Sequence[VerifierKey]) -> dict[tuple[str, bytes], VerifierKey]:
    """Four bytes can be made to collide: two keys under one name and id are an error, not a choice."""
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise NoteError("key_ambiguous", key.name)
    return known
