"""LAW 46-47: progress checks freeze figures, ratings follow from them; one fact, one line (S19, S20)."""

from collections.abc import Callable
from typing import Any

import pytest

from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.progress import Figure, figures, level, sums
from domain.acts.books.publishing import PublishColumn
from domain.acts.pupils.exemptions import GrantExemption
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.acts.unit.appointments import EndAppointment
from domain.acts.unit.classes import EnrolPupils
from domain.acts.unit.oversight import NoteJournal
from domain.words.intent import digest
from tests.domain.schoolhouse import Schoolhouse
from tests.domain.yearhouse import HEAD, YEAR, check, rate, reserved, second_class, year_school
from tests.school.small import AFTER, CLASS, DURING, EVIDENCE, PAPER, SHUT, new_pupil, window

COLS = ["ck", "gk", "tx1", "tx2", "tx3", "tx4"]
MUSIC = ["ck", "gk", "tx1", "tx2"]


@pytest.fixture
def house() -> Schoolhouse:
    return year_school()


def rows(house: Schoolhouse, semester: int = 1) -> list[Figure]:
    house.load(check(semester=semester))
    return figures(house.state, YEAR, semester, house.now[:10], house.now)


def exempt(part: Any = "whole", subject: str = "amnhac") -> GrantExemption:
    return GrantExemption(
        pupil="hs01",
        klass=CLASS,
        subject=subject,
        semesters=[1],
        part=part,
        evidence=EVIDENCE,
        decision=PAPER,
    )


def filled(house: Schoolhouse, count: int, subject: str = "toan") -> None:
    """Enters the first `count` of the eighteen cells of a subject."""
    teacher, value = {"toan": ("toan", 80), "amnhac": ("nhac", "D")}[subject]
    cols = COLS if subject == "toan" else MUSIC
    places = [(pupil, col) for col in cols for pupil in ("hs01", "hs02", "hs03")]
    place = {"klass": CLASS, "subject": subject, "semester": 1}
    cells = [CellEdit(pupil=pupil, col=col, value=value, base=0) for pupil, col in places[:count]]
    house.do(teacher, SaveMarks(**place, cells=cells))


def checked(house: Schoolhouse, name: str = "k1", at: str | None = None) -> int:
    house.do(HEAD, check(name), at)
    return house.log[-1].pos


# --- figures (LAW 46)


def test_a_check_counts_each_column_of_each_book(house: Schoolhouse) -> None:
    """LAW 46: members × columns whose window has begun, without remarks and without reserved books."""
    house.do("toan", house.mark("hs01"))
    house.do("gvcn", reserved(house))
    expected = [Figure(CLASS, "amnhac", col, 3, 0) for col in MUSIC]
    expected += [Figure(CLASS, "toan", col, 3, int(col == "tx1")) for col in COLS]
    assert rows(house) == expected
    made = house.do(HEAD, check())[0].data
    assert made["figures"] == [[CLASS, "amnhac", 0, 12], [CLASS, "toan", 1, 18]]
    assert (made["count"], made["digest"]) == (10, digest([list(row) for row in expected]))


def test_the_figures_stay_as_they_were(house: Schoolhouse) -> None:
    """S19: a mark after the check changes the next check, never this one."""
    filled(house, 2)
    first = checked(house)
    house.do("toan", house.mark("hs03", "tx4"))
    second = checked(house, "k2")
    assert [house.state.checks[pos].figures[1][2] for pos in (first, second)] == [2, 3]
    assert house.log[first].data["figures"][1] == [CLASS, "toan", 2, 18]


def test_a_column_counts_from_the_instant_its_window_begins(house: Schoolhouse) -> None:
    """LAW 46: `from` ≤ `at`; a window that has ended still counts."""
    begins = "2021-01-20T00:00:00.000000Z"
    house.do(
        HEAD, window("w3", semester=2, cols=["tx2"], start=begins, end="2021-02-20T00:00:00.000000Z"), DURING
    )
    house.now = "2021-01-19T23:59:59.999999Z"
    before = {row.col for row in rows(house, 2) if row.subject == "toan"}
    house.now = begins
    assert {row.col for row in rows(house, 2) if row.subject == "toan"} - before == {"tx2"}
    assert before == {"ck", "gk", "tx1"}


def test_a_subject_counts_in_its_semesters_only(house: Schoolhouse) -> None:
    """LAW 46: `van` is taught in semester 2."""
    assert {row.subject for row in rows(house)} == {"amnhac", "toan"}
    assert {row.subject for row in rows(house, 2)} == {"amnhac", "toan", "van"}


def test_only_classes_of_the_year_count(house: Schoolhouse) -> None:
    """LAW 46."""
    second_class(house)
    assert {row.klass for row in rows(house)} == {CLASS, "6b"}
    assert {row.expected for row in rows(house) if row.klass == "6b"} == {0}
    house.load(check(year="2021-2022"))
    assert figures(house.state, "2021-2022", 1, "2020-10-05", house.now) == []


def test_a_mark_that_moved_along_is_entered(house: Schoolhouse) -> None:
    """LAW 46: a mark follows the pupil from class to class; the former class awaits it no more."""
    second_class(house)
    house.do("toan", house.mark("hs01"))
    moved = PlacePupil(pupil="hs01", klass="6b", start="2020-10-06", cause="change", decision=PAPER)
    house.do("bqt", moved, "2020-10-06T02:00:00.000000Z")
    found = {(row.klass, row.col): row[3:] for row in rows(house) if row.subject == "toan"}
    assert found["6b", "tx1"] == (1, 1) and found["6b", "gk"] == (1, 0)
    assert found[CLASS, "tx1"] == (2, 0)


@pytest.mark.parametrize(("part", "expected"), [("whole", 2), ("practical", 3)])
def test_who_is_exempt_as_a_whole_is_not_expected(house: Schoolhouse, part: str, expected: int) -> None:
    """LAW 46: nor is a mark of such a pupil counted as entered."""
    filled(house, 3, "amnhac")
    house.do(HEAD, exempt(part))
    row = next(row for row in rows(house) if (row.subject, row.col) == ("amnhac", "ck"))
    assert (row.expected, row.entered) == (expected, expected)


def test_who_left_is_not_expected_and_who_comes_later_not_yet(house: Schoolhouse) -> None:
    """LAW 46: members on the local day of the check."""
    house.do("vanthu", EnrolPupils(klass=CLASS, pupils=[new_pupil("hs04", start="2020-10-20")]))
    gone = RecordLeaving(
        pupil="hs03", klass=CLASS, last="2020-10-10", cause="dropout", school=None, decision=PAPER
    )
    house.do("vanthu", gone)
    expected = {}
    for day in ("2020-10-10", "2020-10-11", "2020-10-20"):
        house.now = f"{day}T02:00:00.000000Z"
        expected[day] = {row.expected for row in rows(house)}
    assert expected == {"2020-10-10": {3}, "2020-10-11": {2}, "2020-10-20": {3}}


@pytest.mark.parametrize(("value", "entered"), [("P", 1), ("K", 1), (0, 1), (None, 0)])
def test_every_value_is_an_entry_and_a_cleared_cell_none(
    house: Schoolhouse, value: Any, entered: int
) -> None:
    """LAW 46: a cell that holds a value, whatever it says."""
    house.do("toan", house.mark("hs01"))
    house.do("toan", house.mark("hs01", value=value))
    assert sum(row.entered for row in rows(house)) == entered


def test_a_check_has_a_year_a_name_of_its_own_and_a_leader(house: Schoolhouse) -> None:
    """LAW 46 YEAR_NOT_OPENED, ALREADY_EXISTS; permissions.json (S19)."""
    house.refused("YEAR_NOT_OPENED", HEAD, check(year="2021-2022"))
    house.do("phohieutruong", check())
    house.refused("ALREADY_EXISTS", HEAD, check())
    house.refused("ALREADY_EXISTS", HEAD, check(semester=2))
    for person in ("bqt", "toan", "gvcn", "vanthu"):
        house.refused("NO_RIGHT", person, check("k2"))


# --- ratings (LAW 47)


@pytest.mark.parametrize(
    ("entered", "expected", "wanted"),
    [
        (100, 100, "T"), (1, 1, "T"), (99, 100, "K"), (95, 100, "K"), (19, 20, "K"), (949, 1000, "D"),
        (94, 100, "D"), (80, 100, "D"), (4, 5, "D"), (799, 1000, "CD"), (79, 100, "CD"), (0, 1, "CD"),
    ],
)  # fmt: skip
def test_a_level_begins_exactly_at_its_share(entered: int, expected: int, wanted: str) -> None:
    """LAW 47: all, 95 %, 80 %, in whole numbers."""
    assert level(entered, expected) == wanted


def test_a_rating_is_of_the_books_of_the_teacher_alone(house: Schoolhouse) -> None:
    """LAW 47 (S20): figures of other teachers do not count."""
    filled(house, 15)
    filled(house, 12, "amnhac")
    pos = checked(house)
    data = house.do(HEAD, rate(pos))[0].data
    assert (data["checks"], data["entered"], data["expected"], data["level"]) == ([pos], 15, 18, "D")
    data = house.do("phohieutruong", rate(pos, person="nhac"))[0].data
    assert (data["entered"], data["expected"], data["level"]) == (12, 12, "T")


def test_several_checks_are_summed(house: Schoolhouse) -> None:
    """LAW 47: entered and expected over all named checks."""
    filled(house, 9)
    first = checked(house)
    cells = [(pupil, col) for col in COLS for pupil in ("hs01", "hs02", "hs03")][9:]
    house.do("toan", SaveMarks(klass=CLASS, subject="toan", semester=1, cells=[
        CellEdit(pupil=pupil, col=col, value=70, base=0) for pupil, col in cells
    ]))  # fmt: skip
    second = checked(house, "k2")
    data = house.do(HEAD, rate(first, second))[0].data
    assert (data["entered"], data["expected"], data["level"]) == (27, 36, "CD")
    assert house.do(HEAD, rate(second))[0].data["level"] == "T"


def test_two_classes_of_a_teacher_are_summed(house: Schoolhouse) -> None:
    """LAW 47: every book in which the appointment is in force."""
    house.do("vanthu", EnrolPupils(klass=second_class(house), pupils=[new_pupil("hs08")]))
    filled(house, 18)
    data = house.do(HEAD, rate(checked(house)))[0].data
    assert (data["entered"], data["expected"], data["level"]) == (18, 24, "CD")


def test_two_appointments_to_one_book_count_it_once(house: Schoolhouse) -> None:
    """LAW 47: sums over books, not over appointments."""
    house.appoint("toan", "teacher", CLASS, "toan")
    filled(house, 18)
    assert house.do(HEAD, rate(checked(house)))[0].data["expected"] == 18


@pytest.mark.parametrize(
    ("period", "rated"),
    [
        ({"start": "2020-10-05"}, True),
        ({"end": "2020-10-05"}, True),
        ({"start": "2020-10-06"}, False),
        ({"end": "2020-10-04"}, False),
    ],
)
def test_the_appointment_counts_on_the_day_of_the_check(
    house: Schoolhouse, period: dict[str, str], rated: bool
) -> None:
    """LAW 47 FIGURES_WRONG: not before, not after; whatever it is on the day of the rating."""
    house.appoint("gvmoi", "teacher", CLASS, "toan", **period)
    pos = checked(house)
    house.now = SHUT
    if rated:
        assert house.do(HEAD, rate(pos, person="gvmoi"))[0].data["expected"] == 18
    else:
        house.refused("FIGURES_WRONG", HEAD, rate(pos, person="gvmoi"))


def test_an_appointment_that_was_ended_counts_until_then(house: Schoolhouse) -> None:
    """LAW 4, 47: an AppointmentEnded ends it as its own last day would."""
    held = house.state.people["toan"].appointments[0].pos
    first = checked(house)
    house.do(
        HEAD, EndAppointment(person="toan", appointment=held, on="2020-10-05", decision=PAPER), role="head"
    )
    second = checked(house, "k2", AFTER)
    assert house.do(HEAD, rate(first))[0].data["expected"] == 18
    house.refused("FIGURES_WRONG", HEAD, rate(second))
    assert house.do(HEAD, rate(first, second))[0].data["expected"] == 18


@pytest.mark.parametrize("person", ["gvcn", "bqt", HEAD])
def test_who_teaches_nothing_is_not_rated(house: Schoolhouse, person: str) -> None:
    """LAW 47 FIGURES_WRONG: a rating of 0 of 0 says nothing."""
    house.refused("FIGURES_WRONG", HEAD, rate(checked(house), person=person))


def test_a_rating_rests_on_checks_of_its_year_and_semester(house: Schoolhouse) -> None:
    """LAW 47 UNKNOWN_CHECK: no check, another entry, one of the other semester, one among good ones."""
    good = checked(house)
    house.do(HEAD, check("k2", semester=2))
    other = house.log[-1].pos
    for positions in ([good - 1], [10_000], [other], [good, other]):
        house.refused("UNKNOWN_CHECK", HEAD, rate(*positions))
    house.refused("UNKNOWN_CHECK", HEAD, rate(good, semester=2))
    house.refused("UNKNOWN_CHECK", HEAD, rate(good, year="2021-2022"))


def test_only_a_leader_rates_and_only_whom_the_log_names(house: Schoolhouse) -> None:
    """LAW 47 UNKNOWN_PERSON; permissions.json (S20)."""
    pos = checked(house)
    house.refused("UNKNOWN_PERSON", HEAD, rate(pos, person="khongten"))
    for person in ("bqt", "toan", "gvcn", "vanthu"):
        house.refused("NO_RIGHT", person, rate(pos))


# --- one fact, one line (S19, S20)

Story = Callable[[Schoolhouse], None]


def outcome(fact: Story | None) -> tuple[list[Figure], dict[str, dict[str, Any]]]:
    """The figures of a check and the rating of each teacher, after the same story with one fact more."""
    house = year_school()
    second_class(house)
    house.appoint("gvmoi", "teacher", "6b", "toan", start="2020-12-01")
    house.do("vanthu", EnrolPupils(klass="6b", pupils=[new_pupil("hs08"), new_pupil("hs09")]))
    house.appoint("lan", "teacher", CLASS, "amnhac")
    held = house.state.people["toan"].appointments[-1].pos
    ending = EndAppointment(person="toan", appointment=held, on="2020-09-30", decision=PAPER)
    house.do(HEAD, ending, role="head")
    house.appoint("hoa", "teacher", "6b", "toan")
    filled(house, 17)
    filled(house, 12, "amnhac")
    if fact:
        fact(house)
    lines = rows(house)
    pos = checked(house)
    rated = {name: house.do(HEAD, rate(pos, person=name))[0].data for name in ("toan", "nhac", "hoa")}
    return lines, {
        name: {key: data[key] for key in ("entered", "expected", "level")} for name, data in rated.items()
    }


def last_mark(house: Schoolhouse) -> None:
    house.do("toan", house.mark("hs03", "tx4"))


def mark_in_6b(house: Schoolhouse) -> None:
    place = {"klass": "6b", "subject": "toan", "semester": 1}
    house.do("hoa", house.mark("hs08", "gk", place=place))


def level_cleared(house: Schoolhouse) -> None:
    place = {"klass": CLASS, "subject": "amnhac", "semester": 1}
    house.do("nhac", house.mark("hs02", "tx2", None, place=place))


@pytest.mark.parametrize(
    ("fact", "line", "teacher", "before", "after"),
    [
        (last_mark, (CLASS, "toan", "tx4"), "toan", (17, 18, "D"), (18, 18, "T")),
        (mark_in_6b, ("6b", "toan", "gk"), "hoa", (0, 12, "CD"), (1, 12, "CD")),
        (level_cleared, (CLASS, "amnhac", "tx2"), "nhac", (12, 12, "T"), (11, 12, "D")),
    ],
)
def test_one_fact_changes_one_line(
    fact: Story,
    line: tuple[str, str, str],
    teacher: str,
    before: tuple[int, int, str],
    after: tuple[int, int, str],
) -> None:
    """S19, S20: a check and the ratings differ in the line of that fact, and in no other."""
    plain, with_fact = outcome(None), outcome(fact)
    differing = [(a, b) for a, b in zip(plain[0], with_fact[0], strict=True) if a != b]
    assert [(row.klass, row.subject, row.col) for row, _ in differing] == [line]
    assert {name for name in plain[1] if plain[1][name] != with_fact[1][name]} == {teacher}
    assert tuple(plain[1][teacher].values()) == before
    assert tuple(with_fact[1][teacher].values()) == after


@pytest.mark.parametrize(
    "fact",
    [
        lambda house: house.do("bqt", NoteJournal(text="Ghi chú")),
        lambda house: house.do("gvcn", reserved(house)),
        lambda house: house.do("toan", house.mark("hs01", value=95)),
        lambda house: house.do("toan", PublishColumn(klass=CLASS, subject="toan", semester=1, col="tx1")),
    ],
)
def test_a_fact_that_is_no_progress_changes_no_line(fact: Story) -> None:
    """S19, S20: a note, conduct, another value in a filled cell, a publication."""
    assert outcome(fact) == outcome(None)


def test_sums_are_by_book_and_sorted() -> None:
    """EVENTS.md `figures`."""
    lines = [
        Figure("6b", "toan", "ck", 2, 1),
        Figure("6a", "van", "ck", 3, 3),
        Figure("6b", "toan", "gk", 2, 2),
    ]
    assert sums(lines) == [["6a", "van", 3, 3], ["6b", "toan", 3, 4]]
    assert sums([]) == []
