"""The stored stage of a receipt, spec/FORMAT.md 2: the log's signed word that it holds a command."""

from dataclasses import dataclass
from typing import Any

from verify.proof import ed25519
from verify.proof.canonical import MAX_LINE, NotCanonical, decode_file, encode, unb64
from verify.proof.note import ED25519, VerifierKey
from verify.proof.policy import KeyRange
from verify.proof.shapes import is_command_id, is_count, is_instant, is_origin

LABEL = b"socai/receipt/v1\n"
_FIELDS = {"at", "cmd", "kind", "leaf", "n", "origin", "pos", "sig", "v"}


@dataclass(frozen=True)
class Receipt:
    """Entries `pos` … `pos`+`n`−1 of `origin` are stored; the last has leaf hash `leaf`."""

    origin: str
    pos: int
    n: int
    at: str
    cmd: str
    leaf: bytes
    signature: bytes
    message: bytes

    @property
    def index(self) -> int:
        """Position of the entry whose leaf hash the receipt names."""
        return self.pos + self.n - 1

    def fits(self, item: KeyRange) -> bool:
        """Whether the key may sign it: that of the size at which the command ends, or a later one."""
        return item.last is None or self.index + 1 <= item.last

    def signed_by(self, key: VerifierKey) -> bool:
        """Whether the signature is the key's."""
        return (
            key.kind == ED25519
            and key.name == self.origin
            and ed25519.verify(key.public, self.message, self.signature)
        )


def parse_receipt(raw: bytes) -> Receipt:
    """Raises `NotCanonical` for anything but a canonical receipt with exactly its fields."""
    value = decode_file(raw, MAX_LINE)
    if not isinstance(value, dict) or set(value) != _FIELDS or not _fields_fit(value):
        raise NotCanonical("no receipt")
    leaf, signature = unb64(value["leaf"], 32), unb64(value["sig"], 64)
    body = {name: item for name, item in value.items() if name != "sig"}
    return Receipt(
        value["origin"],
        value["pos"],
        value["n"],
        value["at"],
        value["cmd"],
        leaf,
        signature,
        LABEL + encode(body),
    )


def _fields_fit(value: dict[str, Any]) -> bool:
    return (
        value["v"] == 1
        and value["v"] is not True
        and value["kind"] == "receipt"
        and is_count(value["pos"])
        and is_count(value["n"])
        and value["n"] >= 1
        and is_instant(value["at"])
        and is_command_id(value["cmd"])
        and is_origin(value["origin"])
    )
