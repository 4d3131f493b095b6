"""A new passkey of one's own: what the browser is asked for, and what it made.

The server keeps it here; in the log it is registered by its owner's own signature, which the page's script
asks for next, and it gives nothing before the board has confirmed it.
"""

import json
from collections.abc import Callable
from typing import Annotated

from fastapi import Form
from fastapi.responses import Response
from pydantic import TypeAdapter, ValidationError

from api.pages.passkeys import answer_of, for_script, place, refused
from api.pages.session import Session
from api.service.people.freshness import require_fresh_hands
from api.service.people.passkeys import Owner
from api.service.problem import Problem
from api.texts.clear_text import flaw_of_text, tidied
from domain.words.fields import TypedNumber
from ledger.form.canonical import b64, unb64

_LABEL = TypeAdapter(TypedNumber)
Label = Annotated[str, Form(alias="ten")]


def ask_passkey(session: Session, label: Label = "") -> Response:
    """The options, for the page's script."""
    return _told(lambda: _options(session, label))


def make_passkey(
    session: Session, label: Label = "", answer: Annotated[str, Form(alias="khoa")] = ""
) -> Response:
    """Keeps the passkey, and gives what its owner registers."""
    return _told(lambda: _made(session, label, answer))


def _options(session: Session, label: str) -> str:
    require_fresh_hands(session.caller.bearer, session.now)
    _label(label)
    known = session.state.people.get(session.caller.person)
    keys = known.keys.values() if known else ()
    held = [unb64(key.cred) for key in keys if key.cred and key.revoked is None]
    viewer = session.viewer
    return session.service.passkeys.ask_new(
        place(session.request), _owner(session), viewer.name, viewer.school, held
    )


def _made(session: Session, label: str, answer: str) -> str:
    require_fresh_hands(session.caller.bearer, session.now)
    name = _label(label)
    made = session.service.passkeys.make(
        place(session.request), _owner(session), answer_of(answer), name, session.now
    )
    registers = {"alg": made.alg, "public": b64(made.public), "cred": b64(made.cred), "rp": made.rp}
    whose = {"school": session.school.code, "person": session.caller.person}
    return json.dumps({**whose, **registers, "label": name})


def _told(act: Callable[[], str]) -> Response:
    try:
        return for_script(act())
    except Problem as problem:
        return refused(problem)


def _owner(session: Session) -> Owner:
    return Owner(session.school.log.school, session.caller.person)


def _label(typed: str) -> str:
    """What the owner calls it, as the log will have it. Raises Problem PASSKEY_LABEL."""
    try:
        label = _LABEL.validate_python(tidied(typed))
    except ValidationError:
        raise Problem("PASSKEY_LABEL") from None
    if flaw_of_text(label):
        raise Problem("PASSKEY_LABEL")
    return label
