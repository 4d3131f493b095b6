"""Two places at once, and writes at closed hours: asked of the owner, and where it must be silent."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from api.service.people.told.off_hours import closed
from demo.people import DEPUTY, HEAD
from domain.words.days import instant, parse_instant
from tests.api.conftest import CODE, HOMEROOM_6A, OTHER_TEACHER, ROOT, TEACHER, Stage
from tests.signed_in import with_password

VIETNAM = timezone(timedelta(hours=7))
SCHOOL, HOME = "10.0.0.9", "203.0.113.4"
OWN = {"Origin": "http://testserver"}


def signed_in(stage: Stage, person: str, client: str, device: bytes) -> str:
    place: dict[str, Any] = {"client": client, "agent": "", "device": device * 32}
    return stage.service.sessions.open(
        stage.school.log.school, person, "password", stage.clock.now(), **place
    )


def later(stage: Stage, minutes: int) -> None:
    stage.clock.set(instant(parse_instant(stage.clock.now()) + timedelta(minutes=minutes)))


def start(stage: Stage, cookie: str) -> str:
    answer = stage.client.get("/", headers={"Cookie": f"socai={cookie}"})
    assert answer.status_code == 200 and CODE in answer.text
    return str(answer.text)


def asked(stage: Stage, cookie: str) -> list[Any]:
    answer = stage.client.get(f"{ROOT}/questions", headers={"Cookie": f"socai={cookie}", **OWN})
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def check(stage: Stage) -> Any:
    return stage.get(HEAD.person, f"{ROOT}/security-check").json()


def at_once(stage: Stage, here: tuple[str, bytes], there: tuple[str, bytes], still_here: bool = True) -> str:
    """The start page after the second sign-in, which the first browser outlives or not."""
    first = signed_in(stage, TEACHER, *here)
    later(stage, 5)
    second = signed_in(stage, TEACHER, *there)
    later(stage, 5)
    if still_here:
        assert stage.service.sessions.bearer(first) is not None
    return start(stage, second)


def test_two_places_at_once_are_asked_about(fresh_stage: Stage) -> None:
    """In the owner's sessions; among the accounts of the check, where nobody else's is."""
    with_password(fresh_stage.service, CODE, TEACHER)
    with_password(fresh_stage.service, CODE, OTHER_TEACHER)
    told = at_once(fresh_stage, (SCHOOL, b"a"), (HOME, b"b"))
    assert "cùng lúc ở hai nơi" in told and SCHOOL in told and HOME in told
    assert "cùng lúc" not in start(fresh_stage, signed_in(fresh_stage, OTHER_TEACHER, HOME, b"c"))
    found = check(fresh_stage)
    assert dict(found["figures"])["shared"] == 1 and ["shared", [TEACHER]] in found["rows"]
    later(fresh_stage, 60 * 24 * 8)
    assert "cùng lúc" not in start(fresh_stage, signed_in(fresh_stage, TEACHER, HOME, b"b"))


@pytest.mark.parametrize(
    ("here", "there", "still_here"),
    [
        ((SCHOOL, b"a"), (HOME, b"b"), False),
        ((SCHOOL, b"a"), ("10.0.0.77", b"b"), True),
        ((SCHOOL, b"a"), (HOME, b"a"), True),
        (("2001:db8:1:2::5", b"a"), ("2001:db8:1:2:aaaa::9", b"b"), True),
    ],
    ids=["left-before", "one-staff-room", "one-laptop-that-moved", "one-network-of-ipv6"],
)
def test_what_is_no_second_place_is_not_asked_about(
    fresh_stage: Stage, here: tuple[str, bytes], there: tuple[str, bytes], still_here: bool
) -> None:
    with_password(fresh_stage.service, CODE, TEACHER)
    assert "cùng lúc" not in at_once(fresh_stage, here, there, still_here)
    assert dict(check(fresh_stage)["figures"])["shared"] == 0


def test_a_staff_room_with_one_address_shares_nothing_by_itself(fresh_stage: Stage) -> None:
    """Many persons at one address, each in a browser of their own; three at one browser are none, either."""
    persons = [TEACHER, OTHER_TEACHER, HEAD.person, HOMEROOM_6A]
    for number, person in enumerate(persons):
        with_password(fresh_stage.service, CODE, person)
        signed_in(fresh_stage, person, SCHOOL, bytes([97 + number]))
    for person in persons[:3]:
        signed_in(fresh_stage, person, SCHOOL, b"z")
    assert dict(check(fresh_stage)["figures"])["shared"] == 0


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("at", "asked"),
    [
        ("2020-10-26 05:59:59", True),
        ("2020-10-26 06:00", False),
        ("2020-10-26 21:59:59", False),
        ("2020-10-26 22:00", True),
        ("2020-10-25 10:00", True),
        ("2020-10-24 10:00", False),
        ("2020-09-02 10:00", True),
        ("2021-01-01 10:00", True),
        ("2021-04-30 10:00", True),
        ("2021-02-12 10:00", False),
    ],
)
def test_closed_are_nights_sundays_and_fixed_holidays(at: str, asked: bool) -> None:
    """In Vietnam's time; Tết goes by the moon and is not known here."""
    moment = local(at)
    spans = closed(moment + timedelta(days=2))
    assert any(opens <= moment < closes for opens, closes in spans) is asked
    assert len(spans) <= 16


def test_writes_at_night_are_asked_of_who_wrote_and_only_counted_for_others(fresh_stage: Stage) -> None:
    """By day nobody is asked; the question ends after a week."""
    stage = fresh_stage
    for person in (TEACHER, OTHER_TEACHER):
        with_password(stage.service, CODE, person)
    stage.clock.set(instant(local("2020-10-20 21:59")))
    assert stage.save(TEACHER, ("HS0030", "tx1", "7", 0)).status_code == 200
    assert "mang tên bạn" not in start(stage, signed_in(stage, TEACHER, SCHOOL, b"a"))
    assert check(stage)["off_hours"] == 0
    stage.clock.set(instant(local("2020-10-20 22:30")))
    assert stage.save(TEACHER, ("HS0031", "tx1", "7", 0)).status_code == 200
    assert "1 lần ghi mang tên bạn" in start(stage, signed_in(stage, TEACHER, SCHOOL, b"a"))
    assert "mang tên bạn" not in start(stage, signed_in(stage, OTHER_TEACHER, SCHOOL, b"b"))
    found = check(stage)
    assert found["off_hours"] == 1 and not any(
        people for kind, people in found["rows"] if kind == "off_hours"
    )
    stage.clock.set(instant(local("2020-10-28 10:00")))
    assert "mang tên bạn" not in start(stage, signed_in(stage, TEACHER, SCHOOL, b"a"))


def test_not_me_ends_all_other_sessions_and_silences_nothing(fresh_stage: Stage) -> None:
    """Without script; what to do next stands beside it."""
    stage = fresh_stage
    with_password(stage.service, CODE, TEACHER)
    thief = signed_in(stage, TEACHER, HOME, b"b")
    foreign = signed_in(stage, OTHER_TEACHER, HOME, b"c")
    later(stage, 5)
    here = signed_in(stage, TEACHER, SCHOOL, b"a")
    later(stage, 5)
    assert stage.service.sessions.bearer(thief) is not None
    cookie = {"Cookie": f"socai={here}", **OWN}
    answer = stage.client.post(
        "/tai-khoan/phien", data={"phien": "khongphai"}, headers=cookie, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/tai-khoan#khong-phai")
    assert stage.service.sessions.bearer(thief) is None
    assert (
        stage.service.sessions.bearer(here) is not None and stage.service.sessions.bearer(foreign) is not None
    )
    page = stage.client.get("/tai-khoan", headers=cookie).text
    assert "bạn báo không phải bạn" in page and "Báo ban quản trị" in page
    assert "cùng lúc ở hai nơi" in start(stage, here)
    (pair,) = [each for each in asked(stage, here) if each["kind"] == "two_places"]
    assert [HOME in pair["places"][0], SCHOOL in pair["places"][1]] == [True, True]
    stranger = signed_in(stage, OTHER_TEACHER, HOME, b"c")
    assert "two_places" not in {each["kind"] for each in asked(stage, stranger)}


def test_an_account_given_again_is_counted_for_ninety_days(fresh_stage: Stage) -> None:
    stage = fresh_stage
    with_password(stage.service, CODE, TEACHER)
    paper = stage.decision()
    assert stage.post(HEAD.person, f"{ROOT}/people/{TEACHER}/account", decision=paper).status_code == 201
    pos = stage.post(HEAD.person, f"{ROOT}/people/{TEACHER}/reset", reason="quên mật khẩu").json()["pos"]
    assert dict(check(stage)["figures"])["reset"] == 0
    granted = stage.post(DEPUTY.person, f"{ROOT}/people/{TEACHER}/reset/grant", ask=pos)
    assert granted.status_code == 201, granted.text
    with_password(stage.service, CODE, TEACHER)
    assert dict(check(stage)["figures"])["reset"] == 1
    later(stage, 60 * 24 * 91)
    assert dict(check(stage)["figures"])["reset"] == 0
