"""Passkeys as the server makes and sees them: each part of an answer is compared, and each is asked once."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from api.service.people.passkeys import Credential, Owner, Passkeys, Place, place_of
from api.service.problem import Problem
from ledger.database import READER, Database
from tests.authenticator import AT, UP, UV, Passkey, b64url

NOW = "2026-11-29T05:00:00.000000Z"
HERE = Place("so.truong.vn", "https://so.truong.vn")
TEACHER, OTHER, ELSEWHERE = Owner(1, "gv.a"), Owner(1, "gv.b"), Owner(2, "gv.a")


@pytest.fixture
def passkeys(db: Database) -> Passkeys:
    return Passkeys(db)


def authenticator(**more: Any) -> Passkey:
    return Passkey(HERE.origin, HERE.rp, **more)


def asked(passkeys: Passkeys, owner: Owner = TEACHER) -> str:
    return passkeys.ask_new(HERE, owner, "Nguyễn Văn A", "THCS Kim Đồng", [])


def made(passkeys: Passkeys, key: Passkey, owner: Owner = TEACHER) -> Credential:
    return passkeys.make(HERE, owner, key.make(asked(passkeys, owner)), "Điện thoại", NOW)


def code(act: Any) -> str:
    with pytest.raises(Problem) as refused:
        act()
    return refused.value.code


@pytest.mark.parametrize("alg", [-7, -8])
@pytest.mark.parametrize("counter", [None, 5])
def test_a_passkey_is_made_and_shown_again(passkeys: Passkeys, alg: int, counter: int | None) -> None:
    """Of either algorithm, counting or not; the log gets the key as FORMAT has it."""
    key = authenticator(alg=alg, counter=counter)
    new = made(passkeys, key)
    assert new == Credential(key.cred, alg, key.public, HERE.rp)
    for owner in (None, TEACHER, None):
        assert passkeys.shown(HERE, key.show(passkeys.ask(HERE, owner)), NOW, owner) == (TEACHER, new)


def test_the_browser_is_asked_for_what_the_law_needs(passkeys: Passkeys) -> None:
    """Verified each time, the two algorithms of the log, nothing about where the authenticator comes from."""
    new = json.loads(passkeys.ask_new(HERE, TEACHER, "Nguyễn Văn A", "THCS Kim Đồng", [b"known"]))
    assert [each["alg"] for each in new["pubKeyCredParams"]] == [-7, -8]
    assert new["authenticatorSelection"]["userVerification"] == "required"
    assert (new["attestation"], new["rp"]["id"]) == ("none", HERE.rp)
    assert [each["id"] for each in new["excludeCredentials"]] == [b64url(b"known")]
    handles = {json.loads(asked(passkeys, owner))["user"]["id"] for owner in (TEACHER, OTHER, ELSEWHERE)}
    assert len(handles) == 3 and new["user"]["id"] in handles
    shown = json.loads(passkeys.ask(HERE, TEACHER, [b"known"]))
    assert (shown["userVerification"], shown["rpId"]) == ("required", HERE.rp)


@pytest.mark.parametrize(
    "bent",
    [
        {"type": "webauthn.get"},
        {"origin": "https://evil.vn"},
        {"origin": "http://so.truong.vn"},
        {"origin": "https://so.truong.vn:8443"},
        {"crossOrigin": True},
        {"flags": UP | AT},
        {"flags": UV | AT},
        {"flags": UP | UV},
    ],
    ids=str,
)
def test_no_passkey_is_made_from_an_answer_that_is_bent(passkeys: Passkeys, bent: dict[str, Any]) -> None:
    key = authenticator()
    answer = key.make(asked(passkeys), **bent)
    assert code(lambda: passkeys.make(HERE, TEACHER, answer, "x", NOW)) == "PASSKEY_REFUSED"


@pytest.mark.parametrize(
    "bent",
    [
        {"type": "webauthn.create"},
        {"origin": "https://evil.vn"},
        {"origin": "https://a.so.truong.vn"},
        {"crossOrigin": True},
        {"flags": UP},
        {"flags": UV},
    ],
    ids=str,
)
def test_nobody_is_signed_in_by_an_answer_that_is_bent(passkeys: Passkeys, bent: dict[str, Any]) -> None:
    key = authenticator()
    made(passkeys, key)
    answer = key.show(passkeys.ask(HERE), **bent)
    assert code(lambda: passkeys.shown(HERE, answer, NOW)) == "PASSKEY_REFUSED"


def test_a_passkey_of_another_host_signs_nobody_in(passkeys: Passkeys) -> None:
    """The same server under two names; nor does an authenticator that signs for another host."""
    there = Place("so.khac.vn", "https://so.khac.vn")
    key = authenticator()
    made(passkeys, key)
    answer = key.show(passkeys.ask(there), origin=there.origin)
    assert code(lambda: passkeys.shown(there, answer, NOW)) == "PASSKEY_REFUSED"
    key.rp = there.rp
    assert code(lambda: passkeys.shown(HERE, key.show(passkeys.ask(HERE)), NOW)) == "PASSKEY_REFUSED"


def test_a_signature_of_another_key_signs_nobody_in(passkeys: Passkeys) -> None:
    """One authenticator names the credential of another; a byte of a signature is another one."""
    key, thief = authenticator(), authenticator()
    made(passkeys, key)
    thief.cred = key.cred
    assert code(lambda: passkeys.shown(HERE, thief.show(passkeys.ask(HERE)), NOW)) == "PASSKEY_REFUSED"
    answer = key.show(passkeys.ask(HERE))
    answer["response"]["signature"] = answer["response"]["signature"][:-4] + "AAAA"
    assert code(lambda: passkeys.shown(HERE, answer, NOW)) == "PASSKEY_REFUSED"


def test_an_unknown_passkey_is_refused_like_a_false_one(passkeys: Passkeys) -> None:
    """Nobody learns which credentials there are."""
    answer = authenticator().show(passkeys.ask(HERE))
    assert code(lambda: passkeys.shown(HERE, answer, NOW)) == "PASSKEY_REFUSED"


def test_a_challenge_is_answered_once(passkeys: Passkeys) -> None:
    """A stolen answer is of no use, whether the first try succeeded or not; nor is one to no challenge."""
    key = authenticator()
    options = asked(passkeys)
    answer = key.make(options)
    assert code(lambda: passkeys.make(HERE, OTHER, answer, "x", NOW)) == "PASSKEY_LATE"
    assert code(lambda: passkeys.make(HERE, TEACHER, answer, "x", NOW)) == "PASSKEY_LATE"
    made(passkeys, key)
    shown = key.show(passkeys.ask(HERE))
    assert passkeys.shown(HERE, shown, NOW)[0] == TEACHER
    assert code(lambda: passkeys.shown(HERE, shown, NOW)) == "PASSKEY_LATE"
    assert code(lambda: passkeys.shown(HERE, key.show(bytes(32)), NOW)) == "PASSKEY_LATE"


def test_a_challenge_is_good_for_one_purpose_and_person(passkeys: Passkeys) -> None:
    """What was asked at the sign-in proves nothing in a session, and the other way round."""
    key = authenticator()
    made(passkeys, key)
    for put, taken in ((None, TEACHER), (TEACHER, None), (OTHER, TEACHER), (ELSEWHERE, TEACHER)):
        answer = key.show(passkeys.ask(HERE, put))
        assert code(lambda a=answer, t=taken: passkeys.shown(HERE, a, NOW, t)) == "PASSKEY_LATE", (put, taken)
    create = key.make(passkeys.ask(HERE, TEACHER))
    assert code(lambda: passkeys.make(HERE, TEACHER, create, "x", NOW)) == "PASSKEY_LATE"


def test_a_challenge_is_over_after_five_minutes(passkeys: Passkeys, db: Database) -> None:
    key = authenticator()
    made(passkeys, key)
    answer = key.show(passkeys.ask(HERE))
    with psycopg.connect(db.dsn) as admin:
        admin.execute("UPDATE socai.challenge SET ends = ends - interval '301 seconds'")
    assert code(lambda: passkeys.shown(HERE, answer, NOW)) == "PASSKEY_LATE"
    passkeys.ask(HERE)
    with psycopg.connect(db.dsn) as admin:
        assert admin.execute("SELECT count(*) FROM socai.challenge").fetchone() == (1,)


def test_in_a_session_only_the_persons_own_passkey_counts(passkeys: Passkeys) -> None:
    """Two persons at one machine: the other one's finger does not refresh this session."""
    mine, theirs = authenticator(), authenticator()
    made(passkeys, mine)
    made(passkeys, theirs, OTHER)
    answer = theirs.show(passkeys.ask(HERE, TEACHER))
    assert code(lambda: passkeys.shown(HERE, answer, NOW, TEACHER)) == "PASSKEY_REFUSED"


def test_a_counter_that_does_not_go_on_is_a_copied_key(passkeys: Passkeys) -> None:
    """The same number again, a smaller one, and none after some."""
    key = authenticator(counter=7)
    made(passkeys, key)
    passkeys.shown(HERE, key.show(passkeys.ask(HERE)), NOW)
    for said in (key.counter, 3, 0):
        key.counter = (said or 0) - 1
        answer = key.show(passkeys.ask(HERE))
        assert code(lambda a=answer: passkeys.shown(HERE, a, NOW)) == "PASSKEY_REFUSED"
    key.counter = 100
    assert passkeys.shown(HERE, key.show(passkeys.ask(HERE)), NOW)[0] == TEACHER


def test_one_credential_is_one_persons(passkeys: Passkeys) -> None:
    """Also in another school of the same server: whose it is must be known by it alone."""
    key = authenticator()
    made(passkeys, key)
    for owner in (TEACHER, OTHER, ELSEWHERE):
        answer = key.make(asked(passkeys, owner))
        assert code(lambda a=answer, o=owner: passkeys.make(HERE, o, a, "x", NOW)) == "PASSKEY_TWICE"


def bent_answers(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The answer with each part missing or of another kind."""
    found = []
    for wrong in (None, 5, "", "!", [], {}, "A" * 5000):
        for name in answer:
            found.append({**answer, name: wrong})
        for name in answer["response"]:
            found.append({**answer, "response": {**answer["response"], name: wrong}})
    return [{}, *found]


def test_whatever_a_stranger_sends_is_refused_and_breaks_nothing(passkeys: Passkeys) -> None:
    """Each part missing, empty, of another kind, too long: one of two codes, no other exception."""
    key = authenticator()
    made(passkeys, key)
    seen = set()
    for number in range(len(bent_answers(key.show(bytes(32))))):
        answer = bent_answers(key.show(passkeys.ask(HERE)))[number]
        if answer != key.show(bytes(32)):
            try:
                passkeys.shown(HERE, answer, NOW)
            except Problem as problem:
                seen.add(problem.code)
    for number in range(len(bent_answers(authenticator().make(asked(passkeys))))):
        answer = bent_answers(authenticator().make(asked(passkeys)))[number]
        try:
            passkeys.make(HERE, TEACHER, answer, "x", NOW)
        except Problem as problem:
            seen.add(problem.code)
    assert seen == {"PASSKEY_REFUSED"}


@pytest.mark.parametrize("said", [[["usb"]], [{}], [None, 7], "usb", {"usb": 1}])
def test_ways_to_reach_it_that_are_no_words_are_left_out(passkeys: Passkeys, said: Any) -> None:
    key = authenticator()
    answer = key.make(asked(passkeys))
    answer["response"]["transports"] = said
    assert passkeys.make(HERE, TEACHER, answer, "x", NOW).cred == key.cred


@pytest.mark.parametrize("length", [0, 256, 1023])
def test_a_credential_that_the_log_cannot_name_is_refused(passkeys: Passkeys, length: int) -> None:
    key = authenticator()
    key.cred = bytes(length)
    answer = key.make(asked(passkeys))
    assert code(lambda: passkeys.make(HERE, TEACHER, answer, "x", NOW)) == "PASSKEY_REFUSED"


@pytest.mark.parametrize("alg", [-257, -35, -48])
def test_an_algorithm_that_the_log_does_not_know_is_refused(passkeys: Passkeys, alg: int) -> None:
    key = authenticator()
    key._cose = lambda: {1: 2, 3: alg, -1: 1, -2: key.public[:32], -3: key.public[32:]}  # type: ignore[method-assign]
    answer = key.make(asked(passkeys))
    assert code(lambda: passkeys.make(HERE, TEACHER, answer, "x", NOW)) == "PASSKEY_REFUSED"


def test_a_reader_of_the_database_sees_no_passkeys(db: Database) -> None:
    """And nobody changes whose one is, but the owner of the tables."""
    with psycopg.connect(db.dsn) as admin:
        for role, act in (
            (READER, "SELECT * FROM socai.passkey"),
            (READER, "SELECT socai.take_challenge('x', 'x')"),
            ("socai_writer", "UPDATE socai.passkey SET person = 'gv.b'"),
            ("socai_writer", "DELETE FROM socai.challenge"),
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), admin.transaction():
                admin.execute(f"SET LOCAL ROLE {role}")
                admin.execute(act)


@pytest.mark.parametrize(
    ("scheme", "host", "place"),
    [
        ("https", "so.truong.vn", HERE),
        ("https", "SO.Truong.vn", HERE),
        ("https", "0xa.b1", Place("0xa.b1", "https://0xa.b1")),
        ("https", "so.truong.vn:8443", Place("so.truong.vn", "https://so.truong.vn:8443")),
        ("http", "localhost:8000", Place("localhost", "http://localhost:8000")),
    ],
)
def test_the_place_is_the_host_that_was_asked(scheme: str, host: str, place: Place) -> None:
    assert place_of(scheme, host) == place


@pytest.mark.parametrize(
    ("scheme", "host"),
    [
        ("http", "so.truong.vn"),
        ("http", "127.0.0.1:8000"),
        ("https", "192.168.1.5"),
        ("https", "[::1]:8000"),
        ("https", "[::1]"),
        ("https", ""),
        ("https", "sổ.vn"),
        ("https", "a/b.vn"),
        ("https", "a" * 254),
        ("https", "so.truong.vn."),
        ("http", "localhost.:8000"),
        ("https", "so..vn"),
        ("https", ".vn"),
        ("https", "so.truong.vn:"),
        ("https", "127.1"),
        ("https", "so.0x7f:8443"),
    ],
)
def test_where_browsers_have_no_passkeys_it_is_said_so(scheme: str, host: str) -> None:
    """A number is no name of a host, and without TLS there is no secure context."""
    assert code(lambda: place_of(scheme, host)) == "PASSKEY_PLACE"
