"""FORMAT.md §2, "Signed acts": the statement that a person signs, from the entries of a command."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from verify.law.shape import is_sealed, is_value, value_or_empty
from verify.law.state.entry import Entry
from verify.law.table import TYPES
from verify.proof.canonical import encode

MAX_STATEMENT = 1 << 22
_MAY_BE_SEALED = frozenset((is_sealed, is_value, value_or_empty))
SEALED: dict[str, tuple[str, ...]] = {
    kind: tuple(sorted(name for name, check in type_.fields.items() if check in _MAY_BE_SEALED))
    for kind, type_ in TYPES.items()
}
"""Type -> the fields that may hold a sealed text, by name."""
_TOLD_BY_BASE = frozenset((("CorrectionApplied", "value"),))
"""Besides every `old`: what `base` and `dossier` tell already."""


class NoStatement(ValueError):
    """The lines give none that could have been signed; the message says why."""


class Statement:
    """Grows entry by entry; what is signed is known once the last one is there."""

    def __init__(self, e: Entry, origin: str, sign: dict[str, Any]) -> None:
        self._head = {"cmd": e.cmd}
        self._tail = {
            **{name: sign[name] for name in ("key", "seen", "time")},
            **{"label": "socai/act/v1", "origin": origin, "person": e.person, "role": e.role},
        }
        self._texts: Iterator[str] = iter(sign.get("texts", ()))
        self._entries: list[bytes] = []
        self._size = 0

    def add(self, e: Entry) -> None:
        """The next entry of the command."""
        told = encode([e.stream, e.type, self._said(e.type, e.data)])
        self._size += len(told)
        if self._size > MAX_STATEMENT:
            raise NoStatement("statement too long")
        self._entries.append(told)

    def _said(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        """The data, without the texts that nobody else could read."""
        sealed = [name for name in SEALED.get(kind, ()) if is_sealed(data.get(name))]
        return {**data, **{name: self._instead(kind, name) for name in sealed}} if sealed else data

    def _instead(self, kind: str, name: str) -> str | None:
        if name == "old" or (kind, name) in _TOLD_BY_BASE:
            return None
        commitment = next(self._texts, None)
        if commitment is None:
            raise NoStatement("commitments are missing")
        return f"c:{commitment}"

    def whole(self) -> bytes:
        """What the person signed, or passed to the passkey as a challenge by its SHA-256."""
        if next(self._texts, None) is not None:
            raise NoStatement("more commitments than sealed texts")
        head, tail = encode(self._head)[:-1], encode(self._tail)[1:]
        return b"".join((head, b',"entries":[', b",".join(self._entries), b"],", tail))
