"""`socai db`: where the database is."""

from typing import Annotated

import typer

from api.cli.opening import opened

app = typer.Typer(help="Cơ sở dữ liệu.", no_args_is_help=True)


@app.command("url")
def database_url(
    admin: Annotated[
        bool, typer.Option("--admin", help="DSN của quản trị viên cao nhất; hãy giữ như chìa khóa.")
    ] = False,
) -> None:
    """In DSN của cơ sở dữ liệu, khởi động nó nếu cần."""
    from api.service.access import ordinary_url

    with opened() as service:
        typer.echo(service.db.dsn if admin else ordinary_url(service))
