"""spec/vectors/law.json and law_year.json: logs that keep the law, and logs that break one rule."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.vectors.law.log import Log
from tests.vectors.law.play import run
from tests.vectors.law.results import ranks
from tests.vectors.law.story import YEARS
from tests.vectors.law.told import Builder, Told
from tests.vectors.law.topics import told

Vector = dict[str, Any]
VECTORS = Path(__file__).resolve().parents[3] / "spec" / "vectors"


def document() -> dict[str, Any]:
    """The logs of the small school, each whole."""
    return {
        "origin": "made by scripts/law_vectors.py from spec/LAW.md; no real person or school",
        "fields": "lines: a whole log, one canonical line each, with right prev and salt; want: null if the "
        "log keeps the law, else the only finding, by code and position",
        "vectors": _in_place([_vector(*each) for each in told("SMALL")], "law.json"),
    }


def year_document() -> dict[str, Any]:
    """The vectors of the school year. Their logs are long and begin alike, so each names how it begins."""
    logs = year_logs()
    vectors = [*_sound_years(logs), *(_branch("TT58_26", logs, each) for each in told("YEAR"))]
    for regime, cases in ranks.CASES.items():
        vectors += [_branch(f"ranks {regime}", logs, each) for each in cases]
    return {
        "origin": "made by scripts/law_vectors.py from spec/LAW.md and spec/permissions.json; nobody is real",
        "fields": "as in law.json; a vector's log is the first `take` lines of logs[base], then `lines`",
        "logs": logs,
        "vectors": _in_place(vectors, "law_year.json"),
    }


def year_logs() -> dict[str, list[str]]:
    """Sound logs of the school year, by name: a whole year, and a class whose results have every rank.

    In the year under one circular no decision has a file.
    """
    year = {regime: _lines(run, regime, on_paper=each.on_paper) for regime, each in YEARS.items()}
    return year | {f"ranks {regime}": _lines(ranks.told, regime) for regime in ranks.PUPILS}


def _lines(tell: Callable[..., object], regime: str, *, on_paper: bool = False) -> list[str]:
    log = Log(on_paper=on_paper)
    tell(log, regime=regime)
    return log.lines


def _sound_years(logs: dict[str, list[str]]) -> Iterator[Vector]:
    for name, lines in logs.items():
        desc = f"a school's year under {name}" if name in YEARS else f"a class with all {name}"
        yield {"kind": "law", "desc": desc, "base": name, "take": len(lines), "lines": [], "want": None}


def _vector(desc: str, code: str | None, build: Builder) -> Vector:
    log = Log()
    where = build(log)
    if code is None:
        return {"kind": "law", "desc": desc, "lines": log.lines, "want": None}
    want = {"code": code, "pos": where if isinstance(where, int) else log.next - 1}
    return {"kind": "law", "desc": f"{code}: {desc}", "lines": log.lines, "want": want}


def _branch(base: str, logs: dict[str, list[str]], each: Told) -> Vector:
    """A log as the sound one that it leaves, and the lines from there."""
    vector = _vector(*each)
    made, lines, want = vector.pop("lines"), logs[base], vector.pop("want")
    pairs = enumerate(zip(made, lines, strict=False))
    take = next((n for n, pair in pairs if pair[0] != pair[1]), min(len(made), len(lines)))
    return {**vector, "want": want, "base": base, "take": take, "lines": made[take:]}


def _in_place(vectors: list[Vector], name: str) -> list[Vector]:
    """A vector keeps its place in the file that is there, and a new one comes at its end: numbers stay."""
    there = [each["desc"] for each in json.loads((VECTORS / name).read_bytes())["vectors"]]
    places = defaultdict(list)
    for number, desc in enumerate(there):
        places[desc].append(number)
    ends = len(there)
    return sorted(vectors, key=lambda each: places[each["desc"]].pop(0) if places[each["desc"]] else ends)
