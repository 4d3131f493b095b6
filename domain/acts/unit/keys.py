"""Persons' keys: registered by their owner, confirmed by another, revoked by either; devices (LAW 52-55)."""

from collections.abc import Sequence

from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.keys import SIGNED
from domain.grounds.rows import Row
from domain.grounds.situation import Situation, refuse_self
from domain.state.credentials import Certificate, DeviceState, PersonKey
from domain.state.state import State
from domain.words.curves import ES256, PUBLIC_BYTES, is_public_key, raw
from domain.words.days import later, local_day
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import (
    Algorithm,
    CredentialId,
    Day,
    Host,
    Id,
    Instant,
    KeyKind,
    Number,
    P256Key,
    Position,
    PublicKey,
    Text,
    Typed,
    TypedNumber,
)
from domain.words.refusal import Refusal
from domain.words.streams import device_of

DUTY = "S13"
LONGEST_PROGRAM, LONGEST_DEVICE = 400, 12 * 60
"""Days of a program's key, minutes of a device's (LAW 52, 55)."""


class KeyRegistered(TypedDict):
    """A key of the person's own; it gives nothing before another person confirms it."""

    person: Id
    kind: KeyKind
    alg: Algorithm
    public: PublicKey
    cred: CredentialId | None
    rp: Host | None
    label: Number
    until: Day | None


def _of_its_kind(data: KeyRegistered) -> KeyRegistered:
    if len(raw(data["public"])) != PUBLIC_BYTES[data["alg"]]:
        raise ValueError("a public key of another algorithm")
    has = (data["cred"] is not None, data["rp"] is not None, data["until"] is not None)
    if has != ((True, True, False) if data["kind"] == "passkey" else (False, False, True)):
        raise ValueError("a passkey has cred and rp, a program until")
    return data


KEY_REGISTERED = Event(KeyRegistered, "person/{person}", check=_of_its_kind)


class KeyConfirmed(TypedDict):
    """The key `public`, registered at `key`, is this person's, says another: who signs it, signs which."""

    person: Id
    key: Position
    public: PublicKey


KEY_CONFIRMED = Event(KeyConfirmed, "person/{person}")


class KeyRevoked(TypedDict):
    """From here on neither the key nor what it certified signs."""

    person: Id
    key: Position
    reason: Text


KEY_REVOKED = Event(KeyRevoked, "person/{person}")


class DeviceCertified(TypedDict):
    """A key of this browser signs for the person up to `until`; the passkey that says so signs the entry."""

    device: Id
    person: Id
    public: P256Key
    until: Instant


DEVICE_CERTIFIED = Event(DeviceCertified, "device/{device}")


class RegisterKey(Command):
    """Register a key of one's own."""

    ACT = "KeyRegistered"
    person: Id
    kind: KeyKind
    alg: Algorithm
    public: PublicKey
    cred: CredentialId | None = None
    rp: Host | None = None
    label: TypedNumber
    until: Day | None = None

    def reads(self, state: object) -> list[str]:  # noqa: ARG002
        """Whether a device has this key."""
        return [f"device/{device_of(self.public)}"]


class ConfirmKey(Command):
    """Say that a registered key is another person's."""

    ACT = "KeyConfirmed"
    person: Id
    key: Position


class RevokeKey(Command):
    """End a key, one's own or, for head, board and superior, anybody's."""

    ACT = "KeyRevoked"
    person: Id
    key: Position
    reason: Typed


class CertifyDevice(Command):
    """Let a browser's key sign for oneself, for some hours."""

    ACT = "DeviceCertified"
    device: Id
    person: Id
    public: P256Key
    until: Instant

    def reads(self, state: object) -> list[str]:  # noqa: ARG002
        """Whether the device, or its key, was certified."""
        return [f"device/{self.device}", f"device/{device_of(self.public)}"]


def register_key(act: Situation, command: RegisterKey) -> list[Draft]:
    """LAW 52. Which key signs it is asked with the signature (grounds/keys.py)."""
    _refuse_other(act, command.person)
    _refuse_unsigned(act)
    drafted = KEY_REGISTERED.draft(command.model_dump())
    _refuse_public(act, command.alg, command.public)
    last = local_day(later(act.now, days=LONGEST_PROGRAM))
    first = local_day(act.latest)
    if command.until is not None and not first <= command.until <= last:
        raise Refusal("BAD_PERIOD", DUTY, start=first, end=command.until, last=last)
    return [drafted]


def confirm_key(act: Situation, command: ConfirmKey) -> list[Draft]:
    """LAW 53: nobody says of themselves who they are."""
    refuse_self(act, command.person)
    key = _registered(act.state, command.person, command.key)
    if key.confirmed is not None:
        raise _unknown(command.person, command.key)
    return [KEY_CONFIRMED.draft({**command.model_dump(), "public": key.public})]


REVOKERS = ("head", "board", "superior")
"""Who may end the key of another person."""


def revoke_key(act: Situation, command: RevokeKey) -> list[Draft]:
    """LAW 54: by the person, or by who decides for the school."""
    if act.actor.role not in REVOKERS:
        _refuse_other(act, command.person, REVOKERS)
    _registered(act.state, command.person, command.key)
    return [KEY_REVOKED.draft(command.model_dump())]


def certify_device(act: Situation, command: CertifyDevice) -> list[Draft]:
    """LAW 55. The service names a device by its key, so that none is certified under two names."""
    _refuse_other(act, command.person)
    _refuse_unsigned(act)
    _refuse_public(act, ES256, command.public)
    if act.state.device(command.device).certificate is not None:
        raise Refusal("ALREADY_EXISTS", DUTY, device=command.device)
    last = later(act.now, minutes=LONGEST_DEVICE)
    if not act.latest < command.until <= last:
        raise Refusal("BAD_PERIOD", DUTY, start=act.latest, end=command.until, last=last)
    return [DEVICE_CERTIFIED.draft(command.model_dump())]


def _refuse_other(act: Situation, person: str, besides: Sequence[str] = ()) -> None:
    if person != act.actor.person:
        needed = [{"role": role, "power": None} for role in besides]
        raise Refusal("NO_RIGHT", DUTY, person=person, needed=needed, held=[])


def _refuse_unsigned(act: Situation) -> None:
    if act.actor.proof.method != SIGNED:
        raise Refusal("SIGNATURE_MISSING", DUTY, method=act.actor.proof.method, needed=SIGNED)


def _refuse_public(act: Situation, alg: int, public: str) -> None:
    """On its curve, and nobody's yet."""
    if not is_public_key(alg, public):
        raise Refusal("BAD_DATA", DUTY, public=public, alg=alg)
    if public in act.state.publics or _is_a_device(act.state, public):
        raise Refusal("ALREADY_EXISTS", DUTY, public=public)


def _is_a_device(state: State, public: str) -> bool:
    return state.device(device_of(public)).certificate is not None


def _registered(state: State, person: str, pos: int) -> PersonKey:
    known = state.people.get(person)
    key = known.keys.get(pos) if known else None
    if key is None or key.revoked is not None:
        raise _unknown(person, pos)
    return key


def _unknown(person: str, pos: int) -> Refusal:
    return Refusal("KEY_UNKNOWN", DUTY, person=person, key=pos)


def _register(state: State, entry: Entry, data: KeyRegistered) -> None:
    fields = (data["kind"], data["alg"], data["public"], data["cred"], data["rp"], data["label"])
    state.people[data["person"]].keys[entry.pos] = PersonKey(entry.pos, *fields, data["until"])
    state.publics.add(data["public"])


def _confirm(state: State, entry: Entry, data: KeyConfirmed) -> None:
    keys = state.people[data["person"]].keys
    keys[data["key"]] = keys[data["key"]]._replace(confirmed=entry.pos)


def _revoke(state: State, entry: Entry, data: KeyRevoked) -> None:
    keys = state.people[data["person"]].keys
    keys[data["key"]] = keys[data["key"]]._replace(revoked=entry.pos)


def _certify(device: DeviceState, entry: Entry, data: DeviceCertified) -> None:
    by = entry.sign["key"] if entry.sign is not None else None
    device.certificate = Certificate(entry.pos, data["person"], data["public"], data["until"], by)


OF_PERSON = (("people", "person"),)
ROWS = (
    Row(KEY_REGISTERED, RegisterKey, register_key, apply=_register, changes=(*OF_PERSON, ("publics", ""))),
    Row(KEY_CONFIRMED, ConfirmKey, confirm_key, apply=_confirm, changes=OF_PERSON),
    Row(KEY_REVOKED, RevokeKey, revoke_key, apply=_revoke, changes=OF_PERSON),
    Row(DEVICE_CERTIFIED, CertifyDevice, certify_device, apply=_certify, changes=()),
)
