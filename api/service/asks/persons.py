"""What is asked of devices, keys and policies besides the law (spec/LAW.md), so that a school goes on.

A device is named by its key: then that a key was never certified before is seen in one stream. A policy that
two may lower is lower: or two could ask for a proof that nobody can give. And where decisions are signed
somebody is left who can confirm a new key.
"""

from collections.abc import Sequence
from typing import Any

from domain.grounds.keys import has_passkey
from domain.grounds.permissions import TABLE
from domain.grounds.rights import rights_in_force
from domain.state.state import State
from domain.words.days import local_day
from domain.words.entry import Draft
from domain.words.fields import BY_SIGNATURE, METHODS
from domain.words.refusal import Refusal
from domain.words.streams import device_of

ENOUGH = 2
"""Persons who can confirm a key before decisions have to be signed: of two keys one may be lost."""


def refuse_stranding(state: State, drafts: Sequence[Draft], now: str) -> None:
    """Raises Refusal DEVICE_MISNAMED, NOT_LOWER or FEW_KEYS."""
    for draft in drafts:
        if draft.type == "DeviceCertified":
            _refuse_misnamed(draft.data)
        elif draft.type == "PolicyProposed":
            _refuse_not_lower(state, draft.data)
        elif draft.type == "PolicySet" and draft.data["proof"]["decide"] in BY_SIGNATURE:
            _refuse_few(confirmers(state, now), ENOUGH)
        elif draft.type == "KeyRevoked" and _decides_by_signature(state):
            _refuse_few(confirmers(state, now, but=draft.data["key"]), 1)


def confirmers(state: State, now: str, *, but: int | None = None) -> list[str]:
    """Who can confirm the key of another by a signature: by right, and with a passkey other than `but`."""
    roles, day = {grant.role for grant in TABLE["KeyConfirmed"].grants}, local_day(now)
    return [
        person
        for person in state.people
        if has_passkey(state, person, but=but)
        and any(right.role in roles for right in rights_in_force(state, person, day))
    ]


def _refuse_misnamed(data: dict[str, Any]) -> None:
    needed = device_of(data["public"])
    if data["device"] != needed:
        raise Refusal("DEVICE_MISNAMED", "S13", device=data["device"], needed=needed)


def _refuse_not_lower(state: State, data: dict[str, Any]) -> None:
    held = state.policy()
    steps = [
        METHODS.index(asked) - METHODS.index(getattr(held, kind, METHODS[0]))
        for kind, asked in data["proof"].items()
    ]
    if max(steps) > 0 or min(steps) == 0:
        raise Refusal("NOT_LOWER", "S57", proof=data["proof"])


def _decides_by_signature(state: State) -> bool:
    held = state.policy()
    return held is not None and held.decide in BY_SIGNATURE


def _refuse_few(persons: Sequence[str], needed: int) -> None:
    if len(persons) < needed:
        raise Refusal("FEW_KEYS", "S57", persons=list(persons), needed=needed)
