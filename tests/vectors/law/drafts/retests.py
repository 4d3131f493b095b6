"""Sound drafts of re-tests, of the summer's conduct and of titles."""

from typing import Any

from tests.vectors.law.drafts.results import summer_conduct
from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft, digest
from tests.vectors.law.story import Story


def retests_opened(s: Story, **over: Any) -> Draft:
    """In the first weeks of July."""
    spans = {"from": s.day("07-01") + "T00:00:00.000000Z", "to": s.day("07-20") + "T00:00:00.000000Z"}
    return f"year/{s.year}", "RetestOpened", {"year": s.year, **spans, "decision": DECISION, **over}


def registered(pupil: str, *subjects: str) -> Draft:
    """The subjects that a pupil takes again."""
    return "board/6A", "RetestRegistered", {"class": "6A", "pupil": pupil, "subjects": list(subjects)}


def retest(pupil: str = "p2", value: Any = 60, **over: Any) -> Draft:
    """A first mark in mathematics."""
    data = {"class": "6A", "subject": "toan", "pupil": pupil, "old": None, "value": value, "base": 0, **over}
    return f"retest/6A/{data['subject']}", "RetestEntered", data


def summer(s: Story, pupil: str = "p3", **over: Any) -> Draft:
    """Good enough to go up."""
    data = {"class": "6A", "pupil": pupil, "conduct": summer_conduct(s), "evidence": [digest("xác nhận")]}
    return "board/6A", "SummerConductJudged", {**data, **over}


def title(pupil: str = "p1", semester: int = 0, **over: Any) -> Draft:
    """The best title, of the year."""
    data = {"class": "6A", "pupil": pupil, "semester": semester, "title": "HSG", "reason": None, **over}
    return "board/6A", "TitleAwarded", data
