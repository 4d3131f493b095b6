"""Promise: the ledger gives every vector its verdict, those of spec/vectors and the public ones alike."""

import base64
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.grounds.results import class_results
from domain.law import Fold
from domain.words.intent import intent
from ledger.archive.canonical_tar import Member, TarWriter
from ledger.form.canonical import NotCanonical, decode, leaf_hash
from ledger.form.note import NoteError, open_note, parse_vkey
from ledger.form.proof import InvalidProof, verify_consistency, verify_inclusion
from ledger.form.tiles import ENTRIES_LEVEL, BadTile, Edge, TileId, parse_tile_path, tile_path
from ledger.signing.checkpoint import BadCheckpoint, parse_body
from ledger.signing.keys import KeyFault, KeyRing
from ledger.signing.receipt import BadReceipt, open_receipt, parse_sealed
from tests.domain.year_vectors import entries_of

ROOT = Path(__file__).resolve().parents[2]
OURS = [
    "note", "checkpoint", "tile", "tile_bytes", "canonical", "merkle", "receipt", "tlog_proof", "intent",
]  # fmt: skip
PUBLIC = ROOT.parent / "shared" / "vectors"

REFUSALS = (
    NotCanonical, BadCheckpoint, NoteError, InvalidProof, BadTile, BadReceipt, KeyFault, UnicodeDecodeError,
)  # fmt: skip

Vector = dict[str, Any]


def raw(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def run_note(vector: Vector) -> None:
    note = open_note(raw(vector["note"]), [parse_vkey(key) for key in vector["keys"]])
    if not vector["wantErr"]:
        assert note.text.encode() == raw(vector["text"])
        assert [[str(each.key), each.timestamp] for each in note.verified] == vector["verified"]
        assert len(note.unknown) == vector["unknown"]


def run_checkpoint(vector: Vector) -> None:
    checkpoint = parse_body(raw(vector["body"]).decode())
    if not vector["wantErr"]:
        want = vector["checkpoint"]
        assert (checkpoint.origin, checkpoint.size) == (want["origin"], int(want["size"]))
        assert checkpoint.root == raw(want["root"])


def run_tile(vector: Vector) -> None:
    tile = parse_tile_path(vector["path"])
    if not vector["wantErr"]:
        level = "entries" if tile.level == ENTRIES_LEVEL else tile.level
        assert {"level": level, "index": tile.index, "width": tile.width} == vector["tile"]


def run_line(vector: Vector) -> None:
    line = raw(vector["line"])
    decode(line)
    if not vector["wantErr"]:
        assert leaf_hash(line) == raw(vector["leaf"])


def run_root(vector: Vector) -> None:
    edge, _ = Edge().extend([leaf_hash(raw(leaf)) for leaf in vector["leaves"]])
    if edge.root() != raw(vector["root"]):
        raise InvalidProof("root", "another root")


def run_inclusion(vector: Vector) -> None:
    path = [raw(value) for value in vector["proof"] or ()]
    leaf, root = raw(vector["leafHash"]), raw(vector["root"])
    verify_inclusion(leaf, int(vector["leafIdx"]), int(vector["treeSize"]), path, root)


def run_consistency(vector: Vector) -> None:
    path = [raw(value) for value in vector["proof"] or ()]
    roots = raw(vector["root1"]), raw(vector["root2"])
    verify_consistency(int(vector["size1"]), int(vector["size2"]), path, *roots)


def run_receipt(vector: Vector) -> None:
    line, end, rest = raw(vector["receipt"]).partition(b"\n")
    if not end or rest:
        raise BadReceipt("form", "not one line ended by LF")
    receipt = open_receipt(line, ring(vector))
    if not vector["wantErr"]:
        assert receipt.pos + receipt.n - 1 == vector["index"]


def run_tlog_proof(vector: Vector) -> None:
    sealed = parse_sealed(raw(vector["proof"]))
    checkpoint = sealed.verify(raw(vector["leaf"]), ring(vector))
    if not vector["wantErr"]:
        assert (sealed.index, checkpoint.size) == (vector["index"], vector["size"])


def ring(vector: Vector) -> KeyRing:
    return KeyRing.from_rows([(key["vkey"], key["from"], key["to"]) for key in vector["keys"]])


def run_tile_bytes(vector: Vector) -> None:
    _, tiles = Edge().extend([leaf_hash(b"%d" % number) for number in range(vector["size"])])
    names = {tile_path(TileId(tile.level, tile.index, tile.width)): tile.data for tile in tiles}
    if names.get(vector["path"]) != raw(vector["bytes"]):
        raise BadTile("another tile")


def run_intent(vector: Vector) -> None:
    leaves = [raw(leaf) for leaf in vector["entries"]]
    act = {name: vector[name] for name in ("act", "person", "cmd")}
    if intent(vector["origin"], vector["dossier"], leaves, **act) != vector["intent"]:
        raise NotCanonical("intent", "another one")


RUN: dict[str, Callable[[Vector], None]] = {
    "note_open": run_note,
    "checkpoint_parse": run_checkpoint,
    "tile_path_parse": run_tile,
    "canonical_line": run_line,
    "root": run_root,
    "inclusion": run_inclusion,
    "consistency": run_consistency,
    "receipt_open": run_receipt,
    "tlog_proof": run_tlog_proof,
    "tile_bytes": run_tile_bytes,
    "intent": run_intent,
}


def refused(vector: Vector, kind: str) -> bool:
    try:
        RUN[kind](vector)
    except REFUSALS:
        return True
    return False


def load(path: Path) -> list[Vector]:
    return list(json.loads(path.read_text(encoding="utf-8"))["vectors"])


@pytest.mark.parametrize("name", OURS)
def test_every_vector_of_the_spec_gets_its_verdict(name: str) -> None:
    """A refusal is one of the ledger's typed errors, an acceptance gives the values."""
    vectors = load(ROOT / "spec" / "vectors" / f"{name}.json")
    wrong = [each["desc"] for each in vectors if refused(each, each["kind"]) != each["wantErr"]]
    assert vectors and not wrong


def test_the_spec_has_more_vectors_that_must_fail_than_that_must_pass() -> None:
    """At least 150 in all, each under a name of its own in its file."""
    total = failing = 0
    for name in OURS:
        vectors = load(ROOT / "spec" / "vectors" / f"{name}.json")
        assert len({each["desc"] for each in vectors}) == len(vectors)
        total, failing = total + len(vectors), failing + sum(each["wantErr"] for each in vectors)
    assert total >= 150 and failing > 2 * (total - failing)


def test_the_ledger_writes_each_canonical_tar() -> None:
    """It has no reader of tars: from the members of each that must be accepted it makes the same bytes."""
    document = json.loads((ROOT / "spec" / "vectors" / "tar.json").read_text(encoding="utf-8"))
    sound = [vector for vector in document["vectors"] if not vector["wantErr"]]
    assert len(sound) >= 4
    for vector in sound:
        content = raw(document["files"][vector["file"]])
        for start, stop, other in vector["edits"]:
            content = content[:start] + raw(other) + content[stop:]
        made = io.BytesIO()
        writer = TarWriter(made, vector["mtime"])
        for name, member in vector["members"]:
            writer.add(Member.of(name, raw(member)))
        writer.close()
        assert made.getvalue() == content, vector["desc"]


def test_the_service_gives_each_book_its_results() -> None:
    """The books were folded by the verifier: in each, the results are those that the domain comes to."""
    document = json.loads((ROOT / "spec" / "vectors" / "books.json").read_text(encoding="utf-8"))
    sound = [vector for vector in document["vectors"] if vector["want"] is None]
    assert len(sound) >= 8
    for vector in sound:
        entries = entries_of(document["logs"][vector["base"]][: vector["take"]])
        state = Fold("kontum.socai/thcs-1")
        state.advance(entries)
        for stream in {entry.stream for entry in entries if entry.stream.startswith(("book/", "term/"))}:
            state.load(stream, [entry for entry in entries if entry.stream == stream])
        rows = [row.to_json() for row in class_results(state, state.classes[vector["class"]])]
        assert json.loads(raw(document["files"][vector["file"]]))["results"] == rows, vector["desc"]


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public vectors do not lie beside this checkout")
@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_every_public_vector_gets_its_verdict(kind: str) -> None:
    """transparency-dev/merkle's test data, with its three traps (hash lengths, size 0, equal sizes)."""
    vectors = load(PUBLIC / f"rfc9162_{kind}.json")
    wrong = [each["desc"] for each in vectors if refused(each, kind) != each["wantErr"]]
    assert vectors and not wrong
