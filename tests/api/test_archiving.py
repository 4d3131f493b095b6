"""Bags without a person: at a window's end, after a lock, and again from wherever a crash left one."""

import hashlib
import tarfile
from pathlib import Path

import orjson

from api.service.archiving import Archiver
from api.service.service import Service
from demo.people import BOARD, HEAD
from demo.school import CODE
from domain.acts.unit.archives import PlanSnapshot
from domain.words.days import later
from domain.words.fields import Cause
from ledger.archive.bag import RENDERER
from ledger.form.canonical import b64
from tests.api.conftest import ROOT, Stage
from verify.__main__ import verify


def snapshots(stage: Stage) -> dict[str, str]:
    return {row["id"]: row["state"] for row in stage.get(HEAD.person, f"{ROOT}/archives").json()}


def bag_path(stage: Stage, identifier: str) -> Path:
    return stage.school.archive.path(identifier)


def test_a_windows_end_is_archived_once_by_the_scheduler(fresh_stage: Stage) -> None:
    """Nothing while it is open; one bag after it, with the books at that size; no second one."""
    stage = fresh_stage
    stage.demo.enter(["tx1"], ["6A"])
    stage.service.run_schedule()
    assert snapshots(stage) == {}
    stage.clock.set(later(stage.demo.calendar.first.end, minutes=1))
    stage.service.run_schedule()
    stage.service.run_schedule()
    assert snapshots(stage) == {"window-giua-ky-1": "archived"}
    path = bag_path(stage, "window-giua-ky-1")
    (row,) = stage.get(HEAD.person, f"{ROOT}/archives").json()
    raw = path.read_bytes()
    assert stage.get(HEAD.person, f"{ROOT}/archives/{row['id']}/bag").content == raw
    assert row["digest"] == hashlib.sha256(raw).hexdigest()
    with tarfile.open(path) as bag:
        book = orjson.loads(bag.extractfile("window-giua-ky-1/data/books/6A.json").read())  # type: ignore[union-attr]
        manifest = orjson.loads(bag.extractfile("window-giua-ky-1/data/manifest.json").read())  # type: ignore[union-attr]
    assert len(book["cells"]) == 120 and book["size"] == row["size"]
    assert manifest["classes"] == ["6A", "6B", "6C"] and manifest["cause"]["ref"] == "giua-ky-1"


def test_a_lock_is_archived_and_a_second_lock_again(fresh_stage: Stage) -> None:
    """Each lock has a bag of its own, also after an unlocking."""
    stage = fresh_stage
    stage.demo.enter(["tx1"], ["6A"])

    def lock() -> None:
        assert stage.post(BOARD[0].person, f"{ROOT}/closes/6A/1/propose").status_code == 201
        assert (
            stage.post(HEAD.person, f"{ROOT}/closes/6A/1/lock", decision=stage.decision()).status_code == 200
        )
        stage.service.run_schedule()

    lock()
    until = later(stage.clock.now(), minutes=60)
    body = {"reason": "Sửa danh sách", "decision": stage.decision(), "until": until}
    assert stage.post(HEAD.person, f"{ROOT}/closes/6A/1/unlock", **body).status_code == 200
    lock()
    assert snapshots(stage) == {"lock-6A-1": "archived", "lock-6A-1-2": "archived"}
    refused = stage.save("gv.vo-thanh-binh", ("HS0001", "tx2", "7", 0))
    assert (refused.status_code, refused.json()["code"]) == (423, "BOOK_LOCKED")


def test_a_plan_without_a_file_is_built_by_the_next_process(fresh_stage: Stage) -> None:
    """A crash after the plan leaves an entry; a new service finishes it under the same id."""
    stage = fresh_stage
    planned = Archiver(stage.school)._plan(Cause(kind="manual", ref=""))
    assert snapshots(stage) == {"manual-1": "planned"} and not bag_path(stage, planned.id).exists()
    other = Service(stage.settings, stage.clock, stage.service.db.dsn)
    other.run_schedule()
    other.stop()
    assert snapshots(stage) == {"manual-1": "archived"}


def test_a_file_without_its_entry_is_recorded_not_rebuilt(fresh_stage: Stage) -> None:
    """A crash after the link: the same bytes come out again, and their digest is recorded."""
    stage = fresh_stage
    archiver = Archiver(stage.school)
    planned = archiver._plan(Cause(kind="manual", ref=""))
    archiver.rebuild(planned.id)
    before = hashlib.sha256(bag_path(stage, planned.id).read_bytes()).digest()
    (made,) = archiver.round()
    assert (made.id, made.digest) == (planned.id, before)


def test_a_foreign_file_under_the_planned_id_spends_the_id(fresh_stage: Stage) -> None:
    """The file stays as it is, an entry says that the id is used up, and the next id is taken."""
    stage = fresh_stage
    archiver = Archiver(stage.school)
    planned = archiver._plan(Cause(kind="manual", ref=""))
    path = bag_path(stage, planned.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"not this bag")
    (made,) = archiver.round()
    assert path.read_bytes() == b"not this bag"
    assert made.id == "manual-2" and snapshots(stage) == {"manual-1": "spent", "manual-2": "archived"}


def test_the_background_seals_views_and_archives_by_itself(fresh_stage: Stage) -> None:
    """What a person stores is signed, viewed and, at a window's end, archived without anybody asking."""
    import time

    stage = fresh_stage
    stage.demo.enter(["tx1"], ["6A"])
    stage.clock.set(later(stage.demo.calendar.first.end, minutes=1))
    stage.service.start()
    deadline = time.monotonic() + 15
    while snapshots(stage) != {"window-giua-ky-1": "archived"} and time.monotonic() < deadline:
        time.sleep(0.1)
    assert snapshots(stage) == {"window-giua-ky-1": "archived"}
    assert stage.service.school(CODE).log.head().size > 0


def judged(stage: Stage) -> list[tuple[str, str, list[str]]]:
    """What the verifier says of each bag alone, by the school's key."""
    key = str(stage.school.signing.key().public)
    found = []
    for name in snapshots(stage):
        if snapshots(stage)[name] == "archived":
            report = verify([str(bag_path(stage, name))], keys=[key])
            found.append((name, report.verdict(), [each["code"] for each in report.findings]))
    return found


def test_windows_that_end_together_are_archived_after_a_weekend_and_accuse_nobody(fresh_stage: Stage) -> None:
    """Two windows end, the server is off for sixty-two hours: each has its bag, and no bag has a finding."""
    stage = fresh_stage
    stage.demo.enter(["tx1"], ["6A"])
    end = stage.demo.calendar.first.end
    body = {"window": "them", "year": "2020-2021", "semester": 2, "cols": ["tx1"], "classes": ["6B"]}
    times = {"from": stage.clock.now(), "to": end}
    made = stage.post(HEAD.person, f"{ROOT}/windows", **body, **times, decision=stage.decision())
    assert made.status_code == 201, made.text
    stage.clock.set(later(end, minutes=60 * 62))
    stage.service.run_schedule()
    assert judged(stage) == [("window-giua-ky-1", "sound", []), ("window-them", "sound", [])]


def test_a_bag_that_leaves_the_last_mark_out_is_spent_and_made_again(fresh_stage: Stage) -> None:
    """A save of before the window's end that came in after the seal: the next bag of the window holds it."""
    stage = fresh_stage
    signed = stage.school.seal()
    stage.demo.enter(["tx1"], ["6A"])
    stage.clock.set(later(stage.demo.calendar.first.end, minutes=1))
    note = b64(hashlib.sha256(signed.note).digest())
    cause = Cause(kind="window", ref="giua-ky-1")
    plan = PlanSnapshot(
        id="window-giua-ky-1", size=signed.size, checkpoint=note, cause=cause, renderer=RENDERER
    )
    stage.school.execute_as_system(plan, "early")
    Archiver(stage.school).round()
    assert snapshots(stage) == {"window-giua-ky-1": "spent", "window-giua-ky-1-2": "archived"}
    assert judged(stage) == [("window-giua-ky-1-2", "sound", [])]
