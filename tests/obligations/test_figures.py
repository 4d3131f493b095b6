"""One computation: whatever shows a figure of a played year shows the one that was recorded."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from api.pages.format import STATUSES
from domain.words.marks import format_cell
from projections.books import bag_books
from projections.decisions import paper_of
from projections.lists import LISTS
from tests.obligations.people import BOARD
from tests.obligations.played_year import PlayedYear
from tests.school.door import FILES, HEAD

Key = tuple[str, int, str, str]
"""Class, semester (0: the year), pupil, subject."""
AWAITED = {STATUSES["CHUA_DU"], STATUSES["CHO_KIEM_TRA_BU"]}


class Recorded(NamedTuple):
    """Of each pupil and semester that was approved: subject -> value, and the position of the approval."""

    values: dict[tuple[str, int, str], dict[str, Any]]
    approved: dict[tuple[str, int], int]


def recorded(played: PlayedYear) -> Recorded:
    """Straight from the lines: the results written with the newest approval of each class and semester."""
    values: dict[tuple[str, int, str], dict[str, Any]] = {}
    approved: dict[tuple[str, int], int] = {}
    for entry in played.entries():
        data = entry["data"]
        if entry["type"] == "ResultsApproved":
            approved[data["class"], data["semester"]] = entry["pos"]
            gone = (1,) if data["semester"] == 1 else (0, 2)
            values = {k: v for k, v in values.items() if k[0] != data["class"] or k[1] not in gone}
        elif entry["type"] == "ResultRecorded":
            key = (data["class"], data["semester"], data["pupil"])
            values[key] = dict(map(tuple, [*data["scores"], *data["comments"]]))
    assert values
    return Recorded(values, approved)


def by_lines(rows: list[dict[str, Any]], klass: str) -> Iterator[tuple[Key, Any]]:
    """Results in the form of FORMAT §5."""
    for row in rows:
        yield (klass, row["semester"], row["pupil"], row["subject"]), row["value"]


def by_recorded_rows(rows: list[dict[str, Any]]) -> Iterator[tuple[Key, Any]]:
    """Rows of the list `results` and of a report card."""
    for row in rows:
        values = [*row["scores"], *row["comments"]]
        place = (row.get("class", row.get("klass")), row["semester"], row["pupil"])
        yield from (((*place, subject), value) for subject, value in values)


def cells_of_page(text: str) -> dict[str, str]:
    """Pupil -> what stands in the column of results."""
    table = text[text.index("<tbody>") : text.index("</tbody>")]
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", table, re.S):
        (pupil,) = set(re.findall(r"/diem/[^/]+/[^/]+/\d/([^/\"]+)/", row))
        (found[pupil],) = re.findall(r"<summary[^>]*>([^<]*)</summary>", row)
    return {pupil: html.unescape(shown) for pupil, shown in found.items()}


def feet_of_page(text: str) -> list[tuple[int, int]]:
    """(there, due) of each column."""
    foot = text[text.index("<tfoot>") : text.index("</tfoot>")]
    return [(int(there), int(due)) for there, due in re.findall(r"<td[^>]*>(\d+)/(\d+)</td>", foot)]


class Reader:
    """Counts what was compared, and says where a reader differs."""

    def __init__(self, truth: Recorded) -> None:
        self.truth = truth
        self.compared: Counter[str] = Counter()
        self.differ: list[tuple[str, Key, Any, Any]] = []

    def take(self, reader: str, key: Key, value: Any) -> None:
        """Of who has a recorded result: its value; None where the subject stands in it with none."""
        klass, semester, pupil, subject = key
        known = self.truth.values.get((klass, semester, pupil))
        if known is None:
            return
        self.compared[reader] += 1
        if known.get(subject) != value:
            self.differ.append((reader, key, known.get(subject), value))

    def page(self, reader: str, klass: str, semester: int, subject: str, text: str) -> None:
        """A page names exactly those who have a recorded result, each with it; nobody waits for marks."""
        shown = cells_of_page(text)
        known = {
            pupil: row for (k, s, pupil), row in self.truth.values.items() if (k, s) == (klass, semester)
        }
        assert set(shown) == set(known), (reader, klass, semester, set(shown) ^ set(known))
        for pupil, text_ in shown.items():
            self.compared[reader] += 1
            value = known[pupil].get(subject)
            right = text_ not in AWAITED if value is None else text_ == format_cell(value)
            if not right:
                self.differ.append((reader, (klass, semester, pupil, subject), value, text_))


def books(played: PlayedYear) -> Iterator[tuple[str, str, int]]:
    for klass, grade in played.plan.each_class():
        for subject in played.plan.subjects(grade):
            yield from ((klass, subject.subject, semester) for semester in (1, 2))


def page(played: PlayedYear, klass: str, subject: str, semester: int, when: str = "") -> str:
    path = f"/truong/{played.code}/so/{klass}/{subject}/{semester}"
    answer = played.page(HEAD, path, **({"tai": when} if when else {}))
    assert answer.status_code == 200
    return str(answer.text)


def test_a_reader_computes_a_figure_its_own_way(
    played: PlayedYear, capsys: pytest.CaptureFixture[str]
) -> None:
    """R9: pages of now and of the day of approval, `/results`, `/traces`, the list, a bag's books and every
    report card against ResultRecorded, for everybody: exempt, brought along, moved, late, examined again."""
    read = Reader(recorded(played))
    for klass, _ in played.plan.each_class():
        for key, value in by_lines(played.get(BOARD, f"/classes/{klass}/results")["results"], klass):
            read.take("/results", key, value)
    log = played.school.views()
    members = bag_books(log, log.head().size, [klass for klass, _ in played.plan.each_class()])
    for name, raw in members.items():
        if name.startswith("data/books/"):
            book = json.loads(raw)
            for key, value in by_lines(book["results"], book["class"]):
                read.take("bag results", key, value)
            for key, value in by_recorded_rows([{**row, "class": book["class"]} for row in book["recorded"]]):
                read.take("bag recorded", key, value)
    for key, value in by_recorded_rows(played.rows("results")):
        read.take("list results", key, value)
    for (klass, semester), pos in read.truth.approved.items():
        path = f"/classes/{klass}/semesters/{semester}/traces"
        for row in played.get(HEAD, path, at=f"@{pos}")["results"]:
            for subject, value in (row["scores"] | row["comments"]).items():
                read.take("/traces at approval", (klass, row["semester"], row["pupil"], subject), value)
    for klass, subject, semester in books(played):
        read.page("page", klass, semester, subject, page(played, klass, subject, semester))
        when = f"@{read.truth.approved[klass, semester]}"
        read.page("page as of", klass, semester, subject, page(played, klass, subject, semester, when))
    for pupil in sorted({pupil for _, _, pupil in read.truth.values}):
        for year in played.get(HEAD, f"/pupils/{pupil}/report-card")["years"]:
            rows = [year[part] for part in ("semester_1", "semester_2", "whole") if year[part]]
            for key, value in by_recorded_rows(rows):
                read.take("report card", key, value)
    with capsys.disabled():
        print("\n" + ", ".join(f"{name} {count}" for name, count in sorted(read.compared.items())), end=" ")
    assert read.differ == [], read.differ[:20]
    assert len(read.compared) == 8 and min(read.compared.values()) >= 100


def test_a_column_of_an_approved_semester_is_not_full_for_somebody(played: PlayedYear) -> None:
    """R9: whoever has a result lacks nothing: `/progress` and the foot of the page say the same, and of the
    columns that every result needs that all is there."""
    counted = 0
    rows = played.get(BOARD, "/progress")
    for klass, subject, semester in books(played):
        place = (klass, subject, semester)
        mine = [row for row in rows if (row["class"], row["subject"], row["semester"]) == place]
        shown = [(row["entered"], row["expected"]) for row in mine]
        assert shown == feet_of_page(page(played, klass, subject, semester))[: len(shown)], place
        for row in mine:
            if row["col"] in ("gk", "ck"):
                assert row["entered"] == row["expected"] > 0, row
                counted += 1
    assert counted >= 40


def test_a_life_in_a_signed_book_cannot_be_told(played: PlayedYear) -> None:
    """Books that were dated, compared and signed: the life of every pupil's mark of one column is a page."""
    klass, grade = next(played.plan.each_class())
    subject = next(each.subject for each in played.plan.subjects(grade) if each.subject == "toan")
    truth, told = recorded(played), 0
    for pupil in sorted(
        {pupil for place, semester, pupil in truth.values if (place, semester) == (klass, 1)}
    ):
        answer = played.page(HEAD, f"/truong/{played.code}/diem/{klass}/{subject}/1/{pupil}/gk")
        assert answer.status_code == 200, (pupil, answer.text[:400])
        told += 1
    assert told >= 6


def test_a_decision_is_shown_without_a_word_about_its_file(
    played: PlayedYear, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every list, the entries, the decisions: whoever shows one says handed in, missing, or kept on paper."""
    truth = {e["pos"]: paper for e in played.entries() if (paper := paper_of(e["data"])) is not None}
    rows = played.get(BOARD, "/decisions")
    shown = Counter(row["decision_file"]["text"] for row in rows)
    assert {row["pos"]: row["decision_file"]["text"] for row in rows} == {
        pos: FILES[paper["digest"]] for pos, paper in truth.items()
    }
    assert set(shown) == set(FILES.values())
    for entry in entries_of(played):
        assert ("decision_file" in entry) == (entry["pos"] in truth)
        if entry["pos"] in truth:
            assert entry["decision_file"]["text"] == FILES[truth[entry["pos"]]["digest"]]
    for name in LISTS:
        for row in played.rows(name):
            assert (row.get("no") is not None) == ("decision_file" in row), (name, row)
            if "decision_file" in row:
                assert row["decision_file"]["text"] == FILES[row["digest"]], (name, row)
                shown[name] += 1
    with capsys.disabled():
        print(f"\n{dict(shown)}", end=" ")


def entries_of(played: PlayedYear) -> Iterator[dict[str, Any]]:
    after = -1
    while after is not None:
        query = {"limit": 500} if after < 0 else {"limit": 500, "after": after}
        page_ = played.get(BOARD, "/entries", **query)
        yield from page_["entries"]
        after = page_["after"]
