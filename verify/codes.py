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


@cache
def table() -> dict[str, Code]:
    """All codes. In the zipapp the table lies inside the package, in a checkout in `spec/`."""
    beside = Path(__file__).parent.parent / "spec" / "codes.json"
    raw = beside.read_bytes() if beside.is_file() else pkgutil.get_data("verify", "codes.json")
    if raw is None:
        raise RuntimeError("codes.json is missing from this build of the verifier")
    return {name: Code(**fields) for name, fields in json.loads(raw).items()}
