"""A real server with the pages' story behind it, and a real Chromium; what is missing is said by its name."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from api.app import create_app
from api.service.service import Service
from demo.school import CODE
from ledger.cluster.cluster import Cluster
from tests.browser.story import Story, tell
from tests.conftest import fresh_database
from tests.signed_in import session_of

REPO = Path(__file__).parents[2]
AXE = REPO / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = REPO / "var" / "screenshots"
DESKTOP, PHONE = (1366, 768), (390, 844)
_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


class Site:
    """The server's address, the story that it serves, and a browser to look at it with."""

    def __init__(self, address: str, story: Story, browser: Browser) -> None:
        self.address = address
        self.story = story
        self._browser = browser

    def visitor(
        self, person: str | None = None, size: tuple[int, int] = DESKTOP, *, script: bool = True
    ) -> BrowserContext:
        """A fresh browser profile, signed in as the person."""
        context = self._browser.new_context(
            base_url=self.address,
            viewport={"width": size[0], "height": size[1]},
            locale="vi-VN",
            java_script_enabled=script,
        )
        if person:
            cookie = {
                "name": "socai",
                "value": session_of(self.story.service, CODE, person),
                "url": self.address,
            }
            context.add_cookies([cookie])  # type: ignore[list-item]
        return context


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Starts Chromium of this machine, with more arguments and another environment where a test needs them.

    Fails, not skips, where there is none: an unseen page is an untested one.
    """
    found = next((path for name in _CHROMIUMS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(
            f"missing: Chromium ({', '.join(_CHROMIUMS)} not on PATH); run scripts/browser.sh as root"
        )
    if not AXE.exists():
        pytest.fail("missing: node_modules/axe-core; run `make setup` or `npm ci`")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:

        def start(*more: str, env: dict[str, str | float | bool] | None = None) -> Browser:
            return playwright.chromium.launch(executable_path=found, args=[*sandbox, *more], env=env)

        yield start


@pytest.fixture(scope="session")
def chromium(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """Chromium as it comes."""
    browser = launch()
    yield browser
    browser.close()


@contextmanager
def served(service: Service) -> Iterator[str]:
    """The application over HTTP; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = create_app(service.settings, service)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    service.stop()


@pytest.fixture(scope="module")
def site(chromium: Browser, pg_cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The story, served over HTTP."""
    with fresh_database(pg_cluster) as dsn:
        story = tell(dsn, tmp_path_factory.mktemp("home"))
        with served(story.service) as address:
            yield Site(address, story, chromium)
