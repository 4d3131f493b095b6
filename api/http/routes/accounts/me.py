"""Who asks: the person, the rights in force, the session, and what it is worth here."""

from typing import Any

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import Caller, Whoever
from domain.words.days import instant
from domain.words.fields import Part
from ledger.form.canonical import b64

router = APIRouter(tags=["people"])


class RoleView(Part):
    """A right in force; `basis` is the entry that gives it."""

    role: str
    klass: str | None = Field(serialization_alias="class")
    subject: str | None
    basis: int


class SessionOf(Part):
    """By what the person asks: `session` in a browser, `token` of a program. `ends` null: not by itself."""

    id: str
    kind: str
    begun: str
    ends: str | None
    idle_ends: str | None


class ProofOf(Part):
    """The strongest factor shown, and seconds since the last one."""

    method: str
    age: int


class MeView(Part):
    """`needs`: what the school's policy asks for, null before there is one. `head`: the log's newest line."""

    person: str
    name: str
    school: str
    roles: list[RoleView]
    session: SessionOf
    proof: ProofOf
    needs: dict[str, str] | None
    keys: list[dict[str, Any]]
    head: dict[str, Any] | None
    now: str


@router.get("/me")
def me(caller: Whoever) -> MeView:
    """Who the token or session names, and what they may show."""
    known = caller.facts.people.get(caller.person)
    policy, head = caller.facts.policy(), caller.bearer.head
    return MeView(
        person=caller.person,
        name=known.name if known else caller.person,
        school=caller.school.code,
        roles=[RoleView(role=r.role, klass=r.klass, subject=r.subject, basis=r.pos) for r in caller.rights],
        session=_session(caller),
        proof=ProofOf(method=caller.proof.method, age=caller.proof.age),
        needs={kind: getattr(policy, kind) for kind in ("entry", "decide", "witness")} if policy else None,
        keys=[{**key._asdict(), "stands": key.stands} for key in known.keys.values()] if known else [],
        head={"pos": head.size - 1, "leaf": b64(head.leaf)} if head.size else None,
        now=caller.now,
    )


def _session(caller: Caller) -> SessionOf:
    bearer = caller.bearer
    return SessionOf(
        id=bearer.session,
        kind="session" if bearer.by_session else "token",
        begun=instant(bearer.begun),
        ends=instant(bearer.ends) if bearer.ends else None,
        idle_ends=instant(bearer.idle_ends) if bearer.idle_ends else None,
    )
