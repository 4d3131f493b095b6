"""Lists that differ in one line where their facts differ in one, and folds at their edges."""

from typing import Any

import pytest

from domain.law import EVENTS
from domain.words.entry import Entry
from projections.lists import LISTS
from projections.lists.attendance import months
from projections.lists.oversight import commitments, journal, ratings
from projections.lists.pupils import members, movements, register
from projections.lists.results import promotions, results, retests
from projections.lists.year import publications
from projections.tables.deeds import Deed, DeedsProjection

PAPER = {"no": "1/QĐ", "date": "2020-09-01", "digest": "A" * 43}


def deed(
    pos: int, kind: str, stream: str = "school", at: str = "2020-10-01T02:00:00.000000Z", **data: Any
) -> Deed:
    klass = stream.split("/")[1] if stream.startswith("book/") else data.get("class")
    return Deed(pos, at, "p", "head", kind, stream, klass, data.get("pupil", data.get("person")), data)


def enrolled(pos: int, pupil: str, klass: str = "6A") -> Deed:
    facts = {"pupil": pupil, "name": f"Em {pupil}", "born": "2009-01-01", "register": f"r-{pupil}"}
    return deed(pos, "PupilEnrolled", **facts, **{"class": klass, "from": "2020-09-05"})


def placed(pos: int, pupil: str, klass: str, day: str, cause: str = "change") -> Deed:
    return deed(pos, "PupilPlaced", pupil=pupil, cause=cause, decision=PAPER, **{"class": klass, "from": day})


def left(pos: int, pupil: str, klass: str, day: str) -> Deed:
    facts = {"pupil": pupil, "last": day, "cause": "transfer", "school": "Trường Hai", "decision": PAPER}
    return deed(pos, "PupilLeft", **facts, **{"class": klass})


def absent(pos: int, day: str, value: str | None = "P") -> Deed:
    facts = {"pupil": "a", "date": day, "session": "S", "value": value}
    return deed(pos, "AbsenceSet", **facts, **{"class": "6A"})


def one_line_differs(before: list[Any], after: list[Any]) -> bool:
    """The same number of lines, of which exactly one is another; or one line more or less."""
    if len(before) == len(after):
        return sum(a != b for a, b in zip(before, after, strict=True)) == 1
    longer, shorter = sorted((before, after), key=len, reverse=True)
    return len(longer) == len(shorter) + 1 and [row for row in longer if row in shorter] == shorter


JOURNAL = [
    deed(1, "WindowSet", "window/w1", window="w1"),
    deed(2, "JournalNoted", "journal", text="thay ổ đĩa"),
    deed(3, "BookLocked", "close/6A/1", **{"class": "6A"}),
]
RATED = [
    deed(
        n,
        "TeacherRated",
        person=f"t{n}",
        year="2020-2021",
        semester=1,
        checks=[9],
        entered=n,
        expected=10,
        level="CD",
    )
    for n in (1, 2, 3)
]
MONTH = [
    absent(1, "2020-09-10"),
    absent(2, "2020-10-10"),
    deed(3, "MonthConfirmed", **{"class": "6A", "month": "2020-09", "count": 1, "digest": "x"}),
]


@pytest.mark.parametrize(
    ("fold", "before", "after"),
    [
        (journal, JOURNAL, [*JOURNAL, deed(4, "IncidentReported", "incident/i", incident="i", text="x")]),
        (journal, JOURNAL, [*JOURNAL[:1], deed(2, "JournalNoted", "journal", text="khác"), JOURNAL[2]]),
        (
            ratings,
            RATED,
            [*RATED[:2], RATED[2]._replace(data={**RATED[2].data, "level": "T", "entered": 10})],
        ),
        (ratings, RATED, RATED[:2]),
        (months, MONTH, [*MONTH, absent(4, "2020-09-11")]),
        (months, MONTH, [*MONTH, absent(4, "2020-10-11")]),
        (
            register,
            [enrolled(1, "a"), enrolled(2, "b")],
            [enrolled(1, "a"), enrolled(2, "b"), left(3, "a", "6A", "2020-10-01")],
        ),
        (
            members,
            [enrolled(1, "a"), enrolled(2, "b")],
            [enrolled(1, "a"), enrolled(2, "b"), left(3, "b", "6A", "2020-10-01")],
        ),
    ],
)
def test_one_fact_changes_one_line(fold: Any, before: list[Deed], after: list[Deed]) -> None:
    """It must show 7."""
    assert one_line_differs(fold(before), fold(after))


def test_a_stay_ends_the_day_before_the_next_or_on_the_last_day() -> None:
    """LAW 29, across classes; a leaving's day is not moved by the return."""
    deeds = [
        enrolled(1, "a"),
        placed(2, "a", "6B", "2020-10-10"),
        left(3, "a", "6B", "2020-11-01"),
        placed(4, "a", "6A", "2020-12-01", "return"),
    ]
    stays = [(row.klass, row.since, row.until) for row in members(deeds)]
    assert stays == [
        ("6A", "2020-09-05", "2020-10-09"),
        ("6B", "2020-10-10", "2020-11-01"),
        ("6A", "2020-12-01", None),
    ]
    assert [(row.kind, row.left, row.klass) for row in movements(deeds)] == [
        ("enrolled", None, "6A"),
        ("change", "6A", "6B"),
        ("transfer", "6B", None),
        ("return", None, "6A"),
    ]
    line = register(deeds)[0]
    assert (line.classes, line.left, line.gone_to) == (("6A", "6B", "6A"), None, None)


def test_a_month_is_changed_by_what_happens_in_it_and_not_by_what_is_undone() -> None:
    """A session set and set back is no change; a movement is."""
    assert months(MONTH)[0].state == "confirmed"
    assert months([*MONTH, absent(4, "2020-09-12"), absent(5, "2020-09-12", None)])[0].state == "confirmed"
    assert months([*MONTH, absent(4, "2020-09-10", "K")])[0].state == "changed"
    moved = [enrolled(0, "a"), *MONTH, left(4, "a", "6A", "2020-09-30")]
    assert months(moved)[0].state == "changed"


def test_a_new_approval_replaces_the_results_of_the_old_one() -> None:
    """Who has left since is no longer in it; other classes and semesters stay."""

    def approved(pos: int, semester: int, *rows: tuple[str, int]) -> list[Deed]:
        stream = f"term/6A/{semester}"
        head = deed(pos, "ResultsApproved", stream, **{"class": "6A", "semester": semester})
        empty = {"scores": [], "comments": [], "average": None, "conduct": "T", "absent": None}
        more = {"learning": None, "base": None, "clause": None}
        made = [
            deed(
                pos + n,
                "ResultRecorded",
                stream,
                **{"class": "6A", "semester": at, "pupil": pupil},
                **empty,
                **more,
            )
            for n, (pupil, at) in enumerate(rows, start=1)
        ]
        return [head, *made]

    first = approved(1, 1, ("a", 1), ("b", 1))
    second = approved(10, 2, ("a", 2), ("b", 2), ("a", 0), ("b", 0))
    again = approved(20, 2, ("a", 2), ("a", 0))
    rows = {(row.pupil, row.semester): row.approved for row in results([*first, *second, *again])}
    assert rows == {("a", 1): 1, ("b", 1): 1, ("a", 2): 20, ("a", 0): 20}


def test_a_second_registration_replaces_the_first_and_a_mark_stays_with_its_subject() -> None:
    """LAW 42."""
    place = {"class": "6A", "pupil": "a"}
    deeds = [
        deed(1, "RetestRegistered", **place, subjects=["toan", "van"]),
        deed(2, "RetestRegistered", **place, subjects=["van"]),
        deed(3, "RetestEntered", **place, subject="van", value=60),
    ]
    assert [(row.subject, row.value, row.pos) for row in retests(deeds)] == [("van", 60, 3)]


def test_a_promotion_keeps_its_first_outcome_beside_the_second() -> None:
    """And is final once nobody waits."""
    facts = {"class": "6A", "pupil": "a", "learning": "Y", "conduct": "T", "absent": 0, "reason": None}
    deeds = [
        deed(1, "PromotionDecided", **facts, stage=1, outcome="KIEM_TRA_LAI"),
        deed(2, "PromotionDecided", **facts, stage=2, outcome="LEN_LOP"),
    ]
    assert [row.final for row in promotions(deeds[:1])] == [False]
    row = promotions(deeds)[0]
    assert (row.first, row.outcome, row.final) == ("KIEM_TRA_LAI", "LEN_LOP", True)


def test_the_lag_is_in_local_days() -> None:
    """Published at 18:00 UTC is the next day in Vietnam."""
    book = "book/6A/toan/1"
    dated = deed(1, "ColumnDated", book, col="gk", date="2020-10-01")
    made = deed(2, "ColumnPublished", book, "2020-10-03T18:00:00.000000Z", col="gk")
    assert [(row.lag, row.person) for row in publications([dated, made])] == [(3, "p")]
    assert publications([made])[0].lag is None


def test_a_commitment_names_the_clauses_that_it_lacks() -> None:
    """S51: all five, in one order."""
    facts = {"commitment": "c", "provider": "A", "years": 5, "from": "a", "to": "b", "decision": PAPER}
    row = commitments([deed(1, "CommitmentSigned", clauses=["safety"], **facts)])[0]
    assert row.missing == ("administration", "confidentiality", "programme", "retention")


def test_every_list_of_nothing_is_empty() -> None:
    """No fold asks for a first entry."""
    assert {name: wanted.fold([]) for name, wanted in LISTS.items()} == {name: [] for name in LISTS}
    assert len(LISTS) == 36


class Inserted:
    """The place of a projection, as far as the rows that come into it."""

    def __init__(self) -> None:
        self.types: list[str] = []

    def insert(self, _table: str, columns: dict[str, Any]) -> None:
        self.types += columns["type"][1]


def test_of_marks_and_dossiers_no_row_is_held_twice() -> None:
    """Every other type is a deed, whatever topic it is of; of a name, the profile's cell is one, too."""
    actor = {"person": "p", "role": "head"}
    data = {"pupil": "a", "col": "gk", "value": 80}
    entries = [
        Entry(pos, "2020-10-01T02:00:00.000000Z", event.stream, 0, name, actor, "c", 0, 1, b"", data)
        for pos, (name, event) in enumerate(sorted(EVENTS.items()))
    ]
    place = Inserted()
    DeedsProjection().apply(place, entries)  # type: ignore[arg-type]
    assert set(EVENTS) - set(place.types) == {
        *("MarkEntered", "MarkChanged", "MarkCleared"),
        *("CorrectionProposed", "CorrectionItem", "CorrectionAmended", "CorrectionWithdrawn"),
        *("CorrectionPermitted", "CorrectionRefused", "CorrectionWitnessed", "CorrectionLapsed"),
        "CorrectionApplied",
    }
