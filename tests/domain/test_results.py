"""Results of a class from its books: by TT58+TT26, with traces, or the reason why there is none."""

from domain.acts.unit.classes import OpenClass
from domain.grounds.results import class_results
from domain.state.book import BookState, Cell
from domain.state.facts import Pupil
from domain.state.state import State
from domain.words.streams import book_stream
from tests.domain.schoolhouse import school
from tests.school.small import SEALED, subject

FULL = {"tx1": 80, "tx2": 70, "tx3": 90, "tx4": 60, "gk": 75, "ck": 80}


def opened() -> State:
    house = school()
    subjects = [
        subject("gdcd", periods=350, tx=2, semesters=[1]),
        subject("nhac", "comment", periods=350, tx=2),
    ]
    subjects.append(subject("toan"))
    house.do("bqt", OpenClass(klass="6b", name="6B", grade=6, year="2020-2021", subjects=subjects))
    return house.state


def book(pupil: str = "hs01", **values: int | str) -> BookState:
    made = BookState()
    for pos, (col, value) in enumerate(values.items(), start=1):
        made.cells[pupil, col] = Cell(value, pos)
    return made


def of(subject_: str, books: dict[tuple[str, int], BookState]) -> dict[int, tuple[str, object]]:
    state = opened()
    state.rosters["6b"] = ["hs01"]
    state.pupils["hs01"] = Pupil("hs01", "A", "2009-01-01", "ĐB-1", "6b", "2020-09-05", "")
    state.books = {book_stream("6b", name, semester): made for (name, semester), made in books.items()}
    rows = class_results(state, state.classes["6b"])
    return {
        row.semester: (str(row.result.status), row.result.value) for row in rows if row.subject == subject_
    }


def test_semesters_and_year_by_the_regulation() -> None:
    """TT58 Đ10.1: (30,0 + 2·7,5 + 3·8,0) / 9 = 7,66… → 7,7; the year from the rounded semesters."""
    second = FULL | {"ck": 100}
    found = of("toan", {("toan", 1): book(**FULL), ("toan", 2): book(**second)})
    assert found == {1: ("OK", 77), 2: ("OK", 83), 0: ("OK", 81)}


def test_a_pending_absence_blocks_and_a_zero_by_rule_counts() -> None:
    """TT26 Đ8.3-4: P waits for its make-up, K is 0, a blank is not yet a mark."""
    assert of("toan", {("toan", 1): book(**(FULL | {"gk": "P"}))})[1] == ("CHO_KIEM_TRA_BU", None)
    assert of("toan", {("toan", 1): book(**(FULL | {"gk": "K"}))})[1] == ("OK", 60)
    assert of("toan", {("toan", 1): book(tx1=80)})[1] == ("CHUA_DU", None)
    assert of("toan", {("toan", 1): book(**FULL)})[0] == ("CHUA_DU", None)


def test_a_remark_is_no_mark() -> None:
    """Sealed remarks (nx) enter no average."""
    assert of("toan", {("toan", 1): book(**FULL, nx=SEALED)})[1] == ("OK", 77)


def test_a_subject_of_one_semester_is_judged_by_it() -> None:
    """TT58 Đ10: a semester in which it is not taught is no missing semester."""
    found = of("gdcd", {("gdcd", 1): book(tx1=80, tx2=80, gk=80, ck=80)})
    assert found == {1: ("OK", 80), 0: ("OK", 80)}


def test_comment_subjects_have_levels_and_no_trace() -> None:
    """TT58 Đ10.2: two thirds and the last one; the year is the second semester's."""
    passed = book(tx1="D", tx2="CD", gk="D", ck="D")
    failed = book(tx1="D", tx2="D", gk="D", ck="CD")
    assert of("nhac", {("nhac", 1): failed, ("nhac", 2): passed}) == {
        1: ("OK", "CD"),
        2: ("OK", "D"),
        0: ("OK", "D"),
    }


def test_a_class_has_every_result_in_the_order_of_the_bag() -> None:
    """FORMAT.md §5: sorted by subject, semester, pupil; value, status and trace of each."""
    state = opened()
    state.rosters["6b"] = ["hs02", "hs01"]
    state.books[book_stream("6b", "toan", 1)] = book(**FULL)
    state.pupils["hs01"] = Pupil("hs01", "A", "2009-01-01", "ĐB-1", "6b", "2020-09-05", "")
    rows = class_results(state, state.classes["6b"])
    keys = [(r.subject, r.semester, r.pupil) for r in rows]
    assert keys == sorted(keys)
    assert len(rows) == 2 * (2 + 3 + 3)
    (row,) = [r.to_json() for r in rows if r.result.trace]
    assert (row["subject"], row["semester"], row["pupil"], row["value"], row["status"]) == (
        "toan",
        1,
        "hs01",
        77,
        "OK",
    )
    trace = row["trace"]
    assert sum(value * coefficient for value, coefficient in trace["terms"]) == trace["num"] == 690
    assert (trace["den"], trace["value"]) == (9, 77)
