"""Books and correction register as the sound logs fold to."""

import hashlib
import json
from typing import Any

from tests.verify.law.test_replay import VECTORS
from verify.law.fold import Fold
from verify.law.replay import LawReplay


def fold(desc: str, size: int | None = None) -> Fold:
    """The fold of the sound log whose description begins so, or of its first entries."""
    vector = next(one for one in VECTORS if one["want"] is None and one["desc"].startswith(desc))
    replay = LawReplay(lambda *_, **__: None)
    for line in vector["lines"][:size]:
        raw = line.encode()
        replay.entry(raw, json.loads(line), hashlib.sha256(b"\0" + raw).digest())
    return Fold(replay)


def cells(book: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [tuple(cell.values()) for cell in book["cells"]]


def test_a_book_holds_the_last_value_and_its_entry():
    """Changed, cleared and entered again: one cell, with its last position; sealed text as stored."""
    book = fold("marks entered").class_book("6A")
    sealed = next(cell["value"] for cell in book["cells"] if cell["col"] == "nx")
    assert cells(book) == [
        ("nhac", 1, "p1", "gk", "CD", 18),
        ("nhac", 1, "p2", "gk", "P", 19),
        ("toan", 1, "p1", "gk", "K", 13),
        ("toan", 1, "p1", "nx", sealed, 14),
        ("toan", 1, "p2", "gk", "P", 10),
    ]
    assert len(sealed) == 38
    assert {key: book[key] for key in book if key not in ("cells", "results")} == {
        "v": 1,
        "class": "6A",
        "name": "Lớp 6A",
        "year": "2026-2027",
        "size": 20,
    }


def test_a_book_as_of_an_earlier_size_does_not_know_what_came_later():
    """The same fold, stopped earlier, is the book of that day."""
    assert cells(fold("marks entered", 12).class_book("6A")) == [
        ("toan", 1, "p1", "gk", 100, 11),
        ("toan", 1, "p2", "gk", "P", 10),
    ]
    assert cells(fold("marks entered", 13).class_book("6A")) == [("toan", 1, "p2", "gk", "P", 10)]


def test_a_class_that_was_never_opened_has_an_empty_book():
    """A bag that names a class the lines do not know is compared with nothing, and nothing falls over."""
    assert fold("the smallest").class_book("9Z")["cells"] == []
    assert fold("the smallest").classes() == []
    assert fold("marks entered").classes() == ["6A"]


def test_a_correction_sets_the_cell_by_its_application():
    """The corrected value stands at the application's position, a removed value does not stand at all."""
    assert cells(fold("a dossier, whole").class_book("6A")) == [("toan", 1, "p1", "gk", 80, 19)]
    assert cells(fold("a dossier of two items").class_book("6A")) == [("toan", 1, "p1", "gk", "K", 22)]


def test_the_register_tells_a_dossier_whole():
    """Everything FORMAT.md §5 wants of a dossier, witnesses in the order in which they confirmed."""
    assert fold("a dossier, whole").corrections() == {
        "v": 1,
        "size": 20,
        "dossiers": [
            {
                "dossier": "d1",
                "class": "6A",
                "subject": "toan",
                "semester": 1,
                "kind": "sua",
                "state": "applied",
                "proposer": "t1",
                "permitter": "h1",
                "witnesses": [
                    {"person": "h1", "seat": "leadership", "standing": "head", "pos": 16},
                    {"person": "b1", "seat": "board", "standing": "board", "pos": 17},
                    {"person": "g1", "seat": "homeroom", "standing": "homeroom", "pos": 18},
                ],
                "items": [{"pupil": "p1", "col": "gk", "old": 60, "value": 80, "base": 11}],
                "pos": [13, 14, 15, 16, 17, 18],
                "applied": [19],
            }
        ],
    }


def test_the_register_keeps_the_last_session_and_forgets_a_void_one():
    """After a lapse the new session's witnesses count; an amendment leaves neither permitter nor witness."""
    again = fold("a session lapses").corrections()["dossiers"][0]
    assert [one["seat"] for one in again["witnesses"]] == ["homeroom", "board", "leadership"]
    before = fold("an amendment voids", 18).corrections()["dossiers"][0]
    assert (before["state"], before["permitter"], len(before["witnesses"])) == ("permitted", "h1", 2)
    after = fold("an amendment voids", 20).corrections()["dossiers"][0]
    assert (after["state"], after["permitter"], after["witnesses"]) == ("proposed", None, [])
    assert after["items"] == [{"pupil": "p1", "col": "gk", "old": 60, "value": 85, "base": 11}]


def test_dead_ends_stay_in_the_register():
    """A refused and a withdrawn dossier are told as such, with nothing applied."""
    refused = fold("a refused").corrections()["dossiers"][0]
    assert (refused["state"], refused["applied"], refused["pos"]) == ("refused", [], [13, 14, 15])
    assert fold("a withdrawn").corrections()["dossiers"][0]["state"] == "withdrawn"
