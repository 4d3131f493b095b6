"""The finding codes of spec/codes.json: severity and texts. The code table is data shared with the writer."""

import json
from functools import cache
from typing import NamedTuple

from verify.proof.spec_file import spec_file


class Code(NamedTuple):
    """`severity` is `error` or `warning`."""

    severity: str
    vi: str
    en: str


def table() -> dict[str, Code]:
    """All codes."""
    return _tables()[0]


def advice(code: str, lang: str) -> str:
    """What the reader of such a finding should do."""
    return _tables()[1][code][lang]


@cache
def _tables() -> tuple[dict[str, Code], dict[str, dict[str, str]]]:
    """Codes and advice."""
    rows: dict[str, dict[str, str]] = json.loads(spec_file("codes.json"))
    codes = {name: Code(row["severity"], row["vi"], row["en"]) for name, row in rows.items()}
    return codes, {name: {"vi": row["do_vi"], "en": row["do_en"]} for name, row in rows.items()}
