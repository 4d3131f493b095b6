"""Pages of passkeys: signing in by one, making one, seeing every use of one, ending it."""

from __future__ import annotations

import json
import re
from typing import Any

import psycopg
import pytest

from demo.people import BOARD as BOARDS
from demo.people import CLERK, HEAD
from domain.acts.unit.keys import CertifyDevice
from domain.acts.unit.oversight import NoteJournal
from domain.words.days import later
from ledger.form.canonical import b64
from tests.api.conftest import CODE, TEACHER, Stage
from tests.api.reading_pages import words
from tests.authenticator import Passkey
from tests.keys_of_persons import (
    LOCALHOST,
    confirm,
    new_passkey,
    register,
    revoke,
    signed,
    with_passkey,
)
from tests.school.signer import Key
from tests.signed_in import session_of

BOARD = BOARDS[0]
OWN = {"Host": LOCALHOST, "Origin": f"http://{LOCALHOST}"}
IN = "/dang-nhap/khoa"
NEW = "/tai-khoan/khoa/moi"


def send(stage: Stage, path: str, cookie: str = "", headers: dict[str, str] = OWN, **form: str) -> Any:
    with_cookie = {**headers, **({"Cookie": f"socai={cookie}"} if cookie else {})}
    return stage.client.post(path, headers=with_cookie, data=form, follow_redirects=False)


def see(stage: Stage, cookie: str, path: str) -> Any:
    return stage.client.get(path, headers={"Cookie": f"socai={cookie}", "Host": LOCALHOST})


def sign_in(stage: Stage, key: Passkey, **bent: Any) -> Any:
    options = send(stage, f"{IN}/hoi").text
    return send(stage, IN, khoa=json.dumps(key.show(options, **bent)), ve="/tai-khoan")


def test_a_person_signs_in_by_a_confirmed_passkey_alone(stage: Stage) -> None:
    """No name is typed; the session says how its owner was proved."""
    key, _ = with_passkey(stage.service, CODE, TEACHER, BOARD.person)
    answer = sign_in(stage, key)
    assert (answer.status_code, answer.headers["location"]) == (303, "/tai-khoan")
    cookie = answer.headers["set-cookie"].split("socai=")[1].split(";")[0]
    bearer = stage.service.sessions.bearer(cookie)
    assert bearer is not None
    assert (bearer.person, bearer.method) == (TEACHER, "passkey")
    assert "khóa truy cập" in words(see(stage, cookie, "/tai-khoan"))


def test_who_signed_in_by_a_key_is_out_once_it_is_revoked(stage: Stage) -> None:
    """Whoever stole the phone sits in the session that it opened; its owner's other sessions stay."""
    key, pos = with_passkey(stage.service, CODE, TEACHER, BOARD.person)
    thief = sign_in(stage, key).headers["set-cookie"].split("socai=")[1].split(";")[0]
    own = session_of(stage.service, CODE, TEACHER, "password")
    assert see(stage, thief, "/tai-khoan").status_code == 200
    revoke(stage.service, CODE, TEACHER, TEACHER, pos)
    assert "đã bị thu hồi" in words(see(stage, thief, "/tai-khoan"))
    assert see(stage, thief, "/tai-khoan").status_code == 401
    assert see(stage, own, "/tai-khoan").status_code == 200


def test_a_passkey_that_nobody_has_confirmed_opens_nothing(stage: Stage) -> None:
    """Known to the server alone, registered in the log, revoked: each is told so, and there is no session."""
    service = stage.service
    key = new_passkey(service, CODE, CLERK.person)
    refused = [sign_in(stage, key)]
    pos = register(service, CODE, CLERK.person, key)
    refused.append(sign_in(stage, key))
    confirm(service, CODE, BOARD.person, CLERK.person, pos)
    assert sign_in(stage, key).status_code == 303
    revoke(service, CODE, BOARD.person, CLERK.person, pos)
    refused.append(sign_in(stage, key))
    for answer in refused:
        assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
        assert "đang chờ ban quản trị xác nhận, hoặc đã bị thu hồi" in words(answer)
        assert "PASSKEY_UNCONFIRMED" in words(answer)


def test_a_key_put_into_the_database_in_a_persons_name_opens_nothing(stage: Stage) -> None:
    """The log has another key under that credential: what stands beside it alone is no proof."""
    key, _ = with_passkey(stage.service, CODE, TEACHER, BOARD.person)
    thief = new_passkey(stage.service, CODE, CLERK.person)
    with psycopg.connect(stage.service.db.dsn) as admin:
        stolen = "(SELECT public FROM socai.passkey WHERE cred = %s)"
        admin.execute(f"UPDATE socai.passkey SET public = {stolen} WHERE cred = %s", (thief.cred, key.cred))
    thief.cred = key.cred
    answer = sign_in(stage, thief)
    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)


@pytest.mark.parametrize(
    "bent", [{"flags": 1}, {"origin": "https://evil.vn"}, {"type": "webauthn.create"}], ids=str
)
def test_a_bent_answer_signs_nobody_in_and_leads_to_the_same_place(
    stage: Stage, bent: dict[str, Any]
) -> None:
    key, _ = with_passkey(stage.service, CODE, TEACHER, BOARD.person)
    answer = sign_in(stage, key, **bent)
    assert answer.status_code == 401
    assert "Khóa truy cập không được nhận" in words(answer)
    assert 'name="ve" value="/tai-khoan"' in answer.text


@pytest.mark.parametrize(
    "answer", ["", "{", "[]", "5", "[" * 5000, "{}" + " " * 30_000, '{"rawId": "\\u0000"}']
)
def test_whatever_a_stranger_sends_as_an_answer_is_refused(stage: Stage, answer: str) -> None:
    got = send(stage, IN, khoa=answer)
    assert (got.status_code, "Khóa truy cập không được nhận" in words(got)) == (401, True)


def test_where_there_are_no_passkeys_the_page_is_told(stage: Stage) -> None:
    """By a number, or without TLS: said to the script as a problem, to a form as a sentence."""
    for host in ("127.0.0.1:8000", "so.truong.vn"):
        headers = {"Host": host, "Origin": f"http://{host}"}
        asked = send(stage, f"{IN}/hoi", headers=headers)
        assert (asked.status_code, asked.json()["code"]) == (409, "PASSKEY_PLACE")
        assert "http://localhost" in words(send(stage, IN, headers=headers, khoa="{}"))


@pytest.mark.parametrize("path", [IN, f"{IN}/hoi", NEW, f"{NEW}/hoi", "/tai-khoan/khoa"])
def test_no_other_site_begins_or_ends_a_ceremony(stage: Stage, path: str) -> None:
    cookie = session_of(stage.service, CODE, TEACHER)
    answer = send(stage, path, cookie, {"Host": LOCALHOST, "Origin": "https://evil.vn"}, khoa="{}")
    assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def made(stage: Stage, cookie: str, label: str = "máy ở nhà") -> tuple[Passkey, Any]:
    key = Passkey(OWN["Origin"], LOCALHOST)
    options = send(stage, f"{NEW}/hoi", cookie, ten=label)
    assert options.status_code == 200, options.text
    return key, send(stage, NEW, cookie, ten=label, khoa=json.dumps(key.make(options.text)))


def test_a_new_passkey_is_kept_and_told_as_the_log_registers_it(stage: Stage) -> None:
    cookie = session_of(stage.service, CODE, HEAD.person)
    key, answer = made(stage, cookie, "  máy ở nhà ")
    told = {"school": CODE, "person": HEAD.person, "label": "máy ở nhà"}
    registers = {"alg": -7, "public": b64(key.public), "cred": b64(key.cred), "rp": LOCALHOST}
    assert answer.json() == {**told, **registers}
    assert sign_in(stage, key).status_code == 401


def test_a_challenge_of_one_session_makes_nobody_else_a_passkey(stage: Stage) -> None:
    mine, theirs = (session_of(stage.service, CODE, person) for person in (HEAD.person, CLERK.person))
    key = Passkey(OWN["Origin"], LOCALHOST)
    options = send(stage, f"{NEW}/hoi", mine, ten="x").text
    answer = send(stage, NEW, theirs, ten="x", khoa=json.dumps(key.make(options)))
    assert (answer.status_code, answer.json()["code"]) == (409, "PASSKEY_LATE")


def test_whoever_finds_a_machine_open_makes_no_passkey_there(stage: Stage) -> None:
    """Six minutes after the last factor: it has to be shown again first."""
    cookie = session_of(stage.service, CODE, HEAD.person, "totp")
    stage.clock.set(later(stage.clock.now(), minutes=6))
    for path in (f"{NEW}/hoi", NEW):
        answer = send(stage, path, cookie, ten="x", khoa="{}")
        assert (answer.status_code, answer.json()["code"]) == (403, "FACTOR_STALE")


@pytest.mark.parametrize("label", ["", "   ", "a" * 65, "máy\x00", "m\u200báy", "\u0430dmin"])
def test_a_passkey_needs_a_name_that_people_can_read(stage: Stage, label: str) -> None:
    """Asked before the authenticator is: none is made that the log would not take."""
    answer = send(stage, f"{NEW}/hoi", session_of(stage.service, CODE, HEAD.person), ten=label)
    assert (answer.status_code, answer.json()["code"]) == (422, "PASSKEY_LABEL")


def test_an_authenticator_that_has_a_key_of_the_person_is_not_asked_again(stage: Stage) -> None:
    """One that was revoked is: it may be made anew."""
    service = stage.service
    key, _ = with_passkey(service, CODE, TEACHER, BOARD.person)
    gone, pos = with_passkey(service, CODE, TEACHER, BOARD.person)
    revoke(service, CODE, BOARD.person, TEACHER, pos)
    options = send(stage, f"{NEW}/hoi", session_of(service, CODE, TEACHER), ten="x").json()
    names = [each["id"] for each in options["excludeCredentials"]]
    url = {each: each.replace("-", "+").replace("_", "/") for each in names}
    assert b64(key.cred) in url.values() and b64(gone.cred) not in url.values()


def test_one_sees_each_key_its_state_and_every_use(stage: Stage) -> None:
    """And nobody sees another's: not its name, not its page."""
    service = stage.service
    cookie = session_of(service, CODE, BOARD.person)
    first = register(service, CODE, BOARD.person, new_passkey(service, CODE, BOARD.person), "khóa USB")
    own = words(see(stage, cookie, "/tai-khoan"))
    assert re.search(r"khóa USB (?:[0-9a-f]{4} ){6}khóa truy cập cho localhost .* chờ xác nhận", own)
    confirm(service, CODE, HEAD.person, BOARD.person, first)
    page = words(see(stage, cookie, f"/tai-khoan/khoa?so={first}"))
    assert "Khóa “khóa USB”" in page and "đang dùng được" in page
    other = session_of(service, CODE, CLERK.person)
    assert see(stage, other, f"/tai-khoan/khoa?so={first}").status_code == 404
    assert "khóa USB" not in see(stage, other, "/tai-khoan").text


def test_one_ends_a_key_of_ones_own_without_script(stage: Stage) -> None:
    """With a reason; without one the form says so and nothing is written. Another's is not there to end."""
    service = stage.service
    _, pos = with_passkey(service, CODE, CLERK.person, BOARD.person)
    cookie, thief = (session_of(service, CODE, person, "totp") for person in (CLERK.person, TEACHER))
    path = "/tai-khoan/khoa"
    empty = send(stage, path, cookie, so=str(pos), cmd="x1", reason="  ")
    assert (empty.status_code, "Hãy ghi lý do thu hồi." in words(empty)) == (422, True)
    assert send(stage, path, thief, so=str(pos), cmd="x2", reason="x").status_code == 404
    form = {"so": str(pos), "cmd": "x3", "reason": "Mất điện thoại."}
    for _ in range(2):  # sent twice: one act
        assert send(stage, path, cookie, **form).status_code == 303
    assert "đã thu hồi" in words(see(stage, cookie, f"{path}?so={pos}"))
    again = send(stage, path, cookie, **{**form, "cmd": "x4"})
    assert again.status_code == 422 and "KEY_UNKNOWN" in words(again)
    assert 'value="Mất điện thoại."' not in words(again)  # the key is over: there is no form any more


def waiting(stage: Stage, person: str) -> tuple[int, Any]:
    cookie = session_of(stage.service, CODE, person, "totp")
    key = new_passkey(stage.service, CODE, person)
    return register(stage.service, CODE, person, key, f"khóa của {person}"), see(stage, cookie, "/tai-khoan")


def test_the_board_compares_what_both_see_and_confirms(stage: Stage) -> None:
    """Without script: by what its own session has shown; then the key is in force, and waits no more."""
    pos, own = waiting(stage, TEACHER)
    board = session_of(stage.service, CODE, BOARD.person, "totp")
    path = "/truong/demo/khoa-cho"
    page = words(see(stage, board, path))
    (print_,) = {each for each in re.findall(r"(?:[0-9a-f]{4} ){5}[0-9a-f]{4}", words(own)) if each in page}
    assert f"khóa của {TEACHER}" in page.partition(print_)[0]
    answer = send(stage, path, board, nguoi=TEACHER, so=str(pos), cmd="wait-1")
    assert (answer.status_code, answer.headers.get("location")) == (303, path), words(answer)
    assert f"khóa của {TEACHER}" not in see(stage, board, path).text
    assert stage.school.facts().people[TEACHER].keys[pos].stands


def test_a_new_key_is_told_in_every_session_of_its_owner(stage: Stage) -> None:
    """Also on machines that never saw it, until somebody has said whose it is; the board is told to look."""
    pos, _ = waiting(stage, TEACHER)
    machines = [session_of(stage.service, CODE, TEACHER) for _ in range(2)]
    told = f"Khóa “khóa của {TEACHER}” được đăng ký cho bạn lúc"
    assert all(told in words(see(stage, machine, "/")) for machine in machines)
    board, clerk = (session_of(stage.service, CODE, person) for person in (BOARD.person, CLERK.person))
    assert re.search(r"[1-9] khóa mới chờ xác nhận", words(see(stage, board, "/")))
    assert "chờ xác nhận" not in words(see(stage, clerk, "/"))
    confirm(stage.service, CODE, BOARD.person, TEACHER, pos)
    assert told not in words(see(stage, machines[0], "/"))


def test_a_key_that_is_not_the_persons_is_ended(stage: Stage) -> None:
    pos, _ = waiting(stage, TEACHER)
    board = session_of(stage.service, CODE, BOARD.person, "totp")
    form = {"nguoi": TEACHER, "so": str(pos), "cmd": "wait-2", "khong": "1"}
    assert send(stage, "/truong/demo/khoa-cho", board, **form).status_code == 303
    key = stage.school.facts().people[TEACHER].keys[pos]
    assert key.revoked is not None and key.confirmed is None


def test_nobody_confirms_their_own_key_or_one_that_is_none(stage: Stage) -> None:
    """Said in words beside what waits; nothing is written."""
    pos, _ = waiting(stage, BOARD.person)
    board = session_of(stage.service, CODE, BOARD.person, "totp")
    path, size = "/truong/demo/khoa-cho", stage.school.log.head().size
    assert "Không ai tự xác nhận khóa của mình" in words(see(stage, board, path))
    for number, (whose, key, code) in enumerate(
        [(BOARD.person, pos, "SELF_GRANT"), (TEACHER, 0, "KEY_UNKNOWN"), ("gv.khong-co", pos, "KEY_UNKNOWN")]
    ):
        answer = send(stage, path, board, nguoi=whose, so=str(key), cmd=f"wait-3-{number}")
        assert (answer.status_code, code in words(answer)) == (422, True), words(answer)
    assert stage.school.log.head().size == size


@pytest.mark.parametrize("person", [TEACHER, CLERK.person])
def test_who_manages_no_accounts_sees_and_confirms_no_keys(stage: Stage, person: str) -> None:
    cookie = session_of(stage.service, CODE, person, "totp")
    assert see(stage, cookie, "/truong/demo/khoa-cho").status_code == 403
    assert send(stage, "/truong/demo/khoa-cho", cookie, nguoi=HEAD.person, so="1").status_code == 403


def test_a_key_that_signed_is_told_with_what_it_signed(stage: Stage) -> None:
    """Read from the log's own lines: a signature in one, also that of a browser that the key certified."""
    service, now, browser = stage.service, stage.clock.now(), Key()
    key, pos = with_passkey(service, CODE, HEAD.person, BOARD.person)
    until = later(now, minutes=60)
    certify = CertifyDevice(device=browser.device, person=HEAD.person, public=browser.public, until=until)
    device = signed(service, CODE, HEAD.person, certify, key, pos)
    signed(service, CODE, HEAD.person, NoteJournal(text="một dòng nhật ký"), browser, device)
    page = words(see(stage, session_of(service, CODE, HEAD.person), f"/tai-khoan/khoa?so={pos}"))
    assert "JournalNoted journal" in page and "trình duyệt mà khóa này cho phép" in page
    assert f"cho trình duyệt ký thay trong phiên device/{browser.device}" in page and "chính khóa này" in page


def test_a_position_that_is_none_of_ones_keys_is_not_found(stage: Stage) -> None:
    cookie = session_of(stage.service, CODE, TEACHER)
    for pos in ("0", "999999", "-1", "x", "1.0"):
        assert see(stage, cookie, f"/tai-khoan/khoa?so={pos}").status_code == 404


def test_a_reason_that_is_none_is_told_and_kept(stage: Stage) -> None:
    """Too long, or with a letter that no text has: nothing is written, and what was typed stands there."""
    _, pos = with_passkey(stage.service, CODE, TEACHER, BOARD.person)
    cookie, size = session_of(stage.service, CODE, TEACHER), stage.school.log.head().size
    for reason, told in (("mất máy " * 40, "không quá 200 chữ"), ("mất\u202emáy", "TEXT_UNCLEAR")):
        answer = send(stage, "/tai-khoan/khoa", cookie, so=str(pos), reason=reason)
        assert answer.status_code == 422 and told in words(answer)
    assert stage.school.log.head().size == size
