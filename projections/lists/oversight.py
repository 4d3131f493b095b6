"""Lists of oversight: progress checks, ratings, incidents, the provider's commitments, the journal."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from projections.tables.deeds import Deed

CLAUSES = ("administration", "confidentiality", "programme", "retention", "safety")
"""What a provider must commit to (S51)."""


class CheckRow(NamedTuple):
    """A progress check with the digest of its figures (S19)."""

    pos: int
    at: str
    person: str
    check: str
    year: str
    semester: int
    figures: int
    digest: str


class RatingRow(NamedTuple):
    """A teacher's rating: `entered` of `expected` cells in the `checks` (S20)."""

    pos: int
    at: str
    by: str
    person: str
    year: str
    semester: int
    checks: tuple[int, ...]
    entered: int
    expected: int
    level: str


class AnswerRow(NamedTuple):
    """One answer to an incident."""

    pos: int
    at: str
    person: str
    text: str


class IncidentRow(NamedTuple):
    """An incident as reported (S77), with its answers; `state` is `reported`, `open` or `closed`."""

    pos: int
    at: str
    person: str
    incident: str
    text: str
    state: str
    answers: tuple[AnswerRow, ...]


class CommitmentRow(NamedTuple):
    """A provider's commitment (S51); `missing` are the clauses that it lacks."""

    pos: int
    commitment: str
    provider: str
    clauses: tuple[str, ...]
    missing: tuple[str, ...]
    years: int
    since: str
    until: str
    no: str
    digest: str | None


class JournalRow(NamedTuple):
    """A line of the operations journal (S35); `text` where a person wrote or gave one."""

    pos: int
    at: str
    person: str
    role: str
    type: str
    ref: str
    text: str | None


class ProcedureRow(NamedTuple):
    """The school's procedure for changes after a lock (S57)."""

    pos: int
    seats: tuple[str, ...]
    days: int
    papers: str
    no: str
    dated: str
    digest: str | None


def checks(deeds: Iterable[Deed]) -> list[CheckRow]:
    """The checks, in order."""
    return [
        CheckRow(
            *(deed.pos, deed.at, deed.person),
            *(deed.data[name] for name in ("check", "year", "semester", "count", "digest")),
        )
        for deed in deeds
    ]


def ratings(deeds: Iterable[Deed]) -> list[RatingRow]:
    """The ratings, in order."""
    return [
        RatingRow(
            deed.pos,
            deed.at,
            deed.person,
            deed.data["person"],
            deed.data["year"],
            deed.data["semester"],
            tuple(deed.data["checks"]),
            deed.data["entered"],
            deed.data["expected"],
            deed.data["level"],
        )
        for deed in deeds
    ]


def incidents(deeds: Iterable[Deed]) -> list[IncidentRow]:
    """Incidents in the order of their reports."""
    rows: dict[str, IncidentRow] = {}
    for deed in deeds:
        data = deed.data
        name = data["incident"]
        if deed.type == "IncidentReported":
            rows[name] = IncidentRow(deed.pos, deed.at, deed.person, name, data["text"], "reported", ())
        else:
            answer = AnswerRow(deed.pos, deed.at, deed.person, data["text"])
            row = rows[name]
            rows[name] = row._replace(state=data["state"], answers=(*row.answers, answer))
    return list(rows.values())


def commitments(deeds: Iterable[Deed]) -> list[CommitmentRow]:
    """Commitments in the order in which they were signed."""
    return [
        CommitmentRow(
            deed.pos,
            deed.data["commitment"],
            deed.data["provider"],
            tuple(deed.data["clauses"]),
            tuple(clause for clause in CLAUSES if clause not in deed.data["clauses"]),
            deed.data["years"],
            deed.data["from"],
            deed.data["to"],
            deed.data["decision"]["no"],
            deed.data["decision"]["digest"],
        )
        for deed in deeds
    ]


def journal(deeds: Iterable[Deed]) -> list[JournalRow]:
    """How the electronic books were operated: each act once, in order, and the notes that persons signed."""
    return [
        JournalRow(deed.pos, deed.at, deed.person, deed.role, deed.type, deed.stream, _words(deed.data))
        for deed in deeds
    ]


def procedures(deeds: Iterable[Deed]) -> list[ProcedureRow]:
    """Procedures; the newest one counts."""
    return [
        ProcedureRow(
            deed.pos,
            tuple(deed.data["seats"]),
            deed.data["days"],
            deed.data["papers"],
            deed.data["decision"]["no"],
            deed.data["decision"]["date"],
            deed.data["decision"]["digest"],
        )
        for deed in deeds
    ]


def _words(data: dict[str, Any]) -> str | None:
    return data.get("text", data.get("reason"))
