"""The demo school behind the real application, over real PostgreSQL, with a clock that the tests move."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from api.app import create_app
from api.http.serving import listen
from api.service.service import Service
from api.service.settings import Settings
from demo.clock import PlayedClock
from demo.people import BOARD, CLERK, DEPUTY, HEAD
from demo.school import CODE, Calendar, DemoSchool
from tests.browser.story import Story, tell
from tests.signed_in import cookie_of, session_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

BEGIN = "2020-10-20T01:00:00.000000Z"
TEACHER = "gv.vo-thanh-binh"
"""Teaches Toán in 6A and 6B, homeroom teacher of 6B."""
HOMEROOM_6A = "gv.dang-thi-thu-ha"
OTHER_TEACHER = "gv.hoang-my-linh"
ROOT = "/api/v1/schools/demo"
BOOK = f"{ROOT}/books/6A/toan/1"


class Stage:
    """The school, its clock and a client; `as_` gives the headers of a person."""

    def __init__(self, demo: DemoSchool, clock: PlayedClock, settings: Settings) -> None:
        self.demo = demo
        self.clock = clock
        self.service = demo.service
        self.settings = settings
        self.school = demo.school
        self.client = TestClient(create_app(settings, demo.service), raise_server_exceptions=False)
        self._commands = 0

    def as_(self, person: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.demo.token(person)}"}

    def signed_in(self, person: str, method: str = "token") -> dict[str, str]:
        """The header of a browser of theirs, in a session of its own."""
        return cookie_of(self.service, CODE, person, method)

    def page(self, person: str, path: str, /, **query: Any) -> Any:
        """What they see at an address of the pages."""
        return self.client.get(path, headers=self.signed_in(person), params=query or None)

    def get(self, person: str, path: str, /, **query: Any) -> Any:
        return self.client.get(path, headers=self.as_(person), params=query or None)

    def send(self, person: str, method: str, path: str, /, **body: Any) -> Any:
        """A write with a fresh command id, unless `cmd` is given."""
        self._commands += 1
        body = {"cmd": f"t{self._commands}", **body}
        return self.client.request(method, path, headers=self.as_(person), json=body)

    def post(self, person: str, path: str, /, **body: Any) -> Any:
        return self.send(person, "POST", path, **body)

    def save(self, person: str, *cells: tuple[str, str, Any, int], book: str = BOOK, **more: Any) -> Any:
        rows = [{"pupil": p, "col": c, "value": v, "base": b} for p, c, v, b in cells]
        return self.send(person, "PUT", f"{book}/cells", cells=rows, **more)

    def cell(self, pupil: str, col: str, book: str = BOOK) -> dict[str, Any]:
        cells = self.get(HEAD.person, book).json()["cells"]
        found = [cell for cell in cells if (cell["pupil"], cell["col"]) == (pupil, col)]
        return found[0] if found else {"value": None, "text": None, "pos": 0}

    def decision(self) -> dict[str, Any]:
        return self.demo.decision("99/QĐ").model_dump()


class Pages:
    """A browser without a screen: each request signed in as the person, redirects shown, not followed."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self._app = create_app(story.service.settings, story.service)

    def get(self, person: str | None, path: str) -> Any:
        return self.client(person).get(path)

    def post(self, person: str | None, path: str, headers: dict[str, str] | None = None, **form: str) -> Any:
        return self.client(person).post(path, data=form, headers=headers or {"Origin": "http://testserver"})

    def client(self, person: str | None = None) -> TestClient:
        cookies = {"socai": session_of(self.story.service, CODE, person)} if person else {}
        return TestClient(self._app, cookies=cookies, follow_redirects=False, raise_server_exceptions=False)


def make_stage(dsn: str, home: Path) -> Stage:
    """The demo school on 20 October 2020, in the first window, nothing entered yet."""
    settings = Settings(home)
    clock = PlayedClock(BEGIN)
    service = Service(settings, clock, dsn)
    service.migrate()
    demo = DemoSchool(service, Calendar.of_2020())
    demo.found()
    demo.open_window(demo.calendar.first)
    demo.open_window(demo.calendar.second)
    return Stage(demo, clock, settings)


@pytest.fixture(scope="module")
def stage(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One school for the tests of a module, each of which uses pupils or classes of its own."""
    made = make_stage(module_dsn, tmp_path_factory.mktemp("home"))
    yield made
    made.service.stop()


@pytest.fixture
def fresh_stage(admin_dsn: str, tmp_path: Path) -> Iterator[Stage]:
    """A school of the test's own."""
    made = make_stage(admin_dsn, tmp_path)
    yield made
    made.service.stop()


@pytest.fixture(scope="module")
def pages(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """The pages over a semester in which all happened that can happen to a mark; for reading."""
    story = tell(module_dsn, tmp_path_factory.mktemp("home"))
    yield Pages(story)
    story.service.stop()


__all__ = ["BOARD", "CLERK", "CODE", "DEPUTY", "HEAD", "Pages", "Stage"]


@pytest.fixture(scope="module")
def url(stage: Stage) -> Iterator[str]:
    """The application behind uvicorn on a port of its own."""
    listener = listen(0)
    server = uvicorn.Server(uvicorn.Config(create_app(stage.settings, stage.service), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listener.close()
