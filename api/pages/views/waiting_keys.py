"""Keys that wait for somebody who says whose they are: who manages accounts confirms each, or ends it."""

from typing import Annotated, NamedTuple

from fastapi import Form
from fastapi.responses import RedirectResponse, Response

from api.http.moments import PositionOf
from api.pages.parts.acts import CMD, for_script, new_cmd, perform
from api.pages.parts.own_keys import KeyView, waiting_keys
from api.pages.session import Session
from api.pages.site import HEADERS
from domain.acts.unit.keys import ConfirmKey, RevokeKey
from domain.grounds.command import Command
from domain.words.fields import Id

REFUSED = "Không phải khóa của người này."


class WaitingView(NamedTuple):
    """A key with its two acts, for the page's script; `own`: nobody confirms their own."""

    key: KeyView
    own: bool
    confirm: str
    refuse: str
    cmd: str


class WaitingKeysView(NamedTuple):
    """Everything that waiting_keys.html shows; `fault`: of a form that failed."""

    rows: list[WaitingView]
    path: str
    fault: str = ""


def shown_keys(session: Session) -> WaitingKeysView:
    """Everybody's, the oldest first."""
    rows = [_row(session, key) for key in waiting_keys(session)]
    return WaitingKeysView(rows, f"{session.viewer.path}/khoa-cho")


def judge_key(
    session: Session,
    person: Annotated[Id | None, Form(alias="nguoi")] = None,
    key: Annotated[PositionOf | None, Form(alias="so")] = None,
    cmd: Annotated[str, Form(pattern=CMD)] = "-",
    refuse: Annotated[bool, Form(alias="khong")] = False,
) -> Response | WaitingKeysView:
    """Confirms it, or ends it, by what the session has shown."""
    if person is None or key is None:
        return shown_keys(session)._replace(fault="Hãy chọn một khóa.")
    act: Command = ConfirmKey(person=person, key=key)
    if refuse:
        act = RevokeKey(person=person, key=key, reason=REFUSED)
    if fault := perform(session, act, cmd):
        return shown_keys(session)._replace(fault=fault)
    return RedirectResponse(f"{session.viewer.path}/khoa-cho", 303, HEADERS)


def _row(session: Session, key: KeyView) -> WaitingView:
    address = f"/people/{key.person}/keys/{key.pos}"
    return WaitingView(
        key,
        key.person == session.caller.person,
        for_script(session, f"{address}/confirm", "keyConfirmed", key.person, key.pos, key.public),
        for_script(session, f"{address}/revoke", "keyRevoked", key.person, key.pos, REFUSED, reason=REFUSED),
        new_cmd(),
    )
