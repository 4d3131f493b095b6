"""`socai`, the operators' command. Heavy imports stand inside the commands, so that `--help` is quick."""

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import keys as cli_keys
from api.cli import school as cli_school
from api.cli.base import NOT_RIGHT, explained, fail, opened, os_reason, progress
from api.cli.usage import Commands

if TYPE_CHECKING:
    from api.service.service import Service

app = typer.Typer(
    name="socai",
    cls=Commands,
    help="Sổ Cái: sổ điểm không thể bị ghi đè, và lịch sử của nó ai cũng kiểm chứng được.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="Cơ sở dữ liệu.", no_args_is_help=True)
clock = typer.Typer(help="Đồng hồ của máy chủ.", no_args_is_help=True)
regulations = typer.Typer(help="Quy định đánh giá học sinh.", no_args_is_help=True)
app.add_typer(database, name="db")
app.add_typer(clock, name="clock")
app.add_typer(regulations, name="regulations")
app.add_typer(cli_keys.app, name="keys")
cli_school.add_to(app)

Port = Annotated[
    int | None,
    typer.Option(min=1, max=65535, help="Cổng trên 127.0.0.1; mặc định SOCAI_PORT hoặc 8000."),
]


@app.command()
def run(port: Port = None) -> None:
    """Chạy tất cả: cơ sở dữ liệu, trường mẫu nếu chưa có, rồi phục vụ."""
    _serve(port, with_demo=True)


@app.command()
def serve(port: Port = None) -> None:
    """Phục vụ các trường của cơ sở dữ liệu."""
    _serve(port, with_demo=False)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Thư mục mới, hoặc của lần diễn trước.")],
    as_json: Annotated[bool, typer.Option("--json", help="In một đối tượng JSON thay cho lời kể.")] = False,
) -> None:
    """Diễn câu chuyện mẫu: một học kỳ, ba kẻ tấn công, và điều gì bắt được chúng."""
    from demo.run import FolderRefused, run_demo
    from ledger.cluster.errors import ClusterError

    try:
        raise typer.Exit(run_demo(folder, as_json=as_json))
    except FolderRefused as error:
        raise fail(str(error)) from None
    except ClusterError as error:
        raise fail(error.vi) from None
    except OSError as error:
        raise fail(os_reason(error)) from None


@database.command("url")
def database_url(
    admin: Annotated[
        bool, typer.Option("--admin", help="DSN của quản trị viên cao nhất; hãy giữ như chìa khóa.")
    ] = False,
) -> None:
    """In DSN của cơ sở dữ liệu, khởi động nó nếu cần."""
    from api.service.access import ordinary_url

    with opened() as service:
        typer.echo(service.db.dsn if admin else ordinary_url(service))


@clock.command("confirm")
def confirm_clock() -> None:
    """Xác nhận rằng giờ hiện tại của máy chủ là đúng, sau khi đồng hồ nhảy."""
    from api.service.settings import Settings

    with explained():
        settings = Settings.from_environment()
        settings.home.mkdir(parents=True, exist_ok=True)
        settings.clock_confirmed.touch()
    typer.echo("Đã xác nhận; máy chủ đang chạy sẽ nhận trong vài giây.")


@regulations.command("check")
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


def _serve(port: int | None, *, with_demo: bool) -> None:
    with explained():
        from api.http import serving
        from api.service.settings import Settings

        settings = Settings.from_environment()
        chosen = port or settings.port
        listener = serving.listen(chosen)
        with listener, opened(until_last=True) as service:
            if with_demo:
                _load_demo(service)
                _greet(chosen, settings.demo_tokens)
            else:
                typer.echo(f"Sổ Cái đang chạy: http://127.0.0.1:{chosen}/ (Ctrl-C để dừng)")
            serving.serve(service, listener)
    typer.echo("Đã dừng.")


def _load_demo(service: "Service") -> None:
    from demo.load import is_loaded, load_demo_school

    if not is_loaded(service):
        with progress("Lập trường mẫu") as say:
            load_demo_school(service, progress=say)


def _greet(port: int, tokens: Path) -> None:
    """Where to look, and how to sign in."""
    import json

    from api.pages.format import ROLES

    base = f"http://127.0.0.1:{port}"
    typer.echo(f"Sổ Cái đang chạy: {base}/\nĐăng nhập bằng một mã truy cập (tất cả ở {tokens}):")
    for person in json.loads(tokens.read_text("utf-8"))["people"]:
        roles = ", ".join(ROLES[role] for role in person["roles"])
        typer.echo(f"  {person['name']:<20} {roles:<40} {person['token']}")
    typer.echo(f"API: {base}/api/v1/openapi.json  ·  Đầu sổ: {base}/logs/demo/checkpoint  ·  Dừng: Ctrl-C")


def main() -> None:
    """The entry point. Vietnamese is UTF-8 also on a terminal whose settings do not say so."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    app()


if __name__ == "__main__":
    main()
