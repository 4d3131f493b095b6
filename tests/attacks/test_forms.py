"""The door against one fact in two spellings: keys (A35), Unicode (A36), numbers (A37), times (A39).

What a superuser puts into the database in another form is in `test_line_forms.py`; here the same forms come
in by the API, which refuses them or stores the one form of FORMAT §1. What got in is sound afterwards.
"""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.people import HEAD
from ledger.archive.export import export
from tests.api.conftest import BOOK, ROOT, TEACHER, Stage, make_stage
from tests.attacks.honest import HonestSchool
from tests.attacks.raw_lines import replaced, rewrite_lines
from tests.attacks.seized import SOUND, SeizedSchool, judge, outcome, record, tampered

NAME = "Nguyễn Thị Hướng Dương"
APART = unicodedata.normalize("NFD", NAME)


@pytest.fixture(scope="module")
def door(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A school in its first window of entry, behind the real application."""
    stage = make_stage(module_dsn, tmp_path_factory.mktemp("home"))
    yield stage
    stage.service.stop()


def send_raw(door: Stage, person: str, method: str, path: str, body: str) -> Any:
    """A body as text, as no JSON library would write it."""
    headers = {**door.as_(person), "Content-Type": "application/json"}
    return door.client.request(method, path, headers=headers, content=body.encode())


def cells(cmd: str, *members: str) -> str:
    """The body that saves one cell of pupil HS0001 with these members."""
    return f'{{"cmd":"{cmd}","cells":[{{"pupil":"HS0001","col":"tx1",{",".join(members)}}}]}}'


def stored(door: Stage, pos: int) -> bytes:
    (line,) = door.school.log.lines(pos, pos + 1)
    return line


def require_sound(door: Stage, folder: Path) -> None:
    """Whatever came in by the door has left a log that the verifier finds sound."""
    door.school.seal()
    export(door.school.log, folder)
    assert outcome(judge([folder], key=door.school.facts().key)) == SOUND


@pytest.mark.parametrize(
    "body",
    [
        cells("hai-lan", '"value":"8","value":"9","base":0'),
        cells("hai-lan", '"value":"8","value":"8","base":0'),
        cells("hai-lan", '"value":"8","v\\u0061lue":"9","base":0'),
        cells("hai-lan", '"value":{"tenths":80,"tenths":90},"base":0'),
        cells("hai-lan", '"value":"8","base":0').replace('{"cmd"', '{"cmd":"mot-lan","cmd"', 1),
    ],
)
@pytest.mark.parametrize(
    "media", ["application/json", "Application/JSON; charset=utf-8", "application/x+json"]
)
def test_a35_the_door_refuses_a_key_given_twice(door: Stage, body: str, media: str) -> None:
    """A proxy, a log of requests and the server might each have read another mark. Nothing is written."""
    size = door.school.log.head().size
    headers = {**door.as_(TEACHER), "Content-Type": media}
    answer = door.client.put(f"{BOOK}/cells", headers=headers, content=body.encode())
    assert (answer.status_code, answer.json()["code"]) == (422, "BODY_INVALID")
    (fault,) = answer.json()["faults"]
    assert (fault["rule"], fault["why"]) == ("duplicate_key", "Mục này có hai lần; mỗi mục chỉ ghi một lần.")
    assert fault["field"] in {"value", "tenths", "cmd"}
    assert door.school.log.head().size == size


def test_a36_the_door_stores_one_unicode_form_of_what_was_typed(door: Stage, tmp_path: Path) -> None:
    """Of names and numbers of decisions; typed again in the other form it is the same command."""
    body = {"person": "gv.huong-duong", "name": f" {APART} ", "cmd": "huong-duong"}
    written = door.post(HEAD.person, f"{ROOT}/people", **body)
    assert written.status_code == 201
    line = stored(door, written.json()["pos"])
    assert f'"name":"{NAME}"'.encode() in line and APART.encode() not in line
    again = door.post(HEAD.person, f"{ROOT}/people", **{**body, "name": NAME})
    assert again.json() == {**written.json(), "replayed": True}
    require_sound(door, tmp_path / "export")


@pytest.mark.parametrize("person", ["gv.dương", "gv.d\u0075\u031bo\u031bng", "ｇｖ．ａ", "gv.\u0430"])
def test_a36_the_door_refuses_identifiers_that_could_look_alike(door: Stage, person: str) -> None:
    """Only ASCII: composed, apart, full-width and Cyrillic are refused, not brought into form."""
    answer = door.post(HEAD.person, f"{ROOT}/people", person=person, name=NAME)
    assert (answer.status_code, answer.json()["code"]) == (422, "BODY_INVALID")


@pytest.mark.parametrize("number", ["8.0", "8", "8e0", "-0", "NaN", "Infinity", "1e400", "true"])
def test_a37_the_door_takes_no_number_for_a_mark(door: Stage, number: str) -> None:
    """A mark is a text as typed, or tenths by name: JSON's 8 could mean either."""
    answer = send_raw(door, TEACHER, "PUT", f"{BOOK}/cells", cells("so", f'"value":{number},"base":0'))
    assert (answer.status_code, answer.json()["code"]) == (422, "BODY_INVALID")
    assert door.cell("HS0001", "tx1")["pos"] == 0


@pytest.mark.parametrize("number", ["80.0", "8e1", "800E-1", "-0.0", "NaN", "1e400", '"80"', "true"])
def test_a37_the_door_takes_tenths_as_a_whole_number_only(door: Stage, number: str) -> None:
    """And the version of the cell likewise."""
    for members in (f'"value":{{"tenths":{number}}},"base":0', f'"value":"8","base":{number}'):
        answer = send_raw(door, TEACHER, "PUT", f"{BOOK}/cells", cells("phan-muoi", members))
        assert (answer.status_code, answer.json()["code"]) == (422, "BODY_INVALID"), members
    assert door.cell("HS0001", "tx1")["pos"] == 0


@pytest.mark.parametrize("typed", ["-0", "8e0", "1e1", "+8", "08", "８", "٨", "8.00", "0x8", "NaN", "8_0"])
def test_a37_the_door_refuses_other_spellings_of_a_typed_mark(door: Stage, typed: str) -> None:
    """Digits 0 to 9 with one comma or point; nothing is guessed, a second decimal is never dropped."""
    answer = door.save(TEACHER, ("HS0001", "tx1", typed, 0))
    assert answer.status_code == 422 and answer.json()["code"].startswith("MARK_")
    assert door.cell("HS0001", "tx1")["pos"] == 0


def test_a37_a_minus_before_zero_is_stored_as_zero(door: Stage, tmp_path: Path) -> None:
    """JSON reads -0 as an integer; the line holds its one spelling, and so does "8.0" as a typed text."""
    body = '{"cmd":"am-0","cells":[{"pupil":"HS0002","col":"tx1","value":{"tenths":-0},"base":-0}]}'
    written = send_raw(door, TEACHER, "PUT", f"{BOOK}/cells", body).json()
    assert b'"value":0}' in stored(door, written["pos"])
    written = door.save(TEACHER, ("HS0003", "tx1", "8.0", 0)).json()
    assert b'"value":80}' in stored(door, written["pos"])
    require_sound(door, tmp_path / "export")


def test_a39_the_door_stores_one_form_of_an_instant(door: Stage, tmp_path: Path) -> None:
    """Whatever offset and precision it comes in: the line holds the 27 characters in UTC."""
    for minute, form in enumerate(
        (
            "2020-11-15T17:{:02}:00+07:00",
            "2020-11-15T10:{:02}:00Z",
            "2020-11-15T10:{:02}:00.000000Z",
            "2020-11-15T10:{:02}:00.0+00:00",
            "2020-11-15 02:{:02}-08:00",
        )
    ):
        moved = {"to": form.format(minute), "decision": door.decision()}
        written = door.post(HEAD.person, f"{ROOT}/windows/giua-ky-1/move", **moved)
        assert written.status_code == 200, form
        line = json.loads(stored(door, written.json()["pos"]))
        assert line["data"]["to"] == f"2020-11-15T10:{minute:02}:00.000000Z"
    require_sound(door, tmp_path / "export")


@pytest.mark.parametrize(
    "form",
    [
        "2020-11-15T17:00:00",
        "15/11/2020 17:00",
        "2020-11-15",
        "1605434400",
        1605434400,
        "2020-11-31T17:00:00Z",
    ],
)
def test_a39_the_door_refuses_an_instant_that_could_be_two(door: Stage, form: object) -> None:
    """Without an offset, in the order of another country, a mere day, seconds, no day of any calendar."""
    moved = {"to": form, "decision": door.decision()}
    answer = door.post(HEAD.person, f"{ROOT}/windows/giua-ky-1/move", **moved)
    assert (answer.status_code, answer.json()["code"]) == (422, "BODY_INVALID")


@pytest.mark.parametrize(
    "form", ["15/11/2020", "20201115", "2020-W46-7", "2020-11-15T00:00:00Z", "２０２０-11-15"]
)
def test_a39_the_door_refuses_a_date_of_another_form(door: Stage, form: str) -> None:
    """Dates are not brought into form: a decision's date is copied from a paper."""
    decision = {**door.decision(), "date": form}
    moved = {"to": "2020-11-15T17:30:00+07:00", "decision": decision}
    answer = door.post(HEAD.person, f"{ROOT}/windows/giua-ky-1/move", **moved)
    assert (answer.status_code, answer.json()["code"]) == (422, "BODY_INVALID")


@pytest.mark.parametrize(("number", "read"), [("-0", 0), ("-0.0", 0), ("8e1", 80), ("80.0", 80)])
def test_a37_another_mark_in_another_spelling_is_named_in_the_database_too(
    school: SeizedSchool, honest: HonestSchool, number: str, read: int
) -> None:
    """By a superuser with the key: without any evidence, as no product of ours writes such a line."""
    cell = honest.crime.cell
    assert outcome(school.judged()) == SOUND
    rewrite_lines(school, {cell.pos: replaced(b'"value":24}', f'"value":{number}}}'.encode())})
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("LINE_NOT_CANONICAL")
    assert record(judged, "LINE_NOT_CANONICAL") == [
        (cell.pos, "demo", cell.klass, cell.pupil, "toan", "gk", None, read)
    ]
    assert ("LINE_NOT_CANONICAL", cell.pos) in {(each.code, each.pos) for each in school.fsck()}
