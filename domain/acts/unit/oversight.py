"""Procedure after a lock, incidents, the provider's commitment, the operations journal (LAW 44-45)."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.rows import Righting, Row
from domain.grounds.situation import Situation, refuse_period
from domain.state.facts import Procedure
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Clauses, Day, Decision, Id, Seats, Text, Typed
from domain.words.refusal import Refusal


class ProcedureSet(TypedDict):
    """`days` is the longest unlocking after a close; `seats` who must be present at a change."""

    seats: Seats
    days: Annotated[int, Field(ge=1, le=30)]
    papers: Text
    decision: said.Decision


PROCEDURE_SET = Event(ProcedureSet, "school")


class IncidentReported(TypedDict):
    """Something went wrong with the system; `incident` names it for its answers."""

    incident: Id
    text: Text


INCIDENT_REPORTED = Event(IncidentReported, "incident/{incident}")


class IncidentAnswered(TypedDict):
    """`state` says whether it is closed by the answer."""

    incident: Id
    text: Text
    state: Literal["open", "closed"]


INCIDENT_ANSWERED = Event(IncidentAnswered, "incident/{incident}")


CommitmentSigned = TypedDict(
    "CommitmentSigned",
    {
        "commitment": Id,
        "provider": Text,
        "clauses": Clauses,
        "years": Annotated[int, Field(ge=1, le=100)],
        "from": Day,
        "to": Day,
        "decision": said.Decision,
    },
)


COMMITMENT_SIGNED = Event(CommitmentSigned, "commitment/{commitment}")


class JournalNoted(TypedDict):
    """A line of the follow-up book, signed like any act."""

    text: Text


JOURNAL_NOTED = Event(JournalNoted, "journal")


class SetProcedure(Command):
    """The school's procedure for changes after a lock: never fewer than the three witnesses (S57)."""

    ACT = "ProcedureSet"
    seats: Seats
    days: Annotated[int, Field(strict=True)]
    papers: Typed
    decision: Decision


class ReportIncident(Command):
    """Tell of something that went wrong with the system."""

    ACT = "IncidentReported"
    incident: Id
    text: Typed


class AnswerIncident(Command):
    """Tell what was done about it; the last answer closes it."""

    ACT = "IncidentAnswered"
    incident: Id
    text: Typed
    state: Literal["open", "closed"]


class SignCommitment(Command):
    """The provider's commitment, with those of the five clauses of S51 that it holds."""

    ACT = "CommitmentSigned"
    commitment: Id
    provider: Typed
    clauses: Clauses
    years: Annotated[int, Field(strict=True)]
    start: Day
    end: Day
    decision: Decision


class NoteJournal(Command):
    """Write into the follow-up book of how the e-gradebook is operated."""

    ACT = "JournalNoted"
    text: Typed


def set_procedure(_act: Situation, command: SetProcedure) -> list[Draft]:
    """LAW 44: the model refuses fewer than three witnesses or more than 30 days (S57)."""
    return [PROCEDURE_SET.draft(command.model_dump())]


def report_incident(act: Situation, command: ReportIncident) -> list[Draft]:
    """LAW 45 (S77)."""
    if command.incident in act.state.incidents:
        raise Refusal("ALREADY_EXISTS", "S77", incident=command.incident)
    return [INCIDENT_REPORTED.draft(command.model_dump())]


def answer_incident(act: Situation, command: AnswerIncident) -> list[Draft]:
    """LAW 45: a closed incident is not answered again; a new report is an own one."""
    if act.state.incidents.get(command.incident) not in ("reported", "open"):
        state = act.state.incidents.get(command.incident, "")
        raise Refusal("INCIDENT_STATE", "S77", incident=command.incident, state=state)
    return [INCIDENT_ANSWERED.draft(command.model_dump())]


def sign_commitment(act: Situation, command: SignCommitment) -> list[Draft]:
    """LAW 45: the provider's commitment as it was signed; missing clauses are shown, not hidden (S51)."""
    if command.commitment in act.state.commitments:
        raise Refusal("ALREADY_EXISTS", "S51", commitment=command.commitment)
    refuse_period(command.start, command.end)
    data = command.model_dump(include={"commitment", "provider", "clauses", "years", "decision"})
    return [COMMITMENT_SIGNED.draft({**data, "from": command.start, "to": command.end})]


def note_journal(_act: Situation, command: NoteJournal) -> list[Draft]:
    """LAW 45: a signed note in the follow-up book of how the e-gradebook is operated (S35)."""
    return [JOURNAL_NOTED.draft(command.model_dump())]


def _procedure(state: State, entry: Entry, data: ProcedureSet) -> None:
    state.procedure = Procedure(entry.pos, data["days"])


def _report(state: State, _entry: Entry, data: IncidentReported) -> None:
    state.incidents[data["incident"]] = "reported"


def _answer(state: State, _entry: Entry, data: IncidentAnswered) -> None:
    state.incidents[data["incident"]] = data["state"]


def _commit(state: State, _entry: Entry, data: CommitmentSigned) -> None:
    state.commitments.add(data["commitment"])


INCIDENTS = (("incidents", ""),)
ROWS = (
    Row(PROCEDURE_SET, SetProcedure, set_procedure, apply=_procedure),
    Row(INCIDENT_REPORTED, ReportIncident, report_incident, apply=_report, changes=INCIDENTS),
    Row(INCIDENT_ANSWERED, AnswerIncident, answer_incident, apply=_answer, changes=INCIDENTS),
    Row(
        COMMITMENT_SIGNED,
        SignCommitment,
        sign_commitment,
        apply=_commit,
        righting=Righting(withdrawable=True),
    ),
    Row(JOURNAL_NOTED, NoteJournal, note_journal, changes=()),
)
