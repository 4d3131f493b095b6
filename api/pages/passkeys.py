"""What forms that need a passkey have in common: where the browser is, what it answers, whose key it is."""

import json
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from api.http.problems import response
from api.pages.site import HEADERS
from api.service.people.passkeys import Credential, Place, place_of
from api.service.problem import Problem
from domain.law import Fold
from ledger.form.canonical import b64

LONGEST_ANSWER = 20_000
"""Letters of a browser's answer: attestations that we do not ask for are some thousands."""


def place(request: Request) -> Place:
    """The host that the browser has asked. Raises Problem PASSKEY_PLACE."""
    return place_of(request.url.scheme, request.headers.get("host", ""))


def answer_of(text: str) -> dict[str, Any]:
    """What the page's script put into the form. Raises Problem PASSKEY_REFUSED."""
    try:
        answer = json.loads(text) if len(text) <= LONGEST_ANSWER else None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise Problem("PASSKEY_REFUSED")
    return answer


def require_confirmed(facts: Fold, person: str, shown: Credential) -> None:
    """Raises Problem PASSKEY_UNCONFIRMED unless this very key is the person's in the log, and in force.

    What stands beside the log alone, whoever wrote it there, opens nothing.
    """
    told = (shown.alg, b64(shown.public), b64(shown.cred), shown.rp)
    known = facts.people.get(person)
    keys = known.keys.values() if known else ()
    if not any(key.stands and (key.alg, key.public, key.cred, key.rp) == told for key in keys):
        raise Problem("PASSKEY_UNCONFIRMED")


def for_script(content: str) -> Response:
    """JSON for the page's own script."""
    return Response(content, media_type="application/json", headers=HEADERS)


def refused(problem: Problem) -> Response:
    """A problem for the page's own script, which says it beside the form."""
    answer = response(problem)
    answer.headers.update(HEADERS)
    return answer
