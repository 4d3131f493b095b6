"""Persons with passkeys: the tests register and confirm one in the log, and keep it at the server."""

from __future__ import annotations

import hashlib
import secrets

from webauthn import base64url_to_bytes

from api.service.people.passkeys import Owner, place_of
from api.service.service import Service
from api.service.signed.signature import Prepared, Signature
from domain.acts.unit.keys import ConfirmKey, RegisterKey, RevokeKey
from domain.grounds.command import Command
from domain.words.entry import Proof
from ledger.form.canonical import b64
from tests.authenticator import Passkey
from tests.school.signer import Key, statement, unb64

TOTP = Proof(age=0, cred="c", method="totp", session="s")
LOCALHOST = "localhost"
_MADE: dict[str, Passkey] = {}


def written(service: Service, code: str, person: str, command: Command) -> int:
    """Position of the act's first entry, for which the server vouches."""
    return service.school(code).execute(person, TOTP, command, secrets.token_hex(8)).pos


def signed(
    service: Service, code: str, person: str, command: Command, key: Passkey | Key, pos: int | None
) -> int:
    """Position of the act's first entry, signed by the passkey or device that the log has at `pos`."""
    acting, cmd = service.school(code).acting, secrets.token_hex(8)
    prepared = acting.prepare(person, TOTP, command, cmd)
    assert isinstance(prepared, Prepared)
    by = {"key": pos, "seen": prepared.head._asdict(), "time": prepared.now}
    message = statement(cmd, prepared.told(), by)
    if isinstance(key, Key):
        sig = unb64(key.signed(message)["sig"])
        sign = Signature(pos, prepared.head, prepared.now, sig)
        return acting.execute(person, TOTP, command, cmd, sign=sign).pos
    shown = key.show(hashlib.sha256(message).digest())["response"]
    auth, client, sig = (
        base64url_to_bytes(shown[name]) for name in ("authenticatorData", "clientDataJSON", "signature")
    )
    sign = Signature(pos, prepared.head, prepared.now, sig, auth, client)
    return acting.execute(person, TOTP, command, cmd, sign=sign).pos


def new_passkey(
    service: Service, code: str, person: str, label: str = "điện thoại", alg: int = -7
) -> Passkey:
    """Kept at the server; the log does not know it yet."""
    place = place_of("http", LOCALHOST)
    key = Passkey(place.origin, place.rp, alg)
    _MADE[b64(key.cred)] = key
    owner, passkeys = Owner(service.school(code).log.school, person), service.passkeys
    options = passkeys.ask_new(place, owner, person, code, [])
    passkeys.make(place, owner, key.make(options), label, service.clock.now())
    return key


def in_force(service: Service, code: str, person: str) -> tuple[Passkey, int] | None:
    """One of the person's passkeys that counts, and its position."""
    known = service.school(code).facts().people[person].keys.values()
    found = [(_MADE[key.cred], key.pos) for key in known if key.stands and key.cred in _MADE]
    return found[-1] if found else None


def register(service: Service, code: str, person: str, key: Passkey, label: str = "điện thoại") -> int:
    """The position under which the log has it; it gives nothing yet. Signed by an older one that counts, else
    by itself."""
    fields = {"public": b64(key.public), "cred": b64(key.cred), "rp": key.rp, "label": label}
    command = RegisterKey(person=person, kind="passkey", alg=key.alg, **fields)
    return signed(service, code, person, command, *(in_force(service, code, person) or (key, None)))


def confirm(service: Service, code: str, by: str, person: str, key: int) -> int:
    """Another says that it is the person's."""
    return written(service, code, by, ConfirmKey(person=person, key=key))


def revoke(service: Service, code: str, by: str, person: str, key: int) -> int:
    """The person, or who decides, ends it."""
    return written(service, code, by, RevokeKey(person=person, key=key, reason="Mất điện thoại."))


def with_passkey(service: Service, code: str, person: str, by: str) -> tuple[Passkey, int]:
    """A passkey of the person that counts, and its position."""
    key = new_passkey(service, code, person)
    pos = register(service, code, person, key)
    confirm(service, code, by, person, pos)
    return key, pos
