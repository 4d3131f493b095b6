"""The cells of a book: what one holds, and that no cell touches another's text."""

import pytest

from verify.law.circulars.table import CIRCULARS
from verify.law.state.cells import Book, Term, reserved_offer

TEXT, OTHER = "A" * 54, "B" * 54


@pytest.fixture
def book() -> Book:
    return Book("6A", "toan", 1, Term())


@pytest.mark.parametrize("value", [0, 1, 100, "P", "K", "D", "CD", "T", "TB", "Y", TEXT, "t:An", "h:AA"])
def test_a_cell_holds_what_was_put_until_it_is_emptied(book, value):
    """Every mark, code and text, at a position beyond one byte, too."""
    for pos in (3, 70_000):
        book.put("p1", "tx1", pos, value)
        cell = book.cell("p1", "tx1")
        assert (book.value(cell), cell >> 8, book.held("tx1")) == (value, pos, [("p1", cell)])
        assert book.all_held() == [["p1", "tx1", pos]]
    book.put("p1", "tx1", 70_001, None)
    assert book.cell("p1", "tx1") >> 8 == 70_001
    assert (book.value(book.cell("p1", "tx1")), book.held("tx1"), book.all_held()) == (None, [], [])


@pytest.mark.parametrize("new", [OTHER, "P", None])
@pytest.mark.parametrize("at", [5, 9, 10, 11, 20, 5 << 8])
def test_a_new_text_takes_the_place_of_the_cell_s_own_alone(book, new, at):
    """Texts are kept by position: none of another cell is lost, and none is left that no cell has."""
    book.put("p1", "nx", 5, TEXT)
    near = (2, 10, 5 << 8, 5 << 16, book.cell("p1", "nx") << 8)
    others = {f"p{pos}": pos for pos in near if pos != at}
    for pupil, pos in others.items():
        book.put(pupil, "nx", pos, f"{TEXT}{pos}")
    book.put("p1", "nx", at, new)
    assert book.value(book.cell("p1", "nx")) == new
    assert {p: book.value(book.cell(p, "nx")) for p in others} == {p: f"{TEXT}{others[p]}" for p in others}
    assert len(book.sealed) == len(others) + (new == OTHER)


def test_a_change_is_counted_anew(book):
    """Neither the book's own count and digest nor the term's outlives a change."""
    book.seen, book.term.seen = (1, "x"), (("6A",), (1, "x"))
    book.put("p1", "tx1", 5, 80)
    assert (book.seen, book.term.seen) == (None, None)


@pytest.mark.parametrize(
    ("regime", "kind", "periods", "least"),
    [
        ("TT58_26", "score", 0, 2), ("TT58_26", "score", 350, 2), ("TT58_26", "score", 351, 3),
        ("TT58_26", "score", 700, 3), ("TT58_26", "score", 701, 4), ("TT58_26", "comment", 1400, 4),
        ("TT22_2021", "score", 701, 4), ("TT22_2021", "comment", 1400, 2),
    ],
)  # fmt: skip
def test_more_periods_ask_for_more_regular_marks(regime, kind, periods, least):
    """TT26 Đ1.4 in tenths of a period, bounds included; TT22 Đ6 of a comment subject always two."""
    assert CIRCULARS[regime].required(kind, periods) == least


def test_a_reserved_book_has_its_own_columns():
    """EVENTS: the year's conduct is a column of semester 2 under TT58 only; `profile` has no mark."""
    columns = {
        (regime, semester): reserved_offer(CIRCULARS[regime], "conduct", semester).columns
        for regime in ("TT58_26", "TT22_2021")
        for semester in (1, 2)
    }
    assert columns.pop(("TT58_26", 2)) == {"hk", "nx", "cn"}
    assert set(columns.values()) == {frozenset({"hk", "nx"})}
    profile = reserved_offer(CIRCULARS["TT58_26"], "profile", 2)
    assert {"ten", "cha", "dia_chi"} <= profile.columns
    assert not {"hk", "nx", "cn", "tx1"} & profile.columns
    assert profile.semesters == {1, 2}
    assert reserved_offer(CIRCULARS["TT58_26"], "toan", 1) is None


@pytest.mark.parametrize(
    ("until", "at", "locked"),
    [("", "2020-10-01", True), ("2020-10-01", "2020-09-30", False), ("2020-10-01", "2020-10-01", True)],
)
def test_an_unlocking_ends_at_its_end(until, at, locked):
    """What was never locked is open; what was is locked again from `until` on."""
    assert Term(ever_locked=True, unlocked_until=until).locked(at) is locked
    assert not Term().locked(at)
