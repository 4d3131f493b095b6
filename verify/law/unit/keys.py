"""LAW 52 to 55: keys of persons, registered, confirmed, revoked, and the devices that they certify."""

from __future__ import annotations

import re
from typing import Any

from verify.law.rights import right
from verify.law.shape import (
    bytes_of,
    is_date,
    is_id,
    is_instant,
    is_natural,
    is_number_in,
    is_text,
    last_day,
    later,
    maybe,
    one_of,
)
from verify.law.state.entry import Entry
from verify.law.state.signers import Device, Key
from verify.law.state.state import State
from verify.law.types import Type
from verify.law.unit.posts import not_to_oneself
from verify.proof import passkey
from verify.proof.canonical import b64, unb64
from verify.proof.shapes import local_day

_DAYS_OF_A_PROGRAM, _HOURS_OF_A_DEVICE = 400, 12
_ABOVE = ("head", "board", "superior")
_HOST = re.compile("[a-z0-9.-]{1,253}").fullmatch
_POINT = 64
_LENGTHS = {passkey.ES256: _POINT, passkey.EDDSA: 32}


def _is_public(value: Any) -> bool:
    """As long as a key of one of the algorithms."""
    return any(bytes_of(length, length)(value) for length in _LENGTHS.values())


def _is_host(value: Any) -> bool:
    return type(value) is str and _HOST(value) is not None


def _is_label(value: Any) -> bool:
    return is_text(value, 64)


def _is_of_its_kind(data: dict[str, Any]) -> bool:
    """A passkey has a credential and a host, a program an end; the key is as long as its algorithm says."""
    has = [data[name] is not None for name in ("cred", "rp", "until")]
    fits = has == ([True, True, False] if data["kind"] == "passkey" else [False, False, True])
    return fits and len(unb64(data["public"])) == _LENGTHS[data["alg"]]


def key_of(data: dict[str, Any]) -> Key | None:
    """The key that the data of a `KeyRegistered` tell; None if it is none."""
    public = unb64(data["public"])
    if not passkey.is_key(data["alg"], public):
        return None
    return Key(data["person"], data["kind"], data["alg"], public, data["rp"] or "", data["until"] or "")


def own_key(_state: State, e: Entry) -> str | None:
    """LAW 52, 55: by the person whose key it is."""
    return None if e.data["person"] == e.person else "NO_RIGHT"


def signed_by_person(_state: State, e: Entry) -> str | None:
    """LAW 52, 55: the server alone registers or certifies nothing."""
    return None if e.method == "signed" else "SIGNATURE_MISSING"


def key_on_its_curve(_state: State, e: Entry) -> str | None:
    """LAW 52: a key of its algorithm, under which not anything is signed."""
    return None if key_of(e.data) is not None else "BAD_DATA"


def public_unused(state: State, e: Entry) -> str | None:
    """LAW 52, 55: registered or certified once, by whomever."""
    return "ALREADY_EXISTS" if e.data["public"] in state.signers.publics else None


def program_ends(_state: State, e: Entry) -> str | None:
    """LAW 52: a program's key ends within 400 days."""
    until = e.data["until"]
    last = last_day(local_day(later(e.at, days=_DAYS_OF_A_PROGRAM)))
    return None if until is None or e.t_day <= until <= last else "BAD_PERIOD"


def register_key(state: State, e: Entry) -> None:
    """Known, and of no use before it is confirmed."""
    state.signers.publics.add(e.data["public"])
    key = key_of(e.data)
    if key is not None:
        state.signers.keys.setdefault(e.pos, key)


def _key(state: State, e: Entry) -> Key | None:
    """The one that the entry is about, if it is that person's and not revoked."""
    key = state.signers.keys.get(e.data["key"])
    return key if key is not None and key.person == e.data["person"] and not key.revoked else None


def key_to_confirm(state: State, e: Entry) -> str | None:
    """LAW 53: a key of the person, neither confirmed nor revoked, and the very one that is named."""
    key = _key(state, e)
    named = key is not None and not key.confirmed and b64(key.public) == e.data["public"]
    return None if named else "KEY_UNKNOWN"


def confirm_key(state: State, e: Entry) -> None:
    """It may sign."""
    key = _key(state, e)
    if key is not None:
        state.signers.confirm(key)


def revoked_by_either(_state: State, e: Entry) -> str | None:
    """LAW 54: by the person, or by who leads the school or stands above it."""
    return None if e.data["person"] == e.person or e.role in _ABOVE else "NO_RIGHT"


def key_to_revoke(state: State, e: Entry) -> str | None:
    """LAW 54: a key of the person that is not revoked."""
    return None if _key(state, e) is not None else "KEY_UNKNOWN"


def revoke_key(state: State, e: Entry) -> None:
    """Neither it nor what it certified signs any more."""
    key = _key(state, e)
    if key is not None:
        state.signers.revoke(key)


def device_new(state: State, e: Entry) -> str | None:
    """LAW 55: a device is certified once."""
    return "ALREADY_EXISTS" if e.data["device"] in state.signers.names else None


def device_has_key(_state: State, e: Entry) -> str | None:
    """LAW 55: a point of the curve."""
    return None if passkey.is_key(passkey.ES256, unb64(e.data["public"], _POINT)) else "BAD_DATA"


def device_ends(_state: State, e: Entry) -> str | None:
    """LAW 55: within twelve hours."""
    in_reach = e.t < e.data["until"] <= later(e.at, hours=_HOURS_OF_A_DEVICE)
    return None if in_reach else "BAD_PERIOD"


def certify_device(state: State, e: Entry) -> None:
    """It signs for the person until then."""
    d, signers = e.data, state.signers
    signers.names.add(d["device"])
    signers.publics.add(d["public"])
    signers.devices.setdefault(e.pos, Device(d["person"], unb64(d["public"], _POINT), d["until"]))


TYPES: dict[str, Type] = {
    "KeyRegistered": Type(
        stream="person/{person}",
        fields={
            "person": is_id,
            "kind": one_of("passkey", "program"),
            "alg": is_number_in(passkey.ES256, passkey.EDDSA),
            "public": _is_public,
            "cred": maybe(bytes_of(1, 255)),
            "rp": maybe(_is_host),
            "label": _is_label,
            "until": maybe(is_date),
        },
        rules=(right, own_key, signed_by_person, key_on_its_curve, public_unused, program_ends),
        apply=register_key,
        whole=_is_of_its_kind,
    ),
    "KeyConfirmed": Type(
        stream="person/{person}",
        fields={"person": is_id, "key": is_natural, "public": _is_public},
        rules=(right, not_to_oneself, key_to_confirm),
        apply=confirm_key,
    ),
    "KeyRevoked": Type(
        stream="person/{person}",
        fields={"person": is_id, "key": is_natural, "reason": is_text},
        rules=(right, revoked_by_either, key_to_revoke),
        apply=revoke_key,
    ),
    "DeviceCertified": Type(
        stream="device/{device}",
        fields={
            "device": is_id,
            "person": is_id,
            "public": bytes_of(_POINT, _POINT),
            "until": is_instant,
        },
        rules=(right, own_key, signed_by_person, device_new, public_unused, device_has_key, device_ends),
        apply=certify_device,
    ),
}
