"""How a served school is reached, told to the operator: the addresses, and what has to be trusted first."""

import ipaddress
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from api.service.settings import Settings
    from api.service.tls.chosen import Reached
    from api.service.tls.shown import Shown


def shown_for(way: "Reached", settings: "Settings") -> "Shown | None":
    """The certificate that is served this way, if it is served over TLS. Raises TlsRefused, OSError."""
    from datetime import UTC, datetime

    from api.service.tls.shown import Shown

    if not way.private:
        return None
    if way.local:  # as it is made without TLS: the database's account has to enter it
        settings.home.mkdir(parents=True, exist_ok=True)
    shown = Shown(way, settings.tls, datetime.now(UTC))
    _tell_of_authority(shown)
    return shown


def addresses(way: "Reached", shown: "Shown | None", port: int) -> list[str]:
    """What people type to get here."""
    if shown is None:
        return [f"http://{_in_address(way.host)}:{port}"]
    return [f"https://{_in_address(each)}:{port}" for each in shown.names() or [way.host]]


def _in_address(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def _tell_of_authority(shown: "Shown") -> None:
    """The fingerprint goes by this road, not by the one that it is to make safe."""
    if shown.authority is None:
        return
    typer.echo(
        "Chứng chỉ gốc của trường, để mỗi máy tin cậy một lần (trang /tin-cay). Vân tay, để so từng ký tự:\n"
        f"  SHA-256 {shown.authority.fingerprint()}\n  SHA-1   {shown.authority.thumbprint()}"
    )
    if all(map(_is_address, shown.names())):
        typer.echo(
            "Lưu ý: chứng chỉ chỉ có địa chỉ IP, mà khóa truy cập (passkey) chỉ dùng được với tên máy;"
            " hãy đặt cho máy chủ một tên trong mạng, ví dụ --name socai.lan.",
            err=True,
        )


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
