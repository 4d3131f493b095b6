"""A refused act leaves nothing beside the log: no personal text, no key (case D9)."""

from typing import Any

import psycopg
import pytest

from demo.people import BOARD, HEAD
from tests.api.conftest import HOMEROOM_6A, ROOT, Stage

PROFILE = f"{ROOT}/books/6A/profile/1/cells"


@pytest.fixture(scope="module", autouse=True)
def open_profiles(stage: Stage) -> None:
    """A window for telephones."""
    body = {"window": "w-1", "year": "2020-2021", "semester": 1, "cols": ["dien_thoai"], "classes": ["6A"]}
    times = {"from": "2020-10-01T00:00:00Z", "to": "2020-12-01T00:00:00Z"}
    made = stage.post(HEAD.person, f"{ROOT}/windows", **body, **times, decision=stage.decision())
    assert made.status_code == 201, made.text


def kept(stage: Stage) -> tuple[int, int, int]:
    """Texts, keys and claims beside the log."""
    tables = ("personal_text", "pupil_key", "claim")
    with psycopg.connect(stage.service.db.dsn) as connection:
        rows = [connection.execute(f"SELECT count(*) FROM socai.{table}").fetchone() for table in tables]
    texts, keys, claims = (row[0] for row in rows if row)
    return texts, keys, claims


def profile(stage: Stage, *cells: tuple[str, str, Any, int], cmd: str | None = None) -> Any:
    rows = [{"pupil": p, "col": c, "value": v, "base": b} for p, c, v, b in cells]
    return stage.send(HOMEROOM_6A, "PUT", PROFILE, cells=rows, **({"cmd": cmd} if cmd else {}))


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ([("HS0001", "dia_chi", "12 Lê Lợi", 0)], "WINDOW_CLOSED"),
        ([("HS0001", "dien_thoai", "0905 111", 99)], "STALE_BASE"),
        ([("HS9999", "dien_thoai", "0905 111", 0)], "NOT_IN_CLASS"),
        ([("HS0001", "dien_thoai", "0905 111", 0), ("HS0002", "dien_thoai", "\u202e1", 0)], "TEXT_UNCLEAR"),
        ([("HS0001", "dien_thoai", "0905 111", 0), ("HS0001", "ten", "Lê\u200bMai", 0)], "TEXT_UNCLEAR"),
        ([("HS0001", "dien_thoai", "0905 111", 0), ("HS0001", "sinh", "hôm qua", 0)], "NOT_A_DAY"),
    ],
)
def test_no_text_of_a_refused_profile_stays(stage: Stage, cells: Any, code: str) -> None:
    """Whatever refuses it: the window, the base, the class, another cell of the same act."""
    before = kept(stage)
    answer = profile(stage, *cells)
    assert answer.json()["code"] == code, answer.text
    assert kept(stage) == before


def test_no_text_of_a_refused_staff_profile_stays(stage: Stage) -> None:
    """404 for who is not there, 409 for a base that is not the last."""
    before = kept(stage)
    for person, base in (("nobody", 0), (HEAD.person, 77)):
        path = f"{ROOT}/people/{person}/profile/phone"
        assert stage.send(BOARD[0].person, "PUT", path, value="0905 222", base=base).status_code in (404, 409)
    assert kept(stage) == before


def test_no_key_of_a_refused_enrolment_stays(stage: Stage) -> None:
    """One pupil of the list is there already, so the other has no key either; and the old key stays."""
    before = kept(stage)
    known = {"name": "A Lơi", "born": "2009-01-02", "from": "2020-10-01"}
    pupils = [{"pupil": code, "register": code, **known} for code in ("HS8001", "HS0001")]
    answer = stage.post(BOARD[0].person, f"{ROOT}/classes/6A/pupils", pupils=pupils)
    assert answer.status_code == 409 and kept(stage)[:2] == before[:2]


def test_a_refused_act_takes_nothing_from_an_accepted_one(stage: Stage) -> None:
    """The same number of the same pupil, once written: a refusal leaves the text, a repeat its answer."""
    first = profile(stage, ("HS0003", "dien_thoai", "0905 333", 0), cmd="phone-3")
    assert first.status_code == 200
    assert profile(stage, ("HS0003", "dien_thoai", "0905 333", 99)).status_code == 409
    again = profile(stage, ("HS0003", "dien_thoai", "0905 333", 0), cmd="phone-3").json()
    assert again["replayed"] and again["pos"] == first.json()["pos"]
    book = stage.get(HOMEROOM_6A, f"{ROOT}/books/6A/profile/1").json()
    assert [c["text"] for c in book["cells"] if c["pupil"] == "HS0003"] == ["0905 333"]
