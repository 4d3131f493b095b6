"""One's own account: the keys that sign in one's name, where one is signed in, and the way out of each."""

from typing import Annotated, NamedTuple

from fastapi import Form
from fastapi.responses import RedirectResponse, Response

from api.pages import format as show
from api.pages.assets import digest
from api.pages.parts.own_keys import KeyView, keys_of
from api.pages.session import Session
from api.pages.site import HEADERS
from api.service.people.sessions import BY_OWNER, NOT_ME, SessionRow
from domain.words.days import instant

PATH = "/tai-khoan"
ALL_OTHERS, DENIED = "khac", "khongphai"
METHODS = {
    "token": "mã truy cập",
    "password": "mật khẩu",
    "totp": "mật khẩu và mã từ ứng dụng",
    "passkey": "khóa truy cập",
}
HOW_ENDED = {
    "signed-out": "đã đăng xuất",
    "owner": "bạn đã kết thúc từ nơi khác",
    "not-me": "bạn báo không phải bạn",
    "reset": "cách đăng nhập được cấp lại",
    "key": "khóa truy cập bị thu hồi",
    "clock": "đồng hồ máy chủ được chỉnh lại",
    "no-right": "hết phân công",
    "idle": "30 phút không thao tác",
    "over": "đủ 12 giờ",
}


class SessionView(NamedTuple):
    """A session: `ended` says how, "" of one that lasts; `here`: the one that asks."""

    id: str
    device: str
    client: str
    method: str
    begun: str
    seen: str
    ended: str
    here: bool


class OpenIdView(NamedTuple):
    """The provider by which one may sign in, too; `since` and `used` are "" where one has not bound it."""

    host: str
    since: str
    used: str


class AccountView(NamedTuple):
    """Everything that account.html shows; `module`: the digest of the script that signs."""

    keys: list[KeyView]
    open: list[SessionView]
    over: list[SessionView]
    module: str
    openid: OpenIdView | None
    manages: bool


def account(session: Session) -> AccountView:
    """The person's own account; nobody else's."""
    caller = session.caller
    rows = session.service.sessions.of(caller.school.log.school, caller.person)
    shown = [_session(row, caller.proof.session) for row in rows]
    lasting, over = [each for each in shown if not each.ended], [each for each in shown if each.ended]
    return AccountView(
        keys=keys_of(session, caller.person),
        open=lasting,
        over=over,
        module=digest("signing.js"),
        openid=_openid(session),
        manages=caller.manages_accounts,
    )


def end_sessions(
    session: Session, which: Annotated[str, Form(alias="phien", pattern="^[0-9a-z]*$")] = ""
) -> Response:
    """Ends one of one's own sessions, or all but this one; what is over already stays so.

    `khongphai`, "that was not me", is told of the ended sessions. It silences no question: whoever
    else holds the account could answer, too.
    """
    caller, sessions = session.caller, session.service.sessions
    school = caller.school.log.school
    if which == ALL_OTHERS:
        sessions.end_all(school, caller.person, but=caller.proof.session)
    elif which == DENIED:
        sessions.end_all(school, caller.person, NOT_ME, but=caller.proof.session)
        return RedirectResponse(f"{PATH}#khong-phai", 303, HEADERS)
    elif which:
        sessions.end(school, caller.person, which, BY_OWNER)
    return RedirectResponse(f"{PATH}#phien", 303, HEADERS)


def _session(row: SessionRow, own: str) -> SessionView:
    return SessionView(
        row.id,
        row.label,
        row.client,
        METHODS.get(row.method, row.method),
        show.minute(instant(row.begun)),
        show.minute(instant(row.seen)),
        _why(row),
        row.id == own,
    )


def _openid(session: Session) -> OpenIdView | None:
    openid, caller = session.service.openid, session.caller
    if openid is None:
        return None
    bound = openid.subjects.of(caller.school.log.school, caller.person)
    moments = (bound.at, bound.used) if bound else (None, None)
    return OpenIdView(
        openid.registered.host, *(show.minute(instant(each)) if each else "" for each in moments)
    )


def _why(row: SessionRow) -> str:
    return "" if row.ended is None else HOW_ENDED.get(row.why or "", "đã kết thúc")
