"""Commands that serve: run, serve."""

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import demo
from api.cli.failing import explained
from api.cli.opening import opened

if TYPE_CHECKING:
    from api.service.tls.chosen import Words

Port = Annotated[
    int | None,
    typer.Option(min=1, max=65535, help="Cổng để phục vụ; mặc định SOCAI_PORT hoặc 8000."),
]
Host = Annotated[
    str | None,
    typer.Option(
        help="Địa chỉ IP để nghe; mặc định SOCAI_HOST, hoặc mọi địa chỉ khi có TLS, 127.0.0.1 khi không."
    ),
]
Cert = Annotated[str | None, typer.Option(help="Tệp chứng chỉ TLS (PEM); mặc định SOCAI_TLS_CERT.")]
Key = Annotated[str | None, typer.Option(help="Tệp khóa riêng của chứng chỉ (PEM); mặc định SOCAI_TLS_KEY.")]
Tls = Annotated[
    str | None, typer.Option(help="«local»: tự lập chứng chỉ cho mạng của trường; mặc định SOCAI_TLS.")
]
Names = Annotated[
    list[str] | None,
    typer.Option("--name", help="Tên hoặc địa chỉ của máy chủ trong mạng của trường, lặp lại được."),
]


def run(port: Port = None) -> None:
    """Chạy tất cả: cơ sở dữ liệu, trường mẫu nếu chưa có, rồi phục vụ."""
    from api.service.tls.chosen import Words

    _serve(port, None, Words(), with_demo=True)


def serve(
    *,
    port: Port = None,
    host: Host = None,
    cert: Cert = None,
    key: Key = None,
    tls: Tls = None,
    name: Names = None,
) -> None:
    """Phục vụ các trường của cơ sở dữ liệu."""
    from api.service.tls.chosen import Words

    _serve(port, host, Words(cert, key, tls, tuple(name or ())), with_demo=False)


def _serve(port: int | None, host: str | None, words: "Words", *, with_demo: bool) -> None:
    with explained():
        from api.app import create_app
        from api.cli.reaching import addresses, shown_for
        from api.http import serving
        from api.service.settings import Settings
        from api.service.tls.chosen import reached

        settings = Settings.from_environment()
        chosen, way = port or settings.port, reached(words, host)
        shown = shown_for(way, settings)
        listener = serving.listen(chosen, way.host)
        with listener, opened(until_last=True) as service:
            bases = addresses(way, shown, chosen)
            if with_demo and demo.loaded(service):
                demo.greet(bases[0], settings.demo_tokens, by_click=settings.demo)
            else:
                said = ", ".join(f"{each}/" for each in bases)
                typer.echo(f"Sổ Cái đang chạy: {said} (Ctrl-C để dừng)")
            serving.serve(service, listener, create_app, shown)
    typer.echo("Đã dừng.")
