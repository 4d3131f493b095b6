"""The learning ranks of LAW 39 and 41, by the circular of the class."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from verify.law.circulars.circular import Circular
from verify.law.circulars.rows import Rank, Rows, half_up


def rank(
    circular: Circular, scores: Rows, comments: Rows, core: Collection[str], average: int | None
) -> Rank:
    """The rank of a semester or year; none without a score. `average` is that of the same result."""
    return circular.rank(scores, comments, core, average) if scores else Rank(None, None, None)


def after_retests(
    circular: Circular, scores: Rows, comments: Rows, core: Collection[str], values: dict[str, Any]
) -> str | None:
    """LAW 41: the rank of a year with re-test values in the place of those subjects, the average anew."""
    # A mark that does not suit its subject is a finding where it was entered, and replaces nothing here.
    marks = {subject: value for subject, value in values.items() if type(value) is int}
    levels = {subject: value for subject, value in values.items() if type(value) is str}
    new_scores = [[subject, marks.get(subject, value)] for subject, value in scores]
    new_comments = [[subject, levels.get(subject, value)] for subject, value in comments]
    total = sum(value for _, value in new_scores)
    average = half_up(total, len(new_scores)) if new_scores else None
    return rank(circular, new_scores, new_comments, core, average).learning
