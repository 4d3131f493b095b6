"""LAW 24, 44-45: the procedure after a lock, incidents, the provider's commitment, the operations journal."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.acts.books.close import UnlockBook
from domain.acts.unit.oversight import AnswerIncident, NoteJournal, ReportIncident, SignCommitment
from domain.words.days import later
from tests.domain.schoolhouse import Schoolhouse
from tests.domain.situations import locked
from tests.domain.yearhouse import HEAD, procedure, year_school
from tests.school.small import CLASS, PAPER

CLAUSES = ["administration", "confidentiality", "programme", "retention", "safety"]
EVERYBODY = (HEAD, "phohieutruong", "bqt", "vanthu", "gvcn", "toan")


@pytest.fixture
def house() -> Schoolhouse:
    return year_school()


def reported(name: str = "sc1") -> ReportIncident:
    return ReportIncident(incident=name, text="Máy chủ mất điện từ 8 giờ")


def answered(state: Any = "open", name: str = "sc1") -> AnswerIncident:
    return AnswerIncident(incident=name, text="Đã có điện lại", state=state)


def commitment(name: str = "ck1", **how: Any) -> SignCommitment:
    fields = {"clauses": CLAUSES, "years": 10, "start": "2020-09-01", "end": "2021-08-31", **how}
    return SignCommitment(commitment=name, provider="Công ty A", decision=PAPER, **fields)


def unlock(until: str) -> UnlockBook:
    return UnlockBook(klass=CLASS, semester=1, reason="nhập thiếu", decision=PAPER, until=until)


# --- the procedure (LAW 44, 24)


@pytest.mark.parametrize(
    "seats",
    [
        ["board", "homeroom"],
        ["leadership"],
        [],
        ["board", "board", "homeroom"],
        ["leadership", "homeroom", "board"],
    ],
)
def test_a_procedure_never_has_fewer_than_three_seats(seats: list[str]) -> None:
    """LAW 44 (S57), EVENTS.md: the three of S24, sorted, none twice."""
    with pytest.raises(ValidationError):
        procedure(seats=seats)


@pytest.mark.parametrize("days", [0, 31, -1])
def test_a_procedure_is_never_weaker_than_thirty_days(house: Schoolhouse, days: int) -> None:
    """LAW 44 BAD_DATA, EVENTS.md: 1…30; a school may be stricter, never weaker (S57)."""
    house.refused("BAD_DATA", HEAD, procedure(days))


@pytest.mark.parametrize("person", EVERYBODY[1:])
def test_only_the_head_sets_the_procedure(house: Schoolhouse, person: str) -> None:
    """permissions.json (S57)."""
    house.refused("NO_RIGHT", person, procedure())


def test_an_unlocking_lasts_no_longer_than_the_schools_procedure() -> None:
    """LAW 24 BAD_PERIOD (S56, S57): exactly `days`, to the microsecond."""
    house = locked()
    house.do(HEAD, procedure(7))
    latest = later(house.now, days=7)
    house.refused("BAD_PERIOD", HEAD, unlock(latest.replace(".000000Z", ".000001Z")))
    house.do(HEAD, unlock(latest))


def test_the_newest_procedure_counts() -> None:
    """LAW 24: a later one replaces it, either way; without any it is 30 days."""
    house = locked()
    thirty = later(house.now, days=30)
    house.do(HEAD, procedure(7))
    house.refused("BAD_PERIOD", HEAD, unlock(thirty))
    house.do(HEAD, procedure(1))
    house.refused("BAD_PERIOD", HEAD, unlock(later(house.now, days=7)))
    house.do(HEAD, procedure(30))
    house.do(HEAD, unlock(thirty))


def test_a_procedure_does_not_end_an_unlocking_that_runs() -> None:
    """LAW 24: the limit is asked at the unlocking."""
    house = locked()
    house.do(HEAD, unlock(later(house.now, days=20)))
    house.do(HEAD, procedure(1))
    assert not house.state.close(CLASS, 1).locked_at(later(house.now, days=19))
    assert house.state.close(CLASS, 1).locked_at(later(house.now, days=20))


# --- incidents (LAW 45, S77)


@pytest.mark.parametrize("person", EVERYBODY)
def test_everybody_with_a_right_reports_an_incident(house: Schoolhouse, person: str) -> None:
    """permissions.json (S77): whoever sees it."""
    data = house.do(person, reported())[0].data
    assert data == {"incident": "sc1", "text": "Máy chủ mất điện từ 8 giờ"}


def test_nobody_without_a_right_reports(house: Schoolhouse) -> None:
    """LAW 4."""
    house.refused("NO_RIGHT", "khongten", reported())
    past = house.appoint("cu", "clerk", end="2020-09-30")
    house.refused("RIGHT_NOT_IN_FORCE", "cu", reported())
    assert house.state.appointment("cu", past) is not None


def test_an_incident_is_reported_once(house: Schoolhouse) -> None:
    """LAW 45 ALREADY_EXISTS, closed or not."""
    house.do("toan", reported())
    house.refused("ALREADY_EXISTS", "gvcn", reported())
    house.do("bqt", answered("closed"))
    house.refused("ALREADY_EXISTS", "gvcn", reported())
    house.do("gvcn", reported("sc2"))


def test_an_incident_is_answered_until_it_is_closed(house: Schoolhouse) -> None:
    """LAW 45 INCIDENT_STATE."""
    house.refused("INCIDENT_STATE", "bqt", answered())
    house.do("toan", reported())
    house.do("bqt", answered("open"))
    house.do("bqt", answered("closed"))
    for state in ("open", "closed"):
        house.refused("INCIDENT_STATE", "bqt", answered(state))


@pytest.mark.parametrize("person", [HEAD, "phohieutruong", "vanthu", "gvcn", "toan"])
def test_only_the_board_answers(house: Schoolhouse, person: str) -> None:
    """permissions.json (S77)."""
    house.do("toan", reported())
    house.refused("NO_RIGHT", person, answered())


# --- the provider's commitment (LAW 45, S51)


def test_a_commitment_stands_as_it_was_signed(house: Schoolhouse) -> None:
    """S51: a paper that lacks clauses is recorded with those that it has."""
    data = house.do(HEAD, commitment(clauses=["retention", "safety"]))[0].data
    assert (data["clauses"], data["from"], data["to"]) == (
        ["retention", "safety"],
        "2020-09-01",
        "2021-08-31",
    )


def test_a_commitment_is_signed_once(house: Schoolhouse) -> None:
    """LAW 45 ALREADY_EXISTS."""
    house.do(HEAD, commitment())
    house.refused("ALREADY_EXISTS", HEAD, commitment(years=5))
    house.do(HEAD, commitment("ck2"))


def test_a_commitment_does_not_end_before_it_begins(house: Schoolhouse) -> None:
    """LAW 45 BAD_PERIOD; one day is a period."""
    house.refused("BAD_PERIOD", HEAD, commitment(end="2020-08-31"))
    house.do(HEAD, commitment(end="2020-09-01"))


@pytest.mark.parametrize("clauses", [[], ["safety", "retention"], ["price"], ["safety", "safety"]])
def test_a_commitment_names_known_clauses(clauses: list[str]) -> None:
    """EVENTS.md: the five of S51, sorted, at least one."""
    with pytest.raises(ValidationError):
        commitment(clauses=clauses)


@pytest.mark.parametrize("years", [0, 101, -1])
def test_a_commitment_retains_for_one_to_a_hundred_years(house: Schoolhouse, years: int) -> None:
    """EVENTS.md BAD_DATA."""
    house.refused("BAD_DATA", HEAD, commitment(years=years))


@pytest.mark.parametrize("person", EVERYBODY[1:])
def test_only_the_head_signs_a_commitment(house: Schoolhouse, person: str) -> None:
    """permissions.json (S51)."""
    house.refused("NO_RIGHT", person, commitment())


# --- the journal (LAW 45, S35)


@pytest.mark.parametrize("person", [HEAD, "phohieutruong", "bqt", "vanthu"])
def test_who_operates_the_books_notes_in_the_journal(house: Schoolhouse, person: str) -> None:
    """permissions.json (S35); the same words twice are two notes."""
    note = NoteJournal(text="Đã sao lưu ra đĩa ngoài")
    first, second = (house.do(person, note)[0] for _ in range(2))
    assert first == second
    assert (first.stream, first.data) == ("journal", {"text": "Đã sao lưu ra đĩa ngoài"})
    assert [entry.ver for entry in house.log if entry.stream == "journal"] == [1, 2]


@pytest.mark.parametrize("person", ["gvcn", "toan", "khongten"])
def test_a_teacher_does_not_write_the_journal(house: Schoolhouse, person: str) -> None:
    """permissions.json (S35)."""
    house.refused("NO_RIGHT", person, NoteJournal(text="x"))


def test_the_year_need_not_be_opened_for_oversight() -> None:
    """LAW 44-45 ask for no year: a school reports what happens in August."""
    house = locked()
    for person, command in (("toan", reported()), ("bqt", NoteJournal(text="x")), (HEAD, commitment())):
        house.do(person, command)
