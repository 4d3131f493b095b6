"""The current gradebook says what the entries say, and by which entry."""

import pytest

from domain.acts.books.witnessing import PermitCorrection
from domain.state.book import Cell
from projections.gradebook import class_book, gradebook, pupils
from tests.projections.played_school import PUPILS, TOAN, PlayedSchool

pytestmark = pytest.mark.each_postgres


def test_cells_carry_value_and_position_of_the_entry_that_last_set_them(school: PlayedSchool) -> None:
    """Enter, change, clear: the row always names the last entry, also of an empty cell."""
    first = school.save(TOAN, "tx1", ("hs01", 80, 0), ("hs02", "P", 0), ("hs03", 55, 0))
    changed = school.save(TOAN, "tx1", ("hs01", 85, first))
    cleared = school.save(TOAN, "tx1", ("hs03", None, first + 2))
    school.runner.catch_up()
    book = gradebook(school.log, *TOAN)
    assert book.cells == {
        ("hs01", "tx1"): Cell(85, changed),
        ("hs02", "tx1"): Cell("P", first + 1),
        ("hs03", "tx1"): Cell(None, cleared),
    }
    assert book.size == school.log.head().size


def test_codes_of_comment_subjects_and_sealed_comments_come_back_as_stored(school: PlayedSchool) -> None:
    """D, CD, K, and a text under the pupil's key."""
    music = ("6a", "nhac", 1)
    sealed = school.keys.seal("hs01", "book/6a/nhac/1", "nx/hs01", "Chăm ngoan")
    first = school.save(music, "tx1", ("hs01", "D", 0), ("hs02", "CD", 0), ("hs03", "K", 0))
    note = school.save(music, "nx", ("hs01", sealed, 0))
    school.runner.catch_up()
    cells = gradebook(school.log, *music).cells
    assert cells["hs01", "tx1"] == Cell("D", first)
    assert [cells[pupil, "tx1"].value for pupil in ("hs02", "hs03")] == ["CD", "K"]
    assert cells["hs01", "nx"] == Cell(sealed, note)


def test_a_publication_stands_beside_the_cells(school: PlayedSchool) -> None:
    """By column, with the position of the publishing entry."""
    school.save(TOAN, "gk", ("hs01", 80, 0))
    published = school.publish(TOAN, "gk")
    school.runner.catch_up()
    assert gradebook(school.log, *TOAN).published == {"gk": published}


def test_a_correction_sets_the_cell_to_the_application(school: PlayedSchool) -> None:
    """The third witness's command applies it."""
    base = school.save(TOAN, "gk", ("hs01", 80, 0))
    school.publish(TOAN, "gk")
    applied = school.correct("d1", TOAN, "hs01", "gk", 90, base)
    school.runner.catch_up()
    assert gradebook(school.log, *TOAN).cells["hs01", "gk"] == Cell(90, applied)


def test_books_of_other_classes_and_schools_stay_apart(school: PlayedSchool) -> None:
    """A class book holds its own books only; a book without entries is empty, not missing."""
    school.open_class("6a2", ["hs91"])
    school.appoint("toan", "teacher", "6a2")
    school.save(TOAN, "tx1", ("hs01", 80, 0))
    school.save(("6a", "toan", 2), "tx1", ("hs01", 70, 0))
    school.save(("6a2", "toan", 1), "tx1", ("hs91", 10, 0))
    school.runner.catch_up()
    assert [(book.subject, book.semester) for book in class_book(school.log, "6a")] == [
        ("toan", 1),
        ("toan", 2),
    ]
    assert [set(book.cells) for book in class_book(school.log, "6a2")] == [{("hs91", "tx1")}]
    assert gradebook(school.log, "6a", "nhac", 1).cells == {}


def test_pupils_come_in_the_order_of_their_enrolment(school: PlayedSchool) -> None:
    """With their names, which stand in clear."""
    school.runner.catch_up()
    rows = pupils(school.log, "6a")
    assert [row.pupil for row in rows] == PUPILS
    assert rows[0].name == "Em hs01"
    assert rows[0].since == "2020-09-05"


def test_entries_that_set_no_cell_leave_the_book_alone(school: PlayedSchool) -> None:
    """A late permission and a proposal change nothing until they are used."""
    base = school.save(TOAN, "gk", ("hs01", 80, 0))
    school.publish(TOAN, "gk")
    school.runner.catch_up()
    before = gradebook(school.log, *TOAN).cells
    school.propose("d1", TOAN, "hs01", "gk", 90, base)
    school.do("hieutruong", PermitCorrection(dossier="d1"))
    school.runner.catch_up()
    assert gradebook(school.log, *TOAN).cells == before
