"""Who is in front of a page: the cookie says it, and the school's facts say what the person may read."""

import json
from typing import NamedTuple

from fastapi import Request

from api.http.caller import Caller, Shown, bearer_of, caller_of, client_of
from api.http.cookies import cookie_of
from api.pages.errors import NotSignedIn, PageError, not_found
from api.pages.format import ROLES
from api.service.problem import Problem
from api.service.school import School
from api.service.service import Service
from domain.law import Fold
from domain.words.refusal import Refusal

SIGN_IN_TO_SEE = "Hãy đăng nhập để xem sổ điểm."
WHY_ENDED = {
    "idle": "Phiên đăng nhập đã kết thúc vì 30 phút không thao tác. Hãy đăng nhập lại.",
    "over": "Phiên đăng nhập đã kết thúc sau 12 giờ. Hãy đăng nhập lại.",
    "owner": "Phiên đăng nhập này đã được kết thúc từ một thiết bị khác của bạn. Hãy đăng nhập lại.",
    "reset": "Cách đăng nhập của bạn đã được cấp lại, nên các phiên cũ đã kết thúc. Hãy đăng nhập lại.",
    "key": "Khóa truy cập đã mở phiên này đã bị thu hồi, nên phiên đã kết thúc. Hãy đăng nhập cách khác.",
    "clock": "Đồng hồ của máy chủ đã được chỉnh lại, nên phiên đã kết thúc. Hãy đăng nhập lại.",
    "no-right": "Bạn không còn phân công đang có hiệu lực ở trường này, nên phiên đăng nhập đã kết thúc.",
}
_ENDED = "Phiên đăng nhập đã kết thúc. Hãy đăng nhập lại."


class Viewer(NamedTuple):
    """The signed-in person as the header shows them; `path` is where their school's pages begin.

    `signer` (JSON) is for the page's script: in whose name it signs, and with which keys.
    """

    person: str
    name: str
    roles: str
    school: str
    path: str
    signer: str = "{}"


class Session(NamedTuple):
    """A signed-in person at the instant `now`: their rights, their school and its facts."""

    viewer: Viewer
    caller: Caller
    service: Service
    now: str
    request: Request

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
        cookie = cookie_of(request.scope)
        if not cookie:
            raise NotSignedIn(SIGN_IN_TO_SEE)
        try:
            bearer = bearer_of(self._service, Shown(cookie=cookie), client_of(request.scope))
            school = self._school(bearer.school, code)
            caller = request.state.caller = caller_of(self._service, school, bearer)
        except Problem as problem:
            raise _not_signed_in(request, problem) from None
        return Session(self._viewer(caller), caller, self._service, caller.now, request)

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
                "Tài khoản của bạn thuộc một trường khác.",
                "Đăng xuất rồi đăng nhập bằng tài khoản của trường này.",
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
            _signer(caller),
        )

    def _name(self, school: School) -> str:
        """The school's name from entry 0, which never changes."""
        if school.code not in self._names:
            (founding,) = school.log.entries(0, 1)
            self._names[school.code] = founding.data["school"]["name"]
        return self._names[school.code]


def _signer(caller: Caller) -> str:
    known = caller.facts.people.get(caller.person)
    keys = [key for key in known.keys.values() if key.kind == "passkey" and key.stands] if known else []
    shown = [{"key": key.pos, "cred": key.cred, "rp": key.rp} for key in sorted(keys, reverse=True)]
    school = {"school": caller.school.code, "log": caller.school.log.origin}
    return json.dumps({**school, "person": caller.person, "keys": shown})


def _not_signed_in(request: Request, problem: Problem) -> Exception:
    """Why a cookie opens nothing; one that nobody ever had is noted as a try."""
    if problem.code in ("SESSION_ENDED", "NO_RIGHT_LEFT"):
        return NotSignedIn(WHY_ENDED.get(problem.facts.get("why", "no-right"), _ENDED))
    if problem.code in ("SESSION_UNKNOWN", "TOO_MANY_TRIES"):
        request.state.guessed = True
        return NotSignedIn(_ENDED, problem.facts.get("wait", 0))
    return problem
