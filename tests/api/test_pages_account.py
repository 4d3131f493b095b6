"""The page of one's own account: one's sessions, and nobody else's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from api.pages.assets import digest
from demo.people import CLERK, HEAD
from tests.api.conftest import CODE, Stage
from tests.api.reading_pages import words
from tests.signed_in import session_of

OWN = {"Origin": "http://testserver"}
PAGE = "/tai-khoan"
ROOT = Path(__file__).parents[2]
WHERE = {"chrome": "Windows NT 10.0 Chrome/109.0", "phone": "iPhone Safari/604.1"}


def opened(stage: Stage, person: str, agent: str = "") -> str:
    service = stage.service
    now, school = service.clock.now(), service.school(CODE).log.school
    return service.sessions.open(school, person, "password", now, client="10.0.0.7", agent=agent)


def look(stage: Stage, cookie: str, path: str = PAGE, **form: str) -> Any:
    headers = {"Cookie": f"socai={cookie}", **OWN}
    method = "POST" if form else "GET"
    return stage.client.request(method, path, headers=headers, data=form or None, follow_redirects=False)


def ends(page: Any) -> list[str]:
    """The sessions that the page has a button to end."""
    return re.findall(r'name="phien" value="([^"]+)"', page.text)


@pytest.fixture(autouse=True)
def alone(stage: Stage) -> None:
    """Nobody is signed in yet."""
    for person in (HEAD.person, CLERK.person):
        stage.service.sessions.end_all(stage.school.log.school, person)


def test_one_sees_each_machine_and_ends_it_from_another(stage: Stage) -> None:
    """The one that was ended sees nothing any more, the others go on."""
    here, phone = opened(stage, HEAD.person, WHERE["chrome"]), opened(stage, HEAD.person, WHERE["phone"])
    page = look(stage, here)
    text = words(page)
    assert "Chrome trên Windows máy này 10.0.0.7 mật khẩu" in text and "Safari trên iPhone" in text
    (other, *_) = ends(page)
    answer = look(stage, here, f"{PAGE}/phien", phien=other)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#phien")
    assert look(stage, phone).status_code == 401
    assert "bạn đã kết thúc từ nơi khác" in words(look(stage, here))


def test_all_others_end_at_once(stage: Stage) -> None:
    here, others = opened(stage, HEAD.person), [opened(stage, HEAD.person) for _ in range(3)]
    assert ends(look(stage, here))[-2:] == ["khac", "khongphai"]
    look(stage, here, f"{PAGE}/phien", phien="khac")
    assert [look(stage, each).status_code for each in (here, *others)] == [200, 401, 401, 401]
    assert ends(look(stage, here)) == []


def test_nobody_sees_or_ends_the_sessions_of_another(stage: Stage) -> None:
    """Though they know its id: the head's stays when the clerk names it."""
    head, clerk = opened(stage, HEAD.person, WHERE["phone"]), opened(stage, CLERK.person)
    bearer = stage.service.sessions.bearer(head)
    assert bearer is not None
    assert "iPhone" not in look(stage, clerk).text and bearer.session not in look(stage, clerk).text
    assert look(stage, clerk, f"{PAGE}/phien", phien=bearer.session).status_code == 303
    assert look(stage, head).status_code == 200


@pytest.mark.parametrize(
    "which",
    ["x", "%", "khac'--", "0" * 200, "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")],
)
def test_a_session_that_there_is_not_ends_none(stage: Stage, which: str) -> None:
    here, other = opened(stage, HEAD.person), opened(stage, HEAD.person)
    assert look(stage, here, f"{PAGE}/phien", phien=which).status_code in (303, 404)
    assert look(stage, other).status_code == 200


def test_a_form_of_another_site_ends_nothing(stage: Stage) -> None:
    """Nobody is signed out, or kept from seeing a stranger's session, by a link in a mail."""
    here, other = opened(stage, HEAD.person), opened(stage, HEAD.person)
    headers = {"Cookie": f"socai={here}", "Origin": "https://evil.vn"}
    answer = stage.client.post(
        f"{PAGE}/phien", headers=headers, data={"phien": "khac"}, follow_redirects=False
    )
    assert answer.status_code == 403
    assert look(stage, other).status_code == 200


def test_no_secret_of_a_session_stands_on_the_page(stage: Stage) -> None:
    """Neither its cookie nor the digest that the database has."""
    cookie = session_of(stage.service, CODE, HEAD.person)
    assert cookie not in look(stage, cookie).text


def test_the_digest_of_what_signs_is_published(stage: Stage) -> None:
    """On the page, and in the documents of this release: who changes the module changes both.

    And it stays small enough to be read in a sitting.
    """
    told = digest("signing.js")
    assert told in look(stage, session_of(stage.service, CODE, HEAD.person)).text
    assert f"`{told}`" in (ROOT / "docs/pages.md").read_text("utf-8")
    module = (ROOT / "api/pages/static/signing.js").read_text("utf-8")
    assert module.count("\n") < 200 and "import" not in module.replace("important", "")
