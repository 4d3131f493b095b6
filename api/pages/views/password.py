"""Another password for one's own account, by the one that was."""

from typing import Annotated, NamedTuple

from fastapi import Form
from fastapi.responses import RedirectResponse, Response

from api.pages.session import Session
from api.pages.site import HEADERS
from api.pages.trying import place_of
from api.service.people.passwords import ALONE, WITH_SECOND
from api.service.problem import Problem


class PasswordView(NamedTuple):
    """Everything that password.html shows."""

    least: int
    fault: str = ""


def password(session: Session) -> PasswordView:
    """The form."""
    with_code = session.school.accounts.asks_for_code(session.caller.person)
    return PasswordView(WITH_SECOND if with_code else ALONE)


def change_password(
    session: Session,
    old: Annotated[str, Form(alias="cu")] = "",
    new: Annotated[str, Form(alias="moi")] = "",
    again: Annotated[str, Form(alias="moi_2")] = "",
) -> Response | PasswordView:
    """Changes it; every other session of the person ends, since somebody may have known the old one."""
    caller, accounts = session.caller, session.school.accounts
    try:
        if new != again:
            raise Problem("PASSWORD_TWICE")
        accounts.change_password(caller.person, old, new, place_of(session.request))
    except Problem as problem:
        told = f"{problem.text.title}. {problem.detail} ({problem.code})"
        return password(session)._replace(fault=told)
    session.service.sessions.end_all(accounts.school, caller.person, but=caller.proof.session)
    return RedirectResponse("/tai-khoan", 303, HEADERS)
