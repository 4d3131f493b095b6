"""An address as evidence: its checkpoint and its tiles, over real HTTP."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.verify.bag_builder import LogBuilder, small_tile


class Site:
    """Serves the files of one log; what is not there is a 404."""

    def __init__(self) -> None:
        files = self.files = {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = files.get(self.path)
                self.send_response(200 if content is not None else 404)
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/logs/demo"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def publish(self, log: LogBuilder) -> None:
        tiles = {
            f"/logs/demo/{name.removeprefix('data/')}": raw for name, raw in small_tile(log.leaves).items()
        }
        self.files.clear()
        self.files.update({"/logs/demo/checkpoint": log.checkpoint(), **tiles})


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()


def test_an_older_target_is_consistent_with_the_address(desk, story, site):
    """The path is read from tiles and checked; the target is anchored by it."""
    site.publish(story.log)
    report = desk.run("w1.tar", "all.tar", "export", against=[site.url])
    assert (report.findings, report.verdict()) == ([], "sound")


def test_a_forged_target_is_not(desk, story, site):
    """A11 seen from the school's own public face."""
    site.publish(story.log)
    story.log.rewrite(story.gk, lambda e: e["data"].update({"value": 95})).export(desk.folder / "forged")
    assert "HISTORY_REWRITTEN" in desk.codes("forged", against=[site.url])
    forged = desk.put("checkpoint-f", LogBuilder(story.log.signer, lines=story.log.lines[::-1]).checkpoint(9))
    assert "HISTORY_REWRITTEN" in desk.codes(forged, against=[site.url], keys=[story.log.signer.vkey])


def test_an_address_whose_log_was_rewritten(desk, story, site):
    """The server is judged by the bag as well: tiles and note of another history."""
    site.publish(story.log.rewrite(story.gk, lambda e: e["data"].update({"value": 95})))
    assert "HISTORY_REWRITTEN" in desk.codes("w1.tar", against=[site.url])


def test_an_address_whose_log_shrank(desk, story, site):
    """A20 by URL: the kept note is larger than what is served."""
    site.publish(LogBuilder(story.log.signer, lines=story.log.lines[:20]))
    note = desk.put("checkpoint-kept", story.log.checkpoint())
    assert "LOG_SHRANK" in desk.codes(site.url, against=[note], keys=[story.log.signer.vkey])
    assert "LOG_SHRANK" in desk.codes(note, against=[site.url], keys=[story.log.signer.vkey])


@pytest.mark.parametrize("raw", [b"", b"x", b"\x00" * 31, b"\x00" * 32 * 28])
def test_tiles_that_lie(desk, story, site, raw):
    """A wrong tile is no evidence for the target: a finding, never a pass."""
    site.publish(story.log)
    site.files["/logs/demo/tile/0/000.p/28"] = raw
    assert "HISTORY_REWRITTEN" in desk.codes("w1.tar", against=[site.url])


def test_what_does_not_answer_is_unread(desk, story, site):
    """No checkpoint, no tile, no server: incomplete, exit 2."""
    assert desk.codes("w1.tar", against=[site.url]) == {"REMOTE_FAILED", "EVIDENCE_NOT_COMPARED"}
    site.publish(story.log)
    del site.files["/logs/demo/tile/0/000.p/28"]
    assert "REMOTE_FAILED" in desk.codes("w1.tar", against=[site.url])
    site.files["/logs/demo/checkpoint"] = b"x"
    assert "NOTE_MALFORMED" in desk.codes("w1.tar", against=[site.url])
    assert "REMOTE_FAILED" in desk.codes("w1.tar", against=["http://127.0.0.1:1/none"])
