"""The operators' command: what it prints, how it ends, and that an error is a sentence."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from api.demo.people import HEAD
from api.demo.school import load_demo_school
from api.service import Service
from api.settings import Settings
from tests.conftest import fresh_database

GOLDEN = Path(__file__).parents[1] / "data" / "golden_tt58.json"
Socai = Callable[..., Result]


@pytest.fixture(scope="module")
def home(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home folder with the demo school as `socai run` loads it."""
    folder = tmp_path_factory.mktemp("home")
    service = Service(Settings(folder), dsn=module_dsn)
    service.migrate()
    load_demo_school(service)
    service.stop()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOCAI_HOME", str(folder))
        patch.setenv("SOCAI_DATABASE_URL", module_dsn)
        yield folder


@pytest.fixture
def socai(home: Path) -> Socai:
    def call(*words: str, **more: object) -> Result:
        return CliRunner().invoke(app, list(words), **more)  # type: ignore[arg-type]

    return call


def test_keys_show_prints_the_verifier_key(socai: Socai) -> None:
    """One line, C2SP form, named after the origin."""
    assert re.fullmatch(
        r"62\.socai/demo\+[0-9a-f]{8}\+[A-Za-z0-9+/=]{44,}\n", socai("keys", "show", "demo").stdout
    )


def test_archive_prints_id_path_and_digest_and_overwrites_nothing(socai: Socai, tmp_path: Path) -> None:
    """The bag is a tar under its id; silent JSON on request."""
    result = socai("archive", "demo", "--out", str(tmp_path), "--json")
    made = json.loads(result.stdout)
    assert result.exit_code == 0 and made.keys() == {"id", "path", "digest"} and not result.stderr
    with tarfile.open(made["path"]) as bag:
        assert bag.getnames()[0].startswith(made["id"] + "/")
    lines = socai("archive", "demo", "--out", str(tmp_path)).stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["id", "path", "digest"]
    assert len(list(tmp_path.iterdir())) == 2


def test_export_writes_three_files_into_an_empty_folder_only(socai: Socai, tmp_path: Path) -> None:
    """And touches nothing in a folder that is not empty."""
    assert socai("export", "demo", "--out", str(tmp_path / "x")).exit_code == 0
    names = {path.name for path in (tmp_path / "x").iterdir()}
    assert names == {"entries.jsonl", "columns.csv", "checkpoint"}
    again = socai("export", "demo", "--out", str(tmp_path / "x"))
    assert again.exit_code != 0 and again.stderr.startswith("Lỗi: ")


def test_replay_shows_a_class_as_it_stood(socai: Socai) -> None:
    """By size or instant, by id or name; JSON with size, root, at, final and cells."""
    book = json.loads(socai("replay", "demo", "--class", "6A", "--as-of", "@400", "--json").stdout)
    assert book.keys() == {"size", "root", "at", "final", "cells"}
    assert book["size"] == 400 and book["final"] is True
    now = json.loads(
        socai("replay", "demo", "--class", "6A", "--as-of", "2099-01-01T00:00:00+07:00", "--json").stdout
    )
    assert now["final"] is False and len(now["cells"]) > len(book["cells"]) > 0
    assert "Sổ tại" in socai("replay", "demo", "--class", "6A", "--as-of", "@400").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("replay", "demo", "--class", "9Z", "--as-of", "@400"),
        ("replay", "demo", "--class", "6A", "--as-of", "@999999"),
        ("replay", "demo", "--class", "6A", "--as-of", "2021-01-15"),
        ("replay", "demo", "--class", "6A", "--as-of", "2021-01-15T17:00:00"),
        ("replay", "nope", "--class", "6A", "--as-of", "@1"),
        ("archive", "nope", "--out", "x"),
        ("keys", "show", "nope"),
        ("token", "demo", "nobody"),
        ("fsck", "nope"),
        ("regulations", "check", "no-such-file.json"),
    ],
)
def test_errors_are_sentences_and_no_tracebacks(socai: Socai, words: tuple[str, ...]) -> None:
    """On stderr, in Vietnamese, with a status that is not 0."""
    result = socai(*words)
    assert result.exit_code != 0 and result.stdout == ""
    assert result.stderr.startswith("Lỗi: ") and "Traceback" not in result.stderr


def test_fsck_is_clean_and_finds_what_a_superuser_changed(socai: Socai, module_dsn: str) -> None:
    """Exit 0 and no findings; then 1, with the record named."""
    import psycopg

    clean = socai("fsck", "demo", "--json")
    assert (clean.exit_code, json.loads(clean.stdout)) == (
        0,
        {"school": "demo", "clean": True, "findings": []},
    )
    with psycopg.connect(module_dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        swap = "UPDATE socai.entry SET line = %s WHERE pos = 300 RETURNING line"
        (line,) = connection.execute("SELECT line FROM socai.entry WHERE pos = 300").fetchone() or (b"",)
        connection.execute(swap, (re.sub(rb'"value":[0-9]+', b'"value":99', bytes(line)),))
        found = socai("fsck", "demo", "--json")
        connection.execute(swap, (line,))
    report = json.loads(found.stdout)
    assert found.exit_code == 1 and not report["clean"]
    assert any(finding["pos"] in (300, 301) for finding in report["findings"])
    assert socai("fsck", "demo").exit_code == 0


def test_a_token_is_printed_once_and_works(socai: Socai, home: Path, module_dsn: str) -> None:
    """Only the token on stdout; nothing of it in the database."""
    token = socai("token", "demo", "gv.a-thien").stdout.strip()
    service = Service(Settings(home), dsn=module_dsn)
    bearer = service.tokens.bearer(token)
    service.stop()
    assert bearer is not None and bearer.person == "gv.a-thien"


def test_keys_rotate_asks_for_the_persons_own_token(socai: Socai, tmp_path: Path) -> None:
    """Nobody acts as somebody else at the console either."""
    paper = tmp_path / "qd.pdf"
    paper.write_bytes(b"signed")
    words = (
        "keys",
        "rotate",
        "demo",
        "--person",
        HEAD.person,
        "--decision-no",
        "5/QĐ",
        "--decision-file",
        str(paper),
    )
    other = socai("token", "demo", "gv.a-thien").stdout.strip()
    assert socai(*words, env={"SOCAI_TOKEN": other}).exit_code == 1
    before = socai("keys", "show", "demo").stdout
    own = socai("token", "demo", HEAD.person).stdout.strip()
    rotated = socai(*words, env={"SOCAI_TOKEN": own})
    assert rotated.exit_code == 0, rotated.stderr
    assert rotated.stdout == socai("keys", "show", "demo").stdout != before


def test_create_founds_a_school_once(socai: Socai, tmp_path: Path) -> None:
    """Prints the origin and the key; a second founding is refused."""
    paper = tmp_path / "qd.pdf"
    paper.write_bytes(b"signed")
    options = {
        "--name": "Trường THCS Thử",
        "--province": "62",
        "--head": "ht",
        "--head-name": "Lê A",
        "--from": "2020-09-01",
        "--decision-no": "1/QĐ",
        "--decision-date": "2020-08-20",
        "--decision-file": str(paper),
    }
    words = ["create", "thu", *(word for pair in options.items() for word in pair)]
    made = socai(*words)
    assert made.exit_code == 0 and made.stdout.startswith("62.socai/thu\n62.socai/thu+")
    assert socai(*words).exit_code == 1
    bad = [word if word != "2020-09-01" else "hôm nay" for word in words]
    bad[1] = "thu2"
    assert "from" in socai(*bad).stderr or "start" in socai(*bad).stderr


def test_regulations_check_names_what_failed(socai: Socai, tmp_path: Path) -> None:
    """`N passed, M failed`, exit 1 if any; an unknown kind is a failure."""
    good = socai("regulations", "check", str(GOLDEN))
    assert good.exit_code == 0 and re.search(r"^[1-9]\d* passed, 0 failed$", good.stdout, re.M)
    case = {"id": "X-1", "regime": "TT58_26", "kind": "no_such_kind", "input": {}, "expected": {}}
    (tmp_path / "bad.json").write_text(json.dumps({"cases": [case]}))
    bad = socai("regulations", "check", str(tmp_path / "bad.json"))
    assert bad.exit_code == 1 and "0 passed, 1 failed" in bad.stdout and "X-1" in bad.stdout


def test_a_clock_confirmation_reaches_the_running_server(socai: Socai, home: Path, module_dsn: str) -> None:
    """By a file: the clock in doubt belongs to another process."""
    service = Service(Settings(home), dsn=module_dsn)
    confirmed: list[bool] = []
    service.clock.confirm = lambda: confirmed.append(True)  # type: ignore[method-assign]
    service.take_confirmation()
    assert socai("clock", "confirm").exit_code == 0 and confirmed == []
    service.take_confirmation()
    service.take_confirmation()
    service.stop()
    assert confirmed == [True]


def test_db_url_is_the_operators_own_where_there_is_one(socai: Socai, module_dsn: str) -> None:
    """SOCAI_DATABASE_URL wins."""
    assert socai("db", "url").stdout.strip() == module_dsn


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    """No web framework, no database driver for a page of help."""
    code = (
        "import sys; from typer.testing import CliRunner; from api.cli import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        "print([m for m in ('fastapi', 'psycopg', 'cryptography', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_run_loads_the_demo_school_and_serves_it(pg_cluster, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """A fresh home: the school, tokens for its owner's eyes only, pages and checkpoint over HTTP."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with fresh_database(pg_cluster) as dsn:
        environment = {**os.environ, "SOCAI_HOME": str(tmp_path), "SOCAI_DATABASE_URL": dsn}
        command = [sys.executable, "-m", "api.cli", "run", "--port", str(port)]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                note = _fetch(f"http://127.0.0.1:{port}/logs/demo/checkpoint")
                assert note.startswith("62.socai/demo\n")
            finally:
                process.terminate()
            assert "Đăng nhập" in (process.stdout.read() if process.stdout else "")
    assert (tmp_path / "demo-tokens.json").stat().st_mode & 0o777 == 0o600


def _fetch(url: str) -> str:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
