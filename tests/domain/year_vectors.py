"""The law vectors of the school year as acts: the entries before, and the command that made the next."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.witnessing import WitnessCorrection
from domain.acts.pupils.attendance import AbsenceEdit, SetAbsences
from domain.acts.results.approval import ApproveResults
from domain.acts.results.promotion import DecidePromotion, PupilDecision
from domain.acts.results.retests import RetestEdit, SaveRetests
from domain.acts.results.titles import AwardTitles, TitleFor
from domain.acts.unit.classes import EnrolPupils, NewPupil
from domain.grounds.command import Command
from domain.law import ROWS, Fold
from domain.state.state import State
from domain.words.entry import Actor, Draft, Entry, Proof
from ledger.form.canonical import leaf_hash

ROOT = Path(__file__).parents[2]
DOCUMENT = json.loads((ROOT / "spec/vectors/law_year.json").read_text(encoding="utf-8"))
VECTORS = DOCUMENT["vectors"]
LOGS = DOCUMENT["logs"]
_RENAMED = {"class": "klass", "from": "start", "to": "end"}


class Asked(NamedTuple):
    """One command as the log has it: its entries, and what was asked for."""

    entries: list[Entry]
    command: Command | None


def entries_of(lines: list[str]) -> list[Entry]:
    """The entries of a log."""
    names = ("pos", "at", "stream", "ver", "type", "actor", "cmd", "i", "n")
    objects = map(json.loads, lines)
    return [
        Entry(*(obj[name] for name in names), leaf_hash(line.encode()), obj["data"])
        for line, obj in zip(lines, objects, strict=True)
    ]


def commands_in(entries: list[Entry]) -> Iterator[list[Entry]]:
    """The entries of each command."""
    start = 0
    while start < len(entries):
        yield entries[start : start + entries[start].n]
        start += entries[start].n


def types_of_the_year() -> set[str]:
    """The types that EVENTS.md has under "The school year"."""
    events = (ROOT / "spec/EVENTS.md").read_text(encoding="utf-8")
    section = re.split(r"^## ", events, flags=re.M)
    (year,) = (part for part in section if part.startswith("The school year"))
    return set(re.findall(r"^\| `([A-Z][A-Za-z]+)` \|", year, re.M))


def state_after(entries: list[Entry]) -> State:
    """Everything loaded: no stream is read later."""
    state = Fold(json.loads(LOGS["TT58_26"][0])["log"])
    state.advance(entries)
    return state


def load_for(state: State, command: Command, entries: list[Entry]) -> None:
    """What the writer does before a decision."""
    while missing := state.needs(command):
        for stream in missing:
            state.load(stream, [entry for entry in entries if entry.stream == stream])


def as_seen(state: State, command: Command) -> Command:
    """A `MarkEntered` names no base: the writer had seen the empty cell as it is."""
    if not isinstance(command, SaveMarks):
        return command
    book = state.books[command.book]
    empty = {e: book.cell(e.pupil, e.col).pos for e in command.cells if e.base == 0}
    cells = [e.model_copy(update={"base": empty[e]}) if e in empty else e for e in command.cells]
    return command.model_copy(update={"cells": cells})


def actor_of(entry: Entry) -> Actor:
    """Who the entry says acts."""
    claimed = entry.actor
    return Actor(
        person=claimed["person"],
        role=claimed["role"],
        basis=claimed["basis"],
        proof=Proof(**claimed["proof"]),
    )


def drafts_of(entries: list[Entry]) -> list[Draft]:
    """The entries as they were decided."""
    return [Draft(entry.stream, entry.type, entry.data) for entry in entries]


def command_of(entries: list[Entry]) -> Command | None:
    """The command behind the entries; None for types that no act of the year makes."""
    first, data = entries[0], [entry.data for entry in entries]
    if first.type.startswith("Mark"):
        cells = [_taken(CellEdit, {"base": 0, "value": None, **each}) for each in data]
        return _made(SaveMarks, {**_book(first), "cells": cells, "late": data[0].get("late")})
    if first.type in _LISTS:
        model, part, name = _LISTS[first.type]
        return _made(model, {**_named(data[0]), **_month(first), name: [_taken(part, each) for each in data]})
    if first.type == "PupilEnrolled":
        pupils = [_taken(NewPupil, {**each, "register_no": each["register"]}) for each in data]
        return EnrolPupils(klass=data[0]["class"], pupils=pupils)
    if first.type == "CorrectionProposed":
        items = [_taken(CorrectionEdit, each) for each in data[1:]]
        return _made(ProposeCorrection, {**_named(data[0]), "items": items})
    if first.type == "CorrectionWitnessed":
        return _made(WitnessCorrection, data[0])
    model = _ACTS.get(first.type)
    if model is None or (len(entries) > 1 and model is not ApproveResults):
        return None
    book = _book(first) if first.stream.startswith("book/") else {}
    return _made(model, {**book, **_named(data[0])})


def _made(model: Any, fields: dict[str, Any]) -> Any:
    return model.model_validate({name: fields[name] for name in model.model_fields if name in fields})


def _taken(model: Any, data: dict[str, Any]) -> Any:
    return _made(model, _named(data))


def _named(data: dict[str, Any]) -> dict[str, Any]:
    return {_RENAMED.get(name, name): value for name, value in data.items()}


def _book(entry: Entry) -> dict[str, Any]:
    _, klass, subject, semester = entry.stream.split("/")
    return {"klass": klass, "subject": subject, "semester": int(semester)}


def _month(entry: Entry) -> dict[str, Any]:
    return {"month": entry.stream[-7:]} if entry.stream.startswith("attendance/") else {}


_LISTS: dict[str, tuple[Any, Any, str]] = {
    "AbsenceSet": (SetAbsences, AbsenceEdit, "edits"),
    "PromotionDecided": (DecidePromotion, PupilDecision, "pupils"),
    "TitleAwarded": (AwardTitles, TitleFor, "pupils"),
    "RetestEntered": (SaveRetests, RetestEdit, "marks"),
}
_ACTS: dict[str, Any] = {row.act.ACT: row.act for row in ROWS.values() if row.act is not None}
