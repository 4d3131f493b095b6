"""The verifier runs on every Python from 3.9 to 3.14, with one result, and tells older ones what is amiss."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "verify").rglob("*.py"))
NEWER = {
    "pairwise",
    "batched",
    "bit_count",
    "file_digest",
    "walk",
    "StrEnum",
    "UTC",
    "Self",
    "TypeAlias",
    "ParamSpec",
    "TypeGuard",
    "assert_never",
    "NotRequired",
    "NoneType",
    "UnionType",
    "EllipsisType",
    "tomllib",
    "add_note",
    "ExceptionGroup",
    "TaskGroup",
    "anext",
    "aiter",
    "override",
    "cbrt",
    "exp2",
    "chdir",
    "orig_argv",
}
"""Names that the standard library has only since 3.10 or later."""
NEWER_WORDS = {"slots", "kw_only", "strict", "strict_mode"}
"""Keyword arguments of such an age (`zip(strict=)`, `dataclass(slots=)`, `a2b_base64(strict_mode=)`)."""


@cache
def interpreter(version: str) -> str | None:
    """A Python of this version: by its name on the path, else among those that pyenv keeps."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    kept = sorted(root.glob(f"versions/{version}.*/bin/python"))
    for found in (*map(str, kept), shutil.which(f"python{version}")):
        ask = [found, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        if (
            found
            and subprocess.run(ask, capture_output=True, text=True, check=False).stdout.strip() == version
        ):
            return found
    return None


def needed(version: str) -> str:
    found = interpreter(version)
    if found is None:
        pytest.skip(f"Python {version} is not on this machine")
    return found


@pytest.fixture(scope="module")
def zipapp(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("zipapp") / "socai-verify.pyz"
    command = [sys.executable, str(ROOT / "scripts/zipapp.py"), str(out)]
    subprocess.run(command, check=True, capture_output=True)
    return out


def run(python: str, zipapp: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [python, str(zipapp), *words]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, encoding="utf-8")


@pytest.mark.parametrize("version", [f"3.{minor}" for minor in range(9, 15)])
def test_every_python_since_3_9_gives_the_same_verdict(version, zipapp, desk, story):
    """Vectors, a sound bag, an export, a cut bag: what this Python says, byte for byte."""
    python = needed(version)
    for vectors in sorted((ROOT / "spec" / "vectors").glob("*.json")):
        done = run(python, zipapp, "vectors", str(vectors))
        assert done.stdout.endswith(" passed, 0 failed\n"), done.stdout[-2000:] + done.stderr
    desk.put("cut.tar", story.all[2][:-1])
    for target, code in (("all.tar", 0), ("export", 0), ("cut.tar", 1)):
        words = (str(desk.folder / target), "--key", story.log.signer.vkey, "--json")
        here, there = (run(each, zipapp, *words) for each in (sys.executable, python))
        assert (there.returncode, there.stderr) == (code, "")
        assert there.stdout == here.stdout
        assert json.loads(there.stdout)["coverage"]["entries"] > 0 or code == 1


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.7", "3.8"])
def test_an_older_python_gets_a_sentence_and_no_traceback(version, zipapp, desk):
    """Exit 2, as for everything that was not checked; in both languages, whatever the terminal is."""
    done = run(needed(version), zipapp, str(desk.folder / "all.tar"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "cần Python 3.9 trở lên" in done.stderr
    assert "3.9 or newer is needed" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_is_written_in_words_newer_than_3_9(path):
    """Grammar of 3.9, and no name or keyword that the standard library got later."""
    for node in ast.walk(ast.parse(path.read_bytes(), feature_version=(3, 9))):
        if isinstance(node, ast.Attribute):
            assert node.attr not in NEWER, f"line {node.lineno}"
        if isinstance(node, ast.ImportFrom):
            assert not NEWER & {item.name for item in node.names}, f"line {node.lineno}"
            assert node.module not in NEWER
        if isinstance(node, ast.Call):
            assert not NEWER_WORDS & {word.arg for word in node.keywords}, f"line {node.lineno}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            whole = node.func.attr == "fromisoformat" and isinstance(node.args[0], ast.Name)
            assert not (whole and "datetime" in ast.dump(node.func)), f"line {node.lineno}: 3.10 takes no Z"


def test_what_runs_before_the_check_of_the_version_is_old_python_too(zipapp):
    """`verify/__init__.py` and the zipapp's first file are read by Pythons that do not know annotations."""
    with zipfile.ZipFile(zipapp) as archive:
        first = [archive.read(name) for name in ("__main__.py", "verify/__init__.py")]
    for raw in first:
        for node in ast.walk(ast.parse(raw)):
            assert not isinstance(node, (ast.AnnAssign, ast.JoinedStr, ast.NamedExpr))
