"""Close, lock and unlock of a class's gradebooks in one semester (S28, S56; LAW 23-24)."""

from typing import Any

from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.reading import term_books
from domain.grounds.rows import Row
from domain.grounds.sights import term_cells
from domain.grounds.situation import Situation, known_class, refuse_if_locked
from domain.state.facts import Close
from domain.state.state import State
from domain.words import said
from domain.words.days import later
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Decision, Digest, Id, Instant, Position, Semester, Text, Typed
from domain.words.intent import digest
from domain.words.refusal import Refusal

CloseProposed = TypedDict(
    "CloseProposed",
    {
        "class": Id,
        "semester": Semester,
    },
)


CLOSE_PROPOSED = Event(CloseProposed, "close/{class}/{semester}")


CloseRefused = TypedDict(
    "CloseRefused",
    {
        "class": Id,
        "semester": Semester,
        "proposal": Position,
        "reason": Text,
    },
)


CLOSE_REFUSED = Event(CloseRefused, "close/{class}/{semester}")


BookLocked = TypedDict(
    "BookLocked",
    {
        "class": Id,
        "semester": Semester,
        "proposal": Position,
        "decision": said.Decision,
        "count": Position,
        "digest": Digest,
    },
)


BOOK_LOCKED = Event(BookLocked, "close/{class}/{semester}")


BookUnlocked = TypedDict(
    "BookUnlocked",
    {
        "class": Id,
        "semester": Semester,
        "reason": Text,
        "decision": said.Decision,
        "until": Instant,
    },
)


BOOK_UNLOCKED = Event(BookUnlocked, "close/{class}/{semester}")


class CloseCommand(Command):
    """An act on the close of one class and semester."""

    klass: Id
    semester: Semester


class ProposeClose(CloseCommand):
    """The board asks for it; a leader decides."""

    ACT = "CloseProposed"


class RefuseClose(CloseCommand):
    """Decide against the close that the board proposed; it may propose again."""

    ACT = "CloseRefused"
    reason: Typed


class LockBook(CloseCommand):
    """Decide the close that the board proposed."""

    ACT = "BookLocked"
    decision: Decision

    def reads(self, state: State) -> list[str]:
        """Every gradebook of the class in that semester; its approval, if the year was opened (LAW 23)."""
        books = term_books(state, self.klass, self.semester)
        return [*books, f"term/{self.klass}/{self.semester}"]


class UnlockBook(CloseCommand):
    """Open a locked book again, up to `until`: it locks by itself."""

    ACT = "BookUnlocked"
    reason: Typed
    decision: Decision
    until: Instant


LONGEST_UNLOCK = 30
"""Days, unless the school's own procedure says fewer (LAW 24, S57)."""


def propose(act: Situation, command: ProposeClose) -> list[Draft]:
    """LAW 23: the board proposes (S28)."""
    known_class(act.state, command.klass)
    refuse_if_locked(act.state, command.klass, command.semester, act.now)
    close = act.state.close(command.klass, command.semester)
    if close.proposal is not None:
        raise Refusal("ALREADY_EXISTS", "S28", proposal=close.proposal)
    return [CLOSE_PROPOSED.draft({"class": command.klass, "semester": command.semester})]


def refuse(act: Situation, command: RefuseClose) -> list[Draft]:
    """LAW 23."""
    proposal = _open_proposal(act, command)
    data = {"class": command.klass, "semester": command.semester, "proposal": proposal}
    return [CLOSE_REFUSED.draft({**data, "reason": command.reason})]


def lock(act: Situation, command: LockBook) -> list[Draft]:
    """LAW 23: the leader decides on the board's proposal; the digest binds every cell that holds a value."""
    proposal = _open_proposal(act, command)
    cells = term_cells(act.state, command.klass, command.semester)
    seen = digest(cells)
    _refuse_unapproved(act.state, command, seen)
    data: dict[str, Any] = {"class": command.klass, "semester": command.semester, "proposal": proposal}
    data |= {"decision": command.decision.model_dump(), "count": len(cells), "digest": seen}
    return [BOOK_LOCKED.draft(data)]


def _refuse_unapproved(state: State, command: LockBook, seen: str) -> None:
    """LAW 23 (S63): in an opened year what is locked was approved last, by an approval that stands."""
    if state.classes[command.klass].year not in state.years:
        return
    approval = state.term(command.klass, command.semester).approval
    touched = state.touched.get((command.klass, command.semester), -1)
    if approval is None or approval.digest != seen or touched > approval.pos:
        approved = approval.pos if approval else None
        raise Refusal(
            "NOT_APPROVED", "S63", klass=command.klass, semester=command.semester, approved=approved
        )


def unlock(act: Situation, command: UnlockBook) -> list[Draft]:
    """LAW 24 (S56): the head opens a locked book for at most 30 days; it locks again by itself."""
    close = act.state.close(command.klass, command.semester)
    if not close.locked_at(act.latest):
        raise Refusal("NOT_LOCKED", "S56", klass=command.klass, semester=command.semester)
    procedure = act.state.procedure
    latest = later(act.latest, days=procedure.days if procedure else LONGEST_UNLOCK)
    if not act.latest < command.until <= latest:
        raise Refusal("BAD_PERIOD", "S56", until=command.until, latest=latest)
    data = {"class": command.klass, "semester": command.semester, "reason": command.reason}
    return [BOOK_UNLOCKED.draft({**data, "decision": command.decision.model_dump(), "until": command.until})]


def _open_proposal(act: Situation, command: RefuseClose | LockBook) -> int:
    close: Close = act.state.close(command.klass, command.semester)
    if close.proposal is None:
        raise Refusal("NO_PROPOSAL", "S28", klass=command.klass, semester=command.semester)
    if act.actor.person == close.proposer:
        raise Refusal("PROPOSER_DECIDES", "S28", proposer=close.proposer)
    return close.proposal


def _close(state: State, data: CloseProposed | CloseRefused | BookLocked | BookUnlocked) -> Close:
    return state.closes.setdefault((data["class"], data["semester"]), Close())


def _propose_close(state: State, entry: Entry, data: CloseProposed) -> None:
    close = _close(state, data)
    close.proposal, close.proposer = entry.pos, entry.actor["person"]


def _refuse_close(state: State, _entry: Entry, data: CloseRefused) -> None:
    _close(state, data).proposal = None


def _lock(state: State, entry: Entry, data: BookLocked) -> None:
    close = _close(state, data)
    close.proposal, close.locked, close.until = None, entry.pos, ""


def _unlock(state: State, _entry: Entry, data: BookUnlocked) -> None:
    _close(state, data).until = data["until"]


ROWS = (
    Row(CLOSE_PROPOSED, ProposeClose, propose, apply=_propose_close),
    Row(CLOSE_REFUSED, RefuseClose, refuse, apply=_refuse_close),
    Row(BOOK_LOCKED, LockBook, lock, apply=_lock),
    Row(BOOK_UNLOCKED, UnlockBook, unlock, apply=_unlock),
)
