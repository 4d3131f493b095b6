"""Who somebody is: an account, a lost factor, keys and devices, a policy that falls by two."""

from __future__ import annotations

from typing import Any

from domain.words.days import later
from tests.obligations.chapters.opening import Opening
from tests.obligations.people import BOARD, DEPUTY
from tests.school.door import HEAD
from tests.school.signer import EdKey, Key, Passkey, registration

TOKENS = {"entry": "token", "decide": "token", "witness": "token"}
STRICT = {**TOKENS, "witness": "passkey"}


class Persons(Opening):
    """A chapter of the year."""

    def _persons(self) -> None:
        """Accounts by the board, keys by their owners and somebody else, as it comes to be in September."""
        for person in ("moi", "gv.toan"):
            self.post(BOARD, f"/people/{person}/account", decision=self.paper)
        ask = self.post(BOARD, "/people/moi/reset", reason="Mất điện thoại")["pos"]
        self.post(DEPUTY, "/people/moi/reset/grant", ask=ask)
        self.teacher_key = self.own_passkey("gv.toan", HEAD)
        lost = registration(EdKey(), "Chương trình chép điểm", self.day("12-31"))
        made = self.sign("gv.toan", self.teacher_key, "POST", "/people/gv.toan/keys", **lost)
        self.post("gv.toan", f"/people/gv.toan/keys/{made['pos']}/revoke", reason="Không dùng nữa")
        self._policy_by_two()
        figures = [["no_factor", 3], ["old", 1]]
        self.post(BOARD, "/security-checks", accounts=12, figures=figures, digest="A" * 43)

    def own_passkey(self, person: str, by: str) -> Passkey:
        """The person's first: it signs for itself, and `by` confirms it."""
        key, path = Passkey(), f"/people/{person}/keys"
        key.pos = int(self.sign(person, key, "POST", path, **registration(key))["pos"])
        self.post(by, f"{path}/{key.pos}/confirm")
        return key

    def certify(self, person: str, key: Passkey) -> Key:
        """A browser's key, for eight hours from now."""
        device = Key()
        body = {"person": person, "public": device.public, "until": later(self.clock.now(), minutes=480)}
        device.pos = int(self.sign(person, key, "POST", f"/devices/{device.device}", **body)["pos"])
        return device

    def by_device(self, method: str, path: str, /, **body: Any) -> None:
        """The teacher signs in, and the browser's key signs what follows."""
        self.sign("gv.toan", self.certify("gv.toan", self.teacher_key), method, path, **body)

    def _policy_by_two(self) -> None:
        """The head, who signs, asks witnesses for more; it falls again by the head and the board."""
        self.head_key = self.own_passkey(HEAD, BOARD)
        self.sign(HEAD, self.head_key, "PUT", "/policy", proof=STRICT, lapse=10)
        proposal = self.post(HEAD, "/policy/proposals", proof=TOKENS, lapse=10, reason="Thiếu khóa")["pos"]
        self.post(BOARD, "/policy/lowered", proposal=proposal)
