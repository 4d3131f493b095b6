"""Every reading address against every role: who gets it, and that nobody else does."""

import base64

import pytest

from demo.people import BOARD, CLERK, DEPUTY, HEAD
from domain.words.fields import Decision, FirstHead
from domain.words.fields import School as SchoolFacts
from tests.api.conftest import BOOK, HOMEROOM_6A, OTHER_TEACHER, ROOT, TEACHER, Stage
from tests.api.test_openapi import addresses

DEPUTY_OF_HOMEROOM = "gv.a-thien"
LEADERS = {HEAD.person, DEPUTY.person, BOARD[0].person}
MANAGERS = {HEAD.person, BOARD[0].person}
CLASS = LEADERS | {HOMEROOM_6A, DEPUTY_OF_HOMEROOM}
BOOK_6A_TOAN = CLASS | {TEACHER}
ROSTER = BOOK_6A_TOAN | {CLERK.person, OTHER_TEACHER}
EVERYBODY = ROSTER

WHO_READS = {
    "": EVERYBODY,
    "/accounts": MANAGERS,
    "/archives": EVERYBODY,
    "/archives/{id}/bag": LEADERS,
    "/audit": LEADERS,
    "/books/{klass}": CLASS,
    "/books/{klass}/as-of": CLASS,
    "/books/{klass}/{subject}/{semester}": BOOK_6A_TOAN,
    "/books/{klass}/{subject}/{semester}/cells/{pupil}/{col}/life": BOOK_6A_TOAN,
    "/classes": EVERYBODY,
    "/classes/{klass}/pupils": ROSTER,
    "/classes/{klass}/results": CLASS,
    "/classes/{klass}/promotion/{stage}/proposals": CLASS,
    "/classes/{klass}/semesters/{semester}/missing": CLASS,
    "/classes/{klass}/semesters/{semester}/sign-offs": CLASS,
    "/classes/{klass}/semesters/{semester}/traces": CLASS,
    "/classes/{klass}/titles/proposals": CLASS,
    "/closes": EVERYBODY,
    "/decisions": EVERYBODY,
    "/decisions/{decision}/file": LEADERS,
    "/dossiers": EVERYBODY,
    "/dossiers/{dossier}": BOOK_6A_TOAN,
    "/dossiers/{dossier}/evidence/{digest}": BOOK_6A_TOAN,
    "/entries": LEADERS,
    "/fsck": LEADERS,
    "/lists": EVERYBODY,
    "/lists/{name}": EVERYBODY,
    "/me": EVERYBODY,
    "/people": EVERYBODY,
    "/progress": LEADERS,
    "/pupils/{pupil}/marks": CLASS,
    "/pupils/{pupil}/report-card": CLASS,
    "/failed-sign-ins": LEADERS,
    "/questions": EVERYBODY,
    "/readings": LEADERS,
    "/readings/days": LEADERS,
    "/receipts/{pos}": BOOK_6A_TOAN,
    "/receipts/{pos}/stored": BOOK_6A_TOAN,
    "/rectifications": EVERYBODY,
    "/rectifications/{rectification}": CLASS | {CLERK.person},
    "/security-check": LEADERS,
    "/sessions": EVERYBODY,
    "/tokens": EVERYBODY,
    "/windows": EVERYBODY,
}
QUERIES = {"/books/{klass}/as-of": "?at=@160"}


@pytest.fixture(scope="module")
def filled(stage: Stage) -> dict[str, str]:
    """A mark of TEACHER, a dossier on it with evidence, a bag, all sealed; gives what stands in the paths."""
    pos = stage.save(TEACHER, ("HS0001", "tx1", "8", 0)).json()["pos"]
    assert stage.post(TEACHER, f"{BOOK}/columns/tx1/publish").status_code == 200
    item = {"pupil": "HS0001", "col": "tx1", "value": "9", "base": pos, "reason": "Cộng nhầm"}
    proposed = stage.post(
        TEACHER,
        f"{ROOT}/dossiers",
        **{"dossier": "HS-1", "class": "6A", "subject": "toan", "semester": 1, "kind": "sua"},
        items=[item],
        evidence=[{"content": base64.b64encode(b"paper").decode()}],
    )
    assert proposed.status_code == 201
    bag = stage.client.post(f"{ROOT}/archives", headers=stage.as_(HEAD.person)).json()
    stage.school.seal()
    digest = stage.get(HEAD.person, f"{ROOT}/dossiers/HS-1").json()["evidence"][0]
    place = {"klass": "6A", "subject": "toan", "semester": "1", "pupil": "HS0001", "col": "tx1"}
    place |= {"stage": "1", "name": "years", "rectification": "DC-1", "decision": "0"}
    enrolled = next(
        e
        for e in stage.school.log.entries(0, int(pos))
        if e.data.get("pupil") == "HS0001" and "born" in e.data
    )
    slip = {
        "rectification": "DC-1",
        "of": enrolled.pos,
        "change": {"born": "2009-01-02"},
        "reason": "Ghi nhầm",
    }
    asked = stage.post(CLERK.person, f"{ROOT}/rectifications", **slip, evidence=["A" * 43])
    assert asked.status_code == 201, asked.text
    return {**place, "dossier": "HS-1", "digest": digest, "id": bag["id"], "pos": str(pos)}


def test_no_reading_address_is_missing_here(stage: Stage) -> None:
    """A new one needs its row: who may read it is a decision."""
    prefix = "GET /api/v1/schools/{school}"
    reading = {each.removeprefix(prefix) for each in addresses(stage) if each.startswith(prefix)}
    assert reading == WHO_READS.keys()


@pytest.mark.parametrize("path", WHO_READS)
def test_nobody_reads_beyond_their_rights(stage: Stage, filled: dict[str, str], path: str) -> None:
    """Everybody of the row gets it; everybody else a 403 that names what they hold."""
    address = ROOT + path.format(**filled) + QUERIES.get(path, "")
    for person in sorted(EVERYBODY):
        answer = stage.get(person, address)
        assert answer.status_code == (200 if person in WHO_READS[path] else 403), (person, answer.text[:200])
        if answer.status_code == 403:
            assert answer.json()["code"] == "NOT_READABLE" and answer.json()["held"]
        assert answer.headers["cache-control"] == "no-store"


@pytest.fixture(scope="module")
def stranger(stage: Stage) -> str:
    """The token of the head of another school of the same server."""
    facts = SchoolFacts(code="khac", name="Trường khác", province="62", level="THCS")
    head = FirstHead(person=HEAD.person, name="Trùng mã người", start="2020-09-01")
    made = stage.service.create_school(facts, head, Decision(**stage.decision()))
    return stage.service.tokens.issue(made.log.school, HEAD.person, stage.clock.now())


@pytest.mark.parametrize("path", WHO_READS)
def test_no_other_schools_head_reads_anything(
    stage: Stage, filled: dict[str, str], stranger: str, path: str
) -> None:
    """Though the person's id is the same in both."""
    address = ROOT + path.format(**filled) + QUERIES.get(path, "")
    answer = stage.client.get(address, headers={"Authorization": f"Bearer {stranger}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "TOKEN_OTHER_SCHOOL")


def test_no_other_schools_head_writes_or_reads_entry_bundles(stage: Stage, stranger: str) -> None:
    """The token is a key to its own school alone."""
    headers = {"Authorization": f"Bearer {stranger}"}
    body = {"cmd": "x", "person": "x", "name": "X"}
    refused = stage.client.post(f"{ROOT}/people", headers=headers, json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "TOKEN_OTHER_SCHOOL")
    bundle = stage.client.get("/logs/demo/tile/entries/000.p/5", headers=headers)
    assert (bundle.status_code, bundle.json()["code"]) == (403, "TOKEN_OTHER_SCHOOL")
    own = stage.client.get("/api/v1/schools/khac/people", headers=headers)
    assert own.status_code == 200 and [row["name"] for row in own.json()] == ["Trùng mã người"]
