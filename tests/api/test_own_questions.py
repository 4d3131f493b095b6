"""The owner of an account is told of a new machine, and of wrong passwords, in whichever session."""

from __future__ import annotations

from domain.words.days import parse_instant
from tests.api.conftest import CODE, TEACHER, Stage

OWN = {"Origin": "http://testserver"}


def signed_in(stage: Stage, device: bytes, agent: str = "") -> str:
    now, school = stage.clock.now(), stage.school.log.school
    place = {"client": "203.0.113.4", "agent": agent, "device": device}
    return stage.service.sessions.open(school, TEACHER, "password", now, **place)


def start(stage: Stage, cookie: str) -> str:
    answer = stage.client.get("/", headers={"Cookie": f"socai={cookie}"})
    assert answer.status_code == 200 and CODE in answer.text
    return str(answer.text)


def test_a_new_machine_is_told_in_the_sessions_of_the_others(fresh_stage: Stage) -> None:
    """Not the first of all, not one that was used before, and not to itself."""
    stage, windows = fresh_stage, "Mozilla/5.0 (Windows NT 10.0) Firefox/115.0"
    first = signed_in(stage, b"a" * 32)
    assert "máy mới" not in start(stage, first)
    again = signed_in(stage, b"a" * 32)
    assert "máy mới" not in start(stage, again)
    thief = signed_in(stage, b"b" * 32, windows)
    assert "máy mới: Firefox trên Windows, địa chỉ 203.0.113.4" in start(stage, first)
    assert "máy mới" not in start(stage, thief)
    assert "máy mới" not in start(stage, stage.signed_in("ht.y-blin")["Cookie"].partition("=")[2])


def test_wrong_passwords_are_told_to_whose_they_are(fresh_stage: Stage) -> None:
    """Five in a week; one mistypes now and then."""
    stage = fresh_stage
    cookie, at = signed_in(stage, b"a" * 32), parse_instant(stage.clock.now())
    for number in range(5):
        assert "nhập sai" not in start(stage, cookie), number
        stage.school.accounts.credentials.note_wrong(TEACHER, "198.51.100.7", at)
    assert "Có 5 lần nhập sai mật khẩu" in start(stage, cookie)
