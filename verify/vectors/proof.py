"""Vectors of the proof core: they need nothing but `verify/proof`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from verify.proof import canonical, ed25519, merkle, note, p256, passkey, tiles
from verify.proof.canonical import b64, unb64_padded
from verify.proof.envelope import parse_line
from verify.proof.merkle import Leaves, leaf_hash, verify_inclusion
from verify.proof.policy import KeyRange, Policy, parse_policy
from verify.proof.receipt import parse_receipt
from verify.proof.tlogproof import parse_tlog_proof
from verify.vectors.running import Kinds, Refused, Vector, same


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


def _entry_line(v: Vector) -> None:
    """FORMAT.md 1."""
    entry = parse_line(unb64_padded(v["line"]))
    if not v["wantErr"]:
        same(entry["sign"], v["sign"])


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


def _keys(v: Vector) -> list[KeyRange]:
    return [KeyRange(note.parse_vkey(row["vkey"]), row["from"], row["to"]) for row in v["keys"]]


def _receipt(v: Vector) -> None:
    """FORMAT.md 2: signed by the key of the size that the command ends at, or by a later one."""
    read = parse_receipt(unb64_padded(v["receipt"]))
    if not any(read.fits(item) and read.signed_by(item.key) for item in _keys(v)):
        raise Refused("no key of the log that fits has signed")
    if not v["wantErr"]:
        same(read.index, v["index"])


def _tlog_proof(v: Vector) -> None:
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


def _tile_bytes(v: Vector) -> None:
    """FORMAT.md 4: exactly the tiles of this size."""
    expected = _numbers(v["size"]).get(v["path"])
    if expected is None or expected != unb64_padded(v["bytes"]):
        raise Refused("another tile")


def _policy(v: Vector) -> None:
    """FORMAT.md 6."""
    read = parse_policy(v["policy"].encode())
    if not v["wantErr"]:
        same(_rows(read), v["keys"])
        same({origin: b64(leaf) for origin, leaf in read.genesis.items()}, v["genesis"])
        same(read.quorum_met({read.witnesses[name].text for name in v["cosigned"]}), v["met"])


def _ecdsa(v: Vector) -> None:
    """FORMAT.md 2, "Signed acts"."""
    _signed(p256.verify, v)


def _ed25519(v: Vector) -> None:
    _signed(ed25519.verify, v)


def _signed(verify: Callable[[bytes, bytes, bytes], bool], v: Vector) -> None:
    if not verify(unb64_padded(v["public"]), unb64_padded(v["message"]), unb64_padded(v["sig"])):
        raise Refused("no signature by this key")


def _public_key(v: Vector) -> None:
    if not passkey.is_key(v["alg"], unb64_padded(v["public"])):
        raise Refused("no key")


def _passkey(v: Vector) -> None:
    """FORMAT.md 2, "Signed acts"."""
    public, challenge = unb64_padded(v["public"]), unb64_padded(v["challenge"], 32)
    auth, client, sig = (unb64_padded(v[name]) for name in ("auth", "client", "sig"))
    fault = passkey.fault(v["alg"], public, v["rp"], challenge, auth=auth, client=client, sig=sig)
    if fault is not None:
        raise Refused(fault)
    if not v["wantErr"]:
        same(passkey.counter(auth), v["counter"])


def _rows(read: Policy) -> list[dict[str, Any]]:
    rows = [{"vkey": item.key.text, "from": item.first, "to": item.last} for item in read.log_keys]
    return sorted(rows, key=lambda row: str(row["vkey"]))


KINDS: Kinds = {
    "inclusion": _inclusion,
    "consistency": _consistency,
    "root": _root,
    "canonical_line": _canonical_line,
    "entry_line": _entry_line,
    "checkpoint_parse": _checkpoint,
    "note_open": _note,
    "tile_path_parse": _tile,
    "receipt_open": _receipt,
    "tlog_proof": _tlog_proof,
    "tile_bytes": _tile_bytes,
    "policy": _policy,
    "ecdsa": _ecdsa,
    "ed25519": _ed25519,
    "public_key": _public_key,
    "passkey": _passkey,
}
