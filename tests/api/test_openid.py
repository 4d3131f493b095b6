"""Sign-in by an OpenID provider, a real one: what it says counts whole or not at all, and only if bound."""

from __future__ import annotations

import hmac
import logging
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg
import pyotp
import pytest
from fastapi.testclient import TestClient
from joserfc.jwk import RSAKey
from typer.testing import CliRunner

from api.app import create_app
from api.cli.__main__ import app
from api.pages.openid import BACK, BIND, PATH, UNBIND
from api.service.openid_client import Registered
from api.service.people.openid import kept
from api.service.people.openid.flow import OpenId
from api.service.people.throttle import Place
from api.service.service import Service
from api.service.settings import Settings
from demo.people import BOARD, CLERK, DEPUTY, HEAD
from demo.school import CODE, Calendar, DemoSchool
from tests.openid.provider import OTHER_CLIENT, Bend, Door, provider, sign_in_there
from tests.signed_in import session_of

HOST = "http://testserver"
REDIRECT = f"{HOST}{BACK}"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}
ACCOUNT = "/tai-khoan"


class Stage:
    """A school now, its server registered at the provider, and browsers."""

    def __init__(self, service: Service, door: Door) -> None:
        self.service = service
        self.door = door
        self.app = create_app(service.settings, service)

    def browser(self, person: str = "", method: str = "password") -> TestClient:
        """A fresh one, signed in as the person."""
        cookies = {"socai": session_of(self.service, CODE, person, method)} if person else {}
        return TestClient(self.app, HOST, cookies=cookies, follow_redirects=False)

    def asked(self, browser: TestClient, path: str = PATH, **query: str) -> str:
        """Where the browser is sent at the provider."""
        answer = browser.get(path, params=query, headers=OWN_PAGE)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def there(self, browser: TestClient, name: str, path: str = PATH, **query: str) -> str:
        """The answer with which it comes back."""
        return sign_in_there(self.asked(browser, path, **query), name, REDIRECT)

    def who(self, browser: TestClient) -> tuple[int, Any]:
        """Whom the browser is signed in as, and by what."""
        answer = browser.get(f"/api/v1/schools/{CODE}/me", headers=OWN_PAGE)
        return answer.status_code, answer.json() if answer.status_code == 200 else None

    def bound(self, person: str, name: str) -> None:
        browser = self.browser(person)
        assert browser.get(self.there(browser, name, BIND)).status_code == 303

    def refused(self, browser: TestClient, address: str, code: str, status: int = 403) -> str:
        """It is a page with the code, and nobody is signed in by it."""
        before = self.who(browser)
        answer = browser.get(address)
        assert (answer.status_code, code in answer.text) == (status, True), answer.text
        assert self.who(browser) == before
        return str(answer.text)


@pytest.fixture(scope="module")
def door() -> Iterator[Door]:
    with provider(REDIRECT) as made:
        yield made


@pytest.fixture(scope="module")
def stage(module_dsn: str, tmp_path_factory: pytest.TempPathFactory, door: Door) -> Iterator[Stage]:
    settings = Settings(tmp_path_factory.mktemp("home"), openid=door.registered())
    service = Service(settings, dsn=module_dsn)
    service.migrate()
    DemoSchool(service, Calendar.around(service.clock.now())).found()
    made = Stage(service, door)
    made.bound(HEAD.person, "hieu-truong")
    yield made
    service.stop()


@pytest.fixture(autouse=True)
def straight(door: Door) -> Iterator[None]:
    """Nothing is bent, unless the test says so."""
    yield
    door.bend = None
    door.answer.clear()


def test_who_is_bound_signs_in_by_the_provider(stage: Stage) -> None:
    """As that account, by what counts as a password, to the page that they wanted; sign-in tells of it."""
    browser = stage.browser()
    page = browser.get("/dang-nhap", params={"ve": "/tai-khoan?a=1"}).text
    assert f'href="{PATH}?ve=/tai-khoan%3Fa%3D1"' in page and "Đăng nhập qua 127.0.0.1" in page
    answer = browser.get(stage.there(browser, "hieu-truong", ve="/tai-khoan?a=1"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/tai-khoan?a=1")
    status, me = stage.who(browser)
    assert (status, me["person"]) == (200, HEAD.person)
    rows = stage.service.sessions.of(stage.service.school(CODE).log.school, HEAD.person)
    assert rows[0].method == "password"
    assert "dùng lần cuối" in browser.get(ACCOUNT).text


def test_the_provider_grants_nothing(stage: Stage) -> None:
    """Whatever it claims of roles, the person has those of the log."""
    door, browser = stage.door, stage.browser()

    def claiming(header: dict[str, Any], claims: dict[str, Any]) -> str:
        more = {"roles": ["head", "board"], "acr": "passkey", "amr": ["hwk"], "email": "ht@x.example"}
        return door.signed(header, {**claims, **more})

    stage.bound(CLERK.person, "van-thu")
    door.bend = claiming
    assert browser.get(stage.there(browser, "van-thu")).status_code == 303
    _, me = stage.who(browser)
    session = stage.browser(CLERK.person)
    assert me["person"] == CLERK.person and me == {**stage.who(session)[1], **_own(me)}


def _own(me: dict[str, Any]) -> dict[str, Any]:
    """What differs from one session to the other."""
    return {name: me[name] for name in ("session", "proof", "now", "head") if name in me}


def test_an_unbound_subject_signs_nobody_in(stage: Stage) -> None:
    """Also one that is called as a person of the school is."""
    browser = stage.browser()
    stage.refused(browser, stage.there(browser, HEAD.person), "OPENID_UNBOUND")
    assert "socai" not in browser.cookies


def test_the_same_name_at_another_provider_is_nobody(stage: Stage, module_dsn: str, tmp_path: Path) -> None:
    """An operator changes the provider: whoever is called so there now is not the person."""
    with provider(REDIRECT) as other:
        service = Service(Settings(tmp_path, openid=other.registered()), dsn=module_dsn)
        elsewhere = Stage(service, other)
        browser = elsewhere.browser()
        elsewhere.refused(browser, elsewhere.there(browser, "hieu-truong"), "OPENID_UNBOUND")
        service.stop()


def resign(**changed: Any) -> Callable[[Door], Bend]:
    """By the provider's own key, with claims changed, or taken away by None."""
    return lambda door: lambda header, claims: door.signed(header, _with(claims, changed))


def _with(claims: dict[str, Any], changed: dict[str, Any]) -> dict[str, Any]:
    new = {name: change(claims) if callable(change) else change for name, change in changed.items()}
    return {name: value for name, value in {**claims, **new}.items() if value is not None}


def _head(**changed: Any) -> Callable[[Door], Bend]:
    return lambda door: lambda header, claims: door.signed({**header, **changed}, claims)


def _by_hand(**changed: Any) -> Callable[[Door], Bend]:
    """Rightly signed, under a header that no library would write."""
    return lambda door: lambda header, claims: door.by_hand({**header, **changed}, claims, door.rsa)


def _none(door: Door) -> Bend:
    return lambda _header, claims: door.by_hand({"alg": "none"}, claims, lambda _text: b"")


def _shared(door: Door) -> Bend:
    """HS256, with what everybody can read: the public key, as PEM."""
    public = door.keys.keys[0].as_pem(private=False)
    header = {"alg": "HS256", "kid": "r"}
    return lambda _header, claims: door.by_hand(
        header, claims, lambda text: hmac.digest(public, text, "sha256")
    )


STRANGER = RSAKey.generate_key(2048, {"kid": "r"})
HOUR = 3600
WRONG: dict[str, Callable[[Door], Bend]] = {
    "alg none": _none,
    "HS256 with the public key": _shared,
    "another's key under the same id": lambda door: (
        lambda header, claims: door.signed(header, claims, STRANGER)
    ),
    "a key that the token brings along": lambda door: (
        lambda header, claims: door.signed(
            {"alg": "RS256", "jwk": STRANGER.as_dict(private=False)}, claims, STRANGER
        )
    ),
    "a key that nobody knows": _by_hand(kid="x"),
    "no key named where there are two": lambda door: (
        lambda _header, claims: door.signed({"alg": "RS256"}, claims, door.keys.keys[0])
    ),
    "an extension that is not understood": _by_hand(crit=["x"], x=1),
    "other audience": resign(aud=OTHER_CLIENT),
    "no audience": resign(aud=None),
    "two audiences, for neither": resign(aud=["so-cai", OTHER_CLIENT]),
    "two audiences, for the other": resign(aud=["so-cai", OTHER_CLIENT], azp=OTHER_CLIENT),
    "for another party": resign(azp=OTHER_CLIENT),
    "expired": resign(exp=lambda claims: claims["iat"] - HOUR),
    "no end": resign(exp=None),
    "an end that is a word": resign(exp="tomorrow"),
    "of tomorrow": resign(iat=lambda claims: claims["iat"] + HOUR),
    "not yet": resign(nbf=lambda claims: claims["iat"] + HOUR),
    "another's nonce": resign(nonce="x"),
    "no nonce": resign(nonce=None),
    "another issuer": resign(iss="https://khac.example"),
    "the issuer with a slash": resign(iss=lambda claims: claims["iss"] + "/"),
    "no issuer": resign(iss=None),
    "signed in there this morning": resign(auth_time=lambda claims: claims["iat"] - HOUR),
    "signed in there tomorrow": resign(auth_time=lambda claims: claims["iat"] + HOUR),
    "nothing said of when": resign(auth_time=None),
    "true for when": resign(auth_time=True),
    "no subject": resign(sub=None),
    "an empty subject": resign(sub=""),
    "a number for a subject": resign(sub=7),
    "a list for a subject": resign(sub=["hieu-truong"]),
    "a subject too long": resign(sub="x" * 256),
    "no token": lambda _door: lambda _header, _claims: None,
    "a number for a token": lambda _door: lambda _header, _claims: 7,
    "rubbish": lambda _door: lambda _header, _claims: "a.b.c",
    "an empty token": lambda _door: lambda _header, _claims: "",
}
RIGHT: dict[str, Callable[[Door], Bend]] = {
    "as it came": resign(),
    "ES256": _head(alg="ES256", kid="e"),
    "PS256": _head(alg="PS256"),
    "a list of one audience": resign(aud=["so-cai"]),
    "two audiences, for us": resign(aud=["so-cai", OTHER_CLIENT], azp="so-cai"),
    "a clock a little ahead": resign(iat=lambda claims: claims["iat"] + 30),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_no_token_that_is_not_wholly_right_signs_anybody_in(stage: Stage, wrong: str) -> None:
    """Each begins as the right one, for a subject that is bound; nothing of it stays."""
    browser = stage.browser()
    answer = stage.there(browser, "hieu-truong")
    stage.door.bend = WRONG[wrong](stage.door)
    stage.refused(browser, answer, "OPENID_REFUSED")
    stage.refused(browser, answer, "OPENID_STALE")


@pytest.mark.parametrize("right", RIGHT)
def test_every_right_token_signs_in(stage: Stage, right: str) -> None:
    """The counterproof: what is bent above is what is refused."""
    browser = stage.browser()
    answer = stage.there(browser, "hieu-truong")
    stage.door.bend = RIGHT[right](stage.door)
    assert browser.get(answer).status_code == 303
    assert stage.who(browser)[1]["person"] == HEAD.person


def changed(address: str, **query: str | None) -> str:
    """The address with other words in its query; None takes one away."""
    old = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    new = {name: value for name, value in {**old, **query}.items() if value is not None}
    return f"{address.partition('?')[0]}?{urlencode(new)}"


@pytest.mark.parametrize("state", ["x", "", "A" * 43, "é", "A" * 100_00, None])
def test_no_wrong_state_is_answered_to(stage: Stage, state: str | None) -> None:
    """And the provider is not even asked for a token."""
    browser = stage.browser()
    answer = changed(stage.there(browser, "hieu-truong"), state=state)
    stage.door.asked.clear()
    stage.refused(browser, answer, "OPENID_STALE")
    assert "/token" not in stage.door.asked


def test_an_answer_is_good_once(stage: Stage) -> None:
    """Neither the same again, nor its code with a state of today; and what was refused is spent."""
    browser = stage.browser()
    answer = stage.there(browser, "hieu-truong")
    assert browser.get(answer).status_code == 303
    thief = stage.browser()
    stage.refused(thief, answer, "OPENID_STALE")
    again = stage.there(thief, "hieu-truong")
    code = parse_qs(urlsplit(answer).query)["code"][0]
    stage.refused(thief, changed(again, code=code), "OPENID_REFUSED")
    stage.refused(thief, again, "OPENID_STALE")


def test_a_stolen_code_is_of_no_use_in_another_question(stage: Stage) -> None:
    """PKCE: it was never used, and belongs to a verifier that the thief has not."""
    victim, thief = stage.browser(), stage.browser()
    code = parse_qs(urlsplit(stage.there(victim, "hieu-truong")).query)["code"][0]
    stage.refused(thief, changed(stage.there(thief, "ke-trom"), code=code), "OPENID_REFUSED")


def test_an_answer_belongs_to_the_browser_that_asked(stage: Stage) -> None:
    """Nobody is signed in as somebody else by an address that was sent to them (login CSRF)."""
    attacker, victim = stage.browser(), stage.browser()
    answer = stage.there(attacker, "hieu-truong")
    stage.refused(victim, answer, "OPENID_STALE")
    stage.asked(victim)
    stage.refused(victim, answer, "OPENID_STALE")


def test_a_cookie_that_was_changed_is_no_question_of_ours(stage: Stage) -> None:
    """Nonce, verifier, way back and whose account it is for are of this server alone."""
    browser = stage.browser()
    answer = stage.there(browser, "hieu-truong")
    for other in ("", "x", browser.cookies["socai-openid"] + "A", '["a","b","c","d","e",0]'):
        thief = stage.browser()
        thief.cookies.set("socai-openid", other)
        stage.refused(thief, answer, "OPENID_STALE")
        answer = stage.there(browser, "hieu-truong")


@pytest.mark.parametrize("issuer", ["https://khac.example", "", None])
def test_no_answer_of_another_issuer_is_taken(stage: Stage, issuer: str | None) -> None:
    """RFC 9207: mixed up by whoever stands between two providers; nothing is asked then."""
    browser = stage.browser()
    answer = changed(stage.there(browser, "hieu-truong"), iss=issuer)
    stage.door.asked.clear()
    stage.refused(browser, answer, "OPENID_REFUSED")
    assert "/token" not in stage.door.asked


def test_who_says_no_there_is_told_here(stage: Stage) -> None:
    """And nothing that the provider writes about it comes into the page."""
    browser = stage.browser()
    state = parse_qs(urlsplit(stage.asked(browser)).query)["state"][0]
    query = {"state": state, "iss": stage.door.issuer, "error": "<b>x</b>", "error_description": "geheim"}
    page = stage.refused(browser, f"{BACK}?{urlencode(query)}", "OPENID_REFUSED")
    assert "geheim" not in page and "<b>x" not in page


@pytest.mark.parametrize(
    "away",
    ["https://a.example/", "//a.example/", "/\\a.example", "javascript:alert(1)", "\thttps://a.example"],
)
def test_no_sign_in_leads_to_another_site(stage: Stage, away: str) -> None:
    """What an address asks for comes back from the provider no better than it went."""
    browser = stage.browser()
    answer = browser.get(stage.there(browser, "hieu-truong", ve=away))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_way_back_that_is_too_long_is_left_out(stage: Stage) -> None:
    """A cookie holds so much."""
    browser = stage.browser()
    answer = browser.get(stage.there(browser, "hieu-truong", ve="/" + "x" * 5000))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("host", ["a.example/\\@testserver", "x y", "testserver:1:2", "a@testserver"])
def test_no_made_up_host_is_named_to_the_provider(stage: Stage, host: str) -> None:
    """The provider would refuse another one that is a name; what is none goes nowhere."""
    answer = stage.browser().get(PATH, headers={"Host": host})
    assert answer.status_code == 400 and "location" not in answer.headers


def test_the_question_asks_for_all_that_is_checked(stage: Stage) -> None:
    """PKCE, nonce, state, a sign-in now; and nothing of it is secret or the same twice."""
    browser = stage.browser()
    first, second = (parse_qs(urlsplit(stage.asked(browser)).query) for _ in range(2))
    assert first["code_challenge_method"] == ["S256"] and first["prompt"] == ["login"] and first["max_age"]
    assert first["scope"] == ["openid"] and first["redirect_uri"] == [REDIRECT]
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))


def test_only_a_signed_in_owner_binds(stage: Stage) -> None:
    """From a page of ours, by a password or better, shown just now."""
    assert "Hãy đăng nhập" in stage.browser().get(BIND, headers=OWN_PAGE).text
    owner = stage.browser(DEPUTY.person)
    for site in ("cross-site", "same-site", "none", ""):
        assert owner.get(BIND, headers={"Sec-Fetch-Site": site} if site else {}).status_code == 403
    by_token = stage.browser(DEPUTY.person, "token").get(BIND, headers=OWN_PAGE)
    assert by_token.status_code == 403 and "FACTOR_STALE" in by_token.text
    assert stage.browser(DEPUTY.person, "passkey").get(BIND, headers=OWN_PAGE).status_code == 303


def test_nobody_binds_at_a_machine_that_was_left_alone(stage: Stage, module_dsn: str) -> None:
    """Ten minutes after the password."""
    owner = stage.browser(DEPUTY.person)
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        connection.execute(
            "UPDATE socai.session SET factor = factor - interval '10 minutes' WHERE person = %s",
            (DEPUTY.person,),
        )
    answer = owner.get(BIND, headers=OWN_PAGE)
    assert answer.status_code == 403 and "FACTOR_STALE" in answer.text


def test_what_was_asked_in_one_session_is_bound_in_no_other(stage: Stage) -> None:
    """Somebody else has signed in here meanwhile, or nobody is any more."""
    for then in (session_of(stage.service, CODE, BOARD[0].person, "password"), "x"):
        browser = stage.browser(DEPUTY.person)
        answer = stage.there(browser, "ai-do", BIND)
        browser.cookies.set("socai", then)
        got = browser.get(answer)
        assert got.status_code in (401, 403), got.text
    unbound = stage.browser()
    stage.refused(unbound, stage.there(unbound, "ai-do"), "OPENID_UNBOUND")


def test_nothing_is_bound_over_anything(stage: Stage) -> None:
    """A subject names one account, an account has one subject; a sign-in is no binding."""
    other = stage.browser(BOARD[0].person)
    got = other.get(stage.there(other, "hieu-truong", BIND))
    assert got.status_code == 409 and "OPENID_BOUND" in got.text
    owner = stage.browser(HEAD.person)
    got = owner.get(stage.there(owner, "ten-thu-hai", BIND))
    assert got.status_code == 409 and "OPENID_BOUND" in got.text
    unbound = stage.browser()
    stage.refused(unbound, stage.there(unbound, "ten-thu-hai"), "OPENID_UNBOUND")


def test_who_is_unbound_signs_in_no_more(stage: Stage) -> None:
    """By the owner, from a page of ours; the same subject may then be bound anew."""
    browser = stage.browser(BOARD[0].person)
    stage.bound(BOARD[0].person, "quan-tri")
    assert "Gỡ 127.0.0.1" in browser.get(ACCOUNT).text
    assert browser.post(UNBIND, headers={"Origin": "https://a.example"}).status_code == 403
    assert browser.post(UNBIND, headers={"Origin": HOST}).status_code == 303
    gone = stage.browser()
    stage.refused(gone, stage.there(gone, "quan-tri"), "OPENID_UNBOUND")
    assert "Gắn 127.0.0.1" in browser.get(ACCOUNT).text
    stage.bound(BOARD[0].person, "quan-tri")


def test_who_gives_accounts_takes_the_sign_in_away(stage: Stage) -> None:
    """Head, board, superior; nobody else. The person's sessions end with it."""
    stage.bound(DEPUTY.person, "pho-ht")
    inside = stage.browser()
    assert inside.get(stage.there(inside, "pho-ht")).status_code == 303
    path = f"/api/v1/schools/{CODE}/people/{DEPUTY.person}/openid/unbind"
    refused = stage.browser(CLERK.person).post(path, headers=OWN_PAGE)
    assert (refused.status_code, refused.json()["code"]) == (403, "NO_RIGHT")
    assert stage.who(inside)[0] == 200
    board = stage.browser(BOARD[0].person)
    assert board.post(path, headers=OWN_PAGE).json() == {"unbound": True}
    assert stage.who(inside)[0] == 401
    assert board.post(path, headers=OWN_PAGE).json() == {"unbound": False}
    gone = stage.browser()
    stage.refused(gone, stage.there(gone, "pho-ht"), "OPENID_UNBOUND")
    nobody = board.post(path.replace(DEPUTY.person, "a%00b"), headers=OWN_PAGE)
    assert (nobody.status_code, nobody.json()["code"]) == (422, "BODY_INVALID")


def test_a_foreign_word_goes_past_no_code(stage: Stage) -> None:
    """Where a password alone does not let in, neither does what is worth one: the app is asked, too."""
    stage.bound(DEPUTY.person, "co-ma")
    accounts = stage.service.school(CODE).accounts
    secret = accounts.offer_app(DEPUTY.person, CODE).secret
    before = pyotp.TOTP(secret).at(time.time() - 30)
    accounts.take_app(DEPUTY.person, before, Place("testclient", None))
    browser = stage.browser()
    page = browser.get(stage.there(browser, "co-ma"))
    assert page.status_code == 200 and "socai" not in browser.cookies
    assert stage.who(browser)[0] == 401
    ticket = re.search(r'name="buoc" value="([^"]+)"', page.text)
    assert ticket
    typed = {"truong": CODE, "nguoi": DEPUTY.person, "ve": "/", "buoc": ticket[1], "ma": before}
    again = browser.post("/dang-nhap/ma", data=typed, headers={"Origin": HOST})
    assert stage.who(browser)[0] == 401
    ticket = re.search(r'name="buoc" value="([^"]+)"', again.text)
    assert ticket
    typed |= {"buoc": ticket[1], "ma": pyotp.TOTP(secret).now()}
    assert browser.post("/dang-nhap/ma", data=typed, headers={"Origin": HOST}).status_code == 303
    assert stage.who(browser)[1]["person"] == DEPUTY.person


def test_what_was_lost_is_given_again_without_it(stage: Stage) -> None:
    """Whoever had the phone had the provider's word, too (LAW 56)."""
    stage.bound(CLERK.person, "dien-thoai-mat") if not _bound(stage, CLERK.person) else None
    stage.service.school(CODE).opening.take_effect(CLERK.person, HEAD.person)
    assert not _bound(stage, CLERK.person)


def _bound(stage: Stage, person: str) -> bool:
    assert stage.service.openid is not None
    return stage.service.openid.subjects.of(stage.service.school(CODE).log.school, person) is not None


def test_nothing_secret_is_written_down(
    stage: Stage, module_dsn: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither who the person is there, nor a code, state, token or secret: in the log, or in the database."""
    caplog.set_level(logging.DEBUG, "api")
    browser = stage.browser()
    stage.door.bend = WRONG["expired"](stage.door)
    answer = stage.there(browser, "hieu-truong")
    cookie = browser.cookies["socai-openid"]
    browser.get(answer)
    secrets = [*(values[0] for values in parse_qs(urlsplit(answer).query).values()), cookie, "hieu-truong"]
    secrets = [each for each in [*secrets, "mat-khau+cua"] if each != stage.door.issuer]
    assert not [each for each in secrets if each in caplog.text] and "OPENID_REFUSED" in caplog.text
    with psycopg.connect(module_dsn) as connection:
        for table in ("openid_subject", "challenge", "session"):
            rows = str(connection.execute(f"SELECT t::text FROM socai.{table} t").fetchall())
            assert not [each for each in secrets if each in rows], table


@pytest.mark.parametrize(
    "said",
    [
        lambda found: (200, b"<html>"),
        lambda found: (500, b"{}"),
        lambda found: (200, str(found | {"issuer": "https://khac.example"}).replace("'", '"').encode()),
        lambda found: (200, str({**found, "token_endpoint": "http://a.example/"}).replace("'", '"').encode()),
        lambda found: (200, b" " * 300_000),
    ],
    ids=["no JSON", "broken", "of another issuer", "unencrypted", "endless"],
)
def test_a_document_that_cannot_be_believed_leads_nowhere(
    stage: Stage, said: Callable[[dict[str, Any]], tuple[int, bytes]]
) -> None:
    """The provider's own description, or that of somebody in between."""
    path = "/.well-known/openid-configuration"
    stage.door.answer[path] = lambda found: said({n: v for n, v in found.items() if isinstance(v, str)})
    openid = OpenId(stage.door.registered(), stage.service.db, stage.service.clock)
    with pytest.raises(Exception, match="OPENID_AWAY"):
        openid.ask(REDIRECT, "/")


def test_a_provider_that_is_away_holds_up_nobody(stage: Stage) -> None:
    """Told at once, and it is not asked again by everybody who comes."""
    stage.door.asked.clear()
    stage.door.answer["/.well-known/openid-configuration"] = lambda _found: (503, b"")
    openid = OpenId(stage.door.registered(), stage.service.db, stage.service.clock)
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(Exception, match="OPENID_AWAY"):
            openid.ask(REDIRECT, "/")
    assert time.monotonic() - began < kept.PATIENCE_S and len(stage.door.asked) == 1


def test_new_keys_of_the_provider_are_fetched_once(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """It changes them when it likes; tokens by keys that nobody knows make nobody ask for ever."""
    monkeypatch.setattr(kept, "AGAIN_S", 0.0)
    only_old = b'{"keys": []}'
    stage.door.answer["/jwks"] = lambda _found: (200, only_old)
    service = stage.service
    before, service.openid = service.openid, OpenId(stage.door.registered(), service.db, service.clock)
    renewed = Stage(service, stage.door)
    try:
        browser = renewed.browser()
        renewed.refused(browser, renewed.there(browser, "hieu-truong"), "OPENID_REFUSED")
        stage.door.answer.clear()
        assert browser.get(renewed.there(browser, "hieu-truong")).status_code == 303
    finally:
        service.openid = before


def test_without_the_setting_there_is_no_such_address(module_dsn: str, tmp_path: Path) -> None:
    """Nor a word of it on the pages."""
    service = Service(Settings(tmp_path), dsn=module_dsn)
    client = TestClient(create_app(service.settings, service), HOST)
    for path in (PATH, BIND, BACK):
        assert client.get(path).status_code == 404
    assert "oidc" not in client.get("/dang-nhap").text
    service.stop()


def test_the_secret_is_in_no_text_of_the_settings() -> None:
    """Somebody prints them one day."""
    assert "geheim" not in repr(Registered("https://x.example", "c", "geheim"))


GIVEN = {
    "SOCAI_OIDC_ISSUER": "https://sso.example",
    "SOCAI_OIDC_CLIENT_ID": "c",
    "SOCAI_OIDC_CLIENT_SECRET": "geheim",
}
FILE = "SOCAI_OIDC_CLIENT_SECRET_FILE"


@pytest.mark.parametrize(
    "wrong",
    [
        *({name: ""} for name in GIVEN),
        {FILE: "/khong/co"},
        {"SOCAI_OIDC_CLIENT_SECRET": "", FILE: "/khong/co"},
        *(
            {"SOCAI_OIDC_ISSUER": issuer}
            for issuer in (
                "http://sso.example",
                "sso.example",
                "https://",
                "https://a@sso.example",
                "https://x/?a=1",
            )
        ),
    ],
    ids=str,
)
def test_half_a_registration_is_none(tmp_path: Path, wrong: dict[str, str]) -> None:
    """Told at the start, by the settings' names, not by who cannot sign in on Monday; never the secret."""
    env = {"SOCAI_HOME": str(tmp_path), **GIVEN, **wrong}
    result = CliRunner().invoke(app, ["db", "url"], env=env)
    assert result.exit_code == 2 and result.stderr.startswith("Lỗi: ") and "SOCAI_OIDC_" in result.stderr
    assert "geheim" not in result.stderr and not (tmp_path / "pg").exists()


def test_a_secret_that_everybody_can_read_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file for this account, as it stands there but for the line's end."""
    file = tmp_path / "secret"
    for content, mode, said in (("geheim", 0o644, "chmod 600"), (" \n", 0o600, "trống")):
        file.write_text(content)
        file.chmod(mode)
        env = {**GIVEN, "SOCAI_OIDC_CLIENT_SECRET": "", FILE: str(file), "SOCAI_HOME": str(tmp_path)}
        assert said in CliRunner().invoke(app, ["db", "url"], env=env).stderr
    file.write_text("geheim\n")
    for name, value in {**GIVEN, "SOCAI_OIDC_CLIENT_SECRET": "", FILE: str(file)}.items():
        monkeypatch.setenv(name, value)
    assert Settings.from_environment().openid == Registered("https://sso.example", "c", "geheim")
