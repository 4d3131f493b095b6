"""Worked cases pass, and nothing passes by being misunderstood."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from domain.regulations import CIRCULARS
from domain.regulations.golden import check_cases

HERE = Path(__file__).resolve()
OWN = HERE.parents[1] / "data" / "golden_tt58.json"
YEAR = OWN.with_name("golden_year.json")
EACH = sorted((OWN.parent / "circulars").glob("*.json"))
SHARED = HERE.parents[3] / "shared" / "golden_cases.json"


def load(path: Path) -> dict[str, object]:
    document: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return document


def one(kind: str, given: object, expected: object, **fields: object) -> dict[str, object]:
    case = {"id": "X", "regime": "TT58_26", "kind": kind, "input": given, "expected": expected, **fields}
    return {"schema_version": 1, "cases": [case]}


SEMESTER = {"periods_per_year": "35", "tx": ["5.0", "6.0"], "gk": "4.5", "ck": "5.0"}


def test_all_own_worked_cases_pass() -> None:
    """Worked by hand, note by note."""
    report = check_cases(load(OWN))
    assert report.failed == []
    assert report.passed >= 40


def test_all_own_worked_cases_of_the_year_pass() -> None:
    """Ranks, promotion, re-tests and titles of both circulars, at the boundaries of each clause."""
    report = check_cases(load(YEAR))
    assert report.failed == []
    assert report.passed >= 50


def test_every_circular_has_worked_cases_of_its_own_and_they_pass() -> None:
    """Those two files, and one a circular; nobody's ranks rest on the code alone."""
    known = [case for path in (OWN, YEAR, *EACH) for case in load(path)["cases"]]  # type: ignore[attr-defined]
    for path in EACH:
        assert check_cases(load(path)).failed == []
    assert {path.stem for path in EACH} == set(CIRCULARS)
    for code in CIRCULARS:
        assert {"rank", "promotion", "retest"} <= {case["kind"] for case in known if case["regime"] == code}


@pytest.mark.skipif(not SHARED.exists(), reason="the shared cases are not beside this checkout")
@pytest.mark.parametrize(("regime", "least"), [("TT58_26", 34), ("TT22_2021", 20)])
def test_all_shared_cases_of_both_circulars_pass(regime: str, least: int) -> None:
    """The rest of that file belongs to regulations not yet written."""
    cases = load(SHARED)["cases"]
    assert isinstance(cases, list)
    ours = [case for case in cases if case["regime"] == regime]
    report = check_cases({"schema_version": 1, "cases": ours})
    assert report.failed == []
    assert report.passed == len(ours) >= least


@pytest.mark.parametrize(
    "case", json.loads(YEAR.read_text(encoding="utf-8"))["cases"], ids=lambda case: case["id"]
)
def test_every_case_of_the_year_fails_once_its_expectation_is_changed(case: dict[str, Any]) -> None:
    """The check compares every kind."""
    wrong = copy.deepcopy(case)
    field = sorted(wrong["expected"])[0]
    wrong["expected"][field] = "1.9"
    assert check_cases({"schema_version": 1, "cases": [wrong]}).passed == 0


def test_every_own_case_fails_once_its_expectation_is_changed() -> None:
    """The check compares: a wrong value, status or list is seen in every single case."""
    cases = load(OWN)["cases"]
    assert isinstance(cases, list)
    for case in cases:
        wrong = copy.deepcopy(case)
        field = next(iter(wrong["expected"]))
        old = wrong["expected"][field]
        wrong["expected"][field] = [*old, 9] if isinstance(old, list) else "CĐ" if old == "Đ" else "1.9"
        report = check_cases({"schema_version": 1, "cases": [wrong]})
        assert [failure.id for failure in report.failed] == [case["id"]]


def test_a_status_is_compared_too() -> None:
    """avg null with another status is another answer."""
    given = {**SEMESTER, "ck": None}
    assert check_cases(one("subject_semester", given, {"avg": None, "status": "CHUA_DU"})).failed == []
    assert check_cases(one("subject_semester", given, {"avg": None, "status": "CHO_KIEM_TRA_BU"})).passed == 0
    assert check_cases(one("subject_semester", given, {"avg": "0.0"})).passed == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("regime", "TH27_2020"),
        ("regime", "TT58"),
        ("regime", None),
        ("regime", ["TT58_26"]),
        ("kind", "rank"),
        ("kind", "subject_term"),
        ("kind", None),
        ("kind", {}),
        ("input", []),
        ("expected", None),
        ("expected", {}),
        ("expected", {"average": "5.0"}),
        ("expected", {"avg": "5.0", "rank": "TB"}),
        ("expected", {"avg": 5.0}),
    ],
)
def test_what_is_not_known_is_a_named_failure(field: str, value: object) -> None:
    """A regime, kind, or expectation that the functions do not answer is never counted as passed."""
    document = one("subject_semester", SEMESTER, {"avg": "5.0"})
    assert check_cases(document).passed == 1
    document["cases"][0][field] = value  # type: ignore[index]
    report = check_cases(document)
    assert (report.passed, [failure.id for failure in report.failed]) == (0, ["X"])


@pytest.mark.parametrize(
    "change",
    [
        {"gk": 4.5},
        {"gk": 4},
        {"gk": "4.55"},
        {"gk": "11"},
        {"gk": "-1"},
        {"gk": ""},
        {"gk": "MIEN"},
        {"gk": "Đ"},
        {"gk": True},
        {"gk": []},
        {"gk": {}},
        {"gk": {"missed": False, "valid_reason": True, "makeup": None}},
        {"gk": {"missed": True}},
        {"gk": {"missed": True, "valid_reason": "true"}},
        {"gk": {"missed": True, "valid_reason": 1}},
        {"gk": {"missed": True, "valid_reason": True, "makeup": 6.5}},
        {"gk": {"missed": True, "valid_reason": True, "makeup": "6.55"}},
        {"gk": {"missed": True, "valid_reason": True, "declined": True}},
        {"tx": "8.0"},
        {"tx": None},
        {"tx": {"0": "8.0"}},
        {"periods_per_year": None},
        {"periods_per_year": "0"},
        {"periods_per_year": "-35"},
        {"periods_per_year": "35.05"},
        {"periods_per_year": 35.0},
        {"periods_per_year": True},
        {"weights": [1, 2, 3]},
    ],
)
def test_an_input_that_cannot_be_read_is_a_failure_and_no_crash(change: dict[str, object]) -> None:
    """Whatever the file expects, also null: an unread input has no result."""
    for expected in ({"avg": "5.0"}, {"avg": None}):
        report = check_cases(one("subject_semester", {**SEMESTER, **change}, expected))
        assert report.passed == 0
        assert str(report.failed[0].got).startswith("error: ")


@pytest.mark.parametrize(
    "document", [None, [], "cases", {}, {"cases": {}}, {"schema_version": 2, "cases": []}]
)
def test_a_file_of_another_form_is_a_failure(document: object) -> None:
    """Zero failures only for a file that was understood."""
    report = check_cases(document)
    assert (report.passed, [failure.id for failure in report.failed]) == (0, ["(file)"])


def test_failures_are_named_in_the_order_of_the_file() -> None:
    """A case without an id is named by its number; good cases beside bad ones still pass."""
    good = one("subject_semester", SEMESTER, {"avg": "5.0"})["cases"][0]  # type: ignore[index]
    bad = {**good, "id": "B", "expected": {"avg": "5.1"}}
    nameless = {key: value for key, value in bad.items() if key != "id"}
    report = check_cases({"schema_version": 1, "cases": [bad, good, nameless, 7]})
    assert report.passed == 1
    assert [failure.id for failure in report.failed] == ["B", "#3", "#4"]
    assert report.failed[0].got == {"avg": "5.0", "status": "OK"}
