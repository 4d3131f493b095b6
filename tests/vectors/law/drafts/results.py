"""Results, lists and decisions as they follow from the story's marks."""

from typing import Any

from tests.vectors.law.drafts.sight import sight
from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft
from tests.vectors.law.story import MARKS, PUPILS, Data, Story


def result(s: Story, pupil: str, semester: int, **over: Any) -> Draft:
    """The result as it follows from the marks of this story."""
    value = MARKS[pupil]
    comments = [] if (pupil, semester) in s.told.silent else [["nhac", "D"]]
    low = pupil == "p3" and (semester == 2 or not semester)
    conduct = s.low() if low else "T"
    learning = s.told.learning[PUPILS.index(pupil)]
    absent = None if semester else {"p1": 1, "p4": 3}.get(pupil, 0)
    data = {"class": "6A", "semester": semester, "pupil": pupil}
    data |= {"scores": [[subject, value] for subject in s.scored]}
    data |= {"comments": comments, "average": value if s.told.average else None, "conduct": conduct}
    data |= {"absent": absent, "learning": learning, "base": learning, "clause": None, **over}
    return f"term/6A/{semester or 2}", "ResultRecorded", data


def approval(s: Story, semester: int, **over: Any) -> list[Draft]:
    """With the results of the semester; with semester 2 those of the year, too."""
    rows = [result(s, pupil, one) for one in ((1,) if semester == 1 else (2, 0)) for pupil in PUPILS]
    data = {"class": "6A", "semester": semester, "results": len(rows), **s.log.term("6A", semester), **over}
    return [(f"term/6A/{semester}", "ResultsApproved", data), *rows]


def list_signed(s: Story, stage: int, **over: Any) -> Draft:
    """Stage 1: every pupil's year; stage 2: what p2 and p3 did in the summer."""
    entries = s.entries()
    if stage == 1:
        found = {e["data"]["pupil"]: e["pos"] for e in entries if _is_year(e)}
        seen = sight(sorted([pupil, pos] for pupil, pos in found.items()))
    else:
        after = ("RetestEntered", "SummerConductJudged")
        made = [(e["data"]["pupil"], e["pos"]) for e in entries if e["type"] in after]
        seen = sight([[who, [pos for pupil, pos in made if pupil == who]] for who in ("p2", "p3")])
    return "board/6A", "PromotionListSigned", {"class": "6A", "stage": stage, **seen, **over}


def _is_year(e: Data) -> bool:
    return bool(e["type"] == "ResultRecorded" and e["data"]["semester"] == 0)


def board_opened(stage: int, **over: Any) -> Draft:
    """The head, the homeroom teacher and a member of the school's board."""
    data = {"class": "6A", "stage": stage, "members": ["b1", "g1", "h1"], "decision": DECISION, **over}
    return "board/6A", "BoardOpened", data


def decided(s: Story, at: int, who: str, **over: Any) -> Draft:
    """The decision on a pupil at a stage, as it follows from the story."""
    row = result(s, who, 0)[2]
    first = {"p2": "KIEM_TRA_LAI", "p3": "REN_LUYEN_HE"}.get(who, "LEN_LOP")
    data = {"class": "6A", "stage": at, "pupil": who, "learning": row["learning"], "conduct": row["conduct"]}
    data |= {"absent": row["absent"], "outcome": first if at == 1 else "LEN_LOP", "reason": None}
    if at == 2:
        data |= {"p2": s.told.after_retest, "p3": {"conduct": summer_conduct(s)}}[who]
    return "board/6A", "PromotionDecided", {**data, **over}


def summer_conduct(s: Story) -> str:
    """The lowest that goes up."""
    return s.told.next
