"""Persons of the demo who sign: a passkey in software, and the key of a browser that it certifies.

In life the first lies in a phone or a stick and the second in the browser; neither can be read out.
"""

import hashlib
import json
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from api.service.school import School
from api.service.signed.signature import Prepared, Signature
from api.service.signed.statement import statement
from domain.acts.unit.keys import CertifyDevice, ConfirmKey, RegisterKey
from domain.grounds.command import Command
from domain.words.days import later
from domain.words.entry import Proof
from ledger.form.canonical import b64
from ledger.writing.writer import Written

RP = "localhost"
_ORIGIN = "http://localhost:8000"
_USER_PRESENT_AND_VERIFIED = b"\x05"
_BY_TOKEN = Proof(age=0, cred="demo", method="token", session="demo")


class BrowserKey:
    """A key on P-256; `pos` is where the log names it."""

    def __init__(self) -> None:
        self._private = generate_private_key(SECP256R1())
        point = self._private.public_key().public_numbers()
        self.raw = point.x.to_bytes(32) + point.y.to_bytes(32)
        self.pos: int | None = None

    def sign(self, shown: Prepared, cmd: str) -> Signature:
        """The signature over what would be written."""
        unsigned = Signature(self.pos, shown.head, shown.now, b"")
        return self._over(unsigned, statement(shown.origin, cmd, shown.actor, list(shown.entries), unsigned))

    def _over(self, unsigned: Signature, message: bytes) -> Signature:
        return unsigned._replace(sig=self._private.sign(message, ECDSA(SHA256())))


class Passkey(BrowserKey):
    """An authenticator with one credential."""

    def _over(self, unsigned: Signature, message: bytes) -> Signature:
        challenge = urlsafe_b64encode(hashlib.sha256(message).digest()).decode().rstrip("=")
        told = {"type": "webauthn.get", "challenge": challenge, "origin": _ORIGIN, "crossOrigin": False}
        client = json.dumps(told, separators=(",", ":")).encode()
        auth = hashlib.sha256(RP.encode()).digest() + _USER_PRESENT_AND_VERIFIED + bytes(4)
        signed = super()._over(unsigned, auth + hashlib.sha256(client).digest())
        return signed._replace(auth=auth, client=client)


def act(school: School, person: str, key: BrowserKey, command: Command, cmd: str) -> Written:
    """Looks what would be written, signs it, and writes it."""
    shown = school.prepare(person, _BY_TOKEN, command, cmd)
    if not isinstance(shown, Prepared):
        return shown  # written before
    return school.execute(person, _BY_TOKEN, command, cmd, sign=key.sign(shown, cmd))


def register(school: School, person: str, confirms: str) -> Passkey:
    """The person's first passkey, which somebody else says is theirs."""
    key = Passkey()
    public, cred = b64(key.raw), b64(key.raw[:16])
    command = RegisterKey(
        person=person, kind="passkey", alg=-7, public=public, cred=cred, rp=RP, label="điện thoại"
    )
    key.pos = act(school, person, key, command, _cmd("key", person)).pos
    school.execute(confirms, _BY_TOKEN, ConfirmKey(person=person, key=key.pos), _cmd("confirm", person))
    return key


def certify(school: School, person: str, passkey: Passkey) -> BrowserKey:
    """A key of the person's browser, for this morning."""
    key = BrowserKey()
    command = CertifyDevice(
        device=hashlib.sha256(key.raw).hexdigest()[:32],
        person=person,
        public=b64(key.raw),
        until=later(school.clock.now(), minutes=240),
    )
    key.pos = act(school, person, passkey, command, _cmd("browser", person)).pos
    return key


def _cmd(what: str, person: str) -> str:
    return f"{what}-{person.replace('.', '-')}"
