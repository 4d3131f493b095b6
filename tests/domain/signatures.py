"""With what a person of the small school signs, and what the rules ask of it besides the signature itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from domain.grounds.keys import SigningKey, refuse_counter, refuse_seen, refuse_time, signing_key
from domain.state.state import State
from domain.words.curves import raw
from domain.words.entry import Actor, Draft, Entry
from tests.school.signer import Key, Passkey, b64, stored

RP = "truong.vn"


def passkey() -> Passkey:
    """Made under the school's host."""
    return Passkey(RP, f"https://{RP}")


class Pen(NamedTuple):
    """A key, its position in the log (None: it registers itself); `by`: another `seen` or `time` than an
    honest program gives, `said` another method than the key's."""

    key: Key
    pos: int | None
    said: str = ""
    by: dict[str, Any] | None = None

    @property
    def method(self) -> str:
        """As the line has it."""
        return self.said or ("signed" if self.key.passkey else "device")

    def sign(
        self, log: Sequence[Entry], origin: str, actor: Actor, cmd: str, now: str, drafts: Sequence[Draft]
    ) -> dict[str, Any]:
        """The field of a program that knows the newest line and the time; no entry holds a sealed text."""
        shown = {
            "origin": origin, "person": actor.person, "role": actor.role, "now": now, "salts": [],
            "head": {"leaf": b64(log[-1].leaf), "pos": len(log) - 1},
            "entries": [[draft.stream, draft.type, draft.data] for draft in drafts],
        }  # fmt: skip
        sign = self.key.sign(cmd, shown, key=self.pos, **(self.by or {}))
        return {**sign, "sig": stored(sign["sig"])} if self.key.alg == -7 else sign


def judge(
    state: State, log: Sequence[Entry], actor: Actor, now: str, first: Draft, sign: dict[str, Any]
) -> None:
    """LAW 51 in its order, but for the signature itself."""
    key = key_of(state, log, actor, now, first, sign)
    pos = sign["seen"]["pos"]
    refuse_seen(state, key, sign["seen"], log[pos].leaf if pos < len(log) else None)
    refuse_time(sign["time"], now)
    if "auth" in sign:
        refuse_counter(state, key, raw(sign["auth"]))


def key_of(
    state: State, log: Sequence[Entry], actor: Actor, now: str, first: Draft, sign: dict[str, Any]
) -> SigningKey:
    """The key that may sign; the log knows the certificate of a device."""
    at = sign["key"]
    entry = log[at] if at is not None and at < len(log) else None
    device = entry if entry is not None and entry.type == "DeviceCertified" else None
    return signing_key(state, actor.person, at, actor.proof.method, now, first=first, device=device)
