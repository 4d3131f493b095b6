"""The wheel: all that the product reads is in it, nothing else is, and it runs without the checkout."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("domain", "ledger", "projections", "api", "demo", "verify")
VENDORED = Path("api", "pages", "static", "vendor")


def tracked():
    """The files under version control that are here."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in names.stdout.split("\0") if name and (ROOT / name).exists()]


def build(source, target):
    """Runs pip on the sources; gives its exit code and words."""
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "-q", "-w"]
    done = subprocess.run([*command, str(target), str(source)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A copy of the sources: a build leaves its traces there."""
    folder = tmp_path_factory.mktemp("source")
    for name in tracked():
        if name.split("/")[0] in (*PACKAGES, "spec") or "/" not in name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / VENDORED, folder / VENDORED, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def wheel(source, tmp_path_factory):
    """The wheel built from them."""
    target = tmp_path_factory.mktemp("wheel")
    code, said = build(source, target)
    assert code == 0, said
    (found,) = target.glob("*.whl")
    return found


def test_every_file_of_the_packages_is_in_the_wheel_and_no_other(wheel):
    """Migrations, templates, pictures, sample marks, texts, licences, vendored files, tables of spec/."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = {name for name in tracked() if name.split("/")[0] in PACKAGES}
    wanted |= {(VENDORED / path.name).as_posix() for path in (ROOT / VENDORED).iterdir()}
    tables = {"verify/codes.json", "verify/permissions.json", "domain/permissions.json"}
    tables |= {"verify/unicode.json", "domain/unicode.json", "verify/bag-guide.txt", "ledger/bag-guide.txt"}
    assert packed == wanted | tables


def test_without_the_vendored_files_no_wheel_is_built(source, tmp_path):
    """Pages without their style would look like a working product."""
    bare = tmp_path / "bare"
    shutil.copytree(source, bare, ignore=shutil.ignore_patterns("vendor", "build", "*.egg-info"))
    code, said = build(bare, tmp_path)
    assert code != 0
    assert "make setup" in said


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The environment of programs that find the wheel's content before the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return {**os.environ, "PYTHONPATH": str(folder)}


def run(installed, *words):
    """One of its commands, elsewhere than in the checkout."""
    command = [sys.executable, "-P", "-m", *map(str, words)]
    return subprocess.run(command, cwd="/", env=installed, capture_output=True, text=True, check=False)


def test_the_installed_verifier_runs_the_vectors(installed):
    """Its code table is its own copy."""
    done = run(installed, "verify", "vectors", ROOT / "spec/vectors/merkle.json")
    assert (done.returncode, done.stdout.split()[1:]) == (0, ["passed,", "0", "failed"])
    where = subprocess.run(
        [sys.executable, "-P", "-c", "import verify.codes as c; print(c.__file__, len(c.table()))"],
        cwd="/", env=installed, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert where.startswith(installed["PYTHONPATH"])


@pytest.mark.nightly
def test_the_installed_product_plays_the_demo(installed):
    """Server, migrations, sample and verifier, all from the wheel."""
    with tempfile.TemporaryDirectory(prefix="socai-test-wheel-") as folder:
        Path(folder).chmod(0o755)  # root's database runs under another account
        done = run(installed, "api.cli", "demo", "--dir", Path(folder, "demo"), "--json")
    assert (done.returncode, done.stderr) == (0, "")
