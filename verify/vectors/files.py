"""The vectors of whole files: receipts, proofs, tiles, policies, tars, bags, books."""

from __future__ import annotations

import binascii
from contextlib import nullcontext
from functools import lru_cache
from typing import Any

from verify.bag import check_tar
from verify.files.books import check_books
from verify.files.sources import Blob, BytesBlob, read_all
from verify.files.tar import read_tar
from verify.judged import Judged
from verify.law.righting.intent import intent
from verify.proof import note, tiles
from verify.proof.canonical import b64, unb64_padded
from verify.proof.merkle import Leaves, leaf_hash, verify_inclusion
from verify.proof.policy import KeyRange, Policy, parse_policy
from verify.proof.receipt import parse_receipt
from verify.proof.tlogproof import parse_tlog_proof
from verify.report import Report

MAX_MEMBER = 1 << 24

Vector = dict[str, Any]


class Refused(ValueError):
    """The thing that the vector describes must not be accepted."""


class Differs(Exception):
    """It was read, and as something else than the vector says."""


def _padded(raw: bytes) -> str:
    return binascii.b2a_base64(raw, newline=False).decode()


def same(got: Any, want: Any) -> None:
    """Raises `Differs` unless the two are equal."""
    if got != want:
        raise Differs(f"got {got!r}, want {want!r}")


def _keys(v: Vector) -> list[KeyRange]:
    return [KeyRange(note.parse_vkey(row["vkey"]), row["from"], row["to"]) for row in v["keys"]]


def receipt(v: Vector) -> None:
    """FORMAT.md 2: signed by the key of the size that the command ends at, or by a later one."""
    read = parse_receipt(unb64_padded(v["receipt"]))
    if not any(read.fits(item) and read.signed_by(item.key) for item in _keys(v)):
        raise Refused("no key of the log that fits has signed")
    if not v["wantErr"]:
        same(read.index, v["index"])


def tlog_proof(v: Vector) -> None:
    """FORMAT.md 2: note, key for its size, path."""
    read = parse_tlog_proof(unb64_padded(v["proof"]))
    head, keys = read.checkpoint, _keys(v)
    verified, _ = note.verified_by(head.note, [item.key for item in keys])
    signers = {item.key for item in verified}
    if not any(item.key in signers and item.covers(head.size) for item in keys):
        raise Refused("no key that signs this size has signed")
    if {item.key.name for item in verified} != {head.origin}:
        raise Refused("signed for another log")
    verify_inclusion(read.index, head.size, unb64_padded(v["leaf"]), read.path, head.root)
    if not v["wantErr"]:
        same((read.index, head.size), (v["index"], v["size"]))


@lru_cache(maxsize=1)
def _numbers(size: int) -> dict[str, bytes]:
    """All tiles of the tree whose entry i is the decimal number i."""
    leaves = Leaves()
    for number in range(size):
        leaves.append(leaf_hash(b"%d" % number))
    return dict(tiles.expected_tiles(leaves, size))


def tile_bytes(v: Vector) -> None:
    """FORMAT.md 4: exactly the tiles of this size."""
    expected = _numbers(v["size"]).get(v["path"])
    if expected is None or expected != unb64_padded(v["bytes"]):
        raise Refused("another tile")


def policy(v: Vector) -> None:
    """FORMAT.md 6."""
    read = parse_policy(v["policy"].encode())
    if not v["wantErr"]:
        same(_rows(read), v["keys"])
        same({origin: b64(leaf) for origin, leaf in read.genesis.items()}, v["genesis"])
        same(read.quorum_met({read.witnesses[name].text for name in v["cosigned"]}), v["met"])


def _rows(read: Policy) -> list[dict[str, Any]]:
    rows = [{"vkey": item.key.text, "from": item.first, "to": item.last} for item in read.log_keys]
    return sorted(rows, key=lambda row: str(row["vkey"]))


def intent_of(v: Vector) -> None:
    """FORMAT.md 2."""
    leaves = [unb64_padded(leaf, 32) for leaf in v["entries"]]
    right = intent(v["origin"], v["dossier"], leaves, v["act"], person=v["person"], cmd=v["cmd"])
    if v["intent"] != right:
        raise Refused("another intent")


def spliced(base: bytes, edits: list[Any]) -> bytes:
    """`base` after its edits [from, to, base64 of what stands there instead], one by one."""
    for start, stop, other in edits:
        base = base[:start] + unb64_padded(other) + base[stop:]
    return base


def tar(v: Vector) -> None:
    """FORMAT.md 4: the one spelling of a tar."""
    read = read_tar(BytesBlob(v["content"]))
    if read.faults:
        raise Refused("; ".join(read.faults))
    if not v["wantErr"]:
        members = [[name, _padded(read_all(blob, MAX_MEMBER))] for name, blob in read.members.items()]
        same((members, read.mtime), (v["members"], v["mtime"]))


def books(v: Vector) -> None:
    """FORMAT.md 5: a class's book against the lines; what is wrong with the lines is not asked."""
    judged = Judged(BytesBlob("".join(line + "\n" for line in v["lines"]).encode()), "lines", Report())
    judged.read()
    found: set[str] = set()
    path = f"data/books/{v['class']}.json"
    members: dict[str, Blob] = {path: BytesBlob(v["content"])}
    check_books(
        members,
        judged.books(),
        {v["class"]},
        lambda code, *_, **__: found.add(code),
        lambda _name: nullcontext(),
    )
    same(sorted(found), v["want"] or [])


def bag(v: Vector) -> None:
    """FORMAT.md 4, 5: what is wrong with a bag by itself."""
    report = Report()
    check_tar(BytesBlob(v["content"]), v["name"], v["name"], outside=False, report=report)
    same(sorted({item["code"] for item in report.findings}), v["want"] or [])
