"""Makes the bags: at each window's end, after a lock, on demand; takes up what a crash left (S18, S36, S37).

plan (entry) → build and link (file) → record (entry). A step found undone is repeated in the next round.
"""

import base64
import hashlib
import logging
from collections.abc import Iterator
from typing import NamedTuple

from api.service.school import School
from domain.acts.books.witnessing import NoteLapse
from domain.acts.unit.archives import PlanSnapshot, RecordSnapshot, SpendSnapshot
from domain.acts.unit.windows import windows_to_archive
from domain.state.facts import Snapshot
from domain.state.state import State
from domain.words.days import parse_instant
from domain.words.fields import Cause
from domain.words.refusal import Refusal
from ledger.archive.archive import Spent
from ledger.archive.bag import RENDERER, Built, Contents, Plan
from ledger.conflict import Conflict
from ledger.form.canonical import b64
from ledger.steps import step
from projections.books import bag_books
from projections.tables.corrections import fold, register

_NAME_ROOM = 28  # of the 32 characters of an id; the rest tells a second bag of the same cause apart

_log = logging.getLogger(__name__)


class Archived(NamedTuple):
    """A finished bag: `digest` is SHA-256 of the tar file."""

    id: str
    path: str
    digest: bytes
    size: int
    size_bytes: int


class Archiver:
    """The archive of one school. Several processes may have one: the log lets each id be planned once."""

    def __init__(self, school: School) -> None:
        self._school = school

    def round(self) -> list[Archived]:
        """What is due now: unfinished bags, ended windows, new locks, sessions that ran out unnoticed."""
        self.note_lapses()
        made = [self._finish(snapshot) for snapshot in self._unfinished()]
        made += [self.archive(cause) for cause in self._due()]
        return made

    def archive(self, cause: Cause) -> Archived:
        """One bag of everything up to now. Raises BagRefused, SigningRefused, Refusal, AttachmentError."""
        while True:
            snapshot = self._plan(cause)
            done = self._settle(snapshot)
            if done is not None:
                return done
            # The id is spent: a file that is not this bag has its name. The next id is tried.

    def rebuild(self, identifier: str) -> Built | Spent:
        """The file of a planned or archived id as the log gives it, made where it is missing. KeyError."""
        snapshot = self._school.facts_at(self._school.log.head().size).snapshots[identifier]
        return self._school.archive.settle(self._plan_of(snapshot), self._contents(snapshot))

    def note_lapses(self) -> int:
        """Notes the sessions of witnesses that ran out (LAW 22); gives how many."""
        school = self._school
        now, log = school.clock.now(), school.views()
        rows = register(log, state="permitted")
        if not rows:
            return 0
        facts = school.facts()
        folded = [fold(log, facts, f"dossier/{row['dossier']}", facts.size) for row in rows]
        lapsed = [dossier for dossier in folded if dossier.lapsed(now)]
        for dossier in lapsed:
            since = dossier.session.since if dossier.session else 0
            cmd = _cmd("lapse", f"{dossier.dossier}/{since}")
            school.execute_as_system(NoteLapse(dossier=dossier.dossier), cmd)
        return len(lapsed)

    def _unfinished(self) -> list[Snapshot]:
        return [each for each in self._school.facts().snapshots.values() if each.state == "planned"]

    def _due(self) -> Iterator[Cause]:
        state = self._school.facts()
        for window in windows_to_archive(state, self._school.clock.now()):
            yield Cause(kind="window", ref=window.window)
        for (klass, semester), close in sorted(state.closes.items()):
            ref = f"{klass}/{semester}"
            if close.locked is not None and not covers_lock(state, ref, close.locked):
                yield Cause(kind="lock", ref=ref)

    def _plan(self, cause: Cause) -> Snapshot:
        signed = self._school.seal()
        identifier = free_id(self._school.facts(), cause)
        note = b64(hashlib.sha256(signed.note).digest())
        command = PlanSnapshot(
            id=identifier, size=signed.size, checkpoint=note, cause=cause, renderer=RENDERER
        )
        self._school.execute_as_system(command, _cmd("plan", identifier))
        # A crash here leaves the plan alone: the next round builds it.
        step("archive:planned")
        return self._school.facts().snapshots[identifier]

    def _finish(self, snapshot: Snapshot) -> Archived:
        done = self._settle(snapshot)
        return done or self.archive(Cause.model_validate({"kind": snapshot.kind, "ref": snapshot.ref}))

    def _settle(self, snapshot: Snapshot) -> Archived | None:
        """The planned bag, built and recorded; None if its id had to be spent."""
        school, identifier = self._school, snapshot.id
        if self._leaves_out(snapshot):
            self._spend(identifier, "Có điểm vào kịp đợt nhập sau khi gói đã được chốt")
            return None
        outcome = self.rebuild(identifier)
        if isinstance(outcome, Spent):
            self._spend(identifier, "Dưới mã này đã có một tệp khác với gói đã lập kế hoạch")
            return None
        self._record(identifier, outcome)
        path = school.archive.path(identifier)
        return Archived(identifier, str(path), outcome.digest, snapshot.size, outcome.bytes)

    def _leaves_out(self, snapshot: Snapshot) -> bool:
        """Whether a line of before the window's end came in between the sealed size and the plan (LAW 26)."""
        if snapshot.kind != "window":
            return False
        end = self._school.facts().windows[snapshot.ref].end
        return any(entry.at < end for entry in self._school.log.entries(snapshot.size, snapshot.pos))

    def _spend(self, identifier: str, reason: str) -> None:
        command = SpendSnapshot(id=identifier, reason=reason)
        self._school.execute_as_system(command, _cmd("spend", identifier))
        # A crash here leaves a window or lock without a bag, which is due again: the next id is tried.
        step("archive:spent")

    def _record(self, identifier: str, built: Built) -> None:
        # A crash before this leaves the file: the next round finds it equal and records it.
        command = RecordSnapshot(id=identifier, digest=b64(built.digest), size_bytes=built.bytes)
        self._school.execute_as_system(command, _cmd("record", identifier))
        # A crash here leaves a whole archive; the next round finds nothing to do.
        step("archive:recorded")

    def _plan_of(self, snapshot: Snapshot) -> Plan:
        """From the planning entry and the facts at the archived size alone: a rebuild gives the same."""
        log = self._school.log
        (entry,) = log.entries(snapshot.pos, snapshot.pos + 1)
        reach = reach_of(self._school.facts_at(snapshot.size), snapshot)
        return Plan(
            snapshot.id,
            snapshot.size,
            entry.data["checkpoint"],
            snapshot.pos,
            snapshot.at,
            self._school.code,
            reach.year,
            reach.semester,
            reach.classes,
            {"kind": snapshot.kind, "ref": snapshot.ref},
        )

    def _contents(self, snapshot: Snapshot) -> Contents:
        classes = reach_of(self._school.facts_at(snapshot.size), snapshot).classes
        members = bag_books(self._school.log, snapshot.size, classes)
        files = {name.removeprefix("data/"): content for name, content in members.items()}
        return Contents(files, self._evidence(snapshot.size))

    def _evidence(self, size: int) -> list[bytes]:
        """Digests of all evidence that the first `size` entries name."""
        found: set[str] = set()
        for entry in self._school.log.entries(0, size):
            if entry.stream.startswith("dossier/"):
                found.update(entry.data.get("evidence", ()))
        return sorted(base64.b64decode(digest + "=") for digest in found)


class Reach(NamedTuple):
    """What a bag is about."""

    year: str | None
    semester: int | None
    classes: list[str]


def reach_of(state: State, snapshot: Snapshot) -> Reach:
    """What an archive is about, as the state at its size says it."""
    if snapshot.kind == "window":
        window = state.windows[snapshot.ref]
        named = sorted(state.classes) if window.classes == ("*",) else sorted(set(window.classes) - {"*"})
        classes = [klass for klass in named if klass in state.classes and _of_year(state, klass, window.year)]
        return Reach(window.year, window.semester, classes)
    if snapshot.kind == "lock":
        klass, semester = snapshot.ref.rsplit("/", 1)
        return Reach(state.classes[klass].year, int(semester), [klass])
    return Reach(None, None, sorted(state.classes))


def _of_year(state: State, klass: str, year: str) -> bool:
    return state.classes[klass].year == year


def covers_lock(state: State, ref: str, locked: int) -> bool:
    """Whether a bag for this lock is planned or made."""
    bags = (each for each in state.snapshots.values() if (each.kind, each.ref) == ("lock", ref))
    return any(each.state != "spent" and each.size > locked for each in bags)


def free_id(state: State, cause: Cause) -> str:
    """The first id of archives of that cause which is not taken."""
    base = f"{cause.kind}-{cause.ref.replace('/', '-')}".strip("-")[:_NAME_ROOM]
    if cause.kind != "manual" and base not in state.snapshots:
        return base
    number = 2 if cause.kind != "manual" else 1
    while f"{base}-{number}" in state.snapshots:
        number += 1
    return f"{base}-{number}"


def _cmd(act: str, what: str) -> str:
    """The same step has the same command id, so that whoever repeats it gets its first receipt."""
    return f"{act}-{hashlib.sha256(what.encode()).hexdigest()[:24]}"


def round_safely(archiver: Archiver) -> None:
    """One round; what goes wrong is logged, and tried again in the next."""
    try:
        archiver.round()
    except Refusal as refusal:
        _log.warning("an archive step was refused: %s %s", refusal.code, refusal.detail)
    except Exception:  # noqa: BLE001 - the other schools, and the next round, must have their turn
        _log.exception("an archive round failed")


def sweep_safely(school: School) -> None:
    """Takes away old uploads, texts and keys that no entry names; likewise."""
    try:
        # By a clock that has jumped, what came just now would be old.
        school.clock.require_steady()
        school.uploads.sweep(parse_instant(school.clock.now()))
        school.leftovers.sweep()
    except Conflict:
        return  # readiness tells of the clock
    except Exception:  # noqa: BLE001 - the other schools, and the next round, must have their turn
        _log.exception("a sweep failed")
