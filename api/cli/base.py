"""What the commands share: the service, errors in Vietnamese without tracebacks, progress on a terminal.

Exit codes: 0 done; 1 done, and what was checked is not right; 2 not done, and a sentence on stderr says why.
"""

import contextlib
import errno
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from api.service.school import School
    from api.service.service import Service

NOT_RIGHT, NOT_DONE = 1, 2
_WIDTH = 78
_TICK_S = 1.0
_OS_ERRORS = {
    errno.EACCES: "tài khoản này không có quyền",
    errno.EPERM: "tài khoản này không có quyền",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa hết chỗ",
    errno.EDQUOT: "hết hạn mức ổ đĩa",
    errno.EFBIG: "tệp quá lớn cho nơi này",
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EEXIST: "đã có một tệp mang tên này",
    errno.ENOTDIR: "một phần của đường dẫn là tệp, không phải thư mục",
    errno.EISDIR: "đây là thư mục, không phải tệp",
}

Say = Callable[[str], None]


def fail(text: str) -> typer.Exit:
    """Says on stderr why nothing was done; raise what it gives."""
    typer.echo(f"Lỗi: {text}", err=True)
    return typer.Exit(NOT_DONE)


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Whatever goes wrong in the block ends the command with a sentence."""
    try:
        yield
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 - an operator gets a sentence for whatever it is
        raise fail(_sentence(error)) from None


@contextlib.contextmanager
def opened(*, until_last: bool = False) -> Iterator["Service"]:
    """The service of the settings, its database started and brought up to this program.

    `until_last`: the embedded database stops at the end unless another process of ours is still at it.
    """
    from api.http.serving import stop_database
    from api.service.in_use import in_use
    from api.service.service import Service
    from api.service.settings import Settings

    with explained():
        settings = Settings.from_environment()
        with in_use(settings.home) as alone:
            service = Service(settings)
            try:
                service.migrate()
                yield service
            finally:
                service.stop()
                if until_last:
                    stop_database(service, alone)


@contextlib.contextmanager
def opened_school(code: str) -> Iterator["School"]:
    """The school of that code, founded. Where there is no data at all, none is made."""
    from api.service.settings import Settings

    with explained():
        settings = Settings.from_environment()
        if not settings.database_url and not settings.cluster.exists():
            raise fail(f"Chưa có dữ liệu nào trong {settings.home}; hãy đặt SOCAI_HOME là thư mục dữ liệu.")
    with opened() as service:
        school = service.schools().get(code)
        if school is None or not school.log.head().size:
            known = ", ".join(sorted(service.schools())) or "chưa có trường nào"
            raise fail(f"Trong {settings.home} không có sổ của trường {code} (có: {known}).")
        yield school


@contextlib.contextmanager
def progress(text: str, *, quiet: bool = False) -> Iterator[Say]:
    """Shows what is going on, and for how long, in one line of a terminal's stderr; nothing elsewhere.

    What it gives changes the text.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _text: None
        return
    line = _Line(text)
    try:
        yield line.say
    finally:
        line.end()


class _Line:
    """A line of a terminal that is written over and over until it ends, and leaves nothing behind."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._began = time.monotonic()
        self._ended = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="socai-progress", daemon=True)
        self._ticker.start()

    def say(self, text: str) -> None:
        self._text = text
        self._show()

    def end(self) -> None:
        self._ended.set()
        self._ticker.join()
        typer.echo("\r" + " " * _WIDTH + "\r", err=True, nl=False)

    def _tick(self) -> None:
        self._show()
        while not self._ended.wait(_TICK_S):
            self._show()

    def _show(self) -> None:
        shown = f"{self._text} … {time.monotonic() - self._began:.0f} giây"
        typer.echo(f"\r{shown[:_WIDTH]:<{_WIDTH}}", err=True, nl=False)


def emit(rows: dict[str, Any], as_json: bool) -> None:
    """Prints an object: as JSON, or a line for each member."""
    if as_json:
        import json

        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for name, value in rows.items():
        typer.echo(f"{name}\t{value}")


def writable_folder(path: Path) -> Path:
    """The folder, made if it is not there; tried before anything slow or lasting is done for it."""
    import tempfile

    try:
        path.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=path).close()
    except OSError as error:
        raise fail(f"Không ghi được vào thư mục {path}: {os_reason(error)}.") from None
    return path


def os_reason(error: OSError) -> str:
    """What the operating system refused, in Vietnamese."""
    return _OS_ERRORS.get(error.errno or 0, error.strerror or str(error))


def _sentence(error: Exception) -> str:
    import psycopg
    from psycopg_pool import PoolTimeout
    from pydantic import ValidationError

    from api.http.problems import expected, problem_of
    from api.http.serving import PortRefused
    from api.service.settings import BadSetting

    if isinstance(error, BadSetting | PortRefused):
        return str(error)
    if isinstance(error, ValidationError):
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        return f"Dữ liệu nhập không hợp lệ: {faults}"
    if isinstance(error, OSError):
        return f"{error.filename or 'Hệ điều hành'}: {os_reason(error)}."
    if isinstance(error, psycopg.OperationalError | PoolTimeout):
        said = str(error).strip().split("\n", 1)[0]
        return f"Không kết nối được cơ sở dữ liệu; hãy xem PostgreSQL có đang chạy không ({said})."
    problem = problem_of(error)
    facts = ", ".join(f"{name}={value}" for name, value in problem.facts.items() if value is not None)
    beside = f" ({facts})" if facts else ""
    if not expected(error):
        beside = f" ({type(error).__name__}: {error})"
    return f"{problem.text.title}. {problem.detail}{beside} [{problem.code}]"
