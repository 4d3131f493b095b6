"""Accounts: the first sign-in by a code on paper, passwords, the second factor, and what was lost."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import psycopg
import pyotp
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.service.people import one_time_codes, paper_codes, passwords
from api.service.people.accounts import FIRST_LASTS, Accounts, Shown
from api.service.people.secret_box import SecretBox
from api.service.people.throttle import OF_A_PLACE, Place
from api.service.problem import Problem
from api.texts.problem_texts import TEXTS
from demo.people import BOARD, DEPUTY, HEAD
from domain.words.days import instant, parse_instant
from ledger.signing.keys import KeyFault
from tests.api.conftest import CODE, HOMEROOM_6A, OTHER_TEACHER, ROOT, TEACHER, Stage
from tests.signed_in import PASSWORD, forget_tries, form_of, session_of, with_password

OWN = {"Origin": "http://testserver"}
HERE = Place("203.0.113.9")
GOOD = "bốn con voi uống nước"


@pytest.fixture(autouse=True)
def unhurried(stage: Stage) -> Iterator[None]:
    forget_tries(stage.service)
    yield
    forget_tries(stage.service)


def accounts(stage: Stage) -> Accounts:
    return stage.school.accounts


def told(error: pytest.ExceptionInfo[Problem]) -> str:
    return error.value.code


class Browser:
    """One that sends the forms it is shown."""

    def __init__(self, stage: Stage) -> None:
        app = create_app(stage.settings, stage.service)
        self.client = TestClient(app, follow_redirects=False, headers=OWN)
        self.page: Any = self.client.get("/dang-nhap")

    def send(self, path: str, **typed: str) -> Any:
        """The form on the page that goes to `path`, with what was typed."""
        form = re.search(rf'<form method="post" action="{path}".*?</form>', self.page.text, re.S)
        assert form is not None, self.page.text
        held = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
        self.page = self.client.post(path, data={k: unescape(v) for k, v in held.items()} | typed)
        return self.page


def open_account(stage: Stage, person: str, by: str = HEAD.person) -> Any:
    return stage.post(by, f"{ROOT}/people/{person}/account", decision=stage.decision())


def first_code(stage: Stage, person: str) -> str:
    if open_account(stage, person).status_code == 201:
        return stage.school.opening.issue(person)
    raise AssertionError(person)


def has_app(stage: Stage, person: str) -> tuple[pyotp.TOTP, list[str]]:
    """The person has a password and an authenticator app, and ten codes on paper."""
    with_password(stage.service, CODE, person)
    totp = pyotp.TOTP(accounts(stage).offer_app(person, CODE).secret)
    codes = accounts(stage).take_app(person, totp.at(int(at(stage))), HERE)
    return totp, codes


def at(stage: Stage) -> float:
    return parse_instant(stage.clock.now()).timestamp()


def later(stage: Stage, **wait: float) -> None:
    stage.clock.set(instant(parse_instant(stage.clock.now()) + timedelta(**wait)))


def test_the_first_sign_in_by_the_code_on_paper(stage: Stage) -> None:
    """Code, password of one's own, in; the code is spent, and the password opens the next time."""
    code = first_code(stage, HOMEROOM_6A)
    browser = Browser(stage)
    page = browser.send("/dang-nhap", truong=CODE, nguoi=HOMEROOM_6A, mat_khau=code.lower().replace("-", " "))
    assert page.status_code == 200 and "Đặt mật khẩu của bạn" in page.text and code not in page.text
    page = browser.send("/dang-nhap/lan-dau", mat_khau=GOOD, mat_khau_2=GOOD)
    assert page.status_code == 303 and browser.client.get("/").status_code == 200
    again = Browser(stage).send("/dang-nhap", truong=CODE, nguoi=HOMEROOM_6A, mat_khau=code)
    assert again.status_code == 401
    once_more = Browser(stage)
    assert once_more.send("/dang-nhap", truong=CODE, nguoi=HOMEROOM_6A, mat_khau=GOOD).status_code == 303


@pytest.mark.parametrize(
    ("chosen", "twice", "says"),
    [
        ("xyzzy", "xyzzy", "quá ngắn"),
        ("quả cam và quả bưởi", "quả cam và quả quýt", TEXTS["PASSWORD_TWICE"].title),
        ("aaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaa", "dễ đoán"),
        ("x" * 129, "x" * 129, "quá dài"),
    ],
)
def test_a_password_that_is_refused_spends_nothing(stage: Stage, chosen: str, twice: str, says: str) -> None:
    """The form comes again, says why, and the next choice is taken."""
    person = BOARD[1].person
    open_account(stage, person)
    browser = Browser(stage)
    code = stage.school.opening.issue(person)
    browser.send("/dang-nhap", truong=CODE, nguoi=person, mat_khau=code)
    page = browser.send("/dang-nhap/lan-dau", mat_khau=chosen, mat_khau_2=twice)
    assert page.status_code == 422 and says in page.text
    assert chosen not in page.text and twice not in page.text
    assert code in (stage.school.opening.issue(person), code)  # it was never begun with


def test_a_ticket_is_good_once_for_one_person(stage: Stage) -> None:
    """Neither shown twice, nor for another's account, nor made up."""
    person = BOARD[2].person
    open_account(stage, person)
    browser = Browser(stage)
    browser.send("/dang-nhap", truong=CODE, nguoi=person, mat_khau=stage.school.opening.issue(person))
    shown = browser.page
    ticket = re.findall(r'name="buoc" value="([^"]*)"', shown.text)[0]
    first = re.findall(r'name="lan" value="([^"]*)"', shown.text)[0]
    form = {
        "truong": CODE,
        "nguoi": person,
        "buoc": ticket,
        "lan": first,
        "mat_khau": GOOD,
        "mat_khau_2": GOOD,
    }
    for wrong in ({"nguoi": TEACHER}, {"lan": "00000000"}, {"buoc": "A" * 43}, {"buoc": "é"}):
        answer = browser.client.post("/dang-nhap/lan-dau", data=form | wrong)
        assert answer.status_code == TEXTS["STEP_LATE"].status == 409, wrong
        assert TEXTS["STEP_LATE"].title in answer.text and "set-cookie" not in answer.headers
    assert (
        browser.client.post("/dang-nhap/lan-dau", data=form).status_code == 409
    )  # shown before, with a wrong name


@pytest.mark.parametrize("bent", ["a\0b", "\ud800", "'", "khong-co"])
def test_a_step_that_a_stranger_bends_is_a_page_that_is_not_found(stage: Stage, bent: str) -> None:
    typed = {"truong": CODE, "nguoi": TEACHER, "lan": bent, "buoc": "AAAA", "mat_khau": GOOD}
    content = urlencode(typed, errors="surrogatepass")
    form = {**OWN, "Content-Type": "application/x-www-form-urlencoded"}
    assert stage.client.post("/dang-nhap/lan-dau", content=content, headers=form).status_code == 404


def test_an_old_code_opens_nothing(stage: Stage) -> None:
    """After fourteen days, or once another was issued."""
    person = OTHER_TEACHER
    old = first_code(stage, person)
    new = stage.school.opening.issue(person)
    with pytest.raises(Problem, match="SIGN_IN_WRONG"):
        accounts(stage).sign_in(person, old, HERE)
    assert accounts(stage).sign_in(person, new, HERE).first
    later(stage, seconds=FIRST_LASTS.total_seconds())
    with pytest.raises(Problem, match="SIGN_IN_WRONG"):
        accounts(stage).sign_in(person, new, HERE)


def test_no_code_without_the_log(fresh_stage: Stage) -> None:
    """The log opens accounts; who has begun gets another code by two alone; the first head at once."""
    stage, opening = fresh_stage, fresh_stage.school.opening
    with pytest.raises(Problem, match="ACCOUNT_NOT_OPENED"):
        opening.issue(TEACHER)
    assert open_account(stage, TEACHER, TEACHER).status_code == 403
    assert open_account(stage, TEACHER).status_code == 201
    shown = accounts(stage).sign_in(TEACHER, opening.issue(TEACHER), HERE)
    accounts(stage).begin(TEACHER, shown.cred, GOOD)
    with pytest.raises(Problem, match="ACCOUNT_IN_USE"):
        opening.issue(TEACHER)
    assert len(opening.issue(HEAD.person)) == 19


def test_what_is_lost_is_given_again_by_two_and_nothing_old_opens(fresh_stage: Stage) -> None:
    """Sessions, tokens, password, app and paper codes end with the second person's word; the log says who."""
    stage = fresh_stage
    totp, paper = has_app(stage, TEACHER)
    cookie, token = session_of(stage.service, CODE, TEACHER), stage.demo.token(TEACHER)
    ends = parse_instant(stage.clock.now()) + timedelta(days=10)
    named = stage.service.api_tokens.issue(stage.school.log.school, TEACHER, "đồng bộ", ends, writes=True)[1]
    path = f"{ROOT}/people/{TEACHER}/reset"
    asked = stage.post(BOARD[0].person, path, reason="mất điện thoại")
    assert asked.status_code == 201, asked.text
    ask = asked.json()["pos"]
    assert stage.post(BOARD[0].person, f"{path}/grant", ask=ask).json()["code"] == "PROPOSER_DECIDES"
    assert stage.post(TEACHER, f"{path}/grant", ask=ask).status_code == 403
    assert stage.service.sessions.bearer(cookie) is not None
    assert stage.post(DEPUTY.person, f"{path}/grant", ask=ask).status_code == 201
    assert stage.service.sessions.bearer(cookie) is None
    assert stage.service.tokens.bearer(token) is None and stage.service.api_tokens.bearer(named) is None
    with pytest.raises(Problem, match="SIGN_IN_WRONG"):
        accounts(stage).sign_in(TEACHER, PASSWORD, HERE)
    for shown in (totp.at(int(at(stage))), paper[0]):
        with pytest.raises(Problem, match="CODE_WRONG"):
            accounts(stage).show_code(TEACHER, shown, HERE)
    assert accounts(stage).sign_in(TEACHER, stage.school.opening.issue(TEACHER), HERE).first
    types = [each.type for each in stage.school.log.stream(f"person/{TEACHER}")]
    assert types[-2:] == ["ResetAsked", "ResetGranted"]


def test_the_second_factor_is_asked_for_and_is_good_once(stage: Stage) -> None:
    """Password, then a code; the same code a second time is none, whoever saw it over the shoulder."""
    totp, _ = has_app(stage, TEACHER)
    later(stage, seconds=60)
    browser = Browser(stage)
    page = browser.send("/dang-nhap", **form_of(stage.service, CODE, TEACHER))
    assert page.status_code == 200 and 'name="ma"' in page.text and "set-cookie" not in page.headers
    assert browser.client.get("/").status_code == 401
    code = totp.at(int(at(stage)))
    assert browser.send("/dang-nhap/ma", ma=f"{code[:3]} {code[3:]}").status_code == 303
    found = stage.service.sessions.bearer(browser.client.cookies["socai"])
    assert found is not None and found.method == "totp"
    other = Browser(stage)
    other.send("/dang-nhap", **form_of(stage.service, CODE, TEACHER))
    page = other.send("/dang-nhap/ma", ma=code)
    assert page.status_code == 401 and "đã dùng" in page.text
    later(stage, seconds=30)
    assert other.send("/dang-nhap/ma", ma=totp.at(int(at(stage)))).status_code == 303


def test_who_knew_the_old_password_goes_on_with_no_code(fresh_stage: Stage) -> None:
    """The page that asks for the code was shown before the owner changed the password."""
    stage = fresh_stage
    _, paper = has_app(stage, TEACHER)
    thief = Browser(stage)
    page = thief.send("/dang-nhap", truong=CODE, nguoi=TEACHER, mat_khau=PASSWORD)
    assert 'name="ma"' in page.text
    accounts(stage).change_password(TEACHER, PASSWORD, GOOD, Place("203.0.113.77"))
    page = thief.send("/dang-nhap/ma", ma=paper[0])
    assert page.status_code == 409 and "set-cookie" not in page.headers


@pytest.mark.parametrize("wrong", ["", "000000", "12345", "abcdef", "٣٤٥٦٧٨", "AAAA-AAAA-AAAA-AAAA", "\x00"])
def test_a_wrong_code_opens_nothing(fresh_stage: Stage, wrong: str) -> None:
    """Nor digits of another script."""
    has_app(fresh_stage, TEACHER)
    with pytest.raises(Problem, match="CODE_WRONG"):
        accounts(fresh_stage).show_code(TEACHER, wrong, HERE)


def test_a_code_is_taken_a_step_late_and_no_more(fresh_stage: Stage) -> None:
    """RFC 6238 §5.2: one step either way for clocks that differ; never one before a code that was taken."""
    stage = fresh_stage
    totp, _ = has_app(stage, TEACHER)
    later(stage, seconds=600)
    now = int(at(stage))
    for skew in (-60, 60):
        with pytest.raises(Problem, match="CODE_WRONG"):
            accounts(stage).show_code(TEACHER, totp.at(now + skew), HERE)
    assert accounts(stage).show_code(TEACHER, totp.at(now), HERE).method == "totp"
    with pytest.raises(Problem, match="CODE_WRONG"):
        accounts(stage).show_code(TEACHER, totp.at(now - 30), HERE)


def test_the_published_vectors_of_rfc_6238_are_these_codes() -> None:
    """Appendix B, SHA-1, the last six digits."""
    secret = one_time_codes.shown(b"12345678901234567890")
    for seconds, code in (
        (59, "287082"),
        (1111111109, "081804"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ):
        assert one_time_codes.step_of(secret, code, seconds, 0) == seconds // 30


def test_a_paper_code_stands_once_for_the_app(fresh_stage: Stage) -> None:
    """Ten of them; new ones end the old."""
    stage = fresh_stage
    _, codes = has_app(stage, TEACHER)
    assert len(set(codes)) == 10
    assert accounts(stage).show_code(TEACHER, codes[3], HERE).method == "totp"
    with pytest.raises(Problem, match="CODE_WRONG"):
        accounts(stage).show_code(TEACHER, codes[3], HERE)
    new = accounts(stage).new_paper_codes(TEACHER)
    with pytest.raises(Problem, match="CODE_WRONG"):
        accounts(stage).show_code(TEACHER, codes[4], HERE)
    assert accounts(stage).show_code(TEACHER, new[0], HERE).method == "totp"


def test_who_has_the_password_guesses_no_codes_without_end(fresh_stage: Stage) -> None:
    """At the owner's own address, too: the right password between the codes clears nothing."""
    stage, shown = fresh_stage, []
    totp, _ = has_app(stage, TEACHER)
    now, school = stage.clock.now(), stage.school.log.school
    stage.service.sessions.open(school, TEACHER, "totp", now, client=HERE.client, agent="")
    right = totp.at(int(at(stage)) + 30)
    for number in range(20):
        with contextlib.suppress(Problem):
            accounts(stage).sign_in(TEACHER, PASSWORD, HERE)
        with pytest.raises(Problem) as refused:
            show(stage, f"{(int(right) + 1 + number) % 1_000_000:06}")
        shown.append(told(refused))
    assert shown.count("CODE_WRONG") == OF_A_PLACE[0].amount / 2
    forget_tries(stage.service)
    accounts(stage).sign_in(TEACHER, PASSWORD, HERE)
    assert show(stage, right).method == "totp"
    with psycopg.connect(stage.service.db.dsn) as connection:
        assert connection.execute("SELECT count(*) FROM socai.throttle").fetchone() == (0,)


def show(stage: Stage, code: str) -> Shown:
    return accounts(stage).show_code(TEACHER, code, HERE)


def test_a_code_issued_while_its_owner_began_opens_nothing(fresh_stage: Stage) -> None:
    """Whoever issues one looks first whether the person has begun; between the look and the code they do."""
    stage = fresh_stage
    first = first_code(stage, TEACHER)
    shown = accounts(stage).sign_in(TEACHER, first, HERE)
    accounts(stage).begin(TEACHER, shown.cred, GOOD)
    late = accounts(stage).issue(TEACHER)
    with pytest.raises(Problem, match="SIGN_IN_WRONG"):
        accounts(stage).sign_in(TEACHER, late, HERE)
    held = accounts(stage).credentials.of(TEACHER, parse_instant(stage.clock.now()))
    cred = next(each.id for each in held if each.kind == "first")
    with pytest.raises(Problem, match="SIGN_IN_WRONG"):
        accounts(stage).begin(TEACHER, cred, GOOD + " và nước ngọt")
    assert accounts(stage).sign_in(TEACHER, GOOD, HERE).method == "password"


def test_an_app_counts_once_it_has_shown_a_code(fresh_stage: Stage) -> None:
    """Who breaks off is not locked out; who has one is not given a second beside it."""
    stage = fresh_stage
    with_password(stage.service, CODE, TEACHER)
    offer = accounts(stage).offer_app(TEACHER, CODE)
    assert not accounts(stage).sign_in(TEACHER, PASSWORD, HERE).code
    with pytest.raises(Problem, match="CODE_WRONG"):
        accounts(stage).take_app(TEACHER, "000000", HERE)
    accounts(stage).take_app(TEACHER, pyotp.TOTP(offer.secret).at(int(at(stage))), HERE)
    assert accounts(stage).sign_in(TEACHER, PASSWORD, HERE).code
    with pytest.raises(Problem, match="FACTOR_THERE"):
        accounts(stage).offer_app(TEACHER, CODE)


def test_what_is_kept_opens_nothing(fresh_stage: Stage) -> None:
    """A dump of the database holds no password, no secret of an app, no code."""
    stage = fresh_stage
    totp, codes = has_app(stage, TEACHER)
    code = first_code(stage, HOMEROOM_6A)
    with psycopg.connect(stage.service.db.dsn) as connection:
        rows = connection.execute("SELECT kind, secret FROM socai.credential WHERE gone IS NULL").fetchall()
    kinds = {kind: bytes(secret) for kind, secret in rows}
    assert kinds["password"].startswith(b"$argon2id$v=19$m=19456,t=2,p=1$")
    everything = b"".join(bytes(secret) for _, secret in rows)
    raw = one_time_codes.kept(totp.secret)
    for secret in (PASSWORD.encode(), totp.secret.encode(), raw, codes[0].encode(), code.encode()):
        assert secret not in everything
    assert oct((stage.settings.home / "account-key").stat().st_mode & 0o777) == "0o600"


def test_an_encrypted_secret_opens_at_its_own_place_alone(fresh_stage: Stage) -> None:
    """Another person's row, another key, a key that others read: refused."""
    box = SecretBox(fresh_stage.settings.home / "account-key")
    locked = box.lock(b"geheim", "totp/1/a")
    assert box.open(locked, "totp/1/a") == b"geheim"
    with pytest.raises(KeyFault):
        box.open(locked, "totp/1/b")
    (fresh_stage.settings.home / "account-key").chmod(0o644)
    with pytest.raises(KeyFault):
        box.open(locked, "totp/1/a")
    (fresh_stage.settings.home / "account-key").unlink()
    with pytest.raises(KeyFault):
        box.open(locked, "totp/1/a")


GUESSED = (
    *("password12345678", "matkhau123456789", "123456789012345", "aaaaaaaaaaaaaaaa", "qwertyuiopasdfgh"),
    *(
        "Trường THCS Đăk Ruồng",
        "truongthcsdakruong",
        "TruongTHCSDakRuong",
        "dakruong20202021",
        "05092020dakruong",
        "HS0001HS0002HS0003",
    ),
    *("Võ Thanh Bình 2020", "vothanhbinh2020", "gv.vo-thanh-binh", "demodemodemodemo"),
)


@pytest.mark.parametrize("password", GUESSED)
def test_no_password_that_everybody_here_thinks_of_first(stage: Stage, password: str) -> None:
    """Common ones, the school's name with and without marks, the own name, codes of pupils, a year behind."""
    with pytest.raises(Problem) as error:
        passwords.require_good(password, stage.school._own_words(TEACHER), second_factor=True)
    assert told(error) == "PASSWORD_GUESSED"


@pytest.mark.parametrize(
    "password", [GOOD, PASSWORD, "k7#Vq2!mZx", "一二三四五六七八", "voi uống nước rồi", "🐘🐘🐘🌊🌊🌋🏔🎋"]
)
def test_any_letters_make_a_password(stage: Stage, password: str) -> None:
    """No rule asks for kinds of letters; spaces, marks and other scripts are letters."""
    passwords.require_good(password, stage.school._own_words(TEACHER), second_factor=True)


@pytest.mark.parametrize(
    ("letters", "second", "taken"), [(14, False, False), (15, False, True), (7, True, False), (8, True, True)]
)
def test_how_long_it_has_to_be(letters: int, second: bool, taken: bool) -> None:
    """NIST SP 800-63B-4: fifteen alone, eight behind a second factor."""
    password = "kx7vq2mz9wj4hb5tn"[:letters]
    if taken:
        passwords.require_good(password, [], second_factor=second)
    else:
        with pytest.raises(Problem, match="PASSWORD_SHORT"):
            passwords.require_good(password, [], second_factor=second)


def test_a_hundred_and_twenty_eight_letters_are_taken_and_one_more_is_not(stage: Stage) -> None:
    """And the last of them counts."""
    longest = (GOOD * 7)[:127]
    passwords.require_good(longest + "a", [], second_factor=False)
    kept = passwords.hashed(longest + "a")
    assert passwords.matches(kept, longest + "a") and not passwords.matches(kept, longest + "b")
    with pytest.raises(Problem, match="PASSWORD_LONG"):
        passwords.require_good(longest + "ab", [], second_factor=False)


def test_letters_that_look_the_same_are_the_same(stage: Stage) -> None:
    """A phone sends the letters of Vietnamese composed, a Mac apart, a Japanese keyboard wide."""
    kept = passwords.hashed(unicodedata.normalize("NFC", GOOD))
    assert passwords.matches(kept, unicodedata.normalize("NFD", GOOD))
    assert passwords.matches(passwords.hashed("ABC 123 mây trời"), "ＡＢＣ　１２３ mây trời")
    assert not passwords.matches(kept, GOOD.upper())


@pytest.mark.parametrize("typed", ["OIL0-1111-2222-3333", "oil011112222 3333", " 0110-1111-2222-3333 "])
def test_a_paper_code_is_read_however_it_is_typed(typed: str) -> None:
    """O is 0, I and L are 1, small letters are large ones."""
    assert paper_codes.kept(typed) == paper_codes.kept("0110-1111-2222-3333")


@pytest.mark.parametrize(
    "typed", ["", "0110-1111-2222-333", "0110-1111-2222-33333", "U110-1111-2222-3333", "đ" * 16]
)
def test_what_is_no_paper_code(typed: str) -> None:
    """Another length, another letter."""
    assert paper_codes.kept(typed) is None


def test_a_changed_password_ends_the_old_one(fresh_stage: Stage) -> None:
    """Only who knows the old one changes it."""
    stage = fresh_stage
    with_password(stage.service, CODE, TEACHER)
    with pytest.raises(Problem, match="SIGN_IN_WRONG"):
        accounts(stage).change_password(TEACHER, "sai bét rồi", GOOD, HERE)
    with pytest.raises(Problem, match="PASSWORD_SHORT"):
        accounts(stage).change_password(TEACHER, PASSWORD, "k7#Vq2!mZx", HERE)
    accounts(stage).change_password(TEACHER, PASSWORD, GOOD, HERE)
    assert accounts(stage).sign_in(TEACHER, GOOD, HERE).method == "password"
    with pytest.raises(Problem, match="SIGN_IN_WRONG"):
        accounts(stage).sign_in(TEACHER, PASSWORD, HERE)
