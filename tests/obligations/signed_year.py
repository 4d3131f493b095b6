"""A school year in which everybody signs everything they do, as soon as they have a key."""

from __future__ import annotations

from typing import Any

from tests.obligations.people import BOARD
from tests.obligations.played_year import PlayedYear
from tests.school.door import HEAD
from tests.school.signer import Passkey

NOT_SIGNED = ("/attachments", "/keys", "/archives", "/fsck")
"""Addresses at which no entry of the asker is written."""


def _one(key: Passkey, cmd: str, would: dict[str, Any] | None) -> dict[str, Any] | None:
    return key.sign(cmd, would) if would else None


class SignedYear(PlayedYear):
    """Each act is looked at first, signed by the person's passkey, and sent again."""

    def __init__(self, *of: Any) -> None:
        self.keys: dict[str, Passkey] = {}
        super().__init__(*of)

    def ask(self, person: str, method: str, path: str, /, **body: Any) -> Any:
        key = None if method == "GET" or path.endswith(NOT_SIGNED) else self._key(person)
        if key is None:
            return super().ask(person, method, path, **body)
        cmd = body.setdefault("cmd", f"s{self.calls}")
        look = super().ask(person, method, f"{path}?dry_run=true", **body)
        shown = look.json()
        if look.status_code != 200 or (isinstance(shown, dict) and "entries" not in shown):
            return super().ask(person, method, path, **body)
        if isinstance(shown, list):
            signs = [
                _one(key, f"{cmd}-{number}", each["would"]) for number, each in enumerate(shown, start=1)
            ]
            if "books" in body:
                body["books"] = [
                    {**part, "sign": sign} for part, sign in zip(body["books"], signs, strict=True)
                ]
            else:
                body["signs"] = signs
        else:
            body["sign"] = key.sign(cmd, shown)
        return super().ask(person, method, path, **body)

    def _key(self, person: str) -> Passkey | None:
        """The person's passkey; registered at the first act at which somebody may confirm it."""
        if person not in self.keys and (by := self._confirmer(person)):
            key = Passkey()
            named = {"public": key.public, "cred": key.cred, "rp": key.rp}
            asked = {"kind": "passkey", "alg": -7, "label": "máy", **named}
            cmd, path = f"k{len(self.keys)}-{self.calls}", f"/people/{person}/keys"
            look = super().ask(person, "POST", f"{path}?dry_run=true", cmd=cmd, **asked)
            if look.status_code != 200:
                return None  # no right of theirs is in force yet
            made = super().ask(person, "POST", path, cmd=cmd, **asked, sign=key.sign(cmd, look.json()))
            key.pos = made.json()["pos"]
            confirmed = self.ask(by, "POST", f"{path}/{key.pos}/confirm")
            assert confirmed.status_code in (200, 201), confirmed.text
            self.keys[person] = key
        return self.keys.get(person)

    def _confirmer(self, person: str) -> str | None:
        if person != HEAD:
            return HEAD
        return BOARD if BOARD in self.keys else None
