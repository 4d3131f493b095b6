"""Commands that copy a log out of the server: archive, export."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.failing import fail, os_reason
from api.cli.opening import opened_school
from api.cli.printing import AsJson, emit
from api.cli.progress import progress
from api.cli.school import Code

if TYPE_CHECKING:
    from api.service.school import School

Out = Annotated[Path, typer.Option("--out", help="Thư mục nhận kết quả.")]


def archive(school: Code, out: Out, as_json: AsJson = False) -> None:
    """Lập gói lưu trữ của toàn bộ sổ tới lúc này; in mã, đường dẫn và mã tóm lược SHA-256."""
    from api.service.archiving import Archiver
    from domain.words.fields import Cause

    with opened_school(school) as found:
        _require_writable(out)
        with progress("Lập gói lưu trữ", quiet=as_json) as say:
            made = Archiver(found).archive(Cause(kind="manual", ref=""))
            found.seal()
            say("Chép gói lưu trữ")
            path = _copy(Path(made.path), out)
        emit({"id": made.id, "path": str(path), "digest": made.digest.hex()}, as_json)


def export(school: Code, out: Out) -> None:
    """Xuất entries.jsonl, columns.csv và checkpoint đúng như đang lưu, vào một thư mục trống."""
    from ledger.archive.export import ExportRefused
    from ledger.archive.export import export as write_export

    with opened_school(school) as found:
        _require_writable(out)
        with progress("Xuất sổ"):
            _seal_if_possible(found)
            try:
                count = write_export(found.log, out)
            except ExportRefused:
                raise fail(f"Thư mục {out} không trống; hãy chọn thư mục mới cho --out.") from None
            except OSError as error:
                _remove_partial(out)
                raise fail(
                    f"Không ghi được hết vào {out}: {os_reason(error)}. Đã xóa phần dở dang."
                ) from None
        typer.echo(f"{count} bản ghi → {out}")


def _require_writable(path: Path) -> None:
    """The folder is made if it is not there, and tried before anything slow or lasting is done for it."""
    import tempfile

    try:
        path.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=path).close()
    except OSError as error:
        raise fail(f"Không ghi được vào thư mục {path}: {os_reason(error)}.") from None


def _seal_if_possible(school: "School") -> None:
    """An export shows what is stored, right or wrong: also of a log that may not be signed."""
    from ledger.signing.heads import SigningRefused
    from ledger.signing.keys import KeyFault

    try:
        school.seal()
    except (SigningRefused, KeyFault) as error:
        typer.echo(f"Cảnh báo: máy chủ từ chối ký đầu sổ ({error.code}); vẫn xuất như đang lưu.", err=True)


def _remove_partial(folder: Path) -> None:
    """An export that broke off must not be taken for a log that somebody cut short."""
    for name in ("entries.jsonl", "columns.csv", "checkpoint"):
        (folder / name).unlink(missing_ok=True)


def _copy(bag: Path, folder: Path) -> Path:
    from ledger.writeonce import AlreadyWritten, write_once

    target = folder / bag.name
    try:
        with bag.open("rb") as source, write_once(target) as file:
            shutil.copyfileobj(source, file)
    except AlreadyWritten:
        raise fail(f"Đã có tệp {target}, và không tệp nào bị ghi đè. Gói đã lập nằm ở {bag}.") from None
    except OSError as error:
        raise fail(f"Không chép được vào {folder}: {os_reason(error)}. Gói đã lập nằm ở {bag}.") from None
    return target
