"""The honest school that is attacked: the demo's semester, played once, and what others hold of it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.service.school import School
from api.service.service import Service
from api.service.settings import Settings
from demo.attacks import BAGS, Crime, copy_database, drop_database
from demo.clock import PlayedClock
from demo.evidence import Teller
from demo.run import CRIME, WANTED
from demo.school import CODE
from demo.story import FOUNDED, Story
from ledger.archive.export import export
from ledger.cluster.cluster import Cluster
from ledger.form.canonical import b64

FILES = ("keys", "heads", "attachments", "archive")
"""What lies on the server's disk beside the database; an export and `outside` do not."""


@dataclass(frozen=True)
class Held:
    """What lay in other hands before any attack: texts and files, each handed out by the product itself.

    `bags` by id, in order of time: two windows and a lock. `checkpoint` is the note signed after the
    correction, `newest` the last one; `receipt` is the third witness's, `sealed` the proof of that entry.
    """

    key: str
    policy: Path
    bags: dict[str, Path]
    checkpoint: Path
    newest: Path
    receipt: Path
    sealed: Path
    export: Path

    def all(self) -> list[Path]:
        """Every piece that proves something about the log."""
        return [*self.bags.values(), self.checkpoint, self.newest, self.receipt, self.sealed]


@dataclass(frozen=True)
class HonestSchool:
    """The school as it was: its database, to which nobody is connected, its server's files, its evidence.

    `crime` is what most attackers want: another value for one mark that all three bags hold.
    """

    cluster: Cluster
    database: str
    home: Path
    held: Held
    crime: Crime


@contextmanager
def honest_school(cluster: Cluster, database: str) -> Iterator[HonestSchool]:
    """Plays the demo's semester in a new database; both are gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="socai-test-attacks-"))
    copy_database(cluster, database, "template1")
    clock = PlayedClock(FOUNDED)
    service = Service(Settings(home), clock, cluster.admin_dsn(database))
    try:
        service.migrate()
        teller = Teller(silent=True)
        story = Story(service, clock, teller)
        story.begin()
        story.finish()
        held = _hand_out(story, service.school(CODE))
        if teller.failed():
            raise AssertionError(teller.failed())
        crime = Crime(story.weakest(*CRIME), WANTED)
        service.db.close()  # a template must have no connections
        yield HonestSchool(cluster, database, home, held, crime)
    finally:
        service.db.close()
        drop_database(cluster, database)
        shutil.rmtree(home)


def _hand_out(story: Story, school: School) -> Held:
    given = story.hand_out()
    folder = given.checkpoint.parent
    newest = school.seal()
    sealed = school.signing.sealed_proof(_witnessed(school))
    if sealed is None:
        raise LookupError("the newest head does not cover the witness")
    held = Held(
        given.key,
        folder / "policy",
        {name: Path(shutil.copy(school.archive.path(name), folder)) for name in BAGS},
        given.checkpoint,
        folder / "newest-checkpoint",
        given.receipt,
        folder / "witness.tlog-proof",
        folder / "export",
    )
    held.newest.write_bytes(newest.note)
    held.sealed.write_bytes(sealed.format())
    (first,) = school.log.entries(0, 1)
    held.policy.write_text(
        f"log {held.key}\n#socai genesis {school.log.origin} {b64(first.leaf)}\nquorum none\n"
    )
    export(school.log, held.export)
    return held


def _witnessed(school: School) -> int:
    """The last entry of the command by which the third witness applied the correction."""
    return next(entry.pos for entry in school.log.entries() if entry.type == "CorrectionApplied")
