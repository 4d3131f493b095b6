"""Showing once more that one is still there, by password and code or by a passkey: a fresh session."""

from typing import Annotated, NamedTuple

from fastapi import Form, Query
from fastapi.responses import RedirectResponse, Response

from api.http.cookies import set_cookie
from api.pages.passkeys import answer_of, for_script, place, refused, require_confirmed
from api.pages.same_origin import local_path
from api.pages.session import Session
from api.pages.site import HEADERS
from api.pages.trying import place_of
from api.service.people.passkeys import Owner
from api.service.problem import Problem
from ledger.form.canonical import unb64


class StepUpView(NamedTuple):
    """Everything that step_up.html shows; `code`: the account asks for one, too."""

    back: str
    code: bool
    passkey: bool
    fault: str = ""


def step_up(session: Session, back: Annotated[str, Query(alias="ve")] = "/") -> StepUpView:
    """The form."""
    return _view(session, back)


def prove(
    session: Session,
    back: Annotated[str, Form(alias="ve")] = "/",
    password: Annotated[str, Form(alias="mat_khau")] = "",
    code: Annotated[str, Form(alias="ma")] = "",
    answer: Annotated[str, Form(alias="khoa")] = "",
) -> Response | StepUpView:
    """By password, and the code of the second factor where there is one; or by what a passkey answers."""
    try:
        method, cred = _by_passkey(session, answer) if answer else _by_password(session, password, code)
        return _proved(session, method, cred, back)
    except Problem as problem:
        told = f"{problem.text.title}. {problem.detail} ({problem.code})"
        return _view(session, back)._replace(fault=told)


def ask_passkey_again(session: Session) -> Response:
    """The options, for the page's script: one of the person's own passkeys."""
    known = session.state.people.get(session.caller.person)
    creds = [unb64(key.cred) for key in known.keys.values() if key.cred and key.stands] if known else []
    try:
        return for_script(session.service.passkeys.ask(place(session.request), _owner(session), creds))
    except Problem as problem:
        return refused(problem)


def _by_password(session: Session, password: str, code: str) -> tuple[str, str]:
    accounts, person = session.school.accounts, session.caller.person
    where = place_of(session.request)
    shown = accounts.sign_in(person, password, where)
    if shown.first:  # a code on paper opens no session that is there
        raise Problem("SIGN_IN_WRONG")
    shown = accounts.show_code(person, code, where) if shown.code else shown
    return shown.method, shown.cred


def _by_passkey(session: Session, answer: str) -> tuple[str, str]:
    """One of this person alone."""
    passkeys, where = session.service.passkeys, place(session.request)
    owner, shown = passkeys.shown(where, answer_of(answer), session.now, _owner(session))
    require_confirmed(session.state, owner.person, shown)
    return "passkey", shown.short


def _proved(session: Session, method: str, cred: str, back: str) -> Response:
    """Another cookie: who has read the old one has nothing."""
    cookie = session.service.sessions.prove(session.caller.proof.session, method, session.now, cred=cred)
    answer = RedirectResponse(local_path(back), 303, HEADERS)
    set_cookie(answer, session.request.scope, cookie)
    return answer


def _view(session: Session, back: str) -> StepUpView:
    person = session.caller.person
    known = session.state.people.get(person)
    passkey = any(key.kind == "passkey" and key.stands for key in known.keys.values()) if known else False
    return StepUpView(local_path(back), session.school.accounts.asks_for_code(person), passkey)


def _owner(session: Session) -> Owner:
    return Owner(session.school.log.school, session.caller.person)
