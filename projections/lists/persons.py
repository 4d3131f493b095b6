"""Lists of who is who: accounts, keys and devices of persons, policies, security checks (LAW 51-58)."""

from collections.abc import Iterable
from typing import NamedTuple

from projections.tables.deeds import Deed


class AccountRow(NamedTuple):
    """What was done about a person's account: `type` is that of the entry; `no` where a decision says so."""

    pos: int
    at: str
    by: str
    person: str
    type: str
    reason: str | None
    ask: int | None
    no: str | None
    dated: str | None
    digest: str | None


class KeyRow(NamedTuple):
    """A key that `person` registered by the entry at `pos`: who confirmed it, who ended it, and when."""

    pos: int
    at: str
    person: str
    kind: str
    alg: int
    public: str
    rp: str | None
    label: str
    until: str | None
    confirmed: str | None = None
    confirmer: str | None = None
    revoked: str | None = None
    revoker: str | None = None
    reason: str | None = None


class DeviceRow(NamedTuple):
    """A browser's key that signs for `person` up to the instant `until`."""

    pos: int
    at: str
    person: str
    device: str
    public: str
    until: str


class PolicyRow(NamedTuple):
    """A policy: `state` is `set`, `proposed` or `lowered`, the last of which `by` put into force at `pos`."""

    pos: int
    at: str
    by: str
    state: str
    entry: str
    decide: str
    witness: str
    lapse: int
    proposal: int | None
    reason: str | None


class SecurityRow(NamedTuple):
    """What a check of the unit's accounts found (S55): rows of kind and number."""

    pos: int
    at: str
    by: str
    accounts: int
    figures: tuple[tuple[str, int], ...]
    digest: str


def accounts(deeds: Iterable[Deed]) -> list[AccountRow]:
    """Each opening, asking and granting, in order."""
    rows = []
    for deed in deeds:
        data, paper = deed.data, deed.data.get("decision") or {}
        facts = (data["person"], deed.type, data.get("reason"), data.get("ask"))
        of_paper = (paper.get("no"), paper.get("date"), paper.get("digest"))
        rows.append(AccountRow(deed.pos, deed.at, deed.person, *facts, *of_paper))
    return rows


def keys(deeds: Iterable[Deed]) -> list[KeyRow]:
    """Every key ever registered, in order."""
    rows: dict[int, KeyRow] = {}
    for deed in deeds:
        data = deed.data
        if deed.type == "KeyRegistered":
            fields = ("person", "kind", "alg", "public", "rp", "label", "until")
            rows[deed.pos] = KeyRow(deed.pos, deed.at, *(data[name] for name in fields))
            continue
        row = rows[data["key"]]
        if deed.type == "KeyConfirmed":
            rows[row.pos] = row._replace(confirmed=deed.at, confirmer=deed.person)
        else:
            rows[row.pos] = row._replace(revoked=deed.at, revoker=deed.person, reason=data["reason"])
    return list(rows.values())


def devices(deeds: Iterable[Deed]) -> list[DeviceRow]:
    """The certificates, in order."""
    return [
        DeviceRow(deed.pos, deed.at, *(deed.data[name] for name in ("person", "device", "public", "until")))
        for deed in deeds
    ]


def policies(deeds: Iterable[Deed]) -> list[PolicyRow]:
    """Each policy, in order, and who proposed and who lowered it: the newest that is not proposed counts."""
    rows: dict[int, PolicyRow] = {}
    for deed in deeds:
        data = deed.data
        if deed.type == "PolicyLowered":
            proposed = rows[data["proposal"]]
            rows[deed.pos] = proposed._replace(
                pos=deed.pos, at=deed.at, by=deed.person, state="lowered", proposal=proposed.pos
            )
            continue
        state, proof = "set" if deed.type == "PolicySet" else "proposed", data["proof"]
        facts = (proof["entry"], proof["decide"], proof["witness"], data["lapse"])
        rows[deed.pos] = PolicyRow(
            deed.pos, deed.at, deed.person, state, *facts, proposal=None, reason=data.get("reason")
        )
    return list(rows.values())


def security_checks(deeds: Iterable[Deed]) -> list[SecurityRow]:
    """The checks, in order."""
    return [
        SecurityRow(
            *(deed.pos, deed.at, deed.person, deed.data["accounts"]),
            tuple((kind, number) for kind, number in deed.data["figures"]),
            deed.data["digest"],
        )
        for deed in deeds
    ]
