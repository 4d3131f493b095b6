"""A person's keys as the log has them, in words: what each is, since when, and whether it gives anything."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from api.pages import format as show
from api.pages.session import Session
from domain.state.credentials import PersonKey
from ledger.form.canonical import unb64

PRINT = 24
"""Hexadecimal digits, 96 bits."""
KINDS = {"passkey": "khóa truy cập", "program": "khóa của chương trình"}
WAITING, IN_FORCE, REVOKED, OVER = "waiting", "good", "alert", "history"
_WORDS = {
    WAITING: "chờ xác nhận",
    IN_FORCE: "đang dùng được",
    REVOKED: "đã thu hồi",
    OVER: "đã hết hạn",
}


class KeyView(NamedTuple):
    """A key; `icon` of its state, `words` that say it, `live`: it may still be revoked.

    `print`: by it two persons see that they speak of the same key.
    """

    pos: int
    person: str
    name: str
    label: str
    kind: str
    host: str
    made: str
    until: str
    icon: str
    words: str
    live: bool
    print: str
    public: str

    @property
    def waits(self) -> bool:
        """Whether nobody has said yet whose it is."""
        return self.icon == WAITING


def keys_of(session: Session, person: str) -> list[KeyView]:
    """The person's keys, the newest first."""
    known = session.state.people.get(person)
    return key_views(session, [(person, key) for key in known.keys.values()] if known else [])


def waiting_keys(session: Session) -> list[KeyView]:
    """Of everybody in the school: what nobody has confirmed or revoked yet, the oldest first."""
    people = session.state.people.values()
    found = [(each.person, key) for each in people for key in each.keys.values()]
    waiting = [each for each in found if each[1].confirmed is None and each[1].revoked is None]
    return list(reversed(key_views(session, waiting)))


def key_views(session: Session, keys: Iterable[tuple[str, PersonKey]]) -> list[KeyView]:
    """The newest first, each with the instant of its entry."""
    found = sorted(keys, key=lambda each: -each[1].pos)
    entries = session.school.log.entries_at(sorted(key.pos for _, key in found)) if found else []
    made = {entry.pos: show.minute(entry.at) for entry in entries}
    return [_view(session, person, key, made[key.pos]) for person, key in found]


def _view(session: Session, person: str, key: PersonKey, made: str) -> KeyView:
    state = _state(session, key)
    known = session.state.people.get(person)
    return KeyView(
        pos=key.pos,
        person=person,
        name=known.name if known else person,
        label=key.label,
        kind=KINDS[key.kind],
        host=key.rp or "",
        made=made,
        until=show.day(key.until) if key.until else "",
        icon=state,
        words=_WORDS[state],
        live=state in (WAITING, IN_FORCE),
        print=fingerprint(key.public),
        public=key.public,
    )


def fingerprint(public: str) -> str:
    """The beginning of the public key's SHA-256, by fours: nobody finds another key that has the same."""
    digits = hashlib.sha256(unb64(public)).hexdigest()[:PRINT]
    return " ".join(digits[at : at + 4] for at in range(0, PRINT, 4))


def _state(session: Session, key: PersonKey) -> str:
    if key.revoked is not None:
        return REVOKED
    if key.until is not None and key.until < session.caller.day:
        return OVER
    return IN_FORCE if key.confirmed is not None else WAITING
