"""The names of archives' files and folders: an archive is judged by its content, and its name is a note.

Browsers add ` (1)`, mail programs `.txt`, people what they like. Only the very name of another archive is
held against it (A17): whoever looks for that one under its name would be given this one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from verify.facts import Facts
from verify.holding import Holding
from verify.report import Report

_ADDED = r"\.txt|\.download|\.crdownload|\.part| \([0-9]+\)| - copy| copy"
_ADDED_TO_FILE = re.compile(rf"({_ADDED})$", re.IGNORECASE)
_ADDED_TO_ID = re.compile(rf"(\.tar|{_ADDED})$", re.IGNORECASE)


def check_names(holdings: Sequence[Holding], report: Report) -> None:
    """A note for each archive under another name; ARCHIVE_SWAPPED if it is the name of another archive."""
    for holding in holdings:
        archive = holding.archive
        if archive is None or holding.name is None or not archive.id:
            continue
        if holding.name in (archive.id, f"{archive.id}.tar"):
            continue
        others = {name for other in holdings if other.origin == holding.origin for name in _known(other)}
        if bare(holding.name, _ADDED_TO_ID) in others - {archive.id}:
            holding.bad_files.add(holding.name)
            report.add(
                "ARCHIVE_SWAPPED",
                holding.source,
                holding.origin,
                file=holding.name,
                field="file name",
                content_says=archive.id,
            )
            continue
        named = {"id": archive.id, "origin": holding.origin, "name": f"{archive.id}.tar"}
        report.note("name_differs", holding.source, **named)


def bare(name: str, added: re.Pattern[str] = _ADDED_TO_FILE) -> str:
    """The name without what programs add when they store a file."""
    while found := added.search(name):
        name = name[: found.start()]
    return name


def _known(holding: Holding) -> Iterable[str]:
    """The ids of archives that a log plans, or would give to the archives of its windows and locks."""
    if holding.archive is not None:
        yield holding.archive.id
    if holding.log is not None:
        yield from _planned(holding.log.facts)


def _planned(facts: Facts) -> Iterable[str]:
    yield from facts.planned
    yield from (f"window-{name}" for name in facts.windows)
    yield from (f"lock-{name}-{semester}" for name in facts.classes for semester in (1, 2))
