"""What the commands found, as lines for people or as JSON."""

import json
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="In JSON, không in tiến độ.")]


def emit(rows: dict[str, Any], as_json: bool) -> None:
    """Prints an object: as JSON, or a line for each member."""
    if as_json:
        typer.echo(dumps(rows))
        return
    for name, value in rows.items():
        typer.echo(f"{name}\t{value}")


def dumps(value: Any) -> str:
    """One line of JSON: bytes as hex, whatever else JSON does not know by its text."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
