"""Procedure after a lock, incidents, the provider's commitment, the operations journal (LAW 44-45)."""

from collections.abc import Callable
from typing import Any

from domain.acts.commands import Command
from domain.acts.commands_year import (
    AnswerIncident,
    NoteJournal,
    ReportIncident,
    SetProcedure,
    SignCommitment,
)
from domain.acts.events import draft
from domain.grounds.situation import Situation, refuse_period
from domain.words.entry import Draft, Refusal


def set_procedure(_act: Situation, command: SetProcedure) -> list[Draft]:
    """LAW 44: the model refuses fewer than three witnesses or more than 30 days (S57)."""
    return [draft("ProcedureSet", command.model_dump())]


def report_incident(act: Situation, command: ReportIncident) -> list[Draft]:
    """LAW 45 (S77)."""
    if command.incident in act.state.incidents:
        raise Refusal("ALREADY_EXISTS", "S77", incident=command.incident)
    return [draft("IncidentReported", command.model_dump())]


def answer_incident(act: Situation, command: AnswerIncident) -> list[Draft]:
    """LAW 45: a closed incident is not answered again; a new report is an own one."""
    if act.state.incidents.get(command.incident) not in ("reported", "open"):
        state = act.state.incidents.get(command.incident, "")
        raise Refusal("INCIDENT_STATE", "S77", incident=command.incident, state=state)
    return [draft("IncidentAnswered", command.model_dump())]


def sign_commitment(act: Situation, command: SignCommitment) -> list[Draft]:
    """LAW 45: the provider's commitment as it was signed; missing clauses are shown, not hidden (S51)."""
    if command.commitment in act.state.commitments:
        raise Refusal("ALREADY_EXISTS", "S51", commitment=command.commitment)
    refuse_period(command.start, command.end)
    data = command.model_dump(include={"commitment", "provider", "clauses", "years", "decision"})
    return [draft("CommitmentSigned", {**data, "from": command.start, "to": command.end})]


def note_journal(_act: Situation, command: NoteJournal) -> list[Draft]:
    """LAW 45: a signed note in the follow-up book of how the e-gradebook is operated (S35)."""
    return [draft("JournalNoted", command.model_dump())]


DECIDE: dict[type[Command], Callable[[Situation, Any], list[Draft]]] = {
    SetProcedure: set_procedure,
    ReportIncident: report_incident,
    AnswerIncident: answer_incident,
    SignCommitment: sign_commitment,
    NoteJournal: note_journal,
}
