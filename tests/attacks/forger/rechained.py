"""Lines that were changed, moved or taken out, made to follow from each other again."""

import copy
import json
from collections.abc import Callable
from typing import Any, TypeVar

from tests.vectors.law.log import Log, b64, canonical, sha

L = TypeVar("L", bound=Log)


def with_entry(log: Log, pos: int, change: Callable[[dict[str, Any]], object], **fields: Any) -> list[str]:
    """The lines, the data of one changed, or other fields of it."""
    lines = list(log.lines)
    entry = json.loads(lines[pos])
    change(entry["data"])
    lines[pos] = canonical({**entry, **fields}).decode()
    return lines


def rechained(log: L, lines: list[str], start: int, seen: int | None = None) -> L:
    """A copy of the log with these lines, from `start` on with positions, versions and `prev` that fit.

    `seen`: the command there names the line before it as the one that its signer knew.
    """
    made = copy.deepcopy(log)
    made.lines, made.leaves = lines[:start], [sha(b"\0" + line.encode()) for line in lines[:start]]
    versions: dict[str, int] = {}
    for line in made.lines:
        entry = json.loads(line)
        versions[entry["stream"]] = entry["ver"]
    for line in lines[start:]:
        entry = json.loads(line)
        stream, pos = entry["stream"], len(made.lines)
        versions[stream] = versions.get(stream, 0) + 1
        entry |= {"pos": pos, "ver": versions[stream], "prev": b64(made.leaves[-1])}
        if pos == seen:
            entry["sign"]["seen"] = {"leaf": b64(made.leaves[-1]), "pos": pos - 1}
        raw = canonical(entry)
        made.lines.append(raw.decode())
        made.leaves.append(sha(b"\0" + raw))
    made._versions = versions
    return made
