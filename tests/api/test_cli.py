"""The operators' command: what it prints, how it ends, and that an error is a sentence."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tarfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.__main__ import app
from api.service.service import Service
from api.service.settings import Settings
from demo.clock import PlayedClock
from demo.load import is_loaded, load_demo_school
from demo.people import HEAD
from ledger.cluster.cluster import cluster_for

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
    assert again.exit_code == 2 and "không trống" in again.stderr


def test_no_half_export_stays_behind_when_the_disk_is_full(home: Path, tmp_path: Path) -> None:
    """A cut-off entries.jsonl would look like a log that somebody cut. A limit stands for the full disk."""
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000));"
        "from api.cli.__main__ import main; main()"
    )
    words = ["export", "demo", "--out", str(tmp_path / "x")]
    done = subprocess.run([sys.executable, "-c", code, *words], check=False, capture_output=True, text=True)
    assert done.returncode == 2 and str(tmp_path / "x") in done.stderr and "Traceback" not in done.stderr
    assert list((tmp_path / "x").iterdir()) == []


def test_archive_leaves_a_file_of_the_same_name_alone(socai: Socai, home: Path, tmp_path: Path) -> None:
    """And says where the bag is, which has been made by then."""
    made = json.loads(socai("archive", "demo", "--out", str(tmp_path), "--json").stdout)
    name, number = made["id"].rsplit("-", 1)
    (tmp_path / f"{name}-{int(number) + 1}.tar").write_bytes(b"mine")
    taken = socai("archive", "demo", "--out", str(tmp_path))
    assert taken.exit_code == 2 and (tmp_path / f"{name}-{int(number) + 1}.tar").read_bytes() == b"mine"
    kept = Path(taken.stderr.split("nằm ở ")[1].strip().rstrip("."))
    assert kept.is_relative_to(home / "archive") and tarfile.is_tarfile(kept)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SOCAI_PORT", "abc", "SOCAI_PORT"),
        ("SOCAI_PORT", "0", "SOCAI_PORT"),
        ("SOCAI_DATABASE_URL", "garbage", "SOCAI_DATABASE_URL"),
        ("SOCAI_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "PostgreSQL"),
        ("SOCAI_HOME", "/proc/none", "/proc/none"),
        ("SOCAI_HOME", "pyproject.toml", "pyproject.toml"),
    ],
)
def test_no_setting_that_cannot_be_used_gives_a_traceback(
    socai: Socai, name: str, value: str, said: str
) -> None:
    """A sentence that names the setting."""
    result = socai("db", "url", env={name: value})
    assert (result.exit_code, result.stdout) == (2, "") and said in result.stderr
    assert result.stderr.startswith("Lỗi: ") and "Traceback" not in result.stderr


def test_a_command_about_a_school_makes_no_database_where_there_is_none(socai: Socai, tmp_path: Path) -> None:
    """A mistyped SOCAI_HOME must not become an empty installation."""
    result = socai("fsck", "demo", env={"SOCAI_DATABASE_URL": "", "SOCAI_HOME": str(tmp_path / "typo")})
    assert result.exit_code == 2 and "SOCAI_HOME" in result.stderr
    assert not (tmp_path / "typo").exists()


def test_a_taken_port_is_told_before_anything_is_done(socai: Socai, tmp_path: Path) -> None:
    """No database is started for a server that cannot answer."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        environment = {"SOCAI_DATABASE_URL": "", "SOCAI_HOME": str(tmp_path / "new")}
        result = socai("run", "--port", port, env=environment)
    assert result.exit_code == 2 and f"Cổng {port}" in result.stderr
    assert not (tmp_path / "new").exists()


def test_a_load_that_broke_off_is_taken_up_again(admin_dsn: str, tmp_path: Path) -> None:
    """Hours later, by another process: the same school, nothing twice, tokens written last."""
    settings = Settings(tmp_path)

    def break_off(text: str) -> None:
        if text == "nhập điểm 6B toan":
            raise InterruptedError

    first = Service(settings, PlayedClock("2026-09-05T01:00:00.000000Z"), admin_dsn)
    first.migrate()
    with pytest.raises(InterruptedError):
        load_demo_school(first, progress=break_off)
    assert not is_loaded(first)
    size = first.school("demo").log.head().size
    first.stop()
    second = Service(settings, PlayedClock("2026-09-05T09:30:00.000000Z"), admin_dsn)
    load_demo_school(second)
    log = second.school("demo").log
    entries = list(log.entries(0, log.head().size))
    commands = [(entry.actor["person"], entry.cmd) for entry in entries if entry.i == 0]
    assert is_loaded(second) and 0 < size < len(entries) == 1749
    assert len(commands) == len(set(commands))
    second.stop()


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
        ("regulations", "check", "pyproject.toml"),
        ("replay", "demo", "--class", "6A", "--as-of", "0001-01-01T00:00:00+07:00"),
        ("replay", "demo", "--class", "6A"),
        ("replay", "demo", "--clas", "6A"),
        ("export", "demo", "--out", "/proc/none"),
        ("archive", "demo", "--out", "/proc/none"),
        ("export", "demo", "--out", "pyproject.toml"),
        ("serve", "--port", "99999"),
        ("no-such-command",),
    ],
)
def test_errors_are_sentences_and_no_tracebacks(socai: Socai, words: tuple[str, ...]) -> None:
    """On stderr, in Vietnamese, with a status that is not 0."""
    result = socai(*words)
    assert (result.exit_code, result.stdout) == (2, "")
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
    assert socai(*words, env={"SOCAI_TOKEN": other}).exit_code == 2
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
    assert socai(*words).exit_code == 2
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
        "import sys; from typer.testing import CliRunner; from api.cli.__main__ import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        "print([m for m in ('fastapi', 'psycopg', 'cryptography', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_run_serves_the_demo_school_and_ends_with_its_database(tmp_path: Path) -> None:
    """A fresh home with the embedded database: loaded once, ended cleanly by either signal, found again."""
    heads = [_run_until(signal.SIGINT, tmp_path), _run_until(signal.SIGTERM, tmp_path)]
    assert heads[0].startswith("62.socai/demo\n1749\n") and heads[0] == heads[1]
    assert (tmp_path / "demo-tokens.json").stat().st_mode & 0o777 == 0o600


def _run_until(end: signal.Signals, home: Path) -> str:
    """The checkpoint of `socai run`, which `end` then ends: exit 0, nothing on stderr, no database left."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "SOCAI_HOME": str(home)}
    environment.pop("SOCAI_DATABASE_URL", None)
    command = [sys.executable, "-m", "api.cli", "run", "--port", str(port)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            note = _fetch(f"http://127.0.0.1:{port}/logs/demo/checkpoint")
        finally:
            process.send_signal(end)
        said, complained = process.communicate(timeout=30)
    assert (process.returncode, complained) == (0, "")
    assert "mã truy cập" in said and said.endswith("Đã dừng.\n")
    assert cluster_for(home / "pg").pid() is None
    return note


def test_vietnamese_is_printed_whatever_the_terminal_says_of_itself() -> None:
    """Settings of another encoding give letters, not a traceback."""
    command = [sys.executable, "-m", "api.cli", "--help"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONIOENCODING": "ascii"}, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Sổ Cái" in done.stdout.decode()


def _fetch(url: str) -> str:
    """The server takes connections before it answers: what waits too long is asked again."""
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return str(answer.read().decode())
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
