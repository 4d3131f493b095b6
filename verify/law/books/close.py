"""LAW 23 and 24: close, lock, unlock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.law.books.digests import digest_of
from verify.law.fields import DECISION, TERM
from verify.law.pupils.touching import untouched
from verify.law.rights import right
from verify.law.shape import is_digest, is_instant, is_natural, is_text, later
from verify.law.state.cells import RESERVED, Term
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.types import Type
from verify.law.unit.classes import class_open

LONGEST_UNLOCK = 30
"""Days, unless the school's own procedure says fewer (LAW 24)."""


def _term(state: State, e: Entry) -> Term:
    return state.term(e.data["class"], e.data["semester"])


def term_not_locked(state: State, e: Entry) -> str | None:
    """LAW 23, 37, 38: class and semester are not locked."""
    return "BOOK_LOCKED" if _term(state, e).locked(e.t) else None


def nothing_proposed(state: State, e: Entry) -> str | None:
    """LAW 23: one proposal at a time."""
    return None if _term(state, e).proposal is None else "ALREADY_EXISTS"


def propose_close(state: State, e: Entry) -> None:
    """Whose proposal is open."""
    term = _term(state, e)
    term.proposal, term.proposer = e.pos, e.person


def proposal_open(state: State, e: Entry) -> str | None:
    """LAW 23 (S28): it names the open proposal."""
    return None if _term(state, e).proposal == e.data["proposal"] else "NO_PROPOSAL"


def not_own_close(state: State, e: Entry) -> str | None:
    """LAW 23: not by the person who proposed."""
    term = _term(state, e)
    return "PROPOSER_DECIDES" if term.proposal is not None and term.proposer == e.person else None


def end_proposal(state: State, e: Entry) -> None:
    """None is open any more."""
    _term(state, e).proposal = None


def term_seen(state: State, klass: str, semester: int) -> tuple[int, str]:
    """Number of cells that hold a value in the books of a class and semester, and their digest."""
    subjects, term = (*_subjects(state, klass), *RESERVED), state.term(klass, semester)
    if term.seen is None or term.seen[0] != subjects:
        rows: list[list[Any]] = []
        for subject in subjects:
            book = state.books.get(f"book/{klass}/{subject}/{semester}")
            rows += book.rows(subject) if book is not None else ()
        rows.sort()
        term.seen = subjects, (len(rows), digest_of(rows))
    return term.seen[1]


def stands(state: State, klass: str, semester: int, digest: str | None, since: int) -> bool:
    """Whether that digest, signed or approved at that position, is of what is there now, and untouched."""
    return digest == term_seen(state, klass, semester)[1] and untouched(state, klass, semester, since)


def _subjects(state: State, klass: str) -> Iterable[str]:
    return state.classes[klass].offers if klass in state.classes else ()


def term_digest_right(state: State, e: Entry) -> str | None:
    """LAW 23, 37, 38: count and digest are those of all cells of class and semester."""
    seen = term_seen(state, e.data["class"], e.data["semester"])
    return None if (e.data["count"], e.data["digest"]) == seen else "DIGEST_WRONG"


def approved(state: State, e: Entry) -> str | None:
    """LAW 23 (S63): in an opened year what is locked was approved last, by an approval that stands."""
    klass = state.classes.get(e.data["class"])
    if klass is None or klass.year not in state.years:
        return None
    last = state.record.result(e.data["class"], e.data["semester"])
    kept = untouched(state, e.data["class"], e.data["semester"], last.approved_at)
    return None if last.approved == e.data["digest"] and kept else "NOT_APPROVED"


def lock(state: State, e: Entry) -> None:
    """Locked, whatever was unlocked; its cells are of record for good."""
    term = _term(state, e)
    term.proposal, term.ever_locked, term.unlocked_until = None, True, ""


def term_locked(state: State, e: Entry) -> str | None:
    """LAW 24: only what is locked is unlocked."""
    return None if _term(state, e).locked(e.t) else "NOT_LOCKED"


def unlock_is_short(state: State, e: Entry) -> str | None:
    """LAW 24 (S56, S57): no longer than 30 days, or the school's own limit."""
    longest = later(e.t, days=state.oversight.longest_unlock or LONGEST_UNLOCK)
    return None if e.t < e.data["until"] <= longest else "BAD_PERIOD"


def unlock(state: State, e: Entry) -> None:
    """Open until then; it locks again with no entry."""
    term = _term(state, e)
    term.unlocked_until = max(term.unlocked_until, e.data["until"])


TYPES: dict[str, Type] = {
    "CloseProposed": Type(
        stream="close/{class}/{semester}",
        fields=TERM,
        rules=(right, class_open, term_not_locked, nothing_proposed),
        apply=propose_close,
    ),
    "CloseRefused": Type(
        stream="close/{class}/{semester}",
        fields={**TERM, "proposal": is_natural, "reason": is_text},
        rules=(right, proposal_open, not_own_close),
        apply=end_proposal,
    ),
    "BookLocked": Type(
        stream="close/{class}/{semester}",
        fields={
            **TERM,
            "proposal": is_natural,
            "decision": DECISION,
            "count": is_natural,
            "digest": is_digest,
        },
        rules=(right, proposal_open, not_own_close, term_digest_right, approved),
        apply=lock,
    ),
    "BookUnlocked": Type(
        stream="close/{class}/{semester}",
        fields={**TERM, "reason": is_text, "decision": DECISION, "until": is_instant},
        rules=(right, term_locked, unlock_is_short),
        apply=unlock,
    ),
}
