"""Which records differ between evidence and a log, named one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from verify.log import Entry, Log
from verify.proof.canonical import encode
from verify.records import MARKS, record_of

# Every line after an edited one has another `prev` without being edited itself, and after an inserted one
# another place; what is left identifies a record, and its salt recognises it.
_PLACE = ("prev", "pos", "ver")

Say = Callable[..., None]


def name_differences(known: Log, log: Log, first: int, say: Say, *, whole: bool) -> None:
    """Call `say(code, pos, …)` for each record that the log no longer holds as it was, or holds in addition.

    `first` is the first position whose leaves differ. With `whole` the log claims to be all there is, so
    that records of the evidence beyond its end are lost: LOG_SHRANK; all others are HISTORY_REWRITTEN.
    """
    before, after = _by_salt(known, first, len(known)), _by_salt(log, first, len(log))
    pupils = log.facts.pupils | known.facts.pupils
    rewritten = partial(say, "HISTORY_REWRITTEN")
    for index in range(first, len(known)):
        was = known.entry(index)
        if was is None:
            continue
        now = _counterpart(was, index, log, before, after)
        if now is None and index >= len(log):
            if whole:
                _name(partial(say, "LOG_SHRANK"), was, None, index, pupils)
        elif now is None or _content(was) != _content(now):
            _name(rewritten, was, now, index, pupils)
    # What stands after the last record that the evidence knows too is growth, not insertion.
    last_known = max((place for salt, place in after.items() if salt in before), default=len(known))
    for index in range(first, min(last_known, len(log))):
        entry = log.entry(index)
        if entry is None or entry["salt"] in before:
            continue
        if _counterpart(entry, index, known, after, before) is None:
            _name(rewritten, None, entry, index, pupils)


def _by_salt(log: Log, start: int, stop: int) -> dict[str, int]:
    entries = ((index, log.entry(index)) for index in range(start, stop))
    return {entry["salt"]: index for index, entry in entries if entry is not None}


def _counterpart(
    entry: Entry, index: int, other: Log, mine: dict[str, int], theirs: dict[str, int]
) -> Entry | None:
    """The same record in the other log: by its salt, else whatever unknown record stands in its place."""
    if entry["salt"] in theirs:
        return other.entry(theirs[entry["salt"]])
    if index >= len(other):
        return None
    there = other.entry(index)
    return there if there is not None and there["salt"] not in mine else None


def _content(entry: Entry) -> Entry:
    return {name: value for name, value in entry.items() if name not in _PLACE}


def _name(say: Say, was: Entry | None, now: Entry | None, pos: int, pupils: Mapping[str, str]) -> None:
    # By the evidence, where it knows the record: what the log says of it may be what was forged.
    entry = was or now or {}
    record = record_of(entry) | _values(was, now)
    say(pos, **record, type=entry.get("type"), name=pupils.get(str(record.get("pupil"))))


def _values(was: Entry | None, now: Entry | None) -> dict[str, Any]:
    """Old (evidence) and new (log): the mark where the mark differs, else the fields that differ."""
    if was is None or now is None:
        change = "inserted" if was is None else "removed"
        return {"old": was and _value(was), "new": now and _value(now), "change": change}
    if was["type"] in MARKS and now["type"] in MARKS and _value(was) != _value(now):
        return {"old": _value(was), "new": _value(now)}
    names = [name for name in was if name not in (*_PLACE, "salt") and was[name] != now[name]]
    return {"old": _short(was, names), "new": _short(now, names), "fields": ",".join(names) or "salt"}


def _value(entry: Entry) -> Any:
    return entry["data"].get("value") if entry["type"] in MARKS else _short(entry, ["type", "data"])


def _short(entry: Entry, names: list[str]) -> str:
    return encode({name: entry[name] for name in names}).decode()[:300]
