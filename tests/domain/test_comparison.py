"""LAW 35-36: the day of a test, and the teacher's personal book beside the gradebook (S16, S74, S76)."""

from typing import Any

import pytest

from domain.acts.books.comparison import CompareBook, DateColumn, DeclareBook, Difference, differences
from domain.acts.books.publishing import PublishColumn
from domain.grounds.command import Command
from domain.words.intent import digest
from tests.domain.schoolhouse import Schoolhouse
from tests.domain.situations import locked
from tests.domain.yearhouse import BOOK, CONDUCT, FILE, HEAD, reserved, year_school
from tests.school.small import AFTER, CLASS

TODAY = "2020-10-05"


@pytest.fixture
def house() -> Schoolhouse:
    """Two marks in the book of `toan`."""
    house = year_school()
    house.do("toan", house.mark("hs01"))
    house.do("toan", house.mark("hs02", value=70))
    return house


def dated(day: str = TODAY, col: str = "tx1", **how: Any) -> DateColumn:
    return DateColumn(**{**BOOK, **how}, col=col, date=day)


def compared(differing: int = 0, **how: Any) -> CompareBook:
    return CompareBook(**{**BOOK, **how}, file=FILE, differing=differing)


def declared(house: Schoolhouse, explanation: str | None = None, **how: Any) -> DeclareBook:
    """A declaration on the newest entry."""
    given = {"comparison": house.log[-1].pos, **how}
    return DeclareBook(**BOOK, explanation=explanation, **given)


# --- the day of a test (LAW 35)


def test_a_column_is_dated_and_dated_anew(house: Schoolhouse) -> None:
    """LAW 35: until it is published, the day may be set right."""
    assert house.do("toan", dated("2020-10-02"))[0].data == {"col": "tx1", "date": "2020-10-02"}
    house.do("toan", dated())
    assert house.state.book(CLASS, "toan", 1).dates == {"tx1": TODAY}


def test_a_test_is_not_dated_ahead(house: Schoolhouse) -> None:
    """LAW 35 BAD_PERIOD: the local day is the latest; 17:00 UTC begins the next one in Vietnam."""
    house.refused("BAD_PERIOD", "toan", dated("2020-10-06"), "2020-10-05T16:59:59.999999Z")
    house.do("toan", dated("2020-10-06"), "2020-10-05T17:00:00.000000Z")


def test_the_same_day_again_says_nothing(house: Schoolhouse) -> None:
    """LAW 35 NO_CHANGE."""
    house.do("toan", dated())
    house.refused("NO_CHANGE", "toan", dated())
    house.do("toan", dated(col="tx2"))


def test_a_published_column_keeps_its_day(house: Schoolhouse) -> None:
    """LAW 35 OF_RECORD (S74): the lag to publication is not made shorter afterwards."""
    house.do("toan", dated())
    house.do("toan", PublishColumn(**BOOK, col="tx1"))
    house.refused("OF_RECORD", "toan", dated("2020-10-04"))


def test_a_locked_book_is_not_dated() -> None:
    """LAW 35 BOOK_LOCKED."""
    locked().refused("BOOK_LOCKED", "toan", dated())


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("UNKNOWN_COLUMN", {"col": "tx5"}),
        ("UNKNOWN_COLUMN", {"col": "hk"}),
        ("OUT_OF_SCOPE", {"subject": "hoa"}),
        ("OUT_OF_SCOPE", {"klass": "9z"}),
    ],
)
def test_only_a_column_of_the_own_book_is_dated(house: Schoolhouse, code: str, how: dict[str, Any]) -> None:
    """LAW 11, 35."""
    house.refused(code, "toan", dated(**how))


def test_a_subject_is_dated_in_its_semesters_only(house: Schoolhouse) -> None:
    """LAW 35 UNKNOWN_SUBJECT: `van` is taught in semester 2."""
    house.appoint("gvvan", "teacher", CLASS, "van")
    house.refused("UNKNOWN_SUBJECT", "gvvan", dated(subject="van"))
    house.refused("UNKNOWN_SUBJECT", "gvvan", compared(subject="van"))


@pytest.mark.parametrize("person", ["gvcn", "bqt", HEAD, "vanthu", "phohieutruong"])
@pytest.mark.parametrize("command", [dated(), compared()])
def test_only_its_teacher_dates_and_compares_a_book(
    house: Schoolhouse, person: str, command: Command
) -> None:
    """permissions.json (S16, S74)."""
    house.refused("NO_RIGHT", person, command)


# --- differences, a pure function


def test_equal_books_have_no_differences(house: Schoolhouse) -> None:
    """S16: what the file leaves out is not compared; an empty line for an empty cell is equal."""
    book = house.state.book(CLASS, "toan", 1)
    own: dict[tuple[str, str], Any] = {("hs01", "tx1"): 80, ("hs03", "tx1"): None}
    assert differences(book, own) == []


def test_each_cell_that_differs_is_named_with_both_values(house: Schoolhouse) -> None:
    """S16: other values, one side only, a code against a mark; sorted by pupil and column."""
    house.do("toan", house.mark("hs03", "gk", "K"))
    book = house.state.book(CLASS, "toan", 1)
    own: dict[tuple[str, str], Any] = {
        ("hs03", "gk"): 0,
        ("hs03", "ck"): 90,
        ("hs02", "tx1"): None,
        ("hs01", "tx1"): 85,
        ("hs01", "tx2"): None,
    }
    assert differences(book, own) == [
        Difference("hs01", "tx1", 85, 80),
        Difference("hs02", "tx1", None, 70),
        Difference("hs03", "ck", 90, None),
        Difference("hs03", "gk", 0, "K"),
    ]


def test_a_cleared_cell_differs_from_a_file_that_still_holds_it(house: Schoolhouse) -> None:
    """S16."""
    house.do("toan", house.mark("hs01", value=None))
    book = house.state.book(CLASS, "toan", 1)
    assert differences(book, {("hs01", "tx1"): 80}) == [Difference("hs01", "tx1", 80, None)]


def test_differences_are_sorted_even_where_values_cannot_be(house: Schoolhouse) -> None:
    """A mark, a code and nothing have no order among each other; pupil and column have."""
    book = house.state.book(CLASS, "toan", 1)
    own: dict[tuple[str, str], Any] = {("hs02", col): value for col, value in (("tx3", 1), ("gk", "P"))}
    own |= {("hs02", "ck"): 10, ("hs02", "tx2"): "K"}
    assert [each.col for each in differences(book, own)] == ["ck", "gk", "tx2", "tx3"]


# --- the comparison and the declaration (LAW 36)


def test_a_comparison_binds_what_was_seen(house: Schoolhouse) -> None:
    """LAW 36, EVENTS.md digests: every cell of the book that holds a value."""
    house.do("toan", house.mark("hs03"))
    house.do("toan", house.mark("hs03", value=None))
    cells = [[pupil, "tx1", house.base(pupil, "tx1")] for pupil in ("hs01", "hs02")]
    data = house.do("toan", compared(differing=3))[0].data
    assert data == {"file": FILE, "differing": 3, "count": 2, "digest": digest(cells)}


def test_equal_books_are_declared_without_a_word(house: Schoolhouse) -> None:
    """LAW 36: `differing` 0."""
    house.do("toan", compared())
    drafts = house.do("toan", declared(house))
    assert drafts[0].data == {"comparison": house.log[-2].pos, "explanation": None}


def test_differences_are_explained_or_not_declared(house: Schoolhouse) -> None:
    """LAW 36 DIFFERENCES_OPEN (S16)."""
    house.do("toan", compared(differing=1))
    house.refused("DIFFERENCES_OPEN", "toan", declared(house))
    house.do("toan", declared(house, "Em hs01 được chấm lại bài"))


def test_no_declaration_without_a_comparison(house: Schoolhouse) -> None:
    """LAW 36 NOT_COMPARED: none, another entry, and one that a newer replaced."""
    house.refused("NOT_COMPARED", "toan", declared(house))
    house.do("toan", compared())
    older = house.log[-1].pos
    house.do("toan", compared(differing=2))
    house.refused("NOT_COMPARED", "toan", declared(house, "đã xem", comparison=older))


def test_a_comparison_of_another_person_is_no_basis(house: Schoolhouse) -> None:
    """LAW 36 NOT_COMPARED (S16): who declares has compared."""
    house.appoint("nhac", "teacher", CLASS, "toan")
    house.do("toan", compared())
    house.refused("NOT_COMPARED", "nhac", declared(house))
    house.do("toan", declared(house))


def test_a_comparison_in_another_book_is_no_basis(house: Schoolhouse) -> None:
    """LAW 36 NOT_COMPARED."""
    house.do("gvcn", reserved(house))
    house.do("gvcn", compared(**CONDUCT))
    house.refused("NOT_COMPARED", "toan", declared(house))


@pytest.mark.parametrize("value", [90, None])
def test_a_book_that_moved_on_is_compared_anew(house: Schoolhouse, value: int | None) -> None:
    """LAW 36 COMPARISON_STALE (S76): a change or a clearing after the comparison."""
    house.do("toan", compared())
    seen = house.log[-1].pos
    house.do("toan", house.mark("hs01", value=value))
    house.refused("COMPARISON_STALE", "toan", declared(house, comparison=seen))
    house.do("toan", compared())
    house.do("toan", declared(house))


def test_what_is_no_cell_does_not_age_a_comparison(house: Schoolhouse) -> None:
    """LAW 36: a date or a publication changes no value."""
    house.do("toan", compared())
    seen = house.log[-1].pos
    house.do("toan", dated())
    house.do("toan", PublishColumn(**BOOK, col="tx1"))
    house.do("toan", declared(house, comparison=seen), AFTER)


def test_the_homeroom_teacher_compares_the_book_of_conduct(house: Schoolhouse) -> None:
    """permissions.json `books`."""
    house.do("gvcn", reserved(house))
    assert house.do("gvcn", compared(**CONDUCT))[0].data["count"] == 1
    house.refused("NO_RIGHT", "toan", compared(**CONDUCT))
