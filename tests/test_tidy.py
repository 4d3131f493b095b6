"""The house rules that a machine can hold (CONTRIBUTING.md): sizes, names, docstrings, circles."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = ("domain", "ledger", "projections", "api", "verify")
HOUSE = (*PRODUCT, "demo", "scripts", "bench", "tests/vectors", "tests/school")
"""What is held to all rules. A test's file is as long as its subject."""
TOLD = (
    "domain",
    "ledger",
    "projections",
    "verify",
    "tests/vectors/law",
    "tests/vectors/made",
    "tests/school",
)
LONGEST_FILE, LONGEST_FUNCTION, FULLEST_FOLDER = 300, 40, 20
DATES = frozenset(("year", "new", "old", "right", "spine", "more", "later", "v1", "v2", "next", "rest"))
"""Endings that tell when a module was written, or that it had no room: `events_year`, `commands_right`."""
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def files(folders: tuple[str, ...]) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def public(path: Path) -> Iterator[tuple[str, Definition]]:
    """What a module defines for others: classes, functions, and methods, but for those of a class that has
    another one under it, which may say what they do."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if not isinstance(node, Definition) or node.name.startswith("_"):
            continue
        yield node.name, node
        for inner in node.body if isinstance(node, ast.ClassDef) and not node.bases else ():
            if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                yield f"{node.name}.{inner.name}", inner


def test_no_file_is_longer_than_a_sitting() -> None:
    """Two ideas in one file are two files."""
    lengths = {name_of(path): path.read_text("utf-8").count("\n") for path in files(HOUSE)}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    """Counted with its docstring and its decorators' names, as a reader meets it."""
    long = {
        f"{name_of(path)}:{function.name}": function.end_lineno - function.lineno + 1
        for path in files(HOUSE)
        for function in functions(ast.parse(path.read_text("utf-8")))
        if function.end_lineno is not None and function.end_lineno - function.lineno >= LONGEST_FUNCTION
    }
    assert long == {}


def test_no_folder_is_a_hall() -> None:
    """More than so many modules have folders among them that nobody has named yet."""
    modules = Counter(name_of(path.parent) for path in files(HOUSE) if path.name != "__init__.py")
    assert {folder: count for folder, count in modules.items() if count > FULLEST_FOLDER} == {}


def test_no_module_is_named_for_when_it_was_written() -> None:
    """A name says what is inside, not which delivery brought it: no `events_year` beside `events`."""
    stems = {(path.parent, path.stem) for path in files(HOUSE)}
    parted = {path: path.stem.rpartition("_") for path in files(HOUSE)}
    dated = [
        path for path, (first, _, last) in parted.items() if last in DATES and (path.parent, first) in stems
    ]
    assert [name_of(path) for path in dated] == []


def test_no_module_carries_the_name_of_a_missing_folder() -> None:
    """Three modules of one folder that begin with the same word want a folder of that name."""
    firsts = Counter(
        (name_of(path.parent), path.stem.split("_")[0])
        for path in files(PRODUCT)
        if "_" in path.stem.strip("_")
    )
    assert {place: count for place, count in firsts.items() if count > 2} == {}


def test_every_module_says_what_is_inside() -> None:
    """In its first lines, and in more words than its name has: no "TODO"."""
    trees = {path: ast.parse(path.read_text("utf-8")) for path in files(HOUSE)}
    written = {path: tree for path, tree in trees.items() if tree.body}
    silent = [path for path, tree in written.items() if not _says_more(path.stem, ast.get_docstring(tree))]
    assert [name_of(path) for path in silent] == []


@pytest.mark.parametrize("package", TOLD)
def test_every_public_definition_says_what_its_name_does_not(package: str) -> None:
    """A docstring that has a word besides those of the name."""
    silent = [
        f"{name_of(path)}:{name}"
        for path in files((package,))
        for name, node in public(path)
        if not _says_more(name, ast.get_docstring(node))
    ]
    assert silent == []


def _says_more(name: str, docstring: str | None) -> bool:
    words = {word.strip(".,:;()`'\"").lower() for word in (docstring or "").split()}
    own = set(name.lower().replace(".", "_").split("_")) | {"a", "an", "the", "of", "this", ""}
    return len(words - own) > 1
