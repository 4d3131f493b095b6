"""LAW 51: the signature over one command, asked at its first entry and told there, settled with its last."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Optional, Union

from verify.law.shape import SIGNED, later
from verify.law.signed.statement import NoStatement, Statement
from verify.law.state.entry import Entry
from verify.law.state.signers import Device, Key, Signers
from verify.law.table import TYPES
from verify.law.unit.keys import key_of
from verify.proof import passkey
from verify.proof.canonical import b64, unb64

LeafAt = Callable[[int], Optional[bytes]]
"""The leaf hash of the line at a position that was read; None if there is none."""
Signer = Union[Key, Device]
MINUTES_BEFORE, MINUTES_AFTER = 2, 15


def misplaced(e: Entry, sign: dict[str, Any] | None) -> str | None:
    """LAW 51: a signature stands there exactly if the method says so."""
    if sign is None:
        return "SIGNATURE_MISSING" if e.method in SIGNED else None
    return None if e.method in SIGNED else "SIGNATURE_WRONG"


class SignedCommand:
    """A command with a signature, until its last entry has come."""

    def __init__(
        self, signers: Signers, e: Entry, sign: dict[str, Any], statement: Statement, leaf_at: LeafAt
    ) -> None:
        self.first, self.type, self.person = e.pos, e.type, e.person
        self._signers, self._sign, self._statement = signers, sign, statement
        self._tells: list[int] = []
        """Positions of the keys that it registers or certifies."""
        self._known = True
        """Whether all its entries are of known types: of another nobody here knows which texts are sealed."""
        self.itself: bool = sign["key"] is None
        self._signer = self._named(e, sign["key"])
        self.code: str | None = None
        """The first of what is wrong, as far as it is known."""
        self.detail: str | None = None
        """The word for what is wrong with the signature itself."""
        self.asked = not (self.itself and e.type == "KeyRegistered" and self._signer is None)
        """Whether there is a key to ask: one that signs for itself and is none is `BAD_DATA` and no more."""
        if self.asked:
            self.code = self._fault(e, leaf_at)
            self.asked = self.code != "SIGNATURE_KEY"

    def _named(self, e: Entry, pos: int | None) -> Signer | None:
        if pos is not None:
            return self._signers.keys.get(pos) or self._signers.devices.get(pos)
        type_ = TYPES.get(e.type)
        told = e.type == "KeyRegistered" and type_ is not None and type_.takes(e.data)
        return key_of(e.data) if told else None

    def _fault(self, e: Entry, leaf_at: LeafAt) -> str | None:
        """What can be asked before the rest of the command is known."""
        if not (self._in_force(e) and self._suits_method(e)):
            return "SIGNATURE_KEY"
        if not self._has_seen(e, leaf_at):
            return "SIGNATURE_SEEN"
        time = self._sign["time"]
        close = time <= later(e.at, minutes=MINUTES_BEFORE) and e.at <= later(time, minutes=MINUTES_AFTER)
        return None if close else "SIGNATURE_TIME"

    def _in_force(self, e: Entry) -> bool:
        signer = self._signer
        if self.itself:
            return e.n == 1 and signer is not None and not self._signers.passkeys.get(e.person)
        if signer is None or signer.person != e.person:
            return False
        if isinstance(signer, Device):
            return signer.passkey is not None and signer.passkey.in_force and e.t <= signer.until
        return signer.in_force and (signer.kind == "passkey" or e.t_day <= signer.until)

    def _suits_method(self, e: Entry) -> bool:
        by_passkey = isinstance(self._signer, Key) and self._signer.kind == "passkey"
        told = [name in self._sign for name in ("auth", "client")]
        return by_passkey == (e.method == "signed") and told == [by_passkey, by_passkey]

    def _has_seen(self, e: Entry, leaf_at: LeafAt) -> bool:
        """A line before the command and not before that of the key: the history that the signer knew."""
        pos, leaf = self._sign["seen"]["pos"], self._sign["seen"]["leaf"]
        if not (self._sign["key"] or 0) <= pos < e.pos:
            return False
        known = leaf_at(pos)
        return known is not None and b64(known) == leaf

    def add(self, e: Entry, known: bool) -> None:
        """One entry of it, the first one, too; `known`: whether its type is."""
        self._known = self._known and known
        if e.type in ("KeyRegistered", "DeviceCertified"):
            self._tells.append(e.pos)
        if self.detail is None:
            try:
                self._statement.add(e)
            except NoStatement as error:
                self.detail = str(error)

    def settle(self) -> bool:
        """Its last entry has come: whether the signature holds. The keys that its signer told are kept, also
        where the line seen or the time is wrong: the person signed them."""
        self.detail = self.detail or self._verify()
        if self.detail is not None:
            if self._known and self.code is None:
                self.code = "SIGNATURE_WRONG"
            return False
        signer = self._signer
        if isinstance(signer, Key) and signer.kind == "passkey":
            self._count(signer)
            for pos in self._tells:
                self._signers.prove(pos, self.person, signer)
        return self.code is None

    def _verify(self) -> str | None:
        """What is wrong with the signature over what the lines say, in a word."""
        try:
            message = self._statement.whole()
        except NoStatement as error:
            return str(error)
        signer, sig = self._signer, unb64(self._sign["sig"])
        if isinstance(signer, Key) and signer.kind == "passkey":
            challenge = hashlib.sha256(message).digest()
            auth, client = unb64(self._sign["auth"]), unb64(self._sign["client"])
            about = (signer.alg, signer.public, signer.rp)
            return passkey.fault(*about, challenge, auth=auth, client=client, sig=sig)
        if signer is None:
            return "key"
        alg = passkey.ES256 if isinstance(signer, Device) else signer.alg
        return None if passkey.signed(alg, signer.public, message, sig) else "signature"

    def _count(self, key: Key) -> None:
        count = passkey.counter(unb64(self._sign["auth"]))
        # A key that signs for itself has been taken in since, by its own entry.
        kept = self._signers.keys.get(self.first, key) if self.itself else key
        if 0 < count <= kept.counter:
            self.code = self.code or "SIGNATURE_COUNTER"
        kept.counter = max(kept.counter, count)
