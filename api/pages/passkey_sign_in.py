"""Signing in with a passkey: no name is typed, the authenticator knows whose it is."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.pages.passkeys import answer_of, for_script, place, refused, require_confirmed
from api.pages.same_origin import require_same_origin
from api.pages.sign_in import signed_in
from api.pages.site import Site
from api.service.people.bearer import Bearer
from api.service.problem import Problem
from api.service.service import Service
from domain.words.days import parse_instant

PATH = "/dang-nhap/khoa"


def add_passkey_sign_in(router: APIRouter, site: Site) -> None:
    """Adds what the script asks for, and the form that it sends."""

    @router.post(f"{PATH}/hoi")
    def ask(request: Request) -> Response:
        require_same_origin(request)
        try:
            return for_script(site.service.passkeys.ask(place(request)))
        except Problem as problem:
            return refused(problem)

    @router.post(PATH)
    def sign_in(
        request: Request, khoa: Annotated[str, Form()] = "", ve: Annotated[str, Form()] = "/"
    ) -> Response:
        require_same_origin(request)
        try:
            bearer = _shown(site.service, request, khoa)
        except Problem as problem:
            told = f"{problem.text.title}. {problem.detail} ({problem.code})"
            return site.sign_in(told, ve, refused=True)
        return signed_in(site, request, bearer, ve)


def _shown(service: Service, request: Request, answer: str) -> Bearer:
    """Whose passkey was shown: one that the log knows as confirmed. Raises Problem PASSKEY_…."""
    now = service.clock.now()
    owner, key = service.passkeys.shown(place(request), answer_of(answer), now)
    school = next(each for each in service.schools().values() if each.log.school == owner.school)
    require_confirmed(school.facts(), owner.person, key)
    at = parse_instant(now)
    return Bearer(*owner, "", key.short, "passkey", at, at, None, None, True, school.log.head())
