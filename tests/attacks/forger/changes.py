"""A signed act in which one word was changed afterwards: each field of its data, and what it names beside."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from tests.attacks.forger.acts import Act
from tests.attacks.forger.rechained import rechained
from tests.vectors.law.log import canonical
from tests.vectors.law.signing import SEALED


def changed(act: Act) -> Iterator[tuple[str, int, list[str]]]:
    """(field, position, lines): each field of the act's entries of its type changed, and their stream."""
    log, start = act.done(), act.log.next
    for pos in range(start, log.next):
        entry = json.loads(log.lines[pos])
        if entry["type"] != act.kind:
            continue
        for name in entry["data"]:
            if not _sealed(entry, name):
                bent = {**entry, "data": {**entry["data"], name: other(entry["data"][name])}}
                yield name, pos, _with(log, pos, bent)
        yield "stream", pos, _with(log, pos, {**entry, "stream": other(entry["stream"])})
        break  # one entry of the type: the others of the command are as it is


def exchanged_texts(act: Act) -> list[str] | None:
    """The ciphertexts of the act exchanged for others, under the commitments that the person signed."""
    log, start = act.done(), act.log.next
    lines, found = list(log.lines), False
    for pos in range(start, log.next):
        entry = json.loads(lines[pos])
        for name in SEALED.get(entry["type"], ()):
            if _sealed(entry, name) and name != "old":
                entry["data"][name] = other(entry["data"][name])
                found = True
        lines[pos] = canonical(entry).decode()
    return rechained(log, lines, start).lines if found else None


def other(value: Any) -> Any:
    """Something else of the same kind."""
    if isinstance(value, bool) or value is None:
        return value is None or not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return [*value[:-1], other(value[-1])] if value else ["x"]
    if isinstance(value, dict):
        last = sorted(value)[-1]
        return {**value, last: other(value[last])}
    return _other_text(value)


def _other_text(text: str) -> str:
    if len(text) == 10 and text[4] == text[7] == "-":
        return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    if len(text) == 27 and text.endswith("Z"):
        return text[:-2] + ("1Z" if text[-2] == "0" else "0Z")
    if len(text) >= 38 and " " not in text:
        return ("B" if text[0] == "A" else "A") + text[1:]
    return {"T": "K", "K": "T", "sua": "bo_sung"}.get(text, text[:-1] + ("b" if text.endswith("a") else "a"))


def _sealed(entry: dict[str, Any], name: str) -> bool:
    value = entry["data"][name]
    fields = SEALED.get(entry["type"], ())
    return name in fields and isinstance(value, str) and len(value) >= 38 and value[1] != ":"


def _with(log: Any, pos: int, entry: dict[str, Any]) -> list[str]:
    lines = list(log.lines)
    lines[pos] = canonical(entry).decode()
    return list(rechained(log, lines, pos).lines)
