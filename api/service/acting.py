"""An act from the person to the log: their right, the rules, what the service asks besides, the receipt."""

from collections.abc import Callable, Mapping, Sequence

from api.service.asks.fit_to_write import refuse_unfit
from api.service.kept_facts import KeptFacts
from api.service.request_digest import request_digest
from api.service.signed.act import SignedAct, refuse_unsigned
from api.service.signed.known_lines import KnownLines
from api.service.signed.signature import (
    NO_TEXTS,
    Prepared,
    SaltedTexts,
    Seen,
    Shown,
    Signature,
    SignedOtherwise,
)
from api.service.signed.statement import said, salts_of
from api.service.signing import Signing
from domain.acts.books.gradebook import SaveMarks
from domain.acts.unit.school import CreateLog, ResetClock, RotateKey
from domain.grounds.command import Command
from domain.grounds.rights import Admitted, choose
from domain.law import Fold, decide
from domain.words.entry import Actor, Draft, Proof
from ledger.form.canonical import b64
from ledger.signing.receipt import Receipt
from ledger.writing.writer import Decided, Writer, Written

SYSTEM = Actor(
    person="system", role="system", basis=0, proof=Proof(age=0, cred="", method="system", session="")
)
NO_TAGS: Mapping[str, str] = {}
STRONGEST = "signed"
"""The method by which an act is judged that its person is still to sign."""
WhoOf = Callable[[Fold, str], Actor | Admitted]
SignOf = Callable[[Fold, Actor, Sequence[Draft], str], bytes | None]
"""The person's signature over what was decided at an instant; raises what forbids to write it."""


def _unsigned(_state: Fold, _actor: Actor, _drafts: Sequence[Draft], _now: str) -> None:
    """What nobody signs."""


class Acting:
    """Writes acts into one log. Thread-safe."""

    def __init__(self, writer: Writer[Fold], facts: KeptFacts, signing: Signing) -> None:
        self._writer = writer
        self._facts = facts
        self.log = facts.log
        self._lines = KnownLines(facts.log)
        self._signing = signing

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
        """Writes the act of a person, durably, and gives the signed receipt; `n` 0: nothing had to change.

        `role` picks one of several rights; `tags` stand for sealed texts in the digest of the request. `sign`
        is the person's own signature, which proves them; `texts` are those that it is over.
        Raises Refusal, Conflict and SignedOtherwise; a command id used before gives its first answer, whoever
        signed, or COMMAND_REUSED.
        """
        digest = request_digest(command, role, tags)
        if sign is None:
            refuse_unsigned(proof)
            written = self._submit(
                person,
                command,
                cmd,
                digest,
                who_of=lambda state, now: choose(state, person, proof, command, now, role=role),
            )
        else:
            act = SignedAct(self._lines, person, command, cmd, sent=sign, texts=texts)
            written = self._execute_signed(act, proof, role, digest)
        if isinstance(command, SaveMarks):
            self._facts.pass_by(written)
        return written

    def _execute_signed(self, act: SignedAct, proof: Proof, role: str | None, digest: bytes) -> Written:
        person, command = act.person, act.command

        def who_of(state: Fold, now: str) -> Admitted:
            proved = act.proof(state, proof.session, now)
            return choose(state, person, proved, command, now, role=role)

        try:
            return self._submit(person, command, act.cmd, digest, who_of=who_of, sign_of=act.sign)
        except Shown as shown:
            raise SignedOtherwise(self._prepared(shown, act.texts)) from None

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
        """What `execute` would write now, for the person to sign; nothing is written.

        Judged as if it were signed in the strongest way. A command that was written gives its first answer.
        """
        to_sign = Proof(age=0, cred="", method=STRONGEST, session=proof.session)

        def who_of(state: Fold, now: str) -> Admitted:
            return choose(state, person, to_sign, command, now, role=role)

        def show(_state: Fold, actor: Actor, drafts: Sequence[Draft], now: str) -> None:
            raise Shown(actor, drafts, now)

        try:
            digest = request_digest(command, role, tags)
            return self._submit(person, command, cmd, digest, who_of=who_of, sign_of=show)
        except Shown as shown:
            return self._prepared(shown, texts)

    def execute_as_system(self, command: Command, cmd: str) -> Written:
        """Writes one of the few acts that need no person (LAW 4)."""
        digest = request_digest(command, "system", NO_TAGS)
        return self._submit(SYSTEM.person, command, cmd, digest, who_of=lambda _state, _now: SYSTEM)

    def found(self, head: Actor, command: CreateLog) -> Written:
        """Writes entry 0; the founder is the only actor without an earlier right (LAW 3)."""
        digest = request_digest(command, head.role, NO_TAGS)
        return self._submit(head.person, command, "found", digest, who_of=lambda _state, _now: head)

    def _prepared(self, shown: Shown, texts: SaltedTexts) -> Prepared:
        entries, salts = said(shown.drafts, texts).entries, salts_of(shown.drafts, texts)
        return Prepared(self.log.origin, shown.actor, shown.now, entries, salts, self.head_seen())

    def head_seen(self) -> Seen:
        """The newest line, which whoever signs may name as seen. Raises LookupError for an empty log."""
        head = self.log.head()
        if head.size == 0:
            raise LookupError(self.log.origin)
        return Seen(head.size - 1, b64(head.leaf))

    def _submit(
        self,
        person: str,
        command: Command,
        cmd: str,
        digest: bytes,
        *,
        who_of: WhoOf,
        sign_of: SignOf = _unsigned,
    ) -> Written:
        key, decided_on = "", None

        def decide_now(state: Fold, now: str) -> Decided:
            nonlocal key, decided_on
            decided_on = state
            self._load_streams(state, command)
            who = who_of(state, now)
            drafts = decide(state, command, who, now, cmd)
            actor = who.actor if isinstance(who, Admitted) else who
            if actor.person != SYSTEM.person:  # what the scheduler writes is named after what stands already
                refuse_unfit(state, drafts, now)
            # A rotation's own receipt is of a size that the new key signs (FORMAT §2).
            key = _key_after(command, state)
            if drafts:
                self._signing.require(key)
            return Decided(actor, drafts, sign_of(state, actor, drafts, now))

        def sign(receipt: Receipt) -> bytes:
            return self._signing.receipt(receipt, key or self._facts.now().key)

        resets = isinstance(command, ResetClock)
        written = self._writer.submit(person, cmd, digest, decide_now, resets_clock=resets, sign=sign)
        if written.n and not written.replayed:
            # Who signs names the newest line that they know: mostly the end of what was written last.
            self._lines.note(decided_on, written.pos + written.n - 1, written.leaf)
        return written

    def _load_streams(self, state: Fold, command: Command) -> None:
        while streams := state.needs(command):
            for stream in streams:
                state.load(stream, self._writer.stream(stream))


def _key_after(command: Command, state: Fold) -> str:
    if isinstance(command, RotateKey):
        return command.new
    return command.key if isinstance(command, CreateLog) else state.key
