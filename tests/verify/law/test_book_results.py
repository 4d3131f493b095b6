"""Promise: the verifier's results of a class's book, made from FORMAT.md §5, are those of the service."""

import copy
import hashlib
import json
from contextlib import nullcontext
from typing import Any

import pytest

from domain.grounds.results import class_results
from domain.law import Fold as State
from domain.words.entry import Entry
from tests.domain.year_vectors import LOGS, entries_of
from verify.files.books import check_books
from verify.files.sources import Blob, BytesBlob
from verify.law.fold import Fold
from verify.law.replay import LawReplay
from verify.proof.canonical import encode

NAMES = sorted(LOGS)
STEP = 7
"""Of the sizes at which the books are compared: every one would take a minute."""


def folds(name: str, step: int) -> Any:
    """(entries so far, fold of the verifier) along a sound log of the vectors."""
    replay = LawReplay(lambda *_, **__: None)
    entries = entries_of(LOGS[name])
    for size, line in enumerate(LOGS[name], start=1):
        raw = line.encode()
        replay.entry(raw, json.loads(line), hashlib.sha256(b"\0" + raw).digest())
        if size % step == 0 or size == len(entries):
            yield entries[:size], Fold(replay)


def of_service(entries: list[Entry]) -> State:
    """Every book loaded."""
    state = State(json.loads(LOGS[NAMES[0]][0])["log"])
    state.advance(entries)
    for stream in {entry.stream for entry in entries if entry.stream.startswith(("book/", "term/"))}:
        state.load(stream, [entry for entry in entries if entry.stream == stream])
    return state


@pytest.mark.parametrize("name", NAMES)
def test_every_result_is_that_of_the_service_at_every_size(name: str) -> None:
    """Exempt, brought along, moved, returned, judged by one semester: row by row, trace by trace."""
    statuses = set()
    for entries, fold in folds(name, STEP):
        state = of_service(entries)
        for klass in fold.classes():
            rows = [row.to_json() for row in class_results(state, state.classes[klass])]
            assert fold.class_book(klass)["results"] == rows
            statuses |= {row["status"] for row in rows}
    if name == "TT58_26":
        assert statuses == {"OK", "CHUA_DU", "MIEN", "KHONG_HOC"}


@pytest.mark.parametrize(("regime", "rule"), [("TT58_26", "TT58-Đ12.4"), ("TT22_2021", "TT22-Đ9.1b-1HK")])
def test_a_score_subject_that_is_exempt_against_the_law_has_its_rule_too(regime: str, rule: str) -> None:
    """What is wrong with the lines is told of them; a book of theirs is judged all the same (FORMAT 5)."""
    found: list[str] = []
    replay = LawReplay(lambda code, **_: found.append(code))
    for line in LOGS[regime]:
        entry = json.loads(line)
        if entry["type"] == "ExemptionGranted" and entry["data"]["pupil"] == "p3":
            entry["data"] |= {"subject": "toan", "part": "whole", "semesters": [2]}
        raw = encode(entry)
        replay.entry(raw, entry, hashlib.sha256(b"\0" + raw).digest())
        if entry["type"] == "BookLocked":
            break
    assert "EXEMPTION_NOT_ALLOWED" in found
    place = ("toan", 0, "p3")
    rows = Fold(replay).class_book("6A")["results"]
    [year] = (row for row in rows if (row["subject"], row["semester"], row["pupil"]) == place)
    assert (year["status"], year["trace"]["rule"]) == ("OK", rule)


def last(name: str) -> Fold:
    found = None
    for _, fold in folds(name, len(LOGS[name])):
        found = fold
    assert found is not None
    return found


FOLD = last("TT58_26")
BOOK = FOLD.class_book("6A")


class Known(Fold):
    """The same fold, with its answer at hand."""

    def __init__(self) -> None:
        """Without a replay."""

    def class_book(self, class_id: str) -> dict[str, Any]:
        return BOOK


def found_in(book: dict[str, Any]) -> list[dict[str, Any]]:
    """What the verifier says of a bag's book that is this one."""
    found: list[dict[str, Any]] = []
    members: dict[str, Blob] = {"data/books/6A.json": BytesBlob(encode(book) + b"\n")}
    fault = lambda code, path, **more: found.append({"code": code, **more})  # noqa: E731
    check_books(members, Known(), {"6A"}, fault, nullcontext)
    return found


def test_the_recorded_results_stand_in_the_book_with_their_places() -> None:
    """Of the newest approval of each semester: three results for each of the five pupils."""
    recorded = BOOK["recorded"]
    lines = [json.loads(line) for line in LOGS["TT58_26"]]
    assert [(row["semester"], row["pupil"]) for row in recorded] == [
        (semester, pupil) for semester in (0, 1, 2) for pupil in ("p1", "p2", "p3", "p4", "p6")
    ]
    for row in recorded:
        data = lines[row["pos"]]["data"]
        assert {**row, "class": "6A"} == {**data, "pos": row["pos"]}
    assert found_in(BOOK) == []


def edits(value: Any, path: tuple[Any, ...] = ()) -> Any:
    """(path, another value) for every leaf of a JSON value, and for every list without one of its parts."""
    if isinstance(value, dict):
        for key in value:
            yield from edits(value[key], (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from edits(part, (*path, index))
            yield path, [*value[:index], *value[index + 1 :]]
            yield path, [*value[:index], part, *value[index:]]
        yield path, value[::-1] if value[::-1] != value else [*value, None]
    else:
        others = (None, True, 1, f"{value}x")
        for other in others:
            if type(other) is not type(value) or other != value:
                yield path, other


def test_no_value_of_a_book_is_free() -> None:
    """Every value another, of another type, left out, twice, in another order: always a finding."""
    book, tried = copy.deepcopy(BOOK), 0
    without_cells = {key: value for key, value in BOOK.items() if key != "cells"}
    for path, other in list(edits(without_cells))[::4]:
        place: Any = book
        for step in path[:-1]:
            place = place[step]
        right, place[path[-1]] = place[path[-1]], other
        assert found_in(book), (path, other)
        place[path[-1]] = right
        tried += 1
    print(f"{tried} edits of a book")
    assert tried > 600


def test_a_wrong_result_is_named_with_its_pupil() -> None:
    """An inspector reads which subject, semester and pupil, what is right, and what the bag says."""
    book = copy.deepcopy(BOOK)
    row = next(row for row in book["results"] if row["trace"] and row["semester"] == 0)
    row["value"] = row["trace"]["value"] = 100
    (finding,) = found_in(book)
    place = (finding["subject"], finding["semester"], finding["pupil"])
    assert (finding["code"], finding["class"]) == ("RESULT_WRONG", "6A")
    assert place == (row["subject"], 0, row["pupil"])
    assert (finding["new"], finding["detail"]) == (100, "value, trace")


def test_exempt_brought_and_moved_pupils_have_their_results() -> None:
    """R9: as `ResultRecorded`, where a book said that marks were missing."""
    rows = {(row["subject"], row["semester"], row["pupil"]): row for row in BOOK["results"]}
    assert rows["nhac", 2, "p3"] == {
        "subject": "nhac", "semester": 2, "pupil": "p3", "value": None, "status": "MIEN", "trace": None,
    }  # fmt: skip
    assert (rows["nhac", 0, "p3"]["value"], rows["nhac", 0, "p3"]["status"]) == ("D", "OK")
    brought = rows["toan", 1, "p4"]
    assert (brought["value"], brought["status"], brought["trace"]) == (70, "OK", None)
    assert rows["toan", 0, "p4"]["trace"]["terms"] == [[70, 1], [70, 2]]
    moved = rows["toan", 1, "p6"]
    assert (moved["value"], moved["trace"]["terms"]) == (65, [[65, 1], [65, 1], [65, 2], [65, 3]])
    assert (rows["nhac", 1, "p6"]["status"], rows["nhac", 0, "p6"]["value"]) == ("KHONG_HOC", "D")
    assert rows["toan", 1, "p5"]["status"] == "CHUA_DU"
