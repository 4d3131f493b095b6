"""How a vector is told: its description, the code that is found (None: it is sound), and what builds its log.

The last entry of a broken log is the broken one, unless its builder returns another position.
"""

from collections.abc import Callable
from typing import Any

from tests.vectors.law.log import Draft, Edit, Log
from tests.vectors.law.play import Before, run
from tests.vectors.law.story import Story

Builder = Callable[[Log], Any]
Start = Builder
Told = tuple[str, str | None, Builder]
Acts = Callable[[Story], Any]
Make = Callable[[Story], Draft | list[Draft]]
Actor = str | tuple[str, str, int]


def then(start: Start, who: Actor, *drafts: Draft, edit: Edit | None = None) -> Builder:
    """A log that begins soundly and ends with one command whose first entry is at fault."""

    def build(log: Log) -> int:
        start(log)
        return log.do(who, *drafts, edit=edit)

    return build


def by(who: Actor, start: Start, make: Callable[[Log, Any], Draft]) -> Builder:
    """Ends with the draft that `make(log, what start gave)` gives."""

    def build(log: Log) -> int:
        return log.do(who, make(log, start(log)))

    return build


def case(
    code: str, desc: str, upto: str | None, who: Actor, make: Make, before: Before | None = None
) -> Told:
    """A year's log: after the acts before `upto`, `who` writes one command whose first entry is at fault."""
    return desc, code, command(upto, who, make, before)


def sound(desc: str, upto: str | None, who: Actor, make: Make, before: Before | None = None) -> Told:
    """As `case`, and nothing is wrong with it."""
    return desc, None, command(upto, who, make, before)


def command(upto: str | None, who: Actor, make: Make, before: Before | None = None) -> Builder:
    """The year up to an act, and one command; its first position."""

    def build(log: Log) -> int:
        s = run(log, upto, before=before)
        made = make(s)
        return log.do(who, *(made if isinstance(made, list) else [made]))

    return build


def after(upto: str | None, *acts: Acts) -> Builder:
    """The acts that follow on the year up to that act; the position of the last command."""

    def build(log: Log) -> int:
        s = run(log, upto)
        return [int(act(s) or 0) for act in acts][-1]

    return build
