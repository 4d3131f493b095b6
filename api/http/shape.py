"""How deep and how full a JSON body is, told while it comes and before anything is made of it."""

import re

DEEPEST = 16
"""Levels of lists and objects; the deepest body that any act takes has six."""
MOST_VALUES = 60_000
"""Members of all lists and objects together: twice what a class's whole year of marks has."""

_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")
_OPENING = b"[{"


class Shape:
    """Takes a body piece by piece; each call costs a time linear in the piece, none keeps it."""

    def __init__(self) -> None:
        self._in_text = False
        self._escaping = False
        self._depth = 0
        self._values = 0

    def fault(self, piece: bytes) -> str | None:
        """The name of the rule (fault_texts.json) that the body breaks with this piece, if it does."""
        if b"\0" in piece:  # no JSON of UTF-8 has one; in UTF-16 quotes and brackets could not be counted
            return "json_invalid"
        outside = self._outside(piece)
        self._values += sum(map(outside.count, (b",", b"[", b"{")))
        if self._values > MOST_VALUES:
            return "too_many_values"
        for bracket in _BRACKETS.findall(outside):
            self._depth += 1 if bracket in _OPENING else -1
            if self._depth > DEEPEST:
                return "too_deep"
        return None

    def _outside(self, piece: bytes) -> bytes:
        """The piece without what stands inside texts, also in one that began in an earlier piece."""
        if self._escaping:
            piece = b"\\" + piece
        plain = _ESCAPED.sub(b"", piece)
        self._escaping = plain.endswith(b"\\")
        parts = plain.split(b'"')
        outside = parts[1::2] if self._in_text else parts[::2]
        self._in_text ^= len(parts) % 2 == 0
        return b" ".join(outside)
