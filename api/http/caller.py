"""Who asks, and what they may read: a token, a person, and the rights in force on the day of the request.

What a person may do or look at is decided by the domain (domain.grounds); here it is asked.
"""

from typing import Annotated

from fastapi import Depends, Request
from starlette.types import Scope

from api.service.problem import Problem
from api.service.school import School
from api.service.service import Service
from api.service.tokens import Bearer
from domain.grounds.readers import Reader
from domain.grounds.reserved import plan_of
from domain.grounds.rights import rights_in_force
from domain.law import Fold
from domain.state.facts import Pupil
from domain.words.days import local_day, parse_instant
from domain.words.fields import Id
from ledger.beside.uploads import UploadsFull
from ledger.log import SchoolLog


class Caller(Reader):
    """A person of a school with a valid token, who asks at `now`."""

    def __init__(self, school: School, bearer: Bearer, now: str) -> None:
        self.school = school
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


def identify(service: Service, code: str, token: str | None, client: str) -> Caller:
    """Whom a token names that comes from the address `client`.

    Raises NOT_SIGNED_IN, TOKEN_UNKNOWN, TOO_MANY_TRIES, TOKEN_OTHER_SCHOOL, UNKNOWN_SCHOOL.
    """
    if not token:
        raise Problem("NOT_SIGNED_IN")
    bearer = service.tokens.bearer(token)
    if bearer is None:
        wait = service.wrong_tokens.wait(client)
        raise Problem("TOO_MANY_TRIES", wait=wait) if wait else Problem("TOKEN_UNKNOWN")
    school = service.school(code)
    if bearer.school != school.log.school:
        raise Problem("TOKEN_OTHER_SCHOOL", school=code)
    return Caller(school, bearer, service.clock.now())


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
TheService = Annotated[Service, Depends(service_of)]
