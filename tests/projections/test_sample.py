"""Promise: the service, given the sample's lines, makes the sample's files byte for byte.

The sample beside the spec is written by the second writer of the verifier's tests; so the two writers, and
the spec between them, say the same.
"""

import base64
import io
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ledger.archive.bag import Bag, Contents, Plan
from ledger.archive.export import export
from ledger.beside.attachments import Attachments
from ledger.database import Database
from ledger.form.canonical import decode, leaf_hash
from ledger.form.note import parse_vkey
from ledger.form.tree import HashTree
from ledger.log import SchoolLog, create
from ledger.pgtiles import PgTiles
from ledger.signing.checkpointer import Checkpointer, newest_signed
from ledger.signing.heads import SignedHeadFile
from ledger.signing.keys import KeyStore
from ledger.signing.receipt import Receipt, SealedProof, sign_receipt
from ledger.writing.recorder import CommandRow, Run, SchoolRecorder, Swap
from projections.books import bag_books

SAMPLE = Path(__file__).parents[2] / "spec" / "sample"
LINES = (SAMPLE / "export" / "entries.jsonl").read_bytes().splitlines()
ENTRIES: list[dict[str, Any]] = [decode(line) for line in LINES]
ORIGIN = ENTRIES[0]["log"]
KEY = parse_vkey((SAMPLE / "key.txt").read_text(encoding="ascii").strip())
SEED = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
"""RFC 8032 7.1, test 1."""
PLANNED = next(e for e in ENTRIES if e["type"] == "SnapshotPlanned" and e["data"]["id"] == "all")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> KeyStore:
    folder = tmp_path_factory.mktemp("keys")
    file = folder / quote(ORIGIN, safe="") / f"{KEY.key_id.hex()}.key"
    file.parent.mkdir(mode=0o700)
    secret = base64.b64encode(b"\x01" + SEED).decode()
    file.write_text(f"PRIVATE+KEY+{KEY.name}+{KEY.key_id.hex()}+{secret}\n", encoding="ascii")
    file.chmod(0o600)
    return KeyStore(folder)


@pytest.fixture(scope="module")
def log(module_dsn: str, keys: KeyStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SchoolLog]:
    """The sample's lines in a database, signed at the size of the bag and at the end."""
    database = Database(module_dsn)
    database.migrate()
    made = create(database, ENTRIES[0]["data"]["school"]["code"], ORIGIN)
    head = SignedHeadFile(tmp_path_factory.mktemp("head") / "head")
    at = 0
    while at < len(LINES):
        count = ENTRIES[at]["n"]
        _append(database, made, at, count)
        at += count
        if at in (PLANNED["data"]["size"], len(LINES)):
            assert Checkpointer(made, keys, head).run() is not None
    yield made
    database.close()


def _append(database: Database, log: SchoolLog, at: int, count: int) -> None:
    """One command, through the real append function."""
    entries, first = ENTRIES[at : at + count], ENTRIES[at]
    runs: list[Run] = []
    for entry in entries:
        if runs and runs[-1].stream == entry["stream"]:
            runs[-1] = runs[-1]._replace(n=runs[-1].n + 1)
        else:
            runs.append(Run(entry["stream"], entry["ver"], entry["pos"], 1))
    row = CommandRow(at, count, first["actor"]["person"], first["cmd"], bytes(32))
    before = leaf_hash(LINES[at - 1]) if at else bytes(32)
    swap = Swap(at, before, leaf_hash(LINES[at + count - 1]), first["at"], None, [row], runs)
    SchoolRecorder(database, log.school).insert_lines(LINES[at : at + count], swap)


def test_the_service_exports_the_same_folder(log: SchoolLog, tmp_path: Path) -> None:
    """Lines, columns and the signed checkpoint."""
    export(log, tmp_path / "export")
    names = sorted(path.name for path in (SAMPLE / "export").iterdir())
    assert sorted(path.name for path in (tmp_path / "export").iterdir()) == names
    for name in names:
        assert (tmp_path / "export" / name).read_bytes() == (SAMPLE / "export" / name).read_bytes(), name


def test_the_service_makes_the_same_bag(log: SchoolLog, tmp_path: Path) -> None:
    """Every member and every byte between them."""
    planned, whole = PLANNED["data"], (SAMPLE / "all.tar").read_bytes()
    classes = sorted(e["data"]["class"] for e in ENTRIES if e["type"] == "ClassOpened")
    school = ENTRIES[0]["data"]["school"]["code"]
    plan = Plan(
        planned["id"], planned["size"], planned["checkpoint"], PLANNED["pos"], PLANNED["at"], school,
        None, None, classes, planned["cause"],
    )  # fmt: skip
    evidence = "Bài kiểm tra chấm lại: 8,5 điểm\n".encode()
    attachments = Attachments(tmp_path, ORIGIN)
    files = bag_books(log, plan.size, classes)
    contents = Contents(
        {name.removeprefix("data/"): content for name, content in files.items()}, [attachments.put(evidence)]
    )
    made = io.BytesIO()
    Bag(log, attachments, plan, contents).write(made)
    assert dict(_members(made.getvalue())) == dict(_members(whole))
    assert made.getvalue() == whole


def _members(tar: bytes) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(tar)) as opened:
        for info in opened:
            file = opened.extractfile(info)
            assert file is not None
            yield info.name, file.read()


def test_the_service_gives_the_same_receipts(log: SchoolLog, keys: KeyStore) -> None:
    """The stored one, and the sealed one under the newest note."""
    said = json.loads((SAMPLE / "receipt.json").read_bytes())
    fields = {name: said[name] for name in Receipt.__slots__}
    line = sign_receipt(keys.load(ORIGIN, KEY.key_id), Receipt(**fields))
    assert line + b"\n" == (SAMPLE / "receipt.json").read_bytes()
    signed, index = newest_signed(log), said["pos"] + said["n"] - 1
    assert signed is not None
    tree = HashTree(PgTiles(log.db, log.school), signed.size)
    proof = SealedProof(index, tuple(tree.inclusion(index, signed.size)), signed.note)
    assert proof.format() == (SAMPLE / "receipt.tlog-proof").read_bytes()
