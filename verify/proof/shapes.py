"""The small shapes of spec/FORMAT.md 1: identifiers, instants, counts, origins."""

import re
from datetime import datetime
from functools import lru_cache
from typing import Any

ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,31}"
_IDENTIFIER = re.compile(ID)
_ORIGIN = re.compile(f"{ID}\\.socai/{ID}")
_COMMAND_ID = re.compile("[A-Za-z0-9_-]{1,36}")
# `fromisoformat` takes 24:00 from Python 3.14 on: what an instant is must not depend on who reads it.
HOURS = "(?:[01][0-9]|2[0-3])"
_INSTANT = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{HOURS}:[0-5][0-9]:[0-5][0-9]\.[0-9]{{6}}Z")


def is_identifier(value: Any) -> bool:
    """A person, class, subject, pupil, window, dossier, archive id or school code."""
    return isinstance(value, str) and _IDENTIFIER.fullmatch(value) is not None


def is_origin(value: Any) -> bool:
    """`<province>.socai/<school code>`."""
    return isinstance(value, str) and _ORIGIN.fullmatch(value) is not None


def is_command_id(value: Any) -> bool:
    """1 to 36 characters of A-Z a-z 0-9 _ -."""
    return isinstance(value, str) and _COMMAND_ID.fullmatch(value) is not None


def is_count(value: Any) -> bool:
    """A non-negative integer; `true` is none."""
    return type(value) is int and value >= 0


def is_instant(value: Any) -> bool:
    """27 characters in UTC that name a real moment."""
    return isinstance(value, str) and _is_instant(value)


@lru_cache(maxsize=1024)
def _is_instant(text: str) -> bool:
    if not _INSTANT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text[:-1])  # before 3.11 it takes no Z
    except ValueError:
        return False
    return True
