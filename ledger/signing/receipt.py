"""What a person takes home: a stored receipt, and later a sealed one (FORMAT §2)."""

import base64
import re
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from domain.words.days import parse_instant
from ledger.form.canonical import NotCanonical, b64, decode, encode_trusted, unb64
from ledger.form.note import NoteError, decode_base64
from ledger.form.proof import HASH_BYTES, verify_inclusion
from ledger.signing.checkpoint import Checkpoint
from ledger.signing.keys import KeyRing, LogKey

LABEL = b"socai/receipt/v1\n"
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
MAX_PROOF_HASHES = 63

_FIELDS = {"at", "cmd", "kind", "leaf", "n", "origin", "pos", "sig", "v"}
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", re.ASCII)
_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,31}"
_ORIGIN = re.compile(rf"{_ID}\.socai/{_ID}", re.ASCII)
_CMD = re.compile(r"[A-Za-z0-9_-]{1,36}", re.ASCII)
_INDEX = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class BadReceipt(ValueError):
    """A receipt or proof file that must be refused; `code`: form, fields, origin, signature, header, index,
    hash, extra."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Receipt:
    """The log says: `cmd` stands at `pos` … `pos`+`n`-1 since `at`; `leaf` (b64) is of its last entry."""

    origin: str
    pos: int
    n: int
    leaf: str
    at: str
    cmd: str


def sign_receipt(key: LogKey, receipt: Receipt) -> bytes:
    """The canonical line of a stored receipt, without LF; a file holds it with one."""
    body = _body(receipt)
    body["sig"] = b64(key.private.sign(LABEL + encode_trusted(body)))
    return encode_trusted(body)


def open_receipt(line: bytes, ring: KeyRing) -> Receipt:
    """Reads and checks a stored receipt (a line without LF). Raises BadReceipt.

    Signed by the key in force at size `pos`+`n` or by a later one (a command retried after a rotation).
    """
    receipt, signature = parse_receipt(line)
    if receipt.origin != ring.origin:
        raise BadReceipt("origin", receipt.origin)
    message = LABEL + encode_trusted(_body(receipt))
    for each in ring.ranges:
        late_enough = each.to_size is None or receipt.pos + receipt.n <= each.to_size
        if late_enough and _verifies(each.key.public, signature, message):
            return receipt
    raise BadReceipt("signature", "no key of this log signed it")


def parse_receipt(line: bytes) -> tuple[Receipt, bytes]:
    """The receipt and its signature, form checked and signature not."""
    try:
        obj = decode(line)
        if obj.keys() != _FIELDS or obj["v"] != 1 or type(obj["v"]) is not int or obj["kind"] != "receipt":
            raise BadReceipt("fields", "not the fields of a receipt")
        receipt = Receipt(*(obj[name] for name in Receipt.__slots__))
        _require_fields(receipt)
        return receipt, unb64(obj["sig"] if type(obj["sig"]) is str else "", 64)
    except NotCanonical as error:
        raise BadReceipt("form", str(error)) from error


@dataclass(frozen=True, slots=True)
class SealedProof:
    """A C2SP tlog-proof: leaf `index`, its path and the signed checkpoint it leads to, verbatim."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def format(self) -> bytes:
        """The file `.tlog-proof`."""
        lines = [PROOF_HEADER]
        if self.extra is not None:
            lines.append("extra " + base64.b64encode(self.extra).decode())
        lines.append(f"index {self.index}")
        lines += [base64.b64encode(value).decode() for value in self.path]
        return "\n".join(lines).encode() + b"\n\n" + self.checkpoint

    def verify(self, leaf: bytes, ring: KeyRing) -> Checkpoint:
        """The checkpoint under which `leaf` (32 bytes) stands at `index`.

        Raises NoteError, BadCheckpoint, KeyFault or InvalidProof.
        """
        checkpoint = ring.open_checkpoint(self.checkpoint)
        verify_inclusion(leaf, self.index, checkpoint.size, self.path, checkpoint.root)
        return checkpoint


def parse_sealed(raw: bytes) -> SealedProof:
    """Reads a `.tlog-proof` file strictly. Its checkpoint is opened by `SealedProof.verify` only."""
    head, blank, checkpoint = raw.partition(b"\n\n")
    if not blank or not head.isascii():
        raise BadReceipt("header", "no blank line before the checkpoint")
    header, *lines = head.decode().split("\n")
    if header != PROOF_HEADER:
        raise BadReceipt("header", "not a tlog-proof of version 1")
    extra = _decode(lines.pop(0)[6:], "extra") if lines and lines[0].startswith("extra ") else None
    index = lines.pop(0).removeprefix("index ") if lines and lines[0].startswith("index ") else ""
    if not _INDEX.fullmatch(index):
        raise BadReceipt("index", ascii(index))
    if len(lines) > MAX_PROOF_HASHES:
        raise BadReceipt("hash", f"{len(lines)} hashes")
    path = tuple(_decode(line, "hash") for line in lines)
    if any(len(value) != HASH_BYTES for value in path):
        raise BadReceipt("hash", "a hash is not 32 bytes")
    return SealedProof(int(index), path, checkpoint, extra)


def _body(receipt: Receipt) -> dict[str, Any]:
    return {
        "v": 1,
        "kind": "receipt",
        "origin": receipt.origin,
        "pos": receipt.pos,
        "n": receipt.n,
        "leaf": receipt.leaf,
        "at": receipt.at,
        "cmd": receipt.cmd,
    }


def _require_fields(receipt: Receipt) -> None:
    numbers = (receipt.pos, receipt.n)
    texts = (receipt.origin, receipt.leaf, receipt.at, receipt.cmd)
    if any(type(each) is not int for each in numbers) or any(type(each) is not str for each in texts):
        raise BadReceipt("fields", "a field of another type")
    if receipt.pos < 0 or receipt.n < 1 or not _AT.fullmatch(receipt.at) or not _CMD.fullmatch(receipt.cmd):
        raise BadReceipt("fields", "pos, n, at or cmd")
    if not _ORIGIN.fullmatch(receipt.origin) or not _is_moment(receipt.at):
        raise BadReceipt("fields", "origin or at")
    unb64(receipt.leaf, HASH_BYTES)


def _is_moment(at: str) -> bool:
    try:
        parse_instant(at)
    except ValueError:
        return False
    return True


def _verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _decode(text: str, code: str) -> bytes:
    try:
        return decode_base64(text)
    except NoteError as error:
        raise BadReceipt(code, error.detail) from None
