"""What each code means to a person, and what to do, from `problem_texts.json`.

code -> [HTTP status, title, sentence]; title null: what the verifier says of it (spec/codes.json). Codes of
spec/LAW.md that only a forged log can show stand there too: a verifier's report may quote any of them.
"""

import json
from pathlib import Path
from typing import NamedTuple

from api.texts.spec_texts import SAID


class Text(NamedTuple):
    """`title` names the case, `detail` says what to do; both Vietnamese."""

    status: int
    title: str
    detail: str


def _read(path: Path) -> dict[str, Text]:
    read = json.loads(path.read_text("utf-8")).items()
    return {
        code: Text(status, title or SAID[code].removesuffix("."), detail)
        for code, (status, title, detail) in read
    }


TEXTS: dict[str, Text] = _read(Path(__file__).with_suffix(".json"))
