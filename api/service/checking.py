"""The check of a school's database as a job: one at a time, with its progress, its last outcome kept."""

import logging
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

import orjson

from api.service.school import School
from api.service.settings import Settings
from ledger.writeonce import sync_folder

KEPT_FINDINGS = 200
_PRIVATE = 0o600

_log = logging.getLogger(__name__)


class Check(NamedTuple):
    """A check: `by` whom and when; `done` of `total` while it runs; what it `found`, the first of it kept.

    `failed`: it could not be ended, and says nothing about the database. `entries` are those of the log then.
    """

    state: Literal["waiting", "running", "done", "failed"]
    by: str
    asked: str
    ended: str | None = None
    done: int = 0
    total: int = 0
    entries: int = 0
    found: int = 0
    findings: tuple[dict[str, Any], ...] = ()

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.state in ("done", "failed")


class Checks:
    """The jobs of a server, for all its schools: each runs in a process of its own, the next waits for it."""

    def __init__(self, settings: Settings, dsn: str, now: Callable[[], str]) -> None:
        self._settings = settings
        self._dsn = dsn
        self._now = now
        self._lock = threading.Lock()
        self._open: dict[str, Check] = {}
        self._ended: dict[str, threading.Event] = {}
        self._queue: deque[School] = deque()
        self._busy = False
        self._stopped = False
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, school: School, by: str) -> threading.Event | None:
        """Asks for a check; None if one is under way already. What it gives is set when it has ended."""
        with self._lock:
            if school.code in self._open or self._stopped:
                return None
            self._open[school.code] = Check("waiting", by, self._now())
            ended = self._ended[school.code] = threading.Event()
            self._queue.append(school)
            if not self._busy:
                self._busy = True
                threading.Thread(target=self._work, name="socai-check", daemon=True).start()
        return ended

    def newest(self, school: School) -> Check | None:
        """The check under way, else the last that ended; None if there was none."""
        return self._open.get(school.code) or _read(self._path(school))

    def stop(self) -> None:
        """Ends what is under way; it leaves nothing behind."""
        with self._lock:
            self._stopped = True
            self._queue.clear()
            if self._process is not None:
                self._process.terminate()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._queue:
                    self._busy = False
                    return
                school = self._queue.popleft()
            try:
                self._check(school)
            except Exception:  # noqa: BLE001 - the next school must have its turn
                _log.exception("the check of %s could not be run", school.code)
            finally:
                with self._lock:
                    self._open.pop(school.code, None)
                    self._ended.pop(school.code).set()

    def _check(self, school: School) -> None:
        asked = {"home": str(self._settings.home), "dsn": self._dsn, "school": school.code}
        argv = [sys.executable, "-m", "api.service.check_process"]
        with self._lock:
            if self._stopped:
                return
            process = self._process = subprocess.Popen(
                argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
            )
        assert process.stdin and process.stdout  # noqa: S101 - both are pipes
        # By a pipe, not as an argument: the DSN holds a password, and arguments are for all to see.
        process.stdin.write(orjson.dumps(asked))
        process.stdin.close()
        said: dict[str, Any] = {}
        for line in process.stdout:
            said = orjson.loads(line)
            if "done" in said:
                self._open[school.code] = self._open[school.code]._replace(state="running", **said)
        with self._lock:
            self._process = None
        self._keep(school, said if process.wait() == 0 else {})

    def _keep(self, school: School, said: dict[str, Any]) -> None:
        check = self._open[school.code]._replace(state="failed", ended=self._now())
        if "findings" in said:
            found = said["findings"]
            kept = tuple(found[:KEPT_FINDINGS])
            check = check._replace(
                state="done", entries=said["entries"], found=len(found), findings=kept, done=check.total
            )
        if not self._stopped:
            _write(self._path(school), check)

    def _path(self, school: School) -> Path:
        return self._settings.checks / f"{quote(school.log.origin, safe='')}.json"


def _read(path: Path) -> Check | None:
    try:
        kept = orjson.loads(path.read_bytes())
        return Check(**{**kept, "findings": tuple(kept["findings"])})
    except FileNotFoundError:
        return None


def _write(path: Path, check: Check) -> None:
    """Replaces what is kept; a crash leaves the old or the new, and maybe a file ending in `.tmp`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "wb", opener=lambda name, flags: os.open(name, flags, _PRIVATE)) as file:
        file.write(orjson.dumps(check._asdict()))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_folder(path.parent)
