"""Who has read whose data is told to leadership and board, and to each person about themselves."""

from typing import Any

import psycopg
import pytest

from demo.people import BOARD, CLERK, DEPUTY, HEAD
from tests.api.conftest import HOMEROOM_6A, OTHER_TEACHER, ROOT, TEACHER, Stage

READINGS = f"{ROOT}/readings"
BOOK = f"{ROOT}/books/6A/toan/1"


@pytest.fixture(scope="module")
def read(stage: Stage) -> Stage:
    """Some readings, in order; and tries that failed."""
    for person, path in (
        (TEACHER, BOOK),
        (HEAD.person, f"{ROOT}/pupils/HS0001/marks"),
        (HOMEROOM_6A, f"{ROOT}/pupils/HS0001/report-card"),
        (HOMEROOM_6A, f"{ROOT}/pupils/HS0010/marks"),
        (HEAD.person, f"{ROOT}/lists/register?about=HS0001"),
        (HEAD.person, f"{ROOT}/lists/staff-profiles?about={TEACHER}"),
    ):
        assert stage.get(person, path).status_code == 200, path
    for path in (BOOK, "/api/v1/schools/khac/me", "/truong/khac/xac-minh"):
        stage.client.get(path, headers={"Authorization": "Bearer geheim"})
    stage.client.post("/dang-nhap", data={"truong": "demo", "nguoi": TEACHER, "mat_khau": "geheim"})
    return stage


def asked(stage: Stage, person: str, /, **query: Any) -> list[tuple[str, str]]:
    answer = stage.get(person, READINGS, **query)
    assert answer.status_code == 200, answer.text
    rows = [(row["person"], row["what"].removeprefix(ROOT)) for row in answer.json()["readings"]]
    return [row for row in rows if not row[1].startswith("/readings")]


@pytest.mark.parametrize("person", [HEAD.person, DEPUTY.person, BOARD[0].person])
def test_leadership_and_board_see_who_has_read_a_pupils_data(read: Stage, person: str) -> None:
    """Newest first; HS0010 is not HS0001, and a register asked for one pupil names it, too."""
    assert asked(read, person, about="HS0001") == [
        (HEAD.person, "/lists/register?about=HS0001"),
        (HOMEROOM_6A, "/pupils/HS0001/report-card"),
        (HEAD.person, "/pupils/HS0001/marks"),
    ]
    assert asked(read, person, about="HS000") == []


@pytest.mark.parametrize("person", [TEACHER, OTHER_TEACHER, HOMEROOM_6A, CLERK.person])
def test_others_see_their_own_readings_and_those_about_themselves(read: Stage, person: str) -> None:
    """And nobody else's: not of a pupil, not of a class that they teach."""
    for query in ({}, {"about": "HS0001"}, {"about": "6A"}, {"person": HEAD.person}):
        refused = read.get(person, READINGS, **query)
        assert (refused.status_code, refused.json()["code"]) == (403, "NOT_READABLE"), query
    assert {who for who, _ in asked(read, person, person=person)} <= {person}
    assert asked(read, person, about=person) == (
        [(HEAD.person, f"/lists/staff-profiles?about={TEACHER}")] if person == TEACHER else []
    )
    for path in ("/failed-sign-ins", "/readings/days"):
        assert read.get(person, ROOT + path).status_code == 403


def test_to_read_the_record_is_a_reading(read: Stage) -> None:
    """Who looks at who has looked stands there, too."""
    read.get(DEPUTY.person, READINGS, about="HS0001")
    read.get(DEPUTY.person, f"{ROOT}/failed-sign-ins")
    rows = read.get(HEAD.person, READINGS, person=DEPUTY.person, limit=2).json()["readings"]
    assert [row["what"] for row in rows] == [f"{ROOT}/failed-sign-ins", f"{READINGS}?about=HS0001"]


def test_pages_leave_nothing_out_and_tell_nothing_twice(read: Stage) -> None:
    """By number, while asking adds rows on top."""
    first = read.get(HEAD.person, READINGS, limit=3).json()
    seen = [row["nr"] for row in first["readings"]]
    before = first["before"]
    while before is not None:
        page = read.get(HEAD.person, READINGS, limit=3, before=before).json()
        seen += [row["nr"] for row in page["readings"]]
        before = page["before"]
    assert seen == list(range(seen[0], 0, -1))


def test_failed_sign_ins_are_those_here_and_at_the_door_of_the_server(read: Stage) -> None:
    """Of another school's addresses nothing, and of no secret."""
    answer = read.get(HEAD.person, f"{ROOT}/failed-sign-ins")
    assert "geheim" not in answer.text
    rows = [(row["address"], row["tries"]) for row in answer.json()["failures"]]
    # Of schools that there are not, only that somebody tried.
    assert sorted(rows) == [("/api/v1/schools", 1), (ROOT, 1), ("/dang-nhap", 1), ("/truong", 1)]
    page = read.get(HEAD.person, f"{ROOT}/failed-sign-ins", limit=1).json()
    rest = read.get(HEAD.person, f"{ROOT}/failed-sign-ins", before=page["before"]).json()
    assert [(row["address"], row["tries"]) for row in rest["failures"]] == rows[1:]


@pytest.mark.parametrize(
    "days",
    [
        {"from": "2020-10-21", "to": "2020-10-20"},
        {"from": "2020-01-01", "to": "2020-10-20"},
        {"from": "2020-07-01"},
        {"to": "0001-01-01", "from": "0001-01-02"},
    ],
)
@pytest.mark.parametrize("path", ["/readings", "/readings/days", "/failed-sign-ins"])
def test_days_are_in_order_and_not_too_many(read: Stage, path: str, days: dict[str, str]) -> None:
    """A question has an end."""
    answer = read.get(HEAD.person, ROOT + path, **days)
    assert (answer.status_code, answer.json()["code"]) == (422, "BAD_PERIOD")


@pytest.mark.parametrize("to", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("path", ["/readings", "/readings/days", "/failed-sign-ins"])
def test_the_first_and_the_last_day_are_days(read: Stage, path: str, to: str) -> None:
    """Of which there is nothing to tell."""
    answer = read.get(HEAD.person, ROOT + path, to=to)
    assert answer.status_code == 200
    assert to not in answer.text.replace(f"to={to}", "")


def test_each_told_day_says_whether_its_rows_agree(fresh_stage: Stage) -> None:
    """Before anybody asks for a check of the whole database."""
    stage = fresh_stage
    stage.clock.set("2020-10-21T03:00:00.000000Z")
    stage.get(TEACHER, BOOK)
    stage.clock.set("2020-10-22T03:00:00.000000Z")
    stage.service.run_schedule()
    (told,) = stage.get(HEAD.person, f"{READINGS}/days").json()
    entry = next(entry for entry in stage.school.log.entries(told["pos"], told["pos"] + 1))
    assert (told["from"], told["to"], told["readings"]) == ("2020-10-21", "2020-10-21", 1)
    assert (entry.type, entry.data["digest"], told["agrees"]) == ("ReadsDigested", told["digest"], True)
    with psycopg.connect(stage.service.db.dsn) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("DELETE FROM socai.reading WHERE person = %s", [TEACHER])
    (told,) = stage.get(HEAD.person, f"{READINGS}/days").json()
    assert told["agrees"] is False
