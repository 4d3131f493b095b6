"""`socai fsck`: the database against its own lines."""

from typing import Any

import typer

from api.cli.failing import NOT_RIGHT
from api.cli.opening import opened_school
from api.cli.printing import AsJson, dumps
from api.cli.progress import progress
from api.cli.school import Code


def fsck(school: Code, as_json: AsJson = False) -> None:
    """Kiểm tra cơ sở dữ liệu của một trường với chính các dòng của nó; mã thoát 1 nếu có phát hiện."""
    from api.service.check_process import check
    from api.texts.finding_texts import TEXTS

    with opened_school(school) as found, progress("Kiểm tra cơ sở dữ liệu", quiet=as_json):
        findings = check(found)
    rows = [{**finding._asdict(), "text": TEXTS[finding.code]} for finding in findings]
    _report(school, rows, as_json)
    raise typer.Exit(NOT_RIGHT if findings else 0)


def _report(school: str, rows: list[dict[str, Any]], as_json: bool) -> None:
    """What fsck found, each with its place: what is stored ≠ what should be."""
    if as_json:
        typer.echo(dumps({"school": school, "clean": not rows, "findings": rows}))
        return
    for row in rows:
        typer.echo(_finding(row))
    typer.echo(f"{len(rows)} phát hiện" if rows else "Không có phát hiện")


def _finding(row: dict[str, Any]) -> str:
    place = "" if row["pos"] is None else f" · vị trí {row['pos']}"
    where = f"{row['table']} {row['row'] or ''}".strip()
    stored, wanted = f"đang lưu: {row['old']}", f"phải là:  {row['new']}"
    return f"{row['code']}{place} · {where}: {row['text']}\n  {stored}\n  {wanted}"
