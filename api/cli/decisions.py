"""The paper behind an act at the console: its signed file is named by its digest, and handed in."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from api.cli.failing import fail, os_reason

if TYPE_CHECKING:
    from api.service.school import School
    from domain.words.fields import Decision


def decision_of(number: str, date: str, file: Path) -> "Decision":
    """The decision whose signed file has these bytes. Raises typer.Exit if it cannot be read."""
    import hashlib

    from domain.words.fields import Decision
    from ledger.form.canonical import b64

    try:
        digest = hashlib.sha256(file.read_bytes()).digest()
    except OSError as error:
        raise fail(f"Không đọc được {file}: {os_reason(error)}.") from None
    return Decision(no=number, date=date, digest=b64(digest))


def keep_decision(school: "School", file: Path) -> None:
    """Hands the file in, so that nobody reads "chưa nộp tệp" beside the decision."""
    from ledger.beside.attachments import AttachmentError

    try:
        school.attachments.put(file.read_bytes())
    except (OSError, AttachmentError) as error:
        typer.echo(f"Cảnh báo: chưa giữ được tệp quyết định {file} ({error}); hãy nộp sau.", err=True)
