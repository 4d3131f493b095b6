"""The topics of the acts, but for those that put the acts of others right: they stand upon these."""

from types import ModuleType

from domain.acts.books import (
    close,
    comparison,
    corrections,
    gradebook,
    late_entry,
    progress,
    publishing,
    signing,
    witnessing,
)
from domain.acts.pupils import arrivals, attendance, exemptions, movements, one_semester
from domain.acts.results import approval, boards, promotion, retests, summer_conduct, titles
from domain.acts.unit import (
    accounts,
    appointments,
    archives,
    classes,
    keys,
    oversight,
    people,
    policy,
    reads,
    school,
    windows,
    year,
)
from domain.grounds.rows import Righting, Row

_TOPICS: tuple[ModuleType, ...] = (
    *(school, policy, people, appointments, classes, windows, year, archives, reads, oversight),
    *(accounts, keys),
    *(gradebook, publishing, late_entry, corrections, witnessing, close, comparison, signing, progress),
    *(movements, arrivals, exemptions, one_semester, attendance),
    *(approval, boards, promotion, retests, summer_conduct, titles),
)
ROWS: dict[str, Row] = {row.event.name: row for topic in _TOPICS for row in topic.ROWS}
"""Type of entry -> its row."""
RIGHTING: dict[str, Righting] = {name: row.righting for name, row in ROWS.items() if row.righting is not None}
"""Of the types that are taken back or put right: how."""
