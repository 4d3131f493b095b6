"""Lists of results: what was recorded with an approval, promotion, re-tests, titles."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from projections.tables.deeds import Deed

PENDING = ("KIEM_TRA_LAI", "REN_LUYEN_HE")


class ResultRow(NamedTuple):
    """A pupil's result as approved last (S63); semester 0 is the year. `base`, `clause`: if adjusted."""

    pos: int
    klass: str
    semester: int
    pupil: str
    scores: tuple[tuple[str, int], ...]
    comments: tuple[tuple[str, str], ...]
    average: int | None
    conduct: str | None
    absent: int | None
    learning: str | None
    base: str | None
    clause: str | None
    approved: int
    stale: bool = False


class StageRow(NamedTuple):
    """A promotion stage of a class: the list signed, the board opened on it, how many decisions."""

    klass: str
    stage: int
    signed: int | None
    signed_by: str | None
    listed: int
    opened: int | None
    members: tuple[str, ...]
    no: str | None
    digest: str | None
    decided: int


class SupersededRow(NamedTuple):
    """A decision that a later one of stage 1 replaced; it stays visible."""

    pos: int
    stage: int
    outcome: str
    reason: str | None


class PromotionRow(NamedTuple):
    """A pupil's promotion by a class: `outcome` of its newest stage, by the entry at `pos`; `counts` unless
    another class of the year decided later; `final` if it counts and is not pending."""

    pos: int
    klass: str
    pupil: str
    stage: int
    learning: str
    conduct: str
    absent: int
    first: str
    outcome: str
    final: bool
    reason: str | None
    superseded: tuple[SupersededRow, ...] = ()
    stale: bool = False
    counts: bool = True


class RetestRow(NamedTuple):
    """A subject for which a pupil is registered, with the mark if there is one (S62)."""

    klass: str
    pupil: str
    subject: str
    registered: int
    value: int | str | None
    pos: int | None


class SummerRow(NamedTuple):
    """Conduct judged after the summer."""

    pos: int
    at: str
    person: str
    klass: str
    pupil: str
    conduct: str


class TitleRow(NamedTuple):
    """A title awarded for a semester, or for the year (0); `reason` where the rule alone gives it not."""

    pos: int
    klass: str
    semester: int
    pupil: str
    title: str
    reason: str | None
    superseded: bool = False
    stale: bool = False


def results(deeds: Iterable[Deed]) -> list[ResultRow]:
    """The results of each class and semester's newest approval, by class, semester and pupil."""
    rows: dict[tuple[str, int, str], ResultRow] = {}
    approved: dict[str, int] = {}
    for deed in deeds:
        data = deed.data
        if deed.type == "ResultsApproved":
            approved[deed.stream] = deed.pos
            # A new approval records everybody anew: who has left since is no longer in it.
            _, klass, semester = deed.stream.split("/")
            replaced = (1,) if semester == "1" else (0, 2)
            rows = {key: row for key, row in rows.items() if key[0] != klass or key[1] not in replaced}
            continue
        key = (data["class"], data["semester"], data["pupil"])
        rows[key] = ResultRow(
            deed.pos,
            *key,
            tuple((subject, value) for subject, value in data["scores"]),
            tuple((subject, value) for subject, value in data["comments"]),
            data["average"],
            data["conduct"],
            data["absent"],
            data["learning"],
            data["base"],
            data["clause"],
            approved[deed.stream],
        )
    return [rows[key] for key in sorted(rows)]


def stages(deeds: Iterable[Deed]) -> list[StageRow]:
    """The promotion stages that have begun, by class and stage."""
    rows: dict[tuple[str, int], StageRow] = {}
    for deed in deeds:
        data = deed.data
        key = (data["class"], data["stage"])
        row = rows.get(key) or StageRow(*key, None, None, 0, None, (), None, None, 0)
        rows[key] = row._replace(**_stage_change(deed, row))
    return [rows[key] for key in sorted(rows)]


def _stage_change(deed: Deed, row: StageRow) -> dict[str, Any]:
    data = deed.data
    if deed.type == "PromotionListSigned":
        return {"signed": deed.pos, "signed_by": deed.person, "listed": data["count"]}
    if deed.type == "BoardOpened":
        paper = {name: data["decision"][name] for name in ("no", "digest")}
        return {"opened": deed.pos, "members": tuple(data["members"]), **paper}
    return {"decided": row.decided + 1}


def promotions(deeds: Iterable[Deed]) -> list[PromotionRow]:
    """Each pupil's decisions, the newest stage, by class and pupil (S59–S62); a new stage 1 replaces both."""
    decided: dict[tuple[str, str], list[Deed]] = {}
    replaced: dict[tuple[str, str], list[Deed]] = {}
    for deed in deeds:
        key = (deed.data["class"], deed.data["pupil"])
        if deed.data["stage"] == 1:
            replaced.setdefault(key, []).extend(decided.pop(key, ()))
        decided.setdefault(key, []).append(deed)
    return [_promotion(key, decided[key], replaced.get(key, [])) for key in sorted(decided)]


def _promotion(key: tuple[str, str], decided: list[Deed], replaced: list[Deed]) -> PromotionRow:
    newest, data = decided[-1], decided[-1].data
    first = decided[0].data["outcome"]
    facts = (data["stage"], data["learning"], data["conduct"], data["absent"], first, data["outcome"])
    final = data["outcome"] not in PENDING
    before = tuple(
        SupersededRow(deed.pos, *(deed.data[name] for name in ("stage", "outcome", "reason")))
        for deed in replaced
    )
    return PromotionRow(newest.pos, *key, *facts, final, data["reason"], before)


def retests(deeds: Iterable[Deed]) -> list[RetestRow]:
    """Registrations, the newest of a pupil, with the marks entered for them."""
    rows: dict[tuple[str, str, str], RetestRow] = {}
    for deed in deeds:
        data = deed.data
        pupil = (data["class"], data["pupil"])
        if deed.type == "RetestEntered":
            key = (*pupil, data["subject"])
            rows[key] = rows[key]._replace(value=data["value"], pos=deed.pos)
            continue
        rows = {key: row for key, row in rows.items() if key[:2] != pupil}
        for subject in data["subjects"]:
            rows[*pupil, subject] = RetestRow(*pupil, subject, deed.pos, None, None)
    return [rows[key] for key in sorted(rows)]


def summers(deeds: Iterable[Deed]) -> list[SummerRow]:
    """Conduct judged after the summer."""
    return [
        SummerRow(deed.pos, deed.at, deed.person, *(deed.data[n] for n in ("class", "pupil", "conduct")))
        for deed in deeds
    ]


def titles(deeds: Iterable[Deed]) -> list[TitleRow]:
    """Titles, by class, semester and pupil."""
    rows = [
        TitleRow(
            deed.pos,
            *(deed.data[name] for name in ("class", "semester", "pupil", "title", "reason")),
        )
        for deed in deeds
    ]
    return sorted(rows, key=lambda row: (row.klass, row.semester, row.pupil, row.pos))
