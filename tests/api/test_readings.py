"""Reads of personal data are noted before they are handed out; failed sign-ins too, without their secrets."""

from typing import Any

import psycopg
import pytest

from api.http import reading_log
from api.http.only_https import OPEN
from api.pages import table
from demo.people import HEAD
from ledger.beside.readings import Reading, Readings
from tests.api.conftest import OTHER_TEACHER, ROOT, TEACHER, Stage

WITHOUT_PERSONAL_DATA = {*reading_log.WITHOUT_PERSONAL_DATA, *table.WITHOUT_PERSONAL_DATA}
PERSONAL = [
    "/books/6A/toan/1",
    "/books/6A/toan/1/cells/HS0001/tx1/life",
    "/classes/6A/pupils",
    "/classes/6A/results",
    "/lists/register?class=6A",
    "/pupils/HS0001/marks",
    "/pupils/HS0001/report-card",
    "/entries?after=3",
    "/audit?pupil=HS0001",
    "/dossiers",
]


def readings(stage: Stage) -> list[Reading]:
    return Readings(stage.service.db).before(stage.school.log.school, None, 50)


def failures(stage: Stage) -> list[tuple[Any, ...]]:
    with psycopg.connect(stage.service.db.dsn) as connection:
        return connection.execute("SELECT * FROM socai.failed_sign_in").fetchall()


@pytest.mark.parametrize("path", PERSONAL)
def test_no_personal_data_is_read_unnoted(stage: Stage, path: str) -> None:
    """Who, when, and which address."""
    assert stage.get(HEAD.person, ROOT + path).status_code == 200
    newest = readings(stage)[0]
    assert (newest.person, newest.what) == (HEAD.person, ROOT + path)


def test_no_page_of_marks_is_read_unnoted(stage: Stage) -> None:
    """A browser's reading is one, too; a HEAD tells whether there is something, and is noted likewise."""
    assert stage.page(TEACHER, "/truong/demo/so/6A/toan/1").status_code == 200
    assert (readings(stage)[0].person, readings(stage)[0].what) == (TEACHER, "/truong/demo/so/6A/toan/1")
    before = readings(stage)[0].nr
    stage.client.head(f"{ROOT}/books/6A/toan/1", headers=stage.as_(TEACHER))
    assert readings(stage)[0].nr > before


@pytest.mark.parametrize("path", ["/me", "/windows", "/classes", "/people"])
def test_what_names_no_pupil_is_not_noted(stage: Stage, path: str) -> None:
    """A record of everything is read by nobody."""
    before = readings(stage)
    assert stage.get(TEACHER, ROOT + path).status_code == 200
    assert readings(stage) == before


def test_what_was_refused_was_not_read(stage: Stage) -> None:
    """403 and 404 hand nothing out."""
    before = readings(stage)
    assert stage.get(OTHER_TEACHER, f"{ROOT}/books/6A/toan/1").status_code == 403
    assert stage.get(HEAD.person, f"{ROOT}/books/6A/none/1").status_code == 404
    assert readings(stage) == before


def test_no_reading_is_changed_or_removed(stage: Stage) -> None:
    """Not by the owner of the tables in the ordinary way either."""
    stage.get(HEAD.person, f"{ROOT}/books/6A/toan/1")
    for act in (
        "UPDATE socai.reading SET person = 'x'",
        "DELETE FROM socai.reading",
        "TRUNCATE socai.reading",
    ):
        with psycopg.connect(stage.service.db.dsn) as admin, pytest.raises(psycopg.errors.Error):
            admin.execute(act)


def test_failed_sign_ins_are_counted_without_their_secrets(stage: Stage) -> None:
    """By minute, sender and address: a thousand guesses are one row, and no guess stands there."""
    for _ in range(3):
        headers = {"Authorization": "Bearer geheim-123"}
        assert (
            stage.client.get(f"{ROOT}/books/6A/toan/1?token=geheim-123", headers=headers).status_code == 401
        )
        typed = {"truong": "demo", "nguoi": TEACHER, "mat_khau": "geheim-123"}
        assert stage.client.post("/dang-nhap", data=typed).status_code in (401, 403)
    found = failures(stage)
    assert {row[2]: row[3] for row in found}[ROOT] >= 3
    assert "geheim" not in repr(found)


def test_a_first_visit_is_no_failure(stage: Stage) -> None:
    """Nothing was tried."""
    before = failures(stage)
    assert stage.client.get(f"{ROOT}/books/6A/toan/1").status_code == 401
    assert failures(stage) == before


def test_every_address_is_noted_or_said_to_be_without_personal_data(stage: Stage) -> None:
    """A new address is noted from its first day; this list is for whoever decides otherwise."""
    app: Any = stage.client.app
    found = {route.path for route in app.routes if "GET" in (getattr(route, "methods", None) or ())}
    assert not WITHOUT_PERSONAL_DATA - found
    public = {"/health/live", "/health/ready", "/logs/{school}/checkpoint", "/api/v1/openapi.json", *OPEN}
    noted = found - WITHOUT_PERSONAL_DATA - public
    assert {path.rpartition("{school}")[2].split("/")[1] for path in noted} == {
        *(
            "books",
            "pupils",
            "lists",
            "dossiers",
            "rectifications",
            "entries",
            "audit",
            "receipts",
            "readings",
        ),
        *(
            "failed-sign-ins",
            "classes",
            "archives",
            "decisions",
            "so",
            "diem",
            "bien-nhan",
            "luot-xem",
            "tile",
        ),
    }


def test_entry_bundles_and_rectifications_are_readings(stage: Stage) -> None:
    """Lines name pupils in the public layout, too."""
    stage.school.seal()
    size = stage.school.seal().size
    bundle = f"/logs/demo/tile/entries/000{'' if size >= 256 else f'.p/{size}'}"
    for path in (bundle, f"{ROOT}/rectifications"):
        assert stage.get(HEAD.person, path).status_code == 200
        assert (readings(stage)[0].person, readings(stage)[0].what) == (HEAD.person, path)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_filler_hides_nothing(stage: Stage, method: str) -> None:
    """Only what the route reads is kept, and of a name that comes twice the one that counts."""
    query = "x=" + "a" * 600 + "&class=" + "b" * 600 + "&ma=" + "c" * 600 + "&class=6A"
    path = f"{ROOT}/lists/register?{query}"
    assert stage.client.request(method, path, headers=stage.as_(HEAD.person)).status_code == 200
    assert readings(stage)[0].what == f"{ROOT}/lists/register?class=6A"


def test_guessing_at_many_addresses_fills_no_disk(stage: Stage) -> None:
    """One row for each door of a school that there is, and one for all others."""
    before = len(failures(stage))
    for number in range(40):
        for path in (f"{ROOT}/{number}", f"/api/v1/schools/x{number}/me", f"/truong/x{number}/luot-xem"):
            stage.client.get(path, headers={"Authorization": "Bearer falsch", "Cookie": "socai=falsch"})
    assert len(failures(stage)) - before <= 6
