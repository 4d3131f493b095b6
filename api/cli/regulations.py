"""`socai regulations`: worked cases of the circulars."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.failing import NOT_RIGHT, fail, os_reason

app = typer.Typer(help="Quy định đánh giá học sinh.", no_args_is_help=True)


@app.command("check")
def check_regulations(
    file: Annotated[Path, typer.Argument(help="Tệp theo dạng golden_cases.json.")],
) -> None:
    """Chạy các ca mẫu của quy định; in `N passed, M failed` và nêu tên ca sai."""
    import json

    from domain.regulations.golden import check_cases

    try:
        doc = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise fail(f"Không đọc được {file}: {os_reason(error)}.") from None
    except ValueError as error:
        raise fail(f"{file} không phải là một tệp JSON ({error}).") from None
    report = check_cases(doc)
    for failure in report.failed:
        typer.echo(f"FAILED {failure.id}: expected {failure.want}, got {failure.got}")
    typer.echo(f"{report.passed} passed, {len(report.failed)} failed")
    raise typer.Exit(NOT_RIGHT if report.failed else 0)
