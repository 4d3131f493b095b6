"""Two windows end on a Friday at 17:00, and the archives come late: no bag is accused."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from domain.acts.unit.appointments import RegisterPerson
from domain.acts.unit.windows import SetWindow
from domain.words.days import later
from domain.words.refusal import Refusal
from tests.honest.archiver import rounds
from tests.honest.school import HonestSchool, founded
from tests.school.small import PAPER
from verify.__main__ import verify
from verify.report import Report

FRIDAY = "2020-10-30T10:00:00.000000Z"
MONDAY = "2020-11-02T00:30:00.000000Z"


class NoForeignFile(Random):
    """Nothing goes wrong but the time."""

    def random(self) -> float:
        return 0.99


def two_windows() -> HonestSchool:
    school = founded()
    for name, cols in (("a", ["gk", "tx1"]), ("b", ["ck", "tx2"])):
        window = SetWindow(
            window=name, year="2020-2021", semester=1, cols=cols, classes=["*"],
            start="2020-09-02T00:00:00.000000Z", end=FRIDAY, decision=PAPER,
        )  # fmt: skip
        school.do("hieutruong", window)
    school.do("toan", school.mark("hs01", "gk", 70), later(FRIDAY, minutes=-30))
    school.do("toan", school.mark("hs01", "ck", 80))
    return school


def people_write(school: HonestSchool, days: int) -> None:
    for day in range(days):
        command = RegisterPerson(person=f"moi{day}", name="Người mới")
        school.do("hieutruong", command, later(FRIDAY, minutes=60 * 24 * day + 60))


def archived(school: HonestSchool, at: str) -> None:
    school.now = at
    with suppress(Refusal):
        for _ in rounds(school, NoForeignFile()):
            pass


def judged(school: HonestSchool, folder: Path) -> list[Report]:
    school.export("export")
    for name, raw in {**{f"{each}.tar": tar for each, tar in school.files.items()}, **school.outside}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(raw)
    targets = [*sorted(folder.glob("*.tar")), folder / "export", folder]
    return [verify([str(target)], keys=[school.first_key]) for target in targets]


@pytest.mark.parametrize("writing", [0, 1, 3, 20])
def test_late_archives_are_no_finding(tmp_path, writing):
    """The server is off until Monday, or people go on for days while no archive can be made."""
    school = two_windows()
    people_write(school, writing)
    archived(school, later(max(MONDAY, school.now), minutes=10))
    assert sorted(school.files) == ["window-a", "window-b"]
    reports = judged(school, tmp_path)
    assert [(report.verdict(), report.findings, report.notes) for report in reports] == [
        ("sound", [], [])
    ] * 4


def test_what_still_waits_is_a_note(tmp_path):
    """S36: an archive that is due shows, and accuses nobody."""
    school = two_windows()
    people_write(school, 5)
    (report, _) = judged(school, tmp_path)
    assert (report.verdict(), report.findings) == ("sound", [])
    assert [(note["note"], note["window"]) for note in report.notes] == [
        ("archive_late", "a"),
        ("archive_late", "b"),
    ]


def test_a_window_that_is_never_archived_is_named(tmp_path):
    """A19: a month goes by in which people write on seven days and more."""
    school = two_windows()
    people_write(school, 33)
    (report, _) = judged(school, tmp_path)
    assert {(item["code"], item["pos"]) for item in report.findings} == {
        ("ARCHIVE_MISSING", entry.pos) for entry in school.log if entry.type == "WindowSet"
    }
