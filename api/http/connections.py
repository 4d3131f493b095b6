"""The server's side of one connection: how many there may be, how long a header or a rest of a body may take.

uvicorn has none of these limits of its own, and speaks English where it refuses; all else is its.
"""

import asyncio
from typing import Any

import orjson
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.http.problems import MEDIA_TYPE, OF_EVERY_ANSWER
from api.service.problem import Problem

MOST_CONNECTIONS = 512
SPARE = 128
"""More than that while the server itself is at work for each of them."""
HEADER_S = 10.0
"""Seconds from the first byte of a request, or from the connection's beginning, to the end of its header."""
REST_S = 60.0
"""Seconds in which a client that was answered early may still send what nobody reads."""
UNREAD_S = 30.0
"""Seconds in which a client that reads nothing of an answer has to read some of it."""


class Connection(H11Protocol):
    """A connection that ends where its client dawdles.

    If there are too many, the one that waits longest for its client makes room, whether for a request, for
    the rest of a body or for an answer to be read: whoever holds half of anything open keeps nobody out.
    """

    _timer: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has connected: its first header has so long, and if there are too many, one makes room."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._allow(HEADER_S)
        if len(self.connections) > MOST_CONNECTIONS:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop()
        if self._unread is not None:
            self._unread.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A part of a request has come; the time for its header ends with the header."""
        if self._timer is None and self._idle:  # the next request on a kept connection begins
            self._since = self.loop.time()
            self._allow(HEADER_S)
        super().data_received(data)
        if not self._idle:
            self._stop()

    def on_response_complete(self) -> None:
        """The answer has gone out; the rest of a body that nobody reads has so long."""
        if self.cycle.more_body:
            self._allow(REST_S)
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The client reads nothing for now, and has so long to read some."""
        self._unread = self.loop.call_later(UNREAD_S, self.transport.abort)
        super().pause_writing()

    def resume_writing(self) -> None:
        """It has read some."""
        if self._unread is not None:
            self._unread.cancel()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - in English
        """What cannot be read as a request is answered as every other error."""
        self._refuse(Problem("REQUEST_REFUSED"))

    @property
    def _idle(self) -> bool:
        """Whether no request is under way whose header has come."""
        return self.cycle is None or self.cycle.response_complete

    @property
    def _waits(self) -> bool:
        """Whether the client has to do something next, not the server; or has asked for more than one answer
        at a time, as no browser does."""
        asks_on = self.flow.read_paused
        return self._idle or self.cycle.more_body or self.flow.write_paused or asks_on

    @property
    def _ended(self) -> bool:
        """Whether it goes already: over TLS a client may let the server wait for its goodbye."""
        return self.transport.is_closing()

    def _allow(self, seconds: float) -> None:
        self._stop()
        self._timer = self.loop.call_later(seconds, self._too_slow)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self._refuse(Problem("BODY_TOO_SLOW"))

    def _make_room(self) -> None:
        waiting: list[Any] = [
            each
            for each in self.connections
            if isinstance(each, Connection) and each._waits and not each._ended
        ]
        others = [each for each in waiting if each is not self]
        if others:
            min(others, key=lambda each: each._since)._refuse(Problem("SERVER_FULL"))
        elif len(self.connections) > MOST_CONNECTIONS + SPARE:
            self._refuse(Problem("SERVER_FULL"))

    def _refuse(self, problem: Problem) -> None:
        """Says why, if no answer has begun, and ends the connection."""
        unread = self.transport.get_write_buffer_size() > 0
        if not unread and (self._idle or not self.cycle.response_started):
            self.transport.write(_answer(problem))
        if not self._idle:  # the application works on, and hears that nobody listens any more
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.conn.send_failed()
        if unread or self.scheme == "https":  # who reads nothing, or says no goodbye, would keep it open
            self.transport.abort()
        else:
            self.transport.close()


_KEPT = "".join(f"{name}: {value}\r\n" for name, value in OF_EVERY_ANSWER.items())


def _answer(problem: Problem) -> bytes:
    body = orjson.dumps(problem.body())
    head = (
        f"HTTP/1.1 {problem.text.status} \r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\n"
        f"{_KEPT}Connection: close\r\n\r\n"
    )
    return head.encode() + body
