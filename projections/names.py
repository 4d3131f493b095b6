"""The names of pupils as of a size, from the rows of the deeds (see domain.words.names)."""

from collections.abc import Collection
from copy import copy

from domain.law import Fold
from domain.words.names import Names
from ledger.log import SchoolLog
from projections.tables.deeds import read_words
from projections.tables.place import looking


def with_names(log: SchoolLog, facts: Fold, pupils: Collection[str]) -> Fold:
    """The facts, with the name that each of these pupils has then. The views must have reached the facts."""
    names = Names()
    with looking(log) as place:
        for deed in read_words(place, facts.size, pupils):
            names.take(deed.pos, deed.type, deed.stream, deed.data)
    known = {pupil: facts.pupils[pupil] for pupil in pupils if pupil in facts.pupils}
    state = copy(facts)
    state.pupils = facts.pupils | {
        pupil: each._replace(name=names.of(pupil) or each.name) for pupil, each in known.items()
    }
    return state
