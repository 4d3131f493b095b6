"""Trees that hash badly: leaves as nodes (A32), the last leaf doubled (A33), pairs without an order (A53).

Each forgery is first shown to succeed against a tree that hashes as badly as it needs, made of the same
lines: what refuses it afterwards is how we hash, and nothing else.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from demo.evidence import Judgement
from ledger.database import Connection
from ledger.form.canonical import b64, leaf_hash
from ledger.form.note import format_note, parse_vkey
from ledger.form.proof import HASH_BYTES, node_hash
from ledger.form.tiles import Edge
from ledger.form.tree import HashTree
from ledger.pgtiles import PgTiles
from ledger.signing.checkpoint import Checkpoint
from ledger.signing.keys import LogKey
from ledger.signing.receipt import Receipt, SealedProof, sign_receipt
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import SOUND, SeizedSchool, judge, outcome, record, tampered
from verify.proof.merkle import Leaves

ORIGIN = "62.socai/demo"
Node = Callable[[bytes, bytes], bytes]


def bare_leaf(line: bytes) -> bytes:
    """A leaf without a prefix."""
    return hashlib.sha256(line).digest()


def bare_node(left: bytes, right: bytes) -> bytes:
    """A node without a prefix: of a line that is two hashes, it is the leaf."""
    return hashlib.sha256(left + right).digest()


def blind_node(left: bytes, right: bytes) -> bytes:
    """A pair sorted before it is hashed."""
    return node_hash(*sorted((left, right)))


def folded(leaves: Sequence[bytes], node: Node, doubling: bool = False) -> bytes:
    """The root of a tree with this node; an odd last hash goes up as it is, or is paired with itself."""
    level = list(leaves)
    while len(level) > 1:
        if len(level) % 2 and doubling:
            level.append(level[-1])
        pairs = [node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0]


def root(lines: Sequence[bytes]) -> bytes:
    """The product's root."""
    return Edge().extend([leaf_hash(line) for line in lines])[0].root()


class Forger:
    """Whoever holds the stolen key: signs what is wanted, for the lines that are wanted."""

    def __init__(self, school: SeizedSchool, folder: Path) -> None:
        public = parse_vkey(school.held.key)
        self.key: LogKey = school.school.keys.load(public.name, public.key_id)
        self.folder = folder

    def export(self, lines: Sequence[bytes], size: int, claimed: bytes) -> Path:
        """An export of these lines under a signed root of that size."""
        self.folder.mkdir(exist_ok=True)
        (self.folder / "entries.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
        (self.folder / "checkpoint").write_bytes(self.note(size, claimed))
        return self.folder

    def note(self, size: int, claimed: bytes) -> bytes:
        """The signed checkpoint of a root that was chosen."""
        text = Checkpoint(ORIGIN, size, claimed).body()
        return format_note(text, [self.key.sign_note(text)])

    def receipt(self, pos: int, leaf: bytes) -> Path:
        """A signed receipt for one entry of this leaf hash."""
        path = self.folder.with_name(f"{self.folder.name}-{pos}.json")
        receipt = Receipt(ORIGIN, pos, 1, b64(leaf), "2021-01-20T01:00:00.000000Z", "lenh-1")
        path.write_bytes(sign_receipt(self.key, receipt) + b"\n")
        return path

    def proof(self, index: int, hashes: Sequence[bytes], note: bytes) -> Path:
        """A proof file, as it is."""
        path = self.folder.with_name(f"{self.folder.name}-{index}.tlog-proof")
        path.write_bytes(SealedProof(index, tuple(hashes), note).format())
        return path


@pytest.fixture
def forger(school: SeizedSchool, tmp_path: Path) -> Forger:
    return Forger(school, tmp_path / "forged")


@pytest.fixture
def lines(school: SeizedSchool) -> list[bytes]:
    """The honest log."""
    return (school.exported() / "entries.jsonl").read_bytes().splitlines()


def tree_of(school: SeizedSchool) -> HashTree:
    """The product's tree, from which its proofs come."""
    log = school.school.log
    return HashTree(PgTiles(log.db, log.school), log.head().size)


def codes(judged: Judgement) -> set[str]:
    return {each["code"] for each in judged.findings}


@pytest.mark.parametrize("prefix", [b"", b"\x01"], ids=["pair", "node"])
def test_a32_two_hashes_given_as_one_line_are_not_the_node_of_two_lines(
    forger: Forger, lines: list[bytes], held: Held, prefix: bytes
) -> None:
    """The last two entries vanish into a "line" made of their hashes; without prefixes the root stays.

    A hash may hold an LF, so the newest even size is taken at which the forged line has none.
    """
    for size in range(len(lines) - len(lines) % 2, 0, -2):
        bare = b"".join(bare_leaf(line) for line in lines[size - 2 : size])
        forged = prefix + b"".join(leaf_hash(line) for line in lines[size - 2 : size])
        if b"\n" not in bare and b"\n" not in forged:
            break
    whole, cut = lines[:size], lines[: size - 2]
    bare_root = folded([bare_leaf(line) for line in whole], bare_node)
    assert folded([bare_leaf(line) for line in [*cut, bare]], bare_node) == bare_root
    assert root([*cut, forged]) != root(whole)
    judged = judge([forger.export([*cut, forged], size - 1, root(whole))], key=held.key)
    assert judged.verdict == "tampered"
    assert {"LINE_NOT_CANONICAL", "ROOT_MISMATCH"} <= codes(judged)
    assert [each["pos"] for each in judged.found("LINE_NOT_CANONICAL")] == [size - 2]


def test_a32_a_node_is_no_entry_of_the_signed_tree(
    school: SeizedSchool, forger: Forger, held: Held, honest: HonestSchool
) -> None:
    """A receipt for an "entry" that is a node, its genuine path above, the genuine checkpoint.

    At every height the path is too short for a leaf of a tree of the signed size.
    """
    tree, at = tree_of(school), honest.crime.cell.pos
    (entry,) = school.school.log.entries(at, at + 1)
    path, computed, note = tree.inclusion(at, tree.size), entry.leaf, held.newest.read_bytes()
    assert outcome(judge([forger.receipt(at, computed), forger.proof(at, path, note)], key=held.key)) == SOUND
    for height, sibling in enumerate(path):
        computed = node_hash(sibling, computed) if at & 1 else node_hash(computed, sibling)
        at >>= 1
        rest = path[height + 1 :]
        forged = forger.proof(at, rest, note)
        judged = judge([forger.receipt(at, computed), forged], key=held.key)
        assert outcome(judged) == tampered("PROOF_WRONG"), height


@pytest.mark.parametrize("size", [3, 5, 7, 31, 127, 255, 257, 511, 513, 1023])
def test_a33_an_odd_tree_has_another_root_than_with_its_last_leaf_twice(
    lines: list[bytes], size: int
) -> None:
    """CVE-2012-2459: where an odd hash is paired with itself, two logs have one root. Writer and verifier."""
    leaves = [leaf_hash(line) for line in lines[:size]]
    twice = [*leaves, leaves[-1]]
    assert folded(leaves, node_hash, doubling=True) == folded(twice, node_hash, doubling=True)
    assert Edge().extend(leaves)[0].root() != Edge().extend(twice)[0].root()
    verifier = Leaves()
    for leaf in twice:
        verifier.append(leaf)
    assert verifier.root(size) != verifier.root(size + 1)
    assert verifier.root(size) == Edge().extend(leaves)[0].root() == folded(leaves, node_hash)


def test_a33_the_last_line_twice_is_named(forger: Forger, lines: list[bytes], held: Held) -> None:
    """Beside the root that the doubling tree would give to both, signed with the stolen key."""
    size = len(lines) - 1
    assert size % 2 == 1
    twice = [*lines[:size], lines[size - 1]]
    doubled = folded([leaf_hash(line) for line in twice], node_hash, doubling=True)
    assert doubled == folded([leaf_hash(line) for line in twice[:size]], node_hash, doubling=True)
    for claimed in (root(lines[:size]), doubled):
        judged = judge([forger.export(twice, size + 1, claimed)], key=held.key)
        assert judged.verdict == "tampered"
        assert {"POSITION_TWICE", "CHAIN_BROKEN", "ROOT_MISMATCH"} <= codes(judged)
        assert [each["pos"] for each in judged.found("POSITION_TWICE")] == [size - 1]


def test_a33_an_entry_that_does_not_exist_cannot_be_proved_by_the_last_one(
    school: SeizedSchool, forger: Forger, held: Held
) -> None:
    """At an odd size: the last leaf as its own sibling, at the index after it, under a larger signed size."""
    tree = tree_of(school)
    size = tree.size - 1
    (last,) = school.school.log.entries(size - 1, size)
    path, note = tree.inclusion(size - 1, size), forger.note(size, tree.root(size))
    honest = [forger.receipt(size - 1, last.leaf), forger.proof(size - 1, path, note)]
    assert outcome(judge(honest, key=held.key)) == SOUND
    receipt = forger.receipt(size, last.leaf)
    for hashes, head in ((path, note), ([last.leaf, *path], forger.note(size + 1, tree.root(size)))):
        judged = judge([receipt, forger.proof(size, hashes, head)], key=held.key)
        assert outcome(judged) == tampered("PROOF_WRONG")


def test_a53_two_siblings_exchanged_in_lines_and_tile_are_named(
    school: SeizedSchool, honest: HonestSchool, lines: list[bytes]
) -> None:
    """Nothing is signed anew: under an order-blind tree the old signature would still hold."""
    pos = honest.crime.cell.pos
    first = pos - pos % 2
    leaves = [leaf_hash(line) for line in lines]
    exchanged = [*leaves[:first], leaves[first + 1], leaves[first], *leaves[first + 2 :]]
    assert folded(exchanged, blind_node) == folded(leaves, blind_node)
    with school.intruder() as intruder:
        intruder.swap(first, first + 1)
        exchange_in_tile(intruder.connection, intruder.school, first)
    judged = school.judged(pinned=False)
    assert judged.verdict == "tampered"
    assert {"POSITION_GAP", "POSITION_TWICE", "CHAIN_BROKEN", "ROOT_MISMATCH"} <= codes(judged)
    moved = json.loads(lines[first + 1])["data"]
    named = (first + 1, "demo", "6B", moved["pupil"], "toan", "gk", None, moved["value"])
    assert record(judged, "POSITION_GAP")[0] == named
    assert {each.pos for each in school.fsck() if each.table == "entry"} >= {first, first + 1}


def exchange_in_tile(connection: Connection, school: int, first: int) -> None:
    """Exchanges the stored hashes of leaves `first` and `first`+1."""
    place = (school, first // 256)
    query = "SELECT hashes FROM socai.tile WHERE school = %s AND level = 0 AND idx = %s"
    ((stored,),) = connection.execute(query, place).fetchall()
    at, hashes = HASH_BYTES * (first % 256), bytes(stored)
    pair = hashes[at + HASH_BYTES : at + 2 * HASH_BYTES] + hashes[at : at + HASH_BYTES]
    connection.execute(
        "UPDATE socai.tile SET hashes = %s WHERE school = %s AND level = 0 AND idx = %s",
        (hashes[:at] + pair + hashes[at + 2 * HASH_BYTES :], *place),
    )


def test_a53_a_leaf_cannot_be_proved_at_the_place_of_its_sibling(
    school: SeizedSchool, forger: Forger, held: Held, honest: HonestSchool
) -> None:
    """The genuine path and checkpoint at an index with one bit changed: left and right are told apart."""
    tree, pos = tree_of(school), honest.crime.cell.pos
    (entry,) = school.school.log.entries(pos, pos + 1)
    path, note = tree.inclusion(pos, tree.size), held.newest.read_bytes()
    assert (
        outcome(judge([forger.receipt(pos, entry.leaf), forger.proof(pos, path, note)], key=held.key))
        == SOUND
    )
    for bit in range(11):
        other = pos ^ 1 << bit
        judged = judge([forger.receipt(other, entry.leaf), forger.proof(other, path, note)], key=held.key)
        assert outcome(judged) == tampered("PROOF_WRONG"), other
