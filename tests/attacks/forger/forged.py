"""A forgery and what it must be called; what the makers of forgeries share."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.attacks.forger.acts import Act
from tests.vectors.law.log import Sign

Entries = list[dict[str, Any]]


@dataclass
class Forged:
    """Lines, and what they must be called: all of `codes`, and of others only those in `besides`.

    `besides` None: the law itself may find more. `at`: where the first of the codes stands.
    """

    lines: list[str]
    codes: set[str]
    at: int
    besides: set[str] | None = field(default_factory=set)


Forge = Callable[[Act], Forged | None]
"""None: there is no such forgery of this act."""


def signed(act: Act, sign: Sign, code: str, *, alone: bool = True) -> Forged:
    """The act under that signature; `alone`: nothing else is wrong with it."""
    log = act.before()
    log.write(act.right, act.drafts, act.method, sign)
    return Forged(log.lines, {code}, act.log.next, set() if alone else None)


def honest(act: Act) -> dict[str, Any]:
    """The signature under the act as the person made it."""
    sign: dict[str, Any] = json.loads(act.done().lines[act.log.next])["sign"]
    return sign
