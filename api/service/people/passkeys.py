"""Passkeys: made for a person, and shown again to sign in or to prove that they are still there (WebAuthn).

A person has verified themselves to their authenticator each time (PIN, finger, face). Nobody is asked where
an authenticator comes from. What a passkey signs in the log is no matter of this module: that needs the log
alone. Whatever the library says of a stranger's bytes, they are no passkey: PASSKEY_REFUSED.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import webauthn
from psycopg.errors import UniqueViolation
from webauthn.helpers import cose, structs
from webauthn.helpers.decode_credential_public_key import (
    DecodedEC2PublicKey,
    DecodedOKPPublicKey,
    decode_credential_public_key,
)
from webauthn.helpers.parse_client_data_json import parse_client_data_json

from api.service.people.bearer import SHOWN
from api.service.people.challenges import LASTS_S, Challenges
from api.service.problem import Problem
from domain.words.days import parse_instant
from ledger.database import Database

ALGORITHMS = [cose.COSEAlgorithmIdentifier.ECDSA_SHA_256, cose.COSEAlgorithmIdentifier.EDDSA]
"""What the log takes (FORMAT §2): -7, -8."""
_TIMEOUT_MS = int(LASTS_S * 1000)
_LONGEST_CRED, _LONGEST_RP = 255, 253
_NUMBER = r"(?:[0-9]+|0x[0-9a-f]*)(?::|\Z)"
_NAMED = re.compile(rf"((?:[a-z0-9-]+\.)*(?!{_NUMBER})[a-z0-9-]+)(?::[0-9]{{1,5}})?", re.ASCII)
"""A host's name with its port. With a dot at its end it is another name, which no passkey is for; one that
ends in a number is an address, as browsers read it (URL Standard, "ends in a number checker")."""
_P256 = cose.COSECRV.P256
_ED25519 = cose.COSECRV.ED25519


class Place(NamedTuple):
    """Where a browser is: the host that a passkey is for, and the origin that it must name."""

    rp: str
    origin: str


class Owner(NamedTuple):
    """Whose passkey it is."""

    school: int
    person: str


class Credential(NamedTuple):
    """A passkey as the log registers it: `public` 64 bytes of a point, or 32 of Ed25519."""

    cred: bytes
    alg: int
    public: bytes
    rp: str

    @property
    def short(self) -> str:
        """By what the log names it where a session was opened by it."""
        return short_of(self.cred)


class Row(NamedTuple):
    """A passkey as it is kept."""

    school: int
    person: str
    public: bytes
    rp: str
    counter: int
    transports: list[str]


def short_of(cred: bytes) -> str:
    """A passkey as the log names it where a session was opened by it."""
    return hashlib.sha256(cred).hexdigest()[:SHOWN]


def place_of(scheme: str, host: str) -> Place:
    """Where the request was sent. Raises Problem PASSKEY_PLACE where no browser has passkeys.

    A browser knows them by the name of a host, over TLS; `localhost` alone needs none.
    """
    found = _NAMED.fullmatch(host.lower())
    rp = found[1] if found else ""
    if not 0 < len(rp) <= _LONGEST_RP or (scheme != "https" and rp != "localhost"):
        raise Problem("PASSKEY_PLACE")
    return Place(rp, f"{scheme}://{host.lower()}")


class Passkeys:
    """The passkeys of all schools of a database. Thread-safe; needs a connection as socai_writer."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._challenges = Challenges(db)

    def ask_new(self, place: Place, owner: Owner, name: str, school: str, known: Collection[bytes]) -> str:
        """What the browser needs to make one (JSON): for them, on an authenticator that has none."""
        options = webauthn.generate_registration_options(
            rp_id=place.rp,
            rp_name=f"Sổ Cái · {school}",
            user_id=_handle(owner),
            user_name=owner.person,
            user_display_name=name,
            challenge=self._challenges.ask(_purpose("new", owner)),
            timeout=_TIMEOUT_MS,
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.PREFERRED,
                user_verification=structs.UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[structs.PublicKeyCredentialDescriptor(id=each) for each in sorted(known)],
            supported_pub_key_algs=ALGORITHMS,
        )
        return webauthn.options_to_json(options)

    def make(self, place: Place, owner: Owner, answer: Mapping[str, Any], label: str, now: str) -> Credential:
        """Keeps what the browser made. Raises PASSKEY_REFUSED, PASSKEY_LATE, PASSKEY_TWICE."""
        challenge = self._taken(answer, _purpose("new", owner))
        try:
            made = webauthn.verify_registration_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=place.rp,
                expected_origin=place.origin,
                require_user_verification=True,
                supported_pub_key_algs=ALGORITHMS,
            )
            alg, public = _raw(made.credential_public_key)
        except Exception as error:
            raise Problem("PASSKEY_REFUSED") from error
        if not 0 < len(made.credential_id) <= _LONGEST_CRED:
            raise Problem("PASSKEY_REFUSED")
        where = (place.rp, made.sign_count, _transports(answer), label, parse_instant(now))
        row = (made.credential_id, *owner, made.credential_public_key, *where)
        try:
            self._call("put_passkey(%s, %s, %s, %s, %s, %s, %s, %s, %s)", *row)
        except UniqueViolation:
            raise Problem("PASSKEY_TWICE") from None
        return Credential(made.credential_id, alg, public, place.rp)

    def ask(self, place: Place, owner: Owner | None = None, known: Collection[bytes] = ()) -> str:
        """What the browser needs to show one (JSON): any that it has for this host, or one of the owner's."""
        options = webauthn.generate_authentication_options(
            rp_id=place.rp,
            challenge=self._challenges.ask(_purpose("shown", owner)),
            timeout=_TIMEOUT_MS,
            allow_credentials=[structs.PublicKeyCredentialDescriptor(id=each) for each in sorted(known)],
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        )
        return webauthn.options_to_json(options)

    def shown(
        self, place: Place, answer: Mapping[str, Any], now: str, owner: Owner | None = None
    ) -> tuple[Owner, Credential]:
        """Whose passkey was shown, and which; with `owner`, only theirs. Raises Problem PASSKEY_REFUSED.

        It is the caller's to ask whether the log knows this very key, and as confirmed.
        """
        challenge = self._taken(answer, _purpose("shown", owner))
        cred = _cred(answer)
        row = self._row(cred)
        if row is None or row.rp != place.rp or owner not in (None, Owner(row.school, row.person)):
            raise Problem("PASSKEY_REFUSED")
        try:
            proved = webauthn.verify_authentication_response(
                credential=dict(answer),
                expected_challenge=challenge,
                expected_rp_id=place.rp,
                expected_origin=place.origin,
                credential_public_key=row.public,
                credential_current_sign_count=row.counter,
                require_user_verification=True,
            )
        except Exception as error:
            raise Problem("PASSKEY_REFUSED") from error
        if not self._call("use_passkey(%s, %s, %s)", cred, proved.new_sign_count, parse_instant(now)):
            raise Problem("PASSKEY_REFUSED")
        return Owner(row.school, row.person), Credential(cred, *_raw(row.public), row.rp)

    def _taken(self, answer: Mapping[str, Any], purpose: str) -> bytes:
        """The challenge that the answer names, now spent. Raises Problem PASSKEY_LATE, PASSKEY_REFUSED."""
        try:
            client = parse_client_data_json(webauthn.base64url_to_bytes(answer["response"]["clientDataJSON"]))
        except Exception as error:
            raise Problem("PASSKEY_REFUSED") from error
        if client.cross_origin:
            raise Problem("PASSKEY_REFUSED")
        if not self._challenges.take(client.challenge, purpose):
            raise Problem("PASSKEY_LATE")
        return client.challenge

    def _row(self, cred: bytes) -> Row | None:
        query = "SELECT school, person, public, rp, counter, transports FROM @schema@.passkey WHERE cred = %s"
        with self._db.pool.connection() as connection:
            row = connection.execute(self._db.sql(query), (cred,)).fetchone()
        return Row(*row) if row else None

    def _call(self, call: str, *values: object) -> Any:
        return self._db.value(f"SELECT @schema@.{call}", *values)


def _purpose(what: str, owner: Owner | None) -> str:
    return f"{what}/{owner.school}/{owner.person}" if owner else what


def _handle(owner: Owner) -> bytes:
    """The account's name on an authenticator: the same each time, and it tells nobody who it is."""
    return hashlib.sha256(f"socai/account/v1\n{owner.school}\n{owner.person}".encode()).digest()


def _cred(answer: Mapping[str, Any]) -> bytes:
    try:
        return webauthn.base64url_to_bytes(answer["rawId"])
    except Exception as error:
        raise Problem("PASSKEY_REFUSED") from error


def _transports(answer: Mapping[str, Any]) -> list[str]:
    """How the authenticator is reached, as far as the words are known."""
    said = answer["response"].get("transports")
    known = {each.value for each in structs.AuthenticatorTransport}
    return sorted(each for each in known if isinstance(said, list) and each in said)


def _raw(public: bytes) -> tuple[int, bytes]:
    """Algorithm and bytes of a COSE key, as the log has them. Raises ValueError for any other curve."""
    key = decode_credential_public_key(public)
    if isinstance(key, DecodedEC2PublicKey) and (key.alg, key.crv) == (ALGORITHMS[0], _P256):
        return int(key.alg), key.x + key.y
    if isinstance(key, DecodedOKPPublicKey) and (key.alg, key.crv) == (ALGORITHMS[1], _ED25519):
        return int(key.alg), key.x
    raise ValueError("a key of another kind")
