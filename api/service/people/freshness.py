"""Acts of weight ask who sits at a browser for a factor of the last minutes, or a passkey's signature.

So a machine that was left open publishes nothing, decides nothing and bears witness to nothing. Tokens of
programs are judged by the school's policy alone (LAW 5), and so are the demo's people.
"""

from api.service.people.bearer import Bearer
from api.service.problem import Problem
from domain.grounds.command import Command
from domain.grounds.permissions import TABLE

FRESH_S = 300
_WEIGHTY = ("decide", "witness")
PUBLISHED = "ColumnPublished"


def asks_for_fresh(command: type[Command]) -> bool:
    """Whether the act is one of weight: what is decided, witnessed, or shown to parents."""
    row = TABLE.get(command.ACT)
    return command.ACT == PUBLISHED or (row is not None and row.proof in _WEIGHTY)


def is_stale(bearer: Bearer, now: str) -> bool:
    """Whether a person at a browser has to show a factor again before what is of weight."""
    return bearer.by_session and bearer.method != "token" and bearer.age(now) > FRESH_S


def require_fresh(bearer: Bearer, now: str, command: Command, *, by_passkey: bool) -> None:
    """Raises Problem FACTOR_STALE; `by_passkey`: the act is signed by one."""
    if not by_passkey and asks_for_fresh(type(command)) and is_stale(bearer, now):
        raise Problem("FACTOR_STALE", act=command.ACT, age=bearer.age(now), most=FRESH_S)


def require_fresh_hands(bearer: Bearer, now: str) -> None:
    """The same for what is no act of the log, and judged by no policy: a new way in.

    Raises Problem FACTOR_STALE, and SESSION_NEEDED for the token of a program (the operator's has no end).
    """
    if not bearer.by_session and bearer.ends is not None:
        raise Problem("SESSION_NEEDED")
    if is_stale(bearer, now):
        raise Problem("FACTOR_STALE", age=bearer.age(now), most=FRESH_S)
