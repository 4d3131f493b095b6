"""`socai-verify vectors FILE`: judge public test vectors, and our own of spec/vectors, by the code in use."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from verify.files.sources import BytesBlob
from verify.judged import Judged
from verify.proof import canonical, merkle, note, tiles
from verify.proof.canonical import unb64_padded
from verify.report import Report
from verify.vectors import files
from verify.vectors.files import Differs, same

Vector = dict[str, Any]


def run(raw: bytes) -> tuple[int, list[str]]:
    """How many vectors of a file passed, and which failed (with the reason). A kind unknown to us fails."""
    failed: list[str] = []
    try:
        document = json.loads(raw)
        vectors = [_whole(vector, document) for vector in document["vectors"]]
        names = [f"{number}: {vector['desc']}" for number, vector in enumerate(vectors)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return 0, [f"file: {type(error).__name__}: {error}"]
    for name, vector in zip(names, vectors):
        fault = _judge(vector)
        if fault:
            failed.append(f"{name}: {fault}")
    return len(vectors) - len(failed), failed


def _whole(vector: Vector, document: dict[str, Any]) -> Vector:
    """A vector told as a change: of a log that begins like one of `logs`, of a file of `files`."""
    if "base" in vector:
        begun = document["logs"][vector["base"]][: vector["take"]]
        vector = {**vector, "lines": [*begun, *vector["lines"]]}
    if "edits" in vector:  # `file` alone is where a public vector was found
        base = unb64_padded(document["files"][vector["file"]])
        vector = {**vector, "content": files.spliced(base, vector["edits"])}
    return vector


def _kind(vector: Vector) -> str:
    if "kind" in vector:
        return str(vector["kind"])
    return "inclusion" if "leafIdx" in vector else "consistency" if "size1" in vector else ""


def _judge(vector: Vector) -> str | None:
    check = KINDS.get(_kind(vector))
    if check is None:
        return "unknown kind"
    try:
        check(vector)
        refused = None
    except Differs as error:
        return str(error)
    except ValueError as error:  # the refusals of all parsers and of BadProof
        refused = str(error)
    except (KeyError, TypeError, AttributeError) as error:
        return f"malformed vector: {error!r}"
    if "wantErr" in vector and bool(refused) != vector["wantErr"]:
        return f"refused: {refused}" if refused else "accepted"
    return None


def _path(vector: Vector) -> list[bytes]:
    return [unb64_padded(item) for item in vector["proof"] or []]


def _inclusion(v: Vector) -> None:
    leaf, root = unb64_padded(v["leafHash"]), unb64_padded(v["root"])
    merkle.verify_inclusion(int(v["leafIdx"]), int(v["treeSize"]), leaf, _path(v), root)


def _consistency(v: Vector) -> None:
    root1, root2 = unb64_padded(v["root1"]), unb64_padded(v["root2"])
    merkle.verify_consistency(int(v["size1"]), int(v["size2"]), root1, root2, _path(v))


def _root(v: Vector) -> None:
    leaves = merkle.Leaves()
    for item in v["leaves"]:
        leaves.append(merkle.leaf_hash(unb64_padded(item)))
    if leaves.root(len(leaves)) != unb64_padded(v["root"]):
        raise merkle.BadProof("another root")


def _canonical_line(v: Vector) -> None:
    line = unb64_padded(v["line"])
    if not isinstance(canonical.decode(line), dict):
        raise canonical.NotCanonical("top value is no object")
    if not v["wantErr"]:
        same(merkle.leaf_hash(line), unb64_padded(v["leaf"]))


def _checkpoint(v: Vector) -> None:
    origin, size, root = note.parse_tree_head(unb64_padded(v["body"]))
    if not v["wantErr"]:
        want = v["checkpoint"]
        same((origin, size, root), (want["origin"], int(want["size"]), unb64_padded(want["root"])))


def _note(v: Vector) -> None:
    keys = [note.parse_vkey(text) for text in v["keys"]]
    if any(key.kind not in (note.ED25519, note.COSIGNATURE) for key in keys):
        raise note.NoteError("key of a kind that we cannot check")
    parsed = note.parse_note(unb64_padded(v["note"]))
    verified, unknown = note.verified_by(parsed, keys)
    if not verified:
        raise note.NoteError("no known key has signed")
    if not v["wantErr"]:
        same(parsed.text, unb64_padded(v["text"]))
        same([[item.key.text, item.time] for item in verified], v["verified"])
        same(unknown, v["unknown"])


def _tile(v: Vector) -> None:
    name = tiles.parse_tile_path(v["path"])
    if not v["wantErr"]:
        same({"level": name.level, "index": name.index, "width": name.width}, v["tile"])


def _law(v: Vector) -> None:
    report = Report()
    Judged(BytesBlob(b"".join(line.encode() + b"\n" for line in v["lines"])), "vector", report).read()
    found = [{"code": item["code"], "pos": item["pos"]} for item in report.findings]
    same(found, [] if v["want"] is None else [v["want"]])


KINDS: dict[str, Callable[[Vector], None]] = {
    "inclusion": _inclusion,
    "consistency": _consistency,
    "root": _root,
    "canonical_line": _canonical_line,
    "checkpoint_parse": _checkpoint,
    "note_open": _note,
    "tile_path_parse": _tile,
    "law": _law,
    "receipt_open": files.receipt,
    "tlog_proof": files.tlog_proof,
    "tile_bytes": files.tile_bytes,
    "policy": files.policy,
    "intent": files.intent_of,
    "tar": files.tar,
    "bag": files.bag,
    "books": files.books,
}
