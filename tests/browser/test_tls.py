"""A real browser over TLS: it trusts the school's authority as a person made it; passkeys can work there."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Error, Page

from demo.people import HEAD
from tests.browser.conftest import AXE, DESKTOP, PHONE, SHOTS
from tests.browser.test_pages import violations
from tests.served.product import Product, served

pytestmark = pytest.mark.browser

NAME, STRANGER = "socai.lan", "khac.lan"
NEEDED = """async () => {
    const key = await crypto.subtle.generateKey({name: "ECDSA", namedCurve: "P-256"}, false, ["sign"]);
    const sig = await crypto.subtle.sign({name: "ECDSA", hash: "SHA-256"}, key.privateKey, new Uint8Array(1));
    return [isSecureContext, typeof PublicKeyCredential, key.privateKey.extractable, sig.byteLength];
}"""
"""What passkeys and signed acts need of a page."""


class Reached(NamedTuple):
    """The served product, and a browser that trusts its authority and knows its name."""

    product: Product
    browser: Browser

    def at(self, path: str, name: str = NAME, scheme: str = "https") -> str:
        return f"{scheme}://{name}:{self.product.port}{path}"


@pytest.fixture(scope="module")
def reached(
    module_dsn: str, tmp_path_factory: pytest.TempPathFactory, launch: Callable[..., Browser]
) -> Iterator[Reached]:
    """The certificate is fetched unencrypted, as by somebody who cannot trust yet, and taken in."""
    profile = tmp_path_factory.mktemp("profile")
    store = profile / ".pki" / "nssdb"
    store.mkdir(parents=True)
    with served(module_dsn, tmp_path_factory.mktemp("home"), "--tls", "local", "--name", NAME) as product:
        with urllib.request.urlopen(f"http://127.0.0.1:{product.port}/tin-cay/ca.crt") as answer:
            (profile / "ca.crt").write_bytes(answer.read())
        script = Path(__file__).parent / "trust_certificate.py"
        subprocess.run([sys.executable, script, store, profile / "ca.crt"], check=True)
        rules = ", ".join(f"MAP {name} 127.0.0.1" for name in (NAME, STRANGER))
        browser = launch(f"--host-resolver-rules={rules}", env={**os.environ, "HOME": str(profile)})
        yield Reached(product, browser)
        browser.close()


@pytest.fixture
def page(reached: Reached) -> Iterator[Page]:
    """A fresh visitor."""
    context = reached.browser.new_context(
        locale="vi-VN", viewport={"width": DESKTOP[0], "height": DESKTOP[1]}
    )
    yield context.new_page()
    context.close()


def test_the_schools_name_is_a_secure_context(reached: Reached, page: Page) -> None:
    """Passkeys, and keys of WebCrypto that no script can read out, are there; nothing was clicked away."""
    page.goto(reached.at("/dang-nhap"))
    assert page.evaluate(NEEDED) == [True, "function", False, 64]


def test_without_tls_the_same_name_is_none(reached: Reached, page: Page) -> None:
    """The counterproof: what is asked above is not simply always there."""
    page.goto(reached.at("/tin-cay", scheme="http"))
    assert page.url.startswith("http://") and page.evaluate("[isSecureContext, typeof crypto.subtle]") == [
        False,
        "undefined",
    ]


def test_a_host_cookie_is_kept_over_tls_alone(reached: Reached, page: Page) -> None:
    """`__Host-`: of this name, whole path, never sent unencrypted (RFC 6265bis)."""
    page.goto(reached.at("/tin-cay", scheme="http"))
    page.evaluate("document.cookie = '__Host-x=1; Secure; Path=/'")
    assert page.context.cookies() == []
    page.goto(reached.at("/tin-cay"))
    page.evaluate("document.cookie = '__Host-x=1; Secure; Path=/'")
    (kept,) = page.context.cookies()
    assert (kept["name"], kept["secure"], kept["domain"]) == ("__Host-x", True, NAME)


def test_a_session_over_tls_is_in_a_host_cookie(reached: Reached, page: Page) -> None:
    """Signed in as everybody is, kept by the browser, out of reach of scripts, and good for the next page."""
    typed = reached.product.form(HEAD.person)
    page.goto(reached.at("/dang-nhap"))
    for name, value in typed.items():
        page.fill(f"input[name={name}]", value)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    kept = {each["name"]: each for each in page.context.cookies()}
    cookie = kept["__Host-socai"]
    assert cookie["secure"] and cookie["httpOnly"] and cookie["domain"] == NAME
    assert "__Host-socai" not in page.evaluate("document.cookie")
    page.goto(reached.at("/"))
    assert page.get_by_text(HEAD.name).first.is_visible()


def test_the_authority_opens_no_other_name(reached: Reached, page: Page) -> None:
    """Trusting it is trusting it for this school."""
    with pytest.raises(Error, match="ERR_CERT_COMMON_NAME_INVALID"):
        page.goto(reached.at("/", name=STRANGER))


def test_a_browser_that_does_not_trust_it_is_warned(reached: Reached, chromium: Browser) -> None:
    """The counterproof of all the others."""
    with chromium.new_context() as context, pytest.raises(Error, match="ERR_CERT_AUTHORITY_INVALID"):
        context.new_page().goto(reached.at("/", name="localhost"))


def test_once_it_was_there_it_never_asks_unencrypted_again(reached: Reached, page: Page) -> None:
    """HSTS: somebody in between no longer gets a first request to answer."""
    page.goto(reached.at("/dang-nhap"))
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url))
    page.goto(reached.at("/dang-nhap", scheme="http"))
    assert page.url == reached.at("/dang-nhap") and page.evaluate("isSecureContext")
    with page.expect_response(lambda each: each.url.startswith("http://")) as first:
        page.goto(reached.at("/tin-cay", scheme="http"))
    assert first.value.status == 307 and first.value.headers.get("non-authoritative-reason") == "HSTS"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_that_says_how_can_be_read_by_all(
    reached: Reached, page: Page, size: tuple[int, int]
) -> None:
    """Nothing cut off, all by axe, before there is any trust; the file comes under its name."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(reached.at("/tin-cay"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert AXE.exists() and violations(page) == []
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"trust-{size[0]}.png", full_page=True)
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải tệp so-cai.crt").click()
    assert download.value.suggested_filename == "so-cai.crt"
