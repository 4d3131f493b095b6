"""The server's process: its port, its signals, and the embedded database, which ends with its last user."""

import contextlib
import errno
import logging
import signal
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from api.http.connections import Connection
from api.service.service import Service
from api.service.settings import Settings
from ledger.cluster.cluster import cluster_for

HOST = "127.0.0.1"
LAST_REQUESTS_S = 10
KEPT_S = 15
"""Seconds that a connection is kept without a request."""
WAITING = 512


class PortRefused(Exception):
    """The port cannot be had; the text says why, in Vietnamese."""


def listen(port: int) -> socket.socket:
    """The port, taken before anything slow begins: whoever connects early waits. Raises PortRefused."""
    # With the protocol named: the event loop sets TCP_NODELAY only where it reads "TCP" here. Without it each
    # answer on a kept connection waits 40 ms for the client's acknowledgement of its header.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(WAITING)
    except OSError as error:
        listener.close()
        raise PortRefused(_why(port, error)) from None
    return listener


def serve(service: Service, listener: socket.socket, create: Callable[[Settings, Service], FastAPI]) -> None:
    """Answers until SIGINT or SIGTERM, by the application that `create` makes, with the work beside the
    requests; begun requests may end."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # uvicorn repeats the signal when it is done. SIGTERM's own handler would end the process right there.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app = create(service.settings, service)
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        access_log=False,
        log_level="warning",
        server_header=False,
        # Every client is on this machine: whoever likes could name another sender.
        proxy_headers=False,
        timeout_graceful_shutdown=LAST_REQUESTS_S,
        timeout_keep_alive=KEPT_S,
        backlog=WAITING,
    )
    service.start()
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


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
    return f"Không mở được cổng {port} ({error.strerror})."
