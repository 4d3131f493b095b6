"""Who may look at what: tokens, rights in force, and the books they open."""

import pytest

from demo.people import BOARD, CLERK, DEPUTY, HEAD
from domain.words.days import later
from tests.api.conftest import BOOK, HOMEROOM_6A, OTHER_TEACHER, ROOT, TEACHER, Stage

EVERY_GET = (
    "",
    "/me",
    "/people",
    "/classes",
    "/classes/6A/pupils",
    "/windows",
    "/books/6A/toan/1",
    "/books/6A",
    "/classes/6A/results",
    "/books/6A/as-of?at=@5",
    "/books/6A/toan/1/cells/HS0001/tx1/life",
    "/progress",
    "/dossiers",
    "/closes",
    "/audit",
    "/entries",
    "/pupils/HS0001/marks",
    "/archives",
    "/receipts/0",
    "/receipts/0/stored",
)


@pytest.fixture(scope="module")
def marked(stage: Stage) -> Stage:
    """One column of each book of 6A and 6B."""
    stage.demo.enter(["tx1"], ["6A", "6B"])
    return stage


@pytest.mark.parametrize("path", EVERY_GET)
def test_nothing_is_read_without_a_token(marked: Stage, path: str) -> None:
    """401 with the scheme to use, for every reading address."""
    answer = marked.client.get(ROOT + path)
    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_SIGNED_IN")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("path", EVERY_GET)
def test_leadership_reads_everything(marked: Stage, path: str) -> None:
    """The head, who writes no mark, sees all."""
    marked.school.seal()
    assert marked.get(HEAD.person, ROOT + path).status_code == 200


@pytest.mark.parametrize("token", ["", "x", "a" * 43])
def test_no_invented_token_is_taken(marked: Stage, token: str) -> None:
    """401 without a word on what was wrong with it."""
    answer = marked.client.get(f"{ROOT}/people", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_a_new_token_ends_the_old_one(marked: Stage) -> None:
    """A lost token is made worthless by issuing another."""
    person = BOARD[2].person
    old = marked.as_(person)
    assert marked.client.get(f"{ROOT}/people", headers=old).status_code == 200
    marked.demo.tokens.pop(person)
    assert marked.get(person, f"{ROOT}/people").status_code == 200
    ended = marked.client.get(f"{ROOT}/people", headers=old)
    assert (ended.status_code, ended.json()["code"]) == (401, "TOKEN_UNKNOWN")


@pytest.mark.parametrize(
    "path", ["/classes/6A/pupils", "/lists/members?class=6A", "/lists/register?class=6A"]
)
def test_no_subject_teacher_reads_birth_dates_and_register_numbers(marked: Stage, path: str) -> None:
    """Names are enough to enter marks; the homeroom teacher, the clerk and those who lead read the rest."""
    for person, reads in (
        (OTHER_TEACHER, False),
        (TEACHER, False),
        (HOMEROOM_6A, True),
        (CLERK.person, True),
    ):
        answer = marked.get(person, ROOT + path).json()
        rows = answer["rows"] if "lists" in path else answer
        assert rows and all(row["name"] for row in rows)
        assert {bool(row[field]) for row in rows for field in ("born", "register")} == {reads}
    assert marked.get(TEACHER, f"{ROOT}/classes/6B/pupils").json()[0]["born"]  # homeroom teacher of 6B


def test_the_proof_in_the_log_tells_the_age_of_the_token(marked: Stage) -> None:
    """Seconds since it was issued, and an identifier that is no secret."""
    marked.as_(TEACHER)
    marked.clock.set(later(marked.clock.now(), minutes=2))
    pos = marked.save(TEACHER, ("HS0041", "tx2", "7", 0), book=f"{ROOT}/books/6B/toan/1").json()["pos"]
    (entry,) = marked.school.log.entries(pos, pos + 1)
    proof = entry.actor["proof"]
    assert proof["method"] == "token" and proof["age"] >= 120 and len(proof["cred"]) == 8
    assert marked.demo.token(TEACHER) not in str(entry)


@pytest.mark.parametrize(
    ("person", "path", "status"),
    [
        (TEACHER, "/books/6A/toan/1", 200),
        (TEACHER, "/books/6A/ngu_van/1", 403),
        (TEACHER, "/books/6A", 403),
        (TEACHER, "/books/6B", 200),  # homeroom teacher of 6B
        (TEACHER, "/books/6B/ngu_van/1", 200),
        (TEACHER, "/classes/6A/results", 403),
        (TEACHER, "/books/6A/as-of?at=@50", 403),
        (TEACHER, "/books/6A/toan/1/cells/HS0001/tx1/life", 200),
        (TEACHER, "/books/6A/ngu_van/1/cells/HS0001/tx1/life", 403),
        (TEACHER, "/pupils/HS0001/marks", 403),
        (TEACHER, "/progress", 403),
        (TEACHER, "/progress?class=6B", 200),
        (TEACHER, "/audit", 403),
        (TEACHER, "/audit?class=6B", 200),
        (TEACHER, f"/audit?person={TEACHER}", 200),
        (TEACHER, "/entries", 403),
        (TEACHER, "/receipts/0", 403),
        (OTHER_TEACHER, "/books/6A/toan/1", 403),
        (OTHER_TEACHER, "/classes/6A/pupils", 200),
        (HOMEROOM_6A, "/books/6A", 200),
        (HOMEROOM_6A, "/books/6B", 403),
        (HOMEROOM_6A, "/books/6B/toan/1", 403),
        (CLERK.person, "/classes/6A/pupils", 200),
        (CLERK.person, "/books/6A/toan/1", 403),
        (CLERK.person, "/entries", 403),
        (DEPUTY.person, "/books/6C", 200),
        (BOARD[0].person, "/entries", 200),
    ],
)
def test_everybody_reads_what_their_rights_reach(marked: Stage, person: str, path: str, status: int) -> None:
    """Teacher: own class × subject. Homeroom: own class. Clerk: registers. Leadership and board: all."""
    assert marked.get(person, ROOT + path).status_code == status


def test_a_right_that_ended_opens_nothing(fresh_stage: Stage) -> None:
    """The token still names the person, who has no right in force any more."""
    person = fresh_stage.get(HEAD.person, f"{ROOT}/people").json()
    rights = next(row["rights"] for row in person if row["person"] == OTHER_TEACHER)
    fresh_stage.as_(OTHER_TEACHER)
    for right in rights:
        ended = fresh_stage.post(
            HEAD.person,
            f"{ROOT}/appointments/{right['pos']}/end",
            person=OTHER_TEACHER,
            on="2020-10-19",
            decision=fresh_stage.decision(),
        )
        assert ended.status_code == 200
    assert fresh_stage.get(OTHER_TEACHER, f"{ROOT}/me").status_code == 200
    assert fresh_stage.get(OTHER_TEACHER, f"{ROOT}/people").json()["code"] == "NOT_READABLE"
    assert fresh_stage.get(OTHER_TEACHER, f"{ROOT}/books/6A/ngoai_ngu/1").status_code == 403


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/books/9Z/toan/1", 404, "UNKNOWN_CLASS"),
        ("/books/6A/hoa/1", 404, "UNKNOWN_SUBJECT"),
        ("/books/6A/toan/3", 422, "BODY_INVALID"),
        ("/books/6A/as-of?at=hôm qua", 422, "NOT_A_MOMENT"),
        ("/books/6A/as-of?at=2020-10-20T08:00:00", 422, "NOT_A_MOMENT"),
        ("/books/6A/as-of?at=@999999", 404, "BEYOND_HEAD"),
        ("/receipts/999999", 404, "UNKNOWN_ENTRY"),
        ("/pupils/nobody/marks", 404, "UNKNOWN_PUPIL"),
        ("/nothing/here", 404, "NOT_FOUND"),
    ],
)
def test_what_is_not_there_is_said_with_a_code(marked: Stage, path: str, status: int, code: str) -> None:
    """A problem, never a bare 404 or 500."""
    answer = marked.get(HEAD.person, ROOT + path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


def test_an_unknown_school_and_a_foreign_token_are_told_apart(marked: Stage) -> None:
    """404 for a school that is not there."""
    answer = marked.get(HEAD.person, "/api/v1/schools/nope/people")
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_SCHOOL")


def test_a_book_as_of_an_instant_does_not_see_what_came_later(marked: Stage) -> None:
    """The same fold, stopped earlier; final once the log holds a later entry."""
    before = marked.clock.now()
    pos = marked.save(TEACHER, ("HS0002", "tx2", "7", 0)).json()["pos"]
    then = marked.get(HEAD.person, f"{ROOT}/books/6A/as-of", at=before.replace("Z", "+00:00")).json()
    now = marked.get(HEAD.person, f"{ROOT}/books/6A/as-of", at=f"@{pos + 1}").json()
    assert then["final"] and then["size"] == pos
    added = [cell for cell in now["cells"] if cell not in then["cells"]]
    assert [(cell["pupil"], cell["col"], cell["text"]) for cell in added] == [("HS0002", "tx2", "7,0")]


def test_entries_and_acts_come_page_by_page(marked: Stage) -> None:
    """By position, without a gap or a repetition, to the end."""
    positions, after = [], None
    while True:
        page = marked.get(
            HEAD.person, f"{ROOT}/entries", limit=100, **({} if after is None else {"after": after})
        )
        positions += [entry["pos"] for entry in page.json()["entries"]]
        after = page.json()["after"]
        if after is None:
            break
    assert positions == list(range(marked.school.log.head().size))
    first = marked.get(HEAD.person, f"{ROOT}/audit", limit=5).json()
    second = marked.get(HEAD.person, f"{ROOT}/audit", limit=5, before=first["before"]).json()
    found = [act["pos"] for act in first["acts"] + second["acts"]]
    assert found == sorted(set(found), reverse=True) and len(found) == 10


def test_progress_counts_pupils_with_a_value(marked: Stage) -> None:
    """40 of 40 in the column that was entered."""
    rows = marked.get(HEAD.person, f"{ROOT}/progress", **{"class": "6B"}).json()
    (column,) = [
        row for row in rows if (row["subject"], row["semester"], row["col"]) == ("ngu_van", 1, "tx1")
    ]
    assert (column["entered"], column["expected"], column["published"]) == (40, 40, None)
    assert marked.get(HEAD.person, BOOK).json()["columns"][0] == "tx1"
