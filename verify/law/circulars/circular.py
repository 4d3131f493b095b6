"""What a circular decides of marks, conduct, absences, ranks, promotion and titles."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NamedTuple, Optional

from verify.law.circulars.rows import Rank, Rows

RankOf = Callable[[Rows, Rows, Collection[str], Optional[int]], Rank]
"""Scores, comments, core subjects, average -> rank; asked only where there are scores."""


class Articles(NamedTuple):
    """What a result that is worked out names as its rule (FORMAT.md §5)."""

    semester: str
    year: str
    one_semester: str
    """The year's of a subject learned in one semester."""
    other_exempt: str
    """The year's of a subject from which the pupil was exempt in the other semester."""


class Circular(NamedTuple):
    """One circular, as `ClassOpened.regime` names it."""

    name: str
    since: dict[int, int]
    """Grade -> first calendar year of the first school year under it."""
    required: Callable[[str, int], int]
    """Kind of subject, tenths of periods a year -> regular assessments of a semester."""
    level: Callable[[list[Any]], str]
    """The filled cells of a comment subject, by column -> `D` or `CD`."""
    average: bool
    """Whether results have an average of all scores."""
    learning: tuple[str, ...]
    """Ranks, highest first."""
    rank: RankOf
    conduct: tuple[str, ...]
    """Codes of conduct, highest first."""
    year_conduct: Callable[[Any, Any], Any] | None
    """Conduct of both semesters -> of the year; None: it is judged, in column `cn`."""
    low: str
    """The rank and the conduct with which somebody is not promoted at once."""
    failed: tuple[str, ...]
    """Ranks with which nobody takes anything again."""
    most_absent: int
    """Sessions of a year."""
    once_a_day: bool
    """Whether a day counts as one session."""
    whole_exemption: tuple[str, ...]
    """Kinds of subject from the whole of which somebody may be exempt."""
    title: Callable[[int, dict[str, Any]], str | None]
    """Semester (0: the year), result -> the title that is due."""
    articles: Articles
