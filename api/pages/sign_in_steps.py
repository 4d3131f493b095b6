"""The steps behind the first form of signing in: a code of the second factor, the choice of a password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.pages.same_origin import require_same_origin
from api.pages.sign_in import Typed, again, ask_code, choose_password, code_purpose, go_on, purpose, who
from api.pages.site import Site
from api.pages.trying import place_of
from api.service.people.accounts import Shown
from api.service.problem import Problem
from api.service.school import School
from ledger.form.canonical import NotCanonical, unb64

CODE, FIRST = "/dang-nhap/ma", "/dang-nhap/lan-dau"


def add_steps(router: APIRouter, site: Site) -> None:
    """Adds what the two forms send to."""
    _add_code(router, site)
    _add_first(router, site)


def _add_code(router: APIRouter, site: Site) -> None:

    @router.post(CODE)
    def code(
        request: Request,
        *,
        truong: Annotated[str, Form()] = "",
        nguoi: Annotated[str, Form()] = "",
        ve: Annotated[str, Form()] = "/",
        buoc: Annotated[str, Form()] = "",
        ma: Annotated[str, Form()] = "",
    ) -> Response:
        require_same_origin(request)
        typed = Typed(truong, nguoi, ve)
        school, person = who(site, typed)
        if school is None or not _taken(site, buoc, code_purpose(school, person)):
            return again(site, Problem("STEP_LATE"), typed)
        try:
            shown = school.accounts.show_code(person, ma, place_of(request))
        except Problem as problem:
            return ask_code(site, school, Shown(person, "password", ""), typed, problem)
        return go_on(site, request, school, shown, typed)


def _add_first(router: APIRouter, site: Site) -> None:
    @router.post(FIRST)
    def first(
        request: Request,
        *,
        truong: Annotated[str, Form()] = "",
        nguoi: Annotated[str, Form()] = "",
        ve: Annotated[str, Form()] = "/",
        buoc: Annotated[str, Form()] = "",
        lan: Annotated[str, Form(pattern="^[0-9a-f]*$")] = "",
        mat_khau: Annotated[str, Form()] = "",
        mat_khau_2: Annotated[str, Form()] = "",
    ) -> Response:
        require_same_origin(request)
        typed = Typed(truong, nguoi, ve)
        school, person = who(site, typed)
        if school is None or not _taken(site, buoc, purpose("first", school, person, lan)):
            return again(site, Problem("STEP_LATE"), typed)
        try:
            shown = _begun(school, person, lan, (mat_khau, mat_khau_2))
        except Problem as problem:
            if problem.code == "SIGN_IN_WRONG":
                return again(site, problem, typed)
            return choose_password(site, school, Shown(person, "", lan), typed, problem)
        return go_on(site, request, school, shown, typed)


def _begun(school: School, person: str, first: str, chosen: tuple[str, str]) -> Shown:
    if chosen[0] != chosen[1]:
        raise Problem("PASSWORD_TWICE")
    return school.accounts.begin(person, first, chosen[0])


def _taken(site: Site, ticket: str, of: str) -> bool:
    """Whether the ticket was given for this step, within five minutes, and not yet shown."""
    try:
        return site.service.challenges.take(unb64(ticket), of)
    except NotCanonical:
        return False
