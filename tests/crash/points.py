"""The named steps at which something is killed, and what brings the server to each."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "ledger", "projections", "api")

MARKS, REQUEST, WINDOW, FOREIGN = "marks", "archive-request", "window-end", "foreign-file"
"""Teachers enter marks · the head asks for a bag, which seals · a window ends · its bag's name is taken."""

STEPS = {
    "append:taken": MARKS,
    "append:decided": MARKS,
    "append:committed": MARKS,
    "append:advanced": MARKS,
    "projection:prepared": MARKS,
    "projection:applied": MARKS,
    "projection:saved": MARKS,
    "projection:committed": MARKS,
    "checkpoint:full-tiles": REQUEST,
    "checkpoint:tiles": REQUEST,
    "checkpoint:head-written": REQUEST,
    "checkpoint:head-renamed": REQUEST,
    "checkpoint:signed": REQUEST,
    "checkpoint:stored": REQUEST,
    "archive:planned": WINDOW,
    "archive:built": WINDOW,
    "writeonce:written": WINDOW,
    "writeonce:linked": WINDOW,
    "archive:linked": WINDOW,
    "archive:recorded": WINDOW,
    "archive:spent": FOREIGN,
}

BY_A_COMMAND = ("refill:written",)
"""Steps to which no server comes: tests/crash/test_refill.py."""

# `make test` kills the server at every step and PostgreSQL at these; the other pairs are nightly.
POSTGRES_BY_DAY = ("append:committed", "checkpoint:signed", "archive:built", "archive:linked")

COMMIT = "commit"
IN_POSTGRES = {
    "append, swap": (MARKS, "socai.head", ""),
    "append, lines": (MARKS, "socai.entry", ""),
    "append, commands": (MARKS, "socai.command", ""),
    "append, runs": (MARKS, "socai.run", ""),
    "append, after commit": (MARKS, "socai.run", COMMIT),
    "projection, position": (MARKS, "socai_view.p_position", ""),
    "projection, rows": (MARKS, "socai_view.p_act", ""),
    "projection, after commit": (MARKS, "socai_view.p_act", COMMIT),
    "checkpoint, tiles": (REQUEST, "socai.tile", ""),
    "checkpoint, note": (REQUEST, "socai.checkpoint", ""),
    "checkpoint, after commit": (REQUEST, "socai.checkpoint", COMMIT),
}
"""Where a transaction stands when something dies: the work, the table that it cannot write to yet, and
COMMIT if it may then write and commit, and only the answer is held back."""
IN_POSTGRES_BY_DAY = (
    "append, swap",
    "append, runs",
    "append, after commit",
    "projection, rows",
    "projection, after commit",
    "checkpoint, note",
    "checkpoint, after commit",
)
SERVER_BY_DAY = ("append, after commit",)


def pointed(points: Iterable[str], by_day: Iterable[str]) -> list[Any]:
    """The points as parameters, those that are not `by_day` for the night."""
    day = set(by_day)
    return [each if each in day else pytest.param(each, marks=pytest.mark.nightly) for each in points]


def hooks_in_the_code() -> list[str]:
    """The name of every `step(...)` in the packages, with repetitions."""
    return [
        ast.literal_eval(call.args[0])
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "step"
    ]
