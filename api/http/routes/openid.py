"""A person's OpenID sign-in, taken away by those who give accounts: the phone of it was stolen, say."""

from fastapi import APIRouter

from api.http.caller import Caller, SignedIn, TheService
from api.service.people.openid.subjects import Subjects
from api.service.people.sessions import RESET
from api.service.problem import Problem
from domain.words.fields import Id, Part

router = APIRouter(prefix="/schools/{school}/people/{person}/openid", tags=["people"])

_GIVERS = ("head", "board", "superior")
"""Of accounts (AccountOpened, spec/permissions.json)."""


class Unbound(Part):
    """`unbound`: whether there was anything to take away."""

    unbound: bool


@router.post("/unbind")
def unbind(service: TheService, caller: SignedIn, person: Id) -> Unbound:
    """Whoever the provider names so signs in as this person no more, and the person's sessions end (head,
    board, superior; and everybody for themselves)."""
    _require_giver(caller, person)
    school = caller.school.log.school
    unbound = Subjects(service.db).unbind(school, person, caller.person, caller.now)
    if unbound:
        but = caller.proof.session if person == caller.person else ""
        service.sessions.end_all(school, person, RESET, but=but)
    return Unbound(unbound=unbound)


def _require_giver(caller: Caller, person: str) -> None:
    if person != caller.person and not any(right.role in _GIVERS for right in caller.rights):
        raise Problem("NO_RIGHT", None, "S54")
