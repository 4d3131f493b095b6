"""The commit REV beside this tree, and the driver run in each of them with its own packages."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
VENDOR = "static/vendor"
"""Files that npm brings and git does not hold: the pages name their digests."""
PATIENCE_S = 600
_OURS = ("SOCAI_", "PYTHON")
_FIXED = {"PYTHONHASHSEED": "0", "COLUMNS": "100", "LC_ALL": "C.UTF-8"}
_START = "import sys; sys.path.append(sys.argv.pop(1)); from behaviour.drive import main; main(sys.argv[1:])"


class NotPlayed(Exception):
    """REV is not to be had, or a tree ended with an error; `str()` says which."""


@contextmanager
def shown(rev: str) -> Iterator[tuple[Path, Path]]:
    """The folders with all that REV shows, and that this tree shows; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="socai-same-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o755)  # the account of the embedded database goes in
        tree = _checked_out(rev, place / "tree")
        outs = {tree: place / "rev", HERE: place / "here"}
        _stage("made", outs)
        _stage("played", outs)
        _stage("loaded", outs)
        _stage("recorded", {tree: outs[tree]})
        _stage("year", outs, str(outs[tree]))
        _stage("judged", outs, str(outs[tree]))
        yield outs[tree], outs[HERE]


def _checked_out(rev: str, tree: Path) -> Path:
    """The files of the commit, with what git does not hold taken from here."""
    packed = tree.with_suffix(".tar")
    command = ["git", "archive", "--format=tar", "-o", str(packed), f"{rev}^{{commit}}"]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotPlayed(f"{rev}: {done.stderr.strip()}")
    tree.mkdir()
    shutil.unpack_archive(packed, tree, filter="data")
    vendored = next((HERE / "api").rglob(VENDOR), None)
    static = next((tree / "api").rglob("static"), None)
    if vendored is None or static is None:
        raise NotPlayed(f"no {VENDOR} here (make setup), or no static files in {rev}")
    shutil.copytree(vendored, static / "vendor", dirs_exist_ok=True)
    return tree


def _stage(stage: str, outs: dict[Path, Path], *given: str) -> None:
    """Runs one stage of the driver in every tree at once. Raises NotPlayed."""
    running = {tree: _driver(stage, tree, out, *given) for tree, out in outs.items()}
    told = {tree: process.communicate(timeout=PATIENCE_S)[0] for tree, process in running.items()}
    for tree, process in running.items():
        if process.returncode:
            raise NotPlayed(f"{stage} in {tree}: exit {process.returncode}\n{told[tree][-4000:]}")


def _driver(stage: str, tree: Path, out: Path, *given: str) -> "subprocess.Popen[str]":
    """Starts the driver; `-P` and this order of paths leave only the tree to import our packages from."""
    out.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    environment = {**kept, **_FIXED, "PYTHONPATH": str(tree)}
    command = [sys.executable, "-P", "-c", _START, str(HERE / "scripts"), stage, str(tree), str(out), *given]
    return subprocess.Popen(
        command, cwd=out, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
