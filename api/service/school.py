"""One school as the edges use it: its log, its writer, its seals, its views."""

import hashlib
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Any
from urllib.parse import quote

from api.service.fit_to_write import refuse_unfit
from api.service.problem import surely_refused
from api.service.settings import Settings
from api.service.tokens import Tokens
from domain.acts.books.gradebook import SaveMarks
from domain.acts.unit.school import CreateLog, ResetClock, RotateKey
from domain.fork import Fork
from domain.grounds.command import Command
from domain.grounds.rights import Admitted, choose
from domain.law import Fold, decide
from domain.words.entry import Actor, Draft, Proof
from ledger.archive.archive import Archive
from ledger.beside.attachments import Attachments
from ledger.beside.claims import Claims
from ledger.beside.leftovers import Leftovers
from ledger.beside.personal_texts import PersonalTexts
from ledger.beside.pupil_keys import PupilKeys
from ledger.beside.uploads import Uploads
from ledger.clock import Clock
from ledger.conflict import Conflict
from ledger.form.canonical import b64, encode_any_length, encode_trusted
from ledger.form.note import NoteError, parse_vkey
from ledger.form.tree import HashTree
from ledger.log import Head, SchoolLog
from ledger.pgtiles import PgTiles
from ledger.signing.checkpointer import Checkpointer, SignedHead, newest_signed
from ledger.signing.heads import SignedHeadFile
from ledger.signing.keys import KeyFault, KeyStore, LogKey
from ledger.signing.receipt import Receipt, SealedProof, sign_receipt
from ledger.signing.rotation import ring_of
from ledger.writing.writer import Writer, Written
from projections.past import past_of
from projections.tables.audit import AuditProjection
from projections.tables.cells import GradebookProjection
from projections.tables.corrections import CorrectionsProjection
from projections.tables.deeds import DeedsProjection
from projections.tables.place import Projection
from projections.tables.runner import Runner

SYSTEM = Actor(
    person="system", role="system", basis=0, proof=Proof(age=0, cred="", method="system", session="")
)
PROJECTIONS: tuple[Projection, ...] = (
    GradebookProjection(),
    CorrectionsProjection(),
    AuditProjection(),
    DeedsProjection(),
)
_NO_TAGS: Mapping[str, str] = {}
WhoOf = Callable[[Fold, str], Actor | Admitted]


class School:
    """All parts of one school's log. Thread-safe; cheap until first used."""

    def __init__(self, code: str, log: SchoolLog, settings: Settings, clock: Clock) -> None:
        self.code = code
        self.log = log
        self.clock = clock
        self.settings = settings
        self.tokens = Tokens(log.db)
        self.keys = KeyStore(settings.keys)
        self.pupil_keys = PupilKeys(log.db, log.school, log.origin)
        self.personal = PersonalTexts(log.db, log.school)
        self.attachments = Attachments(settings.attachments, log.origin)
        self.uploads = Uploads(log, self.attachments)
        self.leftovers = Leftovers(log)
        self.archive = Archive(settings.archive, log, self.attachments, immutable=settings.immutable_bags)
        self.checkpointer = Checkpointer(log, self.keys, SignedHeadFile(head_path(settings, log.origin)))
        self.runner = Runner(log, PROJECTIONS)
        self._writer: Writer[Fold] = Writer(log, lambda: Fold(log.origin), clock, secrets.token_bytes)
        self._tree = HashTree(PgTiles(log.db, log.school), 0)
        self._facts: Fold | None = None
        self._facts_lock = threading.Lock()
        self._spare_lock = threading.Lock()

    def claims(self) -> Claims:
        """For one act: what it keeps beside the log goes again if the act is refused."""
        return Claims(self.log.db, self.log.school, self.pupil_keys, surely_refused)

    def execute(
        self,
        person: str,
        proof: Proof,
        command: Command,
        cmd: str,
        *,
        role: str | None = None,
        tags: Mapping[str, str] = _NO_TAGS,
    ) -> Written:
        """Writes the act of a person, durably, and gives the signed receipt; `n` 0: nothing had to change.

        `role` picks one of several rights; `tags` stand for sealed texts in the digest of the request.
        Raises Refusal and Conflict; a command id used before gives its first answer or COMMAND_REUSED.
        """

        def who_of(state: Fold, now: str) -> Admitted:
            return choose(state, person, proof, command, now, role=role)

        written = self._submit(person, command, cmd, request_digest(command, role, tags), who_of)
        if isinstance(command, SaveMarks):
            self._pass_by(written)
        return written

    def execute_as_system(self, command: Command, cmd: str) -> Written:
        """Writes one of the few acts that need no person (LAW 4)."""
        digest = request_digest(command, "system", _NO_TAGS)
        return self._submit(SYSTEM.person, command, cmd, digest, lambda _state, _now: SYSTEM)

    def found(self, head: Actor, command: CreateLog) -> Written:
        """Writes entry 0; the founder is the only actor without an earlier right (LAW 3)."""
        digest = request_digest(command, head.role, _NO_TAGS)
        return self._submit(head.person, command, "found", digest, lambda _state, _now: head)

    def facts(self, head: Head | None = None) -> Fold:
        """People, classes, windows, closes, archives up to the head, or to at least one that was just read.

        Nobody may change it. A newer fact makes a new State, so a reader keeps one that hangs together. What
        is new is read while nobody is kept waiting: two readers may do it at once, one of them for nothing.
        """
        known, head = self._facts, head or self.log.head()
        # The first time, or others have brought the facts further since, or the database was filled again.
        if known is None or head.size < known.size:
            with self._facts_lock:
                known, head = self._facts, self.log.head()
                if known is None or head.size < known.size:
                    known = self._facts = self.facts_at(head.size)
        if known.size < head.size:
            fork = Fork(known)
            self.log.more_governance(fork, known.size, head.size)
            fork.reach(head.size, head.at)
            known = self._facts = fork.state
        # A copy: what its reader loads into it is the reader's own.
        return copy(known)

    def _pass_by(self, written: Written) -> None:
        """Brings the facts over marks that were just written here: there is nothing in them to read.

        Only right behind the facts; where other entries lie between, `facts` reads them all.
        """
        known = self._facts
        if known is not None and known.size == written.pos and not written.replayed:
            moved = copy(known)
            moved.reach(written.pos + written.n, written.at)
            self._facts = moved

    def facts_at(self, size: int) -> Fold:
        """The same as the first `size` entries left it."""
        return copy(past_of(self.log).facts(size))

    def views(self, size: int | None = None) -> SchoolLog:
        """The log, its projections brought up to it, or to at least `size`: a view shows what was stored
        before."""
        self.runner.catch_up(size)
        return self.log

    def signing_key(self) -> LogKey:
        """The private key in force. Raises KeyFault."""
        return self._load_key(self.facts().key)

    def spare_key(self) -> LogKey:
        """A key for the next rotation: one is made at a time, and stays until it is in force."""
        with self._spare_lock:
            used = {str(each.key) for each in ring_of(self.log).ranges}
            return self.keys.spare(self.log.origin, used)

    def require_signing(self) -> None:
        """Raises Conflict KEY_FAULT if no receipt could be signed now; silent before the first request."""
        if self._facts is not None:
            self._require_key(self._facts.key)

    def require_private_key(self, vkey: str) -> None:
        """Raises KeyFault unless the private key of this verifier key lies in the store."""
        try:
            self.keys.load(self.log.origin, parse_vkey(vkey).key_id)
        except NoteError as error:
            raise KeyFault("file", str(error)) from None

    def seal(self) -> SignedHead:
        """The newest signed head; what was appended since is signed now. Raises SigningRefused, KeyFault."""
        signed = self.checkpointer.run() or newest_signed(self.log)
        if signed is None:
            raise LookupError(self.code)
        return signed

    def sealed_proof(self, pos: int) -> SealedProof | None:
        """The proof that entry `pos` stands under the newest signed head; None while no head covers it."""
        signed = newest_signed(self.log)
        if signed is None or pos >= signed.size:
            return None
        self._tree.grow(max(signed.size, self._tree.size))
        return SealedProof(pos, tuple(self._tree.inclusion(pos, signed.size)), signed.note)

    def stored_receipt(self, pos: int, n: int, at: str, leaf: bytes, cmd: str) -> bytes:
        """The receipt's signed line for entries that the log holds."""
        receipt = Receipt(self.log.origin, pos, n, b64(leaf), at, cmd)
        return sign_receipt(self.signing_key(), receipt)

    def _submit(self, person: str, command: Command, cmd: str, digest: bytes, who_of: WhoOf) -> Written:
        key = ""

        def decide_now(state: Fold, now: str) -> tuple[Actor, Sequence[Draft]]:
            nonlocal key
            self._load_streams(state, command)
            who = who_of(state, now)
            drafts = decide(state, command, who, now, cmd)
            actor = who.actor if isinstance(who, Admitted) else who
            if actor.person != SYSTEM.person:  # what the scheduler writes is named after what stands already
                refuse_unfit(state, drafts, now)
            # A rotation's own receipt is of a size that the new key signs (FORMAT §2).
            key = _key_after(command, state)
            if drafts:
                self._require_key(key)
            return actor, drafts

        def sign(receipt: Receipt) -> bytes:
            try:
                return sign_receipt(self._load_key(key or self.facts().key), receipt)
            except KeyFault as fault:
                # Lost since it was looked for, or asked for again: the entries are written all the same.
                raise Conflict("RECEIPT_LATER", 503, cause=fault.code) from None

        resets = isinstance(command, ResetClock)
        return self._writer.submit(person, cmd, digest, decide_now, resets_clock=resets, sign=sign)

    def _load_streams(self, state: Fold, command: Command) -> None:
        while streams := state.needs(command):
            for stream in streams:
                state.load(stream, self._writer.stream(stream))

    def _load_key(self, vkey: str) -> LogKey:
        return self.keys.load(self.log.origin, parse_vkey(vkey).key_id)

    def _require_key(self, vkey: str) -> None:
        """Raises Conflict KEY_FAULT: what no receipt can be signed for is not written."""
        try:
            self._load_key(vkey)
        except KeyFault as fault:
            raise Conflict("KEY_FAULT", 503, cause=fault.code) from None


def _key_after(command: Command, state: Fold) -> str:
    if isinstance(command, RotateKey):
        return command.new
    return command.key if isinstance(command, CreateLog) else state.key


def head_path(settings: Settings, origin: str) -> Path:
    """Where the note that was signed last for a log is kept, outside the database."""
    return settings.heads / f"{quote(origin, safe='')}.note"


def request_digest(command: Command, role: str | None, tags: Mapping[str, str]) -> bytes:
    """SHA-256 of the canonical request, in which a tag stands for each sealed text."""
    request = {"act": type(command).__name__, "role": role, "command": command.model_dump()}
    if tags:
        return hashlib.sha256(encode_any_length(_tagged(request, tags))).digest()
    try:
        # Its strings need no look here: what of them is written is judged by the rules and made canonical.
        return hashlib.sha256(encode_trusted(request)).digest()
    except TypeError:
        return hashlib.sha256(encode_any_length(request)).digest()


def _tagged(value: Any, tags: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _tagged(each, tags) for name, each in value.items()}
    if isinstance(value, list):
        return [_tagged(each, tags) for each in value]
    return tags.get(value, value) if isinstance(value, str) else value
