"""What any client may send: broken, huge or hostile bodies and queries; caches; health; secrets."""

import asyncio
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.http.api_route import MOST_MEMBERS
from api.http.body.base import Body
from api.http.edge import LARGEST_BODY
from api.service.service import Service
from api.texts.fault_texts import TEXTS as FAULTS
from demo.people import HEAD
from ledger.clock import Clock
from tests.api.conftest import BOOK, ROOT, TEACHER, Stage

CELL = '{"cmd":"x","cells":[{"pupil":"HS0001","col":"%s","value":%s,"base":%s}]}'


def send(stage: Stage, method: str, path: str, content: Any, person: str = HEAD.person) -> Any:
    headers = {**stage.as_(person), "content-type": "application/json"}
    return stage.client.request(method, path, headers=headers, content=content)


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"[" * 100_000, 422, "BODY_INVALID"),
        (CELL.replace("tx1", "nx").encode("utf-16"), 422, "BODY_INVALID"),
        (b'{"cmd":"x","cells":NaN}', 422, "BODY_INVALID"),
        (CELL % ("tx1", '"8"', "1e400"), 422, "BODY_INVALID"),
        (CELL % ("tx1", '"8"', "9" * 30), 422, "BODY_INVALID"),
        (CELL % ("tx1", r'"\ud800"', "0"), 422, "MARK_NOT_A_MARK"),
        (CELL % ("tx1", r'"8\u0000"', "0"), 422, "MARK_NOT_A_MARK"),
        (CELL % ("nx", r'"\ud800"', "0"), 422, "COMMENT_NOT_TEXT"),
        (CELL % (r"\ud800", '"8"', "0"), 422, "BODY_INVALID"),
        (b"\xff\xfe", 422, "BODY_INVALID"),
        (b"null", 422, "BODY_INVALID"),
        (b"", 422, "BODY_INVALID"),
    ],
)
def test_no_hostile_body_breaks_the_server(stage: Stage, content: Any, status: int, code: str) -> None:
    """A problem that can be read as JSON, never a 500."""
    answer = send(stage, "PUT", f"{BOOK}/cells", content, TEACHER)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_no_sender_takes_all_the_time_in_the_world(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a body, then nothing: 408, and what is written is nothing."""
    monkeypatch.setattr("api.http.edge.GRACE_S", 0.05)
    headers = [(name.lower().encode(), value.encode()) for name, value in stage.as_(HEAD.person).items()]
    scope = {
        **{"type": "http", "method": "POST", "path": f"{ROOT}/people", "raw_path": b"", "query_string": b""},
        **{"headers": [*headers, (b"content-type", b"application/json")], "root_path": "", "scheme": "http"},
        **{"http_version": "1.1", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2), "state": {}},
    }
    pieces, answered = [b'{"cmd":"slow",'], list[Any]()

    async def receive() -> Any:
        if not pieces:
            await asyncio.sleep(60)
        return {"type": "http.request", "body": pieces.pop(), "more_body": True}

    async def told(message: Any) -> None:
        answered.append(message)

    asyncio.run(stage.client.app(scope, receive, told))
    assert answered[0]["status"] == 408
    assert json.loads(answered[1]["body"])["code"] == "BODY_TOO_SLOW"


@pytest.mark.parametrize("lapse", ["true", "5.0", '"5"', "9" * 30, "-1"])
def test_no_number_is_guessed(stage: Stage, lapse: str) -> None:
    """`true` is not one minute."""
    proof = '{"entry":"token","decide":"token","witness":"token"}'
    answer = send(stage, "PUT", f"{ROOT}/policy", f'{{"cmd":"p","proof":{proof},"lapse":{lapse}}}')
    assert (answer.status_code, answer.json()["code"]) == (422, "BODY_INVALID")


@pytest.mark.parametrize(
    "query",
    [
        "/dossiers?state=%00",
        "/dossiers?state=x",
        "/audit?type=%00",
        "/audit?limit=0",
        "/audit?limit=501",
        "/audit?before=-1",
        "/entries?after=2147483648",
        "/progress?class=%00",
        "/books/%00/as-of?at=@1",
        "/books/6A/toan/1.0",
        "/receipts/1e3",
        "/receipts/+1",
        "/receipts/%2B1",
        "/receipts/%201",
        "/receipts/01",
        "/receipts/1_0",
        "/receipts/1.0",
        "/receipts/%D9%A1",
        "/entries?after=+1",
        "/entries?after=%2B1",
        "/audit?limit=010",
        "/audit?before=1_000",
        "/classes/6A/titles/proposals?semester=1.0",
        "/readings?before=-1",
        "/readings?before=01",
        "/readings?limit=501",
        "/readings?about=%00",
        "/readings?person=a%20b",
        "/readings?from=2020-02-30",
        "/readings?to=20201020",
        "/readings/days?from=x",
        "/failed-sign-ins?limit=0",
        "/failed-sign-ins?before=1e3",
    ],
)
def test_no_query_outside_its_form_reaches_the_database(stage: Stage, query: str) -> None:
    """422 with the field."""
    answer = stage.get(HEAD.person, ROOT + query)
    assert (answer.status_code, answer.json()["code"]) == (422, "BODY_INVALID")
    assert answer.json()["faults"][0]["field"]


LAX = [
    "2021-W03-5T17:00:00+07:00",
    "20210115T170000+0700",
    "2021-01-15 17:00:00+07:00",
    "2021-01-15T17:00:00,5+07:00",
    "2021-01-15T24:00:00+07:00",
    "2021-01-15T17:00:00+07",
    "2021-01-15T17:00:00",
    "2021-01-15T17:00:00.1234567Z",
    "２021-01-15T17:00:00Z",
    " 2021-01-15T17:00:00Z",
    "2021-01-15T17:00:00Z\n",
    "@ 5",
    "@05",
    "@+5",
    "@٥",
]


@pytest.mark.parametrize("moment", LAX)
def test_no_moment_in_another_spelling_is_read_anywhere(stage: Stage, moment: str) -> None:
    """The API and the pages read one spelling, and the same one."""
    answer = stage.get(HEAD.person, f"{ROOT}/books/6A/as-of", at=moment)
    assert (answer.status_code, answer.json()["code"]) == (422, "NOT_A_MOMENT")
    page = stage.page(HEAD.person, "/truong/demo/so/6A/toan/1", tai=moment)
    assert page.status_code == 404
    if not moment.startswith("@") and moment[10] != " ":
        body = {"to": moment, "decision": stage.decision()}
        moved = stage.post(HEAD.person, f"{ROOT}/windows/giua-ky-1/move", **body)
        assert (moved.status_code, moved.json()["code"]) == (422, "BODY_INVALID")


@pytest.mark.parametrize("plus", ["+", "%2B"])
def test_a_plus_in_an_address_is_a_plus(stage: Stage, plus: str) -> None:
    """A browser makes a blank of it; no moment has one."""
    moment = f"2030-01-15T17:00:00{plus}07:00"
    answer = stage.get(HEAD.person, f"{ROOT}/books/6A/as-of?at={moment}")
    assert answer.status_code == 200, answer.text
    assert stage.page(HEAD.person, f"/truong/demo/so/6A/toan/1?tai={moment}").status_code == 200


ODD = ["so/6A/toan/01", "so/6A/toan/+1", "so/6A/toan/1.0", "bien-nhan/+1", "bien-nhan/1_0"]


@pytest.mark.parametrize("path", ODD)
def test_no_number_in_another_spelling_opens_a_page(stage: Stage, path: str) -> None:
    """As in the API."""
    assert stage.page(HEAD.person, f"/truong/demo/{path}").status_code == 404


OUTSIDE = [
    "0001-01-01T00:00:00+07:00",
    "9999-12-31T23:59:59-07:00",
    "9999-12-31T23:59:59Z",  # of UTC the calendar has it, of Vietnam not
    "9999-12-31T17:00:00Z",
    "\x00",
    "@",
]


@pytest.mark.parametrize("moment", OUTSIDE)
def test_no_moment_outside_the_calendar_breaks_the_server(stage: Stage, moment: str) -> None:
    """As of, and as the end of a window."""
    answer = stage.get(HEAD.person, f"{ROOT}/books/6A/as-of", at=moment)
    assert (answer.status_code, answer.json()["code"]) == (422, "NOT_A_MOMENT")
    body = {"to": moment, "decision": stage.decision()}
    moved = stage.post(HEAD.person, f"{ROOT}/windows/giua-ky-1/move", **body)
    assert (moved.status_code, moved.json()["code"]) == (422, "BODY_INVALID")


@pytest.mark.parametrize(
    "query", ["ngay=1/1/0001", "ngay=1/1/0001&gio=6h", "ngay=31/12/9999", "ngay=2/1/0001"]
)
def test_no_day_typed_at_the_ends_of_the_calendar_breaks_a_page(stage: Stage, query: str) -> None:
    """A sentence, or an empty book; a year has four digits."""
    answer = stage.page(HEAD.person, f"/truong/demo/so/6A/toan/1?{query}")
    assert answer.status_code < 500


PATHS = ["/me", "/books/6A", "/books/6A/toan/1", "/lists/register", "/rectifications"]


@pytest.mark.parametrize("end", ["%0A", "%0A/x", "%0a%0a"])
@pytest.mark.parametrize("path", PATHS)
def test_no_line_feed_in_a_path_goes_around_the_door(stage: Stage, path: str, end: str) -> None:
    """The token first, whatever else stands in the path; then there is no such address; no body is told."""
    secret = {"cmd": "SECRET-ECHO"}
    for method in ("GET", "PUT", "POST"):
        unknown = stage.client.request(method, ROOT + path + end, json=secret)
        assert (unknown.status_code, unknown.json()["code"]) == (401, "NOT_SIGNED_IN")
        assert "SECRET-ECHO" not in unknown.text
        known = stage.client.request(method, ROOT + path + end, json=secret, headers=stage.as_(HEAD.person))
        assert known.status_code == 404


def test_no_change_of_nothing_breaks_the_server(stage: Stage) -> None:
    """An empty change is none: pydantic's own word on it was a 500."""
    body = {"rectification": "R0", "of": 20, "change": {}, "reason": "Ghi nhầm", "evidence": ["A" * 43]}
    answer = stage.post(HEAD.person, f"{ROOT}/rectifications", **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "NO_CHANGE")


@pytest.mark.parametrize("path", ["/xac-minh/", "/truong/demo/xac-minh/", "/api/v1/schools/demo/me/"])
def test_no_redirect_leads_to_a_host_of_the_senders(stage: Stage, path: str) -> None:
    """An address with a slash at its end is another one."""
    headers = {**stage.as_(HEAD.person), "Host": "evil.example"}
    answer = stage.client.get(path, headers=headers, follow_redirects=False)
    assert answer.status_code in (401, 403, 404) and "evil.example" not in str(answer.headers)


@pytest.mark.parametrize("asked", ["lines=1-2", "bytes=a-b", "bytes=5-1", "bytes=", "bytes=1-2,x"])
def test_a_part_asked_for_in_other_words_is_the_whole(stage: Stage, asked: str) -> None:
    """RFC 9110 14.2: what is no range is passed over, not answered in English."""
    answer = stage.client.get("/static/vendor/pico.min.css", headers={"Range": asked})
    assert answer.status_code == 200
    part = stage.client.get("/static/vendor/pico.min.css", headers={"Range": "bytes=0-9"})
    assert part.status_code == 206 and len(part.content) == 10


def test_no_body_has_more_members_than_an_act_asks_for(stage: Stage) -> None:
    """Each member that nobody asked for is a fault, made while all others wait."""
    asked = max(len(kind.model_fields) for kind in _kinds(Body))
    assert asked < MOST_MEMBERS <= 2 * asked
    many = {"cmd": "x", **{f"k{number}": 1 for number in range(MOST_MEMBERS)}}
    answer = send(stage, "POST", f"{ROOT}/journal", json.dumps(many).encode())
    assert (answer.status_code, answer.json()["faults"][0]["rule"]) == (422, "too_many_values")


def _kinds(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


def test_every_fault_is_told_in_vietnamese_with_its_field(stage: Stage) -> None:
    """Field, pydantic's name of the rule for programs, a sentence for people, and what was typed."""
    body = {"cells": [{"pupil": "HS 1", "col": "tx1", "value": 8.5, "base": -1, "x": 1}], "acting": "god"}
    problem = stage.client.put(f"{BOOK}/cells", headers=stage.as_(TEACHER), json=body).json()
    told = {fault["field"]: fault["why"] for fault in problem["faults"]}
    assert told["cmd"] == FAULTS["missing"] and told["cells.0.x"] == FAULTS["extra_forbidden"]
    assert told["cells.0.base"] == "Không được nhỏ hơn 0."
    assert told["acting"].startswith("Phải là một trong: 'head'")
    assert all(fault["rule"] in FAULTS for fault in problem["faults"]) and problem["input"] == body


def test_no_body_over_the_limit_is_read(stage: Stage) -> None:
    """413 at once by its announced length, and while it comes where none is announced."""
    answer = send(stage, "POST", f"{ROOT}/people", b" " * (LARGEST_BODY + 1))
    assert (answer.status_code, answer.json()["code"]) == (413, "BODY_TOO_LARGE")
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 2 * LARGEST_BODY:
            sent += 1 << 20
            yield b" " * (1 << 20)

    streamed = send(stage, "POST", f"{ROOT}/people", endless())
    assert (streamed.status_code, streamed.json()["code"]) == (413, "BODY_TOO_LARGE")


def test_no_form_without_a_boundary_breaks_the_server(stage: Stage) -> None:
    headers = {**stage.as_(TEACHER), "content-type": "multipart/form-data"}
    answer = stage.client.post(f"{ROOT}/attachments", headers=headers, content=b"x")
    assert (answer.status_code, answer.json()["code"]) == (400, "REQUEST_REFUSED")


def test_no_evidence_file_over_its_limit_is_kept(stage: Stage) -> None:
    """10 MB a file."""
    file = {"file": ("scan.pdf", b"x" * (10 * 1024 * 1024 + 1))}
    answer = stage.client.post(f"{ROOT}/attachments", headers=stage.as_(TEACHER), files=file)
    assert (answer.status_code, answer.json()["code"]) == (413, "ATTACHMENT_TOO_LARGE")


def test_nothing_but_tiles_and_static_files_is_cached(stage: Stage) -> None:
    """A 404 of a tile that will exist soon must not be remembered; a tile for ever, a head for seconds."""
    stage.school.seal()
    kept = {
        "/logs/demo/tile/0/000.p/5": "public, max-age=31536000, immutable",
        "/logs/demo/checkpoint": "public, max-age=5",
        "/logs/demo/tile/0/999": "no-store",
        "/health/ready": "no-store",
    }
    for path, control in kept.items():
        assert stage.client.get(path).headers["cache-control"] == control, path
    bundle = stage.get(HEAD.person, "/logs/demo/tile/entries/000.p/5")
    assert bundle.status_code == 200 and bundle.headers["cache-control"] == "private, no-store"


def test_ready_means_database_and_clock(fresh_stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alive is not ready: 503 with the code of what is wrong, and back again."""
    client, service = fresh_stage.client, fresh_stage.service
    assert client.get("/health/ready").json()["status"] == "ready"
    steady = [1000.0]
    jumping = Clock(wall=lambda: 2_000_000_000.0, steady=lambda: steady[0])
    monkeypatch.setattr(service, "clock", jumping)
    steady[0] += 121
    stepped = client.get("/health/ready")
    assert (stepped.status_code, stepped.json()["code"]) == (503, "CLOCK_STEPPED")
    jumping.confirm()
    assert client.get("/health/ready").status_code == 200
    name = psycopg.conninfo.conninfo_to_dict(service.db.dsn)["dbname"]
    elsewhere = service.db.dsn.replace(str(name), "postgres")
    with psycopg.connect(elsewhere, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
        away = client.get("/health/ready")
        assert (away.status_code, away.json()["code"]) == (503, "DATABASE_AWAY")
        assert client.get("/health/live").status_code == 200
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    # The pool tries again after pauses that grow; each request waits two seconds for it.
    assert any(client.get("/health/ready").status_code == 200 for _ in range(30))


def test_no_token_stands_in_clear_in_the_database_or_the_home_folder(stage: Stage) -> None:
    """Only its SHA-256: whoever reads a backup can sign in as nobody. The bag and the log hold neither."""
    token = stage.demo.token(TEACHER)
    digest = hashlib.sha256(token.encode()).digest()
    with psycopg.connect(stage.service.db.dsn) as connection:
        rows = connection.execute(
            "SELECT t.table_schema, t.table_name FROM information_schema.tables t"
            " WHERE t.table_schema LIKE 'socai%' AND t.table_type = 'BASE TABLE'"
        ).fetchall()
        dump = {
            table: b"".join(
                str(row).encode()
                for (row,) in connection.execute(f'SELECT t::text FROM "{schema}"."{table}" t').fetchall()
            )
            for schema, table in rows
        }
    assert digest.hex().encode() in dump["access_token"]
    for table, content in dump.items():
        assert token.encode() not in content and token.encode().hex().encode() not in content, table
    for path in Path(stage.settings.home).rglob("*"):
        assert not path.is_file() or token.encode() not in path.read_bytes(), path
    assert all(digest.hex()[:8] in line or token not in line for line in _lines(stage))


def _lines(stage: Stage) -> list[str]:
    return [line.decode() for line in stage.school.log.lines(0, stage.school.log.head().size)]


def test_the_demo_tokens_are_for_the_owners_eyes_only(stage: Stage, tmp_path: Path) -> None:
    """The one file that holds tokens, made for trying things out, has mode 0600 from its first byte."""
    from api.service.settings import Settings
    from demo.school import write_tokens

    write_tokens(Settings(tmp_path), stage.demo)
    assert (tmp_path / "demo-tokens.json").stat().st_mode & 0o777 == 0o600
    people = json.loads((tmp_path / "demo-tokens.json").read_text("utf-8"))["people"]
    assert stage.demo.token(TEACHER) in {row["token"] for row in people}


def test_a_round_that_fails_does_not_end_the_schedule(
    fresh_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database was away for a moment: the archive is made in the next round."""
    service = Service(fresh_stage.settings, fresh_stage.clock, fresh_stage.service.db.dsn)
    rounds: list[str] = []

    def round_() -> None:
        rounds.append("round")
        if len(rounds) == 1:
            raise psycopg.OperationalError("away")
        service._stop.set()

    monkeypatch.setattr(service, "run_schedule", round_)
    monkeypatch.setattr("api.service.service.SCHEDULE_S", 0.01)
    service._schedule()
    service.stop()
    assert rounds == ["round", "round"]
