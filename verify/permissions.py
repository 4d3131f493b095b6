"""Who may write which type: spec/permissions.json. The table is data shared with the writer."""

import json
import pkgutil
from pathlib import Path
from typing import Any, NamedTuple, Optional

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
    """In the zipapp the table lies inside the package, in a checkout in `spec/`."""
    beside = Path(__file__).parent.parent / "spec" / "permissions.json"
    raw = beside.read_bytes() if beside.is_file() else pkgutil.get_data("verify", "permissions.json")
    if raw is None:
        raise RuntimeError("permissions.json is missing from this build of the verifier")
    return {row["type"]: _row(row) for row in json.loads(raw)["rows"]}


def _row(row: dict[str, Any]) -> Row:
    books = {name: _grants(grants) for name, grants in row.get("books", {}).items()}
    return Row(_grants(row["grants"]), row["proof"], books)


TABLE = _read()
