"""Entries of the log written once more with something else in them: what no command would ever make."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any, NamedTuple

from domain.law import EVENTS
from domain.words.entry import Draft, Entry
from tests.domain.adversary.tale import Step, Tale

MARKS = ("MarkEntered", "MarkChanged", "MarkCleared", "CorrectionApplied")


class Raw(NamedTuple):
    """One entry for the pen alone."""

    draft: Draft


def echo(tale: Tale, rng: Random) -> Iterator[Step | Raw]:
    """Three entries of before, each with one or two fields of others."""
    people = ("LogCreated", "SnapshotPlanned", "CorrectionLapsed")
    pool = [entry for entry in tale.log if entry.type not in people]
    fields: dict[str, list[Any]] = {}
    for entry in pool:
        for key, value in entry.data.items():
            fields.setdefault(key, []).append(value)
    for entry in rng.sample(pool, 3):
        data = deepcopy(entry.data)
        for key in rng.sample(sorted(data), min(len(data), rng.choice((1, 2)))):
            if key not in ("digest", "decision", "intent"):
                data[key] = deepcopy(rng.choice(fields[key]))
        book = _book(tale, rng, entry)
        if entry.type in MARKS or entry.type == "AbsenceSet":
            _rebase(tale, rng, entry.type, book, data)
        yield Raw(Draft(EVENTS[entry.type].stream_of(data, book), entry.type, data))


def _book(tale: Tale, rng: Random, entry: Entry) -> str:
    """The same book, or another."""
    if not entry.stream.startswith("book/") or rng.random() < 0.5:
        return entry.stream
    return rng.choice([each.stream for each in tale.log if each.stream.startswith("book/")])


def _rebase(tale: Tale, rng: Random, type_: str, book: str, data: dict[str, Any]) -> None:
    """Mostly on what stands there now."""
    if rng.random() < 0.2:
        return
    if type_ == "AbsenceSet":
        month = f"attendance/{data['class']}/{data['date'][:7]}"
        key = ("pupil", "date", "session")
    else:
        month, key = book, ("pupil", "col")
    last = [e for e in tale.log if e.stream == month and all(e.data.get(k) == data[k] for k in key)]
    old, base = (last[-1].data.get("value"), last[-1].pos) if last else (None, 0)
    data |= {k: v for k, v in (("old", old), ("base", base)) if k in data}
