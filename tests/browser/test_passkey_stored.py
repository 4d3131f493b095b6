"""Promise: what a real browser and authenticator sign is what the verifier takes, extensions unasked or not.

The authenticator is Chromium's own virtual one; the page is answered by the test, under names of hosts that
nobody serves.
"""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from playwright.sync_api import Browser, Page

from verify.proof import p256, passkey

pytestmark = pytest.mark.browser

STATEMENT = b'{"label":"socai/act/v1"}'
CHALLENGE = hashlib.sha256(STATEMENT).digest()
AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "hasCredBlob": True,
}
MAKE = """async ({rp, challenge, alg, ask}) => {
    const bytes = Uint8Array.from(challenge), list = buffer => Array.from(new Uint8Array(buffer));
    const made = await navigator.credentials.create({publicKey: {
        rp: {id: rp, name: 'x'}, user: {id: bytes, name: 'x', displayName: 'x'}, challenge: bytes,
        pubKeyCredParams: [{type: 'public-key', alg}], extensions: {credBlob: bytes},
        authenticatorSelection: {userVerification: 'required', residentKey: 'required'}}});
    const shown = await navigator.credentials.get({publicKey: {
        rpId: rp, challenge: bytes, userVerification: 'required', extensions: ask,
        allowCredentials: [{type: 'public-key', id: made.rawId}]}});
    return {key: list(made.response.getPublicKey()), auth: list(shown.response.authenticatorData),
        client: list(shown.response.clientDataJSON), sig: list(shown.response.signature)} }"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of any host, with an authenticator beside it."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.route("**/*", lambda route: route.fulfill(body="<p>", content_type="text/html"))
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page


def sign(
    page: Page, origin: str, rp: str, alg: int = -7, ask: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A new passkey's answer, brought into the form in which it is stored."""
    page.goto(origin)
    given = {"rp": rp, "challenge": list(CHALLENGE), "alg": alg, "ask": ask or {}}
    found = {name: bytes(value) for name, value in page.evaluate(MAKE, given).items()}
    key: Any = load_der_public_key(found.pop("key"))
    if alg == -8:
        return {**found, "alg": alg, "public": key.public_bytes_raw()}
    numbers = key.public_numbers()
    r, s = decode_dss_signature(found["sig"])
    public = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    return {
        **found,
        "alg": alg,
        "public": public,
        "sig": r.to_bytes(32, "big") + min(s, p256.N - s).to_bytes(32, "big"),
    }


def fault(made: dict[str, Any], rp: str, challenge: bytes = CHALLENGE) -> str | None:
    """What the verifier says of it."""
    parts = {name: made[name] for name in ("auth", "client", "sig")}
    return passkey.fault(made["alg"], made["public"], rp, challenge, **parts)


@pytest.mark.parametrize("alg", [-7, -8])
@pytest.mark.parametrize(
    ("origin", "rp"),
    [
        ("http://localhost:8000", "localhost"),
        ("https://so.truong.vn", "so.truong.vn"),
        ("https://so.truong.vn:8443", "truong.vn"),
    ],
)
def test_an_assertion_of_a_browser_holds(page: Page, origin: str, rp: str, alg: int) -> None:
    """For its statement, its host and no other."""
    made = sign(page, origin, rp, alg)
    assert fault(made, rp) is None
    assert passkey.counter(made["auth"]) > 0
    assert fault(made, rp, hashlib.sha256(b"another").digest()) == "challenge"
    assert fault(made, f"x{rp}") == "origin"


def test_an_extension_s_answer_is_signed_and_not_read(page: Page) -> None:
    """Whoever asked for it: the browser, a policy of the machine, or a page of ours that will."""
    made = sign(page, "https://so.truong.vn", "so.truong.vn", ask={"getCredBlob": True})
    assert made["auth"][32] & 0x80
    assert len(made["auth"]) > 37
    assert fault(made, "so.truong.vn") is None
    assert fault({**made, "auth": made["auth"][:-1] + b"\0"}, "so.truong.vn") == "signature"
