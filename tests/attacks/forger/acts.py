"""For each event type that people cause an honest signed act of it, and the log as it stood right before.

The types are those of spec/permissions.json; the acts are told by the law vectors' sound stories.
"""

import copy
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.attacks.forger.judging import judge
from tests.attacks.forger.signing_log import ROWS, Drafts, Right, SigningLog
from tests.vectors.law.drafts.books import mark, moved
from tests.vectors.law.drafts.keys import (
    device,
    key_confirmed,
    key_revoked,
    passkey_of,
    policy_lowered,
    policy_proposed,
)
from tests.vectors.law.drafts.unit import policy, restored, rotated
from tests.vectors.law.log import Log, Sign
from tests.vectors.law.play import run
from tests.vectors.law.school import base
from tests.vectors.law.signing import Secret
from tests.vectors.law.story import YEARS
from tests.vectors.law.topics import told

Tell = Callable[[Log], object]
Command = tuple[Right, Drafts, str, Sign]
"""Who, what, by which method, by whose hand."""
TYPES = sorted({row["type"] for row in ROWS if any(grant["role"] != "system" for grant in row["grants"])})
"""Every event type that a person may cause after the founding."""


class _Stop(Exception):
    """The act is about to be written."""


class HaltingLog(SigningLog):
    """Stops before the first signed command that holds an entry of the type."""

    def __init__(self, kind: str, **keys: Any) -> None:
        super().__init__(**keys)
        self.kind = kind
        self.halted: Command | None = None

    def write(self, right: Right, drafts: Drafts, method: str, sign: Sign | None, **how: Any) -> int:
        if self.kind in {draft[1] for draft in drafts} and self.asks and sign and self.halted is None:
            self.halted = right, drafts, method, sign
            raise _Stop
        return super().write(right, drafts, method, sign, **how)


class NotingLog(SigningLog):
    """Notes how many lines stand before the first signed act of each type."""

    def __init__(self) -> None:
        super().__init__()
        self.first: dict[str, int] = {}

    def write(self, right: Right, drafts: Drafts, method: str, sign: Sign | None, **how: Any) -> int:
        if self.asks and sign:
            for _, kind, _ in drafts:
                self.first.setdefault(kind, self.next)
        return super().write(right, drafts, method, sign, **how)


@dataclass(frozen=True, eq=False)
class Act:
    """What the person did; `log` is as before it. `sign` is the person's hand: it signs what it is shown."""

    kind: str
    tell: Tell
    log: HaltingLog
    right: Right
    drafts: Drafts
    method: str
    sign: Sign

    def before(self) -> HaltingLog:
        """A copy of the log, to go on from."""
        return copy.deepcopy(self.log)

    def done(self) -> HaltingLog:
        """The log with the act, honestly signed."""
        log = self.before()
        log.write(self.right, self.drafts, self.method, self.sign)
        return log


@cache
def act_of(kind: str) -> Act:
    """The act of this type with the fewest lines before it. LookupError if no sound story has one."""
    for _, tell in sorted(_places().get(kind, ()), key=lambda place: place[0]):
        act = act_in(tell, kind)
        if judge(act.done().lines).verdict() == "sound":
            return act
    raise LookupError(kind)


def act_in(tell: Tell, kind: str, **keys: Any) -> Act:
    """The first act of the type in a story, told with these keys (as `SigningLog`)."""
    log = HaltingLog(kind, **keys)
    with suppress(_Stop):
        tell(log)
    assert log.halted is not None
    return Act(kind, tell, log, *log.halted)


@cache
def _places() -> dict[str, list[tuple[int, Tell]]]:
    """Type -> stories that have a signed act of it, each with the number of lines before the first."""
    places: dict[str, list[tuple[int, Tell]]] = {}
    for tell in _stories():
        log = NotingLog()
        tell(log)
        for kind, before in log.first.items():
            places.setdefault(kind, []).append((before, tell))
    return places


@cache
def _stories() -> list[Tell]:
    """Of those some are not sound under the highest policy: their acts are not taken."""
    years = [lambda log, regime=regime: run(log, regime=regime) for regime in YEARS]
    topics = [tell for table in ("SMALL", "YEAR") for _, code, tell in told(table) if code is None]
    return [_governed, _keys, *years, *topics]


def _governed(log: Log) -> None:
    """What is decided about the school itself, above the highest policy."""
    base(log)
    log.do("head", policy(proof={"entry": "device", "decide": "signed", "witness": "signed"}, lapse=9))
    log.do("head", rotated())
    log.do("head", restored(log.next))
    log.do("head", moved("w1", "2026-09-21T00:00:00.000000Z"))
    proposal = log.do("head", policy_proposed())
    log.do("board", policy_lowered(log, proposal))


def _keys(log: Log) -> None:
    """A second passkey of somebody who has used the first, a browser, and the end of a key."""
    assert isinstance(log, SigningLog)
    base(log)
    log.do("teacher", mark())
    log.do("head", key_confirmed(log, "t1", log.do("teacher", passkey_of("t1", Secret("t1 second")))))
    log.do("teacher", device(log, "t1", Secret("t1 browser")))
    log.do("head", key_revoked("t1", log.keys["t1"]))
