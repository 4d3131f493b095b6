"""What the log knows of persons' keys, of devices that they certified, and of lost factors (LAW 51-56)."""

from typing import NamedTuple


class PersonKey(NamedTuple):
    """A key that the person registered by the entry at `pos`; it gives nothing before it is `confirmed`, and
    nothing any more once it is `revoked` (positions)."""

    pos: int
    kind: str
    alg: int
    public: str
    cred: str | None
    rp: str | None
    label: str
    until: str | None
    """The last local day of a program's key."""
    confirmed: int | None = None
    revoked: int | None = None

    @property
    def stands(self) -> bool:
        """Whether it was confirmed and not revoked; a program's may have ended since."""
        return self.confirmed is not None and self.revoked is None


class Certificate(NamedTuple):
    """A device's key, from the entry at `pos` to the instant `until`, by the passkey registered at `by`."""

    pos: int
    person: str
    public: str
    until: str
    by: int | None


class DeviceState:
    """The fold of one device's stream: its one certificate."""

    def __init__(self) -> None:
        self.certificate: Certificate | None = None


class Ask(NamedTuple):
    """Somebody (`asker`) asked by the entry at `pos` that a person's factor be given again."""

    pos: int
    asker: str
    granted: bool = False
