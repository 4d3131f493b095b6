"""The demo school's people as buttons on the sign-in page: a click, and one is that person.

Where the operator has not said so (`SOCAI_DEMO=1`, which `make run` sets) there is no such address.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.pages.same_origin import require_same_origin
from api.pages.sign_in import signed_in
from api.pages.site import Site
from api.service.people.demo_people import demo_people

PATH = "/dang-nhap/mau"
NO_SUCH_PERSON = "Trường mẫu không có người này. Hãy chọn lại."


def add_demo_sign_in(router: APIRouter, site: Site) -> None:
    """Adds the address that the buttons send to."""

    @router.post(PATH)
    def sign_in(
        request: Request, nguoi: Annotated[str, Form()] = "", ve: Annotated[str, Form()] = "/"
    ) -> Response:
        require_same_origin(request)
        token = next((each.token for each in demo_people(site.service.settings) if each.person == nguoi), "")
        bearer = site.service.tokens.bearer(token)
        if bearer is None or bearer.person != nguoi:
            return site.sign_in(NO_SUCH_PERSON, ve, refused=True)
        return signed_in(site, request, bearer, ve)
