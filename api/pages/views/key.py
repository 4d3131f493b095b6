"""One of one's own keys: every use of it, and its end."""

from typing import Annotated, NamedTuple

from fastapi import Form, Query
from fastapi.responses import RedirectResponse, Response

from api.http.moments import PositionOf
from api.pages import format as show
from api.pages.errors import not_found
from api.pages.parts.acts import CMD, for_script, new_cmd, perform_reasoned
from api.pages.parts.own_keys import KeyView, keys_of
from api.pages.session import Session
from api.pages.site import HEADERS
from domain.acts.unit.keys import RevokeKey
from projections.key_uses import Use, key_uses

PATH = "/tai-khoan/khoa"
SHOWN = 200
ACTS = {
    "MarkEntered": "nhập điểm",
    "MarkChanged": "đổi điểm",
    "MarkCleared": "xóa điểm",
    "ColumnPublished": "công bố cột điểm",
    "CorrectionProposed": "đề nghị điều chỉnh",
    "CorrectionPermitted": "cho phép điều chỉnh",
    "CorrectionWitnessed": "chứng kiến điều chỉnh",
    "AbsenceSet": "ghi vắng",
    "KeyRegistered": "đăng ký khóa",
    "KeyConfirmed": "xác nhận khóa của người khác",
    "KeyRevoked": "thu hồi khóa",
    "DeviceCertified": "cho trình duyệt ký thay trong phiên",
}
"""The others are told by the name of their type."""
Number = Annotated[PositionOf | None, Query(alias="so")]


class UseView(NamedTuple):
    """A command that the key signed, or a browser for it."""

    at: str
    act: str
    stream: str
    entries: str
    by: str


class OwnKeyView(NamedTuple):
    """Everything that key.html shows; `key` None: the reader has none. `older` uses are not shown.

    `act`: the end of the key, for the page's script; `fault`, `reason`: of a form that failed.
    """

    key: KeyView | None
    uses: list[UseView]
    older: int
    act: str
    cmd: str
    reason: str = ""
    fault: str = ""


def key(session: Session, pos: Number = None) -> OwnKeyView:
    """The key registered at `pos`, else the newest. Raises PageError unless it is the reader's own."""
    own = keys_of(session, session.caller.person)
    found = next((each for each in own if pos in (None, each.pos)), None)
    if found is None and pos is not None:
        raise not_found(f"Bạn không có khóa nào đăng ký ở bản ghi {pos}.")
    if found is None:
        return OwnKeyView(None, [], 0, "", "")
    uses = key_uses(session.school.log, session.caller.person, found.pos)
    newest = [_use(each) for each in reversed(uses[-SHOWN:])]
    address = f"/people/{found.person}/keys/{found.pos}/revoke"
    act = for_script(session, address, "keyRevoked", found.person, found.pos)
    return OwnKeyView(found, newest, len(uses) - len(newest), act, new_cmd())


def revoke_key(
    session: Session,
    pos: Annotated[PositionOf | None, Form(alias="so")] = None,
    cmd: Annotated[str, Form(pattern=CMD)] = "-",
    reason: Annotated[str, Form()] = "",
) -> Response | OwnKeyView:
    """Ends it, by what the session has shown; with a passkey the page's script signs the act itself."""
    view = key(session, pos)
    if pos is None or not reason.strip():
        return view._replace(fault="Hãy ghi lý do thu hồi.")
    of = {"person": session.caller.person, "key": pos, "reason": reason}
    if fault := perform_reasoned(session, RevokeKey, cmd, **of):
        return view._replace(fault=fault, reason=reason)
    return RedirectResponse(f"{PATH}?so={pos}", 303, HEADERS)


def _use(use: Use) -> UseView:
    first, last = use.first, use.first.pos + use.n - 1
    return UseView(
        show.time(first.at),
        ACTS.get(first.type, first.type),
        _place(first.stream),
        f"{first.pos}" if use.n == 1 else f"{first.pos}–{last}",
        "trình duyệt mà khóa này cho phép" if use.device else "chính khóa này",
    )


def _place(stream: str) -> str:
    """The stream; of a pupil's no more than that: this page's reading is not noted."""
    return "pupil/…" if stream.startswith("pupil/") else stream
