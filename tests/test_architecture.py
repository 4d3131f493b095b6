"""docs/ARCHITECTURE.md: its tree is the house as it stands, and its names are names of something."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/ARCHITECTURE.md").read_text(encoding="utf-8")
PACKAGES = ("domain", "ledger", "projections", "api", "demo", "verify")
UNTOLD = {"verify/law": "its chapters are those of the law", "api/pages": "templates and static files"}
"""Folders whose own folders the tree leaves to their README or to what it says of them."""


def told() -> set[str]:
    """Every folder that the tree names, by its path."""
    tree = TEXT.split("## The rooms\n```\n")[1].split("\n```")[0]
    above: list[str] = []
    found = set()
    for line in tree.splitlines():
        named = re.match(r"( *)([a-z_]+)/ ", line)
        if named:
            above[len(named[1]) // 2 :] = [named[2]]
            found.add("/".join(above))
    return found


def rooms() -> set[str]:
    """Every folder of the packages that holds modules or SQL."""
    return {
        path.parent.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in (".py", ".sql") and path.name != "__init__.py"
    }


def test_every_room_stands_in_the_tree() -> None:
    """A folder that the tree does not name is one that a stranger does not find."""
    missing = rooms() - told()
    assert {room for room in missing if not any(room.startswith(f"{known}/") for known in UNTOLD)} == set()


@pytest.mark.parametrize("room", sorted(told()))
def test_every_room_of_the_tree_stands(room: str) -> None:
    """Nor does it name one that is gone."""
    assert (ROOT / room).is_dir()


def test_every_file_that_is_named_is_there() -> None:
    """Paths and dotted names of modules."""
    paths = set(re.findall(r"`([a-z_]+/[a-z_/]+\.(?:py|md|json))`", TEXT))
    modules = set(re.findall(r"`((?:domain|ledger|projections|api|verify)(?:\.\w+)+)`", TEXT))
    assert len(paths) > 5 and len(modules) > 5
    assert [
        path for path in sorted(paths) if not (ROOT / path).is_file() and path != "verify/README.md"
    ] == []
    assert [name for name in sorted(modules) if not _stands(name)] == []


def _stands(name: str) -> bool:
    """A module, or a name that one defines."""
    whole = ROOT / name.replace(".", "/")
    module = ROOT / name.rpartition(".")[0].replace(".", "/")
    if whole.with_suffix(".py").is_file() or whole.is_dir():
        return True
    source = module.with_suffix(".py")
    return (
        source.is_file()
        and re.search(rf"^(?:def|class) {name.rsplit('.', maxsplit=1)[-1]}\b", source.read_text(), re.M)
        is not None
    )
