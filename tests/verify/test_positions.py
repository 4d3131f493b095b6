"""Promise: each finding names the position that spec/CODES.md says, and no code is without its row."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.verify.positions import KINDS, WORDS, misplaced
from verify.bag import check_tar
from verify.codes import table
from verify.files.sources import BytesBlob
from verify.proof.canonical import unb64_padded
from verify.report import Report
from verify.vectors.running import spliced

ROOT = Path(__file__).parents[2]
LAW = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "spec" / "LAW.md").read_text(encoding="utf-8")))


def test_every_code_has_a_row_or_is_the_laws():
    """Each code once; the law's are told by one row together."""
    assert set(KINDS) <= set(table())
    assert set(table()) - set(KINDS) <= LAW
    assert all(kinds and set(kinds) <= WORDS for kinds in KINDS.values())


@pytest.mark.parametrize("name", ["law", "law_year"])
def test_a_broken_rule_is_found_at_an_entry_of_the_log(name):
    """Every law vector's position is one that the log has."""
    document = json.loads((ROOT / "spec" / "vectors" / f"{name}.json").read_bytes())
    for vector in document["vectors"]:
        if vector["want"]:
            assert 0 <= vector["want"]["pos"] < vector.get("take", 0) + len(vector["lines"]), vector["desc"]
            assert not misplaced({**vector["want"]})


def test_each_finding_about_a_bag_is_where_the_table_says():
    """All bag vectors."""
    document = json.loads((ROOT / "spec" / "vectors" / "bag.json").read_bytes())
    base, codes = unb64_padded(document["files"]["all"]), set()
    for vector in document["vectors"]:
        report = Report()
        check_tar(BytesBlob(spliced(base, vector["edits"])), vector["name"], "", outside=False, report=report)
        codes |= {finding["code"] for finding in report.findings}
        assert [wrong for finding in report.findings if (wrong := misplaced(finding))] == [], vector["desc"]
    assert len(codes) > 15
