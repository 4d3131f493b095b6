"""Rules 23 and 24 of spec/LAW.md: close, lock, unlock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from verify.law.cells import RESERVED, Term
from verify.law.marks import digest_of
from verify.law.rights import Rule, right
from verify.law.school import class_open
from verify.law.shape import later
from verify.law.state import Entry, State
from verify.law.touching import untouched

LONGEST_UNLOCK = 30
"""Days, unless the school's own procedure says fewer (rule 24)."""


def _term(state: State, e: Entry) -> Term:
    return state.term(e.data["class"], e.data["semester"])


def term_not_locked(state: State, e: Entry) -> str | None:
    return "BOOK_LOCKED" if _term(state, e).locked(e.t) else None


def nothing_proposed(state: State, e: Entry) -> str | None:
    return None if _term(state, e).proposal is None else "ALREADY_EXISTS"


def propose_close(state: State, e: Entry) -> None:
    term = _term(state, e)
    term.proposal, term.proposer = e.pos, e.person


def proposal_open(state: State, e: Entry) -> str | None:
    return None if _term(state, e).proposal == e.data["proposal"] else "NO_PROPOSAL"


def not_own_close(state: State, e: Entry) -> str | None:
    term = _term(state, e)
    return "PROPOSER_DECIDES" if term.proposal is not None and term.proposer == e.person else None


def end_proposal(state: State, e: Entry) -> None:
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
    seen = term_seen(state, e.data["class"], e.data["semester"])
    return None if (e.data["count"], e.data["digest"]) == seen else "DIGEST_WRONG"


def approved(state: State, e: Entry) -> str | None:
    """In an opened year what is locked is what was approved last, by an approval that stands (S63)."""
    klass = state.classes.get(e.data["class"])
    if klass is None or klass.year not in state.facts.years:
        return None
    last = state.facts.result(e.data["class"], e.data["semester"])
    kept = untouched(state, e.data["class"], e.data["semester"], last.approved_at)
    return None if last.approved == e.data["digest"] and kept else "NOT_APPROVED"


def lock(state: State, e: Entry) -> None:
    term = _term(state, e)
    term.proposal, term.ever_locked, term.unlocked_until = None, True, ""


def term_locked(state: State, e: Entry) -> str | None:
    return None if _term(state, e).locked(e.t) else "NOT_LOCKED"


def unlock_is_short(state: State, e: Entry) -> str | None:
    longest = later(e.t, days=state.facts.days or LONGEST_UNLOCK)
    return None if e.t < e.data["until"] <= longest else "BAD_PERIOD"


def unlock(state: State, e: Entry) -> None:
    term = _term(state, e)
    term.unlocked_until = max(term.unlocked_until, e.data["until"])


RULES: dict[str, tuple[Rule, ...]] = {
    "CloseProposed": (right, class_open, term_not_locked, nothing_proposed),
    "CloseRefused": (right, proposal_open, not_own_close),
    "BookLocked": (right, proposal_open, not_own_close, term_digest_right, approved),
    "BookUnlocked": (right, term_locked, unlock_is_short),
}

APPLY = {
    "CloseProposed": propose_close,
    "CloseRefused": end_proposal,
    "BookLocked": lock,
    "BookUnlocked": unlock,
}
