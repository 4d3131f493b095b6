"""Who may write which type: spec/permissions.json. The table is data shared with the writer."""

from __future__ import annotations

import json
from typing import Any, NamedTuple, Optional

from verify.proof.spec_file import spec_file

Grants = dict[str, Optional[str]]
"""Role -> the power that it takes by delegation, None for the role's own right."""


class Row(NamedTuple):
    """`books` holds the grants that stand instead in a reserved book."""

    grants: Grants
    proof: str
    books: dict[str, Grants]


def _grants(rows: list[dict[str, str]]) -> Grants:
    return {row["role"]: row.get("power") for row in rows}


def _read() -> dict[str, Row]:
    return {row["type"]: _row(row) for row in json.loads(spec_file("permissions.json"))["rows"]}


def _row(row: dict[str, Any]) -> Row:
    books = {name: _grants(grants) for name, grants in row.get("books", {}).items()}
    return Row(_grants(row["grants"]), row["proof"], books)


TABLE = _read()
