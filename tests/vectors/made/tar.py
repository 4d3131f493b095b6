"""spec/vectors/tar.json: the one tar that a bag may be (FORMAT §4), and tars that mean the same to others."""

import io
import tarfile
from collections.abc import Callable, Iterator

from tests.vectors.made.tools import BLOCK, Document, Vector, b64, document_of, splices

LONG = "data/attachments/" + "0123456789abcdef" * 4
ID = "luu-tru-hoc-ky-1-nam-2026-2027-a"
MTIME = 1_600_000_000
MEMBERS = {
    f"{ID}/bagit.txt": b"BagIt-Version: 1.0\n",
    f"{ID}/data/VERIFY.txt": b"",
    f"{ID}/{LONG}": bytes(range(256)) * 2,
    f"{ID}/manifest-sha256.txt": b"x" * 513,
}
FIELDS = (
    "tar: the file is `files`[file] (base64) after its `edits`: [from, to, base64 of what stands there instead], to "
    "be made in their order, which is from the end backwards. wantErr: it is not the canonical tar of anything. "
    "Else `members` are [name, base64] in order and `mtime` is the time of all."
)
TYPE, MAGIC, LINK, UNAME, DEVICE, PREFIX, LAST = 156, 257, 157, 265, 329, 345, 500


def _tar(members: dict[str, bytes], mtime: int = MTIME) -> bytes:
    """As the standard library writes it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as made:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size, info.mode, info.mtime = len(content), 0o444, mtime
            made.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


BASE = _tar(MEMBERS)


def _vector(desc: str, raw: bytes, members: dict[str, bytes] | None = None, mtime: int = MTIME) -> Vector:
    held = {
        "kind": "tar",
        "desc": desc,
        "file": "small",
        "edits": splices(BASE, raw),
        "wantErr": members is None,
    }
    if members is None:
        return held
    return {**held, "members": [[name, b64(content)] for name, content in members.items()], "mtime": mtime}


def _put(at: int, raw: bytes, header: int = 0, *, right_sum: bool = True) -> bytes:
    """Other bytes in a header, by default with the checksum that goes with them."""
    block = bytearray(BASE[header : header + BLOCK])
    block[at : at + len(raw)] = raw
    if right_sum:
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
    return BASE[:header] + bytes(block) + BASE[header + BLOCK :]


def _renamed(change: Callable[[str], str]) -> bytes:
    return _tar({change(name): content for name, content in MEMBERS.items()})


def _headers() -> Iterator[Vector]:
    for desc, at, raw in (
        ("mode 0644", 100, b"0000644\0"),
        ("mode with blanks before it", 100, b"   444 \0"),
        ("a user id", 108, b"0001750\0"),
        ("a group id", 116, b"0001750\0"),
        ("a size that ends in a blank", 124, b"00000000023 "),
        ("a size without leading zeros", 124, b"23\0".ljust(12, b"\0")),
        ("a size in base 256", 124, b"\x80" + bytes(10) + b"\x13"),
        ("a size with a digit 8", 124, b"00000000018\0"),
        ("another time than the others", 136, b"13727360001\0"),
        ("a regular file of the old kind", TYPE, b"\0"),
        ("a symbolic link", TYPE, b"2"),
        ("a hard link", TYPE, b"1"),
        ("a folder", TYPE, b"5"),
        ("a pax header", TYPE, b"x"),
        ("a long name of GNU", TYPE, b"L"),
        ("a sparse file", TYPE, b"S"),
        ("a link's name", LINK, b"data"),
        ("the magic of GNU", MAGIC, b"ustar  \0"),
        ("no magic", MAGIC, bytes(8)),
        ("a user name", UNAME, b"root"),
        ("a group name", UNAME + 32, b"root"),
        ("device numbers", DEVICE, b"0000000\0"),
        ("a prefix without need", PREFIX, b"x"),
        ("bytes behind the prefix", LAST, b"x"),
        ("a byte behind the name's end", 60, b"x"),
    ):
        yield _vector(desc, _put(at, raw))
    yield _vector("a checksum that is wrong", _put(148, b"000000\0 ", right_sum=False))
    yield _vector("a checksum with a blank first", _put(148, b" " + BASE[149:155] + b"\0", right_sum=False))


def _names() -> Iterator[Vector]:
    yield _vector("an absolute name", _renamed(lambda name: "/" + name))
    yield _vector("a dot for a folder", _renamed(lambda name: name.replace("/", "/./", 1)))
    yield _vector("two dots for a folder", _renamed(lambda name: name.replace("/", "/../", 1)))
    yield _vector("an empty part", _renamed(lambda name: name.replace("/", "//", 1)))
    yield _vector("a backslash", _renamed(lambda name: name.replace("bagit", "ba\\git")))
    yield _vector("a letter beyond ASCII", _renamed(lambda name: name.replace("bagit", "bágit")))
    yield _vector("a control character", _renamed(lambda name: name.replace("bagit", "ba\tgit")))
    yield _vector("a slash at the end", _renamed(lambda name: name.replace("bagit.txt", "bagit/")))
    swapped = dict(sorted(MEMBERS.items(), reverse=True))
    yield _vector("members out of order", _tar(swapped))
    yield _vector(
        "folders before files", _tar(dict(sorted(MEMBERS.items(), key=lambda item: item[0].lower())))
    )
    first = BASE[: 2 * BLOCK]
    yield _vector("a member twice", first + BASE)


def _ends() -> Iterator[Vector]:
    content = len(BASE.rstrip(b"\0")) + BLOCK - 1
    content -= content % BLOCK
    yield _vector("nothing", b"")
    yield _vector("one zero block at the end", BASE[: content + BLOCK])
    yield _vector("two zero blocks and no more", BASE[: content + 2 * BLOCK])
    yield _vector("ten thousand zeros too many", BASE + bytes(10_240))
    yield _vector("a byte after the end", BASE[:-1] + b"x")
    yield _vector("cut off within a member", BASE[: content - 100])
    yield _vector("cut off within a header", BASE[: BLOCK - 1])
    at = 2 * BLOCK - 1
    yield _vector("filled up with something else than zeros", BASE[:at] + b"x" + BASE[at + 1 :])
    yield _vector("another tar behind the end", BASE + BASE)
    yield _vector("compressed", b"\x1f\x8b" + BASE[2:])


def _vectors() -> list[Vector]:
    """All vectors."""
    one = {f"{ID}/a": b"a"}
    longest = {f"{ID}/{'d' * 99}": b"x" * 512}
    sound = [
        _vector("four members, one of a long name", BASE, MEMBERS),
        _vector("one member", _tar(one), one),
        _vector("the longest name, content of a whole block", _tar(longest), longest),
        _vector("the first second of 1970", _tar(one, 0), one, 0),
    ]
    return [*sound, *_headers(), *_names(), *_ends()]


def document() -> Document:
    """The whole file as a value."""
    return document_of("tar", FIELDS, _vectors(), files={"small": b64(BASE)})
