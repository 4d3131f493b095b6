"""The table of spec/permissions.json (LAW 4-5): who may do which act, with which proof, by which duty."""

import json
from typing import Any, NamedTuple

from domain.words.spec_file import spec_file

Place = tuple[str | None, str | None]
"""Class and subject of an act, None where it has none."""


class Grant(NamedTuple):
    """A role that may do an act; with `power`, only through a delegation that names it."""

    role: str
    power: str | None = None


class Permission(NamedTuple):
    """One act: its grants, the kind of proof that the policy asks for, and the duty behind it.

    `books`: the grants that stand instead of these in a reserved book.
    """

    grants: tuple[Grant, ...]
    proof: str
    duty: str
    books: dict[str, tuple[Grant, ...]]

    def within(self, subject: str | None) -> "Permission":
        """The row for an act on a book of this subject."""
        return self._replace(grants=self.books.get(subject or "", self.grants))


NOBODY = "system"
"""The scheduler's name in a log (LAW 4): no person may have it, or they could use up its command ids."""


def _grants(rows: list[dict[str, str]]) -> tuple[Grant, ...]:
    return tuple(Grant(row["role"], row.get("power")) for row in rows)


def _row(row: dict[str, Any]) -> Permission:
    books = {book: _grants(grants) for book, grants in row.get("books", {}).items()}
    return Permission(_grants(row["grants"]), row["proof"], row["duty"], books)


def _table() -> dict[str, Permission]:
    return {row["type"]: _row(row) for row in json.loads(spec_file("permissions.json"))["rows"]}


TABLE = _table()

STANDINGS: dict[str, dict[str, str]] = {
    "leadership": {"head": "head", "deputy": "deputy"},
    "board": {"board": "board"},
    "homeroom": {
        "homeroom": "homeroom",
        "homeroom_deputy": "homeroom_deputy",
        "head": "second_leader",
        "deputy": "second_leader",
    },
}
"""Seat -> role -> the standing in which that role fills it (LAW 20)."""
