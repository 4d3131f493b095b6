"""Thông tư 58/2011/TT-BGDĐT as amended by Thông tư 26/2020/TT-BGDĐT: results of subjects and of the pupil.

Averages in tenths; articles "TT26 Đ8" are those of TT58 in the wording of TT26.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

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
from domain.regulations.rounding import half_up
from domain.regulations.subject import NoResult, Result, Rules, required_by_periods
from domain.words.marks import CellValue, CommentLevel, SubjectKind

LEARNING = {"G": "Giỏi", "K": "Khá", "TB": "Trung bình", "Y": "Yếu", "KEM": "Kém"}
CONDUCT = {"T": "Tốt", "K": "Khá", "TB": "Trung bình", "Y": "Yếu"}
RULES = Rules(
    semester="TT58-Đ10.1a",
    year="TT58-Đ10.1b",
    one_semester="TT58-Đ10.1b-1HK",
    other_exempt="TT58-Đ12.4",
    comment_semester="TT58-Đ10.2a",
    comment_year="TT58-Đ10.2b",
)

UNCERTAIN: tuple[Uncertain, ...] = (
    Uncertain("a failing comment subject may be the one subject of Đ13.6", "TT58 Đ13.6", "likely", "it may"),
    Uncertain("two subjects under the floor of a rank", "TT58 Đ13.6", "check", "no adjustment for that rank"),
    Uncertain("Giỏi falls to Kém by one subject", "TT58 Đ13.6d", "check", "clause d gives Yếu"),
    Uncertain("the specialised subject may be the one subject", "TT58 Đ13.6", "check", "it may"),
    Uncertain("a pupil who comes without results of semester 1", "TT58 Đ10-11", "check", "the head decides"),
    Uncertain("titles after a re-test", "TT58 Đ18", "likely", "titles follow the result before it"),
)


def required_tx(periods: int, kind: SubjectKind = "score") -> int:  # noqa: ARG001
    """Regular assessments a semester must have, of either kind of subject (TT26 Đ8.1a)."""
    return required_by_periods(periods)


def subject_semester(
    periods: int, tx: Sequence[CellValue | None], gk: CellValue | None, ck: CellValue | None
) -> Result:
    """ĐTBmhk (TT58 Đ10.1a)."""
    return subject.score_semester(RULES.semester, required_tx(periods), tx, gk, ck)


def subject_year(hk1: int | NoResult | None, hk2: int | NoResult | None) -> Result:
    """ĐTBmcn (TT58 Đ10.1b)."""
    return subject.score_year(RULES, hk1, hk2)


def comment_semester(
    periods: int, tx: Sequence[CellValue | None], gk: CellValue | None, ck: CellValue | None
) -> Result:
    """Đ if all that is required was taken and two thirds of it are Đ, the final one too (TT58 Đ10.2a)."""
    return subject.comment_semester(
        RULES.comment_semester, required_tx(periods, "comment"), comment_level, tx, gk=gk, ck=ck
    )


def comment_level(levels: Sequence[CommentLevel]) -> CommentLevel:
    """The two-thirds rule alone: the last is the end-of-term one (TT58 Đ10.2a)."""
    return "D" if levels[-1] == "D" and 3 * list(levels).count("D") >= 2 * len(levels) else "CD"


def comment_year(hk1: CommentLevel | NoResult | None, hk2: CommentLevel | NoResult | None) -> Result:
    """The year's level is that of HKII (TT58 Đ10.2b)."""
    return subject.comment_year(RULES, hk1, hk2)


class _Row(NamedTuple):
    """One rank of Đ13: the least average, a core subject, every score, the specialised subject."""

    rank: str
    average: int
    core: int
    floor: int
    special: int


# TT58 Đ13.1-3 in the wording of TT26 Đ1.6: the core is one of Toán, Ngữ văn, Ngoại ngữ.
_ROWS = (_Row("G", 80, 80, 65, 80), _Row("K", 65, 65, 50, 65), _Row("TB", 50, 50, 35, 50))
_ADJUSTED = {  # Đ13.6: (reached by average, fallen to) -> (rank, clause)
    ("G", "TB"): ("K", "a"),
    ("G", "Y"): ("TB", "b"),
    ("K", "Y"): ("TB", "c"),
    ("K", "KEM"): ("Y", "d"),
}


def learning(
    scores: Scores, comments: Comments, core: Iterable[str], special: str | None = None
) -> Learned | None:
    """The rank of a semester or a year (TT58 Đ13); None without any scored subject."""
    if not scores:
        return None
    num, den = sum(scores.values()), len(scores)
    average = half_up(num, den)  # TT58 Đ11
    best = max((scores[subject] for subject in core if subject in scores), default=0)
    base, short = _base(scores, comments, average, best, special)
    found = Learned("TT58-Đ13", base, base, average=average, num=num, den=den, short=short)
    for row in _ROWS[:2]:
        if average < row.average or best < row.core:
            continue
        culprits = _short(row, scores, comments, special)
        adjusted = _ADJUSTED.get((row.rank, base))
        if len(culprits) == 1 and adjusted is not None:
            final, clause = adjusted
            return found._replace(final=final, clause=clause, because=culprits[0])
    return found


def _base(
    scores: Scores, comments: Comments, average: int, best: int, special: str | None
) -> tuple[str, tuple[str, ...]]:
    """The highest row that is met whole, and what was short of the row above it."""
    short: tuple[str, ...] = ()
    for row in _ROWS:
        missing = _short(row, scores, comments, special)
        conditions = ["ĐTB"] if average < row.average else []
        conditions += ["Toán/Ngữ văn/Ngoại ngữ"] if best < row.core else []
        if not missing and not conditions:
            return row.rank, short
        short = (*conditions, *missing)
    # TT58 Đ13.4: neither the core nor comment subjects count for Yếu.
    weak = [subject for subject, value in scores.items() if value < 20]
    if average >= 35 and not weak:
        return "Y", short
    return "KEM", (*(["ĐTB"] if average < 35 else []), *weak)


def _short(row: _Row, scores: Scores, comments: Comments, special: str | None) -> list[str]:
    """Subjects that alone keep a pupil from the row, each once."""
    found = [subject for subject, value in scores.items() if value < row.floor]
    found += [subject for subject, level in comments.items() if level == "CD"]
    if special is not None and scores.get(special, 0) < row.special and special not in found:
        found.append(special)
    return found


def year_conduct(hk1: str | None, hk2: str | None) -> str | None:  # noqa: ARG001
    """None: the homeroom teacher judges the year, mainly by semester 2 (TT58 Đ3.3b); no formula."""
    return None


def promotion(learned: str, conduct: str, absent: int) -> Outcome:
    """TT58 Đ15-17, the first stage; `absent` counts sessions with and without leave."""
    require_codes(LEARNING, learned, CONDUCT, conduct)
    if absent > MOST_ABSENT:
        return Outcome("O_LAI_LOP", "TT58-Đ15.2a")
    if learned == "KEM" or (learned == "Y" and conduct == "Y"):
        return Outcome("O_LAI_LOP", "TT58-Đ15.2b")
    if learned == "Y":
        return Outcome("KIEM_TRA_LAI", "TT58-Đ16")
    if conduct == "Y":
        return Outcome("REN_LUYEN_HE", "TT58-Đ17")
    return Outcome("LEN_LOP", "TT58-Đ15.1")


def after_summer(learned: str, conduct: str, absent: int) -> Outcome:
    """The second stage: whoever does not reach promotion now stays (TT58 Đ15.2c-d)."""
    first = promotion(learned, conduct, absent)
    return first if first.outcome in ("LEN_LOP", "O_LAI_LOP") else Outcome("O_LAI_LOP", "TT58-Đ15.2c")


def title(semester: int, learned: str, conduct: str, scores: Scores) -> str | None:  # noqa: ARG001
    """Titles of a semester or the year (TT58 Đ18 in the wording of TT26)."""
    if (learned, conduct) == ("G", "T"):
        return "HSG"
    return "HSTT" if learned in ("G", "K") and conduct in ("T", "K") else None


TT58_26 = Circular(
    code="TT58_26",
    since=dict.fromkeys(range(6, 13), 2020),  # TT26 is in force from 11/10/2020
    articles=Articles(columns="TT26 Đ1.4", exemption="TT58 Đ12", retest="TT58 Đ16", title="TT58 Đ18"),
    rule_words={RULES.semester: "Thông tư 58/2011 Điều 10 khoản 1 điểm a"},
    required_tx=required_tx,
    subject_semester=subject_semester,
    subject_year=subject_year,
    comment_level=comment_level,
    comment_semester=comment_semester,
    comment_year=comment_year,
    ranks=LEARNING,
    learning=learning,
    conduct=CONDUCT,
    conduct_book=ConductBook("Hạnh kiểm", "conduct", {1: ("hk", "nx"), 2: ("hk", "cn", "nx")}),  # Đ3
    year_conduct=year_conduct,
    low_conduct="Y",  # Đ17
    once_a_day=False,
    exempt_whole=("comment",),  # Đ12: Thể dục, Âm nhạc, Mĩ thuật
    promotion=promotion,
    after_summer=after_summer,
    title=title,
    worked=("title",),
    uncertain=UNCERTAIN,
)
