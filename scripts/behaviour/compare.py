"""Two folders `<kind>/<item>` compared byte for byte, and what differs told."""

import difflib
import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

EXCERPT = 24
"""Lines of a difference that are shown."""
LOOKED_AT = 200
"""Lines from the first that differs on: in a log that forks early, each line differs."""
WIDTH = 240
NAMED = 12
"""Further items of a kind that are named."""


class Said(NamedTuple):
    """A difference on purpose: kind and item (both may hold `*`), and its reason."""

    kind: str
    item: str
    reason: str


class Kind(NamedTuple):
    """How one kind came out: items in all, those that differ, and those that differ as said."""

    name: str
    items: int
    differing: list[str]
    said: dict[str, str]
    excerpt: str


def read_said(path: Path) -> list[Said]:
    """The lines `kind item reason` of a file; none without a file. ValueError: a line has no reason."""
    if not path.exists():
        return []
    lines = [line.split(maxsplit=2) for line in path.read_text("utf-8").splitlines()]
    parts = [line for line in lines if line and not line[0].startswith("#")]
    for line in parts:
        if len(line) != len(Said._fields):
            raise ValueError(f"{path.name}: kind, item, reason: {' '.join(line)}")
    return [Said(*line) for line in parts]


def compare(theirs: Path, ours: Path, said: list[Said]) -> list[Kind]:
    """Every kind that one of both folders holds."""
    names = sorted({folder.name for root in (theirs, ours) for folder in root.iterdir() if folder.is_dir()})
    return [_kind(name, theirs / name, ours / name, said) for name in names]


def _kind(name: str, theirs: Path, ours: Path, said: list[Said]) -> Kind:
    old, new = _items(theirs), _items(ours)
    every = sorted(old.keys() | new.keys())
    other = [item for item in every if old.get(item) != new.get(item)]
    reasons = {item: reason for item in other if (reason := _reason(said, name, item)) is not None}
    differing = [item for item in other if item not in reasons]
    first = differing[0] if differing else ""
    excerpt = difference(first, old.get(first), new.get(first)) if first else ""
    return Kind(name, len(every), differing, reasons, excerpt)


def _items(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _reason(said: list[Said], kind: str, item: str) -> str | None:
    found = (each.reason for each in said if fnmatchcase(kind, each.kind) and fnmatchcase(item, each.item))
    return next(found, None)


def difference(item: str, old: bytes | None, new: bytes | None) -> str:
    """The first lines of a unified diff; of what is no text, the first byte that differs."""
    if old is None or new is None:
        return f"{item}: only in {'this tree' if old is None else 'the other'}"
    try:
        lines = [_broken(raw.decode()) for raw in (old, new)]
    except UnicodeDecodeError:
        return f"{item}: {_at_byte(old, new)}"
    start = max(0, _first(*lines) - 1)
    near = [side[start : start + LOOKED_AT] for side in lines]
    diff = list(difflib.unified_diff(*near, f"REV/{item} from {start + 1}", f"here/{item}", n=1, lineterm=""))
    return "\n".join(line[:WIDTH] for line in diff[:EXCERPT]) or f"{item}: {_at_byte(old, new)}"


def _broken(text: str) -> list[str]:
    """Lines; those of an object that stands on one line are its members."""
    return [part for line in text.splitlines() for part in re.split(r"(?<=[,{\[])\s?(?=[\"{\[])", line)]


def _at_byte(old: bytes, new: bytes) -> str:
    at = _first(old, new)
    near = slice(max(0, at - 60), at + 40)
    return f"byte {at} of {len(old)} and {len(new)}\n-{old[near]!r}\n+{new[near]!r}"


def _first(old: Sequence[object], new: Sequence[object]) -> int:
    """The place of the first difference."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, pair in pairs if pair[0] != pair[1]), min(len(old), len(new)))


def report(kinds: list[Kind], rev: str) -> str:
    """A line for each kind; of one that differs, its first difference and the names of the next."""
    lines: list[str] = []
    for kind in kinds:
        other = len(kind.differing)
        outcome = f"{other} DIFFER from {rev}" if other else "equal"
        lines.append(f"{kind.name:<12} {kind.items:>6}  {outcome}")
        lines += [f"    {item}: differs, as said: {reason}" for item, reason in kind.said.items()]
        if other:
            lines.append("\n".join(f"    {line}" for line in kind.excerpt.splitlines()))
            lines += [f"    also {item}" for item in kind.differing[1:NAMED]]
            lines += [f"    and {other - NAMED} more"] if other > NAMED else []
    return "\n".join(lines)
