"""The page on which a lost way in is given again by two persons: asked for, seen, granted."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest

from api.service.people.freshness import FRESH_S
from demo.people import BOARD as BOARDS
from demo.people import CLERK, DEPUTY, HEAD
from domain.words.days import later
from tests.api.conftest import CODE, HOMEROOM_6A, OTHER_TEACHER, TEACHER, Stage
from tests.api.reading_pages import words
from tests.signed_in import session_of, with_password

BOARD, SECOND = BOARDS[0].person, BOARDS[1].person
PAGE, GRANT = "/truong/demo/cap-lai", "/truong/demo/cap-lai/dong-y"
WHY = "Mất điện thoại ở bến xe"


def signed_in(stage: Stage, person: str) -> str:
    return session_of(stage.service, CODE, person, "totp")


def see(stage: Stage, cookie: str, path: str = PAGE) -> Any:
    return stage.client.get(path, headers={"Cookie": f"socai={cookie}"})


def send(stage: Stage, cookie: str, path: str, **form: str) -> Any:
    headers = {"Cookie": f"socai={cookie}", "Origin": "http://testserver"}
    typed = {"cmd": f"reset-{stage.school.log.head().size}", **form}
    return stage.client.post(path, headers=headers, data=typed, follow_redirects=False)


def ask(stage: Stage, by: str, person: str, reason: str = WHY) -> int:
    """Asks on the page, and gives the position of what was written."""
    answer = send(stage, signed_in(stage, by), PAGE, nguoi=person, reason=reason)
    assert (answer.status_code, answer.headers.get("location")) == (303, PAGE), words(answer)
    return stage.school.facts().asks[person].pos


def refused(stage: Stage, cookie: str, path: str, code: str, **form: str) -> Any:
    """Said in words on the page; nothing is written."""
    size = stage.school.log.head().size
    answer = send(stage, cookie, path, **form)
    assert (answer.status_code, code in words(answer)) == (422, True), words(answer)
    assert stage.school.log.head().size == size
    return answer


def test_one_asks_another_grants_and_the_strip_is_made(stage: Stage) -> None:
    """Without script: who waits with who asked, when and why; then everything of the owner's has ended."""
    with_password(stage.service, CODE, TEACHER)
    own, board, deputy = (signed_in(stage, each) for each in (TEACHER, BOARD, DEPUTY.person))
    assert f'href="{PAGE}?nguoi={TEACHER}"' in see(stage, board, "/truong/demo/tai-khoan").text
    form = words(see(stage, board, f"{PAGE}?nguoi={TEACHER}"))
    name = stage.school.facts().people[TEACHER].name
    assert f"đề nghị cấp lại cách đăng nhập của {name}, với lý do trên" in form
    pos = ask(stage, BOARD, TEACHER)
    shown = words(see(stage, deputy))
    assert WHY in shown and f"(bản ghi {pos})" in shown
    assert stage.school.facts().people[BOARD].name in shown
    assert f"đồng ý cấp lại cách đăng nhập của {name}, theo đề nghị ở bản ghi {pos}" in shown
    answer = send(stage, deputy, GRANT, nguoi=TEACHER, so=str(pos))
    assert (answer.status_code, answer.headers.get("location")) == (303, PAGE), words(answer)
    assert WHY not in words(see(stage, deputy))
    assert see(stage, own, "/").status_code == 401
    accounts = see(stage, board, "/truong/demo/tai-khoan")
    assert f'name="nguoi" value="{TEACHER}"' in accounts.text
    typed = {"nguoi": TEACHER, "cmd": "strip-1"}
    headers = {"Cookie": f"socai={board}", "Origin": "http://testserver"}
    strip = stage.client.post("/truong/demo/tai-khoan", headers=headers, data=typed)
    assert strip.status_code == 200 and "1 phiếu đăng nhập lần đầu" in words(strip)


def test_the_owner_is_told_in_every_session_and_others_are_not(stage: Stage) -> None:
    machines = [signed_in(stage, OTHER_TEACHER) for _ in range(2)]
    ask(stage, BOARD, OTHER_TEACHER)
    told = "đề nghị cấp lại cách đăng nhập của bạn lúc"
    assert all(
        told in words(see(stage, each, "/")) and WHY in words(see(stage, each, "/")) for each in machines
    )
    assert re.search(r"[1-9] đề nghị cấp lại", words(see(stage, signed_in(stage, DEPUTY.person), "/")))
    clerk = words(see(stage, signed_in(stage, CLERK.person), "/"))
    assert told not in clerk and "đề nghị cấp lại" not in clerk


def test_nobody_asks_for_oneself(stage: Stage) -> None:
    board = signed_in(stage, BOARD)
    assert "Không ai tự đề nghị cho mình" in words(see(stage, board, f"{PAGE}?nguoi={BOARD}"))
    refused(stage, board, PAGE, "SELF_GRANT", nguoi=BOARD, reason=WHY)


def test_nobody_grants_what_they_asked(stage: Stage) -> None:
    """The page has no button for it, and the form is refused."""
    pos, head = ask(stage, HEAD.person, HOMEROOM_6A), signed_in(stage, HEAD.person)
    page = see(stage, head)
    assert "Bạn đã đề nghị" in words(page) and f'name="so" value="{pos}"' not in page.text
    refused(stage, head, GRANT, "PROPOSER_DECIDES", nguoi=HOMEROOM_6A, so=str(pos))


def test_nobody_grants_for_oneself(stage: Stage) -> None:
    pos, own = ask(stage, BOARD, SECOND), signed_in(stage, SECOND)
    page = see(stage, own)
    assert "cách đăng nhập của chính bạn" in words(page) and f'name="so" value="{pos}"' not in page.text
    refused(stage, own, GRANT, "SELF_GRANT", nguoi=SECOND, so=str(pos))


@pytest.mark.parametrize("person", [TEACHER, CLERK.person])
def test_who_has_no_right_sees_asks_and_grants_nothing(stage: Stage, person: str) -> None:
    with_password(stage.service, CODE, person)
    cookie, pos = signed_in(stage, person), ask(stage, BOARD, HOMEROOM_6A)
    assert see(stage, cookie).status_code == see(stage, cookie, f"{PAGE}?nguoi={BOARD}").status_code == 403
    assert send(stage, cookie, PAGE, nguoi=HOMEROOM_6A, reason=WHY).status_code == 403
    assert send(stage, cookie, GRANT, nguoi=HOMEROOM_6A, so=str(pos)).status_code == 403
    assert not stage.school.facts().asks[HOMEROOM_6A].granted


def test_a_deputy_grants_and_does_not_ask(stage: Stage) -> None:
    deputy = signed_in(stage, DEPUTY.person)
    assert 'name="reason"' not in see(stage, deputy, f"{PAGE}?nguoi={TEACHER}").text
    assert send(stage, deputy, PAGE, nguoi=TEACHER, reason=WHY).status_code == 403


def test_nothing_is_granted_twice_or_by_an_asking_that_another_replaced(stage: Stage) -> None:
    old, new = ask(stage, BOARD, OTHER_TEACHER), ask(stage, BOARD, OTHER_TEACHER, "Quên mật khẩu")
    head = signed_in(stage, HEAD.person)
    assert f'name="so" value="{old}"' not in see(stage, head).text
    refused(stage, head, GRANT, "UNKNOWN_ACT", nguoi=OTHER_TEACHER, so=str(old))
    refused(stage, head, GRANT, "UNKNOWN_ACT", nguoi=TEACHER, so=str(new))
    answer = send(stage, head, GRANT, nguoi=OTHER_TEACHER, so=str(new), cmd="twice")
    assert (answer.status_code, answer.headers["location"]) == (303, "/truong/demo/tai-khoan")
    size = stage.school.log.head().size
    again = send(stage, head, GRANT, nguoi=OTHER_TEACHER, so=str(new), cmd="twice")
    assert (again.status_code, stage.school.log.head().size) == (303, size)  # the same button, pressed twice
    refused(stage, head, GRANT, "UNKNOWN_ACT", nguoi=OTHER_TEACHER, so=str(new), cmd="thrice")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201, "hai\ndòng", "a\x00b"])
def test_no_reason_or_one_that_cannot_be_kept_is_said(stage: Stage, reason: str) -> None:
    refused(stage, signed_in(stage, BOARD), PAGE, "Hãy ghi lý do", nguoi=TEACHER, reason=reason)


def test_for_nobody_known_nothing_is_asked(stage: Stage) -> None:
    board = signed_in(stage, BOARD)
    assert see(stage, board, f"{PAGE}?nguoi=gv.khong-co").status_code == 404
    assert send(stage, board, PAGE, nguoi="gv.khong-co", reason=WHY).status_code == 404


def test_a_factor_that_is_old_is_asked_for_and_nothing_typed_is_lost(stage: Stage) -> None:
    """Said before anything is typed; if it grew old meanwhile, the reason stands in the form again."""
    pos, board = ask(stage, HEAD.person, HOMEROOM_6A), signed_in(stage, BOARD)
    stage.clock.set(later(stage.clock.now(), minutes=FRESH_S // 60 + 1))
    back = f"/xac-nhan?ve={PAGE}%3Fnguoi%3D{TEACHER}"
    page = see(stage, board, f"{PAGE}?nguoi={TEACHER}")
    assert f'href="{back}"' in page.text and "xác nhận lại là bạn" in words(page)
    answer = refused(stage, board, PAGE, "FACTOR_STALE", nguoi=TEACHER, reason=WHY)
    assert f'name="reason" value="{WHY}"' in answer.text and f'href="{back}" target="_blank"' in answer.text
    refused(stage, board, GRANT, "FACTOR_STALE", nguoi=HOMEROOM_6A, so=str(pos))


def test_the_script_is_told_exactly_what_the_page_shows(stage: Stage) -> None:
    """What a passkey signs is the asking on the page, by its position, and the person on the page."""
    pos = ask(stage, BOARD, HOMEROOM_6A)
    page = see(stage, signed_in(stage, HEAD.person)).text
    acts = [json.loads(unescape(each)) for each in re.findall(r'data-act="([^"]+)"', page)]
    (act,) = [each for each in acts if each["body"].get("ask") == pos]
    assert act["asked"] == ["resetGranted", HOMEROOM_6A, pos]
    assert act["path"] == f"/schools/{CODE}/people/{HOMEROOM_6A}/reset/grant"
