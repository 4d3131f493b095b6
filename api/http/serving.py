"""The server's process: its port, its signals, and the embedded database, which ends with its last user."""

import contextlib
import errno
import ipaddress
import logging
import signal
import socket
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from api.http.connections import Connection
from api.http.handshakes import PrivateServer
from api.http.only_https import OnlyHttps
from api.service.service import Service
from api.service.settings import Settings
from api.service.tls.chosen import THIS_MACHINE
from api.service.tls.pair import TlsRefused
from api.service.tls.shown import Shown
from ledger.cluster.cluster import cluster_for

LAST_REQUESTS_S = 10
KEPT_S = 15
"""Seconds that a connection is kept without a request."""
WAITING = 512
LOOKED_AT_S = 3600
"""Seconds between two looks at the certificate, whether it was or is to be renewed."""

_log = logging.getLogger(__name__)


class PortRefused(Exception):
    """The port cannot be had; the text says why, in Vietnamese."""


def listen(port: int, host: str = THIS_MACHINE) -> socket.socket:
    """The port, taken before anything slow begins: whoever connects early waits. Raises PortRefused."""
    # With the protocol named: the event loop sets TCP_NODELAY only where it reads "TCP" here. Without it each
    # answer on a kept connection waits 40 ms for the client's acknowledgement of its header.
    family = socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(WAITING)
    except OSError as error:
        listener.close()
        raise PortRefused(_why(port, error)) from None
    return listener


def serve(
    service: Service,
    listener: socket.socket,
    create: Callable[[Settings, Service], FastAPI],
    shown: Shown | None = None,
) -> None:
    """Answers until SIGINT or SIGTERM, by the application that `create` makes, with the work beside the
    requests; begun requests may end. `shown`: the certificate; without one it speaks unencrypted."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # uvicorn repeats the signal when it is done. SIGTERM's own handler would end the process right there.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app = create(service.settings, service)
    app.state.shown = shown
    service.start()
    with contextlib.suppress(KeyboardInterrupt):
        if shown is None:
            uvicorn.Server(_config(app, None)).run(sockets=[listener])
        else:
            PrivateServer(_config(OnlyHttps(app), shown), shown.context).run(sockets=[listener])


def _config(app: ASGIApp, shown: Shown | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        # No proxy stands before it: whoever likes could name another sender.
        proxy_headers=False,
        timeout_graceful_shutdown=LAST_REQUESTS_S,
        timeout_keep_alive=KEPT_S,
        backlog=WAITING,
        callback_notify=looking(shown) if shown else None,
        timeout_notify=LOOKED_AT_S,
    )


def looking(shown: Shown) -> Callable[[], Awaitable[None]]:
    """A server runs for longer than a certificate holds. One that cannot be taken in leaves the old one."""

    async def look() -> None:
        try:
            shown.look_again(datetime.now(UTC))
        except (TlsRefused, OSError) as error:
            _log.error("the certificate was not taken in anew: %s", error)

    return look


def stop_database(service: Service, alone: Callable[[], bool]) -> None:
    """Stops the embedded database if nobody else is at it; one of the operator's own is left alone."""
    if not service.settings.database_url and alone():
        cluster_for(service.settings.cluster).stop()


def _why(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Cổng {port} đang có chương trình khác dùng (có thể là một máy chủ Sổ Cái đang chạy);"
            " hãy dừng chương trình đó hoặc chọn cổng khác bằng --port."
        )
    if error.errno == errno.EACCES:
        return f"Tài khoản này không được mở cổng {port}; hãy chọn cổng từ 1024 trở lên bằng --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return "Máy này không có địa chỉ đã nêu ở --host (SOCAI_HOST); hãy nêu một địa chỉ của chính máy này."
    return f"Không mở được cổng {port} ({error.strerror})."
