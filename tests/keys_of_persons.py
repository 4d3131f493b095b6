"""Persons with passkeys: the tests register and confirm one in the log, and keep it at the server."""

from __future__ import annotations

import secrets

from api.service.people.passkeys import Owner, place_of
from api.service.service import Service
from domain.acts.unit.keys import ConfirmKey, RegisterKey, RevokeKey
from domain.grounds.command import Command
from domain.words.entry import Proof
from ledger.form.canonical import b64
from tests.authenticator import Passkey

SIGNED, TOTP = (Proof(age=0, cred="c", method=method, session="s") for method in ("signed", "totp"))
LOCALHOST = "localhost"


def written(service: Service, code: str, person: str, proof: Proof, command: Command) -> int:
    """Position of the act's first entry."""
    return service.school(code).execute(person, proof, command, secrets.token_hex(8)).pos


def new_passkey(
    service: Service, code: str, person: str, label: str = "điện thoại", alg: int = -7
) -> Passkey:
    """Kept at the server; the log does not know it yet."""
    place = place_of("http", LOCALHOST)
    key = Passkey(place.origin, place.rp, alg)
    owner, passkeys = Owner(service.school(code).log.school, person), service.passkeys
    options = passkeys.ask_new(place, owner, person, code, [])
    passkeys.make(place, owner, key.make(options), label, service.clock.now())
    return key


def register(service: Service, code: str, person: str, key: Passkey, label: str = "điện thoại") -> int:
    """The position under which the log has it; it gives nothing yet."""
    fields = {"public": b64(key.public), "cred": b64(key.cred), "rp": key.rp, "label": label}
    command = RegisterKey(person=person, kind="passkey", alg=key.alg, **fields)
    return written(service, code, person, SIGNED, command)


def confirm(service: Service, code: str, by: str, person: str, key: int) -> int:
    """Another says that it is the person's."""
    return written(service, code, by, TOTP, ConfirmKey(person=person, key=key))


def revoke(service: Service, code: str, by: str, person: str, key: int) -> int:
    """The person, or who decides, ends it."""
    return written(service, code, by, TOTP, RevokeKey(person=person, key=key, reason="Mất điện thoại."))


def with_passkey(service: Service, code: str, person: str, by: str) -> tuple[Passkey, int]:
    """A passkey of the person that counts, and its position."""
    key = new_passkey(service, code, person)
    pos = register(service, code, person, key)
    confirm(service, code, by, person, pos)
    return key, pos
