"""One act that its person signs, while it is decided (LAW 51): by which key, and whether the signature holds.

The law of keys is the domain's (domain.grounds.keys), the cryptography is `checking`; here they meet the log.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from api.service.signed.checking import Assertion, PublicKey, fault_of_passkey, holds, stored_form
from api.service.signed.known_lines import KnownLines
from api.service.signed.signature import SaltedTexts, Shown, Signature
from api.service.signed.statement import said, statement
from domain.grounds.command import Command
from domain.grounds.keys import (
    DEVICE,
    DUTY,
    SIGNED,
    SigningKey,
    refuse_counter,
    refuse_seen,
    refuse_time,
    signing_key,
)
from domain.law import Fold
from domain.words.curves import raw
from domain.words.entry import Actor, Draft, Proof
from domain.words.fields import BY_SIGNATURE
from domain.words.refusal import Refusal
from ledger.form.canonical import b64, encode

SHOWN = 8
"""Hexadecimal digits of a key's SHA-256, by which `proof.cred` names it."""


def refuse_unsigned(proof: Proof) -> None:
    """Raises SIGNATURE_MISSING: nobody is said to have signed what they did not sign."""
    if proof.method in BY_SIGNATURE:
        raise Refusal("SIGNATURE_MISSING", DUTY, method=proof.method)


class SignedAct:
    """A person's signature over one command of theirs: how they are proved is what the key says."""

    def __init__(
        self,
        lines: KnownLines,
        person: str,
        command: Command,
        cmd: str,
        *,
        sent: Signature,
        texts: SaltedTexts,
    ) -> None:
        self._lines = lines
        self.person = person
        self.command = command
        self.cmd = cmd
        self._sent = sent
        self.texts = texts

    @property
    def _method(self) -> str:
        return DEVICE if self._sent.auth is None else SIGNED

    def proof(self, state: Fold, session: str, now: str) -> Proof:
        """How the person is proved by the key that is named. Raises Refusal SIGNATURE_KEY."""
        if self._sent.key is None:
            public = getattr(self.command, "public", "")
        else:
            public = self._key(state, None, now).public
        cred = hashlib.sha256(raw(public)).hexdigest()[:SHOWN]
        return Proof(age=0, cred=cred, method=self._method, session=session)

    def sign(self, state: Fold, actor: Actor, drafts: Sequence[Draft], now: str) -> bytes | None:
        """The `sign` of the command's first line; None if nothing is written.

        Raises Refusal in the order of LAW 51, and Shown where something else was signed.
        """
        if not drafts:
            return None
        sent = self._sent
        key = self._key(state, drafts[0], now)
        refuse_seen(state, key, sent.seen._asdict(), self._lines.leaf(state, sent.seen.pos))
        refuse_time(sent.time, now)
        entries, texts = said(drafts, self.texts)
        public = PublicKey(key.alg, raw(key.public), key.rp)
        sig = stored_form(public.alg, sent.sig)
        message = statement(self._lines.origin, self.cmd, actor, entries, sent)
        fault = "form" if sig is None else self._fault(public, message, sig)
        if fault in ("challenge", "other"):
            raise Shown(actor, drafts, now)
        if fault or sig is None:
            raise Refusal("SIGNATURE_WRONG", DUTY, fault=fault)
        if sent.auth is not None:
            self._refuse_counter(state, key, sent.auth)
        return encode(self._stored(sig, texts))

    def _key(self, state: Fold, first: Draft | None, now: str) -> SigningKey:
        sent = self._sent
        if (sent.auth is None) != (sent.client is None):
            raise Refusal("SIGNATURE_KEY", DUTY, key=sent.key, method=self._method)
        device = None
        if self._method == DEVICE and sent.key is not None:
            known = state.people.get(self.person)
            registered = known is not None and sent.key in known.keys
            device = None if registered else self._lines.entry(state, sent.key)
        return signing_key(state, self.person, sent.key, self._method, now, first=first, device=device)

    def _fault(self, key: PublicKey, message: bytes, sig: bytes) -> str | None:
        sent = self._sent
        if sent.auth is None or sent.client is None:
            return None if holds(key, message, sig) else "other"
        challenge = hashlib.sha256(message).digest()
        return fault_of_passkey(key, challenge, Assertion(sent.auth, sent.client, sig))

    def _refuse_counter(self, state: Fold, key: SigningKey, auth: bytes) -> None:
        self._lines.complete_counters(state)
        refuse_counter(state, key, auth)

    def _stored(self, sig: bytes, texts: list[str]) -> dict[str, Any]:
        sent = self._sent
        stored: dict[str, Any] = {
            "key": sent.key,
            "seen": sent.seen._asdict(),
            "sig": b64(sig),
            "time": sent.time,
        }
        if texts:
            stored["texts"] = texts
        if sent.auth is not None and sent.client is not None:
            stored |= {"auth": b64(sent.auth), "client": b64(sent.client)}
        return stored
