"""One's own sessions and tokens of programs: what there is, and the end of each (S13)."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from api.http.body.base import Body
from api.http.caller import SignedIn, TheService
from api.http.paging import Paged
from api.service.people.api_tokens import ApiToken
from api.service.people.freshness import require_fresh_hands
from api.service.people.sessions import BY_OWNER
from api.service.problem import Problem
from domain.words.days import day_after, instant
from domain.words.fields import Id, Part, Text

router = APIRouter(prefix="/schools/{school}", tags=["accounts"])
_OFFSET = "+07:00"


class SessionView(Part):
    """Where one is, or was, signed in; `here`: the session that asks. `ended` null: it lasts."""

    id: str
    here: bool
    method: str
    begun: str
    seen: str
    ends: str
    client: str
    device: str
    ended: str | None
    why: str | None


class TokenView(Part):
    """A token of a program, never the token itself; `revoker` ended it before its time."""

    id: str
    person: str
    purpose: str
    scope: str
    issued: str
    ends: str
    used: str | None
    revoked: str | None
    revoker: str | None


class NewToken(TokenView):
    """With the token itself, told this once."""

    token: str


class TokenBody(Body):
    purpose: Annotated[Text, Field(max_length=100, description="Chương trình nào, để làm gì")]
    scope: Annotated[Literal["read", "write"], Field(description="read: chỉ đọc")]
    ends: Annotated[date, Field(description="Ngày cuối, tối đa 400 ngày")]


class Ended(Part):
    """`ended`: whether there was anything to end."""

    ended: bool


@router.get("/sessions")
def sessions(service: TheService, caller: SignedIn) -> list[SessionView]:
    """One's own sessions, the newest first."""
    rows = service.sessions.of(caller.school.log.school, caller.person)
    return [
        SessionView(
            id=row.id,
            here=row.id == caller.bearer.session,
            method=row.method,
            begun=instant(row.begun),
            seen=instant(row.seen),
            ends=instant(row.ends),
            client=row.client,
            device=row.label,
            ended=_text(row.ended),
            why=row.why,
        )
        for row in rows
    ]


@router.post("/sessions/end")
def end_sessions(service: TheService, caller: SignedIn) -> Ended:
    """Ends all of one's own sessions but the one that asks."""
    but = caller.bearer.session if caller.bearer.by_session else ""
    service.sessions.end_all(caller.school.log.school, caller.person, but=but)
    return Ended(ended=True)


@router.post("/sessions/{id}/end")
def end_session(service: TheService, caller: SignedIn, id: Id) -> Ended:
    """Ends one of one's own sessions, from now on for every server."""
    if not service.sessions.end(caller.school.log.school, caller.person, id, BY_OWNER):
        raise Problem("UNKNOWN_SESSION")
    return Ended(ended=True)


@router.get("/tokens")
def tokens(service: TheService, caller: SignedIn, page: Paged, *, everybody: bool = False) -> list[TokenView]:
    """One's own tokens; `everybody`'s for who manages accounts."""
    caller.require(caller.manages_accounts or not everybody)
    rows = service.api_tokens.of(caller.school.log.school, None if everybody else caller.person)
    return page.of([_view(row) for row in rows])


@router.post("/tokens", status_code=201)
def new_token(service: TheService, caller: SignedIn, body: TokenBody) -> NewToken:
    """A token for one program of one's own; it is told this once. No token makes another: it takes a session
    with a factor of the last five minutes."""
    if not caller.bearer.by_session:
        raise Problem("SESSION_NEEDED")
    require_fresh_hands(caller.bearer, caller.now)
    school, ends = caller.school.log.school, _end_of(body.ends)
    writes = body.scope == "write"
    one, token = service.api_tokens.issue(school, caller.person, body.purpose, ends, writes=writes)
    made = next(each for each in service.api_tokens.of(school, caller.person) if each.id == one)
    return NewToken(**_view(made).model_dump(), token=token)


@router.post("/tokens/{id}/revoke")
def revoke_token(service: TheService, caller: SignedIn, id: Id) -> Ended:
    """Ends a token: one's own, or for who manages accounts anybody's."""
    school = caller.school.log.school
    held = service.api_tokens.of(school, None if caller.manages_accounts else caller.person)
    owner = next((each.person for each in held if each.id == id), None)
    if owner is None or not service.api_tokens.revoke(school, owner, id, caller.person):
        raise Problem("UNKNOWN_TOKEN")
    return Ended(ended=True)


def _view(row: ApiToken) -> TokenView:
    return TokenView(
        id=row.id,
        person=row.person,
        purpose=row.purpose,
        scope="write" if row.writes else "read",
        issued=instant(row.issued),
        ends=instant(row.ends),
        used=_text(row.used),
        revoked=_text(row.revoked),
        revoker=row.revoker,
    )


def _text(moment: datetime | None) -> str | None:
    return instant(moment) if moment else None


def _end_of(day: date) -> datetime:
    """The midnight after it, here."""
    try:
        return datetime.fromisoformat(f"{day_after(day.isoformat())}T00:00:00{_OFFSET}")
    except (ValueError, OverflowError):
        raise Problem("TOKEN_PERIOD") from None
