"""One school as the edges use it: the parts of its log, joined."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from api.service.acting import NO_TAGS, Acting
from api.service.kept_facts import KeptFacts
from api.service.people.accounts import Accounts
from api.service.people.opening import Opening
from api.service.people.own_words import own_words
from api.service.people.secret_box import SecretBox
from api.service.people.tokens import Tokens
from api.service.problem import surely_refused
from api.service.settings import Settings
from api.service.signed.signature import NO_TEXTS, Prepared, SaltedTexts, Seen, Signature
from api.service.signing import Signing
from domain.acts.unit.accounts import GrantReset
from domain.acts.unit.school import CreateLog
from domain.grounds.command import Command
from domain.law import Fold
from domain.words.entry import Actor, Proof
from ledger.archive.archive import Archive
from ledger.beside.attachments import Attachments
from ledger.beside.claims import Claims
from ledger.beside.leftovers import Leftovers
from ledger.beside.personal_texts import PersonalTexts
from ledger.beside.pupil_keys import PupilKeys
from ledger.beside.uploads import Uploads
from ledger.clock import Clock
from ledger.log import SchoolLog
from ledger.signing.checkpointer import Checkpointer
from ledger.signing.heads import SignedHeadFile
from ledger.signing.keys import KeyStore
from ledger.writing.writer import Writer, Written
from projections.tables.audit import AuditProjection
from projections.tables.cells import GradebookProjection
from projections.tables.corrections import CorrectionsProjection
from projections.tables.deeds import DeedsProjection
from projections.tables.place import Projection
from projections.tables.runner import Runner

PROJECTIONS: tuple[Projection, ...] = (
    GradebookProjection(),
    CorrectionsProjection(),
    AuditProjection(),
    DeedsProjection(),
)


class School:
    """All parts of one school's log. Thread-safe; cheap until first used.

    `facts` and `facts_at` give what is known of the school (api.service.kept_facts); `seal` signs what was
    appended (api.service.signing).
    """

    def __init__(self, code: str, log: SchoolLog, settings: Settings, clock: Clock) -> None:
        self.code = code
        self.log = log
        self.clock = clock
        self.settings = settings
        self._name: str | None = None
        self.tokens = Tokens(log.db)
        self._keep_beside(settings)
        self.keys = KeyStore(settings.keys)
        self.head_file = SignedHeadFile(head_path(settings, log.origin))
        self.checkpointer = Checkpointer(log, self.keys, self.head_file)
        self.runner = Runner(log, PROJECTIONS)
        self.kept_facts = KeptFacts(log)
        self.facts, self.facts_at = self.kept_facts.now, self.kept_facts.at
        self.signing = Signing(log, self.keys, self.checkpointer, lambda: self.facts().key)
        self.seal = self.signing.seal
        self.whole = self.checkpointer.whole
        writer: Writer[Fold] = Writer(log, lambda: Fold(log.origin), clock, secrets.token_bytes, self.whole)
        self.acting = Acting(writer, self.kept_facts, self.signing)
        box = SecretBox(settings.account_key)
        self.accounts = Accounts(log.db, log.school, box, clock.now, self._own_words)
        self.opening = Opening(log, self.accounts, clock)

    def _keep_beside(self, settings: Settings) -> None:
        """What is kept beside the log: texts and keys of pupils, files, bags."""
        self.pupil_keys = PupilKeys(self.log.db, self.log.school, self.log.origin)
        self.personal = PersonalTexts(self.log.db, self.log.school)
        self.attachments = Attachments(settings.attachments, self.log.origin)
        self.uploads = Uploads(self.log, self.attachments)
        self.leftovers = Leftovers(self.log)
        self.archive = Archive(
            settings.archive, self.log, self.attachments, immutable=settings.immutable_bags
        )

    def execute(
        self,
        person: str,
        proof: Proof,
        command: Command,
        cmd: str,
        *,
        role: str | None = None,
        tags: Mapping[str, str] = NO_TAGS,
        sign: Signature | None = None,
        texts: SaltedTexts = NO_TEXTS,
    ) -> Written:
        """Writes the act of a person, as `Acting`; a reset that is granted takes effect with it."""
        more: Mapping[str, Any] = {"role": role, "tags": tags, "sign": sign, "texts": texts}
        written = self.acting.execute(person, proof, command, cmd, **more)
        if isinstance(command, GrantReset):
            self.opening.take_effect(command.person, by=person)
        return written

    def prepare(
        self,
        person: str,
        proof: Proof,
        command: Command,
        cmd: str,
        *,
        role: str | None = None,
        tags: Mapping[str, str] = NO_TAGS,
        texts: SaltedTexts = NO_TEXTS,
    ) -> Prepared | Written:
        """What would be written, as `Acting`."""
        return self.acting.prepare(person, proof, command, cmd, role=role, tags=tags, texts=texts)

    def head_seen(self) -> Seen:
        """The newest line, as `Acting`."""
        return self.acting.head_seen()

    def execute_as_system(self, command: Command, cmd: str) -> Written:
        """Writes one of the few acts that need no person, as `Acting`."""
        return self.acting.execute_as_system(command, cmd)

    def found(self, head: Actor, command: CreateLog) -> Written:
        """Writes entry 0, as `Acting`."""
        return self.acting.found(head, command)

    def name(self) -> str:
        """The school's name from entry 0, which never changes."""
        if self._name is None:
            (founding,) = self.log.entries(0, 1)
            self._name = str(founding.data["school"]["name"])
        return self._name

    def claims(self) -> Claims:
        """For one act: what it keeps beside the log goes again if the act is refused."""
        return Claims(self.log.db, self.log.school, self.pupil_keys, surely_refused)

    def _own_words(self, person: str) -> list[str]:
        return own_words(self.facts(), person, self.name(), self.code)

    def views(self, size: int | None = None) -> SchoolLog:
        """The log, its projections brought up to it, or to at least `size`: a view shows what was stored
        before."""
        self.runner.catch_up(size)
        return self.log

    def require_signing(self) -> None:
        """Raises Conflict KEY_FAULT if no receipt could be signed now; silent before the first request."""
        if self.kept_facts.kept is not None:
            self.signing.require(self.kept_facts.kept.key)


def head_path(settings: Settings, origin: str) -> Path:
    """Where the note that was signed last for a log is kept, outside the database."""
    return settings.heads / f"{quote(origin, safe='')}.note"
