"""`socai demo`, and the demo school of `socai run`. The demo is the repository's: a wheel has none."""

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.failing import fail, os_reason
from api.cli.progress import progress

if TYPE_CHECKING:
    from api.service.service import Service

_HERE = "đi cùng mã nguồn của Sổ Cái và không có trong gói đã cài"


def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Thư mục mới, hoặc của lần diễn trước.")],
    as_json: Annotated[bool, typer.Option("--json", help="In một đối tượng JSON thay cho lời kể.")] = False,
) -> None:
    """Diễn câu chuyện mẫu: một học kỳ, bốn kẻ tấn công, và điều gì bắt được chúng."""
    if not _is_here():
        raise fail(f"Câu chuyện mẫu {_HERE}: hãy lấy mã nguồn về rồi chạy `make demo` ở đó.")
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


def loaded(service: "Service") -> bool:
    """Loads the demo school unless it is there already; False where there is no demo to load it from."""
    if not _is_here():
        typer.echo(f"Trường mẫu {_HERE}: chỉ phục vụ các trường đang có.", err=True)
        return False
    from demo.load import is_loaded, load_demo_school

    if not is_loaded(service):
        with progress("Lập trường mẫu") as say:
            load_demo_school(service, progress=say)
    return True


def greet(base: str, tokens: Path, *, by_click: bool) -> None:
    """Where to look, and how to sign in; `by_click`: the sign-in page has the demo's people as buttons."""
    import json

    from api.pages.format import ROLES

    typer.echo(f"Sổ Cái đang chạy: {base}/")
    if by_click:
        typer.echo("Trang đăng nhập có sẵn nút cho từng người của trường mẫu (SOCAI_DEMO=1).")
    if "//127.0.0.1:" in base:  # WebAuthn: no key is for an address of numbers
        typer.echo(f"Muốn thử khóa truy cập (passkey) thì mở {base.replace('127.0.0.1', 'localhost')}/")
    typer.echo(f"Chương trình gọi API bằng mã truy cập (tất cả ở {tokens}):")
    for person in json.loads(tokens.read_text("utf-8"))["people"]:
        roles = ", ".join(ROLES[role] for role in person["roles"])
        typer.echo(f"  {person['name']:<20} {roles:<40} {person['token']}")
    typer.echo(f"API: {base}/api/v1/openapi.json  ·  Đầu sổ: {base}/logs/demo/checkpoint  ·  Dừng: Ctrl-C")


def _is_here() -> bool:
    found = importlib.util.find_spec("demo")
    return found is not None and found.origin is not None  # a folder that only goes by the name is none
