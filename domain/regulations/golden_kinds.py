"""The kinds of worked cases, each answered by the functions of its circular."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from domain.regulations import CIRCULARS
from domain.regulations import golden_reading as read
from domain.regulations.circular import Circular
from domain.regulations.golden_reading import EXEMPT, LEVEL_SHOWN, Answer, CaseError, Given
from domain.regulations.judgement import Comments, Scores, eligible, replaced
from domain.regulations.subject import Result, Status

CORE = ("Toán", "Ngữ văn", "Ngoại ngữ")


class Law(NamedTuple):
    """A circular as the worked cases see it, with the codes of the names that they use."""

    of: Circular
    learning: dict[str, str]
    conduct: dict[str, str]


Kind = Callable[[Law, Given], Answer]


def _required_tx(law: Law, given: Given) -> Answer:
    (periods,) = read.fields(given, "periods_per_year")
    rows = read.rows(periods, "periods_per_year")
    return {"required_tx": [law.of.required_tx(read.periods(row)) for row in rows]}


def _subject_semester(law: Law, given: Given) -> Answer:
    periods, tx, gk, ck, topic = read.fields(given, "periods_per_year", "tx", "gk", "ck", "topic")
    # A topic gives its marks to the subject it belongs to (TT58 Đ9, TT22 Đ6.4): they are regular marks.
    topics = topic if isinstance(topic, list) else [] if topic is None else [topic]
    regular = [read.cell(value) for value in [*read.rows(tx, "tx"), *topics]]
    return _shown(law.of.subject_semester(read.periods(periods), regular, read.cell(gk), read.cell(ck)))


def _subject_year(law: Law, given: Given) -> Answer:
    hk1, hk2 = read.fields(given, "hk1", "hk2")
    return _shown(law.of.subject_year(read.semester(hk1, read.mark), read.semester(hk2, read.mark)))


def _comment_semester(law: Law, given: Given) -> Answer:
    """One semester, all assessments but the final one and the final one; or `cases`, each a list of all."""
    items, final, cases = read.fields(given, "items", "final", "cases")
    if cases is None:
        levels = [read.level(item) for item in [*read.rows(items, "items"), final]]
        return {"result": LEVEL_SHOWN[law.of.comment_level(levels)]}
    lists = [[read.level(item) for item in read.rows(case, "case")] for case in read.rows(cases, "cases")]
    return {"results": [_passed(law.of.comment_level(levels)) for levels in lists]}


def _comment_year(law: Law, given: Given) -> Answer:
    (pairs,) = read.fields(given, "pairs")
    return {"results": [_pair(law, pair) for pair in read.rows(pairs, "pairs")]}


def _pair(law: Law, pair: object) -> str:
    if not isinstance(pair, list) or len(pair) != 2:
        raise CaseError(f"{pair!r} is not a pair of semesters")
    result = law.of.comment_year(read.semester(pair[0], read.level), read.semester(pair[1], read.level))
    if not isinstance(result.value, str):
        return str(result.status)
    return LEVEL_SHOWN[result.value] if "Đ" in pair or "CĐ" in pair else _passed(result.value)


def _passed(level: str) -> str:
    return "Đạt" if level == "D" else "Chưa đạt"


def _rank(law: Law, given: Given) -> Answer:
    scores, comments, special = read.fields(given, "scores", "comments", "special_subject")
    if special is not None and not (isinstance(special, str) and special in read.table(scores, "scores")):
        raise CaseError(f"special_subject {special!r} is not among the scores")
    named = special if isinstance(special, str) else None
    return _learned(law, read.scores(scores), read.comments(comments), named)


def _learned(law: Law, scores: Scores, comments: Comments, special: str | None = None) -> Answer:
    found = law.of.learning(scores, comments, CORE, special)
    if found is None:
        raise CaseError("a rank needs scores")
    shown = {code: name for name, code in law.learning.items()}
    average = None if found.average is None else f"{found.average // 10}.{found.average % 10}"
    return {"avg": average, "base": shown[found.base], "final": shown[found.final], "clause": found.clause}


def _year_conduct(law: Law, given: Given) -> Answer:
    columns, lines = read.fields(given, "hk1_columns", "hk2_rows")
    codes = law.conduct
    shown = {code: name for name, code in codes.items()}
    table = {}
    for hk2 in read.rows(lines, "hk2_rows"):
        row = [
            law.of.year_conduct(read.named(hk1, codes), read.named(hk2, codes))
            for hk1 in read.rows(columns, "hk1_columns")
        ]
        table[str(hk2)] = [shown[code] if code else None for code in row]
    return {"table": table}


def _promotion(law: Law, given: Given) -> Answer:
    rank, learning, conduct, absent_p, absent_k = read.fields(
        given, "rank", "learning", "conduct", "absent_p", "absent_k"
    )
    learned = read.named(rank if learning is None else learning, law.learning)
    absent = read.count(absent_p) + read.count(absent_k)
    return {"outcome": law.of.promotion(learned, read.named(conduct, law.conduct), absent).outcome}


def _retest(law: Law, given: Given) -> Answer:
    given_scores, given_comments, conduct, absences, retest = read.fields(
        given, "scores", "comments", "conduct", "absences", "retest"
    )
    scores, comments = read.scores(given_scores), read.comments(given_comments)
    judged, absent = read.named(conduct, law.conduct), read.count(absences)
    taken = read.table(retest, "retest")
    may = eligible(scores, comments)
    if not set(taken) <= set(may):
        raise CaseError(f"{sorted(set(taken) - set(may))} may not be taken again")
    new_scores = replaced(scores, {s: read.mark(value) for s, value in taken.items() if s in scores})
    new_comments = {**comments, **{s: read.level(value) for s, value in taken.items() if s in comments}}
    before, after = _learned(law, scores, comments), _learned(law, new_scores, new_comments)
    for answer, judge in ((before, law.of.promotion), (after, law.of.after_summer)):
        answer["outcome"] = judge(law.learning[str(answer["final"])], judged, absent).outcome
    return {"before": before, "eligible": may, "after": after}


def _summer_conduct(law: Law, given: Given) -> Answer:
    rank, learning, conduct, cases, absences = read.fields(
        given, "rank", "learning", "conduct", "cases", "absences"
    )
    absent = 0 if absences is None else read.count(absences)
    learned = read.named(rank if learning is None else learning, law.learning)
    read.named(conduct, law.conduct)
    outcomes = []
    for case in read.rows(cases, "cases"):
        completed, new = read.fields(read.table(case, "case"), "completed", "new_conduct")
        if not isinstance(completed, bool):
            raise CaseError("completed is not true or false")
        judged = read.named(new if completed else conduct, law.conduct)
        outcomes.append(law.of.after_summer(learned, judged, absent).outcome)
    return {"outcomes": outcomes}


def _titles(law: Law, given: Given) -> Answer:
    """TT58: pairs of rank and conduct (Đ18)."""
    (pairs,) = read.fields(given, "pairs")
    found = []
    for pair in read.rows(pairs, "pairs"):
        rank, conduct = read.rows(pair, "pair")
        codes = read.named(rank, law.learning), read.named(conduct, law.conduct)
        found.append(law.of.title(0, *codes, {}))
    return {"titles": found}


def _awards(law: Law, given: Given) -> Answer:
    """TT22: learning, conduct and scores of the year (Đ15)."""
    (cases,) = read.fields(given, "cases")
    found = []
    for case in read.rows(cases, "cases"):
        learning, conduct, scores = read.fields(read.table(case, "case"), "learning", "conduct", "scores")
        codes = read.named(learning, law.learning), read.named(conduct, law.conduct)
        found.append(law.of.title(0, *codes, read.scores(scores)))
    return {"awards": found}


def _shown(result: Result) -> Answer:
    if isinstance(result.value, int):
        return {"avg": f"{result.value // 10}.{result.value % 10}", "status": str(result.status)}
    exempt = result.status is Status.EXEMPT
    return {"avg": EXEMPT if exempt else None, "status": str(result.status)}


_COMMON: dict[str, Kind] = {
    "required_tx": _required_tx,
    "subject_semester": _subject_semester,
    "subject_year": _subject_year,
    "comment_semester": _comment_semester,
    "comment_year": _comment_year,
    "rank": _rank,
    "promotion": _promotion,
    "retest": _retest,
    "summer_conduct": _summer_conduct,
}
_OWN: dict[str, Kind] = {"year_conduct": _year_conduct, "title": _titles, "award": _awards}
"""Kinds that only some circulars have."""


def _codes(names: Mapping[str, str]) -> dict[str, str]:
    """By name, and "TB" as people write it."""
    return {name: code for code, name in names.items()} | {code: code for code in names if code == "TB"}


REGIMES: Mapping[str, tuple[Law, Mapping[str, Kind]]] = {
    code: (
        Law(each, _codes(each.ranks), _codes(each.conduct)),
        {**_COMMON, **{kind: _OWN[kind] for kind in each.worked}},
    )
    for code, each in CIRCULARS.items()
}
"""Regime -> its regulation and what it answers to each kind."""
