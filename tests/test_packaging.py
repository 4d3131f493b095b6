"""The wheel: all that the product reads is in it, nothing else is, and it runs without the checkout.

The demo is the checkout's. Whoever has a wheel alone is told so, and whoever has both plays it.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import urllib.request
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("domain", "ledger", "projections", "api", "verify")
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
    """Migrations, templates, pictures, texts, licences, vendored files, tables of spec/; not the demo."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    wanted = {name for name in tracked() if name.split("/")[0] in PACKAGES}
    wanted |= {(VENDORED / path.name).as_posix() for path in (ROOT / VENDORED).iterdir()}
    tables = {"verify/codes.json", "verify/permissions.json", "domain/permissions.json"}
    tables |= {"verify/unicode.json", "domain/unicode.json", "verify/bag-guide.txt", "ledger/bag-guide.txt"}
    tables |= {"api/codes.json"}
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
    """The environment of programs that find the wheel's content and the libraries, not the checkout."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return {**os.environ, "PYTHONPATH": os.pathsep.join((str(folder), sysconfig.get_path("purelib")))}


def run(installed, *words):
    """One of its commands, elsewhere than in the checkout; -S: what is installed in place is not found."""
    command = [sys.executable, "-S", "-P", "-m", *map(str, words)]
    return subprocess.run(command, cwd="/", env=installed, capture_output=True, text=True, check=False)


def test_the_installed_verifier_runs_the_vectors(installed):
    """Its code table is its own copy."""
    done = run(installed, "verify", "vectors", ROOT / "spec/vectors/merkle.json")
    assert (done.returncode, done.stdout.split()[1:]) == (0, ["passed,", "0", "failed"])
    where = subprocess.run(
        [sys.executable, "-S", "-P", "-c", "import verify.codes as c; print(c.__file__, len(c.table()))"],
        cwd="/", env=installed, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert where.startswith(installed["PYTHONPATH"].split(os.pathsep)[0])


def test_a_wheel_alone_says_where_the_demo_is(installed, tmp_path):
    """A sentence as every other error, before anything is made; a folder of that name is no demo."""
    (tmp_path / "other" / "demo").mkdir(parents=True)
    path = os.pathsep.join((installed["PYTHONPATH"], str(tmp_path / "other")))
    done = run({**installed, "PYTHONPATH": path}, "api.cli", "demo", "--dir", tmp_path / "demo")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "Lỗi: Câu chuyện mẫu đi cùng mã nguồn của Sổ Cái và không có trong gói đã cài:"
        " hãy lấy mã nguồn về rồi chạy `make demo` ở đó.\n"
    )
    assert not (tmp_path / "demo").exists()
    assert run(installed, "api.cli", "demo", "--help").returncode == 0


def test_a_wheel_alone_serves_without_the_demo_school(installed, folder_for_all):
    """`socai run` says that there is no demo school, then does what `socai serve` does."""
    said, complained = served(installed, folder_for_all / "home")
    assert complained == (
        "Trường mẫu đi cùng mã nguồn của Sổ Cái và không có trong gói đã cài:"
        " chỉ phục vụ các trường đang có.\n"
    )
    assert said.startswith("Sổ Cái đang chạy: http://127.0.0.1:") and said.endswith("Đã dừng.\n")


def served(installed, home):
    """What `socai run` says from its start to its end, once it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**installed, "SOCAI_HOME": str(home), "SOCAI_DATABASE_URL": "", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-S", "-P", "-m", "api.cli", "run", "--port", str(port)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd="/", env=environment, text=True, **pipes) as process:
        first = process.stdout.readline()
        # It has the port by now, so the question waits for its answer.
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=60) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        rest, complained = process.communicate(timeout=60)
    assert process.returncode == 0
    return first + rest, complained


@pytest.fixture
def folder_for_all():
    """A folder that root's database, which runs under another account, may enter."""
    with tempfile.TemporaryDirectory(prefix="socai-test-wheel-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.nightly
def test_the_installed_product_plays_the_demo_of_the_checkout(installed, folder_for_all):
    """Server, migrations and verifier from the wheel; from the checkout the demo alone."""
    shutil.copytree(ROOT / "demo", folder_for_all / "beside" / "demo")
    path = os.pathsep.join((installed["PYTHONPATH"], str(folder_for_all / "beside")))
    home = folder_for_all / "demo"
    done = run({**installed, "PYTHONPATH": path}, "api.cli", "demo", "--dir", home, "--json")
    assert (done.returncode, done.stderr) == (0, "")
