"""Who asks, and what they may read: a token, a person, and the rights in force on the day of the request.

What a person may do or look at is decided by the domain (domain.grounds); here it is asked.
"""

from typing import Annotated, NamedTuple

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.types import Scope

from api.http.cookies import cookie_of, from_own_page
from api.service.people.api_tokens import PREFIX
from api.service.people.bearer import Bearer
from api.service.people.passkeys import short_of
from api.service.people.sessions import KEY, NO_RIGHT
from api.service.problem import Problem
from api.service.school import School
from api.service.service import Service
from domain.grounds.readers import Reader
from domain.grounds.reserved import plan_of
from domain.grounds.rights import rights_in_force
from domain.law import Fold
from domain.state.facts import Pupil
from domain.words.days import local_day, parse_instant
from domain.words.fields import Id
from ledger.beside.uploads import UploadsFull
from ledger.form.canonical import unb64
from ledger.log import SchoolLog


class Caller(Reader):
    """A person of a school with a valid token or session, who asks at `now`.

    `dry_run`: only to see what would be written (api.http.api_route).
    """

    dry_run = False

    def __init__(self, school: School, bearer: Bearer, now: str) -> None:
        self.school = school
        self.bearer = bearer
        self.now = now
        self.proof = bearer.proof(now)
        self.facts: Fold = school.facts(bearer.head)
        self.day = local_day(now)
        super().__init__(bearer.person, rights_in_force(self.facts, bearer.person, self.day))

    def views(self) -> SchoolLog:
        """The log, its views brought up to what was stored when the person asked."""
        return self.school.views(self.facts.size)

    def keep_file(self, content: bytes) -> bytes:
        """Keeps a file that the person brings and gives its SHA-256. Raises Problem UPLOADS_FULL."""
        try:
            return self.school.uploads.keep(self.person, content, parse_instant(self.school.clock.now()))
        except UploadsFull:
            raise Problem("UPLOADS_FULL") from None

    def brought_file(self, digest: bytes) -> bool:
        """Whether the person has brought this file of late."""
        return self.school.uploads.brought_by(self.person, digest, parse_instant(self.school.clock.now()))

    def hold_file(self, digest: bytes) -> None:
        """Keeps a file, whoever brought it, for the act that is about to name it."""
        self.school.uploads.hold(digest, parse_instant(self.school.clock.now()))

    def require(self, readable: bool, **facts: object) -> None:
        """Raises NOT_READABLE unless `readable`."""
        if not readable:
            held = [{"role": r.role, "class": r.klass, "subject": r.subject} for r in self.rights]
            raise Problem("NOT_READABLE", None, "S15", **facts, held=held)

    def require_staff(self) -> None:
        """Raises NOT_READABLE unless some right of the person is in force in this school."""
        self.require(bool(self.rights))

    def require_class(self, klass: str) -> None:
        """Raises NOT_READABLE, and UNKNOWN_CLASS only for who would read it if it were there."""
        self.require(self.reads_class(klass), klass=klass)
        self.known_class(klass)

    def require_book(self, klass: str, subject: str, semester: int) -> None:
        """Raises NOT_READABLE, then UNKNOWN_CLASS or UNKNOWN_SUBJECT."""
        self.require(self.reads_book(klass, subject), klass=klass, subject=subject)
        self.known_class(klass)
        if plan_of(self.facts.classes[klass], subject, semester) is None:
            raise Problem("UNKNOWN_SUBJECT", klass=klass, subject=subject, semester=semester)

    def readable_pupil(self, pupil: str) -> Pupil:
        """The pupil. Raises NOT_READABLE, the same whether there is one or not, or UNKNOWN_PUPIL."""
        known = self.facts.pupils.get(pupil)
        self.require(self.reads_class(known.klass) if known else self.reads_all, pupil=pupil)
        if known is None:
            raise Problem("UNKNOWN_PUPIL", pupil=pupil)
        return known

    def known_class(self, klass: str) -> None:
        """Raises UNKNOWN_CLASS."""
        if klass not in self.facts.classes:
            raise Problem("UNKNOWN_CLASS", klass=klass)


async def service_of(request: Request) -> Service:
    """The service that the app was made with."""
    service: Service = request.app.state.service
    return service


def client_of(scope: Scope) -> str:
    """The address that the connection comes from; a header that names another could be made up."""
    return scope["client"][0] if scope.get("client") else ""


class Shown(NamedTuple):
    """What a request shows of who sends it: a token, or the cookie of a session."""

    token: str = ""
    cookie: str = ""


def shown_by(scope: Scope) -> Shown:
    """What the request shows; a token goes before a cookie.

    Raises Problem NOT_SIGNED_IN, and NOT_OWN_PAGE for a cookie that a page of another site may have sent.
    """
    headers = Headers(scope=scope)
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return Shown(token=token.strip())
    cookie = "" if scheme else cookie_of(scope)
    if not cookie:
        raise Problem("NOT_SIGNED_IN")
    if not from_own_page(headers):
        raise Problem("NOT_OWN_PAGE")
    return Shown(cookie=cookie)


def identify(service: Service, code: str | None, shown: Shown, client: str) -> Caller:
    """Whom a token or cookie names that comes from the address `client`; `code` None: of whichever school.

    Raises TOKEN_UNKNOWN, SESSION_ENDED, TOO_MANY_TRIES, TOKEN_OTHER_SCHOOL, UNKNOWN_SCHOOL, NO_RIGHT_LEFT.
    """
    bearer = bearer_of(service, shown, client)
    if code is None:
        mine = next(each for each in service.schools().values() if each.log.school == bearer.school)
        return caller_of(service, mine, bearer)
    school = service.school(code)
    if bearer.school != school.log.school:
        raise Problem("TOKEN_OTHER_SCHOOL", school=code)
    return caller_of(service, school, bearer)


def bearer_of(service: Service, shown: Shown, client: str) -> Bearer:
    """Whose token or session it is.

    Raises SESSION_ENDED; TOKEN_UNKNOWN or SESSION_UNKNOWN for what nobody ever had, or TOO_MANY_TRIES.
    """
    bearer = _named_by(service, shown)
    if bearer is not None:
        return bearer
    why = service.sessions.why_ended(shown.cookie) if shown.cookie else None
    if why is not None:
        raise Problem("SESSION_ENDED", why=why)
    wait = service.wrong_tokens.wait(client)
    if wait:
        raise Problem("TOO_MANY_TRIES", wait=wait)
    raise Problem("SESSION_UNKNOWN" if shown.cookie else "TOKEN_UNKNOWN")


def _named_by(service: Service, shown: Shown) -> Bearer | None:
    if shown.cookie:
        return service.sessions.bearer(shown.cookie)
    kept = service.api_tokens if shown.token.startswith(PREFIX) else service.tokens
    return kept.bearer(shown.token)


def caller_of(service: Service, school: School, bearer: Bearer) -> Caller:
    """The person as they stand now. Without a right in force the session ends: raises NO_RIGHT_LEFT; one that
    was opened by a passkey ends with it: raises SESSION_ENDED."""
    caller = Caller(school, bearer, service.clock.now())
    if bearer.by_session and _by_revoked_key(caller):
        service.sessions.end(bearer.school, bearer.person, bearer.session, KEY)
        raise Problem("SESSION_ENDED", why=KEY)
    if bearer.by_session and not caller.rights:
        service.sessions.end(bearer.school, bearer.person, bearer.session, NO_RIGHT)
        raise Problem("NO_RIGHT_LEFT")
    return caller


def _by_revoked_key(caller: Caller) -> bool:
    """Whether the passkey by which the session was opened, or proved last, is the person's no more."""
    known, bearer = caller.facts.people.get(caller.person), caller.bearer
    if known is None or bearer.method != "passkey":
        return False
    revoked = [key.cred for key in known.keys.values() if key.cred and key.revoked is not None]
    return any(short_of(unb64(cred)) == bearer.cred for cred in revoked)


async def _caller(
    request: Request,
    school: Id,  # noqa: ARG001 - stands in the contract
) -> Caller:
    """Whom api.http.edge has found before it let the body in."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:  # an address that the edge did not know for one of a school
        raise Problem("NOT_SIGNED_IN")
    return caller


SignedIn = Annotated[Caller, Depends(_caller)]
"""The caller of a request under /schools/{school}."""


async def _whoever(request: Request) -> Caller:
    """As `_caller`, of whichever school."""
    return await _caller(request, "")


Whoever = Annotated[Caller, Depends(_whoever)]
"""The caller of a request that names no school."""
TheService = Annotated[Service, Depends(service_of)]
