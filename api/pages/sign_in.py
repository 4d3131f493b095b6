"""Signing in and out: what is shown opens a session on the server; signing out ends it there.

The steps behind the first form, a code of the second factor or the choice of a password, follow one another
by a ticket that the server keeps (api.service.people.challenges): no form holds what was shown before.
"""

import secrets
from typing import Annotated, NamedTuple, Protocol

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.http.caller import client_of
from api.http.cookies import cookie_of, forget_cookie, set_cookie
from api.pages.same_origin import local_path, require_same_origin
from api.pages.session import SIGN_IN_TO_SEE
from api.pages.site import HEADERS, Site
from api.pages.trying import DEVICE, DEVICE_S, place_of
from api.service.people.accounts import Shown
from api.service.people.passwords import ALONE
from api.service.people.sessions import digest
from api.service.people.throttle import Place
from api.service.problem import Problem
from api.service.school import School
from domain.words.refusal import Refusal
from ledger.form.canonical import b64

LEAVES_NOTHING = {"Clear-Site-Data": '"storage"'}
"""What the pages' script keeps in a browser, the session's signing key with it, goes at the way out."""
PATH, OUT = "/dang-nhap", "/dang-xuat"
DEVICE_BYTES = 16
NOBODY, _LONGEST_NAME = "?", 200


class Typed(NamedTuple):
    """What is carried from one form to the next: where to, and whose account. No secret."""

    truong: str
    nguoi: str
    ve: str


def add_sign_in(router: APIRouter, site: Site) -> None:
    """Adds the form, its sending, and the way out."""

    @router.get(PATH)
    def form(ve: str = "/") -> Response:
        return site.sign_in(SIGN_IN_TO_SEE, ve, status=200)

    @router.post(PATH)
    def sign_in(
        request: Request,
        *,
        truong: Annotated[str, Form()] = "",
        nguoi: Annotated[str, Form()] = "",
        mat_khau: Annotated[str, Form()] = "",
        ve: Annotated[str, Form()] = "/",
    ) -> Response:
        require_same_origin(request)
        typed = Typed(truong.strip(), nguoi.strip(), ve)
        school, person = who(site, typed)
        try:
            if school is None:
                raise nobody(site, typed, mat_khau, place_of(request))
            shown = school.accounts.sign_in(person, mat_khau, place_of(request))
        except Problem as problem:
            return again(site, problem, typed)
        return go_on(site, request, school, shown, typed)

    @router.post(OUT)
    def sign_out(request: Request) -> Response:
        require_same_origin(request)
        sessions, cookie = site.service.sessions, cookie_of(request.scope)
        bearer = sessions.bearer(cookie) if cookie else None
        if bearer is not None:
            sessions.end(bearer.school, bearer.person, bearer.session)
        answer = RedirectResponse(PATH, 303, HEADERS | LEAVES_NOTHING)
        forget_cookie(answer, request.scope)
        return answer


class Named(Protocol):
    """Whom a factor has named, and by which."""

    @property
    def school(self) -> int: ...

    @property
    def person(self) -> str: ...

    @property
    def method(self) -> str: ...

    @property
    def cred(self) -> str: ...


class _Named(NamedTuple):
    school: int
    person: str
    method: str
    cred: str


def go_on(site: Site, request: Request, school: School, shown: Shown, typed: Typed) -> Response:
    """The next step: the choice of a password, a code of the second factor, or in."""
    if shown.first:
        return choose_password(site, school, shown, typed)
    if shown.code:
        return ask_code(site, school, shown, typed)
    named = _Named(school.log.school, shown.person, shown.method, shown.cred)
    return signed_in(site, request, named, typed.ve)


def ask_code(
    site: Site, school: School, shown: Shown, typed: Typed, problem: Problem | None = None
) -> Response:
    """The form for a code of the second factor, after the password."""
    ticket = site.service.challenges.ask(code_purpose(school, shown.person))
    return _step(site, "sign_in_code", typed, problem, ticket=b64(ticket))


def choose_password(
    site: Site, school: School, shown: Shown, typed: Typed, problem: Problem | None = None
) -> Response:
    """The form for the first password, after the code for it was shown."""
    ticket = site.service.challenges.ask(purpose("first", school, shown.person, shown.cred))
    values = {"ticket": b64(ticket), "first": shown.cred, "least": ALONE, "school": school.name()}
    return _step(site, "sign_in_first", typed, problem, **values)


def code_purpose(school: School, person: str) -> str:
    """Behind the password that was shown: whoever knew one that was changed since is not let in by a code."""
    return purpose("code", school, person, school.accounts.password_of(person))


def purpose(step: str, school: School, person: str, first: str = "") -> str:
    """What a ticket is good for: this step of this person alone."""
    return f"sign-in/{step}/{school.log.school}/{person}/{first}"


def who(site: Site, typed: Typed) -> tuple[School | None, str]:
    """The school, and the person as the log names them, whatever letters were large."""
    person = typed.nguoi if _could_be(typed.nguoi) else NOBODY
    try:
        school = site.service.school(typed.truong)
    except Refusal:
        return None, person
    people = school.facts().people
    return school, next((each for each in people if each.casefold() == person.casefold()), person)


def _could_be(name: str) -> bool:
    """Whether anybody could be called so: the database is asked for nothing else."""
    return name.isascii() and name.isprintable() and len(name) <= _LONGEST_NAME


def nobody(site: Site, typed: Typed, secret: str, place: Place) -> Problem:
    """What is said of a school that there is not, after the same work as of one that there is."""
    school = next(iter(site.service.schools().values()), None)
    if school is not None:
        name = f"{typed.truong}/{typed.nguoi}"
        school.accounts.sign_in(name if _could_be(name) else NOBODY, secret, place)
    return Problem("SIGN_IN_WRONG")


def again(site: Site, problem: Problem, typed: Typed) -> Response:
    """The first form once more, with what was typed but for the secret."""
    wait = problem.facts.get("wait", 0)
    reason = f"{problem.text.title}. {problem.detail}"
    page = site.sign_in(
        reason, typed.ve, problem.text.status, refused=True, typed=(typed.truong, typed.nguoi)
    )
    if wait:
        page.headers["Retry-After"] = str(wait)
    return page


def _step(site: Site, template: str, typed: Typed, problem: Problem | None, **values: object) -> Response:
    told = f"{problem.text.title}. {problem.detail}" if problem else ""
    status = problem.text.status if problem else 200
    page = site.page(template, None, status, typed=typed, told=told, **values)
    if problem and "wait" in problem.facts:
        page.headers["Retry-After"] = str(problem.facts["wait"])
    return page


def signed_in(site: Site, request: Request, bearer: Named, back: str) -> Response:
    """Opens a session for whom a factor has named, and leads to where they wanted to go.

    A session that the browser brought along ends: what is opened now is another one, under another cookie.
    """
    sessions, scope = site.service.sessions, request.scope
    before = sessions.bearer(cookie_of(scope))
    if before is not None:
        sessions.end(before.school, before.person, before.session)
    device = cookie_of(scope, DEVICE) or secrets.token_urlsafe(DEVICE_BYTES)
    cookie = sessions.open(
        bearer.school,
        bearer.person,
        bearer.method,
        site.service.clock.now(),
        client=client_of(scope),
        agent=request.headers.get("user-agent", ""),
        cred=bearer.cred,
        device=digest(device),
    )
    answer = RedirectResponse(local_path(back), 303, HEADERS)
    set_cookie(answer, scope, cookie)
    set_cookie(answer, scope, device, DEVICE, seconds=DEVICE_S)
    return answer
