"""`socai clock`: the server's clock."""

import typer

from api.cli.failing import explained

app = typer.Typer(help="Đồng hồ của máy chủ.", no_args_is_help=True)


@app.command("confirm")
def confirm_clock() -> None:
    """Xác nhận rằng giờ hiện tại của máy chủ là đúng, sau khi đồng hồ nhảy."""
    from api.service.settings import Settings

    with explained():
        settings = Settings.from_environment()
        settings.home.mkdir(parents=True, exist_ok=True)
        settings.clock_confirmed.touch()
    typer.echo("Đã xác nhận; máy chủ đang chạy sẽ nhận trong vài giây.")
