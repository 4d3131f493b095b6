"""Sign-in by a provider of another site, in a real browser with its rules of cookies, forms and origins."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from api.app import create_app
from api.http.serving import listen
from api.pages.openid import BACK
from api.service.service import Service
from api.service.settings import Settings
from demo.people import HEAD
from demo.school import CODE, Calendar, DemoSchool
from tests.browser.conftest import SHOTS
from tests.browser.test_pages import violations
from tests.openid.provider import provider
from tests.signed_in import session_of

pytestmark = pytest.mark.browser


class Stage(NamedTuple):
    """The school at one site (`localhost`), its provider at another (`127.0.0.1`)."""

    address: str
    service: Service
    browser: Browser

    def visitor(self, person: str = "") -> BrowserContext:
        """A fresh profile, signed in as the person by a password."""
        context = self.browser.new_context(base_url=self.address, locale="vi-VN")
        # The provider's page asks for fonts of elsewhere.
        context.route(lambda url: url.startswith("https://"), lambda route: route.abort())
        if person:
            cookie = session_of(self.service, CODE, person, "password")
            context.add_cookies([{"name": "socai", "value": cookie, "url": self.address}])
        return context


@pytest.fixture(scope="module")
def stage(module_dsn: str, tmp_path_factory: pytest.TempPathFactory, chromium: Browser) -> Iterator[Stage]:
    listener = listen(0)
    address = f"http://localhost:{listener.getsockname()[1]}"
    with provider(address + BACK) as door:
        settings = Settings(tmp_path_factory.mktemp("home"), openid=door.registered())
        service = Service(settings, dsn=module_dsn)
        service.migrate()
        DemoSchool(service, Calendar.around(service.clock.now())).found()
        server = uvicorn.Server(uvicorn.Config(create_app(settings, service), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.02)
        yield Stage(address, service, chromium)
        server.should_exit = True
        thread.join()
        service.stop()


def sign_in_there(page: Page, name: str, arrived: Callable[[str], bool]) -> None:
    """What the person types at the provider, and their consent, the first time."""
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", "x")
    page.click("button[type=submit]")
    if not arrived(page.url):
        page.click("button[type=submit]")
    page.wait_for_url(arrived)


def test_an_owner_binds_signs_in_and_unbinds(stage: Stage, tmp_path: Path) -> None:
    """By links and forms alone, from one site to the other and back; no script of ours is needed."""

    def at_home(url: str) -> bool:
        return url.startswith(stage.address)

    with stage.visitor(HEAD.person) as context:
        page = context.new_page()
        page.goto("/tai-khoan")
        page.get_by_role("link", name="Gắn 127.0.0.1").click()
        sign_in_there(page, "hieu-truong", at_home)
        assert page.url == f"{stage.address}/tai-khoan#openid"
        assert page.get_by_role("button", name="Gỡ 127.0.0.1").is_visible()
        assert violations(page) == []
        page.screenshot(path=SHOTS / "openid-account.png", full_page=True)
    with stage.visitor() as context:
        page = context.new_page()
        page.goto("/truong/demo/xac-minh")
        assert violations(page) == []
        page.get_by_role("link", name="Đăng nhập qua 127.0.0.1").click()
        sign_in_there(page, "hieu-truong", at_home)
        assert page.url == f"{stage.address}/truong/demo/xac-minh"
        assert page.get_by_text(HEAD.name).first.is_visible()
        kept = {each["name"] for each in context.cookies(stage.address)}
        assert "socai" in kept and "socai-openid" not in kept
        page.goto("/tai-khoan")
        page.get_by_role("button", name="Gỡ 127.0.0.1").click()
        assert page.get_by_role("link", name="Gắn 127.0.0.1").is_visible()
    with stage.visitor() as context:
        page = context.new_page()
        page.goto("/dang-nhap")
        page.get_by_role("link", name="Đăng nhập qua 127.0.0.1").click()
        sign_in_there(page, "hieu-truong", at_home)
        assert page.get_by_text("OPENID_UNBOUND").is_visible()
