"""Whatever a person does in a school year they can sign, and the verifier finds every signature good."""

from pathlib import Path

import pytest

from ledger.archive.export import export
from tests.obligations.conftest import SMALL
from tests.obligations.signed_year import SignedYear
from tests.school.door import HEAD
from verify.__main__ import verify

pytestmark = pytest.mark.nightly


def test_a_whole_year_is_signed_by_its_persons(admin_dsn: str, tmp_path: Path) -> None:
    """Of each type a command; sound in the verifier's eyes, which takes no word of the server."""
    year = SignedYear(admin_dsn, tmp_path / "home", SMALL["thpt"]).play()
    try:
        entries = year.entries()
        by_persons = [entry for entry in entries if entry["actor"]["person"] != "system"]
        signed = {e["type"] for e in by_persons if "sign" in entries[e["pos"] - e["i"]]}
        since = year.keys[HEAD].pos or 0
        later = {entry["type"] for entry in by_persons if entry["pos"] > since}
        year.service.school(year.code).seal()
        export(year.school.log, tmp_path / "export")
        report = verify([str(tmp_path / "export")])
        assert report.findings == []
        told = report.to_json()["signed"]
        assert told["persons"] > 10 * told["server"]
        assert later - signed == set()
    finally:
        year.service.stop()
