"""The demo's story under fixed clock and entropy: all files that it leaves, and all that it prints."""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from behaviour.fixed import fix_entropy
from behaviour.made import write
from behaviour.where import find

LEFT_OUT = ("pg", ".socai-demo")
"""The database itself and the lock: what they hold is shown by the export and the tables."""


def show(tree: Path, out: Path) -> None:
    """The story, played by `socai demo`'s own function."""
    fix_entropy(tree)
    home = out.with_name(f"{out.name}-demo")
    said = StringIO()
    try:
        with redirect_stdout(said):
            code = find("run_demo")(home)
        write(out / "demo" / "printed", f"{normal(said.getvalue(), home)}\nexit {code}")
        shutil.copytree(home, out / "demo" / "home", ignore=shutil.ignore_patterns(*LEFT_OUT))
    finally:
        away(home / "pg")


def normal(text: str, home: Path) -> str:
    """Without what a run has of its own: its folder, its Python's, its seconds."""
    text = text.replace(str(home), "HOME").replace(str(Path(sys.executable).parent), "BIN")
    return re.sub(r"\d+ giây", "N giây", text)


@contextmanager
def database(home: Path) -> Iterator[Any]:
    """The embedded database of a home, gone afterwards."""
    try:
        with find("cluster_for")(home / "pg") as cluster:
            yield cluster
    finally:
        away(home / "pg")


def away(folder: Path) -> None:
    """Stops a cluster and removes its files, also where they lie elsewhere."""
    cluster = find("cluster_for")(folder)
    cluster.stop()
    shutil.rmtree(cluster.folder, ignore_errors=True)
