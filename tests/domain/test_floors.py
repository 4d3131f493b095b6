"""The floors of the domain: no circle among its modules, nothing hidden from a look at its imports."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

DOMAIN = Path(__file__).parents[2] / "domain"
FLOORS = 5
"""How many folders and modules of the domain at most stand upon each other."""


def _imports(path: Path) -> set[str]:
    """The domain's modules that the file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            within = {f"{node.module}.{name.name}" for name in node.names}
            found |= within & MODULES.keys() or {node.module}
    return found & MODULES.keys()


def _named(path: Path) -> str:
    parts = path.relative_to(DOMAIN.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {_named(path): path for path in DOMAIN.rglob("*.py")}
IMPORTS = {name: _imports(path) for name, path in MODULES.items()}


def _floors(upon: dict[str, set[str]]) -> dict[str, int]:
    """Name -> its floor, 1 for what stands on nothing. Raises CycleError for what runs in a circle."""
    floors: dict[str, int] = {}
    for name in TopologicalSorter(upon).static_order():
        floors[name] = 1 + max((floors[each] for each in upon.get(name, ())), default=0)
    return floors


def test_no_circle_among_modules() -> None:
    """Whoever reads a module can first have read all on which it stands."""
    assert len(_floors(IMPORTS)) == len(MODULES) > 50


def test_at_most_five_floors_between_the_folders() -> None:
    """A folder of the domain (or a module beside the folders) is one room."""

    def room(name: str) -> str:
        return name.split(".")[1]

    upon: dict[str, set[str]] = {}
    for name, imported in IMPORTS.items():
        if "." in name:
            rooms = {room(each) for each in imported if "." in each}
            upon.setdefault(room(name), set()).update(rooms - {room(name)})
    folders = {path.name for path in DOMAIN.iterdir() if (path / "__init__.py").exists()}
    floors = _floors({name: each & folders for name, each in upon.items() if name in folders})
    assert max(floors.values()) <= FLOORS, floors


def test_no_import_is_hidden_from_the_run() -> None:
    """An import of ours for type checkers alone hides a circle."""
    hidden = [
        name
        for name, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for within in node.body
        if isinstance(within, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []
