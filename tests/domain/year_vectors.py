"""The law vectors of the school year as acts: the entries before, and the command that made the next."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from domain.acts import commands as c
from domain.acts import commands_right as r
from domain.acts import commands_year as y
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
    command: c.Command | None


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


def state_after(entries: list[Entry]) -> State:
    """Everything loaded: no stream is read later."""
    state = State(json.loads(LOGS["TT58_26"][0])["log"])
    state.advance(entries)
    return state


def load_for(state: State, command: c.Command, entries: list[Entry]) -> None:
    """What the writer does before a decision."""
    while missing := state.needs(command):
        for stream in missing:
            state.load(stream, [entry for entry in entries if entry.stream == stream])


def as_seen(state: State, command: c.Command) -> c.Command:
    """A `MarkEntered` names no base: the writer had seen the empty cell as it is."""
    if not isinstance(command, c.SaveMarks):
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


def command_of(entries: list[Entry]) -> c.Command | None:
    """The command behind the entries; None for types that no act of the year makes."""
    first, data = entries[0], [entry.data for entry in entries]
    if first.type.startswith("Mark"):
        cells = [_taken(c.CellEdit, {"base": 0, "value": None, **each}) for each in data]
        return _made(c.SaveMarks, {**_book(first), "cells": cells, "late": data[0].get("late")})
    if first.type in _LISTS:
        model, part, name = _LISTS[first.type]
        return _made(model, {**_named(data[0]), **_month(first), name: [_taken(part, each) for each in data]})
    if first.type == "PupilEnrolled":
        pupils = [_taken(c.NewPupil, {**each, "register_no": each["register"]}) for each in data]
        return c.EnrolPupils(klass=data[0]["class"], pupils=pupils)
    if first.type == "CorrectionProposed":
        items = [_taken(c.CorrectionEdit, each) for each in data[1:]]
        return _made(c.ProposeCorrection, {**_named(data[0]), "items": items})
    if first.type == "CorrectionWitnessed":
        return _made(c.WitnessCorrection, data[0])
    model = _ACTS.get(first.type)
    if model is None or (len(entries) > 1 and model is not y.ApproveResults):
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
    "AbsenceSet": (y.SetAbsences, y.AbsenceEdit, "edits"),
    "PromotionDecided": (y.DecidePromotion, y.PupilDecision, "pupils"),
    "TitleAwarded": (y.AwardTitles, y.TitleFor, "pupils"),
    "RetestEntered": (y.SaveRetests, y.RetestEdit, "marks"),
}
_PLAIN = (
    *(y.OpenYear, y.FoundBoard, y.NameSubstitute, y.SetStaffProfile, y.PlacePupil, y.RecordLeaving),
    *(y.RecordArrival, y.BringResult, y.GrantExemption, y.EndExemption, y.AllowOneSemester, y.ConfirmRoster),
    *(y.ConfirmMonth, y.SignMonth, y.ReopenMonth, y.DateColumn, y.CompareBook, y.DeclareBook, y.SignBook),
    *(y.SignClass, y.ApproveResults, y.SignPromotionList, y.OpenBoard, y.OpenRetests, y.RegisterRetest),
    *(y.JudgeSummer, y.SetProcedure, y.CheckProgress, y.RateTeacher, y.ReportIncident, y.AnswerIncident),
    *(y.SignCommitment, y.NoteJournal, c.Appoint, c.OpenClass, c.SetWindow, c.RegisterPerson),
    *(r.WithdrawAct, r.ProposeRectification, r.WitnessRectification, r.DecideRectification),
    *(c.MoveWindow, c.ProposeClose, c.LockBook, c.UnlockBook, c.PublishColumn, c.PermitLateEntry),
)
_ACTS: dict[str, Any] = {model.ACT: model for model in _PLAIN}
