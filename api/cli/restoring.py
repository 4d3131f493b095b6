"""Commands after a restore of the database: refill, accept-loss."""

from pathlib import Path
from typing import Annotated

import typer

from api.cli.failing import NOT_RIGHT, fail
from api.cli.keys import proved
from api.cli.opening import opened_school
from api.cli.school import Code

_REFUSED = {
    "form": "bản sao có dòng không đúng dạng",
    "place": "bản sao có dòng của sổ khác hoặc sai chỗ",
    "chain": "bản sao bị đứt: một dòng không nối tiếp dòng trước",
    "command": "bản sao đứt giữa một lệnh",
    "time": "thời gian trong bản sao đi lùi",
    "other": "bản sao không phải là tiếp nối của sổ đang có",
    "note": "phiếu chốt không khớp các dòng của bản sao, hoặc không do khóa của sổ ký",
    "unsigned": "không có phiếu chốt nào ký cho các dòng còn thiếu",
    "key": "bản sao nêu khóa ký mà máy chủ này không có; hãy đặt lại thư mục khóa trước",
}


def refill(
    school: Code,
    copy: Annotated[Path, typer.Argument(metavar="COPY", help="Bản xuất, gói lưu trữ hoặc một phiếu chốt.")],
    person: Annotated[str, typer.Option(help="Hiệu trưởng: ghi luôn việc khôi phục vào sổ.")] = "",
) -> None:
    """Nạp lại vào sổ vừa khôi phục các dòng còn thiếu, đúng từng byte, từ một bản sao ở nơi khác."""
    from api.service.restoring import refill as fill
    from api.service.restoring import tell_restored
    from ledger.archive.copies import BadCopy
    from ledger.writing.recorder import SwapLost
    from ledger.writing.refilling import RefillRefused

    with opened_school(school, alone=True) as found:
        proof = proved(found, person) if person else None
        try:
            done = fill(found, copy)
        except RefillRefused as refused:
            raise fail(f"Không nạp gì: {_REFUSED[refused.code]} (dòng {refused.pos}).") from None
        except BadCopy as bad:
            raise fail(f"{copy} không phải bản sao đọc được của một sổ ({bad.code}).") from None
        except SwapLost:
            raise fail("Có chương trình khác vừa ghi vào sổ này; hãy dừng nó rồi chạy lại.") from None
        typer.echo(f"Đã nạp {done.written} dòng; sổ có {done.size} dòng.")
        if (fault := found.whole.fault()) is not None:
            typer.echo(
                f"Sổ chưa đủ (đã ký tới {done.signed} dòng), chưa ghi tiếp được [{fault.code}].", err=True
            )
            raise typer.Exit(NOT_RIGHT)
        if proof is not None and done.restored:
            tell_restored(found, person, proof, copy.name)
        elif done.restored:
            typer.echo(
                "Hiệu trưởng cần ghi việc khôi phục vào sổ trước khi ghi tiếp (POST /restores).", err=True
            )


def accept_loss(
    school: Code,
    reason: Annotated[str, typer.Option(prompt="Vì sao mất, đã tìm ở đâu")],
    person: Annotated[str, typer.Option(help="Hiệu trưởng, người ghi nhận việc mất vào sổ.")] = "",
) -> None:
    """Ghi nhận vào sổ rằng các dòng thiếu đã mất hẳn, rồi cho sổ ghi và ký tiếp."""
    from api.service.restoring import NotLost
    from api.service.restoring import accept_loss as accept

    with opened_school(school, alone=True) as found:
        proof = proved(found, person) if person else None
        typer.confirm(
            "Ai còn giữ phiếu chốt, biên nhận hoặc gói về các dòng đã mất sẽ luôn chỉ ra được rằng sổ này"
            " bị ngắn đi. Việc này không rút lại được. Tiếp tục?",
            abort=True,
        )
        try:
            lost = accept(found, reason, person, proof)
        except NotLost:
            raise fail(
                "Sổ không thiếu dòng nào, hoặc các dòng đang có không phải là các dòng đã ký."
            ) from None
        size = found.log.head().size
        typer.echo(f"Đã chấp nhận mất {lost.lines} dòng; sổ có {size} dòng.")
        if proof is None:
            typer.echo(
                f"Trước mọi việc khác, hiệu trưởng phải ghi việc này vào sổ: POST /restores với"
                f" size={size}, checkpoint={lost.digest}.",
                err=True,
            )
