"""spec/vectors/tlog_proof.json: sealed receipts (C2SP tlog-proof, FORMAT §2)."""

from collections.abc import Iterator

from tests.vectors.made.tools import (
    ORIGIN,
    Document,
    Signer,
    Vector,
    b64,
    document_of,
    inclusion_path,
    key_row,
    note_of,
    sha,
)

KEY, LATER, WITNESS, STRANGER = Signer(1), Signer(2), Signer(4, "witness.example", kind=4), Signer(3)
KEYS = [key_row(KEY, 0, 20), key_row(LATER, 21)]
LEAVES = [sha(b"\0entry %d" % number) for number in range(300)]
HEADER = "c2sp.org/tlog-proof@v1"
FIELDS = (
    "tlog_proof: `proof` is base64 of the file's bytes, `leaf` of the leaf hash that it should prove, "
    "`keys` the log's keys with the sizes that each signs. wantErr: refuse it. Else `index` and `size` are "
    "what it proves."
)


def _proof(index: int, size: int, *keys: Signer, extra: str = "") -> bytes:
    lines = [HEADER, *([extra] if extra else []), f"index {index}"]
    lines += map(b64, inclusion_path(index, LEAVES[:size]))
    return "\n".join(lines).encode() + b"\n\n" + note_of(LEAVES[:size], *(keys or (KEY,)))


def _vector(desc: str, raw: bytes, leaf: int = 6, size: int | None = None) -> Vector:
    held = {"kind": "tlog_proof", "desc": desc, "proof": b64(raw), "leaf": b64(LEAVES[leaf]), "keys": KEYS}
    return (
        {**held, "wantErr": True} if size is None else {**held, "wantErr": False, "index": leaf, "size": size}
    )


def _sound() -> Iterator[Vector]:
    yield _vector("the only entry: an empty path", _proof(0, 1), 0, 1)
    for index, size in ((0, 2), (6, 7), (6, 11), (10, 11), (19, 20)):
        yield _vector(f"entry {index} of {size}", _proof(index, size), index, size)
    yield _vector("entry 299 of 300, by the key of that size", _proof(299, 300, LATER), 299, 300)
    yield _vector("the first note past a rotation, by both keys", _proof(6, 21, KEY, LATER), 6, 21)
    yield _vector("cosigned by a witness whose key is not given", _proof(6, 11, KEY, WITNESS), 6, 11)
    yield _vector("with a line that nothing authenticates", _proof(6, 11, extra="extra AAEC"), 6, 11)
    yield _vector("with an empty extra line", _proof(6, 11, extra="extra "), 6, 11)


def _leading_elsewhere() -> Iterator[Vector]:
    right = _proof(6, 11)
    yield _vector("of the entry before", right, 5)
    yield _vector("another index", right.replace(b"index 6\n", b"index 5\n"))
    yield _vector("an index beyond the tree", right.replace(b"index 6\n", b"index 11\n"))
    yield _vector("the path of another entry", _proof(7, 11).replace(b"index 7\n", b"index 6\n"))
    lines = right.split(b"\n")
    yield _vector("a hash too few", b"\n".join([*lines[:5], *lines[6:]]))
    yield _vector("a hash too many", b"\n".join([*lines[:5], lines[4], *lines[5:]]))
    yield _vector("hashes exchanged", b"\n".join([*lines[:2], lines[3], lines[2], *lines[4:]]))
    other = _proof(6, 12)
    yield _vector("the note of another size", right[: right.index(b"\n\n")] + other[other.index(b"\n\n") :])
    yield _vector("the note of no known key", _proof(6, 11, STRANGER))
    yield _vector("the note of a key that does not sign this size", _proof(6, 21, KEY))
    yield _vector("the note of a key whose sizes have not begun", _proof(6, 11, LATER))
    yield _vector("a note signed by a witness alone", _proof(6, 11, WITNESS))
    elsewhere = Signer(1, "62.socai/khac")
    note = note_of(LEAVES[:11], elsewhere, origin="62.socai/khac")
    yield _vector("the note of another log", right[: right.index(b"\n\n")] + b"\n\n" + note)
    sig = right.rindex(b"\xe2\x80\x94 ") + len(f"— {ORIGIN} ".encode()) + 12
    flipped = bytes([ord("A") if right[sig] != ord("A") else ord("B")])
    yield _vector("a signature with one letter changed", right[:sig] + flipped + right[sig + 1 :])


def _misshapen() -> Iterator[Vector]:
    right = _proof(6, 11)
    head, note = right.split(b"\n\n", 1)
    yield _vector("nothing", b"")
    yield _vector("the note alone", note)
    yield _vector("the path alone", head + b"\n")
    yield _vector("another header", right.replace(b"@v1", b"@v2"))
    yield _vector("a blank after the header", right.replace(b"@v1\n", b"@v1 \n"))
    yield _vector("no index", right.replace(b"index 6\n", b""))
    yield _vector("the index twice", right.replace(b"index 6\n", b"index 6\nindex 6\n"))
    for text in ("06", "+6", "-6", " 6", "6 ", "", "0x6", "6.0", "٦", str(2**63)):
        yield _vector(f"index {text!r}", right.replace(b"index 6\n", f"index {text}\n".encode()))
    yield _vector("extra after the index", right.replace(b"index 6\n", b"index 6\nextra AAEC\n"))
    yield _vector("extra that is no base64", _proof(6, 11, extra="extra ?"))
    yield _vector("extra without padding", _proof(6, 11, extra="extra AA"))
    first = head.split(b"\n")[2]
    yield _vector("a hash without padding", right.replace(first, first.rstrip(b"=")))
    yield _vector("a hash of 31 bytes", right.replace(first, b64(bytes(31)).encode()))
    yield _vector("a hash of 33 bytes", right.replace(first, b64(bytes(33)).encode()))
    yield _vector("carriage returns", head.replace(b"\n", b"\r\n") + b"\n\n" + note)
    yield _vector("64 hashes", head + b"\n" + b"\n".join([first] * 60) + b"\n\n" + note)
    yield _vector("two blank lines before the note", head + b"\n\n\n" + note)
    yield _vector("the note cut off", right[:-1])


def document() -> Document:
    """The whole file as a value."""
    return document_of("tlog_proof", FIELDS, [*_sound(), *_leading_elsewhere(), *_misshapen()])
