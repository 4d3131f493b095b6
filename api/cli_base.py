"""What the commands share: the service, errors in Vietnamese without tracebacks, progress on a terminal."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from api.school import School
    from api.service import Service

REFUSED, BROKEN = 1, 2
_WIDTH = 78


def fail(text: str, code: int = REFUSED) -> typer.Exit:
    """Says what went wrong on stderr; raise what it gives."""
    typer.echo(f"Lỗi: {text}", err=True)
    return typer.Exit(code)


@contextlib.contextmanager
def opened(*, migrate: bool = True) -> Iterator["Service"]:
    """The service of the settings; what goes wrong inside ends the command with a sentence."""
    from api.service import Service
    from api.settings import Settings

    service: Service | None = None
    try:
        service = Service(Settings.from_environment())
        if migrate:
            service.migrate()
        yield service
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:  # noqa: BLE001 - an operator gets a sentence for whatever it is
        raise _explained(error) from None
    finally:
        if service is not None:
            service.stop()


@contextlib.contextmanager
def opened_school(code: str) -> Iterator["School"]:
    """The school of that code, founded."""
    with opened() as service:
        school = service.school(code)
        if not school.log.head().size:
            raise fail(f"Sổ của trường {code} chưa được lập.")
        yield school


class Steps:
    """Progress on a terminal's stderr, one line that is overwritten; nothing elsewhere or if `quiet`."""

    def __init__(self, quiet: bool = False) -> None:
        self._shown = sys.stderr.isatty() and not quiet

    def __call__(self, text: str) -> None:
        """Says what is going on now."""
        if self._shown:
            typer.echo(f"\r{text + ' …':<{_WIDTH}}", err=True, nl=False)

    def done(self) -> None:
        """Clears the line."""
        if self._shown:
            typer.echo("\r" + " " * _WIDTH + "\r", err=True, nl=False)


def emit(rows: dict[str, Any], as_json: bool) -> None:
    """Prints an object: as JSON, or a line for each member."""
    if as_json:
        import json

        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for name, value in rows.items():
        typer.echo(f"{name}\t{value}")


def new_folder_for(path: Path) -> Path:
    """The folder, made if it is not there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise fail(f"Không tạo được thư mục {path}: {error.strerror}", BROKEN) from None
    return path


def _explained(error: Exception) -> typer.Exit:
    from pydantic import ValidationError

    from api.problems import expected, problem_of

    if isinstance(error, ValidationError):
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        return fail(f"Dữ liệu nhập không hợp lệ: {faults}", BROKEN)
    if isinstance(error, OSError):
        return fail(f"{error.filename or ''} {error.strerror or error}".strip(), BROKEN)
    problem = problem_of(error)
    facts = ", ".join(f"{name}={value}" for name, value in problem.facts.items() if value is not None)
    beside = f" ({facts})" if facts else ""
    if not expected(error):
        beside = f" ({type(error).__name__}: {error})"
    return fail(f"{problem.text.title}. {problem.detail}{beside} [{problem.code}]")
