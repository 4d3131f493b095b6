"""The files of spec/ that are data: tables and one text."""

import pkgutil
from pathlib import Path


def spec_file(name: str, package: str = "domain") -> bytes:
    """Its bytes. In an installed program it lies inside `package`, in a checkout in `spec/`."""
    beside = Path(__file__).parents[2] / "spec" / name
    raw = beside.read_bytes() if beside.is_file() else pkgutil.get_data(package, name)
    if raw is None:
        raise RuntimeError(f"{name} is missing from this build")
    return raw
