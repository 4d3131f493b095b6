"""The canonical tar: fixed to the byte, readable by everybody's tar, and nothing unsafe inside."""

import hashlib
import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from ledger.archive.canonical_tar import BadMember, Member, TarWriter, header, joined

AT = 1_604_220_000
LONG = "a" * 32 + "/data/attachments/" + "0" * 64


def tar_of(*members: Member) -> tuple[bytes, bytes]:
    sink = io.BytesIO()
    writer = TarWriter(sink, AT)
    for member in members:
        writer.add(member)
    return writer.close(), sink.getvalue()


@pytest.mark.parametrize("name", ["x/a", "x/" + "b" * 98, "x/" + "b" * 99, "a" * 20 + "/" + "c" * 80, LONG])
@pytest.mark.parametrize("size", [0, 1, 512, 8**11 - 1])
def test_a_header_is_what_another_ustar_writer_makes(name: str, size: int) -> None:
    """Promise: FORMAT §4's header is plain POSIX ustar; Python's own writer is the oracle."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, AT, 0o444
    assert header(name, size, AT) == info.tobuf(tarfile.USTAR_FORMAT)


def test_members_come_back_as_they_went_in(tmp_path: Path) -> None:
    """Promise: `tar` lists and extracts the same names and bytes, also with a long name."""
    content = {"x/a.txt": b"a" * 511, "x/b": b"", "x/c/d": b"d" * 512, "x/c/e": b"e" * 70_000}
    digest, data = tar_of(*(Member.of(name, held) for name, held in content.items()))
    assert hashlib.sha256(data).digest() == digest
    assert len(data) % 10_240 == 0
    (tmp_path / "x.tar").write_bytes(data)
    listed = subprocess.run(["tar", "tf", tmp_path / "x.tar"], capture_output=True, text=True, check=True)
    assert listed.stdout.split() == list(content)
    with tarfile.open(tmp_path / "x.tar") as read:
        assert {info.name: read.extractfile(info).read() for info in read} == content  # type: ignore[union-attr]


def test_tar_lists_a_member_with_the_longest_name(tmp_path: Path) -> None:
    """Promise: an attachment fits under an archive id of 32 characters."""
    (tmp_path / "x.tar").write_bytes(tar_of(Member.of(LONG, b"scan"))[1])
    listed = subprocess.run(["tar", "tf", tmp_path / "x.tar"], capture_output=True, text=True, check=True)
    assert listed.stdout == LONG + "\n"


def test_content_in_pieces_gives_the_same_bytes() -> None:
    """Promise: how content is streamed leaves no trace."""
    pieces = Member("x/a", 700, lambda: iter([b"a" * 300, b"", b"a" * 400]))
    assert tar_of(pieces) == tar_of(Member.of("x/a", b"a" * 700))


@pytest.mark.parametrize("names", [("x/b", "x/a"), ("x/a", "x/a"), ("x/a", "x/B")])
def test_members_out_of_order_or_twice_are_refused(names: tuple[str, str]) -> None:
    """Promise: one order, no member twice."""
    with pytest.raises(BadMember, match="order"):
        tar_of(*(Member.of(name, b"") for name in names))


@pytest.mark.parametrize("length", [2, 4])
def test_content_of_another_size_than_announced_is_refused(length: int) -> None:
    """Promise: a file that changed between planning and writing cannot shift what follows."""
    with pytest.raises(BadMember, match="size"):
        tar_of(Member("x/a", 3, lambda: [b"a" * length]))


@pytest.mark.parametrize(
    "name",
    ["", "a", "/a", "x/", "x//a", "x/../a", "../a", "x/./a", "x/a\n", "x/ă", "x\\..\\a/b", "x/a\\b", "x/\x00",
     "x/" + "a" * 100, "y" * 33 + "/a"],
)  # fmt: skip
def test_an_unsafe_name_is_refused(name: str) -> None:
    """Promise: extracting never leaves the folder, on any system, and every name fits its field."""
    with pytest.raises(BadMember, match="name"):
        header(name, 0, AT)


@pytest.mark.parametrize("size", [-1, 8**11])
def test_a_size_that_ustar_cannot_say_is_refused(size: int) -> None:
    """Promise: no extension header is ever needed."""
    with pytest.raises(BadMember, match="size"):
        header("x/a", size, AT)


@pytest.mark.parametrize("count", [0, 1, 7, 1000])
def test_joined_lines_are_each_ended_once(count: int) -> None:
    """Promise: gathering lines into pieces changes no byte."""
    lines = [b"%d" % n for n in range(count)]
    assert b"".join(joined(lines, piece=64)) == b"".join(line + b"\n" for line in lines)
