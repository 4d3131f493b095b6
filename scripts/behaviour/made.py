"""What a tree shows without a school: its spec, the API's document, permissions, codes, texts, helps."""

import json
import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from io import StringIO
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from behaviour.where import find

FILES = {
    "spec": ("spec/*.json", "spec/sample/**/*", "spec/*.txt"),
    "vectors": ("spec/vectors/**/*",),
    "permissions": ("spec/permissions.json", "docs/permissions.md"),
    "codes": ("spec/codes.json", "spec/CODES.md"),
}
NOWHERE = "postgresql://nobody@127.0.0.1:9/none"
TABLES = ("fault_texts", "own_fault_texts", "finding_texts")


def show(tree: Path, out: Path) -> None:
    """Everything of this module."""
    for kind, patterns in FILES.items():
        for path in (path for pattern in patterns for path in tree.glob(pattern) if path.is_file()):
            target = out / kind / path.relative_to(tree)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    write(out / "openapi" / "openapi.json", _openapi(out))
    for code in sorted(find("problem_texts")):
        write(out / "problems" / code, find("Problem")(code).body())
    for name in TABLES:
        write(out / "problems" / name, find(name))
    for name, text in _helps():
        write(out / "help" / name, text)


def write(path: Path, shown: Any) -> None:
    """A text as it is, anything else as JSON in the order of its members."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", "utf-8")


def _openapi(out: Path) -> Any:
    """The document; no database is asked for it."""
    settings = find("Settings")(out / "home")
    return find("create_app")(settings, find("Service")(settings, None, NOWHERE)).openapi()


def _helps() -> Iterator[tuple[str, str]]:
    """The help of every command of `socai`, by its words, and of `socai-verify`."""
    said = StringIO()
    with redirect_stdout(said), suppress(SystemExit):
        find("verifier")(["--help"])
    yield "socai-verify", said.getvalue()
    for words in _commands(typer.main.get_command(find("socai")), ()):
        yield "-".join(("socai", *words)), CliRunner().invoke(find("socai"), [*words, "--help"]).stdout


def _commands(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    yield words
    for name, below in getattr(command, "commands", {}).items():
        yield from _commands(below, (*words, name))
