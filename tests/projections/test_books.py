"""The books of a bag: cells and results as the lines give them, canonical, and traces that add up."""

import json
from typing import Any

import pytest

from domain.words.marks import CellValue
from ledger.form.canonical import decode
from projections.books import bag_books
from tests.projections.played_school import PUPILS, TOAN, PlayedSchool

pytestmark = pytest.mark.each_postgres


def books(school: PlayedSchool, size: int | None = None) -> dict[str, Any]:
    size = school.log.head().size if size is None else size
    return {name: decode(member[:-1]) for name, member in bag_books(school.log, size, ["6a"]).items()}


def result(school: PlayedSchool, subject: str, semester: int, pupil: str) -> dict[str, Any]:
    rows = books(school)["data/books/6a.json"]["results"]
    (row,) = [r for r in rows if (r["subject"], r["semester"], r["pupil"]) == (subject, semester, pupil)]
    return dict(row)


def fill(school: PlayedSchool, semester: int, pupil: str, *marks: CellValue) -> None:
    """tx1…, then gk and ck."""
    columns = [f"tx{n}" for n in range(1, len(marks) - 1)] + ["gk", "ck"]
    for col, mark in zip(columns, marks, strict=True):
        school.save(("6a", "toan", semester), col, (pupil, mark, 0))


def test_members_are_canonical_lines(school: PlayedSchool) -> None:
    """Names of FORMAT §4, one line and LF each, exactly the fields of §5."""
    school.save(TOAN, "gk", ("hs01", 80, 0))
    members = bag_books(school.log, school.log.head().size, ["6a"])
    assert sorted(members) == ["data/books/6a.json", "data/corrections.json"]
    for member in members.values():
        assert member.endswith(b"}\n")
        decode(member[:-1])
    assert set(books(school)["data/books/6a.json"]) == {
        "v",
        "class",
        "name",
        "year",
        "size",
        "cells",
        "results",
    }
    assert set(books(school)["data/corrections.json"]) == {"v", "size", "dossiers"}


def test_an_average_has_a_trace_that_adds_up(school: PlayedSchool) -> None:
    """(8 + 7 + 9 + 10 + 2 × 7,5 + 3 × 8) / 9 = 73/9 = 8,1 (TT58 Đ10.1a)."""
    fill(school, 1, "hs01", 80, 70, 90, 100, 75, 80)
    row = result(school, "toan", 1, "hs01")
    assert (row["value"], row["status"]) == (81, "OK")
    trace = row["trace"]
    assert trace["terms"] == [[80, 1], [70, 1], [90, 1], [100, 1], [75, 2], [80, 3]]
    assert trace["num"] == sum(value * coefficient for value, coefficient in trace["terms"]) == 730
    assert (trace["den"], trace["value"]) == (9, 81)


def test_the_year_follows_from_both_semesters(school: PlayedSchool) -> None:
    """(7,0 + 2 × 8,0) / 3 = 7,7 (TT58 Đ10.1b), and none while one is missing."""
    fill(school, 1, "hs01", *[70] * 6)
    assert result(school, "toan", 0, "hs01")["value"] is None
    fill(school, 2, "hs01", *[80] * 6)
    year = result(school, "toan", 0, "hs01")
    assert (year["value"], year["trace"]["terms"]) == (77, [[70, 1], [80, 2]])


def test_absences_block_or_count_as_zero(school: PlayedSchool) -> None:
    """P waits for the make-up test; K is zero (TT26 Đ8.3-4)."""
    fill(school, 1, "hs01", 80, 80, 80, 80, "P", 80)
    fill(school, 1, "hs02", 80, 80, 80, 80, "K", 80)
    blocked, counted = (result(school, "toan", 1, pupil) for pupil in ("hs01", "hs02"))
    assert (blocked["value"], blocked["status"], blocked["trace"]) == (None, "CHO_KIEM_TRA_BU", None)
    assert (counted["value"], [0, 2] in counted["trace"]["terms"]) == (62, True)


def test_a_comment_subject_has_a_level_without_arithmetic(school: PlayedSchool) -> None:
    """Taught in one semester only, its level is the year's."""
    for col in ("tx1", "tx2", "gk", "ck"):
        school.save(("6a", "nhac", 1), col, ("hs01", "D", 0))
    for semester in (0, 1):
        row = result(school, "nhac", semester, "hs01")
        assert (row["value"], row["status"], row["trace"]) == ("D", "OK", None)


def test_every_pupil_has_a_row_for_every_semester_taught_in_order(school: PlayedSchool) -> None:
    """Also without a mark; a semester in which the subject is not taught has none."""
    rows = books(school)["data/books/6a.json"]["results"]
    keys = [(row["subject"], row["semester"], row["pupil"]) for row in rows]
    taught = {"nhac": (0, 1), "toan": (0, 1, 2)}
    assert keys == [
        (subject, n, pupil) for subject, semesters in taught.items() for n in semesters for pupil in PUPILS
    ]
    assert {row["status"] for row in rows} == {"CHUA_DU"}


def test_sealed_comments_appear_as_stored_and_count_in_no_average(school: PlayedSchool) -> None:
    """Only their ciphertext leaves the school."""
    sealed = school.keys.seal("hs01", "book/6a/toan/1", "nx/hs01", "Tiến bộ")
    fill(school, 1, "hs01", *[70] * 6)
    school.save(TOAN, "nx", ("hs01", sealed, 0))
    cells = {cell["col"]: cell["value"] for cell in books(school)["data/books/6a.json"]["cells"]}
    assert cells["nx"] == sealed
    assert result(school, "toan", 1, "hs01")["value"] == 70


def test_the_books_of_a_size_never_change(school: PlayedSchool) -> None:
    """The same bytes before and after more entries: a bag can be built again."""
    base = school.save(TOAN, "gk", ("hs01", 80, 0))
    school.publish(TOAN, "gk")
    school.propose("d1", TOAN, "hs01", "gk", 90, base)
    size = school.log.head().size
    before = bag_books(school.log, size, ["6a"])
    school.correct("d2", TOAN, "hs01", "gk", 95, base)
    school.open_class("6b", ["hs77"])
    assert bag_books(school.log, size, ["6a"]) == before
    (dossier,) = books(school, size)["data/corrections.json"]["dossiers"]
    assert (dossier["dossier"], dossier["state"], dossier["witnesses"]) == ("d1", "proposed", [])
    assert [d["state"] for d in books(school)["data/corrections.json"]["dossiers"]] == ["proposed", "applied"]


def test_a_class_that_is_not_opened_yet_has_no_book(school: PlayedSchool) -> None:
    """Rather an error than an empty book."""
    size = school.log.head().size
    school.open_class("6b", ["hs77"])
    with pytest.raises(KeyError):
        bag_books(school.log, size, ["6b"])


def test_our_traces_are_integers_only(school: PlayedSchool) -> None:
    """No float may enter a bag (attack A37)."""
    fill(school, 1, "hs01", 80, 70, 90, 100, 75, 80)
    member = bag_books(school.log, school.log.head().size, ["6a"])["data/books/6a.json"]
    json.loads(member, parse_float=lambda text: pytest.fail(f"a float: {text}"))
