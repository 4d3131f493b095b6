"""spec/vectors/receipt.json: stored receipts (FORMAT §2), most of them to be refused."""

from collections.abc import Iterator
from typing import Any

from tests.vectors.made.tools import (
    ORIGIN,
    Document,
    Signer,
    Vector,
    b64,
    canonical,
    document_of,
    key_row,
    sha,
    unpadded,
)

OLD, NEW, STRANGER = Signer(1), Signer(2), Signer(3)
OTHER_NAME = Signer(1, "62.socai/khac")
RANGES = [key_row(OLD, 0, 9), key_row(NEW, 10)]
LABEL = b"socai/receipt/v1\n"
LEAF = sha(b"\0line")
FIELDS = (
    "receipt_open: `receipt` is base64 of the file's bytes, `keys` the log's keys with the sizes that each "
    "signs. wantErr: refuse it. Else `index` is the position of the entry whose leaf hash it names."
)


def _body(**over: Any) -> dict[str, Any]:
    """A receipt without its signature. A field given as None is left out."""
    made = {
        "at": "2026-09-20T02:00:00.000000Z",
        "cmd": "diem-1",
        "kind": "receipt",
        "leaf": unpadded(LEAF),
        "n": 3,
        "origin": ORIGIN,
        "pos": 4,
        "v": 1,
        **over,
    }
    return {name: value for name, value in made.items() if value is not None}


def _signed(key: Signer = OLD, label: bytes = LABEL, **over: Any) -> bytes:
    said = _body(**over)
    return canonical({**said, "sig": unpadded(key.sign(label + canonical(said)))}) + b"\n"


def _vector(desc: str, raw: bytes, index: int | None = None) -> Vector:
    held = {"kind": "receipt_open", "desc": desc, "receipt": b64(raw), "keys": RANGES}
    return {**held, "wantErr": True} if index is None else {**held, "wantErr": False, "index": index}


def _sound() -> Iterator[Vector]:
    yield _vector("three entries", _signed(), 6)
    yield _vector("one entry at position 0", _signed(pos=0, n=1), 0)
    yield _vector("the last size of the old key", _signed(pos=8, n=1), 8)
    yield _vector("the rotation's own receipt, by the new key", _signed(NEW, pos=9, n=1), 9)
    yield _vector("an older command, signed again after the rotation", _signed(NEW), 6)
    yield _vector("position 2^53-2", _signed(NEW, pos=2**53 - 2, n=1), 2**53 - 2)


def _by_the_wrong_hand() -> Iterator[Vector]:
    yield _vector("signed by a stranger", _signed(STRANGER))
    yield _vector("signed by the same key under another name", _signed(OTHER_NAME, origin="62.socai/khac"))
    yield _vector("signed by the old key after its sizes", _signed(OLD, pos=9, n=1))
    yield _vector("the old key's sizes end within the command", _signed(OLD, pos=8, n=2))
    yield _vector("signed under no label", _signed(label=b""))
    yield _vector("signed under the label of an intent", _signed(label=b"socai/intent/v1\n"))
    right = _signed()
    for name, other in (("pos", 5), ("n", 2), ("at", "2026-09-20T02:00:00.000001Z"), ("cmd", "diem-2")):
        said = _body(**{name: other})
        sig = right[right.index(b'"sig":"') + 7 :][:86].decode()
        yield _vector(f"another {name} than was signed", canonical({**said, "sig": sig}) + b"\n")
    yield _vector("another leaf than was signed", right.replace(unpadded(LEAF).encode(), b"A" * 43))


def _misshapen() -> Iterator[Vector]:
    right = _signed()
    yield _vector("nothing", b"")
    yield _vector("no line feed at the end", right[:-1])
    yield _vector("two line feeds", right + b"\n")
    yield _vector("two receipts", right + right)
    yield _vector("a blank after a comma", right.replace(b',"cmd"', b', "cmd"'))
    yield _vector("keys out of order", b'{"v":1,' + right[1:].replace(b',"v":1', b""))
    yield _vector("a key twice", right.replace(b'"v":1', b'"v":1,"v":1'))
    yield _vector("a signature with padding", right.replace(b'","v"', b'==","v"'))
    yield _vector("a signature with a stray low bit", _stray(right))
    yield _vector("not UTF-8", right.replace(b"diem-1", b"diem-\xff"))
    yield _vector("no signature", canonical(_body()) + b"\n")
    for name in _body():
        yield _vector(f"no {name}", _signed(**dict[str, Any]({name: None})))
    yield _vector("a further field", _signed(note="x"))
    odd: tuple[tuple[str, Any], ...] = (
        ("v", 2), ("v", True), ("kind", "proof"), ("pos", -1), ("pos", 1.5), ("pos", "4"), ("n", 0),
        ("n", True),
        ("at", "2026-09-20T02:00:00Z"), ("at", "2026-02-30T02:00:00.000000Z"), ("cmd", ""), ("cmd", "a b"),
        ("cmd", "x" * 37), ("leaf", "A" * 42), ("leaf", "B" * 43), ("pos", 2**53),
    )  # fmt: skip
    for name, value in odd:
        yield _vector(f"{name} is {value!r}", _signed(**{name: value}))
    second = "62.socai/demo/2"
    keys = [key_row(Signer(1, second))]
    yield {**_vector("an origin with a third part", _signed(Signer(1, second), origin=second)), "keys": keys}


def _stray(raw: bytes) -> bytes:
    """The last character of 64 bytes carries four unused bits."""
    at = raw.index(b'","v"') - 1
    digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = digits[digits.index(raw[at : at + 1]) + 1 :][:1]
    return raw[:at] + other + raw[at + 1 :]


def document() -> Document:
    """The whole file as a value."""
    return document_of("receipt", FIELDS, [*_sound(), *_by_the_wrong_hand(), *_misshapen()])
