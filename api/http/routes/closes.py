"""Close, lock and unlock of a class's gradebooks in a semester (S28, S56)."""

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.paging import Paged
from api.http.routes.moments import Moment, SemesterOf
from api.http.routes.writing import Answer, Write, command_of, write
from domain.acts.commands import LockBook, ProposeClose, RefuseClose, UnlockBook
from domain.words.fields import Decision, Id, Part, Typed

router = APIRouter(prefix="/schools/{school}/closes", tags=["closes"])
CLOSE = "/{klass}/{semester}"


class ReasonBody(Write):
    reason: Typed


class LockBody(Write):
    decision: Decision


class UnlockBody(Write):
    reason: Typed
    decision: Decision
    until: Moment


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


@router.post(CLOSE + "/propose", status_code=201)
def propose(caller: SignedIn, klass: Id, semester: SemesterOf, body: Write) -> Answer:
    """Proposes the close (board)."""
    return write(caller, body, ProposeClose(klass=klass, semester=semester))


@router.post(CLOSE + "/refuse")
def refuse(caller: SignedIn, klass: Id, semester: SemesterOf, body: ReasonBody) -> Answer:
    """Refuses the open proposal (head, deputy with the power; never the proposer)."""
    return write(caller, body, command_of(RefuseClose, body, klass=klass, semester=semester))


@router.post(CLOSE + "/lock")
def lock(caller: SignedIn, klass: Id, semester: SemesterOf, body: LockBody) -> Answer:
    """Locks the books (head, deputy with the power; never the proposer). A bag follows by itself."""
    return write(caller, body, command_of(LockBook, body, klass=klass, semester=semester))


@router.post(CLOSE + "/unlock")
def unlock(caller: SignedIn, klass: Id, semester: SemesterOf, body: UnlockBody) -> Answer:
    """Opens locked books until a time, at most 30 days (head); they lock again by themselves."""
    return write(caller, body, command_of(UnlockBook, body, klass=klass, semester=semester))
