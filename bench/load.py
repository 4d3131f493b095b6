"""The load generator: clients on kept connections, each with one request under way, in few steps."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple


class Asked(NamedTuple):
    """A request of a client."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any = None

    def bytes(self) -> bytes:
        body = b"" if self.body is None else json.dumps(self.body).encode()
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        lines += ["Content-Type: application/json"] if body else []
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode() + body


class Told(NamedTuple):
    """An answer, and the seconds between the last byte of the request and the last of the answer."""

    status: int
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, asked: Asked) -> Told:
        """Sends, and reads the answer whole."""
        if self._ends is None:
            self._ends = await asyncio.open_connection("127.0.0.1", self._port, limit=1 << 20)
        reader, writer = self._ends
        sent, start = asked.bytes(), time.perf_counter()
        writer.write(sent)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        return Told(int(head[9:12]), body, time.perf_counter() - start)

    async def close(self) -> None:
        if self._ends is not None:
            self._ends[1].close()
            await self._ends[1].wait_closed()
            self._ends = None


class Step(NamedTuple):
    """A request made when it is due, and what its client learns from the answer."""

    ask: Callable[[], Asked]
    learn: Callable[[Told], None] = lambda _told: None


class Load(NamedTuple):
    """What a load took: the seconds of each answer, and of all from the first to the last."""

    each: list[float]
    all: float


async def _one(port: int, steps: Sequence[Step]) -> list[float]:
    """A client's requests, one after the other."""
    client, seconds = Client(port), []
    try:
        for step in steps:
            told = await client.ask(step.ask())
            assert told.status in (200, 201), told
            step.learn(told)
            seconds.append(told.seconds)
    finally:
        await client.close()
    return seconds


def load(port: int, clients: Sequence[Sequence[Step]]) -> Load:
    """All clients at once; no answer may be a refusal."""

    async def run() -> Load:
        start = time.perf_counter()
        found = await asyncio.gather(*(_one(port, asks) for asks in clients))
        return Load([each for seconds in found for each in seconds], time.perf_counter() - start)

    return asyncio.run(run())
