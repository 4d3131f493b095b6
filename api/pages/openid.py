"""Signing in by the operator's OpenID provider, and binding what it says to one's own account.

Who the provider names signs in only as the account whose owner has said so, while signed in; its word is
worth a password, and whatever the account may is told by the log.
"""

import logging
from typing import Annotated, NoReturn

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.http.cookies import cookie_of, forget_cookie, set_cookie
from api.http.only_https import host_of
from api.pages.errors import PageError
from api.pages.same_origin import local_path, require_same_origin
from api.pages.session import Session
from api.pages.sign_in import Typed, go_on
from api.pages.site import HEADERS, Site
from api.pages.views.account import PATH as ACCOUNT
from api.service.people.accounts import Shown
from api.service.people.bearer import SHOWN
from api.service.people.challenges import LASTS_S
from api.service.people.freshness import FRESH_S
from api.service.people.openid.flow import Answer, OpenId
from api.service.people.sessions import strength
from api.service.problem import Problem

PATH = "/dang-nhap/oidc"
BACK, BIND, UNBIND = f"{PATH}/ve", f"{PATH}/gan", f"{PATH}/bo"
COOKIE = "socai-openid"
METHOD = "password"
_STEPS = {
    "OPENID_AWAY": "Thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.",
    "OPENID_REFUSED": "Thử lại từ đầu; nếu vẫn vậy, hãy đăng nhập bằng mật khẩu và báo ban quản trị.",
    "OPENID_STALE": "Mở lại trang đăng nhập và làm trong năm phút, trên một thẻ trình duyệt.",
    "OPENID_UNBOUND": "Đăng nhập bằng mật khẩu, mở trang Tài khoản, rồi gắn ở mục «Đăng nhập qua nơi khác».",
    "OPENID_BOUND": "Gỡ ở trang Tài khoản của tài khoản đang gắn, rồi gắn lại.",
}

_log = logging.getLogger(__name__)


def add_openid(router: APIRouter, site: Site, openid: OpenId) -> None:
    """Adds the way there, the way back, and what an account's owner does about it."""

    @router.get(PATH)
    def go(request: Request, ve: str = "/") -> Response:
        return _sent(request, openid, local_path(ve))

    @router.get(BIND)
    def bind(request: Request) -> Response:
        _require_own_page(request)
        session = site.sessions.of(request)
        _require_strong(session)
        return _sent(request, openid, ACCOUNT, session.caller.proof.session)

    @router.get(BACK)
    def back(
        request: Request,
        state: str = "",
        code: str = "",
        error: str = "",
        issuer: Annotated[str, Query(alias="iss")] = "",
    ) -> Response:
        try:
            answer = _answered(site, request, openid, Answer(state, code, issuer, error))
        except Problem as problem:
            _tell(problem)
        forget_cookie(answer, request.scope, COOKIE)
        return answer

    @router.post(UNBIND)
    def unbind(request: Request) -> Response:
        require_same_origin(request)
        session = site.sessions.of(request)
        caller = session.caller
        openid.subjects.unbind(caller.school.log.school, caller.person, caller.person, session.now)
        return RedirectResponse(f"{ACCOUNT}#openid", 303, HEADERS)


def _sent(request: Request, openid: OpenId, back: str, session: str = "") -> Response:
    """To the provider, which sends the browser back to this very host."""
    host = host_of(request.headers)
    if host is None:
        _tell(Problem("REQUEST_REFUSED"))
    try:
        where, cookie = openid.ask(f"{request.url.scheme}://{host}{BACK}", back, session)
    except Problem as problem:
        _tell(problem)
    answer = RedirectResponse(where, 303, {**HEADERS, "Referrer-Policy": "no-referrer"})
    set_cookie(answer, request.scope, cookie, COOKIE, seconds=int(LASTS_S))
    return answer


def _answered(site: Site, request: Request, openid: OpenId, said: Answer) -> Response:
    digest, question = openid.answered(said, cookie_of(request.scope, COOKIE))
    if question.session:
        return _bound(site.sessions.of(request), openid, digest, question.session)
    owner = openid.subjects.owner(digest, site.service.clock.now())
    if owner is None:
        raise Problem("OPENID_UNBOUND")
    school = next(each for each in site.service.schools().values() if each.log.school == owner[0])
    person = owner[1]
    shown = Shown(person, METHOD, digest.hex()[:SHOWN], code=school.accounts.asks_for_code(person))
    return go_on(site, request, school, shown, Typed(school.code, person, question.back))


def _bound(session: Session, openid: OpenId, digest: bytes, asked_in: str) -> Response:
    """To the account that asked: whoever has signed in here meanwhile did not."""
    caller = session.caller
    if caller.proof.session != asked_in:
        raise Problem("OPENID_STALE")
    if not openid.subjects.bind(digest, caller.school.log.school, caller.person, session.now):
        raise Problem("OPENID_BOUND")
    return RedirectResponse(f"{ACCOUNT}#openid", 303, HEADERS)


def _require_own_page(request: Request) -> None:
    """No form leads here: browsers would forbid it to go on to the provider (form-action of the policy)."""
    if request.headers.get("sec-fetch-site") != "same-origin":
        raise PageError(
            403,
            "Yêu cầu không đến từ trang này",
            "Việc gắn tài khoản phải bắt đầu từ trang Tài khoản.",
            "Mở trang Tài khoản rồi bấm lại.",
        )


def _require_strong(session: Session) -> None:
    """A way in that counts as a password is opened by no less, and by nobody who found a machine open."""
    proof = session.caller.proof
    if strength(proof.method) < strength(METHOD) or proof.age > FRESH_S:
        raise PageError(
            403,
            "Hãy đăng nhập lại trước khi gắn",
            "Gắn một cách đăng nhập mới cần mật khẩu hoặc cách mạnh hơn, vừa dùng trong năm phút qua.",
            "Đăng xuất, đăng nhập lại bằng mật khẩu hoặc khóa truy cập, rồi gắn ngay.",
            code="FACTOR_STALE",
        )


def _tell(problem: Problem) -> NoReturn:
    """A page for the person; for the operator's log the claim's name, and nothing of the person."""
    _log.warning("OpenID: %s %s", problem.code, problem.facts.get("cause", ""))
    text = problem.text
    step = _STEPS.get(problem.code, "Mở lại trang đăng nhập rồi thử lại.")
    raise PageError(text.status, text.title, problem.detail, step, code=problem.code) from None
