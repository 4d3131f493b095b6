"""A told log in which everybody signs: what the law vectors' stories write, under a policy that asks it.

Keys come from seeds. The persons' are `Secret`s; the log's own are here, too, because the forger has them.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.form.note import VerifierKey, verifier_of
from tests.vectors.law import log as telling
from tests.vectors.law.drafts.keys import device, key_confirmed, passkey_of
from tests.vectors.law.drafts.unit import person, policy, post
from tests.vectors.law.log import Draft, Edit, Log, Sign, sha, vkey
from tests.vectors.law.signing import Secret, by, by_passkey

Right = tuple[str, str, int]
Drafts = tuple[Draft, ...]
ROWS = json.loads((Path(__file__).parents[3] / "spec" / "permissions.json").read_text("utf-8"))["rows"]
KIND = {row["type"]: row["proof"] for row in ROWS}
"""Event type -> the kind of proof that the policy asks of it."""
WITH_A_PASSKEY = {"KeyRegistered", "DeviceCertified"}
"""Of kind `entry`, and yet signed by a passkey (LAW 52, 55)."""
SIGNED = {"entry": "device", "decide": "signed", "witness": "signed"}
SEEDS = ("key 1", "key 2", "key 3")
"""Of the log's keys, in the order in which they come into force."""
HEAD: Right = ("h1", "head", 0)
SECOND = "zz"
"""A member of the board from the first day on: who confirms the head's first key."""


def log_key(seed: str, origin: str = "") -> tuple[VerifierKey, Ed25519PrivateKey]:
    """A key of the log, of which the stories have the seed alone."""
    private = Ed25519PrivateKey.from_private_bytes(sha(f"log {seed}".encode()))
    return verifier_of(origin or telling.ORIGIN, private), private


class SigningLog(Log):
    """`do` as in a `Log`; who acts has a confirmed passkey by then, and a device where the act is an entry.

    `seeds`: the seed of another key than the person's; `unsigned`: whose first key is confirmed in the name
    of somebody who did not sign it.
    """

    def __init__(self, seeds: Callable[[str], str] = str, unsigned: str = "") -> None:
        super().__init__()
        self._seeds = seeds
        self._unsigned = unsigned
        self.asks = False
        self.keys: dict[str, int] = {}
        self.devices: dict[str, tuple[int, Secret, datetime]] = {}
        self._besides = 0

    def do(
        self,
        who: str | Right,
        *drafts: Draft,
        method: str = "passkey",
        sign: Sign | None = None,
        edit: Edit | None = None,
    ) -> int:
        right = self.rights[who] if isinstance(who, str) else who
        drafts = tuple(_with_real_keys(draft) for draft in drafts)
        if self.asks and sign is None and right[1] != "system":
            method, sign = self.hand(right, *(kind for _, kind, _ in drafts))
        pos = self.write(right, drafts, method, sign, edit=edit)
        if drafts[0][1] == "LogCreated":
            self._begin()
        return pos

    def write(
        self, right: Right, drafts: Drafts, method: str, sign: Sign | None, edit: Edit | None = None
    ) -> int:
        """A command as it is."""
        return super().do(right, *drafts, method=method, sign=sign, edit=edit)

    def hand(self, right: Right, *kinds: str) -> tuple[str, Sign]:
        """The method and the signature that acts of these types need, by this person."""
        name = right[0]
        if name not in self.keys:
            self._register(right, HEAD if right[0] != HEAD[0] else self.rights[SECOND])
        passkey = by_passkey(self.secret(name), self.keys[name])
        if any(KIND[kind] != "entry" or kind in WITH_A_PASSKEY for kind in kinds):
            return "signed", passkey
        if name not in self.devices or self.devices[name][2] < self.now + timedelta(minutes=2):
            secret = self.secret(f"{name} {len(self.lines)}")
            pos = self.beside(right, device(self, name, secret), method="signed", sign=passkey)
            self.devices[name] = pos, secret, self.now + timedelta(hours=12)
        pos, secret, _ = self.devices[name]
        return "device", by(secret, pos)

    def secret(self, seed: str) -> Secret:
        """The key of that seed: a person's, or that of a browser of theirs."""
        return Secret(self._seeds(seed))

    def beside(self, right: Right, *drafts: Draft, method: str = "passkey", sign: Sign | None = None) -> int:
        """A command that the story does not tell: neither its clock nor the ids of its commands go on."""
        self._besides += 1
        now, commands = self.now, self.commands

        def named(entries: list[dict[str, Any]]) -> None:
            for entry in entries:
                entry["cmd"] = f"k{self._besides}"

        def signed(log: Log, entries: list[dict[str, Any]]) -> dict[str, Any]:
            named(entries)
            return sign(log, entries) if sign else {}

        pos = super().do(right, *drafts, method=method, sign=signed if sign else None, edit=named)
        self.now, self.commands = now, commands
        return pos

    def _begin(self) -> None:
        """A second person, both with keys, and the policy; from here on everything is signed."""
        since = {"from": (self.now - timedelta(days=20)).date().isoformat()}
        pos = self.beside(HEAD, person(SECOND), post(SECOND, "board", **since))
        self.rights[SECOND] = second = (SECOND, "board", pos + 1)
        self._register(HEAD, second)
        self._register(second, HEAD)
        hand = by_passkey(self.secret(HEAD[0]), self.keys[HEAD[0]])
        self.beside(HEAD, policy(proof=SIGNED), method="signed", sign=hand)
        self.asks = True

    def _register(self, right: Right, by_whom: Right) -> None:
        name, confirms, secret = right[0], by_whom[0], self.secret(right[0])
        pos = self.beside(right, passkey_of(name, secret), method="signed", sign=by_passkey(secret, None))
        hand = by_passkey(self.secret(confirms), self.keys[confirms]) if confirms in self.keys else None
        method = "signed" if hand else "passkey"
        self.beside(
            by_whom,
            key_confirmed(self, name, pos),
            method=method,
            sign=None if name == self._unsigned else hand,
        )
        self.keys[name] = pos


def _with_real_keys(draft: Draft) -> Draft:
    """The keys of the log are some that sign, and the school is that of its origin."""
    stream, kind, data = draft
    if kind not in ("LogCreated", "KeyRotated"):
        return draft
    real = {vkey(seed): str(log_key(seed)[0]) for seed in SEEDS}
    data = {name: real.get(value, value) if isinstance(value, str) else value for name, value in data.items()}
    if kind == "LogCreated":
        data["school"] = {**data["school"], "code": telling.ORIGIN.split("/")[1]}
    return stream, kind, data
