"""A log as FORMAT §1 has it: written act by act, each canonical line chained to the one before."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

ORIGIN = "kontum.socai/thcs-1"
SYSTEM = ("system", "system", 0)
Draft = tuple[str, str, dict[str, Any]]
Edit = Callable[[list[dict[str, Any]]], object]
Sign = Callable[["Log", list[dict[str, Any]]], dict[str, Any]]
"""What stands as `sign` in the first of a command's entries."""


def canonical(value: Any) -> bytes:
    """The one spelling of a value (FORMAT §1)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def b64(raw: bytes) -> str:
    """Without padding, as entries hold bytes."""
    return b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """What `b64` was made of."""
    return b64decode(text + "=" * (-len(text) % 4))


def sha(raw: bytes) -> bytes:
    """The one hash of the format, SHA-256."""
    return hashlib.sha256(raw).digest()


def vkey(seed: str) -> str:
    """A well-formed verifier key of nobody."""
    raw = b"\x01" + sha(seed.encode())
    key_id = sha(ORIGIN.encode() + b"\n" + raw).hex()[:8]
    return f"{ORIGIN}+{key_id}+{b64encode(raw).decode()}"


def sealed(seed: str) -> str:
    """Looks like a sealed text: nonce and tag."""
    return b64(sha(seed.encode())[:28])


def digest(seed: str) -> str:
    """Of a file that nobody has."""
    return b64(sha(seed.encode()))


class Log:
    """Lines of one log; `do` writes a command. Keeps what digests and intents are computed from.

    `on_paper`: no decision has a file, the papers are kept at the school.
    """

    def __init__(self, *, on_paper: bool = False) -> None:
        self.on_paper = on_paper
        self.lines: list[str] = []
        self.now = datetime(2026, 9, 7, 1, 0)  # noqa: DTZ001 - the log's clock is UTC by definition
        self.rights: dict[str, tuple[str, str, int]] = {"system": SYSTEM}
        self.cells: dict[tuple[str, str, str], int] = {}
        self.leaves: list[bytes] = []
        self._versions: dict[str, int] = {}
        self._dossiers: dict[str, list[bytes]] = {}
        self.commands = 0

    @property
    def next(self) -> int:
        """The position of the next entry."""
        return len(self.lines)

    def at(self, **ahead: float) -> str:
        """The instant so far ahead of the log's clock."""
        return (self.now + timedelta(**ahead)).isoformat(timespec="microseconds") + "Z"

    def wait(self, **ahead: float) -> None:
        """Sets the clock ahead; back, with less than nothing."""
        self.now += timedelta(**ahead)

    def next_cmd(self) -> str:
        """The id of the next command, which its intents name."""
        return f"c{self.commands + 1}"

    def do(
        self,
        who: str | tuple[str, str, int],
        *drafts: Draft,
        method: str = "passkey",
        sign: Sign | None = None,
        edit: Edit | None = None,
    ) -> int:
        """Writes one command a minute after the last; its first position. `edit` may spoil the entries, when
        they are signed."""
        self.commands += 1
        self.wait(minutes=1)
        person, role, basis = self.rights[who] if isinstance(who, str) else who
        method = "system" if role == "system" else method
        shown = {"age": 5, "cred": f"key-{person}", "method": method, "session": "s1"}
        first = self.next
        entries = [
            {
                "v": 1,
                "log": ORIGIN,
                "at": self.at(),
                "stream": stream,
                "type": kind,
                "actor": {"person": person, "role": role, "basis": basis, "proof": shown},
                "cmd": f"c{self.commands}",
                "i": i,
                "n": len(drafts),
                "data": self._papers(json.loads(json.dumps(data))),
            }
            for i, (stream, kind, data) in enumerate(drafts)
        ]
        if sign is not None:
            entries[0]["sign"] = sign(self, entries)
        if edit is not None:
            edit(entries)
        for entry in entries:
            self._write(entry)
        return first

    def _papers(self, data: dict[str, Any]) -> dict[str, Any]:
        for name in {"decision", "letter"} & data.keys() if self.on_paper else ():
            data[name]["digest"] = None
        return data

    def _write(self, entry: dict[str, Any]) -> None:
        pos, stream, data = self.next, entry["stream"], entry["data"]
        entry.setdefault("ver", self._versions.get(stream, 0) + 1)
        self._versions[stream] = entry["ver"]
        salt = b64(sha(f"salt {pos}".encode())[:16])
        prev = self.leaves[-1] if self.leaves else bytes(32)
        line = canonical({**entry, "pos": pos, "prev": b64(prev), "salt": salt})
        self.leaves.append(sha(b"\0" + line))
        self.lines.append(line.decode())
        if stream.startswith("dossier/"):
            self._dossiers.setdefault(stream[8:], []).append(self.leaves[-1])
        elif stream.startswith("rectify/"):
            self._dossiers.setdefault(stream, [self.leaves[-1]])
        elif stream.startswith("book/") and "pupil" in data:
            cell = (stream, data["pupil"], data["col"])
            if data.get("value") is None:
                self.cells.pop(cell, None)
            else:
                self.cells[cell] = pos

    def intent(self, who: str, dossier: str, act: str) -> str:
        """Of a dossier; or of the rectification of that name, if the act is `rectify`."""
        key = f"rectify/{dossier}" if act == "rectify" else dossier
        signed = {
            "act": act,
            "cmd": self.next_cmd(),
            "dossier": dossier,
            "entries": [b64(leaf) for leaf in self._dossiers.get(key, [])],
            "label": "socai/intent/v1",
            "origin": ORIGIN,
            "person": self.rights[who][0],
        }
        return b64(sha(canonical(signed)))

    def column(self, stream: str, col: str) -> dict[str, Any]:
        """`count` and `digest` of a `ColumnPublished` now."""
        cells = self.cells.items()
        rows = sorted([pupil, pos] for (name, pupil, of), pos in cells if (name, of) == (stream, col))
        return {"count": len(rows), "digest": b64(sha(canonical(rows)))}

    def term(self, klass: str, semester: int) -> dict[str, Any]:
        """`count` and `digest` of a `BookLocked` now."""
        rows = []
        for (name, pupil, col), pos in self.cells.items():
            _, where, subject, when = name.split("/")
            if (where, when) == (klass, str(semester)):
                rows.append([subject, pupil, col, pos])
        rows.sort()
        return {"count": len(rows), "digest": b64(sha(canonical(rows)))}
