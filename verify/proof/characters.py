"""Which characters a text may hold: spec/unicode.json, a table of data shared with the writer.

It is of one version of Unicode, so that a verdict does not depend on which Python gives it.
"""

from __future__ import annotations

import json
import re

from verify.proof.spec_file import spec_file

MOST_COMBINING = 30
"""In a row (UAX 15, stream-safe text): bringing a longer run to NFC costs its square."""


def _class(ranges: list[list[int]]) -> str:
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def _read() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = json.loads(spec_file("unicode.json"))
    more = MOST_COMBINING + 1
    return re.compile(f"[^{_class(table['allowed'])}]"), re.compile(
        f"[{_class(table['combining'])}]{{{more}}}"
    )


_OTHER, _RUN = _read()


def refused(text: str) -> str | None:
    """Why the text holds what no text may hold; None if it does not. Cheap, whatever the text."""
    if text.isascii():
        return None
    other = _OTHER.search(text)
    if other is not None:
        return f"U+{ord(other[0]):04X} is no character of Unicode 13.0"
    return f"more than {MOST_COMBINING} combining characters in a row" if _RUN.search(text) else None
