"""Who makes and unmakes heads, and the body above them; a school keeps somebody who decides (LAW 6)."""

from collections.abc import Iterable

from domain.grounds.rights import rights_in_force
from domain.grounds.situation import Situation
from domain.state.facts import OPEN_END, Appointment
from domain.words.days import day_before
from domain.words.refusal import Refusal

HEAD, SUPERIOR = "head", "superior"
LEADING = (HEAD, SUPERIOR)


def refuse_appointing(act: Situation, role: str, person: str) -> None:
    """LAW 6: heads by heads or the body above; that body by itself, but for its first person."""
    if role == SUPERIOR and not act.state.has_superior and act.actor.role == HEAD:
        return
    _refuse_by_role(act, role, person)


def refuse_ending(act: Situation, role: str, person: str) -> None:
    """LAW 6: as `refuse_appointing`, and nobody of the school ends the body above."""
    _refuse_by_role(act, role, person)


def _refuse_by_role(act: Situation, role: str, person: str) -> None:
    by = act.actor.role
    if by == SUPERIOR:
        if role not in LEADING:
            refuse_unless_of_a_head(act, (person,))
        return
    if role == SUPERIOR or (role == HEAD and by != HEAD):
        raise Refusal("NO_RIGHT", "S26", needed=[{"role": role, "power": None}])


def refuse_unless_of_a_head(act: Situation, persons: Iterable[str]) -> None:
    """LAW 6: what is the school's own business a superior decides only where a head may not: about a head."""
    if act.actor.role == SUPERIOR and not any(_is_head(act, person) for person in persons):
        raise Refusal("NO_RIGHT", "S26", needed=[{"role": HEAD, "power": None}])


def _is_head(act: Situation, person: str) -> bool:
    known = person in act.state.people
    return known and any(right.role == HEAD for right in rights_in_force(act.state, person, act.day))


def refuse_end_above(role: str, end: str | None) -> None:
    """LAW 6: the body above has no last day, or a day would come on which nobody can decide any more."""
    if role == SUPERIOR and end is not None:
        raise Refusal("BAD_PERIOD", "S26", role=role, end=end)


def refuse_last(act: Situation, ending: Appointment, on: str) -> None:
    """LAW 6: after `on` there is another of the role, without a last day; a superior may end any head."""
    if ending.role not in LEADING or (ending.role == HEAD and act.actor.role == SUPERIOR):
        return
    others = (
        right
        for person in act.state.people.values()
        for right in person.appointments
        if right.role == ending.role and right.pos != ending.pos
    )
    if not any(right.start <= act.day or day_before(right.start) <= on for right in others if _lasts(right)):
        raise Refusal("LAST_HEAD", "S26", role=ending.role, appointment=ending.pos, on=on)


def refuse_without_head(act: Situation, pos: int) -> None:
    """LAW 49: who makes the appointment of a superior void leaves a head who lasts, and who has begun."""
    given = (right for person in act.state.people.values() for right in person.appointments)
    if not any(right.role == HEAD and _lasts(right) and right.start <= act.day for right in given):
        raise Refusal("LAST_HEAD", "S26", role=SUPERIOR, appointment=pos)


def _lasts(right: Appointment) -> bool:
    return right.ended is None and right.end in (None, OPEN_END)
