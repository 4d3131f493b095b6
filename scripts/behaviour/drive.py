"""What runs inside a tree: `drive STAGE TREE OUT …` writes what the stage shows to `OUT/<kind>/<item>`."""

from collections.abc import Callable
from pathlib import Path

from behaviour import judged, loaded, made, played, year
from behaviour.where import leave_the_installed, require_own

STAGES: dict[str, Callable[..., None]] = {
    "made": made.show,
    "played": played.show,
    "loaded": loaded.show,
    "recorded": year.record,
    "year": year.show,
    "judged": judged.show,
}


def main(words: list[str]) -> None:
    """Runs one stage, and makes sure that it ran with the tree's own packages."""
    stage, tree, out, *given = words
    leave_the_installed()
    STAGES[stage](Path(tree), Path(out), *map(Path, given))
    require_own(Path(tree))
