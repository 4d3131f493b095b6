"""The commit REV beside this tree, and the driver run in each of them with its own packages."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
KEPT = HERE / "var" / "same-behaviour"
"""What commits showed."""
_OUTSIDE = [Path(__file__).with_name(name) for name in ("trees.py", "compare.py", "where.py")]
"""Of the driver, what shows nothing; a name that moves has one more place in `where.py`."""
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
    """The folders with all that REV shows, and that this tree shows, which is gone afterwards."""
    kept = KEPT / _name_of(rev)
    with tempfile.TemporaryDirectory(prefix="socai-same-", ignore_cleanup_errors=True) as name:
        place = Path(name)
        place.chmod(0o755)  # the account of the embedded database goes in
        theirs, ours = place / "rev", place / "here"
        if kept.exists():
            for each in kept.iterdir():
                (place / each.name).symlink_to(each)
            _play({HERE: ours}, theirs)
        else:
            tree = _checked_out(rev, place / "tree")
            _play({tree: theirs, HERE: ours}, theirs)
            _keep(kept, theirs, recorded(theirs))
        yield theirs, ours


def _play(outs: dict[Path, Path], theirs: Path) -> None:
    """All stages in these trees; what REV made is given to the last two."""
    for stage in ("made", "played", "loaded"):
        _stage(stage, outs)
    _stage("recorded", {tree: out for tree, out in outs.items() if out == theirs})
    _stage("year", outs, str(theirs))
    _stage("judged", outs, str(theirs))


def _name_of(rev: str) -> str:
    """What REV shows stays as it is until what runs in it, or the packages, are others."""
    commit = _git("rev-parse", "--verify", f"{rev}^{{commit}}")
    driver = sorted(set((HERE / "scripts" / "behaviour").glob("*.py")) - set(_OUTSIDE))
    parts = [path.read_bytes() for path in (*driver, HERE / "requirements.lock")]
    return f"{commit[:12]}-{hashlib.sha256(b''.join(parts)).hexdigest()[:12]}"


def _keep(kept: Path, *folders: Path) -> None:
    """Copies the folders for the next run; a run that breaks off here leaves nothing under that name."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as name:
        for folder in folders:
            shutil.copytree(folder, Path(name, "whole", folder.name))
        with suppress(OSError):  # another run was first
            Path(name, "whole").rename(kept)


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotPlayed(f"git {' '.join(words)}: {done.stderr.strip()}")
    return done.stdout.strip()


def _checked_out(rev: str, tree: Path) -> Path:
    """The files of the commit, with what git does not hold taken from here."""
    packed = tree.with_suffix(".tar")
    _git("archive", "--format=tar", "-o", str(packed), f"{rev}^{{commit}}")
    tree.mkdir()
    shutil.unpack_archive(packed, tree, filter="data")
    vendored = next((HERE / "api").rglob(VENDOR), None)
    static = next((tree / "api").rglob("static"), None)
    if vendored is None or static is None:
        raise NotPlayed(f"no {VENDOR} here (make setup), or no static files in {rev}")
    shutil.copytree(vendored, static / "vendor", dirs_exist_ok=True)
    return tree


def recorded(out: Path) -> Path:
    """Where what REV's tests play is kept for both trees."""
    return out.with_name(f"{out.name}-recorded")


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
