"""Write spec/unicode.json: the characters that a text may hold (FORMAT.md 1), as Unicode 13.0 assigns them.

Run by a Python that knows exactly that version, which is 3.9: `python3.9 scripts/unicode_table.py`.
"""

import json
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

VERSION = "13.0.0"
REFUSED = ("Cc", "Cn", "Co", "Cs")  # controls, unassigned and noncharacters, private use, surrogates
TARGET = Path(__file__).resolve().parent.parent / "spec" / "unicode.json"


def ranges(holds: Callable[[str], object]) -> list[list[int]]:
    """First and last code point of each run of characters for which it holds."""
    found: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if not holds(chr(code)):
            continue
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return found


def main() -> None:
    """Write the table; one range a line would be long, one table a line is still readable."""
    if unicodedata.unidata_version != VERSION:
        raise SystemExit(f"this Python knows Unicode {unicodedata.unidata_version}, not {VERSION}")
    allowed = ranges(lambda char: unicodedata.category(char) not in REFUSED)
    combining = ranges(unicodedata.combining)
    lines = [
        f'"version": {json.dumps(VERSION)}',
        f'"allowed": {json.dumps(allowed, separators=(",", ":"))}',
        f'"combining": {json.dumps(combining, separators=(",", ":"))}',
    ]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
