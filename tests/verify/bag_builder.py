"""A tiny second writer of logs, bags and exports, made from spec/FORMAT.md for the verifier's tests alone."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ORIGIN = "62.socai/demo"
Member = dict[str, bytes]


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def sha(raw: bytes) -> bytes:
    return hashlib.sha256(raw).digest()


def tree_root(leaves: list[bytes]) -> bytes:
    """RFC 9162 2.1.1, word for word."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha(b"\x01" + tree_root(leaves[:k]) + tree_root(leaves[k:]))


def inclusion_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 9162 2.1.3.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if index < k:
        return [*inclusion_path(index, leaves[:k]), tree_root(leaves[k:])]
    return [*inclusion_path(index - k, leaves[k:]), tree_root(leaves[:k])]


class Signer:
    """An Ed25519 key under a name, with its C2SP verifier key; `seed` makes it the same in each run."""

    def __init__(self, seed: int, name: str = ORIGIN, kind: int = 1) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed.to_bytes(32, "big"))
        self.name, self.kind = name, kind
        body = bytes([kind]) + self._key.public_key().public_bytes_raw()
        self.key_id = sha(name.encode() + b"\n" + body)[:4]
        self.vkey = f"{name}+{self.key_id.hex()}+{base64.b64encode(body).decode()}"

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)

    def note_line(self, text: bytes, time: int = 1_600_000_000) -> bytes:
        if self.kind == 4:
            signed = b"cosignature/v1\ntime %d\n" % time + text
            payload = self.key_id + time.to_bytes(8, "big") + self.sign(signed)
        else:
            payload = self.key_id + self.sign(text)
        return f"— {self.name} {base64.b64encode(payload).decode()}\n".encode()


def signed_note(text: bytes, *signers: Signer) -> bytes:
    return text + b"\n" + b"".join(signer.note_line(text) for signer in signers)


@dataclass
class LogBuilder:
    """Writes lines. `salts` starts at another number to make another history of the same events."""

    signer: Signer = field(default_factory=lambda: Signer(1))
    origin: str = ORIGIN
    lines: list[bytes] = field(default_factory=list)
    versions: dict[str, int] = field(default_factory=dict)
    commands: int = 0
    salts: int = 0

    @property
    def leaves(self) -> list[bytes]:
        return [sha(b"\x00" + line) for line in self.lines]

    def write(
        self, at: str, actor: tuple[str, str, int], *events: tuple[str, str, dict[str, Any]], **envelope: Any
    ) -> int:
        """One command of (stream, type, data) by (person, role, basis); gives the first position."""
        first = len(self.lines)
        self.commands += 1
        person, role, basis = actor
        method = "system" if person == "system" else "token"
        for i, (stream, kind, data) in enumerate(events):
            ver = self.versions[stream] = self.versions.get(stream, 0) + 1
            salt = (self.salts + len(self.lines) + 1).to_bytes(16, "big")
            proof = {"age": 5, "cred": "c1", "method": method, "session": "s1"}
            entry = {
                "actor": {"basis": basis, "person": person, "proof": proof, "role": role},
                "at": at,
                "cmd": f"cmd-{self.commands}",
                "data": data,
                "i": i,
                "log": self.origin,
                "n": len(events),
                "pos": len(self.lines),
                "prev": b64(self.leaves[-1] if self.lines else bytes(32)),
                "salt": b64(salt),
                "stream": stream,
                "type": kind,
                "v": 1,
                "ver": ver,
            }
            self.lines.append(canonical(entry | envelope))
        return first

    def rewrite(self, pos: int, change: Any, rehash: bool = True) -> LogBuilder:
        """Another log in which `change(entry)` was done at `pos`, and the chain after it made good again."""
        other = LogBuilder(self.signer, self.origin, list(self.lines[:pos]))
        for index, line in enumerate(self.lines[pos:], pos):
            entry = json.loads(line)
            if index == pos:
                change(entry)
            if rehash and other.lines:
                entry["prev"] = b64(other.leaves[-1])
            other.lines.append(canonical(entry))
        return other

    def checkpoint(self, size: int | None = None, *signers: Signer) -> bytes:
        size = len(self.lines) if size is None else size
        root = base64.b64encode(tree_root(self.leaves[:size])).decode()
        return signed_note(f"{self.origin}\n{size}\n{root}\n".encode(), *(signers or (self.signer,)))

    def receipt(
        self, pos: int, n: int = 1, signer: Signer | None = None, change: dict[str, Any] | None = None
    ) -> bytes:
        last = json.loads(self.lines[pos + n - 1])
        body: dict[str, Any] = {"at": last["at"], "cmd": last["cmd"], "kind": "receipt", "n": n, "v": 1}
        body |= {"leaf": b64(self.leaves[pos + n - 1]), "origin": self.origin, "pos": pos} | (change or {})
        signature = (signer or self.signer).sign(b"socai/receipt/v1\n" + canonical(body))
        return canonical(body | {"sig": b64(signature)}) + b"\n"

    def proof(self, index: int, size: int | None = None) -> bytes:
        size = len(self.lines) if size is None else size
        path = inclusion_path(index, self.leaves[:size])
        hashes = "".join(base64.b64encode(item).decode() + "\n" for item in path)
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n".encode() + self.checkpoint(size)

    def jsonl(self, size: int | None = None) -> bytes:
        return b"".join(line + b"\n" for line in self.lines[:size])

    def columns(self, tiled: int | None = None) -> bytes:
        """What honest index tables say; leaves from `tiled` on are not stored yet."""
        rows = ["pos,stream,ver,cmd,i,n,person,at,leaf"]
        for line, leaf in zip(self.lines, self.leaves, strict=True):
            e = json.loads(line)
            stored = b64(leaf) if tiled is None or e["pos"] < tiled else ""
            values = (
                e["pos"],
                e["stream"],
                e["ver"],
                e["cmd"],
                e["i"],
                e["n"],
                e["actor"]["person"],
                e["at"],
            )
            rows.append(",".join(map(str, (*values, stored))))
        return "".join(row + "\n" for row in rows).encode()

    def export(self, folder: Path, **files: bytes) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        content = {
            "entries.jsonl": self.jsonl(),
            "columns.csv": self.columns(),
            "checkpoint": self.checkpoint(),
        }
        for name, raw in (content | {key.replace("__", "."): raw for key, raw in files.items()}).items():
            (folder / name).write_bytes(raw)
        return folder


def small_tile(leaves: list[bytes]) -> Member:
    """The one tile of a tree of fewer than 256 leaves."""
    return {f"data/tile/0/000.p/{len(leaves)}": b"".join(leaves)} if leaves else {}


def bag_members(payload: Mapping[str, bytes]) -> Member:
    """All members of a BagIt bag with this payload, named without the leading `<id>/`."""
    members = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": bag_info(payload),
        "manifest-sha256.txt": _manifest(payload),
        **payload,
    }
    tags = {name: raw for name, raw in members.items() if not name.startswith("data/")}
    return members | {"tagmanifest-sha256.txt": _manifest(tags)}


def bag_info(payload: Mapping[str, bytes]) -> bytes:
    """What the manifest and the lines give; where one of them cannot be read, anything."""
    try:
        manifest = json.loads(payload["data/manifest.json"])
        origin = json.loads(payload["data/entries.jsonl"].split(b"\n")[0])["log"]
        day = (datetime.fromisoformat(manifest["at"]) + timedelta(hours=7)).date().isoformat()
        values = (day, manifest["id"], sum(map(len, payload.values())), len(payload), origin)
    except (KeyError, ValueError, TypeError):
        values = ("2020-01-01", "", 0, 0, "")
    lines = "Bagging-Date: {}\nExternal-Identifier: {}\nPayload-Oxum: {}.{}\nSource-Organization: {}\n"
    return lines.format(*values).encode()


def _manifest(files: Mapping[str, bytes]) -> bytes:
    return "".join(f"{sha(files[name]).hex()}  {name}\n" for name in sorted(files)).encode()


def tar_bytes(bag_id: str, members: Mapping[str, bytes], at: str) -> bytes:
    """The canonical tar, written by the standard library's own ustar writer."""
    buffer = io.BytesIO()
    mtime = int(datetime.fromisoformat(at).timestamp())
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(members):
            info = tarfile.TarInfo(f"{bag_id}/{name}")
            info.size, info.mode, info.mtime = len(members[name]), 0o444, mtime
            tar.addfile(info, io.BytesIO(members[name]))
    return buffer.getvalue()
