"""CONTRIBUTING's recipe of a new circular: one is written in a copy, in the files that it names alone."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from domain.regulations import CIRCULARS
from tests.recipes import ROOT, change, named

CODE, NAME, FIRST = "TT99_2031", "tt99_2031", 2031
LIKE = "TT22_2021"
MOST = 8
MAKERS = ("vectors", "school", "data", "domain")
DOMAIN, VERIFIER = "domain/regulations", "verify/law/circulars"
WORKED = f"tests/data/circulars/{CODE}.json"
ROWS = {
    f"{DOMAIN}/__init__.py": (
        ("(TT58_26, TT22_2021)", f"(TT58_26, TT22_2021, {CODE})"),
        ("import TT58_26\n", f"import TT58_26\nfrom domain.regulations.{NAME} import {CODE}\n"),
    ),
    f"{VERIFIER}/table.py": (
        ("tt22_2021.CIRCULAR)", f"tt22_2021.CIRCULAR, {NAME}.CIRCULAR)"),
        ("import tt22_2021, tt58_26\n", f"import tt22_2021, tt58_26, {NAME}\n"),
    ),
    "spec/LAW.md": (("| of | TT58_26 | TT22_2021 |\n", f"| of | TT58_26 | TT22_2021, {CODE} |\n"),),
    "docs/legal.md": (("| titles | TT58 Đ18 |", "| awards | TT99 Đ15 | – | – |\n| titles | TT58 Đ18 |"),),
    "CHANGELOG.md": (("## 0.1.0", "- A circular.\n## 0.1.0"),),
}
NEW = (f"{DOMAIN}/{NAME}.py", f"{VERIFIER}/{NAME}.py", WORKED)
ASK = """
import json
import sys
from pathlib import Path
from typing import get_args
import domain.regulations as ours
import verify.law.circulars.table as theirs
from domain.law import decide
from domain.regulations.golden import check_cases
from tests.domain.year_vectors import actor_of, command_of, commands_in, entries_of, load_for, state_after
from tests.vectors.law.log import Log
from tests.vectors.law.play import run
from verify.law.replay import LawReplay
from verify.proof.envelope import parse_line

code, worked = sys.argv[1:]
log, findings, wrong, decided = Log(), [], [], 0
run(log, regime=code)
entries = entries_of(log.lines)
replay = LawReplay(lambda code, *, pos, **_: findings.append((code, pos)))
for line, entry in zip(log.lines, entries):
    replay.entry(line.encode(), parse_line(line.encode()), entry.leaf)
for made in commands_in(entries):
    command = command_of(made)
    if command is not None:
        before = entries[: made[0].pos]
        state = state_after(before)
        load_for(state, command, before)
        drafts = decide(state, command, actor_of(made[0]), made[0].at, made[0].cmd)
        wrong += [each.type for each, draft in zip(made, drafts, strict=True) if each.data != draft.data]
        decided += 1
report = check_cases(json.loads(Path(worked).read_text("utf-8")))
print(json.dumps({
    "files": [ours.__file__, theirs.__file__],
    "regimes": [get_args(ours.Regime), list(theirs.CIRCULARS)],
    "of year": ours.CIRCULARS[code].since[6],
    "findings": findings, "wrong": wrong, "decided": decided,
    "worked": [report.passed, [each.id for each in report.failed]],
}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Domain, verifier, spec and what the law vectors are made by, with the new circular in them."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("domain", "verify", "spec", *(f"tests/{each}" for each in MAKERS)):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for here in (DOMAIN, VERIFIER):
        like = (ROOT / here / f"{LIKE.lower()}.py").read_text("utf-8")
        made = re.sub(r"since=\{[^}]*\}", f"since=dict.fromkeys(range(6, 13), {FIRST})", like)
        (folder / here / f"{NAME}.py").write_text(made.replace(LIKE, CODE).replace("TT22", "TT99"), "utf-8")
    (folder / WORKED).write_text(json.dumps(worked()), "utf-8")
    change(folder, ROWS)
    return folder


def worked() -> dict[str, object]:
    """TT22's year and worked cases, under the new code."""
    like = json.loads((ROOT / "tests/data/circulars" / f"{LIKE}.json").read_text("utf-8"))
    cases = json.loads((ROOT / "tests/data/golden_year.json").read_text("utf-8"))["cases"]
    ours = [{**case, "regime": CODE} for case in cases if case["regime"] == LIKE]
    return {**like, "regime": CODE, "year": {**like["year"], "first": FIRST}, "cases": ours}


def test_the_recipe_names_these_files_and_no_more_than_eight() -> None:
    """A circular that needs another file makes the recipe longer, and this test fail."""
    told = named("A new circular", NAME=NAME, CODE=CODE)
    assert set(told) == {*NEW, *ROWS}
    assert len(told) <= MOST


@pytest.mark.parametrize("code", sorted(CIRCULARS))
def test_no_other_file_of_the_product_knows_a_circular_by_its_name(code: str) -> None:
    """Nothing branches on one: code and spec by hand that name it are those of the recipe."""
    places = ("domain", "ledger", "projections", "api", "demo", "verify")
    found = subprocess.run(
        ["git", "grep", "-liw", code, "--", *(f"{place}/**/*.py" for place in places), "*.html", "spec/*.md"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    ours = set(named("A new circular", NAME=code.lower(), CODE=code))
    assert set(found) <= ours
    assert all((ROOT / name).exists() for name in ours)


def test_with_these_files_a_year_under_it_is_sound(copy: Path) -> None:
    """Told by the makers of the law vectors, replayed by the verifier, decided entry by entry."""
    path = os.pathsep.join((str(copy), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-P", "-c", ASK, CODE, str(copy / WORKED)],
        cwd=copy, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert all(Path(file).is_relative_to(copy) for file in said["files"])
    assert said["regimes"] == [[*CIRCULARS, CODE]] * 2
    assert (said["of year"], said["findings"], said["wrong"]) == (FIRST, [], [])
    assert said["decided"] >= 95
    assert said["worked"][0] >= 20 and not said["worked"][1]
