"""The demo school's figures are the same wherever they are shown: pages, the API, a bag."""

from __future__ import annotations

import html
import json
import re

import pytest

from api.pages.format import STATUSES
from domain.words.marks import format_cell
from projections.books import bag_books, results
from tests.api.conftest import Pages
from tests.browser.story import HEAD


def test_a_page_shows_another_result_than_the_bag(pages: Pages, capsys: pytest.CaptureFixture[str]) -> None:
    """Every pupil's result in every book, with the same word where there is none."""
    school = pages.story.service.school("demo")
    log, facts, compared = school.views(), school.facts(), 0
    members = bag_books(log, facts.size, sorted(facts.classes))
    for klass in facts.classes.values():
        rows = json.loads(members[f"data/books/{klass.klass}.json"])["results"]
        assert rows == results(log, facts, klass.klass)
        of = {(row["subject"], row["semester"], row["pupil"]): row for row in rows}
        for plan in klass.subjects.values():
            for semester in plan.semesters:
                text = pages.get(HEAD, f"/truong/demo/so/{klass.klass}/{plan.subject}/{semester}").text
                for line in re.findall(r"<tr>(.*?)</tr>", text[text.index("<tbody>") :], re.S):
                    pupil = re.findall(r"/diem/[^/]+/[^/]+/\d/([^/\"]+)/", line)
                    if pupil:
                        row = of[plan.subject, semester, pupil[0]]
                        value, status = row["value"], row["status"]
                        (shown,) = re.findall(r"<summary[^>]*>([^<]*)</summary>", line)
                        assert html.unescape(shown) == (
                            STATUSES[status] if value is None else format_cell(value)
                        )
                        compared += 1
    with capsys.disabled():
        print(f"\n{compared} results of the demo school", end=" ")
    assert compared >= 720
