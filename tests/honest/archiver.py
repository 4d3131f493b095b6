"""The archiver of `api/service/archiving.py` step by step: a crash or a second server can come between."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from random import Random

from api.service.archiving import free_id
from domain.acts.books.witnessing import NoteLapse
from domain.acts.unit.archives import PlanSnapshot, RecordSnapshot, SpendSnapshot
from domain.acts.unit.windows import windows_to_archive
from domain.state.facts import Snapshot
from domain.words.days import later
from domain.words.fields import Cause
from domain.words.refusal import Refusal
from ledger.archive.bag import RENDERER
from ledger.form.canonical import b64
from tests.honest.school import FOREIGN, HonestSchool


def rounds(school: HonestSchool, random: Random) -> Iterator[None]:
    """One round of the schedule of one server; Refusal ends it, as in the product."""
    yield from _lapses(school)
    for snapshot in [each for each in school.state.snapshots.values() if each.state == "planned"]:
        yield from _finish(school, snapshot, random)
    for window in windows_to_archive(school.state, school.now):
        yield from archive(school, Cause(kind="window", ref=window.window), random)
    for ref in school.locks_due():
        yield from archive(school, Cause(kind="lock", ref=ref), random)


def _lapses(school: HonestSchool) -> Iterator[None]:
    for dossier in list(school.state.dossiers.values()):
        if dossier.lapsed(school.now):
            school.system(NoteLapse(dossier=dossier.dossier))
            yield


def archive(school: HonestSchool, cause: Cause, random: Random) -> Iterator[None]:
    """Plans until a bag is made; each step may be the last before a crash."""
    done = False
    while not done:
        size = school.seal()
        if cause.kind == "window" and random.random() < 0.3:
            _slip_in(school, cause.ref)
        yield
        name = free_id(school.state, cause)
        note = b64(hashlib.sha256(school.notes[size]).digest())
        plan = PlanSnapshot(id=name, size=size, checkpoint=note, cause=cause, renderer=RENDERER)
        school.system(plan)
        if random.random() < 0.05:
            school.files[name] = FOREIGN
        yield
        done = yield from _settle(school, school.state.snapshots[name])


def _finish(school: HonestSchool, snapshot: Snapshot, random: Random) -> Iterator[None]:
    if not (yield from _settle(school, snapshot)):
        cause = Cause.model_validate({"kind": snapshot.kind, "ref": snapshot.ref})
        yield from archive(school, cause, random)


def _settle(school: HonestSchool, snapshot: Snapshot) -> Iterator[None]:
    if _leaves_out(school, snapshot):
        school.system(SpendSnapshot(id=snapshot.id, reason="điểm vào kịp"))
        return False
    tar = school.bag(snapshot)
    if school.files.setdefault(snapshot.id, tar) != tar:
        school.system(SpendSnapshot(id=snapshot.id, reason="tệp khác"))
        return False
    yield
    digest = b64(hashlib.sha256(tar).digest())
    school.system(RecordSnapshot(id=snapshot.id, digest=digest, size_bytes=len(tar)))
    return True


def _slip_in(school: HonestSchool, window: str) -> None:
    """A save that was decided a moment before the window's end is stored after the seal."""
    now, moment = school.now, later(school.state.windows[window].end, minutes=-1)
    if moment < school.state.at:
        return
    school.now = moment
    with suppress(Refusal):
        col = next(col for col in school.state.windows[window].cols if col != "nx")
        school.do("toan", school.mark("hs01", col, 45))
        school.slipped += 1
    school.now = now


def _leaves_out(school: HonestSchool, snapshot: Snapshot) -> bool:
    if snapshot.kind != "window":
        return False
    end = school.state.windows[snapshot.ref].end
    return any(entry.at < end for entry in school.log[snapshot.size : snapshot.pos])
