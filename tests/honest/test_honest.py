"""The honest are never accused: no bag, export, note or receipt of an honest school has a finding."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.honest.school import HonestSchool
from tests.honest.story import Story
from tests.honest.year import told
from verify.__main__ import verify


def stored(school: HonestSchool, folder: Path) -> list[Path]:
    """Everything that left the school, as files; the bags."""
    archived = {each.id for each in school.state.snapshots.values() if each.state == "archived"}
    bags = {f"{name}.tar": raw for name, raw in school.files.items() if name in archived}
    notes = {f"checkpoint-{size}": note for size, note in sorted(school.notes.items())[-3:]}
    for name, raw in {**bags, **notes, **school.outside}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return [folder / name for name in bags]


def accused(seed: int, folder: Path) -> tuple[set[str], int]:
    """Judges one history, each bag alone and everything together; what it met, and how many files."""
    story = Story(seed)
    school = story.tell()
    return story.hurdles, judge(seed, school, folder)


def judge(seed: int, school: HonestSchool, folder: Path) -> int:
    """How many files were judged; none may have a finding."""
    school.export("export-last")
    bags = stored(school, folder)
    for bag in bags:
        report = verify([str(bag)], keys=[school.first_key])
        assert report.findings == [], (seed, bag.name, report.findings[:3])
        assert report.verdict() == "sound", (seed, bag.name, report.to_json())
    for export in sorted(folder.glob("export-*")):
        # An export says "this is all": it is judged by what there was on its day.
        report = verify([str(export)], keys=[school.first_key])
        assert (report.verdict(), report.findings) == ("sound", []), (seed, export.name, report.findings[:3])
        if export.name != "export-last":
            shutil.rmtree(export)
    last = str(folder / f"checkpoint-{max(school.notes)}")
    report = verify([str(folder)], [last], [school.first_key])
    assert report.findings == [], (seed, report.findings[:3])
    assert report.verdict() == "sound", (seed, report.to_json())
    archived = {each.ref for each in school.state.snapshots.values() if each.state == "archived"}
    ended = {w.window for w in school.state.windows.values() if w.end <= school.state.latest(school.now)}
    assert ended <= archived, (seed, "a window waits for ever")
    return report.coverage.files


def judged(seeds: range, tmp_path: Path, say: object) -> None:
    met: Counter[str] = Counter()
    files = 0
    for seed in seeds:
        folder = tmp_path / str(seed)
        folder.mkdir()
        hurdles, count = accused(seed, folder)
        shutil.rmtree(folder)
        met.update(hurdles)
        files += count
    with say.disabled():
        told = ", ".join(f"{what} in {count}" for what, count in sorted(met.items()))
        print(f"\n{len(seeds)} honest histories, {files} files, no finding ({told})")
    assert {"server off", "archives fail", "two servers", "crash", "by hand", "a mark slips in"} <= set(met)
    assert {"a slip applied", "a slip refused", "an act withdrawn"} <= set(met)


@pytest.mark.parametrize("hundred", range(3))
def test_300_honest_histories_are_found_sound(tmp_path, capsys, hundred):
    """Late archives, crashes, two servers, moved windows, leavers, new keys, set clocks, slips put right."""
    judged(range(100 * hundred, 100 * hundred + 100), tmp_path, capsys)


def years(seeds: range, tmp_path: Path, say: object) -> None:
    files = 0
    for seed in seeds:
        folder = tmp_path / str(seed)
        folder.mkdir()
        files += judge(seed, told(seed, (2020, 2021, 2022)[seed % 3]), folder)
        shutil.rmtree(folder)
    with say.disabled():
        print(f"\n{len(seeds)} honest school years, {files} files, no finding")


def test_30_honest_school_years_are_found_sound(tmp_path, capsys):
    """Both circulars: dossiers, moves, absences, approvals, locks, promotion, re-tests, and late archives."""
    years(range(30), tmp_path, capsys)


@pytest.mark.nightly
def test_1000_honest_school_years_are_found_sound(tmp_path, capsys):
    """The same, for a night."""
    years(range(30, 1030), tmp_path, capsys)


@pytest.mark.nightly
def test_10000_honest_histories_are_found_sound(tmp_path, capsys):
    """The same, for a night."""
    judged(range(300, 10_300), tmp_path, capsys)
