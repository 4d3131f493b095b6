"""A class of pupils who all brought their results of semester 1 along: one for each clause of the ranks.

Nothing but a result decides a rank, and a result brought is one line where a result earned is five (LAW 39).
"""

from typing import Any

from tests.vectors.law.drafts.pupils import arrived, brought, pupil_of
from tests.vectors.law.drafts.signing import book_signed, class_signed
from tests.vectors.law.drafts.unit import class_opened
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.play import STORY, give_post
from tests.vectors.law.story import Story, subject
from tests.vectors.law.told import Told

Data = dict[str, Any]
NAMES = {"toan": "Toán", "anh": "TIẾNG ANH"}
COMMENTS = ("nhac", "td")
SCORES = {"TT58_26": ("anh", "s1", "s2", "toan"), "TT22_2021": ("anh", "s1", "s2", "s3", "s4", "s5", "toan")}
# Scores in the order of SCORES, comments in that of COMMENTS, and base, learning, clause by rule 39.
_TT58: tuple[tuple[str, str, str], ...] = (
    ("80 65 95 80", "D D", "G G"),
    ("80 79 80 79", "D D", "G G"),  # a mean of 79,5 is 80
    ("79 90 90 79", "D D", "K K"),  # no core subject at 80
    ("90 40 100 90", "D D", "TB K a"),
    ("100 30 100 100", "D D", "Y TB b"),
    ("80 80 80 80", "CD D", "Y TB b"),
    ("80 80 75 30", "D D", "Y TB c"),
    ("90 85 90 10", "D D", "KEM Y d"),
    ("100 100 100 19", "D D", "KEM Y d"),  # reaches G and K
    ("100 100 30 30", "D D", "Y Y"),  # two subjects
    ("100 100 100 30", "D CD", "Y Y"),  # a subject and a comment
    ("80 70 70 49", "D D", "TB TB"),  # one rank down is not raised
    ("60 55 50 35", "D D", "TB TB"),
    ("49 60 60 49", "D D", "Y Y"),
    ("40 40 40 20", "CD CD", "Y Y"),  # neither core nor comments count for Y
    ("34 34 34 34", "D D", "KEM KEM"),
    ("40 60 60 19", "D D", "KEM KEM"),
)
_TT22: tuple[tuple[str, str, str], ...] = (
    ("80 80 80 80 80 80 65", "D D", "T T"),
    ("80 80 80 80 80 79 79", "D D", "K K"),
    ("65 65 65 65 65 65 50", "D D", "K K"),
    ("85 85 85 85 85 85 40", "D D", "D K Đ9.3"),
    ("85 85 85 85 85 85 30", "D D", "CD D Đ9.3"),
    ("70 70 70 70 70 70 30", "D D", "CD D Đ9.3"),
    ("85 85 85 85 85 85 85", "CD D", "D K Đ9.3"),
    ("85 85 85 85 85 85 85", "CD CD", "CD CD"),
    ("70 70 70 70 70 70 40", "D D", "D D"),  # one level down is not raised
    ("70 70 70 70 70 60 30", "D D", "CD CD"),  # left out, the subject leaves five at 65
    ("50 50 50 50 50 50 35", "D CD", "D D"),
    ("50 50 50 50 50 50 34", "D D", "CD CD"),
    ("50 50 50 50 50 49 49", "D D", "CD CD"),
)
PUPILS = {"TT58_26": _TT58, "TT22_2021": _TT22}


def _subjects(regime: str) -> list[Data]:
    made = [subject(name, "score", 350, 2) for name in SCORES[regime]]
    made += [subject(name, "comment", 350, 2) for name in COMMENTS]
    return sorted(
        ({**one, "name": NAMES.get(one["subject"], one["name"])} for one in made),
        key=lambda one: str(one["subject"]),
    )


def _rows(regime: str) -> list[Data]:
    """The results, by pupil; but for class and semester they are what is to be recorded."""
    found = []
    for number, (scores, comments, ranks) in enumerate(PUPILS[regime], start=1):
        values = [int(value) for value in scores.split()]
        base, learning, clause = (*ranks.split(), None)[:3]
        mean = (2 * sum(values) + len(values)) // (2 * len(values))
        found.append(
            {
                "pupil": f"r{number:02}",
                "scores": [list(pair) for pair in zip(SCORES[regime], values, strict=True)],
                "comments": [list(pair) for pair in zip(COMMENTS, comments.split(), strict=True)],
                "average": mean if regime == "TT58_26" else None,
                "conduct": "T",
                "absent": None,
                "base": base,
                "learning": learning,
                "clause": clause,
            }
        )
    return found


def _before_approval(log: Log, regime: str) -> Story:
    """Everything but the approval."""
    s = Story(log, regime)
    for name, act in STORY:
        if name in ("found", "year", "board", "posts"):
            act(s)
    log.do("board", class_opened(s, "6A", subjects=_subjects(regime)))
    give_post(s, "homeroom", "g1", "homeroom", "6A")
    names = [one["subject"] for one in _subjects(regime)]
    for name in names:
        give_post(s, name, "t1", "teacher", "6A", name)
    s.go("11-20")
    for row in _rows(regime):
        pupil = row["pupil"]
        log.do("board", pupil_of(s, pupil, day="11-20"))
        log.do("board", arrived(pupil))
        for name, value in (*row["scores"], *row["comments"], ("conduct", "T")):
            log.do("clerk", brought(s, name, value, pupil=pupil))
    s.go("01-10")
    for name in (*names, "conduct"):
        log.do("homeroom" if name == "conduct" else name, book_signed(s, name, 1))
    log.do("homeroom", class_signed(s, 1))
    return s


def _approval(s: Story) -> list[Draft]:
    """The approval and the results that follow from what was brought."""
    rows = _rows(s.regime)
    data = {"class": "6A", "semester": 1, "results": len(rows), **s.log.term("6A", 1)}
    results = [("term/6A/1", "ResultRecorded", {"class": "6A", "semester": 1, **row}) for row in rows]
    return [("term/6A/1", "ResultsApproved", data), *results]


def told(log: Log, regime: str) -> None:
    """The whole log, in which all is in order."""
    log.do("head", *_approval(_before_approval(log, regime)))


def _wrong(regime: str, desc: str, number: int, ranks: str) -> Told:
    """The result of one pupil with another base, learning and clause."""
    base, learning, clause = (*ranks.split(), None, None, None)[:3]

    def build(log: Log) -> int:
        s = _before_approval(log, regime)
        rows = _approval(s)
        stream, kind, data = rows[number]
        rows[number] = (stream, kind, {**data, "base": base, "learning": learning, "clause": clause})
        return log.do("head", *rows) + number

    return f"{desc} ({regime})", "RESULT_WRONG", build


CASES: dict[str, tuple[Told, ...]] = {
    "TT58_26": (
        _wrong("TT58_26", "G without a core subject at 80", 3, "G G"),
        _wrong("TT58_26", "clause a left out", 4, "TB TB"),
        _wrong("TT58_26", "clause b under the name of another", 5, "Y TB c"),
        _wrong("TT58_26", "clause b left out where the subject is a comment", 6, "Y Y"),
        _wrong("TT58_26", "clause c left out", 7, "Y Y"),
        _wrong("TT58_26", "clause d left out", 8, "KEM KEM"),
        _wrong("TT58_26", "from G to KEM raised by clause b", 9, "KEM TB b"),
        _wrong("TT58_26", "raised although two subjects are under the floor", 10, "Y TB c"),
        _wrong("TT58_26", "raised although a comment is low besides", 11, "Y TB b"),
        _wrong("TT58_26", "raised from one rank below", 12, "TB K a"),
        _wrong("TT58_26", "a rank of the other regulation", 13, "D D"),
        _wrong("TT58_26", "no rank where scores are", 14, ""),
        _wrong("TT58_26", "Y with a subject under 20", 17, "Y Y"),
        _wrong("TT58_26", "another base with the same rank", 4, "K K"),
    ),
    "TT22_2021": (
        _wrong("TT22_2021", "T with five subjects at 80", 2, "T T"),
        _wrong("TT22_2021", "Đ9.3 left out, from T to D", 4, "D D"),
        _wrong("TT22_2021", "raised by two levels", 5, "CD K Đ9.3"),
        _wrong("TT22_2021", "Đ9.3 left out, from K to CD", 6, "CD CD"),
        _wrong("TT22_2021", "Đ9.3 left out where the subject is a comment", 7, "D D"),
        _wrong("TT22_2021", "D with two comments low", 8, "D D"),
        _wrong("TT22_2021", "raised from one level below", 9, "D K Đ9.3"),
        _wrong("TT22_2021", "the one subject imagined high instead of left out", 10, "CD D Đ9.3"),
        _wrong("TT22_2021", "D with a subject under 35", 12, "D D"),
    ),
}
