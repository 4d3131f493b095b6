"""Thông tư 22/2021/TT-BGDĐT: results of subjects and of the pupil. Averages in tenths."""

from collections.abc import Iterable, Mapping, Sequence

from domain.regulations import subject
from domain.regulations.circular import Articles, Circular, ConductBook
from domain.regulations.judgement import (
    MOST_ABSENT,
    Comments,
    Learned,
    Outcome,
    Scores,
    Uncertain,
    require_codes,
)
from domain.regulations.subject import NoResult, Result, Rules, required_by_periods
from domain.words.marks import CellValue, CommentLevel, SubjectKind

LEARNING = {"T": "Tốt", "K": "Khá", "D": "Đạt", "CD": "Chưa đạt"}
CONDUCT = LEARNING
"""The same four levels for both (TT22 Đ8, Đ9)."""
_LEVELS = tuple(LEARNING)
_SIX = 6  # TT22 Đ9.2: "ít nhất 06 môn học"
RULES = Rules(
    semester="TT22-Đ9.1b-HK",
    year="TT22-Đ9.1b-CN",
    one_semester="TT22-Đ9.1b-1HK",
    other_exempt="TT22-Đ9.1b-1HK",
    comment_semester="TT22-Đ9.1a-HK",
    comment_year="TT22-Đ9.1a-CN",
)

UNCERTAIN: tuple[Uncertain, ...] = (
    Uncertain("regular assessments of a comment subject", "TT22 Đ6.3a", "likely", "2 a semester"),
    Uncertain("a missed periodic test without force majeure", "TT22 Đ7.5", "likely", "0, or Chưa đạt"),
    Uncertain("the one subject of Đ9.3 may be a comment subject", "TT22 Đ9.3", "likely", "it may"),
    Uncertain("Đ9.3: is the one subject left out or imagined high", "TT22 Đ9.3", "check", "left out"),
    Uncertain("both results Chưa đạt", "TT22 Đ12-14", "likely", "not promoted, no re-assessment"),
    Uncertain("marks of a cụm chuyên đề", "TT22 Đ6.4", "check", "one more regular mark, where it is entered"),
    Uncertain("a pupil who comes without results of semester 1", "TT22 Đ9", "check", "the head decides"),
)

# TT22 Đ8.2b: conduct of semester 2 -> of semester 1 -> of the year.
_CONDUCT_YEAR: Mapping[str, Mapping[str, str]] = {
    "T": {"T": "T", "K": "T", "D": "K", "CD": "K"},
    "K": {"T": "K", "K": "K", "D": "K", "CD": "D"},
    "D": {"T": "K", "K": "D", "D": "D", "CD": "D"},
    "CD": {"T": "CD", "K": "CD", "D": "CD", "CD": "CD"},
}


def required_tx(periods: int, kind: SubjectKind = "score") -> int:
    """TT22 Đ6.3: 2 of a comment subject; of a scored one 2, 3 or 4 by periods a year (in tenths)."""
    return 2 if kind == "comment" else required_by_periods(periods)


def subject_semester(
    periods: int, tx: Sequence[CellValue | None], gk: CellValue | None, ck: CellValue | None
) -> Result:
    """ĐTBmhk, the formula of TT58 (TT22 Đ9.1b)."""
    return subject.score_semester(RULES.semester, required_tx(periods), tx, gk, ck)


def subject_year(hk1: int | NoResult | None, hk2: int | NoResult | None) -> Result:
    """ĐTBmcn = (ĐTBmhkI + 2 ĐTBmhkII) / 3 (TT22 Đ9.1b)."""
    return subject.score_year(RULES, hk1, hk2)


def comment_semester(
    periods: int, tx: Sequence[CellValue | None], gk: CellValue | None, ck: CellValue | None
) -> Result:
    """Đạt if every required assessment was taken and is Đạt (TT22 Đ9.1a)."""
    return subject.comment_semester(
        RULES.comment_semester, required_tx(periods, "comment"), comment_level, tx, gk=gk, ck=ck
    )


def comment_level(levels: Sequence[CommentLevel]) -> CommentLevel:
    """All of them Đạt, or the subject is Chưa đạt (TT22 Đ9.1a)."""
    return "D" if all(level == "D" for level in levels) else "CD"


def comment_year(hk1: CommentLevel | NoResult | None, hk2: CommentLevel | NoResult | None) -> Result:
    """The year's result is that of semester 2 (TT22 Đ9.1a)."""
    return subject.comment_year(RULES, hk1, hk2)


def learning(
    scores: Scores,
    comments: Comments,
    core: Iterable[str],  # noqa: ARG001
    special: str | None = None,  # noqa: ARG001
) -> Learned | None:
    """The learning result of a semester or a year (TT22 Đ9.2-3); None without any scored subject."""
    if not scores:
        return None
    base = _level(scores, comments)
    for one in (*scores, *comments):
        without = {name: value for name, value in scores.items() if name != one}
        reached = _level(without, {name: level for name, level in comments.items() if name != one})
        # Đ9.3: two or more levels under Tốt or Khá because of one subject alone: one level up.
        if reached in ("T", "K") and _LEVELS.index(base) - _LEVELS.index(reached) >= 2:
            final = _LEVELS[_LEVELS.index(base) - 1]
            return Learned("TT22-Đ9", base, final, clause="Đ9.3", because=one)
    return Learned("TT22-Đ9", base, base)


def _level(scores: Scores, comments: Comments) -> str:
    """TT22 Đ9.2: the number of subjects that reach a mark, and the lowest of all."""
    failed = sum(level == "CD" for level in comments.values())
    lowest = min(scores.values(), default=0)

    def reach(mark: int) -> bool:
        return sum(value >= mark for value in scores.values()) >= _SIX

    if not failed and lowest >= 65 and reach(80):
        return "T"
    if not failed and lowest >= 50 and reach(65):
        return "K"
    return "D" if failed <= 1 and lowest >= 35 and reach(50) else "CD"


def year_conduct(hk1: str | None, hk2: str | None) -> str | None:
    """TT22 Đ8.2b; of one semester alone if the other has none."""
    if hk1 is None or hk2 is None:
        return hk2 or hk1
    return _CONDUCT_YEAR[hk2][hk1]


def promotion(learned: str, conduct: str, absent: int) -> Outcome:
    """TT22 Đ12-14, the first stage; `absent` counts at most one session a day."""
    require_codes(LEARNING, learned, CONDUCT, conduct)
    if absent > MOST_ABSENT:
        return Outcome("O_LAI_LOP", "TT22-Đ12.1c")
    if learned == "CD" and conduct == "CD":
        return Outcome("O_LAI_LOP", "TT22-Đ14.1")
    if learned == "CD":
        return Outcome("KIEM_TRA_LAI", "TT22-Đ14")
    if conduct == "CD":
        return Outcome("REN_LUYEN_HE", "TT22-Đ13")
    return Outcome("LEN_LOP", "TT22-Đ12")


def after_summer(learned: str, conduct: str, absent: int) -> Outcome:
    """The second stage: whoever does not reach promotion now stays (TT22 Đ12.3)."""
    first = promotion(learned, conduct, absent)
    return first if first.outcome in ("LEN_LOP", "O_LAI_LOP") else Outcome("O_LAI_LOP", "TT22-Đ12.3")


def title(semester: int, learned: str, conduct: str, scores: Scores) -> str | None:
    """Awards at the end of the year alone (TT22 Đ15.1)."""
    if semester or (learned, conduct) != ("T", "T"):
        return None
    excellent = sum(value >= 90 for value in scores.values()) >= _SIX
    return "HSXS" if excellent else "HSG"


TT22_2021 = Circular(
    code="TT22_2021",
    since={6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024},  # Đ21
    articles=Articles(columns="TT22 Đ6", exemption="TT22 Đ10", retest="TT22 Đ14", title="TT22 Đ15"),
    rule_words={},
    required_tx=required_tx,
    subject_semester=subject_semester,
    subject_year=subject_year,
    comment_level=comment_level,
    comment_semester=comment_semester,
    comment_year=comment_year,
    ranks=LEARNING,
    learning=learning,
    conduct=CONDUCT,
    conduct_book=ConductBook("Kết quả rèn luyện", "training", {1: ("hk", "nx"), 2: ("hk", "nx")}),  # Đ8
    year_conduct=year_conduct,
    low_conduct="CD",  # Đ13
    once_a_day=True,  # Đ12.1c
    exempt_whole=(),  # Đ10: from a practical part only
    promotion=promotion,
    after_summer=after_summer,
    title=title,
    worked=("year_conduct", "award"),
    uncertain=UNCERTAIN,
)
