"""Promise: the verifier's ranks, written from LAW.md, are those that the service records, on any results."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.regulations import CIRCULARS as OF_DOMAIN
from domain.regulations import regulation
from domain.regulations.core import CORE_NAMES
from domain.regulations.core import is_core as core_of_domain
from domain.regulations.judgement import replaced
from verify.law.circulars import tt58_26
from verify.law.circulars.rows import CORE, Rank, is_core
from verify.law.circulars.table import CIRCULARS
from verify.law.results.ranks import after_retests, rank

CASES = json.loads((Path(__file__).parents[2] / "data/golden_year.json").read_text(encoding="utf-8"))["cases"]
CODES = {
    regime: {name: code for code, name in each.ranks.items()} | {"TB": "TB"}
    for regime, each in OF_DOMAIN.items()
}
SUBJECTS = tuple(f"s{number}" for number in range(12))
# Thick at the marks where a rank begins: a plain 0…100 would hardly ever stand beside one.
EDGES = (19, 20, 34, 35, 49, 50, 64, 65, 79, 80)
MARKS = st.one_of(st.sampled_from(EDGES), st.sampled_from((40, 60, 70, 85, 95)), st.integers(0, 100))
HIGH = st.sampled_from((65, 79, 80, 85, 100))


def mean(scores: dict[str, int]) -> int | None:
    return (2 * sum(scores.values()) + len(scores)) // (2 * len(scores)) if scores else None


def of_verifier(regime: str, scores: dict[str, int], comments: dict[str, str], core: set[str]) -> Rank:
    rows = sorted([name, value] for name, value in scores.items())
    levels = sorted([name, value] for name, value in comments.items())
    return rank(CIRCULARS[regime], rows, levels, core, mean(scores) if CIRCULARS[regime].average else None)


def of_domain(regime: str, scores: dict[str, int], comments: dict[str, Any], core: set[str]) -> Rank:
    found = regulation(regime).learning(scores, comments, core)
    return Rank(found.final, found.base, found.clause) if found else Rank(None, None, None)


@st.composite
def results(draw: st.DrawFn) -> tuple[dict[str, int], dict[str, str], set[str]]:
    """Results of a good pupil with one to three subjects of any mark, and results of anybody."""
    names = SUBJECTS[: draw(st.integers(0, 12))]
    usual = draw(st.sampled_from((HIGH, MARKS)))
    scores = {name: draw(usual) for name in names}
    for name in draw(st.lists(st.sampled_from(SUBJECTS), max_size=3)):
        if name in scores:
            scores[name] = draw(MARKS)
    levels = st.sampled_from(("D", "D", "D", "CD"))
    comments = {f"c{number}": draw(levels) for number in range(draw(st.integers(0, 4)))}
    return scores, comments, draw(st.sets(st.sampled_from(SUBJECTS), max_size=3))


@pytest.mark.parametrize("regime", sorted(CIRCULARS))
@settings(max_examples=1500, deadline=None)
@given(made=results())
def test_both_sides_of_the_border_give_the_same_rank(regime: str, made: Any) -> None:
    """Learning, base and clause of random results."""
    assert of_verifier(regime, *made) == of_domain(regime, *made)


@pytest.mark.parametrize("regime", sorted(CIRCULARS))
@settings(max_examples=300, deadline=None)
@given(made=results(), again=results())
def test_both_sides_give_the_same_rank_after_re_tests(regime: str, made: Any, again: Any) -> None:
    """Re-test values in the place of some subjects; the average is worked out anew."""
    scores, comments, core = made
    values = {**again[0], **again[1]}
    values = {
        name: value
        for name, value in values.items()
        if isinstance(value, int) == (name in scores) and (name in scores or name in comments)
    }
    new_scores = replaced(scores, {name: value for name, value in values.items() if name in scores})
    new_comments = {name: values.get(name, value) for name, value in comments.items()}
    want = regulation(regime).learning(new_scores, new_comments, sorted(core))
    rows = sorted(map(list, scores.items())), sorted(map(list, comments.items()))
    assert after_retests(CIRCULARS[regime], *rows, core, values) == (want and want.final)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["kind"] == "rank"], ids=lambda case: str(case["id"])
)
def test_worked_cases_have_their_rank(case: dict[str, Any]) -> None:
    """Worked by hand from the circulars."""
    inputs, expected, codes = case["input"], case["expected"], CODES[case["regime"]]
    scores = {name: round(float(mark) * 10) for name, mark in inputs["scores"].items()}
    comments = {name: {"Đ": "D", "CĐ": "CD"}[value] for name, value in inputs["comments"].items()}
    found = of_verifier(case["regime"], scores, comments, {name for name in scores if is_core(name)})
    assert (found.base, found.learning) == (codes[expected["base"]], codes[expected["final"]])
    raised = "Đ9.3" if found.learning != found.base else None
    assert found.clause == (expected["clause"] if case["regime"] == "TT58_26" else raised)


@given(st.one_of(st.text(), st.sampled_from(sorted(CORE_NAMES)).flatmap(
    lambda name: st.sampled_from((name.upper(), name.title(), f"  {name}\u3000", f"{name} 2"))
)))  # fmt: skip
def test_core_subjects_are_told_by_the_same_names(name: str) -> None:
    """Whatever the case, and white space at the ends; a log's texts are NFC."""
    name = unicodedata.normalize("NFC", name)
    assert is_core(name) == core_of_domain(name)


def test_the_names_stand_in_the_law() -> None:
    """Each of them, and no other."""
    text = (Path(__file__).parents[3] / "spec/LAW.md").read_text(encoding="utf-8")
    sentence = text[text.index("A subject is *core*") :].split(". Rank")[0]
    assert {part for part in sentence.split("`")[1::2] if part != "ClassOpened"} == CORE == CORE_NAMES


@pytest.mark.parametrize(
    "row", [(name, i) for name, rows in (("_ROWS", 3), ("_RAISED", 4)) for i in range(rows)]
)
def test_a_rank_or_clause_taken_away_is_noticed(row: tuple[str, int], monkeypatch: Any) -> None:
    """By a vector of the ranks: the tables hold nothing that no vector asks for."""
    from tests.verify.law.replaying import replay_lines
    from tests.verify.law.test_replay import LOGS, VECTORS, wanted

    name, index = row
    table = getattr(tt58_26, name)
    left = [one for i, one in enumerate(table) if i != index]
    monkeypatch.setattr(tt58_26, name, {key: table[key] for key in left} if name == "_RAISED" else left)
    ranked = [pair for pair in zip(VECTORS, LOGS, strict=True) if "rank" in pair[0]["desc"]]
    assert any(replay_lines(log) != wanted(vector) for vector, log in ranked)
