"""Whose key signs: the keys that persons registered, and the devices that their passkeys certified."""

from __future__ import annotations

from dataclasses import dataclass, field

from verify.law.slotted import slotted


@slotted
@dataclass
class Key:
    """A passkey or a program's key, as its `KeyRegistered` has it."""

    person: str
    kind: str
    alg: int
    public: bytes
    rp: str = ""
    """The host name that a passkey was made for."""
    until: str = ""
    """The last day of a program's key."""
    proved: bool = False
    """Whether the command that registered it is signed as it must be."""
    confirmed: bool = False
    revoked: bool = False
    counter: int = 0
    """The highest that a signature of the passkey has told."""

    @property
    def in_force(self) -> bool:
        """Whether it may sign, if its day has not passed."""
        return self.proved and self.confirmed and not self.revoked


@slotted
@dataclass
class Device:
    """A browser's key for some hours, as its `DeviceCertified` has it."""

    person: str
    public: bytes
    until: str
    passkey: Key | None = None
    """That which signed the certificate; None until that is known to hold."""


@dataclass
class Signers:
    """All keys, by the position of the entry that told them."""

    keys: dict[int, Key] = field(default_factory=dict)
    devices: dict[int, Device] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    """Of the devices."""
    publics: set[str] = field(default_factory=set)
    """Every public key that was ever registered or certified, as it is written."""
    passkeys: dict[str, int] = field(default_factory=dict)
    """Person -> how many of their passkeys are in force."""

    def confirm(self, key: Key) -> None:
        """It may sign from now on."""
        before, key.confirmed = key.in_force, True
        self._count(key, before)

    def revoke(self, key: Key) -> None:
        """Neither it nor what it certified signs any more."""
        before, key.revoked = key.in_force, True
        self._count(key, before)

    def prove(self, pos: int, person: str, by: Key) -> None:
        """The person signed the command that tells the key at this position, by a passkey or by that key."""
        key, device = self.keys.get(pos), self.devices.get(pos)
        if key is not None and key.person == person:
            before, key.proved = key.in_force, True
            self._count(key, before)
        if device is not None and device.person == person:
            device.passkey = by

    def _count(self, key: Key, before: bool) -> None:
        if key.kind == "passkey" and key.in_force != before:
            self.passkeys[key.person] = self.passkeys.get(key.person, 0) + (1 if key.in_force else -1)
