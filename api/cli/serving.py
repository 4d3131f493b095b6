"""Commands that serve: run, serve."""

from typing import Annotated

import typer

from api.cli import demo
from api.cli.failing import explained
from api.cli.opening import opened

Port = Annotated[
    int | None,
    typer.Option(min=1, max=65535, help="Cổng trên 127.0.0.1; mặc định SOCAI_PORT hoặc 8000."),
]


def run(port: Port = None) -> None:
    """Chạy tất cả: cơ sở dữ liệu, trường mẫu nếu chưa có, rồi phục vụ."""
    _serve(port, with_demo=True)


def serve(port: Port = None) -> None:
    """Phục vụ các trường của cơ sở dữ liệu."""
    _serve(port, with_demo=False)


def _serve(port: int | None, *, with_demo: bool) -> None:
    with explained():
        from api.app import create_app
        from api.http import serving
        from api.service.settings import Settings

        settings = Settings.from_environment()
        chosen = port or settings.port
        listener = serving.listen(chosen)
        with listener, opened(until_last=True) as service:
            if with_demo and demo.loaded(service):
                demo.greet(chosen, settings.demo_tokens, by_click=settings.demo)
            else:
                typer.echo(f"Sổ Cái đang chạy: http://127.0.0.1:{chosen}/ (Ctrl-C để dừng)")
            serving.serve(service, listener, create_app)
    typer.echo("Đã dừng.")
