"""Who is in front of a page: the cookie says it, and the school's facts say what the person may read."""

from typing import NamedTuple

from fastapi import Request

from api.http.caller import Caller, client_of
from api.pages.errors import NotSignedIn, PageError, not_found
from api.pages.format import ROLES
from api.service.school import School
from api.service.service import Service
from domain.law import Fold
from domain.words.refusal import Refusal

COOKIE = "socai"
COOKIE_S = 12 * 3600


class Viewer(NamedTuple):
    """The signed-in person as the header shows them; `path` is where their school's pages begin."""

    person: str
    name: str
    roles: str
    school: str
    path: str


class Session(NamedTuple):
    """A signed-in person at the instant `now`: their rights, their school and its facts."""

    viewer: Viewer
    caller: Caller
    service: Service
    now: str

    @property
    def school(self) -> School:
        """The person's school."""
        return self.caller.school

    @property
    def state(self) -> Fold:
        """The school's facts when the request came."""
        return self.caller.facts


class Sessions:
    """Finds out who asks, for the schools of a service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._names: dict[str, str] = {}

    def of(self, request: Request, code: str | None = None) -> Session:
        """Who asks, by the cookie; with `code`, only in that school. Raises NotSignedIn or PageError."""
        service, token = self._service, request.cookies.get(COOKIE)
        bearer = service.tokens.bearer(token) if token else None
        if not token:
            raise NotSignedIn("Hãy đăng nhập để xem sổ điểm.")
        if bearer is None:
            wait = service.wrong_tokens.wait(client_of(request.scope))
            raise NotSignedIn("Phiên đăng nhập đã hết hạn hoặc mã đã được thay. Hãy đăng nhập lại.", wait)
        school = self._school(bearer.school, code)
        now = school.clock.now()
        caller = request.state.caller = Caller(school, bearer, now)
        return Session(self._viewer(caller), caller, service, now)

    def _school(self, school_id: int, code: str | None) -> School:
        if code is None:
            return next(s for s in self._service.schools().values() if s.log.school == school_id)
        try:
            school = self._service.school(code)
        except Refusal:
            raise not_found(f"Không có trường nào mang mã {code}.") from None
        if school.log.school != school_id:
            raise PageError(
                403,
                "Bạn không được xem sổ của trường này",
                "Mã truy cập của bạn thuộc một trường khác.",
                "Đăng xuất rồi đăng nhập bằng mã do trường này cấp.",
                code="TOKEN_OTHER_SCHOOL",
            )
        return school

    def _viewer(self, caller: Caller) -> Viewer:
        known = caller.facts.people.get(caller.person)
        roles = ", ".join(dict.fromkeys(ROLES[right.role] for right in caller.rights))
        return Viewer(
            caller.person,
            known.name if known else caller.person,
            roles or "chưa có phân công đang có hiệu lực",
            self._name(caller.school),
            f"/truong/{caller.school.code}",
        )

    def _name(self, school: School) -> str:
        """The school's name from entry 0, which never changes."""
        if school.code not in self._names:
            (founding,) = school.log.entries(0, 1)
            self._names[school.code] = founding.data["school"]["name"]
        return self._names[school.code]
