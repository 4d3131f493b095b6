"""A person at a browser with an authenticator of their own (CDP, WebAuthn domain)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Page, expect

from api.service.service import Service
from demo.school import CODE
from tests.signed_in import session_of

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
IMPORTS = """async given => {
    const acting = await import('/static/acting.js');
    const asked = await import('/static/asked.js');
    const signing = await import('/static/signing.js');
    const { sentence } = await import('/static/sentences.js');
    const told = async work => { try { return { done: await work() } } catch (e) {
        return { code: e.code ?? e.name, said: sentence(e), problem: e.problem } } };
    return told(async () => { """


class Desk:
    """One browser profile with one authenticator; several persons may sit down at it one after another."""

    def __init__(self, browser: Browser, address: str, service: Service) -> None:
        self.service = service
        self.address = address.replace("127.0.0.1", "localhost")
        self.context = browser.new_context(base_url=self.address, locale="vi-VN")
        self.page: Page = self.context.new_page()
        self._cdp = self.context.new_cdp_session(self.page)
        self._cdp.send("WebAuthn.enable")
        self._added = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    def sit_down(self, person: str, method: str = "totp") -> None:
        """Signed in by what they showed."""
        self.context.clear_cookies()
        cookie = {
            "name": "socai",
            "value": session_of(self.service, CODE, person, method),
            "url": self.address,
        }
        self.context.add_cookies([cookie])  # type: ignore[list-item]
        self.page.goto("/tai-khoan")

    def make_passkey(self, label: str = "điện thoại của tôi") -> None:
        """On the page of one's account."""
        page = self.page
        page.goto("/tai-khoan")
        page.get_by_label("Tên để nhận ra khóa").fill(label)
        page.get_by_role("button", name="Tạo khóa").click()
        expect(page.locator("#khoa")).to_contain_text("chờ xác nhận")

    def confirm(self, name: str) -> None:
        """Who manages accounts says that the key is that person's."""
        self.page.goto(f"/truong/{CODE}/khoa-cho")
        self.page.get_by_role("button", name=f"Xác nhận khóa của {name}").click()
        expect(self.page.get_by_role("button", name=f"Xác nhận khóa của {name}")).to_have_count(0)

    def run(self, script: str, given: Any = None) -> Any:
        """What the modules of a page give: `done`, or `code` and what the page would say."""
        self.page.goto("/tai-khoan")
        return self.here(script, given)

    def here(self, script: str, given: Any = None) -> Any:
        """The same on the page as it stands."""
        return self.page.evaluate(IMPORTS + script + " }) }", given)

    def refuses(self, *, present: bool) -> None:
        """Whether the authenticator's owner goes on or walks away."""
        named = {"authenticatorId": self._added["authenticatorId"]}
        self._cdp.send("WebAuthn.setUserVerified", {**named, "isUserVerified": present})


@contextmanager
def desk(browser: Browser, address: str, service: Service) -> Iterator[Desk]:
    """A desk, which is cleared afterwards."""
    made = Desk(browser, address, service)
    yield made
    made.context.close()
