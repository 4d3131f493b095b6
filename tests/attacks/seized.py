"""A copy of the honest school in an attacker's hands, and the product's own means to judge it."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from api.service.school import PROJECTIONS, School, head_path
from api.service.service import Service
from api.service.settings import Settings
from demo.attackers import Intruder, as_superuser
from demo.attacks import copy_database, drop_database
from demo.clock import PlayedClock
from demo.evidence import Judgement
from demo.school import CODE, Calendar, DemoSchool
from ledger.archive.export import export
from ledger.signing.heads import SignedHeadFile
from projections.fsck.check import fsck
from projections.fsck.findings import Finding
from tests.attacks.honest import FILES, Held, HonestSchool
from verify.__main__ import verify

Outcome = tuple[str, int, str]
SOUND: Outcome = ("sound", 0, "–")
NOT_COMPARED: Outcome = ("not_compared", 2, "–")
AFTERWARDS = "2021-01-21T01:00:00.000000Z"
"""The day after the lock, when the attackers come."""


def outcome(judgement: Judgement) -> Outcome:
    """Verdict, exit code and all codes found, each once: what a judgement is compared by."""
    return judgement.verdict, judgement.exit_code, judgement.codes()


def tampered(*codes: str) -> Outcome:
    """The outcome of a judgement with exactly these codes, in order of first mention."""
    return "tampered", 1, ", ".join(codes)


Record = tuple[int | None, str, str | None, str | None, str | None, str | None, Any, Any]


def record(judgement: Judgement, code: str) -> list[Record]:
    """Of each finding of this code: pos, school, class, pupil, subject, column, old, new."""
    names = ("pos", "school", "class", "pupil", "subject", "column", "old", "new")
    return [tuple(each[name] for name in names) for each in judgement.found(code)]  # type: ignore[misc]


def judge(
    targets: Sequence[Path], against: Sequence[Path] = (), key: str = "", policy: Path | None = None
) -> Judgement:
    """What `socai-verify` answers, in this process."""
    report = verify(
        [str(target) for target in targets],
        [str(piece) for piece in against],
        [key] if key else [],
        str(policy) if policy else None,
    )
    return Judgement(report.verdict(), report.findings, report.exit_code(), report.to_json())


class SeizedSchool:
    """One server: its database, keys, head file and bags, all of which an attacker may change."""

    def __init__(self, service: Service, held: Held) -> None:
        self.service = service
        self.held = held
        self.school: School = service.school(CODE)
        self.head_file = SignedHeadFile(head_path(service.settings, self.school.log.origin))
        self.acting = DemoSchool(service, Calendar.of_2020())
        self._exports = 0

    def intruder(self) -> AbstractContextManager[Intruder]:
        """A superuser with the triggers off, who commits at the end."""
        return as_superuser(self.service.db.dsn, CODE)

    def superuser(self, statement: str, *values: Any) -> None:
        """One statement of theirs."""
        with self.intruder() as intruder:
            intruder.connection.execute(statement, values)

    def resign(self, intruder: Intruder) -> None:
        """With the stolen key: every note of the server anew, the head file's too."""
        intruder.resign(self.school.keys, self.head_file)

    def bag(self, identifier: str) -> Path:
        """The file of a bag on the server."""
        return self.school.archive.path(identifier)

    def exported(self) -> Path:
        """What `socai export` gives now."""
        self._exports += 1
        folder = self.service.settings.home / f"export-{self._exports}"
        export(self.school.log, folder)
        return folder

    def judged(self, *against: Path, pinned: bool = True, policy: bool = False) -> Judgement:
        """The verifier's judgement of an export made now: by evidence, by the pinned key or the policy."""
        return judge(
            [self.exported()],
            against,
            self.held.key if pinned else "",
            self.held.policy if policy else None,
        )

    def fsck(self) -> list[Finding]:
        """What `socai fsck` finds now."""
        return fsck(self.school.log, PROJECTIONS, self.head_file.read())


@contextmanager
def seized(honest: HonestSchool, home: Path, database: str) -> Iterator[SeizedSchool]:
    """A copy of database and files, gone afterwards; its clock stands at AFTERWARDS."""
    for folder in FILES:
        shutil.copytree(honest.home / folder, home / folder)
    copy_database(honest.cluster, database, honest.database)
    service = Service(Settings(home), PlayedClock(AFTERWARDS), honest.cluster.admin_dsn(database))
    try:
        yield SeizedSchool(service, honest.held)
    finally:
        service.db.close()
        drop_database(honest.cluster, database)
