"""Writes spec/events.schema.json: the JSON Schema (2020-12) of every event type, from the models."""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pydantic import TypeAdapter

from domain.law import EVENTS

TARGET = Path(__file__).resolve().parent.parent / "spec" / "events.schema.json"


def schema() -> dict[str, Any]:
    """One schema with a definition per event type, chosen by the name of the type."""
    forms = [(name, "validation", event.form) for name, event in EVENTS.items()]
    _, definitions = TypeAdapter.json_schemas(forms, ref_template="#/$defs/{model}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "events.schema.json",
        "title": "Data of the events of a Sổ Cái log, version 1",
        "description": "`#/$defs/<type>` is the schema of the `data` of an entry of that type. Beyond it: "
        "texts are NFC and trimmed, dates and instants exist, lists of sets are sorted (EVENTS.md).",
        "$defs": definitions["$defs"],
    }


def text() -> str:
    """The file's content."""
    return json.dumps(_without_titles(schema()), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _without_titles(node: Any, inside_properties: bool = False) -> Any:
    """Pydantic names every field twice; and docstrings are for readers of the code."""
    if isinstance(node, list):
        return [_without_titles(item) for item in node]
    if not isinstance(node, dict):
        return node
    dropped = () if inside_properties or "$schema" in node else ("title", "description")
    return {
        key: _without_titles(value, inside_properties=key == "properties" and not inside_properties)
        for key, value in node.items()
        if key not in dropped
    }


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
