"""What a person's program sends with an act that the person signs (spec/FORMAT.md §2, "Signed acts")."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from domain.words.entry import Actor, Draft
from ledger.form.canonical import b64


class Seen(NamedTuple):
    """A line that the signer's program knew: its position and b64 leaf hash."""

    pos: int
    leaf: str


class Signature(NamedTuple):
    """As it came: `sig` DER or r ‖ s, `auth` and `client` of a passkey; `key` None: the one it registers."""

    key: int | None
    seen: Seen
    time: str
    sig: bytes
    auth: bytes | None = None
    client: bytes | None = None


class Salted(NamedTuple):
    """The salt of a text that stands in an entry sealed or as `h:`, and b64 SHA-256(salt ‖ text)."""

    salt: bytes
    commitment: str


SaltedTexts = Mapping[str, Salted]
"""What stands in the entry -> the text behind it, of the texts that came with this request."""
NO_TEXTS: SaltedTexts = {}


class Prepared(NamedTuple):
    """What would be written at the instant `now`: `[stream, type, said]` of each entry, as it is signed.

    `salts` of its sealed texts and of those beside the log, in the order of the entries; `head` is the newest
    line, which the signer may name as seen.
    """

    origin: str
    actor: Actor
    now: str
    entries: Sequence[Any]
    salts: Sequence[bytes]
    head: Seen

    def told(self) -> dict[str, Any]:
        """The same as a client is told it."""
        return {
            "origin": self.origin,
            "person": self.actor.person,
            "role": self.actor.role,
            "now": self.now,
            "head": self.head._asdict(),
            "entries": list(self.entries),
            "salts": [b64(salt) for salt in self.salts],
        }


class Shown(Exception):
    """Ends a decision of which nothing is to be written: what was decided, and when."""

    def __init__(self, actor: Actor, drafts: Sequence[Draft], now: str) -> None:
        super().__init__(actor.person)
        self.actor, self.drafts, self.now = actor, drafts, now


class SignedOtherwise(Exception):
    """Nothing was written: the signature is over something else than what would be written now."""

    def __init__(self, prepared: Prepared) -> None:
        super().__init__(prepared.actor.person)
        self.prepared = prepared
