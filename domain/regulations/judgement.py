"""What a regulation says about a pupil as a whole: learning rank and outcome of a year, with reasons."""

from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

from domain.words.marks import CommentLevel

OutcomeCode = Literal["LEN_LOP", "KIEM_TRA_LAI", "REN_LUYEN_HE", "O_LAI_LOP"]
Scores = Mapping[str, int]
"""Subject -> average in tenths."""
Comments = Mapping[str, CommentLevel]
MOST_ABSENT = 45
"""Sessions missed in a year beyond which nobody is promoted (TT58 Đ15.1b, TT22 Đ12.1c)."""


class Learned(NamedTuple):
    """A learning rank: `final` is `base` unless `clause` raised it because of the one subject in `because`.

    `average` in tenths where the regulation has one; `num`/`den` are its unrounded fraction; `short` names
    the subjects and conditions that kept the rank from the next one.
    """

    article: str
    base: str
    final: str
    clause: str | None = None
    because: str | None = None
    average: int | None = None
    num: int = 0
    den: int = 0
    short: tuple[str, ...] = ()


class Outcome(NamedTuple):
    """What becomes of a pupil after a year, and the article that says so."""

    outcome: OutcomeCode
    article: str


class Uncertain(NamedTuple):
    """A point that no text settles: what we do, why, and how sure we are (`likely` or `check`)."""

    point: str
    article: str
    mark: Literal["likely", "check"]
    done: str


def require_codes(ranks: Collection[str], learned: str, conducts: Collection[str], conduct: str) -> None:
    """Raises ValueError for a rank or conduct that the regulation does not know: nobody passes by it."""
    if learned not in ranks or conduct not in conducts:
        raise ValueError(f"no rank {learned!r} with conduct {conduct!r} here")


def replaced(of_year: Mapping[str, int], retest: Mapping[str, int]) -> dict[str, int]:
    """The year's averages with those of re-tests in their place (TT58 Đ16, TT22 Đ14)."""
    return {**of_year, **{subject: value for subject, value in retest.items() if subject in of_year}}


def eligible(scores: Scores, comments: Comments) -> list[str]:
    """Subjects that may be taken again: under 5,0 or not reached (TT58 Đ16.1, TT22 Đ14.1), in order."""
    low = [subject for subject, value in scores.items() if value < 50]
    return low + [subject for subject, level in comments.items() if level == "CD"]
