"""How far the close of each class and semester is (S28, S56)."""

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.paging import Paged
from domain.words.fields import Part

router = APIRouter(prefix="/schools/{school}/closes", tags=["closes"])
CLOSE = "/{klass}/{semester}"


class CloseView(Part):
    """How far a close has come: the open proposal, the newest lock, the end of an unlocking."""

    klass: str = Field(serialization_alias="class")
    semester: int
    proposal: int | None
    locked: int | None
    unlocked_until: str | None
    locked_now: bool


@router.get("")
def closes(caller: SignedIn, page: Paged) -> list[CloseView]:
    """Every class and semester for which a close was proposed, for whoever has a right in force."""
    caller.require_staff()
    latest = caller.facts.latest(caller.school.clock.now())
    return [
        CloseView(
            klass=klass,
            semester=semester,
            proposal=close.proposal,
            locked=close.locked,
            unlocked_until=close.until or None,
            locked_now=close.locked_at(latest),
        )
        for (klass, semester), close in page.of(sorted(caller.facts.closes.items()))
    ]
