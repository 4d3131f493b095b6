"""Each finding says what was found, where, and what the reader should do, in words that can be filed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from verify.codes import advice, table
from verify.report import Report
from verify.text import languages, render

ROOT = Path(__file__).parents[2]
FIELDS = json.loads((ROOT / "spec/codes.json").read_text("utf-8"))


@pytest.mark.parametrize("lang", languages())
def test_every_code_says_what_to_do(lang):
    """Whole sentences in both languages. A new code: give it `do_vi` and `do_en`, best those of its kind."""
    lacking = [code for code in table() if len(FIELDS[code].get(f"do_{lang}", "")) < 80]
    assert lacking == []
    assert all(advice(code, lang).endswith(".") for code in table())


def test_the_table_for_people_tells_the_same():
    """CODES.md lists every code once, beside what codes.json says."""
    text = (ROOT / "spec/CODES.md").read_text("utf-8")
    groups = re.findall(r"^- ((?:`[A-Z_]+` ?)+)\n  - vi: (.+)\n  - en: (.+)$", text, re.M)
    told = {code: (vi, en) for codes, vi, en in groups for code in re.findall(r"`([A-Z_]+)`", codes)}
    assert told == {code: (row["do_vi"], row["do_en"]) for code, row in FIELDS.items()}


@pytest.mark.parametrize("lang", languages())
def test_a_printed_finding_names_file_position_record_and_what_to_do(lang):
    """Whatever the code: enough for somebody to find the place in the file."""
    for code in table():
        report = Report()
        record = {"class": "6A", "pupil": "hs01", "subject": "toan", "column": "gk", "old": 65, "new": 85}
        report.add(code, "gói.tar", "62.socai/demo", 855, file="data/books/6A.json", **record)
        first, rest = render(report, lang).split(code, 1)[1].split("\n", 1)
        for part in ("gói.tar", "855", "6A", "hs01", "toan", "gk", "data/books/6A.json", "6", "8"):
            assert part in first, (code, part)
        assert advice(code, lang) in rest


def test_the_same_advice_is_given_once():
    """Two hundred findings of one kind ask for one thing."""
    report = Report()
    for pos in range(50):
        report.add("CHAIN_BROKEN", "x", None, pos)
        report.add("POSITION_GAP", "x", None, pos)
    assert render(report, "en").count("WHAT TO DO (CHAIN_BROKEN, POSITION_GAP): ") == 1
    assert render(report, "en").count("WHAT TO DO") == 1


def test_a_sound_log_asks_for_nothing(desk, story):
    """No finding, no advice."""
    report = desk.run("all.tar", keys=[story.log.signer.vkey])
    assert "VIỆC CẦN LÀM" not in render(report, "vi")
