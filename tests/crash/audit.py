"""What must be true of an installation after any crash and its restart."""

from __future__ import annotations

import hashlib
import shutil
import stat
from collections import Counter
from pathlib import Path
from typing import Any

from api.service.school import PROJECTIONS, School, head_path
from domain.state.facts import Snapshot
from domain.words.entry import Entry
from ledger.archive.export import export
from ledger.form.canonical import b64, encode, leaf_hash
from ledger.signing.heads import SignedHeadFile
from projections.fsck.check import fsck
from tests.crash.client import Client
from tests.crash.plant import Plant, wait_for
from verify.__main__ import verify

# Each costs the stdlib-only verifier a signature; all the others are compared with the lines here.
RECEIPTS_TO_VERIFY = 6
LEFTOVERS = (".unpublished-*", "*.tmp", "*.partial", ".moved-to-*")


def audit(plant: Plant, client: Client) -> None:
    """Nothing acknowledged is missing, nothing is there twice, and a stranger can prove all of it."""
    assert client.refused == [], "the server refused what it should have taken"
    assert client.unanswered == []
    with plant.opened() as service:
        school = service.school("demo")
        entries = list(school.log.entries())
        require_acknowledged(client, school, entries)
        require_once(client, entries)
        require_views_of_the_lines(school)
        school.seal()
        require_provable(plant, client, school)
        require_archives(school)
    require_no_leftovers(plant)


def wait_for_archives(plant: Plant, kinds: set[str]) -> None:
    """Until the restarted server has, by itself, finished every bag, and there is one of each of `kinds`."""
    with plant.opened() as service:
        school = service.school("demo")

        def settled() -> bool:
            known = list(school.facts().snapshots.values())
            made = {each.kind for each in known if each.state == "archived"}
            return made >= kinds and not any(each.state == "planned" for each in known)

        wait_for(settled, f"archives of {kinds}")


def require_acknowledged(client: Client, school: School, entries: list[Entry]) -> None:
    """Each receipt's entries stand where it says, and its last line has the leaf that it names."""
    assert client.acknowledged
    lines = list(school.log.lines())
    for cmd, receipt in client.acknowledged.items():
        last = receipt["pos"] + receipt["n"] - 1
        assert b64(leaf_hash(lines[last])) == receipt["leaf"], f"{cmd} is missing"
        of_command = entries[receipt["pos"] : last + 1]
        assert [(each.cmd, each.i) for each in of_command] == [(cmd, i) for i in range(receipt["n"])]
        assert {each.at for each in of_command} == {receipt["at"]}


def require_once(client: Client, entries: list[Entry]) -> None:
    """No command id of a person begins twice; each mark that was sent was entered exactly once."""
    begun = Counter((each.actor["person"], each.cmd) for each in entries if each.i == 0)
    assert [command for command, times in begun.items() if times > 1] == []
    assert len(entries) == sum(each.n for each in entries if each.i == 0), "half a command"
    entered = Counter(
        (each.stream, each.data["pupil"], each.data["col"]) for each in entries if each.type == "MarkEntered"
    )
    wanted = {
        (f"book/{sent.path.split('/')[1]}/{sent.path.split('/')[2]}/1", cell["pupil"], cell["col"])
        for sent in client.sent.values()
        for cell in sent.body.get("cells", ())
    }
    assert wanted and {entered[cell] for cell in wanted} == {1}


def require_views_of_the_lines(school: School) -> None:
    """fsck rebuilds every view in a scratch place and compares it row by row; and it reads all indexes."""
    school.views()
    note = SignedHeadFile(head_path(school.settings, school.log.origin)).read()
    assert fsck(school.log, PROJECTIONS, note) == []


def require_provable(plant: Plant, client: Client, school: School) -> None:
    """Export and bags are sound by what lies outside: receipts, a checkpoint from before, the log's key."""
    folder = plant.folder / "export"
    shutil.rmtree(folder, ignore_errors=True)
    count = export(school.log, folder)
    for cmd in list(client.acknowledged)[-RECEIPTS_TO_VERIFY:]:
        receipt = encode(client.acknowledged[cmd]) + b"\n"
        (plant.evidence / f"{cmd}.receipt.json").write_bytes(receipt)
    bags = [str(school.archive.path(each.id)) for each in _archived(school)]
    outside = [str(path) for path in sorted(plant.evidence.iterdir())]
    report = verify([str(folder), *bags], outside, [school.facts().key])
    assert (report.verdict(), report.findings) == ("sound", [])
    assert report.coverage.percent() == 100
    assert report.coverage.entries >= count


def require_archives(school: School) -> None:
    """Each archived id has its file, whole, read-only, under one name; each window and lock has one bag."""
    archived = _archived(school)
    causes = Counter((each.kind, each.ref) for each in archived if each.kind != "manual")
    assert set(causes.values()) <= {1}
    for each in archived:
        path = school.archive.path(each.id)
        assert b64(hashlib.sha256(path.read_bytes()).digest()) == each.digest
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
        assert path.stat().st_nlink == 1


def require_no_leftovers(plant: Plant) -> None:
    """What a crash leaves beside the files is gone after the restart."""
    left = [path for pattern in LEFTOVERS for path in plant.home.rglob(pattern) if not _of_database(path)]
    assert left == []


def bags_on_disk(plant: Plant) -> dict[Path, tuple[Any, ...]]:
    """Each bag's file as it is now: what was linked once is never another file, nor other bytes."""
    bags = plant.settings.archive.rglob("*.tar")
    return {path: (path.stat().st_ino, hashlib.sha256(path.read_bytes()).digest()) for path in bags}


def _archived(school: School) -> list[Snapshot]:
    return [each for each in school.facts().snapshots.values() if each.state == "archived"]


def _of_database(path: Path) -> bool:
    return "data" in path.parts
