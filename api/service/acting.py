"""An act from the person to the log: their right, the rules, what the service asks besides, the receipt."""

from collections.abc import Callable, Mapping

from api.service.asks.fit_to_write import refuse_unfit
from api.service.kept_facts import KeptFacts
from api.service.request_digest import request_digest
from api.service.signing import Signing
from domain.acts.books.gradebook import SaveMarks
from domain.acts.unit.school import CreateLog, ResetClock, RotateKey
from domain.grounds.command import Command
from domain.grounds.rights import Admitted, choose
from domain.law import Fold, decide
from domain.words.entry import Actor, Proof
from ledger.signing.receipt import Receipt
from ledger.writing.writer import Decided, Writer, Written

SYSTEM = Actor(
    person="system", role="system", basis=0, proof=Proof(age=0, cred="", method="system", session="")
)
NO_TAGS: Mapping[str, str] = {}
WhoOf = Callable[[Fold, str], Actor | Admitted]


class Acting:
    """Writes acts into one log. Thread-safe."""

    def __init__(self, writer: Writer[Fold], facts: KeptFacts, signing: Signing) -> None:
        self._writer = writer
        self._facts = facts
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
    ) -> Written:
        """Writes the act of a person, durably, and gives the signed receipt; `n` 0: nothing had to change.

        `role` picks one of several rights; `tags` stand for sealed texts in the digest of the request.
        Raises Refusal and Conflict; a command id used before gives its first answer or COMMAND_REUSED.
        """

        def who_of(state: Fold, now: str) -> Admitted:
            return choose(state, person, proof, command, now, role=role)

        written = self._submit(person, command, cmd, request_digest(command, role, tags), who_of)
        if isinstance(command, SaveMarks):
            self._facts.pass_by(written)
        return written

    def execute_as_system(self, command: Command, cmd: str) -> Written:
        """Writes one of the few acts that need no person (LAW 4)."""
        digest = request_digest(command, "system", NO_TAGS)
        return self._submit(SYSTEM.person, command, cmd, digest, lambda _state, _now: SYSTEM)

    def found(self, head: Actor, command: CreateLog) -> Written:
        """Writes entry 0; the founder is the only actor without an earlier right (LAW 3)."""
        digest = request_digest(command, head.role, NO_TAGS)
        return self._submit(head.person, command, "found", digest, lambda _state, _now: head)

    def _submit(self, person: str, command: Command, cmd: str, digest: bytes, who_of: WhoOf) -> Written:
        key = ""

        def decide_now(state: Fold, now: str) -> Decided:
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
                self._signing.require(key)
            return Decided(actor, drafts)

        def sign(receipt: Receipt) -> bytes:
            return self._signing.receipt(receipt, key or self._facts.now().key)

        resets = isinstance(command, ResetClock)
        return self._writer.submit(person, cmd, digest, decide_now, resets_clock=resets, sign=sign)

    def _load_streams(self, state: Fold, command: Command) -> None:
        while streams := state.needs(command):
            for stream in streams:
                state.load(stream, self._writer.stream(stream))


def _key_after(command: Command, state: Fold) -> str:
    if isinstance(command, RotateKey):
        return command.new
    return command.key if isinstance(command, CreateLog) else state.key
