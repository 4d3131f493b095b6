"""The demo school's people, whom anybody may be: only where the operator has said so (`SOCAI_DEMO=1`)."""

import json
from typing import NamedTuple

from api.service.settings import Settings


class DemoPerson(NamedTuple):
    """Somebody of the demo, and the token that was issued to them."""

    person: str
    name: str
    roles: list[str]
    token: str


def demo_people(settings: Settings) -> list[DemoPerson]:
    """As the demo's file of tokens names them; nobody without the flag, or before there is a demo school."""
    if not settings.demo:
        return []
    try:
        rows = json.loads(settings.demo_tokens.read_text("utf-8"))["people"]
    except FileNotFoundError:
        return []
    return [DemoPerson(**row) for row in rows]
