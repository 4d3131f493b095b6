"""The second factor of one's own account: an authenticator app, read from a square code; codes on paper."""

from typing import Annotated, NamedTuple

import segno
from fastapi import Form
from markupsafe import Markup

from api.pages.session import Session
from api.pages.trying import place_of
from api.service.people.accounts import RECOVERY_CODES
from api.service.people.credentials import RECOVERY
from api.service.people.freshness import is_stale
from api.service.people.one_time_codes import Offer, offer_of
from api.service.problem import Problem
from domain.words.days import parse_instant

PATH = "/tai-khoan/hai-lop"
OFFER, TAKE, PAPER = "moi", "ma", "giay"
SCALE = 5


class SecondFactorView(NamedTuple):
    """Everything that second_factor.html shows; `square` and `secret` of an offer, `codes`: each shown once.

    `stale`: the factor has to be shown again first.
    """

    app: bool
    left: int
    all: int
    square: Markup
    secret: str
    codes: list[str]
    stale: bool = False
    fault: str = ""


def second_factor(session: Session) -> SecondFactorView:
    """How it stands."""
    caller = session.caller
    now = parse_instant(session.now)
    held = caller.school.accounts.credentials.of(caller.person, now)
    app = caller.school.accounts.asks_for_code(caller.person)
    left = sum(each.kind == RECOVERY for each in held)
    stale = is_stale(caller.bearer, session.now)
    return SecondFactorView(app, left, RECOVERY_CODES, Markup(), "", [], stale)


def set_second_factor(
    session: Session,
    act: Annotated[str, Form(alias="viec")] = "",
    code: Annotated[str, Form(alias="ma")] = "",
    secret: Annotated[str, Form(alias="bi_mat", pattern="^(?:[A-Z2-7]{32})?$")] = "",
) -> SecondFactorView:
    """Offers a secret, takes its first code, or makes new codes for paper."""
    view = second_factor(session)
    if view.stale:
        return view._replace(fault="Hãy xác nhận lại là bạn trước khi đổi lớp thứ hai.")
    caller, accounts = session.caller, session.school.accounts
    try:
        if act == OFFER:
            return _offered(view, accounts.offer_app(caller.person, session.school.code))
        if act == TAKE:
            codes = accounts.take_app(caller.person, code, place_of(session.request))
            return view._replace(app=True, left=len(codes), codes=codes)
        if act == PAPER and view.app:
            codes = accounts.new_paper_codes(caller.person)
            return view._replace(left=len(codes), codes=codes)
    except Problem as problem:
        told = f"{problem.text.title}. {problem.detail} ({problem.code})"
        return _again(view, caller.person, session, secret)._replace(fault=told)
    return view._replace(fault="Hãy chọn một việc.")


def _offered(view: SecondFactorView, offer: Offer) -> SecondFactorView:
    # The picture is made of numbers alone: nothing that anybody typed is in it.
    square = Markup(segno.make(offer.uri, micro=False).svg_inline(scale=SCALE, border=2))  # noqa: S704
    return view._replace(square=square, secret=offer.secret)


def _again(view: SecondFactorView, person: str, session: Session, secret: str) -> SecondFactorView:
    """The same secret once more after a wrong code: the app has read it already."""
    if not secret or view.app:
        return view
    return _offered(view, offer_of(secret, person, session.school.code))
