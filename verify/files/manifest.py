"""The form of a bag's `data/manifest.json`, spec/FORMAT.md 4; what it says is compared elsewhere."""

from __future__ import annotations

from typing import Any

from verify.proof.canonical import NotCanonical, unb64
from verify.proof.shapes import is_cause, is_count, is_identifier, is_instant, is_origin, is_year

_MANIFEST = {"v", "id", "origin", "school", "year", "semester", "classes", "cause", "size", "root",
             "planned", "at"}  # fmt: skip


def manifest_fits(manifest: dict[str, Any]) -> bool:
    """Whether every member is there, of its type and in its range."""
    classes = manifest.get("classes")
    return (
        set(manifest) == _MANIFEST
        and _is_one_of(manifest["v"], 1)
        and is_identifier(manifest["id"])
        and is_origin(manifest["origin"])
        and is_identifier(manifest["school"])
        and (manifest["year"] is None or is_year(manifest["year"]))
        and (manifest["semester"] is None or _is_one_of(manifest["semester"], 1, 2))
        and isinstance(classes, list)
        and all(map(is_identifier, classes))
        and is_cause(manifest["cause"])
        and is_count(manifest["size"])
        and is_count(manifest["planned"])
        and manifest["planned"] >= manifest["size"]
        and is_instant(manifest["at"])
        and _is_b64(manifest["root"])
    )


def _is_one_of(value: Any, *numbers: int) -> bool:
    """Python takes `true` for 1."""
    return type(value) is int and value in numbers


def _is_b64(text: Any) -> bool:
    try:
        return len(unb64(text, 32)) == 32
    except NotCanonical:
        return False
