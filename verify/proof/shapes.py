"""The small shapes of spec/FORMAT.md 1: identifiers, instants, counts, origins, school years."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,31}"
_IDENTIFIER = re.compile(ID).fullmatch
_YEAR = re.compile("[0-9]{4}-[0-9]{4}").fullmatch
_ORIGIN = re.compile(f"{ID}\\.socai/{ID}")
_COMMAND_ID = re.compile("[A-Za-z0-9_-]{1,36}")
# `fromisoformat` takes 24:00 from Python 3.14 on: what an instant is must not depend on who reads it.
HOURS = "(?:[01][0-9]|2[0-3])"
_INSTANT = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T{HOURS}:[0-5][0-9]:[0-5][0-9]\.[0-9]{{6}}Z")


def is_identifier(value: Any) -> bool:
    """A person, class, subject, pupil, window, dossier, archive id or school code."""
    return isinstance(value, str) and _IDENTIFIER(value) is not None


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


def local_day(at: str) -> str | None:
    """The date in Vietnam (UTC+7) of an instant; None if it is none, or lies after the last day there is."""
    if not _INSTANT.fullmatch(at):
        return None
    try:
        return (datetime.fromisoformat(at[:-1]) + timedelta(hours=7)).date().isoformat()
    except (ValueError, OverflowError):
        return None


def is_year(value: Any) -> bool:
    """A school year: two years in a row."""
    return isinstance(value, str) and _YEAR(value) is not None and int(value[5:]) == int(value[:4]) + 1


def is_cause(value: Any) -> bool:
    """Why an archive is made: of which window, of which class and semester, or by hand (FORMAT.md 4)."""
    if type(value) is not dict or set(value) != {"kind", "ref"} or type(value["ref"]) is not str:
        return False
    kind, ref = value["kind"], value["ref"]
    if kind == "window":
        return is_identifier(ref)
    if kind == "lock":
        name, slash, semester = ref.rpartition("/")
        return is_identifier(name) and slash == "/" and semester in ("1", "2")
    return bool(kind == "manual" and ref == "")
