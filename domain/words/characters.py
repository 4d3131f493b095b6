"""The characters of texts (FORMAT.md §1, spec/unicode.json): what Unicode 13.0 assigns, what combines."""

import json
import re
import unicodedata

from domain.words.spec_file import spec_file

LONGEST_RUN = 30
"""Combining characters one after another; normalising costs the square of a run's length."""
LONGEST_LOOKED_AT = 10_000
"""Characters; no field takes as many. Ten million of them would be normalised for half a second, in one call
that lets nobody else in the process work meanwhile."""


def _any_of(ranges: list[list[int]]) -> str:
    return "".join(rf"\U{low:08x}-\U{high:08x}" for low, high in ranges)


_TABLE = json.loads(spec_file("unicode.json"))
_FOREIGN = re.compile(f"[^{_any_of(_TABLE['allowed'])}]")
_LONG_RUN = re.compile(f"[{_any_of(_TABLE['combining'])}]{{{LONGEST_RUN + 1}}}")


def foreign_character(text: str) -> str | None:
    """The first character that is unassigned, for private use, a noncharacter, surrogate or control."""
    found = _FOREIGN.search(text)
    return found[0] if found else None


def is_overloaded(text: str) -> bool:
    """Whether more combining characters follow each other than a text may have; asked before normalising."""
    return not text.isascii() and _LONG_RUN.search(text) is not None


def composed(text: str) -> str:
    """The text in NFC; as it is if that would cost too much, for it is refused anyway."""
    if len(text) > LONGEST_LOOKED_AT or is_overloaded(text):
        return text
    return unicodedata.normalize("NFC", text)
