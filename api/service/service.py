"""The composition root: one database, its schools, and the work that goes on beside the requests."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from api.service.archiving import Archiver, round_safely, sweep_safely
from api.service.checking import Checks
from api.service.people.api_tokens import ApiTokens
from api.service.people.challenges import Challenges
from api.service.people.openid.flow import OpenId
from api.service.people.passkeys import Passkeys
from api.service.people.sessions import Sessions
from api.service.people.tokens import Tokens
from api.service.people.wrong_tokens import WrongTokens
from api.service.school import School
from api.service.settings import Settings
from api.service.telling_reads import TellingReads, tell_safely
from domain.acts.unit.school import CreateLog
from domain.grounds.rights import FOUNDER
from domain.words.entry import Actor, Proof
from domain.words.fields import Decision, FirstHead
from domain.words.fields import School as SchoolFacts
from domain.words.refusal import Refusal
from ledger.beside.readings import Readings
from ledger.clock import Clock
from ledger.cluster.cluster import database_url
from ledger.cluster.errors import ClusterError
from ledger.database import Database
from ledger.log import create, logs, sizes
from ledger.said_once import SaidOnce
from ledger.signing.checkpointer import Checkpointer, seal_forever
from ledger.writing.probing import Readiness
from projections.tables.runner import Runner, run_forever

OPERATOR = Proof(age=0, cred="", method="operator", session="")
"""Proof of person for acts at the console of the server, before any person has a token."""
SCHEDULE_S = 2.0

_log = logging.getLogger(__name__)


class Service:
    """Everything a process needs to serve the schools of one database. Thread-safe.

    `clock` is shared by all writers; `dsn` overrides the settings' database (the embedded one is started).
    """

    def __init__(self, settings: Settings, clock: Clock | None = None, dsn: str | None = None) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        given = dsn or settings.database_url
        self._embedded = given is None
        self.db = Database(given or database_url(settings.cluster))
        self.tokens = Tokens(self.db)
        self.api_tokens = ApiTokens(self.db, self.clock)
        self.sessions = Sessions(self.db, self.clock)
        self.challenges = Challenges(self.db)
        self.passkeys = Passkeys(self.db)
        self.openid = OpenId(settings.openid, self.db, self.clock) if settings.openid else None
        self.wrong_tokens = WrongTokens()
        self._readiness = Readiness(self.db, (settings.heads, settings.attachments, settings.archive))
        self._telling = TellingReads(Readings(self.db))
        self.checks = Checks(settings, self.db.dsn, self.clock.now)
        self._schools: dict[str, School] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._confirmed = self._confirmation()
        self._threads: list[threading.Thread] = []

    def migrate(self) -> None:
        """Brings the database up to this program; repeatable."""
        self.db.migrate()

    def require_ready(self) -> str:
        """The time, if a write would be taken now. Raises Conflict, also KEY_FAULT and LOG_BEHIND."""
        self.clock.require_steady()
        for school in self._known():
            school.require_signing()
            school.attachments.require_usable()
        self._readiness.require()
        for school in self._known() or self.schools().values():
            school.whole.require()
        return self.clock.now()

    def school(self, code: str) -> School:
        """The school of that code. Raises Refusal UNKNOWN_SCHOOL."""
        school = self._schools.get(code) or self.schools().get(code)
        if school is None:
            raise Refusal("UNKNOWN_SCHOOL", school=code)
        return school

    def knows(self, code: str) -> bool:
        """Whether a school of that code has been met; asks nobody."""
        return code in self._schools

    def schools(self) -> dict[str, School]:
        """Every school of the database, by code; also one that another process has created since."""
        found = logs(self.db)
        with self._lock:
            for code, log in found.items():
                if code not in self._schools:
                    self._schools[code] = School(code, log, self.settings, self.clock)
            return {code: self._schools[code] for code in found}

    def create_school(self, facts: SchoolFacts, head: FirstHead, decision: Decision) -> School:
        """Opens a school's log: its key, its origin, entry 0 with the first head (LAW 3).

        A crash half-way leaves a log without entries, which the next call takes up. Raises Refusal
        ALREADY_EXISTS for a log that has entries.
        """
        origin = f"{facts.province}.socai/{facts.code}"
        known = self.schools().get(facts.code)
        if known is not None and known.log.head().size:
            raise Refusal("ALREADY_EXISTS", school=facts.code)
        if known is None:
            create(self.db, facts.code, origin)
        school = self.school(facts.code)
        key = school.keys.create(school.log.origin)
        # A crash here leaves a key that signs nothing, and a log without entries.
        command = CreateLog(school=facts, key=str(key.public), decision=decision, head=head)
        school.found(Actor(person=head.person, role=FOUNDER, basis=0, proof=OPERATOR), command)
        return school

    def start(self) -> None:
        """Begins the work beside the requests: sealing, views, archives. `stop` ends it."""
        self._stop.clear()
        self._spawn("socai-seal", lambda: seal_forever(self._checkpointers, self._stop))
        self._spawn("socai-views", lambda: run_forever(self._runners_behind, self._stop))
        self._spawn("socai-schedule", self._schedule)

    def stop(self) -> None:
        """Ends the work beside the requests, each at its next safe point, and closes the connections."""
        self._stop.set()
        self.checks.stop()
        for thread in self._threads:
            thread.join()
        self._threads = []
        self.db.close()

    def take_confirmation(self) -> None:
        """Confirms the clock if an operator has said so since (`socai clock confirm`)."""
        said = self._confirmation()
        # Unequal, not later: the clock that stamps the file is the one in doubt.
        if said != self._confirmed:
            self._confirmed = said
            self.clock.confirm()

    def run_schedule(self) -> None:
        """One round of what is due in every school: archives, lapses, old uploads, readings of past days."""
        for school in self._founded():
            round_safely(Archiver(school))
            sweep_safely(school)
            tell_safely(self._telling, school)

    def _confirmation(self) -> int:
        try:
            return self.settings.clock_confirmed.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def _schedule(self) -> None:
        said = SaidOnce(_log)
        while True:
            try:
                self.take_confirmation()
                self.run_schedule()
                said.worked("schedule")
            except Exception:  # noqa: BLE001 - what is due now is still due in the next round
                said.failed("schedule", "a round of the schedule failed")
                self._revive_database()
            if self._stop.wait(SCHEDULE_S):
                return

    def _revive_database(self) -> None:
        """Starts the embedded database again if it has died; an operator's own is the operator's."""
        if self._embedded and not self._stop.is_set():
            try:
                database_url(self.settings.cluster)
            except ClusterError as error:
                _log.error("the database does not start: %s", error)

    def _founded(self) -> list[School]:
        return [school for school in self.schools().values() if school.log.head().size]

    def _checkpointers(self) -> list[Checkpointer]:
        return [school.checkpointer for school in self._known()]

    def _runners_behind(self) -> list[Runner]:
        """Of the schools whose log has another size than their views: of 400 most are asleep."""
        size = sizes(self.db)
        return [each.runner for each in self._known() if each.runner.reached != size.get(each.log.school)]

    def _known(self) -> list[School]:
        with self._lock:
            return list(self._schools.values())

    def _spawn(self, name: str, work: Callable[[], Any]) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)
