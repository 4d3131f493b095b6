"""Accounts opened, lost factors given again by two persons, security checks (LAW 56, 58; S54, S55)."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.rows import Row
from domain.grounds.situation import Situation, known_person, refuse_self
from domain.state.credentials import Ask
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Decision, Digest, Id, Position, Text, Typed
from domain.words.refusal import Refusal


class AccountOpened(TypedDict):
    """The person may have an account; it gives no right, and nobody is bound to use it."""

    person: Id
    decision: said.Decision


ACCOUNT_OPENED = Event(AccountOpened, "person/{person}")


class ResetAsked(TypedDict):
    """The person lost a factor; a second person is asked to have it given again."""

    person: Id
    reason: Text


RESET_ASKED = Event(ResetAsked, "person/{person}")


class ResetGranted(TypedDict):
    """What the entry at `ask` asked for is granted."""

    person: Id
    ask: Position


RESET_GRANTED = Event(ResetGranted, "person/{person}")

Finding = Literal["failed", "no_factor", "old", "reset", "shared", "unused", "weak"]


def _each_once(rows: list[list[str | int]]) -> list[list[str | int]]:
    kinds = [row[0] for row in rows if [type(each) for each in row] == [str, int]]
    if len(kinds) != len(rows) or kinds != sorted({str(kind) for kind in kinds}):
        raise ValueError("must be rows of kind and number, sorted, each kind once")
    return rows


Figure = Annotated[list[Finding | Position], Field(min_length=2, max_length=2)]
Figures = Annotated[list[Figure], Field(max_length=7), AfterValidator(_each_once)]


class SecurityChecked(TypedDict):
    """How many of the `accounts` had which finding; the rows behind `digest` stay beside the log."""

    accounts: Position
    figures: Figures
    digest: Digest


SECURITY_CHECKED = Event(SecurityChecked, "security")


class OpenAccount(Command):
    """Let a registered person have an account of their own."""

    ACT = "AccountOpened"
    person: Id
    decision: Decision


class AskReset(Command):
    """Ask that a person's lost factor be given again."""

    ACT = "ResetAsked"
    person: Id
    reason: Typed


class GrantReset(Command):
    """Grant it, as another than who asked."""

    ACT = "ResetGranted"
    person: Id
    ask: Position


class CheckSecurity(Command):
    """Keep what a check of the unit's accounts found."""

    ACT = "SecurityChecked"
    accounts: Position
    figures: Figures
    digest: Digest


def open_account(act: Situation, command: OpenAccount) -> list[Draft]:
    """LAW 56."""
    known_person(act.state, command.person)
    refuse_self(act, command.person)
    return [ACCOUNT_OPENED.draft(command.model_dump())]


def ask_reset(act: Situation, command: AskReset) -> list[Draft]:
    """LAW 56: for somebody else; the newest asking counts."""
    known_person(act.state, command.person)
    refuse_self(act, command.person)
    return [RESET_ASKED.draft(command.model_dump())]


def grant_reset(act: Situation, command: GrantReset) -> list[Draft]:
    """LAW 56: three are there: who lost it, who asked, who grants."""
    ask = act.state.asks.get(command.person)
    if ask is None or ask.granted or ask.pos != command.ask:
        raise Refusal("UNKNOWN_ACT", "S54", of=command.ask, newest=ask.pos if ask else None)
    if ask.asker == act.actor.person:
        raise Refusal("PROPOSER_DECIDES", "S54", proposer=ask.asker)
    refuse_self(act, command.person)
    return [RESET_GRANTED.draft(command.model_dump())]


def check_security(_act: Situation, command: CheckSecurity) -> list[Draft]:
    """LAW 58: no rule reads it."""
    return [SECURITY_CHECKED.draft(command.model_dump())]


def _ask(state: State, entry: Entry, data: ResetAsked) -> None:
    state.asks[data["person"]] = Ask(entry.pos, entry.actor["person"])


def _grant(state: State, _entry: Entry, data: ResetGranted) -> None:
    state.asks[data["person"]] = state.asks[data["person"]]._replace(granted=True)


ASKS = (("asks", ""),)
ROWS = (
    Row(ACCOUNT_OPENED, OpenAccount, open_account, changes=()),
    Row(RESET_ASKED, AskReset, ask_reset, apply=_ask, changes=ASKS),
    Row(RESET_GRANTED, GrantReset, grant_reset, apply=_grant, changes=ASKS),
    Row(SECURITY_CHECKED, CheckSecurity, check_security, changes=()),
)
