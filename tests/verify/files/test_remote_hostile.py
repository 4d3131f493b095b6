"""An address that is hostile or broken: bounded in time and size, and it hides nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from verify.files import remote

Serve = Callable[[socket.socket], None]
BOUND = 2.0
OK = b"HTTP/1.1 200 OK\r\n"


@contextmanager
def address(serve: Serve) -> Iterator[str]:
    """A real socket that answers every connection like this."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer(one: socket.socket) -> None:
        with suppress(OSError), one:
            one.recv(4096)
            serve(one)

    def run() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=answer, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/logs/demo"
    finally:
        listening.close()


def forever(first: bytes, again: bytes, pause: float = 0.0) -> Serve:
    def serve(one: socket.socket) -> None:
        one.sendall(first)
        until = time.monotonic() + 5 * BOUND
        while time.monotonic() < until:
            one.sendall(again)
            time.sleep(pause)

    return serve


def redirect(to: str) -> Serve:
    return lambda one: one.sendall(f"HTTP/1.1 302 Found\r\nLocation: {to}\r\n\r\n".encode())


HOSTILE: dict[str, Serve] = {
    "closes": lambda _: None,
    "rubbish": lambda one: one.sendall(b"\xff\x00\r\n\r\n" * 100),
    "no status": lambda one: one.sendall(b"HTTP/1.1 twohundred\r\n\r\n"),
    "hangs": lambda _: time.sleep(5 * BOUND),
    "drips": forever(OK + b"\r\n", b"x", 0.1),
    "drips headers": forever(OK, b"x", 0.1),
    "endless body": forever(OK + b"\r\n", b"x" * 65_536),
    "endless header line": forever(OK, b"x" * 65_536),
    "endless headers": forever(OK, b"a: b\r\n", 0.001),
    "endless continue": forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.001),
    "bad chunks": lambda one: one.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"),
    "endless chunk size": forever(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0" * 65_536),
    "cut off": lambda one: one.sendall(OK + b"Content-Length: 900\r\n\r\n62.socai/demo\n"),
    "negative length": lambda one: one.sendall(OK + b"Content-Length: -1\r\n\r\n62.socai/demo\n"),
    "huge length": lambda one: one.sendall(OK + b"Content-Length: 99999999999999999999\r\n\r\nx"),
    "to a file": redirect("file:///etc/passwd"),
    "to ftp": redirect("ftp://127.0.0.1/x"),
    "to data": redirect("data:text/plain,x"),
    "to https": redirect("https://127.0.0.1:1/checkpoint"),
    "to another host": redirect("http://localhost:1/checkpoint"),
    "to another port": redirect("http://127.0.0.1:1/checkpoint"),
    "to itself": redirect("/logs/demo/checkpoint"),
    "to nonsense": redirect("http://[::1"),
    "to no address": redirect("\t\x00"),
    "not modified": lambda one: one.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    "asks who": lambda one: one.sendall(b"HTTP/1.1 401 Who\r\nWWW-Authenticate: Basic\r\n\r\n"),
}


@pytest.fixture(autouse=True)
def little_patience(monkeypatch):
    monkeypatch.setattr(remote, "TOTAL_SECONDS", BOUND)


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_address_hides_nothing_and_takes_no_longer(desk, story, kind):
    """The forged target is found out by the bag at hand; the address costs its bound and no more."""
    story.log.rewrite(story.gk, lambda e: e["data"].update({"value": 95})).export(desk.folder / "forged")
    plain = desk.run("forged", against=["all.tar"])
    begun = time.monotonic()
    with address(HOSTILE[kind]) as url:
        report = desk.run("forged", url, against=["all.tar", url + "/checkpoint"])
    assert time.monotonic() - begun < 2 * BOUND + 8, "two addresses, and the judging"
    assert report.verdict() == "tampered"
    assert [item for item in plain.findings if item not in report.findings] == []
    codes = {item["code"] for item in report.findings}
    assert codes & {"REMOTE_FAILED", "NOTE_MALFORMED"}
    assert "VERIFIER_FAULT" not in codes


@pytest.mark.parametrize("kind", ["rubbish", "drips", "to a file", "to another port"])
def test_tiles_of_a_hostile_address(desk, story, kind):
    """The note is genuine and every tile is not: it proves nothing, and nothing else is lost."""
    note = story.log.checkpoint()
    asked: list[int] = []

    def serve(one: socket.socket) -> None:
        asked.append(1)
        if len(asked) == 1:
            one.sendall(OK + b"Content-Length: %d\r\n\r\n" % len(note) + note)
        else:
            HOSTILE[kind](one)

    begun = time.monotonic()
    with address(serve) as url:
        report = desk.run("w1.tar", "all.tar", against=[url])
    assert time.monotonic() - begun < BOUND + 8
    assert "REMOTE_FAILED" in {item["code"] for item in report.findings}
    assert report.verdict() == "incomplete"


def test_a_redirect_within_the_address_is_followed(desk, story):
    """A server may tidy its own paths."""
    note = story.all[1]["data/checkpoint"]
    asked: list[int] = []

    def serve(one: socket.socket) -> None:
        asked.append(1)
        if len(asked) == 1:
            redirect("/logs/demo/here/checkpoint")(one)
        else:
            one.sendall(OK + b"Content-Length: %d\r\n\r\n" % len(note) + note)

    with address(serve) as url:
        report = desk.run("all.tar", against=[url])
    assert (report.findings, report.verdict(), len(asked)) == ([], "sound", 2)


@pytest.mark.parametrize(
    "url", ["http://", "http://\x00", "http:// /", "https://[", "http://127.0.0.1:99999/"]
)
def test_no_address_at_all(desk, story, url):
    """Whatever is typed, the other targets are judged."""
    report = desk.run("all.tar", url, keys=[story.log.signer.vkey])
    assert {item["code"] for item in report.findings} == {"REMOTE_FAILED"}
