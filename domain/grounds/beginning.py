"""Whether a person may begin an act: asked before anything is read, sealed or kept for it."""

from collections.abc import Iterable
from copy import copy

from domain.grounds.command import Command
from domain.grounds.rights import act_as
from domain.state.dossier import DossierState
from domain.state.state import State
from domain.words.refusal import Refusal


def may_begin(
    state: State,
    person: str,
    command: Command,
    now: str,
    *,
    role: str | None = None,
    dossier: DossierState | None = None,
) -> None:
    """Raises the Refusal with which the act would end for want of a right (LAW 4); the rest is judged later.

    Of the `command` only what says where needs to be there, and of what is loaded on demand the `dossier`
    that it is about.
    """
    known = copy(state)
    if dossier is not None:
        known.dossiers = {f"dossier/{dossier.dossier}": dossier}
    act_as(known, person, command, now, role)


def refuse_unknown(state: State, pupils: Iterable[str], klass: str, day: str) -> None:
    """Raises NOT_IN_CLASS for a pupil who is nowhere, before the key of one is looked for."""
    for pupil in pupils:
        if pupil not in state.pupils:
            raise Refusal("NOT_IN_CLASS", "S65", pupil=pupil, klass=klass, day=day)
