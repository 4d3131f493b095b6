"""Connections that are held open, half-sent or broken: they end by themselves, and keep nobody out."""

from __future__ import annotations

import socket
import time

import pytest

from api.http.connections import HEADER_S, MOST_CONNECTIONS, UNREAD_S
from demo.people import HEAD
from tests.served.product import ROOT, Product

HALF = b"GET /health/live HTTP/1.1\r\nHost: x\r\nX-Slow: "


def ended(line: socket.socket, within: float) -> bytes:
    """All that the server sends until it ends the connection."""
    line.settimeout(within)
    got = b""
    while piece := line.recv(65536):
        got += piece
    return got


def test_no_number_of_half_sent_requests_keeps_others_out(product: Product) -> None:
    """A hundred more than there may be, all waiting: who comes then is answered, and the server goes on."""
    lines = []
    for _ in range(MOST_CONNECTIONS + 100):
        line = product.connect()
        line.sendall(HALF)
        lines.append(line)
        if len(lines) == 1:
            time.sleep(0.5)  # until it is read: a connection that ends with something unread is reset by TCP
    for _ in range(10):
        assert product.ask("GET", f"{ROOT}/me", HEAD.person).status == 200
    first = ended(lines[0], 10)
    assert first.startswith(b"HTTP/1.1 503 ") and b'"SERVER_FULL"' in first
    for line in lines:
        line.close()
    assert product.ask("GET", "/health/live").status == 200


FORM = b"POST /dang-nhap HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
STYLE = b"GET /static/vendor/pico.min.css HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("sent", [FORM + b"Content-Length: 60000\r\n\r\nma=", STYLE * 8])
def test_no_number_of_half_bodies_or_unread_answers_keeps_others_out(product: Product, sent: bytes) -> None:
    """Whose header has come holds a place, too: who waits for its client makes room, whatever for."""
    lines = []
    for _ in range(MOST_CONNECTIONS + 50):
        line = product.connect(narrow=True)
        line.sendall(sent)
        lines.append(line)
    for _ in range(5):
        with product.connect() as honest:
            honest.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert ended(honest, 60).startswith(b"HTTP/1.1 200 ")
    for line in lines:
        line.close()
    assert product.ask("GET", "/health/live").status == 200


def test_no_answer_waits_for_ever_to_be_read(product: Product) -> None:
    """Who asks a hundred times and reads nothing is ended."""
    line = product.connect(narrow=True)
    line.sendall(STYLE * 100)
    deadline = time.monotonic() + 3 * UNREAD_S
    with pytest.raises(OSError):
        while time.monotonic() < deadline:
            line.sendall(b"X")
            time.sleep(1)
    line.close()


def test_a_broken_chunk_is_answered(product: Product) -> None:
    """The header was right, and no answer has begun."""
    with product.connect() as line:
        line.sendall(FORM + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\n")
        assert ended(line, 30).startswith(b"HTTP/1.1 400 ")


def test_a_whole_address_is_asked_of_its_path(product: Product) -> None:
    """RFC 9112 3.2.2, as a proxy asks it; and the token is asked of it, too."""
    for path, status in ((b"/health/live", b"200"), (ROOT.encode() + b"/me", b"401")):
        with product.connect() as line:
            line.sendall(
                b"GET http://x.example" + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            )
            assert ended(line, 30).startswith(b"HTTP/1.1 " + status)


def test_no_header_takes_for_ever(product: Product) -> None:
    """Nothing sent, a word, half a header of which a byte comes now and then: each ends in its time."""
    start = time.monotonic()
    lines = {sent: product.connect() for sent in (b"", b"GET ", HALF)}
    for sent, line in lines.items():
        line.sendall(sent)
        line.settimeout(0.5)
    took: dict[bytes, float] = {}
    while len(took) < len(lines) and time.monotonic() < start + 4 * HEADER_S:
        for sent, line in lines.items():
            if sent not in took and _over(line, sent):
                took[sent] = time.monotonic() - start
    assert took.keys() == lines.keys() and all(HEADER_S - 2 < each < 3 * HEADER_S for each in took.values())


def _over(line: socket.socket, sent: bytes) -> bool:
    """Whether the server has ended the connection, by a 408 if it says anything."""
    try:
        if sent == HALF:
            line.sendall(b"a")
        got = line.recv(65536)
    except TimeoutError:
        return False
    except OSError:
        return True
    assert got == b"" or got.startswith(b"HTTP/1.1 408 ")
    return True


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\xfc",
        b"GET\r\n\r\n",
        b"X" * 200_000,
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000,
    ],
)
def test_no_broken_request_is_answered_in_english(product: Product, sent: bytes) -> None:
    """400 as a problem, and the connection ends."""
    with product.connect() as line:
        try:
            line.sendall(sent)
            got = ended(line, 30)
        except ConnectionError:
            return  # the server ended it while more came
    assert got.startswith(b"HTTP/1.1 400 ") and b'"REQUEST_REFUSED"' in got


def test_a_kept_connection_serves_many_requests(product: Product) -> None:
    """Also after a refusal, also where a body was refused unread."""
    with product.connect() as line:
        for _ in range(3):
            for asked, status in (
                (b"GET /health/live", b"200"),
                (b"GET /khong-co", b"404"),
                (b"PUT /health/live", b"405"),
            ):
                line.sendall(asked + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
                assert _answer(line).startswith(b"HTTP/1.1 " + status)
            line.sendall(
                f"POST {ROOT}/people HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n".encode()
                + b" " * 300_000
            )
            assert _answer(line).startswith(b"HTTP/1.1 401")


def _answer(line: socket.socket) -> bytes:
    line.settimeout(30)
    got = b""
    while b"\r\n\r\n" not in got:
        got += line.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += line.recv(65536)
    return got
