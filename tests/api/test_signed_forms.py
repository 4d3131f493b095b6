"""Acts that their person signs: in which form, over which texts, one of several in a call."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from demo.people import HEAD
from tests.api.conftest import ROOT, TEACHER, Stage
from tests.api.signers import (
    certify,
    empty,
    fresh,
    line,
    look,
    program,
    refused,
    require_sound,
    save,
    with_passkey,
)
from tests.school.signer import AT, ED, UP, UV, Key, N, Passkey, b64, high, statement, unb64

COMMENT = "Em tiến bộ rõ rệt trong học kỳ này."
SALTS = [bytes(range(16)), bytes(16), b"\1" * 16]


@pytest.fixture(scope="module", autouse=True)
def open_texts(stage: Stage) -> None:
    """A window for comments and fields of a profile."""
    cols = ["dien_thoai", "nx", "ten"]
    asked = {"window": "w-1", "year": "2020-2021", "semester": 1, "cols": cols, "classes": ["*"]}
    times = {"from": "2020-10-01T00:00:00Z", "to": "2020-12-01T00:00:00Z"}
    made = stage.post(HEAD.person, f"{ROOT}/windows", **asked, **times, decision=stage.decision())
    assert made.status_code == 201, made.text


@pytest.fixture(scope="module")
def passkey(stage: Stage) -> Passkey:
    return with_passkey(stage, TEACHER)


@pytest.fixture(scope="module")
def device(stage: Stage, passkey: Passkey) -> Key:
    return certify(stage, TEACHER, passkey)


# --- signatures


def _der(r: int, s: int) -> str:
    return b64(encode_dss_signature(r, s))


def _raw(r: int, s: int) -> str:
    return b64(r.to_bytes(32) + s.to_bytes(32))


R, S = 2**200 + 7, 2**199 + 5
NO_SIGNATURES = {
    "r is 0": _raw(0, S),
    "s is 0": _raw(R, 0),
    "r is the order": _raw(N, S),
    "s is the order": _raw(R, N),
    "s above the order": _raw(R, N + 1),
    "all ones": b64(b"\xff" * 64),
    "zeros": b64(bytes(64)),
    "DER with r of 0": _der(0, S),
    "DER above the order": _der(R, N + 5),
    "DER with bytes behind it": b64(encode_dss_signature(R, S) + b"\0"),
    "DER cut": b64(encode_dss_signature(R, S)[:-1]),
    "DER with a length in two bytes": b64(b"\x30\x81\x08\x02\x02\x01\x01\x02\x02\x01\x01"),
    "a needless zero before r": b64(b"\x30\x08\x02\x03\x00\x01\x01\x02\x01\x05"),
    "a negative s": b64(b"\x30\x08\x02\x02\x01\x01\x02\x02\x80\x01"),
    "63 bytes": b64(bytes(range(63))),
    "65 bytes": b64(bytes(range(65))),
}


@pytest.mark.parametrize("sig", NO_SIGNATURES.values(), ids=NO_SIGNATURES)
def test_what_has_not_the_form_of_a_signature_is_none(stage: Stage, device: Key, sig: str) -> None:
    asked = empty()
    sign = device.sign(asked["cmd"], look(stage, asked))
    told = refused(stage, asked, {**sign, "sig": sig}, "SIGNATURE_WRONG")
    assert told["fault"] == "form"


def test_a_signature_of_another_key_or_message_is_none_of_these_entries(stage: Stage, device: Key) -> None:
    """In the right form, but over something else, or by another key: what would be written is shown."""
    asked = empty()
    sign = device.sign(asked["cmd"], look(stage, asked))
    for sig in (
        _raw(R, S),
        _der(R, S),
        high(_raw(R, S)),
        Key().signed(b"x")["sig"],
        device.signed(b"x")["sig"],
    ):
        refused(stage, asked, {**sign, "sig": sig}, "SIGNED_OTHERWISE")


def test_an_ed25519_signature_has_one_form(stage: Stage, passkey: Passkey) -> None:
    """64 bytes; s is not to be raised by the order."""
    key = program(stage, TEACHER, passkey, alg=-8)
    asked = empty()
    sign = key.sign(asked["cmd"], look(stage, asked))
    raw = unb64(sign["sig"])
    order = 2**252 + 27742317777372353535851937790883648493
    raised = raw[:32] + (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")
    for sig, code in (
        (raw[:-1], "SIGNATURE_WRONG"),
        (raw + b"\0", "SIGNATURE_WRONG"),
        (raised, "SIGNED_OTHERWISE"),
    ):
        refused(stage, asked, {**sign, "sig": b64(sig)}, code)


MALFORMED: dict[str, dict[str, Any]] = {
    "no key": {"key": ...},
    "no time": {"time": ...},
    "no line seen": {"seen": ...},
    "no signature": {"sig": ...},
    "a key that is a text": {"key": "5"},
    "a negative key": {"key": -1},
    "an instant in another form": {"time": "2020-10-20T01:00:00Z"},
    "a leaf that is no hash": {"seen": {"pos": 1, "leaf": "x"}},
    "a line without leaf": {"seen": {"pos": 1}},
    "padded": {"sig": "AAAAAAAAAAA="},
    "base64 of addresses": {"sig": "-_-_-_-_-_-_"},
    "low bits": {"sig": "AAAAAAAAAAB"},
    "too long": {"sig": "A" * 132},
    "a member more": {"alg": -7},
    "a salt too short": {"salts": ["AAAA"]},
    "too many salts": {"salts": [b64(bytes(16))] * 401},
}


@pytest.mark.parametrize("bent", MALFORMED.values(), ids=MALFORMED)
def test_a_sign_that_is_none_is_told_by_its_member(stage: Stage, device: Key, bent: dict[str, Any]) -> None:
    asked = empty()
    sign = device.sign(asked["cmd"], look(stage, asked)) | bent
    sent = {name: value for name, value in sign.items() if value is not ...}
    told = refused(stage, asked, sent, "BODY_INVALID")
    assert all(fault["field"].startswith("sign") for fault in told["faults"])


# --- passkeys


BENT_ASSERTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "made": ("type", {"type": "webauthn.create"}),
    "another site": ("origin", {"origin": "https://localhost.evil.vn"}),
    "another site's name in it": ("origin", {"origin": "https://evil.vn/localhost"}),
    "no origin": ("origin", {"origin": None}),
    "in the clear": ("origin", {"origin": "http://localhost.:8000"}),
    "in a frame": ("origin", {"crossOrigin": True}),
    "in a frame, said otherwise": ("origin", {"crossOrigin": "false"}),
    "on top of it another": ("origin", {"topOrigin": "https://evil.vn"}),
    "nobody touched it": ("flags", {"flags": UV}),
    "nobody was asked who": ("flags", {"flags": UP}),
    "a key in it": ("flags", {"flags": UP | UV | AT}),
    "reserved bits": ("flags", {"flags": UP | UV | 0x02}),
    "saved without being savable": ("flags", {"flags": UP | UV | 0x10}),
    "extensions announced": ("form", {"flags": UP | UV | ED}),
    "something behind": ("form", {"tail": b"\xa0"}),
}


@pytest.mark.parametrize(("fault", "bent"), BENT_ASSERTIONS.values(), ids=BENT_ASSERTIONS)
def test_an_assertion_made_in_another_way_is_none(
    stage: Stage, passkey: Passkey, fault: str, bent: dict[str, Any]
) -> None:
    """Each would be found by every verifier for ever, and so is not written."""
    asked = empty()
    shown = look(stage, asked)
    sign = passkey.sign(asked["cmd"], shown)
    by = {name: sign[name] for name in ("key", "seen", "time")}
    challenge = hashlib.sha256(statement(asked["cmd"], shown, by)).digest()
    told = refused(stage, asked, {**sign, **passkey.assertion(challenge, **bent)}, "SIGNATURE_WRONG")
    assert told["fault"] == fault


CLIENTS = {
    "no JSON": b"x",
    "no object": b"[]",
    "not UTF-8": b'{"type":"\xff"}',
    "with a mark": b'\xef\xbb\xbf{"type":"webauthn.get"}',
    "a key twice": b'{"type":"webauthn.get","type":"webauthn.get"}',
    "no number": b'{"type":"webauthn.get","x":NaN}',
    "too deep": b'{"x":' + b"[" * 17 + b"]" * 17 + b"}",
    "empty": b"",
    "too long": b'{"type":"' + b"w" * 2040 + b'"}',
}


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
def test_client_data_that_readers_may_read_differently_are_none(
    stage: Stage, passkey: Passkey, client: bytes
) -> None:
    asked = empty()
    sign = passkey.sign(asked["cmd"], look(stage, asked))
    answer = save(stage, asked, {**sign, "client": b64(client)})
    assert answer.json()["code"] in ("SIGNATURE_WRONG", "BODY_INVALID"), answer.text
    assert len(client) > 2048 or answer.json().get("fault") == "form"


# --- texts


def _texts(pupils: tuple[str, str]) -> dict[str, Any]:
    rows = [(pupils[0], "nx", COMMENT), (pupils[0], "tx1", "8"), (pupils[1], "nx", "Khá.")]
    cells = [{"pupil": pupil, "col": col, "value": value, "base": 0} for pupil, col, value in rows]
    return {"cmd": fresh("t"), "cells": cells}


def test_a_signed_text_is_read_as_it_was_and_its_salt_goes_with_its_key(stage: Stage, device: Key) -> None:
    """Sealed with its salt behind it: with the pupil's key both are gone."""
    asked = _texts(("HS0031", "HS0032"))
    shown = look(stage, {**asked, "sign": {"salts": [b64(salt) for salt in SALTS]}})
    saved = save(stage, asked, device.sign(asked["cmd"], shown))
    assert saved.status_code == 200, saved.text
    first = line(stage, saved.json()["pos"])
    texts = [
        b64(hashlib.sha256(salt + text.encode()).digest())
        for salt, text in zip(SALTS[:2], (COMMENT, "Khá."), strict=True)
    ]
    assert first["sign"]["texts"] == texts
    assert first["sign"].keys() == {"key", "seen", "sig", "texts", "time"}
    assert stage.cell("HS0031", "nx")["text"] == COMMENT
    assert len(unb64(first["data"]["value"])) == 12 + 16 + len(COMMENT.encode()) + 1 + 16
    changed = {
        "cells": [{**asked["cells"][0], "value": "Tốt.", "base": saved.json()["pos"]}],
        "cmd": fresh("t"),
    }
    shown = look(stage, changed)
    assert shown["entries"][0][2]["old"] is None
    assert save(stage, changed, device.sign(changed["cmd"], shown)).status_code == 200
    assert stage.cell("HS0031", "nx")["text"] == "Tốt."


def test_another_salt_or_text_than_was_signed_is_found(stage: Stage, device: Key) -> None:
    """The commitment is computed anew from what came; the signature is over the one that was shown."""
    asked = _texts(("HS0040", "HS0039"))
    sign = device.sign(asked["cmd"], look(stage, asked))
    other = {**asked, "cells": [{**asked["cells"][0], "value": "Khác hẳn."}, *asked["cells"][1:]]}
    refused(stage, other, sign, "SIGNED_OTHERWISE")
    for salts in ([b64(salt) for salt in SALTS], sign["salts"][::-1]):
        refused(stage, asked, {**sign, "salts": salts}, "SIGNED_OTHERWISE")


def test_salts_that_are_missing_are_asked_for(stage: Stage, device: Key) -> None:
    """And how many: what nobody can open again nobody can have signed."""
    asked = _texts(("HS0040", "HS0039"))
    sign = device.sign(asked["cmd"], look(stage, asked))
    for given in ([], sign["salts"][:1]):
        told = refused(stage, asked, {**sign, "salts": given}, "SALTS_MISSING")
        assert (told["needed"], told["given"]) == (2, len(given))


def test_texts_beside_the_log_are_signed_by_their_commitments(stage: Stage, device: Key) -> None:
    book = f"{ROOT}/books/6B/profile/1/cells"
    cells = [{"pupil": "HS0046", "col": "dien_thoai", "value": "0912 345 678", "base": 0}]
    asked = {"cmd": fresh("t"), "cells": cells}
    shown = look(stage, asked, TEACHER, book)
    salt = unb64(shown["salts"][0])
    assert shown["entries"][0][2]["value"] == "h:" + b64(hashlib.sha256(salt + b"0912 345 678").digest())
    assert save(stage, asked, device.sign(asked["cmd"], shown), TEACHER, book).status_code == 200


# --- several acts in a call


def test_each_act_of_a_call_has_its_own_signature(stage: Stage, device: Key) -> None:
    """One over all would be over none: each is a command with an id of its own."""
    path = f"{ROOT}/classes/6A/semesters/1/cells"
    cells = [{"pupil": "HS0033", "col": "tx2", "value": "7", "base": 0}]
    asked: dict[str, Any] = {
        "cmd": "many",
        "books": [{"subject": "toan", "cells": cells}, {"subject": "ngu_van", "cells": cells}],
    }
    (mine, other) = stage.post(TEACHER, f"{path}?dry_run=true", **asked).json()
    assert mine["would"]["entries"] and other["problem"]["code"] == "OUT_OF_SCOPE" and other["would"] is None
    sign = device.sign("many-1", mine["would"])
    assert stage.post(TEACHER, path, **asked, sign=sign).json()["code"] == "SIGNATURES_COUNT"
    asked["books"][0]["sign"] = sign
    saved, refused_one = stage.post(TEACHER, path, **asked).json()
    assert saved["saved"]["n"] == 1 and refused_one["problem"]["code"] == "OUT_OF_SCOPE"
    assert line(stage, saved["saved"]["pos"])["sign"]["key"] == device.pos


def test_the_verifier_finds_what_was_written_here_sound(stage: Stage, tmp_path: Path) -> None:
    assert require_sound(stage, tmp_path / "export")["persons"] > 3
