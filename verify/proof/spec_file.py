"""The files of spec/ that are data, shared with the writer: tables and one text."""

from __future__ import annotations

import pkgutil
from pathlib import Path


def spec_file(name: str) -> bytes:
    """Its bytes. In the zipapp and the wheel it lies inside the package, in a checkout in `spec/`."""
    beside = Path(__file__).parents[2] / "spec" / name
    raw = beside.read_bytes() if beside.is_file() else pkgutil.get_data("verify", name)
    if raw is None:
        raise RuntimeError(f"{name} is missing from this build of the verifier")
    return raw
