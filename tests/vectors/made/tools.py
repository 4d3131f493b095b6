"""What the makers of spec/vectors share: keys that anybody can make, notes, the layout of a file.

Lines, notes and trees come from the second writer of the verifier's tests, which is made from the spec alone.
"""

import base64
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any

from tests.verify.bag_builder import ORIGIN, Signer, canonical, inclusion_path, sha, signed_note, tree_root
from tests.verify.bag_builder import b64 as unpadded

__all__ = [
    "ORIGIN",
    "Signer",
    "b64",
    "canonical",
    "document_of",
    "inclusion_path",
    "key_row",
    "note_of",
    "sha",
    "tree_root",
    "unpadded",
]

BLOCK = 512
Vector = dict[str, Any]
Document = dict[str, Any]
MADE = "made by tests/vectors/made/{}.py from spec/FORMAT.md; keys are public test keys, nobody is real"


def b64(raw: bytes) -> str:
    """Padded base64: how a vector holds bytes."""
    return base64.b64encode(raw).decode()


def key_row(key: Signer, first: int = 0, last: int | None = None) -> dict[str, Any]:
    """A key and the sizes that it signs, as in keys.json."""
    return {"vkey": key.vkey, "from": first, "to": last}


def note_of(leaves: list[bytes], *keys: Signer, origin: str = ORIGIN) -> bytes:
    """The signed checkpoint of a tree."""
    root = base64.b64encode(tree_root(leaves)).decode()
    return signed_note(f"{origin}\n{len(leaves)}\n{root}\n".encode(), *keys)


def document_of(name: str, fields: str, vectors: list[Vector], **more: Any) -> Document:
    """What spec/vectors/<name>.json says."""
    return {"origin": MADE.format(name), "fields": fields, **more, "vectors": vectors}


def splices(base: bytes, other: bytes) -> list[list[Any]]:
    """What makes `other` of `base`: [from, to, base64 of what stands there then], from the end backwards."""
    blocks = [[raw[at : at + BLOCK] for at in range(0, len(raw), BLOCK)] for raw in (base, other)]
    found = []
    for tag, one, end, two, stop in SequenceMatcher(a=blocks[0], b=blocks[1], autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        was, now = b"".join(blocks[0][one:end]), b"".join(blocks[1][two:stop])
        head = _common(was, now)
        tail = _common(was[head:][::-1], now[head:][::-1])
        start = one * BLOCK + head
        found.append([start, start + len(was) - head - tail, b64(now[head : len(now) - tail])])
    return found[::-1]


def _common(one: bytes, two: bytes) -> int:
    """How many bytes at the beginning are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
