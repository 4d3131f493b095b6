"""The tar is read, spelled again and compared: no byte is free, no name leads out."""

import io
import tarfile

import pytest

from tests.verify.bag_builder import tar_bytes
from verify.bag import tar_digest
from verify.files.sources import BytesBlob, read_all, sha256
from verify.files.tar import header, is_safe, read_tar

AT = "2020-11-05T03:00:00.000000Z"
MEMBERS = {"a.txt": b"x" * 700, "data/b": b"", "data/c": b"y" * 512}
GOOD = tar_bytes("id", MEMBERS, AT)


def test_the_standard_library_s_ustar_is_canonical():
    """Two writers, one spelling."""
    tar = read_tar(BytesBlob(GOOD))
    assert tar.faults == []
    found = {name: read_all(blob, 10_000) for name, blob in tar.members.items()}
    assert found == {f"id/{name}": content for name, content in MEMBERS.items()}


def test_digest_of_an_unpacked_bag_is_its_tar_s():
    """So that a folder can be compared with the digest in the log."""
    blobs = {name: BytesBlob(content) for name, content in MEMBERS.items()}
    assert tar_digest(blobs, "id", 1604545200) == sha256(BytesBlob(GOOD))


@pytest.mark.parametrize("start", range(0, 512, 64))
def test_each_header_byte_counts(start):
    """Every single-byte change of a header is a fault."""
    for index in range(start, start + 64):
        for bit in (1, 0x20, 0x80):
            raw = bytearray(GOOD)
            raw[index] ^= bit
            assert read_tar(BytesBlob(bytes(raw))).faults, (index, bit)


@pytest.mark.parametrize("change", [b"", b"\x00" * 512, b"x", b"\x00" * 10_240])
def test_the_end_is_exact(change):
    """Nothing may be cut off or added."""
    raw = GOOD + change if change else GOOD[:-512]
    assert read_tar(BytesBlob(raw)).faults


@pytest.mark.parametrize("size", range(0, len(GOOD), 1000))
def test_a_cut_tar_is_a_fault(size):
    """At any place."""
    assert read_tar(BytesBlob(GOOD[:size])).faults


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "id/../../x",
        "/etc/passwd",
        "id//x",
        "id/./x",
        "id/",
        "id\\x",
        "id/\x07",
        "id/é",
        "",
        "..",
        ".",
    ],
)
def test_names_that_lead_elsewhere_are_no_members(name):
    """Path traversal is refused before anything is looked up (A51)."""
    assert not is_safe(name)
    raw = header("id/" + "x" * len(name.encode("latin-1")), 0, 0)
    raw = name.encode("latin-1").ljust(100, b"\x00") + raw[100:]
    raw = raw[:148] + b"%06o\x00 " % sum(raw[:148] + b" " * 8 + raw[156:]) + raw[156:]
    tar = read_tar(BytesBlob(raw + bytes(10_240 - 512)))
    assert tar.faults
    assert tar.members == {}


def test_links_devices_and_other_formats_are_faults():
    """Regular files of the one form only."""
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            info = tarfile.TarInfo("id/a")
            info.type, info.linkname, info.mode = kind, "/etc/passwd", 0o444
            tar.addfile(info)
        assert read_tar(BytesBlob(buffer.getvalue())).faults
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w", format=form, pax_headers={"comment": "x"}) as tar:
            info = tarfile.TarInfo("id/a")
            info.mode = 0o444
            tar.addfile(info)
        assert read_tar(BytesBlob(buffer.getvalue())).faults


def test_a_name_twice_or_out_of_order_is_a_fault():
    """The first stands, the second is reported."""
    one, two = header("id/b", 0, 0), header("id/a", 0, 0)
    for blocks in (one + one, one + two):
        assert read_tar(BytesBlob(blocks + bytes(10_240 - 1024))).faults


def test_a_long_name_uses_the_prefix():
    """FORMAT.md 4: the id moves into the prefix field, and only then."""
    name = "i" * 30 + "/" + "n" * 90
    raw = header(name, 0, 5) + bytes(10_240 - 512)
    assert read_tar(BytesBlob(raw)).faults == []
    assert list(read_tar(BytesBlob(raw)).members) == [name]


def test_a_size_beyond_the_file_reads_nothing_more():
    """8 GiB in the header of a small file costs nothing and is a fault."""
    raw = header("id/a", 8**11 - 1, 0)
    tar = read_tar(BytesBlob(raw + bytes(10_240 - 512)))
    assert tar.faults
