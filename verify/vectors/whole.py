"""Vectors of the law and of whole files, and with them those of every kind."""

from __future__ import annotations

import binascii
from contextlib import nullcontext

from verify.bag import check_tar
from verify.files.books import check_books
from verify.files.sources import Blob, BytesBlob, read_all
from verify.files.tar import read_tar
from verify.judged import Judged
from verify.law.righting.intent import intent
from verify.proof.canonical import unb64_padded
from verify.report import Report
from verify.vectors import proof
from verify.vectors.running import Kinds, Refused, Vector, same

MAX_MEMBER = 1 << 24


def _law(v: Vector) -> None:
    report = Report()
    Judged(BytesBlob(b"".join(line.encode() + b"\n" for line in v["lines"])), "vector", report).read()
    found = [{"code": item["code"], "pos": item["pos"]} for item in report.findings]
    same(found, [] if v["want"] is None else [v["want"]])


def _padded(raw: bytes) -> str:
    return binascii.b2a_base64(raw, newline=False).decode()


def _intent(v: Vector) -> None:
    """FORMAT.md 2."""
    leaves = [unb64_padded(leaf, 32) for leaf in v["entries"]]
    right = intent(v["origin"], v["dossier"], leaves, v["act"], person=v["person"], cmd=v["cmd"])
    if v["intent"] != right:
        raise Refused("another intent")


def _tar(v: Vector) -> None:
    """FORMAT.md 4: the one spelling of a tar."""
    read = read_tar(BytesBlob(v["content"]))
    if read.faults:
        raise Refused("; ".join(read.faults))
    if not v["wantErr"]:
        members = [[name, _padded(read_all(blob, MAX_MEMBER))] for name, blob in read.members.items()]
        same((members, read.mtime), (v["members"], v["mtime"]))


def _books(v: Vector) -> None:
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


def _bag(v: Vector) -> None:
    """FORMAT.md 4, 5: what is wrong with a bag by itself."""
    report = Report()
    check_tar(BytesBlob(v["content"]), v["name"], v["name"], outside=False, report=report)
    same(sorted({item["code"] for item in report.findings}), v["want"] or [])


KINDS: Kinds = {
    **proof.KINDS,
    "law": _law,
    "intent": _intent,
    "tar": _tar,
    "books": _books,
    "bag": _bag,
}
