"""Writes spec/vectors/law.json and law_year.json: logs that keep the law, and logs that break one rule.

Run `python3 scripts/law_vectors.py`. The last entry of a broken log is the broken one, unless its builder
returns another position.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import law_broken_close
import law_broken_dossier
import law_broken_marks
import law_broken_school
import law_broken_year
import law_broken_year_rights
import law_flows as flows
from law_log import Log
from law_year_story import YEARS, run

Builder = Callable[[Log], Any]

SOUND: tuple[tuple[str, Builder], ...] = (
    ("the smallest school: entry 0 alone", flows.head_only),
    ("policy, keys, restore, and a new head after the first", flows.governance),
    ("a clock reset begins a new epoch", flows.clock_goes_back),
    ("a deputy moves windows by delegation", flows.delegation),
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
)

BROKEN = (
    *law_broken_school.CASES,
    *law_broken_marks.CASES,
    *law_broken_dossier.CASES,
    *law_broken_close.CASES,
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


def _told(regime: str) -> list[str]:
    log = Log()
    run(log, regime=regime)
    return log.lines


def year_document() -> dict[str, Any]:
    """The vectors of the school year. Their logs are long and begin alike, so each names how it begins."""
    logs = {regime: _told(regime) for regime in YEARS}
    vectors = [
        {
            "kind": "law",
            "desc": f"a school's year under {name}",
            "base": name,
            "take": len(lines),
            "lines": [],
        }
        for name, lines in logs.items()
    ]
    for vector in vectors:
        vector["want"] = None
    base = logs["TT58_26"]
    for code, desc, build in (*law_broken_year.CASES, *law_broken_year_rights.CASES):
        vector = _vector(f"{code}: {desc}", code, build)
        lines = vector.pop("lines")
        take = next(
            (n for n, pair in enumerate(zip(lines, base, strict=False)) if pair[0] != pair[1]), len(base)
        )
        vectors.append({**vector, "base": "TT58_26", "take": take, "lines": lines[take:]})
    return {
        "origin": "made by scripts/law_vectors.py from spec/LAW.md and spec/permissions.json; nobody is real",
        "fields": "as in law.json; a vector's log is the first `take` lines of logs[base], then `lines`",
        "logs": logs,
        "vectors": vectors,
    }


def main() -> None:
    folder = Path(__file__).parent.parent / "spec" / "vectors"
    for name, made in (("law.json", document()), ("law_year.json", year_document())):
        text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
