"""Promise: lines, proofs and tars end where FORMAT.md says: the last that fits is taken, the next not."""

import base64

import pytest

from tests.verify.bag_builder import LogBuilder, Signer, tar_bytes
from verify.__main__ import verify
from verify.files.sources import BytesBlob, lines, read_all
from verify.files.tar import header, read_tar
from verify.log import Log
from verify.proof.canonical import MAX_LINE, MAX_NESTING, NotCanonical, decode
from verify.proof.note import NoteError
from verify.proof.tlogproof import parse_tlog_proof
from verify.report import Report
from verify.targets import MAX_DEPTH, MAX_MEMBER_DEPTH, members

AT = "2020-11-05T03:00:00.000000Z"
HASH = base64.b64encode(bytes(32)).decode()
NOTE = LogBuilder(Signer(1), lines=[b"a", b"b"]).checkpoint().decode()


@pytest.mark.parametrize(("length", "fits"), [(MAX_LINE - 1, True), (MAX_LINE, True), (MAX_LINE + 1, False)])
def test_a_line_is_at_most_65535_bytes(length, fits):
    """Counted without its line feed."""
    raw = b'"' + b"x" * (length - 2) + b'"'
    if fits:
        assert decode(raw) == "x" * (length - 2)
    else:
        with pytest.raises(NotCanonical):
            decode(raw)


@pytest.mark.parametrize(("length", "held"), [(MAX_LINE, MAX_LINE), (MAX_LINE + 9, MAX_LINE + 1)])
def test_a_stored_line_is_given_back_whole_and_a_longer_one_cut_beyond_the_limit(length, held):
    """Whatever is asked about a line that fits is asked of all its bytes; of another enough shows that."""
    log = Log(BytesBlob(b"{}\n" + b"x" * length + b"\n{}\n"), "log", Report())
    log.scan()
    assert [log.line(index) for index in range(len(log))] == [b"{}", b"x" * held, b"{}"]


def test_the_last_line_of_a_file_may_be_too_long_as_well():
    """With a line feed and without: one byte over the limit stands for it, never a line that fits."""
    content = b"a\n" + b"x" * (3 << 20)
    for raw in (content, content + b"\n"):
        assert [len(line) for line, _ in lines(BytesBlob(raw))] == [1, MAX_LINE + 1]


def test_folders_are_read_to_a_depth_and_what_lies_deeper_is_said_to_be_unread(tmp_path, story):
    """The folder that is given and five below it, not six."""
    for depth in (MAX_DEPTH - 1, MAX_DEPTH):
        folder = tmp_path.joinpath(str(depth), *"abcdef"[:depth])
        folder.mkdir(parents=True)
        (folder / "all.tar").write_bytes(story.all[2])
        codes = [each["code"] for each in verify([str(tmp_path / str(depth))]).findings]
        assert codes == ([] if depth < MAX_DEPTH else ["UNREADABLE"])


def test_members_of_a_folder_lie_at_most_under_twelve_more(tmp_path):
    """A deeper folder is no file that can be read, and is there under its name."""
    folder = tmp_path.joinpath(*["d"] * (MAX_MEMBER_DEPTH + 1))
    folder.mkdir(parents=True)
    (folder / "f").write_bytes(b"x")
    (folder.parent / "g").write_bytes(b"x")
    assert MAX_MEMBER_DEPTH == 12
    assert set(members(tmp_path)) == {"d/" * 12 + "d", "d/" * 12 + "g"}


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_value_is_nested_sixteen_deep_at_most(opening):
    """Arrays and objects alike, and however many lie beside each other."""
    closing = {"[": "]", '{"a":': "}"}[opening]
    for depth, fits in ((1, True), (MAX_NESTING - 1, True), (MAX_NESTING, True), (MAX_NESTING + 1, False)):
        raw = (opening * depth + "0" + closing * depth).encode()
        if fits:
            decode(raw)
        else:
            with pytest.raises(NotCanonical):
                decode(raw)
    assert decode(b"[" + b",".join([b"[0]"] * 40) + b"]") == [[0]] * 40


def proof(*lines: str) -> bytes:
    return "\n".join(["c2sp.org/tlog-proof@v1", *lines, "", NOTE]).encode()


@pytest.mark.parametrize(
    ("lines", "fits"),
    [
        (["index 0"], True),
        (["index 1", HASH], True),
        (["extra AAAA", "index 1", HASH], True),
        (["index 1", *[HASH] * 63], True),
        (["index 1", *[HASH] * 64], False),
        (["index 01"], False),
        (["index -1"], False),
        (["index 9223372036854775807"], True),
        (["index 9223372036854775808"], False),
        (["index 1", HASH[:-4]], False),
        (["index 1", HASH, ""], False),
        (["index 1", "extra AAAA"], False),
        (["extra AAA", "index 1"], False),
        (["extra AAAA", "extra AAAA", "index 1"], False),
        (["extra AAAA"], False),
        ([HASH], False),
        ([], False),
    ],
)
def test_a_proof_has_one_form(lines, fits):
    """C2SP tlog-proof: extra or not, the index, at most 63 hashes, a checkpoint."""
    if not fits:
        with pytest.raises(NoteError):
            parse_tlog_proof(proof(*lines))
        return
    found = parse_tlog_proof(proof(*lines))
    assert len(found.path) == len([line for line in lines if line == HASH])
    assert found.extra == (bytes(3) if "extra AAAA" in lines else None)
    assert f"index {found.index}" in lines
    assert found.checkpoint.size == 2


@pytest.mark.parametrize("length", [99, 100, 101, 102])
def test_a_name_of_a_hundred_bytes_needs_no_prefix(length):
    """The library's own writer spells it so."""
    name = "n" * (length - 3)
    tar = read_tar(BytesBlob(tar_bytes("id", {name: b"x"}, AT)))
    assert tar.faults == []
    assert list(tar.members) == [f"id/{name}"]


@pytest.mark.parametrize("blocks", [16, 17, 18, 19, 20])
def test_the_end_is_filled_up_to_a_record_and_no_further(blocks):
    """With the member's blocks and two of zeros the tar is just under, at and over a record."""
    content = b"x" * (512 * blocks)
    raw = tar_bytes("id", {"a": content}, AT)
    assert len(raw) == 10_240 * (1 if blocks <= 17 else 2)
    tar = read_tar(BytesBlob(raw))
    assert tar.faults == []
    assert read_all(tar.members["id/a"], 20_000) == content
    for wrong in (raw[:-512], raw + bytes(512), raw + bytes(10_240), raw[:-1] + b"x"):
        assert read_tar(BytesBlob(wrong)).faults


@pytest.mark.parametrize("size", [0, 1, 511, 512, 513])
def test_a_member_is_filled_up_with_zeros(size):
    """To whole blocks; one byte of another value is a fault."""
    raw = tar_bytes("id", {"a": b"x" * size}, AT)
    assert read_tar(BytesBlob(raw)).faults == []
    padding = -size % 512
    for at in {0, padding - 1} if padding else ():
        changed = bytearray(raw)
        changed[512 + size + at] = 1
        assert read_tar(BytesBlob(bytes(changed))).faults


def test_members_carry_one_time():
    """The second's own time is a fault, and the first's is the tar's."""
    two = header("id/a", 0, 7) + header("id/b", 0, 8)
    tar = read_tar(BytesBlob(two + bytes(10_240 - 1024)))
    assert (len(tar.faults), tar.mtime) == (1, 7)
