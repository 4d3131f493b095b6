"""For each type of the school year: by nobody's right, by one that has ended, by one for another class.

Made from spec/permissions.json: the year up to the first act of the type, which somebody else then does; of a
type that the year has not, the sound log of a topic.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.vectors.law.drafts.unit import delegated, policy, post
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.play import run
from tests.vectors.law.told import Builder, Told
from tests.vectors.law.topics import told

_ROWS = json.loads((Path(__file__).parents[4] / "spec" / "permissions.json").read_text("utf-8"))["rows"]
_FIRST = next(number for number, row in enumerate(_ROWS) if row["type"] == "YearOpened")
_SCOPED = ("homeroom", "teacher")


class _Stop(Exception):
    """The act of the type has been forged."""


class _Forged(Log):
    """Stops at the first act that begins with the type, and lets `forge` say who does it."""

    def __init__(self, kind: str, forge: Callable[[Log, Draft], tuple[str, str, int]]) -> None:
        super().__init__()
        self.kind, self.forge, self.at_fault = kind, forge, -1

    def do(self, who: Any, *drafts: Draft, **how: Any) -> int:
        if drafts[0][1] != self.kind or self.at_fault >= 0:
            return super().do(who, *drafts, **how)
        self.at_fault = 0
        actor = self.forge(self, drafts[0])
        _see_again(self, actor, drafts[0])
        whole = drafts if self.kind == "ResultsApproved" else drafts[:1]
        self.at_fault = super().do(actor, *whole, **how)
        raise _Stop


def _see_again(log: Log, actor: tuple[str, str, int], draft: Draft) -> None:
    """An intent names its person and command: another's act has another."""
    if draft[1] == "RectificationWitnessed":
        log.rights["forged"] = actor
        draft[2]["intent"] = log.intent("forged", draft[2]["rectification"], "rectify")


def _case(code: str, kind: str, desc: str, forge: Callable[[Log, Draft], tuple[str, str, int]]) -> Told:
    return f"{kind} {desc}", code, _forging(lambda: _Forged(kind, forge))


def _forging(begin: Callable[[], _Forged]) -> Builder:
    def build(log: Log) -> int:
        for tell in (run, *(sound for _, code, sound in told("YEAR") if code is None)):
            forged = begin()
            with suppress(_Stop):
                tell(forged)
            if forged.at_fault >= 0:
                log.lines = forged.lines
                return forged.at_fault
        raise LookupError(f"no sound log has {begin().kind}")

    return build


def _posted(log: Log, role: str, draft: Draft, **over: Any) -> tuple[str, str, int]:
    """A right of that role for the act's class and subject, given to x1 (a board's to b2) just before."""
    person = "b2" if role == "board" else "x1"
    klass = subject = None
    if role in _SCOPED:
        stream, data = draft[0].split("/"), draft[2]
        klass = stream[1] if stream[0] == "book" else data.get("class", "6A")
        subject = "toan" if role == "teacher" else None
    scope = {"class": klass, "subject": subject, "from": _day(log, -5), **over}
    return person, role, log.do("head", post(person, role, **scope))


def _day(log: Log, days: int) -> str:
    return (log.now + timedelta(days=days)).date().isoformat()


def _ended(role: str, power: str | None) -> Callable[[Log, Draft], tuple[str, str, int]]:
    def forge(log: Log, draft: Draft) -> tuple[str, str, int]:
        if power is None:
            return _posted(log, role, draft, to=_day(log, -1))
        span = {"from": _day(log, -5), "to": _day(log, -1)}
        return "d1", "deputy", log.do("head", delegated("d1", power, **span))

    return forge


def _elsewhere(role: str) -> Callable[[Log, Draft], tuple[str, str, int]]:
    return lambda log, draft: _posted(log, role, draft, **{"class": "6B"})


def _without(roles: set[str]) -> str:
    return next(role for role in ("clerk", "teacher", "homeroom", "head") if role not in roles)


def _of(row: dict[str, Any]) -> list[Told]:
    kind, grants = row["type"], row["grants"]
    roles = {grant["role"] for grant in grants}
    first = grants[0]
    cases = [
        _case(
            "RIGHT_NOT_IN_FORCE", kind, "by a right that has ended", _ended(first["role"], first.get("power"))
        )
    ]
    borrowed = _case("NO_RIGHT", kind, "by another's right", lambda _log, _d: ("x1", first["role"], 0))
    cases.append(borrowed)
    if len(roles) < 7:
        other = _without(roles)
        cases.append(_case("NO_RIGHT", kind, f"by a {other}", lambda log, d: _posted(log, other, d)))
    lent = next((grant for grant in grants if grant.get("power")), None)
    if lent is not None:
        ended = _case(
            "RIGHT_NOT_IN_FORCE", kind, "by a power that was lent before", _ended("deputy", lent["power"])
        )
        unlent = "close" if lent["power"] != "close" else "late"
        other_power = _case(
            "OUT_OF_SCOPE",
            kind,
            "by another power",
            lambda log, _d: (
                "d1",
                "deputy",
                log.do("head", delegated("d1", unlent, **{"from": _day(log, -5)})),
            ),
        )
        cases += [ended, other_power]
    if roles <= set(_SCOPED):
        cases.append(_case("OUT_OF_SCOPE", kind, "for another class", _elsewhere(first["role"])))
    return cases


class _Weak(_Forged):
    """Stops at the first act of the type, done by a proof that a policy just set finds too weak."""

    def do(self, who: Any, *drafts: Draft, **how: Any) -> int:
        if drafts[0][1] != self.kind or self.at_fault >= 0:
            return Log.do(self, who, *drafts, **how)
        self.at_fault = 0
        Log.do(self, "head", policy())
        _see_again(self, self.rights[who] if isinstance(who, str) else who, drafts[0])
        whole = drafts if self.kind == "ResultsApproved" else drafts[:1]
        self.at_fault = Log.do(self, who, *whole, edit=_weakest)
        raise _Stop


def _weakest(entries: list[dict[str, Any]]) -> None:
    """Of a command of several entries only the first: each is judged by its own proof."""
    for entry in entries:
        entry["actor"]["proof"]["method"] = "token"


def _weak(kind: str) -> Told:
    return (
        f"{kind} by a token where the policy asks for more",
        "PROOF_TOO_WEAK",
        _forging(lambda: _Weak(kind, lambda _log, _draft: ("x1", "head", 0))),
    )


# A recorded result stands in the command of its approval: the right is judged there.
YEAR: tuple[Told, ...] = tuple(
    case for row in _ROWS[_FIRST:] if row["type"] != "ResultRecorded" for case in _of(row)
) + tuple(
    _weak(row["type"]) for row in _ROWS[_FIRST:] if row["type"] not in ("ResultRecorded", "ResultsApproved")
)
