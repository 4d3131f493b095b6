"""spec/vectors/law.json and law_year.json: logs that keep the law, and logs that break one rule.

The last entry of a broken log is the broken one, unless its builder
returns another position.
"""

from collections.abc import Callable
from typing import Any

from tests.vectors.law import flows, rank_story
from tests.vectors.law import rectify as righting
from tests.vectors.law.broken import (
    above,
    absence,
    again,
    again_by_three,
    archives,
    arrivals,
    board,
    clock,
    close,
    dossier,
    grants,
    halves,
    leaders,
    leavers,
    marks,
    moves,
    promotion,
    reads,
    record,
    rectify,
    rectify_papers,
    school,
    seats,
    year,
    year_rights,
)
from tests.vectors.law.log import Log
from tests.vectors.law.story import YEARS, run

Builder = Callable[[Log], Any]

SOUND: tuple[tuple[str, Builder], ...] = (
    ("the smallest school: entry 0 alone", flows.head_only),
    ("policy, keys, restore, and a new head after the first", flows.governance),
    ("keys and heads by decisions that are kept on paper", flows.on_paper(flows.governance)),
    ("a delegation on paper, and a window moved by it", flows.on_paper(flows.delegation)),
    ("a late entry and an unlocking on paper", flows.on_paper(flows.unlock_and_expire)),
    ("a clock reset begins a new epoch", flows.clock_goes_back),
    ("a deputy moves windows by delegation", flows.delegation),
    ("a test's date, a mark, an absence: what the policy's `entry` speaks of", flows.entered_by_password),
    ("marks entered, changed, cleared, entered again; comments; a published column", flows.marks),
    ("late entries: a make-up test and a returned pupil", flows.late_entries),
    ("a dossier, whole: proposed, permitted, three confirmations, applied", flows.corrected),
    ("a dossier of two items, one a removal; then one of kind bosung", flows.two_items),
    ("the homeroom teacher proposes, the homeroom deputy confirms", flows.homeroom_deputy),
    ("the homeroom teacher proposes, a second leader confirms for the class", flows.second_leader),
    ("a session lapses and a new one fills all three seats", flows.lapse_and_again),
    ("a shorter lapse does not end the session that is open", flows.policy_within_session),
    ("an amendment voids permission and confirmations", flows.amend_voids),
    ("a refused dossier", flows.refusal),
    ("a withdrawn dossier", flows.withdrawal),
    ("close proposed, refused, proposed again, locked", flows.closing),
    ("an unlocking that serves a late entry, expires, and a second lock", flows.unlock_and_expire),
    ("snapshots: one spent, one of an ended window, one by hand", flows.snapshots),
    *clock.SOUND,
    *archives.SOUND,
    *reads.SOUND,
    *board.SOUND,
    *grants.SOUND,
    *leaders.SOUND,
    *above.SOUND,
    *seats.SOUND,
    *righting.SOUND,
)

BROKEN = (
    *school.CASES,
    *marks.CASES,
    *dossier.CASES,
    *close.CASES,
    *clock.CASES,
    *archives.CASES,
    *reads.CASES,
    *board.CASES,
    *grants.CASES,
    *leaders.CASES,
    *above.CASES,
    *seats.CASES,
)


def _vector(desc: str, code: str | None, build: Builder) -> dict[str, Any]:
    log = Log()
    where = build(log)
    want = None
    if code is not None:
        want = {"code": code, "pos": where if isinstance(where, int) else log.next - 1}
    return {"kind": "law", "desc": desc, "lines": log.lines, "want": want}


def document() -> dict[str, Any]:
    """The whole file as a value."""
    vectors = [_vector(desc, None, build) for desc, build in SOUND]
    vectors += [_vector(f"{code}: {desc}", code, build) for desc, code, build in BROKEN]
    return {
        "origin": "made by scripts/law_vectors.py from spec/LAW.md; no real person or school",
        "fields": "lines: a whole log, one canonical line each, with right prev and salt; want: null if the "
        "log keeps the law, else the only finding, by code and position",
        "vectors": vectors,
    }


def _told(tell: Callable[..., object], regime: str, *, on_paper: bool = False) -> list[str]:
    log = Log(on_paper=on_paper)
    tell(log, regime=regime)
    return log.lines


def year_logs() -> dict[str, list[str]]:
    """Sound logs of the school year, by name: a whole year, and a class whose results have every rank.

    In the year under the newer circular no decision has a file.
    """
    year = {regime: _told(run, regime, on_paper=regime == "TT22_2021") for regime in YEARS}
    return year | {f"ranks {regime}": _told(rank_story.told, regime) for regime in YEARS}


def _branch(base: str, lines: list[str], code: str | None, desc: str, build: Builder) -> dict[str, Any]:
    """A log as the sound one that it leaves, and the lines from there."""
    vector = _vector(f"{code}: {desc}" if code else desc, code, build)
    broken = vector.pop("lines")
    pairs = enumerate(zip(broken, lines, strict=False))
    take = next((n for n, pair in pairs if pair[0] != pair[1]), min(len(broken), len(lines)))
    return {**vector, "base": base, "take": take, "lines": broken[take:]}


def year_document() -> dict[str, Any]:
    """The vectors of the school year. Their logs are long and begin alike, so each names how it begins."""
    logs = year_logs()
    vectors: list[dict[str, Any]] = [
        {
            "kind": "law",
            "desc": f"a school's year under {name}" if name in YEARS else f"a class with all {name}",
            "base": name,
            "take": len(lines),
            "lines": [],
            "want": None,
        }
        for name, lines in logs.items()
    ]
    base = logs["TT58_26"]
    twins = (
        *year.SOUND,
        *promotion.SOUND,
        *record.SOUND,
        *arrivals.SOUND,
        *absence.SOUND,
        *seats.YEAR_SOUND,
        *again.SOUND,
        *leavers.SOUND,
        *moves.SOUND,
        *halves.SOUND,
        *rectify.SOUND,
        *rectify_papers.SOUND,
        *again_by_three.SOUND,
    )
    vectors += [_branch("TT58_26", base, None, desc, build) for desc, build in twins]
    broken = {
        "TT58_26": (
            *year.CASES,
            *year_rights.CASES,
            *promotion.CASES,
            *record.CASES,
            *arrivals.CASES,
            *seats.YEAR_CASES,
            *absence.CASES,
            *halves.CASES,
            *again.CASES,
            *leavers.CASES,
            *moves.CASES,
            *rectify.CASES,
            *rectify_papers.CASES,
            *again_by_three.CASES,
        )
    }
    broken |= {f"ranks {regime}": cases for regime, cases in rank_story.CASES.items()}
    for name, cases in broken.items():
        vectors += [_branch(name, logs[name], code, desc, build) for code, desc, build in cases]
    return {
        "origin": "made by scripts/law_vectors.py from spec/LAW.md and spec/permissions.json; nobody is real",
        "fields": "as in law.json; a vector's log is the first `take` lines of logs[base], then `lines`",
        "logs": logs,
        "vectors": vectors,
    }
