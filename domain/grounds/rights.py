"""No right without a decision (S25, S26, S52; LAW 4-5): which appointment lets a person do an act now."""

from collections.abc import Iterator
from copy import copy
from typing import Any, NamedTuple, get_args

from domain.grounds.command import Command
from domain.grounds.permissions import TABLE, Grant, Permission, Place
from domain.state.dossier import DossierState
from domain.state.facts import Appointment, Delegation, Person, Substitution
from domain.state.state import State
from domain.words.days import local_day
from domain.words.entry import Actor, Proof
from domain.words.fields import METHODS, Role
from domain.words.refusal import Refusal
from domain.words.streams import CREATES_LOG

FOUNDER = "founder"
APPOINTABLE = frozenset(get_args(Role))


def act_as(state: State, person: str, command: Command, now: str, role: str | None = None) -> tuple[str, int]:
    """The role, and the position of the right, by which the person may do the act at `now`.

    Raises the most helpful Refusal: RIGHT_NOT_IN_FORCE with its dates, before OUT_OF_SCOPE with what the
    person does hold, before NO_RIGHT with the roles that the act takes. `role` narrows the search.
    """
    if command.ACT == CREATES_LOG:
        return FOUNDER, 0
    place, day = command.place(state), local_day(now)
    row = TABLE[command.ACT].within(place[1])
    best: Refusal | None = None
    for grant in command.grants(state, row, now):
        if role is not None and grant.role != role:
            continue
        for basis in _bases(state, person, grant):
            refusal = _judge(state, person, grant, basis, row=row, place=place, day=day)
            refusal = refusal or command.comes_too_late(state, row, basis)
            if refusal is None:
                return grant.role, basis
            if best is None or _usefulness(refusal) >= _usefulness(best):
                best = refusal
    raise best or _no_right(state, person, row, day)


def may_begin(
    state: State,
    person: str,
    command: Command,
    now: str,
    *,
    role: str | None = None,
    dossier: DossierState | None = None,
) -> None:
    """Raises the Refusal with which the act would end for want of a right (LAW 4); the rest is judged later.

    Of the `command` only what says where needs to be there, and of what is loaded on demand the `dossier`
    that it is about.
    """
    known = copy(state)
    if dossier is not None:
        known.dossiers = {f"dossier/{dossier.dossier}": dossier}
    act_as(known, person, command, now, role)


class Admitted(NamedTuple):
    """Who was found to have the right to this one act at this instant (LAW 4); made by `choose` and `admit`
    alone. `proof` is the kind of proof of person that the act asks for (LAW 5), none of what nobody does."""

    actor: Actor
    command: Command
    now: str
    proof: str
    size: int
    """Of the state that was asked: one entry later the right may have ended."""

    def require(self, state: State, command: Command, now: str) -> None:
        """Raises RuntimeError for another act, instant or state than the right was found for: a fault of the
        caller, never an answer."""
        if self.command is not command or (self.now, self.size) != (now, state.size):
            raise RuntimeError(f"{self.actor.person} was admitted to another act than {command.ACT}")


def choose(
    state: State, person: str, proof: Proof, command: Command, now: str, *, role: str | None = None
) -> Admitted:
    """The person, in the role and by the right that serve. Raises as `act_as`."""
    acting, basis = act_as(state, person, command, now, role)
    actor = Actor(person=person, role=acting, basis=basis, proof=proof)
    return Admitted(actor, command, now, TABLE[command.ACT].proof if acting != FOUNDER else "", state.size)


def admit(state: State, actor: Actor, command: Command, now: str) -> Admitted:
    """The actor. Raises the Refusal of LAW 4 if the own claim of role and basis does not permit the act."""
    if command.ACT == CREATES_LOG:
        return Admitted(actor, command, now, "", state.size)  # there is no right before it (LAW 3)
    if actor.role == "system":
        _check_system(actor, TABLE[command.ACT])
        return Admitted(actor, command, now, "", state.size)
    place, day = command.place(state), local_day(now)
    row = TABLE[command.ACT].within(place[1])
    grant = command.claimed(row, actor.role)
    if grant is None:
        raise _no_right(state, actor.person, row, day)
    refusal = _judge(state, actor.person, grant, actor.basis, row=row, place=place, day=day)
    refusal = refusal or command.comes_too_late(state, row, actor.basis)
    if refusal is not None:
        raise refusal
    return Admitted(actor, command, now, row.proof, state.size)


def refuse_weak_proof(state: State, admitted: Admitted) -> None:
    """Raises PROOF_TOO_WEAK if the policy asks for more; before the first policy none is (LAW 5)."""
    policy = state.policy()
    if policy is None or not admitted.proof:
        return
    needed = str(getattr(policy, admitted.proof))
    method = admitted.actor.proof.method
    if method not in METHODS or METHODS.index(method) < METHODS.index(needed):
        raise Refusal("PROOF_TOO_WEAK", "S13", method=method, needed=needed)


def rights_of(state: State, person: str) -> list[Appointment]:
    """The person's appointments, and those in which the person stands in for another (LAW 4, S14).

    A substitution is in force while the appointment that it names is, too.
    """
    known = state.people.get(person)
    if known is None:
        return []
    return [*known.appointments, *(_stand_in(state, each) for each in known.substitutions)]


def _stand_in(state: State, named: Substitution) -> Appointment:
    held = state.appointment(named.holder, named.appointment)
    assert held is not None  # noqa: S101 - LAW 28 let the substitution in
    end = named.end if held.end is None else min(named.end, held.end)
    ends = [each for each in (held.ended, named.ended) if each is not None]
    return held._replace(
        pos=named.pos,
        start=max(named.start, held.start),
        end=end,
        ended=min(ends, default=None),
        ended_at=max(held.ended_at, named.ended_at),
    )


def stands(state: State, person: str, right: Appointment, day: str) -> bool:
    """Whether a person's right is in force on the day, or, after a clock reset, was not over before (LAW 4).

    A board appointment is one only while the board that was founded last names the person and sits.
    """
    latest = state.latest_day(day)
    return right.in_force(day, latest) and (right.role != "board" or _sits(state, person, day, latest))


def _sits(state: State, person: str, day: str, latest: str) -> bool:
    begun = [board for board in state.boards if board.start <= latest]
    if not begun:
        return True
    newest = begun[-1]  # with `latest`: no clock set back seats the board before it again
    return person in newest.members and newest.start <= day and (newest.end is None or latest <= newest.end)


def rights_in_force(state: State, person: str, day: str) -> list[Appointment]:
    """The person's rights that stand on the day, those as a substitute too."""
    return [right for right in rights_of(state, person) if stands(state, person, right, day)]


def holders(state: State, role: str, klass: str | None, day: str, before: int | None = None) -> list[str]:
    """Persons with a right in force on the day in a role that reaches the class, sorted.

    `before`: by a right given before that position.
    """
    return sorted(
        person.person
        for person in state.people.values()
        if any(
            right.role == role and right.klass in (None, klass) and (before is None or right.pos < before)
            for right in rights_in_force(state, person.person, day)
        )
    )


def is_homeroom(state: State, person: str, klass: str, day: str) -> bool:
    """Whether the person is a homeroom teacher of the class by a right in force on the day."""
    return person in holders(state, "homeroom", klass, day)


def _bases(state: State, person: str, grant: Grant) -> Iterator[int]:
    known = state.people.get(person)
    if known is None:
        return
    if grant.power:
        yield from (lent.pos for lent in known.delegations)
        return
    yield from (right.pos for right in rights_of(state, person) if right.role == grant.role)


def _judge(
    state: State, person: str, grant: Grant, basis: int, *, row: Permission, place: Place, day: str
) -> Refusal | None:
    known = state.people.get(person)
    if known is None:
        return _no_right(state, person, row, day)
    if grant.power:
        return _judge_delegation(state, known, grant.power, basis, row=row, day=day)
    rights = rights_of(state, person) if known.substitutions else known.appointments
    right = next((a for a in rights if a.pos == basis and a.role == grant.role), None)
    if right is None:
        return _no_right(state, person, row, day)
    klass, subject = place
    in_scope = klass is None or right.covers(klass, subject)  # an act without a class is in every scope
    if not stands(state, person, right, day):
        return _not_in_force(right, row, day, in_scope)
    if not in_scope:
        return Refusal("OUT_OF_SCOPE", row.duty, klass=klass, subject=subject, held=_held(state, known, day))
    return None


def _judge_delegation(
    state: State, person: Person, power: str, basis: int, *, row: Permission, day: str
) -> Refusal | None:
    latest = state.latest_day(day)
    lent = next((d for d in person.delegations if d.pos == basis), None)
    if lent is None:
        return Refusal("NO_RIGHT", row.duty, power=power, held=_held(state, person, day))
    if not lent.in_force(day, latest):
        return _not_in_force(lent, row, day, power in lent.powers)
    if power not in lent.powers:
        return Refusal("OUT_OF_SCOPE", row.duty, power=power, held=_held(state, person, day))
    # LAW 6 lends powers to a deputy only, so there is an appointment.
    appointments = [a for a in person.appointments if a.role == "deputy"]
    if any(a.in_force(day, latest) for a in appointments):
        return None
    return _not_in_force(appointments[-1], row, day, in_scope=True)


def _not_in_force(right: Appointment | Delegation, row: Permission, day: str, in_scope: bool) -> Refusal:
    role = right.role if isinstance(right, Appointment) else "deputy"
    end = right.end
    if isinstance(right, Appointment) and right.ended is not None:
        end = min(right.ended, end or right.ended)
    return Refusal(
        "RIGHT_NOT_IN_FORCE",
        row.duty,
        role=role,
        basis=right.pos,
        start=right.start,
        end=end,
        day=day,
        in_scope=in_scope,
    )


def _no_right(state: State, person: str, row: Permission, day: str) -> Refusal:
    known = state.people.get(person)
    needed = [{"role": g.role, "power": g.power} for g in row.grants]
    return Refusal("NO_RIGHT", row.duty, needed=needed, held=_held(state, known, day) if known else [])


def _held(state: State, person: Person, day: str) -> list[dict[str, Any]]:
    return [
        {"role": a.role, "class": a.klass, "subject": a.subject, "basis": a.pos}
        for a in person.appointments
        if stands(state, person.person, a, day)
    ]


def _usefulness(refusal: Refusal) -> int:
    if refusal.code == "RIGHT_NOT_IN_FORCE" and refusal.detail["in_scope"]:
        return 2
    return int(refusal.code in ("OUT_OF_SCOPE", "WRONG_SEAT"))


def _check_system(actor: Actor, row: Permission) -> None:
    claims = (actor.person, actor.basis, actor.proof.method)
    if Grant("system") not in row.grants or claims != ("system", 0, "system"):
        raise Refusal("NO_RIGHT", row.duty, needed=[{"role": g.role, "power": g.power} for g in row.grants])
