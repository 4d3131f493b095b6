"""The permission matrix whole: each actor, act, inside or outside the scope, right in force, not yet, ended.

Generated from spec/permissions.json, none left out. What is asked is whether `domain.grounds.rights` lets the
act through and by which code it stops it; rules of the act itself are asked elsewhere.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from domain.grounds.command import Command
from domain.grounds.permissions import TABLE, Grant, Place
from domain.grounds.rights import admit
from domain.law import Fold
from domain.state.facts import Appointment, Delegation, Klass, Person, Substitution
from domain.state.state import State
from domain.words.entry import Actor, Proof
from domain.words.refusal import Refusal

ROOT = Path(__file__).parents[2]
ROLES = ("head", "deputy", "board", "clerk", "homeroom", "homeroom_deputy", "teacher", "superior")
SCOPED = {"homeroom": None, "homeroom_deputy": None, "teacher": "toan"}
NOW, DAY = "2020-10-10T02:00:00.000000Z", "2020-10-10"
TIMES = {
    "in force": ("2020-09-01", None, None),
    "on its last day": ("2020-09-01", DAY, None),
    "not yet": ("2020-10-11", None, None),
    "over": ("2020-09-01", "2020-10-09", None),
    "ended": ("2020-09-01", None, "2020-10-09"),
}
HOLDS = {"in force", "on its last day"}
BOOKS = {"toan": "toan", "conduct": "conduct", "profile": "profile"}
BY_SEAT = {"CorrectionWitnessed", "CorrectionApplied"}
"""Which role fits which seat is asked in tests/domain/test_corrections.py."""
POWERS = ("appoint", "close", "late", "month", "permit", "substitute", "windows")


class Case(NamedTuple):
    """One square of the matrix: who, what, on which book, where, when, by which kind of right."""

    act: str
    book: str
    role: str
    inside: bool
    time: str
    by: str


class Asked(Command):
    """An act of a type on a book of class 6A: only its right is asked."""

    klass: str = "6A"
    subject: str | None = None

    def place(self, state: State) -> Place:
        return self.klass, self.subject


def acts() -> list[str]:
    """Every act of a person."""
    return [act for act, row in TABLE.items() if row.grants[0].role != "system" and act not in BY_SEAT]


def cases() -> Iterator[Case]:
    for act in acts():
        for book in BOOKS if TABLE[act].books else ["toan"]:
            for role in ROLES:
                for inside in (True, False) if role in SCOPED else (True,):
                    for time in TIMES:
                        ways = (
                            ("appointment", "standing in")
                            if role in ("teacher", "homeroom")
                            else ("appointment",)
                        )
                        yield from (Case(act, book, role, inside, time, by) for by in ways)
            for power in POWERS:
                yield from (Case(act, book, "deputy", True, time, power) for time in TIMES if time != "ended")


def state_for(case: Case) -> tuple[State, int]:
    """A school in which the person holds exactly the right of the case; the position of that right."""
    state = Fold("62.socai/matrix")
    state.classes = {name: Klass(name, name, 6, "2020-2021", "TT58_26", {}) for name in ("6A", "6B")}
    start, end, ended = TIMES[case.time]
    klass = None if case.role not in SCOPED else "6A" if case.inside else "6B"
    subject = SCOPED.get(case.role)
    person = state.people["p"] = Person("p", "P")
    if case.by == "appointment":
        person.appointments.append(Appointment(7, case.role, klass, subject, start, end, ended))
    elif case.by == "standing in":
        held = Appointment(5, case.role, klass, subject, "2020-09-01", None, ended)
        state.people["q"] = Person("q", "Q", appointments=[held])
        person.substitutions.append(Substitution(7, 5, "q", start, end or "2020-12-31"))
    else:
        person.appointments.append(Appointment(6, "deputy", None, None, "2020-09-01", None))
        person.delegations.append(Delegation(7, (case.by,), start, end or "2020-12-31"))
    return state, 7


def outcome(case: Case, monkeypatch: pytest.MonkeyPatch) -> str:
    state, basis = state_for(case)
    actor = Actor(
        person="p", role=case.role, basis=basis, proof=Proof(age=0, cred="x", method="passkey", session="s")
    )
    command = Asked(subject=BOOKS[case.book])
    monkeypatch.setattr(Asked, "ACT", case.act, raising=False)
    try:
        admit(state, actor, command, NOW)
    except Refusal as refusal:
        return refusal.code
    return "allowed"


def wanted(case: Case) -> str:
    """By the table alone."""
    row = TABLE[case.act]
    grants = row.books.get(case.book, row.grants)
    grant = next((each for each in grants if each.role == case.role), None)
    if grant is None:
        return "NO_RIGHT"
    if grant.power is None:
        if case.by in POWERS:
            return "NO_RIGHT"  # the delegation is no appointment
        return _by_appointment(case)
    return _by_power(case, grant)


def _by_appointment(case: Case) -> str:
    if case.time not in HOLDS:
        return "RIGHT_NOT_IN_FORCE"
    subject_fits = case.role != "teacher" or case.book == "toan"
    return "allowed" if case.inside and subject_fits else "OUT_OF_SCOPE"


def _by_power(case: Case, grant: Grant) -> str:
    if case.by not in POWERS:
        return "NO_RIGHT"
    if case.time not in HOLDS:
        return "RIGHT_NOT_IN_FORCE"
    return "allowed" if case.by == grant.power else "OUT_OF_SCOPE"


def test_the_matrix_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every square, its count printed; every act allowed to somebody, and no square left out."""
    counted: Counter[str] = Counter()
    wrong: list[Any] = []
    allowed: set[str] = set()
    for case in cases():
        got = outcome(case, monkeypatch)
        counted[got] += 1
        allowed |= {case.act} if got == "allowed" else set()
        if got != wanted(case):
            wrong.append((case, got, wanted(case)))
    sys.stdout.write(f"permission matrix: {counted.total()} squares, {dict(counted)}\n")
    assert wrong == []
    assert allowed == set(acts())
    assert counted.total() > 5000


def test_the_document_is_what_the_script_makes(monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/permissions.md is not edited by hand."""
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    import permissions_doc

    assert (ROOT / "docs" / "permissions.md").read_text("utf-8") == permissions_doc.document()
    assert set(permissions_doc.ROLES) == set(ROLES)


def test_the_board_never_writes_marks_whatever_else_it_teaches() -> None:
    """users.md: the board's role opens no subject's book; whoever teaches, too, acts in the other role."""
    for act in ("MarkEntered", "MarkChanged", "MarkCleared", "ColumnPublished"):
        assert {grant.role for grant in TABLE[act].grants} == {"teacher"}


def test_no_act_is_granted_to_nobody_and_none_twice() -> None:
    """And a power is one that can be lent."""
    for act, row in TABLE.items():
        roles = [grant.role for grant in row.grants]
        assert roles and len(set(roles)) == len(roles), act
        assert all(grant.power is None or grant.power in POWERS for grant in row.grants), act
