"""The product over TLS, by a school's own authority: what is told to whom, and half-done handshakes."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from api.http.connections import HEADER_S, MOST_CONNECTIONS
from api.http.handshakes import MOST_HANDSHAKES
from api.http.serving import LAST_REQUESTS_S
from demo.people import HEAD
from tests.served.product import PATIENCE_S, ROOT, Product, served

LIVE = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
ATTACKER, HONEST = "127.0.0.2", "127.0.0.3"
"""This machine by other addresses; the server listens on all of them."""


@pytest.fixture(scope="module")
def product(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The demo school behind `socai serve --tls local`."""
    words = ("--tls", "local", "--name", "socai.lan")
    with served(module_dsn, tmp_path_factory.mktemp("home"), *words) as made:
        yield made


def plain(product: Product, sent: bytes) -> bytes:
    """What somebody is answered who speaks no TLS."""
    with product.connect() as line:
        line.sendall(sent)
        return all_of(line)


def all_of(line: socket.socket) -> bytes:
    """All that the server sends until it ends the connection, however it ends it."""
    got = b""
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while piece := line.recv(65536):
            got += piece
    return got


def private(product: Product, address: str = "", context: ssl.SSLContext | None = None) -> ssl.SSLSocket:
    """A connection whose handshake is done."""
    line = socket.create_connection(("127.0.0.1", product.port), PATIENCE_S, (address, 0))
    return (context or product.trusting()).wrap_socket(line, server_hostname="localhost")


def hello() -> bytes:
    """The first message of somebody who speaks TLS."""
    coming, going = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = ssl.create_default_context().wrap_bio(coming, going, server_hostname="localhost")
    with contextlib.suppress(ssl.SSLWantReadError):
        client.do_handshake()
    return going.read()


HELLO = hello()


def knock(product: Product, sent: bytes, address: str = ATTACKER) -> socket.socket:
    """A connection that begins so and leaves it at that."""
    line = socket.create_connection(("127.0.0.1", product.port), PATIENCE_S, (address, 0))
    line.sendall(sent)
    return line


def assert_served(product: Product, address: str = HONEST) -> None:
    """Somebody is answered, and does not wait for it until others are thrown out."""
    began = time.monotonic()
    with private(product, address) as line:
        line.sendall(LIVE)
        assert all_of(line).startswith(b"HTTP/1.1 200 ")
    assert time.monotonic() - began < HEADER_S / 2


def test_who_trusts_the_authority_is_served(product: Product) -> None:
    """By name and token, with nothing switched off; who does not trust it is not."""
    assert product.ask("GET", f"{ROOT}/me", HEAD.person).status == 200
    with pytest.raises(ssl.SSLCertVerificationError):
        private(product, context=ssl.create_default_context())


def test_the_console_tells_the_address_and_the_fingerprint(product: Product) -> None:
    """The fingerprint's road is another one than the certificate's."""
    certificate = x509.load_pem_x509_certificate((product.home / "tls" / "authority.pem").read_bytes())
    said = product.said.read_text("utf-8")
    assert certificate.fingerprint(SHA256()).hex(":").upper() in said
    assert f"https://socai.lan:{product.port}/" in said


def test_browsers_are_told_to_stay_but_not_of_this_very_machine(product: Product) -> None:
    """HSTS for `localhost` would shut out every other program that serves there."""
    for host, told in (
        ("socai.lan", True),
        (f"socai.lan:{product.port}", True),
        ("localhost", False),
        (f"localhost:{product.port}", False),
        ("127.0.0.1", False),
        ("[::1]", False),
        ("x y", False),
    ):
        answer = product.ask("GET", "/health/live", headers={"Host": host})
        assert ("strict-transport-security" in answer.head) is told, host


@pytest.mark.parametrize("path", ["/", "/dang-nhap?ve=/truong/demo/xac-minh", "/khong-co", "/health/live"])
def test_who_reads_unencrypted_is_sent_on(product: Product, path: str) -> None:
    """To the same place of the same name; nothing of the page has come before."""
    got = plain(product, f"GET {path} HTTP/1.1\r\nHost: socai.lan:8000\r\nConnection: close\r\n\r\n".encode())
    head = got.decode().lower()
    assert head.startswith("http/1.1 307 ") and f"location: https://socai.lan:8000{path}\r\n" in head
    assert "cache-control: no-store" in head and "strict-transport-security" not in head


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /dang-nhap HTTP/1.1\r\nHost: socai.lan\r\nContent-Length: 15\r\n\r\nmat_khau=geheim",
        b"GET /api/v1/schools/demo/me HTTP/1.1\r\nHost: socai.lan\r\n",
        b"GET / HTTP/1.1\r\nHost: socai.lan\r\nAuthorization: Bearer geheim\r\n",
        b"POST /tin-cay HTTP/1.1\r\nHost: socai.lan\r\nContent-Length: 0\r\n",
        b"GET / HTTP/1.1\r\nHost: a.example/\\@socai.lan\r\n",
        b"GET / HTTP/1.1\r\nHost: \r\n",
        b"GET //a.example/ HTTP/1.1\r\nHost: socai.lan\r\n",
        b"GET http://a.example/ HTTP/1.1\r\nHost: socai.lan\r\n",
    ],
)
def test_nothing_typed_and_no_token_is_taken_unencrypted(product: Product, sent: bytes) -> None:
    """It is not sent on either, as if nothing had been: who sent it must learn that others could read it."""
    end = b"" if sent.endswith(b"geheim") else b"Connection: close\r\n\r\n"
    got = plain(product, sent + end)
    assert got.startswith(b"HTTP/1.1 403 ") and b'"PLAIN_HTTP"' in got
    assert b"geheim" not in got and b"ocation" not in got.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize("way", ["plain", "private"])
def test_what_is_needed_to_trust_is_there_for_everybody(product: Product, way: str) -> None:
    """Without sign-in and before any trust: the page, its style, the certificate, the fingerprint."""

    def ask(path: str) -> bytes:
        sent = f"GET {path} HTTP/1.1\r\nHost: socai.lan\r\nConnection: close\r\n\r\n".encode()
        if way == "plain":
            return plain(product, sent)
        with private(product) as line:
            line.sendall(sent)
            return all_of(line)

    page = ask("/tin-cay").decode()
    assert page.startswith("HTTP/1.1 200 ")
    head, _, der = ask("/tin-cay/ca.crt").partition(b"\r\n\r\n")
    assert b"application/x-x509-ca-cert" in head and b'filename="so-cai.crt"' in head
    certificate = x509.load_der_x509_certificate(der)
    fingerprint = certificate.fingerprint(SHA256()).hex(":").upper()
    assert re.sub(r"<[^>]*>|\s", "", page).count(fingerprint[:23]) == 1 and fingerprint[24:47] in page
    kept = (product.home / "tls" / "authority.pem").read_bytes()
    assert certificate.public_bytes(Encoding.PEM) in kept and b"PRIVATE" not in der
    for style in re.findall(r'href="(/static/[^"]+css[^"]*)"', page):
        assert ask(style).startswith(b"HTTP/1.1 200 ")


def test_no_page_that_came_unencrypted_sends_anything(product: Product) -> None:
    """Under this very name: somebody in between has written it. A page of ours over TLS does."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    typed = urlencode(product.form(HEAD.person)).encode()
    for origin, status in (
        (f"http://localhost:{product.port}", 403),
        (f"https://localhost:{product.port}", 303),
    ):
        answer = product.ask("POST", "/dang-nhap", None, typed, {**form, "Origin": origin})
        assert (answer.status, "set-cookie" in answer.head) == (status, status == 303), origin
        assert answer.code == ("NOT_OWN_PAGE" if status == 403 else "")


def test_the_verifier_asks_the_public_log_by_the_authority_alone(product: Product, tmp_path: Path) -> None:
    """With the certificate of /tin-cay, as programs are told of it (`SSL_CERT_FILE`); without it, nothing."""
    der = product.ask("GET", "/tin-cay/ca.crt").body
    (tmp_path / "so-cai.pem").write_text(ssl.DER_cert_to_PEM_cert(der))
    env = {**os.environ, "SOCAI_HOME": str(product.home), "SOCAI_DATABASE_URL": product.dsn}
    log, out = f"https://localhost:{product.port}/logs/demo", str(tmp_path / "out")
    subprocess.run([sys.executable, "-m", "api.cli", "export", "demo", "--out", out], env=env, check=True)
    command = [sys.executable, "-m", "verify", out, "--against", log]
    for trust, status in (({}, 2), ({"SSL_CERT_FILE": str(tmp_path / "so-cai.pem")}, 0)):
        done = subprocess.run(
            command, env={**os.environ, **trust}, capture_output=True, text=True, check=False
        )
        assert done.returncode == status, done.stdout + done.stderr


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_no_version_below_tls_1_2_is_spoken(product: Product) -> None:
    """Also where the client would."""
    context = product.trusting()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        private(product, context=context)
    for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
        context = product.trusting()
        context.minimum_version = context.maximum_version = version
        private(product, context=context).close()


BEGUN = {"nothing": b"", "one byte": HELLO[:1], "half a hello": HELLO[: len(HELLO) // 2], "a hello": HELLO}


@pytest.mark.parametrize("begun", BEGUN)
def test_two_hundred_half_done_handshakes_keep_nobody_out(product: Product, begun: str) -> None:
    """asyncio would know nothing of them until they are done, and would wait a minute for each."""
    lines = [knock(product, BEGUN[begun]) for _ in range(200)]
    for _ in range(5):
        assert_served(product)
    began = time.monotonic()
    for line in lines:
        line.settimeout(2 * HEADER_S)
        all_of(line)
        line.close()
    assert time.monotonic() - began < 1.5 * HEADER_S
    assert_served(product)


def test_no_number_of_half_done_handshakes_keeps_others_out(product: Product) -> None:
    """Three times what may stand at the door: those of the crowd's address go, no other waits with them."""
    other = knock(product, HELLO[:1], HONEST)
    lines = [knock(product, HELLO) for _ in range(3 * MOST_HANDSHAKES)]
    for _ in range(10):
        assert_served(product)
    lines[0].settimeout(PATIENCE_S)
    all_of(lines[0])  # ended long before its time
    other.sendall(HELLO[1:])
    assert other.recv(5)[:1] == b"\x16"
    for line in (*lines, other):
        line.close()


def test_no_number_of_half_sent_requests_keeps_others_out(product: Product) -> None:
    """With the handshake done, and by clients that never say goodbye."""
    context, lines = product.trusting(), []
    for _ in range(MOST_CONNECTIONS + 100):
        line = private(product, ATTACKER, context)
        line.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        lines.append(line)
        if len(lines) == 1:
            time.sleep(0.5)
    for _ in range(5):
        assert_served(product)
    first = all_of(lines[0])
    assert first.startswith(b"HTTP/1.1 503 ") and b'"SERVER_FULL"' in first
    for each in lines:
        each.close()
    assert_served(product)


def test_rubbish_after_the_handshake_ends_the_connection(product: Product) -> None:
    """And nothing else: no line in the log for each."""
    said = product.said.stat().st_size
    for _ in range(20):
        line = private(product)
        raw = socket.socket(fileno=line.detach())
        raw.settimeout(PATIENCE_S)
        raw.sendall(b"\x17\x03\x03\x00\x20" + b"x" * 32)
        all_of(raw)
        raw.close()
    for sent in (b"\x16\x03\x01\x00\x05xxxxx", b"\x16\x03\x01\xff\xff" + b"x" * 65535, b"\x16"):
        knock(product, sent).close()
    assert_served(product)
    assert product.said.stat().st_size == said


def test_the_server_ends_in_time_whoever_stands_at_the_door(product: Product) -> None:
    """The last test: ended with handshakes half done, and a client that never says goodbye."""
    lines = [knock(product, begun) for begun in BEGUN.values()]
    silent = private(product)
    silent.sendall(LIVE.replace(b"close", b"keep-alive"))
    assert silent.recv(8) == b"HTTP/1.1"
    product.process.send_signal(signal.SIGTERM)
    product.process.wait(LAST_REQUESTS_S + 5)
    assert product.process.returncode == 0
    assert "Traceback" not in product.said.read_text("utf-8")
    for line in (*lines, silent):
        line.close()
