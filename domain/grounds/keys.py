"""Which key may sign a command, and what must fit beside its signature (LAW 51-52); no cryptography.

Whoever is to judge a signature asks `signing_key`, `refuse_seen`, `refuse_time`, then the signature itself,
then `refuse_counter`: the order of LAW 51.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.state.credentials import PersonKey
from domain.state.state import State
from domain.words.curves import ES256, raw
from domain.words.days import later, local_day
from domain.words.entry import Draft, Entry
from domain.words.refusal import Refusal

DUTY = "S13"
DEVICE, SIGNED = "device", "signed"
AHEAD, BEHIND = 2, 15
"""Minutes that the clock of who signs may be ahead of that of the log, and that a signature may be old."""
_COUNTER = slice(33, 37)
"""Where the counter stands in a passkey's `auth` (FORMAT §2)."""


class SigningKey(NamedTuple):
    """The key whose signature counts: `rp` of a passkey, None of a device or program; `pos` its position in
    the log, None of one that registers itself."""

    pos: int | None
    alg: int
    public: str
    rp: str | None


def signing_key(
    state: State,
    person: str,
    key: int | None,
    method: str,
    now: str,
    *,
    first: Draft | None = None,
    device: Entry | None = None,
) -> SigningKey:
    """The key that `sign.key` names, if it may sign a command of the person by this method at `now`.

    `first`: what the command begins with, asked where `key` is None. `device`: the entry at `key`, if it is a
    DeviceCertified (its stream is loaded on demand). Raises SIGNATURE_KEY.
    """
    found = None
    if method == SIGNED:
        found = _registering(state, person, first) if key is None else _passkey(state, person, key)
    elif method == DEVICE and key is not None:
        found = _certified(state, person, device, now) if device else _program(state, person, key, now)
    if found is None or found.pos != key:
        raise Refusal("SIGNATURE_KEY", DUTY, key=key, method=method)
    return found


def has_passkey(state: State, person: str, *, but: int | None = None) -> bool:
    """Whether the person has a passkey, confirmed and not revoked: it signs each further key (LAW 52).

    `but`: the position of one that does not count.
    """
    known = state.people.get(person)
    keys = known.keys.values() if known else ()
    return any(key.kind == "passkey" and key.stands and key.pos != but for key in keys)


def refuse_seen(state: State, key: SigningKey, seen: Mapping[str, Any], leaf: bytes | None) -> None:
    """Raises SIGNATURE_SEEN unless `seen` is a line before the command and not before the key; `leaf` is the
    hash of that line in this log, None if there is none."""
    pos = seen["pos"]
    if not (key.pos or 0) <= pos < state.size or leaf is None or raw(seen["leaf"]) != leaf:
        raise Refusal("SIGNATURE_SEEN", DUTY, seen=pos, key=key.pos, size=state.size)


def refuse_time(time: str, now: str) -> None:
    """Raises SIGNATURE_TIME for a command at `now` signed too long ago, or by a clock too far ahead."""
    if not later(now, minutes=-BEHIND) <= time <= later(now, minutes=AHEAD):
        raise Refusal("SIGNATURE_TIME", DUTY, time=time, now=now)


def refuse_counter(state: State, key: SigningKey, auth: bytes) -> None:
    """Raises SIGNATURE_COUNTER where a passkey that counts did not go on counting: there are two of it.

    What `state.counters` lacks of streams that it never took in is the caller's to add.
    """
    shown, highest = counter(auth), state.counters.get(key.pos, 0) if key.pos is not None else 0
    if shown and shown <= highest:
        raise Refusal("SIGNATURE_COUNTER", DUTY, key=key.pos, counter=shown, highest=highest)


def counter(auth: bytes) -> int:
    """What a passkey counted, in its authenticator data; 0 of one that does not count."""
    return int.from_bytes(auth[_COUNTER])


def note_counter(state: State, entry: Entry) -> None:
    """Keeps the highest counter of the passkey that signed the command which the entry begins."""
    sign = entry.sign
    if sign is None or "auth" not in sign:
        return
    key = entry.pos if sign["key"] is None else sign["key"]
    state.counters[key] = max(state.counters.get(key, 0), counter(raw(sign["auth"])))


def _registering(state: State, person: str, first: Draft | None) -> SigningKey | None:
    """LAW 52: who has no passkey in force signs with the one that the command registers."""
    if first is None or first.type != "KeyRegistered" or has_passkey(state, person):
        return None
    data = first.data
    if data["person"] != person or data["kind"] != "passkey":
        return None
    return SigningKey(None, data["alg"], data["public"], data["rp"])


def _passkey(state: State, person: str, pos: int) -> SigningKey | None:
    key = _key(state, person, pos)
    fits = key is not None and key.kind == "passkey" and key.stands
    return SigningKey(pos, key.alg, key.public, key.rp) if key and fits else None


def _program(state: State, person: str, pos: int, now: str) -> SigningKey | None:
    key = _key(state, person, pos)
    if key is None or key.kind != "program" or not key.stands:
        return None
    over = key.until is None or local_day(state.latest(now)) > key.until
    return None if over else SigningKey(pos, key.alg, key.public, None)


def _certified(state: State, person: str, entry: Entry, now: str) -> SigningKey | None:
    data = entry.data
    if entry.type != "DeviceCertified" or data["person"] != person or entry.sign is None:
        return None
    passkey = _key(state, person, entry.sign["key"])
    if passkey is None or not passkey.stands or state.latest(now) > data["until"]:
        return None
    return SigningKey(entry.pos, ES256, data["public"], None)


def _key(state: State, person: str, pos: int | None) -> PersonKey | None:
    known = state.people.get(person)
    return known.keys.get(pos) if known and pos is not None else None
