"""The finding codes of spec/codes.json: severity and texts. The code table is data shared with the writer."""

import json
import pkgutil
from functools import cache
from pathlib import Path
from typing import NamedTuple


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
    """Codes and advice. In the zipapp the table lies inside the package, in a checkout in `spec/`."""
    beside = Path(__file__).parent.parent / "spec" / "codes.json"
    raw = beside.read_bytes() if beside.is_file() else pkgutil.get_data("verify", "codes.json")
    if raw is None:
        raise RuntimeError("codes.json is missing from this build of the verifier")
    rows: dict[str, dict[str, str]] = json.loads(raw)
    codes = {name: Code(row["severity"], row["vi"], row["en"]) for name, row in rows.items()}
    return codes, {name: {"vi": row["do_vi"], "en": row["do_en"]} for name, row in rows.items()}
