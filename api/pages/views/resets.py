"""A lost way in is given again by two persons: one asks, saying why, another grants (LAW 56).

What is granted ends all that the person had; who manages accounts then hands them a code (accounts.py).
"""

from typing import Annotated, NamedTuple

from fastapi import Form, Query
from fastapi.responses import RedirectResponse, Response

from api.pages.errors import not_found
from api.pages.parts.acts import CMD, for_script, new_cmd, perform, perform_reasoned
from api.pages.parts.resets import AskView, name_of, waiting_asks
from api.pages.session import Session
from api.pages.site import HEADERS
from api.service.people.freshness import is_stale
from domain.acts.unit.accounts import AskReset, GrantReset
from domain.words.fields import Id

DIGITS = 16
"""Fewer than so many: what a position of a log can have."""


class WaitingView(NamedTuple):
    """What waits, with its act for the page's script; `fault` of this one's form."""

    ask: AskView
    act: str
    cmd: str
    fault: str = ""


class NewView(NamedTuple):
    """The form that asks, for one person; `reason`, `fault` of one that failed."""

    person: str
    name: str
    own: bool
    act: str
    cmd: str
    reason: str = ""
    fault: str = ""


class ResetsView(NamedTuple):
    """Everything that resets.html shows; `new` None: nobody was chosen. `manages`: the reader may ask.

    `stale`: a factor has to be shown first, said before anything is typed; a passkey shows it with the act.
    `fault`: of a form that says of nobody on the page what it is about.
    """

    rows: list[WaitingView]
    new: NewView | None
    manages: bool
    stale: bool
    path: str
    here: str
    accounts: str
    fault: str = ""


def resets(session: Session, person: Annotated[Id | None, Query(alias="nguoi")] = None) -> ResetsView:
    """Everybody's that wait; with `nguoi`, the form that asks for that person's. Raises PageError."""
    manages = session.caller.manages_accounts
    if person is not None and manages and person not in session.state.people:
        raise not_found(f"Không có ai mang mã {person}.")
    new = _new(session, person) if person is not None and manages else None
    path = f"{session.viewer.path}/cap-lai"
    here = f"{path}?nguoi={person}" if new else path
    stale = is_stale(session.caller.bearer, session.now)
    rows = [_row(session, each) for each in waiting_asks(session)]
    return ResetsView(rows, new, manages, stale, path, here, f"{session.viewer.path}/tai-khoan")


def ask_reset(
    session: Session,
    person: Annotated[str, Form(alias="nguoi")] = "",
    reason: Annotated[str, Form()] = "",
    cmd: Annotated[str, Form(pattern=CMD)] = "-",
) -> Response | ResetsView:
    """Asks for it, by what the session has shown; with a passkey the page's script signs the act itself."""
    if not person:
        return resets(session)._replace(fault="Hãy chọn người cần được cấp lại.")
    view = resets(session, person)
    if fault := perform_reasoned(session, AskReset, cmd, person=person, reason=reason):
        new = view.new and view.new._replace(reason=reason, fault=fault)
        return view._replace(new=new, fault=fault)
    return RedirectResponse(view.path, 303, HEADERS)


def grant_reset(
    session: Session,
    person: Annotated[str, Form(alias="nguoi")] = "",
    ask: Annotated[str, Form(alias="so")] = "",
    cmd: Annotated[str, Form(pattern=CMD)] = "-",
) -> Response | ResetsView:
    """Grants what the entry at `so` asked for, and no other: who asked anew meanwhile is not overlooked."""
    if person not in session.state.people or not (ask.isascii() and ask.isdecimal() and len(ask) < DIGITS):
        return resets(session)._replace(fault="Hãy chọn đề nghị ở danh sách dưới đây rồi đồng ý lại.")
    if fault := perform(session, GrantReset(person=person, ask=int(ask)), cmd):
        return resets(session)._replace(fault=fault)
    return RedirectResponse(_after(session), 303, HEADERS)


def _after(session: Session) -> str:
    """Where the strip is made, for who may make it."""
    page = "tai-khoan" if session.caller.manages_accounts else "cap-lai"
    return f"{session.viewer.path}/{page}"


def _new(session: Session, person: str) -> NewView:
    act = for_script(session, f"/people/{person}/reset", "resetAsked", person)
    return NewView(person, name_of(session, person), person == session.caller.person, act, new_cmd())


def _row(session: Session, ask: AskView) -> WaitingView:
    address = f"/people/{ask.person}/reset/grant"
    act = for_script(session, address, "resetGranted", ask.person, ask.pos, ask=ask.pos)
    return WaitingView(ask, act, new_cmd())
