"""Two schools' years, played through the API: sound to a stranger, and the same from anywhere."""

import hashlib
import itertools
import json
import random
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.service.archiving import Archiver
from domain.law import EVENTS, take_in
from domain.state.book import BookState
from domain.words.entry import Entry
from domain.words.fields import Cause
from ledger.archive.export import export
from ledger.form.lines import read_line
from ledger.signing.checkpointer import newest_signed
from projections.asof import class_at
from projections.lists import LISTS, read_list
from projections.tables.deeds import deed_of
from tests.obligations.played_year import PlayedYear

AFTER_A_FAULT = {"SnapshotSpent"}
"""Written by the system when an archive comes out otherwise than planned: tests/api/test_archiving.py."""
INSTANTS = 200


def verified(played: PlayedYear, folder: Path) -> dict[str, Any]:
    """What the verifier says of an export, held against the signed note and key that were kept outside."""
    played.school.checkpointer.run()
    note = folder / "outside.note"
    signed = newest_signed(played.school.log)
    assert signed is not None
    note.write_bytes(signed.note)
    export(played.school.log, folder / "export")
    key = played.school.facts().key
    command = [sys.executable, "-m", "verify", str(folder / "export"), "--against", str(note), "--key", key]
    run = subprocess.run([*command, "--json"], capture_output=True, check=False, text=True)
    return dict(json.loads(run.stdout))


def test_a_played_year_is_sound_under_the_verifier_with_an_outside_anchor(
    played: PlayedYear, tmp_path: Path
) -> None:
    """It must show 2: every entry, against a note and a key from outside."""
    answer = verified(played, tmp_path)
    assert answer["findings"] == []
    assert answer["verdict"] == "sound"
    assert answer["coverage"]["entries_anchored"] == played.school.log.head().size


def test_a_played_year_holds_every_event_type(played: PlayedYear) -> None:
    """By persons through the API, but for what the system writes after a fault."""
    assert set(EVENTS) - {entry["type"] for entry in played.entries()} == AFTER_A_FAULT


def test_an_edited_mark_of_the_year_is_found(played: PlayedYear, tmp_path: Path) -> None:
    """The verdict above is not one that cannot fail."""
    played.school.checkpointer.run()
    export(played.school.log, tmp_path / "export")
    lines = next((tmp_path / "export").rglob("entries*"))
    raw = lines.read_bytes()
    at = raw.index(b'"type":"MarkEntered"')
    start = raw.rindex(b'"value":', 0, at) + 8
    digit = b"1" if raw[start : start + 1] != b"1" else b"2"
    lines.write_bytes(raw[:start] + digit + raw[start + 1 :])
    command = [sys.executable, "-m", "verify", str(tmp_path / "export"), "--json"]
    run = subprocess.run(command, capture_output=True, check=False, text=True)
    assert json.loads(run.stdout)["verdict"] == "tampered"


def folded(entries: list[Entry], name: str) -> list[Any]:
    """A list as a second system makes it that was fed these entries and no others."""
    wanted = LISTS[name]
    told = entries if name in ("journal", "rectifications") else put_right(entries)
    return wanted.fold([deed_of(entry) for entry in told if entry.type in wanted.types])


def put_right(entries: list[Entry]) -> Iterator[Entry]:
    """LAW 48, 49: what was withdrawn is left out, what was rectified has the right values."""
    said = {e.data["rectification"]: e.data for e in entries if e.type == "RectificationProposed"}
    decided = [e.data for e in entries if e.type == "RectificationDecided" and e.data["outcome"] == "applied"]
    right = {said[data["rectification"]]["of"]: said[data["rectification"]]["change"] for data in decided}
    right |= {e.data["of"]: None for e in entries if e.type == "ActWithdrawn"}
    for entry in entries:
        change = right.get(entry.pos, {})
        if change is not None:
            yield entry._replace(data={**entry.data, **change})


def test_every_list_at_200_random_instants_is_that_of_a_system_that_stopped_there(
    played: PlayedYear,
) -> None:
    """It must show 4: the tables' answer as of a size is the fold of that many entries."""
    log = played.school.views()
    entries = [read_line(line) for line in log.lines(0, log.head().size)]
    chance = random.Random(2020)
    names = sorted(LISTS)
    for number in range(INSTANTS):
        size = chance.randint(1, len(entries))
        for name in chance.sample(names, 3) if number % 20 else names:
            assert read_list(log, name, size=size).rows == folded(entries[:size], name), (name, size)


def test_every_list_of_a_class_or_about_somebody_is_a_part_of_the_whole_list(played: PlayedYear) -> None:
    """No row is told otherwise, or not at all, for being asked about alone (`about` once answered 500)."""
    log = played.school.views()
    state = played.school.facts()
    chance = random.Random(2022)
    somebody = [*chance.sample(sorted(state.pupils), 5), *chance.sample(sorted(state.people), 5), "1"]
    classes = chance.sample([klass for klass, _ in played.plan.each_class()], 2)
    asked = 0
    for name in LISTS:
        whole = read_list(log, name).rows
        for klass, whom in itertools.product((None, *classes), (None, *somebody)):
            part = read_list(log, name, klass=klass, whom=whom).rows
            assert [row for row in part if row not in whole] == [], (name, klass, whom)
            lost = [row for row in whole if _is_of(row, klass, whom, name) and row not in part]
            assert lost == [], (name, klass, whom)
            asked += 1
    print(f"{asked} lists of a class or about somebody")


def _is_of(row: Any, klass: str | None, whom: str | None, name: str) -> bool:
    """Whether a row plainly names the class and the person asked for; `person` may be who wrote it."""
    named = getattr(row, "pupil", row.person if LISTS[name].whole else None)
    return (whom is None or named == whom) and (klass is None or getattr(row, "klass", None) == klass)


def test_every_book_at_200_random_instants_is_that_of_a_system_that_stopped_there(
    played: PlayedYear,
) -> None:
    """The same of cells, publications, signatures and comparisons."""
    log = played.school.log
    entries = [read_line(line) for line in log.lines(0, log.head().size)]
    chance = random.Random(2021)
    classes = [klass for klass, _ in played.plan.each_class()]
    for _ in range(INSTANTS):
        size, klass = chance.randint(1, len(entries)), chance.choice(classes)
        second: dict[str, BookState] = {}
        for entry in entries[:size]:
            if entry.stream.startswith(f"book/{klass}/"):
                take_in(second.setdefault(entry.stream, BookState()), entry)
        found = {f"book/{klass}/{b.subject}/{b.semester}": b.state for b in class_at(log, klass, size)}
        assert {name: _facts(book) for name, book in found.items()} == {
            name: _facts(book) for name, book in second.items()
        }


def _facts(book: BookState) -> tuple[Any, ...]:
    return book.cells, book.published, book.dates, book.signature, book.comparison


def test_views_dropped_and_rebuilt_have_the_same_digest(played: PlayedYear) -> None:
    """Every row of every table."""
    before = _digest(played)
    played.school.runner.rebuild()
    assert _digest(played) == before


def _digest(played: PlayedYear) -> str:
    log = played.school.views()
    rows: list[str] = []
    with log.db.pool.connection() as connection:
        from api.service.school import PROJECTIONS

        for table in [table.name for projection in PROJECTIONS for table in projection.tables]:
            query = log.db.sql(f"SELECT '{table}' || to_jsonb(held)::text FROM @views@.{table} held")
            rows += [row for (row,) in connection.execute(query).fetchall()]
    assert len(rows) > 500
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()


@pytest.mark.parametrize("level", ["thcs", "thpt"])
def test_a_whole_school_of_12_classes_of_40_is_sound(play: Any, level: str, tmp_path: Path) -> None:
    """It must show 2, at full size."""
    answer = verified(play(level), tmp_path)
    assert (answer["verdict"], answer["findings"]) == ("sound", [])


def test_every_bag_of_a_played_year_is_sound(played: PlayedYear, tmp_path: Path) -> None:
    """Exempt, moved, brought along, corrected, approved: each book is what the verifier computes."""
    Archiver(played.school).round()
    Archiver(played.school).archive(Cause(kind="manual", ref=""))
    first = json.loads(next(iter(played.school.log.lines(0, 1))))["data"]["key"]
    bags = sorted(played.school.archive.path("x").parent.glob("*.tar"))
    command = [sys.executable, "-m", "verify", *map(str, bags), "--key", first, "--json"]
    run = subprocess.run(command, capture_output=True, check=False, text=True)
    answer = json.loads(run.stdout)
    assert (answer["findings"], answer["verdict"]) == ([], "sound")
    with tarfile.open(next(bag for bag in bags if bag.name.startswith("manual"))) as newest:
        names = [name for name in newest.getnames() if "/data/books/" in name]
        books = [json.loads(newest.extractfile(name).read()) for name in names]  # type: ignore[union-attr]
    assert any(book.get("recorded") for book in books)
    assert {"OK", "KHONG_HOC"} <= {row["status"] for book in books for row in book["results"]}
