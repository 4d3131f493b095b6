"""A wire between program and database that a test can cut at a chosen moment."""

import socket
import threading
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo


class FlakyWire:
    """Forwards a TCP port to the database of a DSN, until it is told to cut.

    `cut_next("request")`: the next bytes to the database are thrown away and the connection ends.
    `cut_next("answer")`: they are passed on, but the database's answer is thrown away.
    """

    def __init__(self, dsn: str) -> None:
        self._target: dict[str, Any] = conninfo_to_dict(dsn)
        self._cut = ""
        self.cuts = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def dsn(self) -> str:
        port = self._listener.getsockname()[1]
        return make_conninfo(**self._target | {"host": "127.0.0.1", "port": port, "sslmode": "disable"})

    def cut_next(self, what: str) -> None:
        self._cut = what

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = self._connect()
            for source, sink, is_request in ((client, server, True), (server, client, False)):
                threading.Thread(target=self._pump, args=(source, sink, is_request), daemon=True).start()

    def _connect(self) -> socket.socket:
        host, port = str(self._target["host"]), int(self._target.get("port") or 5432)
        if host.startswith("/"):
            server = socket.socket(socket.AF_UNIX)
            server.connect(f"{host}/.s.PGSQL.{port}")
            return server
        return socket.create_connection((host, port))

    def _pump(self, source: socket.socket, sink: socket.socket, is_request: bool) -> None:
        try:
            while data := source.recv(1 << 16):
                if self._cut == ("request" if is_request else "answer"):
                    self._cut = ""
                    self.cuts += 1
                    break
                sink.sendall(data)
        except OSError:
            pass
        for each in (source, sink):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                each.close()
