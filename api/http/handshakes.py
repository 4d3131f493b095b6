"""The door of a server that speaks TLS: who has not finished the handshake holds no place for long.

asyncio tells the protocol of a connection when its handshake is done. Before that nobody would count it, and
half-done ones would be a road around the limits of `connections`. They are accepted, counted and ended here.
"""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections import Counter
from collections.abc import Callable

import uvicorn

from api.http.connections import HEADER_S

MOST_HANDSHAKES = 256
"""Beside MOST_CONNECTIONS and SPARE; all together stay below the 1,024 files that a process may have open."""
GOODBYE_S = 2.0
"""Seconds that a client has to end a connection as politely as the server does."""
_HANDSHAKE = b"\x16"
"""The first byte of whoever speaks TLS (RFC 8446, 5.1); no request of HTTP begins so."""
_PAUSE_S = 0.1

_log = logging.getLogger(__name__)


class PrivateServer(uvicorn.Server):
    """uvicorn's server behind such a door."""

    def __init__(self, config: uvicorn.Config, context: ssl.SSLContext) -> None:
        super().__init__(config)
        self._context = context

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's, which is given no sockets: the door has them."""
        await super().startup(sockets=[])
        self.servers = [Door(each, self._context, self._protocol) for each in sockets or []]  # type: ignore[misc]

    def _protocol(self) -> asyncio.Protocol:
        kind = self.config.http_protocol_class
        made: asyncio.Protocol = kind(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


class Door:
    """Lets in the connections of a listener. Ended as an asyncio.Server is."""

    def __init__(
        self, listener: socket.socket, context: ssl.SSLContext, protocol: Callable[[], asyncio.Protocol]
    ) -> None:
        listener.setblocking(False)
        self._listener = listener
        self._context = context
        self._protocol = protocol
        self._knocking: dict[asyncio.Task[None], str] = {}
        """In the order in which they came: who has not been let in yet, and from which address."""
        self._short = False
        """Whether connections could not be accepted of late: said once, not ten times a second."""
        self._accepting = asyncio.get_running_loop().create_task(self._accept())

    def close(self) -> None:
        """Nobody is let in any more."""
        self._accepting.cancel()
        for each in self._knocking:
            each.cancel()

    async def wait_closed(self) -> None:
        """Until nobody stands at the door."""
        await asyncio.gather(self._accepting, *self._knocking, return_exceptions=True)

    async def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                line, address = await loop.sock_accept(self._listener)
            except OSError as error:  # gone again already, or this process may have no more files open
                if not self._short:
                    _log.warning("no connection accepted: %s", error)
                self._short = True
                self._make_room()
                await asyncio.sleep(_PAUSE_S)
                continue
            self._short = False
            knock = loop.create_task(self._let_in(line))
            self._knocking[knock] = address[0]
            knock.add_done_callback(self._knocking.pop)
            if len(self._knocking) > MOST_HANDSHAKES:
                self._make_room()

    def _make_room(self) -> None:
        """The one goes that has stood longest, of the address of which most are standing: a crowd of one
        machine keeps no other out."""
        if self._knocking:
            crowd = Counter(self._knocking.values())
            next(iter(sorted(self._knocking, key=lambda each: -crowd[self._knocking[each]]))).cancel()

    async def _let_in(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(HEADER_S):
                if await self._speaks_tls(line):
                    await asyncio.get_running_loop().connect_accepted_socket(
                        self._protocol,
                        line,
                        ssl=self._context,
                        ssl_handshake_timeout=HEADER_S,
                        ssl_shutdown_timeout=GOODBYE_S,
                    )
                else:
                    await asyncio.get_running_loop().connect_accepted_socket(self._protocol, line)

    async def _speaks_tls(self, line: socket.socket) -> bool:
        """Looks at the first byte, which stays to be read. Raises OSError; the connection is closed then."""
        loop, come = asyncio.get_running_loop(), asyncio.Event()
        try:
            loop.add_reader(line, come.set)
            try:
                await come.wait()
            finally:
                loop.remove_reader(line)
            return line.recv(1, socket.MSG_PEEK) == _HANDSHAKE
        except BaseException:
            line.close()
            raise
