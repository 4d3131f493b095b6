"""Promise: each limit of the formats is where FORMAT.md says: the last that fits is taken, the next not."""

import base64
import hashlib

import pytest

from tests.verify.bag_builder import LogBuilder, Signer, inclusion_path, signed_note, tree_root
from verify.proof.canonical import MAX_INT, NotCanonical, decimal, decode
from verify.proof.merkle import BadProof, Leaves, consistency_path, fold, verify_consistency, verify_inclusion
from verify.proof.note import MAX_NOTE, NoteError, parse_checkpoint, parse_note, parse_tree_head, parse_vkey
from verify.proof.policy import PolicyError, parse_policy
from verify.proof.tiles import RemoteTree, TileName, expected_tiles, parse_tile_path, tile_path

ROOT = base64.b64encode(bytes(32)).decode()
KEY = Signer(1)


def takes(parse, value, error) -> bool:
    try:
        parse(value)
    except error:
        return False
    return True


def vkey(body: bytes, name: str = "a.b") -> str:
    digest = hashlib.sha256(name.encode() + b"\n" + body).hexdigest()
    return f"{name}+{digest[:8]}+{base64.b64encode(body).decode()}"


def test_a_verifier_key_has_a_type_and_something_behind_it():
    """C2SP signed-note: of a kind that nobody knows any length will do, of ours 32 bytes."""
    assert [n for n in range(4) if takes(parse_vkey, vkey(b"\x07" * n), NoteError)] == [2, 3]
    for kind in (1, 4):
        body = bytes([kind]) + bytes(40)
        assert [n for n in range(31, 36) if takes(parse_vkey, vkey(body[:n]), NoteError)] == [33]
    assert parse_vkey(vkey(b"\x07\x08")).public == b"\x08"


def test_a_note_has_one_to_a_hundred_signatures_of_at_least_one_byte():
    """C2SP signed-note: five bytes at least, four of them the key id."""
    line = f"— a {base64.b64encode(bytes(5)).decode()}\n"
    short = f"— a {base64.b64encode(bytes(4)).decode()}\n"
    counts = (0, 1, 2, 99, 100, 101)
    assert [n for n in counts if takes(parse_note, f"t\n\n{line * n}".encode(), NoteError)] == [1, 2, 99, 100]
    assert not takes(parse_note, f"t\n\n{short}".encode(), NoteError)
    assert parse_note(f"\n\n{line}".encode()).text == b"\n"
    assert not takes(parse_note, f"\n{line}".encode(), NoteError)
    (signature,) = parse_note(f"t\n\n{line}".encode()).signatures
    assert (signature.key_id, signature.payload) == (bytes(4), bytes(1))


def test_a_note_is_at_most_a_million_bytes_without_control_characters():
    """The last byte that fits, and the first that does not."""
    note = signed_note(b"t\n", KEY)
    for size in (MAX_NOTE, MAX_NOTE + 1):
        assert takes(parse_note, b"x" * (size - len(note)) + note, NoteError) is (size == MAX_NOTE)
    for byte in range(0x21):
        changed = note.replace(b"t", bytes([byte]) + b"t", 1)
        assert takes(parse_note, changed, NoteError) is (byte in (0x0A, 0x20)), byte


def test_a_tree_head_is_three_lines():
    """Origin, size, root: nothing more, nothing less, and the text ends with a line feed."""
    lines = ["a.b", "1", ROOT]
    whole = "".join(line + "\n" for line in lines)
    assert parse_tree_head(whole.encode()) == ("a.b", 1, bytes(32))
    for wrong in (whole[:-1], whole + "x\n", whole + "\n", "a.b\n1\n", "\n" + whole, f"a b\n1\n{ROOT}\n"):
        assert not takes(parse_tree_head, wrong.encode(), NoteError), wrong
    assert takes(parse_checkpoint, signed_note(whole.encode(), KEY), NoteError)


@pytest.mark.parametrize(
    ("text", "limit", "fits"),
    [("0", 0, True), ("1", 0, False), ("9", 9, True), ("10", 9, False), ("01", 9, False), ("", 9, False),
     (str(2**63 - 1), 2**63 - 1, True), (str(2**63), 2**63 - 1, False), ("9" * 20, 10**20, True),
     ("1" + "0" * 20, 10**21, False)],
)  # fmt: skip
def test_a_decimal_has_a_limit_that_fits(text, limit, fits):
    """At most twenty digits, and never more than asked."""
    assert takes(lambda value: decimal(value, limit), text, NotCanonical) is fits


def test_an_integer_of_a_line_is_at_most_what_every_reader_holds():
    """I-JSON: 2^53 − 1 either way."""
    assert MAX_INT == 2**53 - 1
    for value in (MAX_INT, MAX_INT + 1):
        for sign in ("", "-"):
            fits = takes(decode, f'{{"a":{sign}{value}}}'.encode(), NotCanonical)
            assert fits is (value == MAX_INT)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("tile/0/000", TileName(0, 0, 256)),
        ("tile/63/000.p/1", TileName(63, 0, 1)),
        ("tile/entries/x001/000.p/255", TileName("entries", 1000, 255)),
        ("tile/1/999", TileName(1, 999, 256)),
        ("tile/2/x001/x234/067", TileName(2, 1_234_067, 256)),
        ("tile/0/x009/x223/x372/x036/x854/x775/807", TileName(0, 2**63 - 1, 256)),
        ("tile/0/x009/x223/x372/x036/x854/x775/808", None),
        ("tile/64/000", None),
        ("tile/0/000.p/0", None),
        ("tile/0/000.p/256", None),
        ("tile/0/000.p/257", None),
        ("tile/0/x000/000", None),
        ("tile/00/000", None),
        ("tile/0/00", None),
        ("tile/0/0000", None),
        ("tile/0/x1000/000", None),
    ],
)
def test_a_tile_has_one_name(path, name):
    """C2SP tlog-tiles: levels to 63, widths 1 to 255 beside the full one, indexes below 2^63."""
    if name is None:
        assert not takes(parse_tile_path, path, NotCanonical)
    else:
        assert parse_tile_path(path) == name
        assert tile_path(name.level, name.index, name.width) == path


def leaves_of(size: int) -> tuple[Leaves, list[bytes]]:
    hashes = [hashlib.sha256(str(at).encode()).digest() for at in range(size)]
    leaves = Leaves()
    for each in hashes:
        leaves.append(each)
    return leaves, hashes


SIZES = (1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 513, 600)
BIG, HASHES = leaves_of(600)


@pytest.mark.parametrize("size", SIZES)
def test_a_root_read_from_tiles_is_the_root_of_the_lines(size):
    """Whole and partial tiles of two levels, and every range that a consistency path names."""
    tiles = dict(expected_tiles(BIG, size))
    assert BIG.root(size) == tree_root(HASHES[:size])
    tree = RemoteTree(size, tiles.__getitem__)
    assert tree.subtree(0, size) == tree_root(HASHES[:size])
    for small in (each for each in SIZES if each < size):
        path = consistency_path(small, size, tree.subtree)
        verify_consistency(small, size, BIG.root(small), BIG.root(size), path)
        for wrong in (path[:-1], [*path, path[-1]], path[::-1] if path[::-1] != path else path[1:]):
            with pytest.raises(BadProof):
                verify_consistency(small, size, BIG.root(small), BIG.root(size), wrong)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_an_inclusion_path_proves_its_own_index_alone(size):
    """Each index of a small tree with each path of it."""
    hashes = HASHES[:size]
    root = tree_root(hashes)
    for index in range(size):
        path = inclusion_path(index, hashes)
        verify_inclusion(index, size, hashes[index], path, root)
        others = [other for other in range(-1, size + 1) if other != index]
        for other in others:
            with pytest.raises(BadProof):
                verify_inclusion(other, size, hashes[index], path, root)
        for wrong in ([*path, bytes(32)], path[:-1] or [bytes(32)], [each[:31] for each in path] or [b""]):
            with pytest.raises(BadProof):
                verify_inclusion(index, size, hashes[index], wrong, root)


def test_tiles_of_a_tree_are_those_of_its_levels():
    """257 leaves: one full and one partial tile of leaves, one node above."""
    found = {path: len(raw) // 32 for path, raw in expected_tiles(BIG, 257)}
    assert found == {"tile/0/000": 256, "tile/0/001.p/1": 1, "tile/1/000.p/1": 1}
    assert dict(expected_tiles(BIG, 256)).keys() == {"tile/0/000", "tile/1/000.p/1"}
    assert dict(expected_tiles(BIG, 255)).keys() == {"tile/0/000.p/255"}
    assert BIG.level(1, 600) == [fold(HASHES[:256]), fold(HASHES[256:512])]


def test_a_node_is_of_256_below_it():
    """255 tiles of leaves make no node of the second level yet, and 256 make one."""
    leaves = Leaves()
    for _ in range(256 * 256):
        leaves.append(bytes(32))
    tile = fold([bytes(32)] * 256)
    assert leaves.level(1, 255 * 256) == [tile] * 255
    assert leaves.level(2, 255 * 256) == leaves.level(2, 256 * 256 - 1) == []
    assert leaves.level(2, 256 * 256) == [fold([tile] * 256)]


def test_a_range_is_read_from_the_highest_tiles_that_hold_it():
    """Of a large tree nobody fetches all leaves to learn one node of a path."""
    tiles, asked = dict(expected_tiles(BIG, 600)), []
    tree = RemoteTree(600, lambda path: asked.append(path) or tiles[path])
    assert tree.subtree(256, 512) == fold(HASHES[256:512])
    assert asked == ["tile/1/000.p/2"]


def test_a_tile_of_another_length_is_refused():
    """One hash more or less than its name says."""
    tiles = dict(expected_tiles(BIG, 300))
    for change in (lambda raw: raw[:-32], lambda raw: raw + bytes(32), lambda raw: raw[:-1]):
        tree = RemoteTree(300, lambda path, change=change: change(tiles[path]))
        with pytest.raises(BadProof):
            tree.subtree(0, 300)


def test_two_logs_differ_first_where_they_differ():
    """At either side of the pieces that are compared at once, and nowhere if they do not."""
    same, hashes = leaves_of(4100)
    for at in (0, 1, 4095, 4096, 4099):
        other = Leaves()
        for index, each in enumerate(hashes):
            other.append(bytes(32) if index == at else each)
        assert same.first_difference(other, 4100) == at
        assert same.first_difference(other, at) is None
        assert same.first_difference(other, at + 1) == at


def test_leaves_have_no_index_beyond_them():
    """Neither a leaf nor a root is made up."""
    leaves, hashes = leaves_of(3)
    assert [leaves[at] for at in range(3)] == hashes and len(leaves) == 3
    assert leaves.root(0) == hashlib.sha256(b"").digest()
    for index in (-1, 3):
        with pytest.raises(IndexError):
            leaves[index]
    for size in (-1, 4):
        with pytest.raises(IndexError):
            leaves.root(size)


WITNESSES = [Signer(at, f"w{at}", 4) for at in range(2, 6)]


def policy_of(quorum: str) -> str:
    lines = [f"log {KEY.vkey}", *(f"witness {each.name} {each.vkey}" for each in WITNESSES)]
    return "\n".join([*lines, *quorum.split("; "), ""])


@pytest.mark.parametrize(
    ("quorum", "met"),
    [
        ("quorum none", 0),
        ("quorum w2", 1),
        ("group g any w2 w3 w4; quorum g", 1),
        ("group g 1 w2 w3 w4; quorum g", 1),
        ("group g 2 w2 w3 w4; quorum g", 2),
        ("group g 3 w2 w3 w4; quorum g", 3),
        ("group g all w2 w3 w4; quorum g", 3),
        ("group g any w2; group h 2 g w3 w4; quorum h", 2),
    ],
)
def test_a_quorum_is_met_by_just_enough_witnesses(quorum, met):
    """The first `met` of them do, one less does not."""
    policy = parse_policy(policy_of(quorum).encode())
    texts = [each.vkey for each in WITNESSES[:3]]
    assert [n for n in range(4) if policy.quorum_met(set(texts[:n]))] == list(range(met, 4))


@pytest.mark.parametrize(
    "quorum",
    [
        "group g 0 w2; quorum g",
        "group g 4 w2 w3 w4; quorum g",
        "group g any; quorum g",
        "group g all; quorum g",
        "group g 01 w2; quorum g",
        "group g 1 w2; group h 1 w2; quorum h",
        "group g 1 w9; quorum g",
        "group w2 1 w3; quorum w2",
        "group none 1 w3; quorum none",
        "quorum w2; quorum w2",
        "group g 1 w2",
        "quorum w9",
    ],
)
def test_a_policy_that_means_nothing_is_refused(quorum):
    """Groups of too many, of nobody, of the same twice; no quorum, or two."""
    with pytest.raises(PolicyError):
        parse_policy(policy_of(quorum).encode())


def test_a_log_built_by_hand_is_the_one_that_is_read():
    """The builder of these tests shares no line with the verifier."""
    log = LogBuilder(KEY, lines=[b"a", b"b", b"c"])
    checkpoint = parse_checkpoint(log.checkpoint())
    assert (checkpoint.size, checkpoint.root) == (3, tree_root(log.leaves))
