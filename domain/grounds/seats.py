"""The seats of a correction dossier: who may fill which, who still could, and what a school with too few must
decide (S24; LAW 19-20)."""

from itertools import product
from typing import NamedTuple

from domain.grounds.permissions import STANDINGS
from domain.grounds.rights import holders, is_homeroom, rights_of, stands
from domain.state.dossier import SEATS, DossierState
from domain.state.state import State
from domain.words.days import local_day


class MissingSeat(NamedTuple):
    """A part in a dossier that nobody can take: `seat` (or "permit"), the roles, and the decision."""

    seat: str
    roles: tuple[str, ...]
    decision: str


_DECISIONS = {
    "permit": "Quyết định của hiệu trưởng giao quyền “permit” (cho phép điều chỉnh) cho một phó hiệu trưởng",
    "leadership": "Quyết định bổ nhiệm một phó hiệu trưởng",
    "board": "Quyết định bổ sung một thành viên ban quản trị",
    "homeroom": "Quyết định phân công giáo viên chủ nhiệm của lớp",
    "homeroom_proposes": (
        "Quyết định cử người thay giáo viên chủ nhiệm của lớp, hoặc bổ nhiệm lãnh đạo thứ hai của đơn vị"
    ),
}


def seat_roles(state: State, dossier: DossierState, seat: str, now: str) -> dict[str, str]:
    """Role -> standing for the roles that may fill the seat (LAW 20).

    A second leader sits for the class only where its one homeroom teacher proposes.
    """
    second = _homeroom_proposes_alone(state, dossier, local_day(now))
    return {role: as_ for role, as_ in STANDINGS[seat].items() if as_ != "second_leader" or second}


def _homeroom_proposes_alone(state: State, dossier: DossierState, day: str) -> bool:
    """By rights given before the proposal; who was homeroom teacher at it still is one here (LAW 20)."""
    own = False
    for person in state.people:
        for right in rights_of(state, person):
            if (right.role, right.klass) != ("homeroom", dossier.klass) or right.pos > dossier.proposed:
                continue
            now = stands(state, person, right, day)
            if person == dossier.proposer:
                own = own or now
            elif now or right.stood(dossier.proposed, dossier.proposed_day, dossier.proposed_day):
                return False
    return own


def missing_seats(state: State, dossier: DossierState, now: str) -> list[MissingSeat]:
    """The parts that no person with a right in force at `now` can take, one in one seat (LAW 19-20)."""
    day = local_day(now)
    missing = (
        [] if dossier.permitter or _permitters(state, dossier, day) else [_missing("permit", ("deputy",))]
    )
    able = {seat: _able(state, dossier, seat, now) for seat in SEATS}
    filled = _most_seats(able)
    for seat in SEATS:
        if seat not in filled:
            missing.append(_missing(_case(state, dossier, seat, day), tuple(STANDINGS[seat]), seat))
    return missing


def _case(state: State, dossier: DossierState, seat: str, day: str) -> str:
    proposes = seat == "homeroom" and is_homeroom(state, dossier.proposer, dossier.klass, day)
    return "homeroom_proposes" if proposes else seat


def _missing(case: str, roles: tuple[str, ...], seat: str = "permit") -> MissingSeat:
    if seat == "homeroom" and case == "homeroom":
        roles = ("homeroom", "homeroom_deputy")
    # A right given after the proposal counts only once it was proposed again (LAW 20).
    return MissingSeat(seat, roles, f"{_DECISIONS[case]}; sau đó người đề nghị lập lại hồ sơ")


def _permitters(state: State, dossier: DossierState, day: str) -> set[str]:
    deputies = {
        person
        for person in holders(state, "deputy", None, day)
        if any(
            d.pos < dossier.proposed and "permit" in d.powers and d.in_force(day, state.latest_day(day))
            for d in state.people[person].delegations
        )
    }
    return (deputies | set(holders(state, "head", None, day, dossier.proposed))) - {dossier.proposer}


def _able(state: State, dossier: DossierState, seat: str, now: str) -> set[str]:
    """Persons who may take the seat: the one who sits there, or who has a role for it and no other part."""
    session = dossier.open_session(now, state.reset) if dossier.state == "permitted" else None
    sitting = {w.seat: w.person for w in session.witnesses} if session else {}
    if seat in sitting:
        return {sitting[seat]}
    roles = seat_roles(state, dossier, seat, now)
    place = (dossier.klass, local_day(now), dossier.proposed)
    able = {person for role in roles for person in holders(state, role, *place)}
    barred = {dossier.proposer, *sitting.values()}
    if seat != "leadership" and dossier.permitter:
        barred.add(dossier.permitter)
    return able - barred


def _most_seats(able: dict[str, set[str]]) -> set[str]:
    """The seats of a fullest assignment of different persons; among equals, the first seats of SEATS.

    Three persons a seat are enough to try: two of them can be taken by the two other seats.
    """
    choices = [[None, *sorted(able[seat])[:3]] for seat in SEATS]
    best: tuple[str, ...] = ()
    for chosen in product(*choices):
        persons = [person for person in chosen if person]
        seats = tuple(seat for seat, person in zip(SEATS, chosen, strict=True) if person)
        if len(set(persons)) == len(persons) and (len(seats), [s in seats for s in SEATS]) > (
            len(best),
            [s in best for s in SEATS],
        ):
            best = seats
    return set(best)
