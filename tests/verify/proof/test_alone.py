"""Promise: the proof is read and run by itself, and without the law a log is still read and hashed."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.verify.bag_builder import tree_root
from tests.verify.story import Story
from verify.proof.canonical import b64
from verify.proof.merkle import leaf_hash
from verify.vectors.proof import KINDS

ROOT = Path(__file__).parents[3]
VECTORS = ROOT / "spec" / "vectors"
MOST_LINES = 1650
"""It was 1,300 before persons signed: ECDSA on P-256, a passkey's assertion and `sign` in a line took 380."""

RUN = """
import sys
sys.path.insert(0, sys.argv[1])
from verify.vectors.proof import KINDS
from verify.vectors.running import run
for path in sys.argv[2:]:
    with open(path, "rb") as file:
        passed, failed = run(file.read(), KINDS)
    print(path, passed, failed)
print([name for name in sys.modules if name.startswith(("verify.law", "verify.files"))])
"""

READ = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from verify.files.sources import FileBlob
from verify.log import Log
from verify.proof.canonical import b64
from verify.report import Report
report = Report()
log = Log(FileBlob(Path(sys.argv[2])), "lines", report)
log.scan()
print(len(log), b64(log.leaves.root(len(log))), [item["code"] for item in report.findings])
"""


@pytest.fixture(scope="module")
def lawless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The verifier as the wheel has it, with its law deleted."""
    folder = tmp_path_factory.mktemp("lawless")
    shutil.copytree(ROOT / "verify", folder / "verify", ignore=shutil.ignore_patterns("law", "__pycache__"))
    for name in ("codes.json", "unicode.json"):
        shutil.copy(ROOT / "spec" / name, folder / "verify" / name)
    return folder


def run(code: str, *words: object) -> list[str]:
    command = [sys.executable, "-I", "-c", code, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def kinds_in(path: Path) -> set[str]:
    vectors = json.loads(path.read_bytes())["vectors"]
    named = ("inclusion" if "leafIdx" in v else "consistency" if "size1" in v else "" for v in vectors)
    return {vector.get("kind", kind) for vector, kind in zip(vectors, named, strict=True)}


def test_the_proof_passes_its_own_vectors_with_the_law_deleted(lawless):
    """Every kind of vector that the proof has, in files of its own; no file of law or bags is even read."""
    files = [path for path in sorted(VECTORS.glob("*.json")) if kinds_in(path) <= set(KINDS)]
    assert set().union(*map(kinds_in, files)) == set(KINDS)
    assert not (lawless / "verify/law").exists()
    *told, loaded = run(RUN, lawless, *files)
    for path, line in zip(files, told, strict=True):
        count = len(json.loads(path.read_bytes())["vectors"])
        assert line == f"{path} {count} []"
    assert loaded == "[]"


def test_a_log_is_read_with_the_law_deleted(lawless, tmp_path):
    """Size and root are those of its lines, and one that was taken out is missed."""
    lines, file = list(Story().log.lines), tmp_path / "entries.jsonl"
    for forged in (False, True):
        if forged:
            del lines[4]
        file.write_bytes(b"".join(line + b"\n" for line in lines))
        (said,) = run(READ, lawless, file)
        assert said.startswith(f"{len(lines)} {b64(tree_root([leaf_hash(line) for line in lines]))} ")
        assert ("CHAIN_BROKEN" in said) is forged
        assert said.endswith("[]") is not forged


def test_the_proof_imports_nothing_of_the_rest_and_is_read_in_a_sitting():
    """Standard library and itself; at most so many lines."""
    lines = 0
    for path in (ROOT / "verify/proof").glob("*.py"):
        source = path.read_text(encoding="utf-8")
        lines += len(source.splitlines())
        for node in ast.walk(ast.parse(source)):
            names = [item.name for item in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                inside = name == "verify.proof" or name.startswith("verify.proof.")
                assert inside or name.split(".")[0] in sys.stdlib_module_names, (path.name, name)
    assert lines <= MOST_LINES
