"""Commands about one school: create, token, archive, export, replay, fsck."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.base import NOT_RIGHT, emit, fail, opened, opened_school, os_reason, progress, writable_folder

if TYPE_CHECKING:
    from api.service.school import School
    from domain.state.state import State

School_ = Annotated[str, typer.Argument(metavar="SCHOOL", help="Mã trường.")]
Out = Annotated[Path, typer.Option("--out", help="Thư mục nhận kết quả.")]
Json = Annotated[bool, typer.Option("--json", help="In JSON, không in tiến độ.")]


def add_to(app: typer.Typer) -> None:
    """Adds the commands of this module."""
    for command in (create, token, archive, export, replay, fsck):
        app.command()(command)


def create(
    school: School_,
    *,
    name: Annotated[str, typer.Option(help="Tên trường.")],
    province: Annotated[str, typer.Option(help="Mã tỉnh, ví dụ 62.")],
    head: Annotated[str, typer.Option(help="Mã của hiệu trưởng.")],
    head_name: Annotated[str, typer.Option(help="Họ tên hiệu trưởng.")],
    since: Annotated[str, typer.Option("--from", help="Ngày bắt đầu quyền, YYYY-MM-DD.")],
    decision_no: Annotated[str, typer.Option(help="Số quyết định.")],
    decision_date: Annotated[str, typer.Option(help="Ngày quyết định, YYYY-MM-DD.")],
    decision_file: Annotated[Path, typer.Option(help="Tệp quyết định đã ký: sổ ghi mã tóm lược.")],
) -> None:
    """Lập sổ của một trường với hiệu trưởng đầu tiên; in tên sổ và khóa công khai."""
    from domain.words.fields import FirstHead
    from domain.words.fields import School as SchoolFacts

    with opened() as service:
        decision = decision_of(decision_no, decision_date, decision_file)
        facts = SchoolFacts(code=school, name=name, province=province, level="THCS")
        made = service.create_school(facts, FirstHead(person=head, name=head_name, start=since), decision)
        keep_decision(made, decision_file)
        typer.echo(f"{made.log.origin}\n{made.facts().key}")


def token(
    school: School_, person: Annotated[str, typer.Argument(metavar="PERSON", help="Mã người.")]
) -> None:
    """Cấp mã truy cập mới cho một người, in đúng một lần; mã cũ của người đó hết hiệu lực."""
    with opened_school(school) as found:
        if person not in found.facts().people:
            raise fail(f"Sổ của trường {school} không có người {person}.")
        typer.echo(found.tokens.issue(found.log.school, person, found.clock.now()))
        typer.echo("Hãy trao tận tay và không lưu lại ở đâu khác.", err=True)


def archive(school: School_, out: Out, as_json: Json = False) -> None:
    """Lập gói lưu trữ của toàn bộ sổ tới lúc này; in mã, đường dẫn và mã tóm lược SHA-256."""
    from api.service.archiving import Archiver
    from domain.words.fields import Cause

    with opened_school(school) as found:
        writable_folder(out)
        with progress("Lập gói lưu trữ", quiet=as_json) as say:
            made = Archiver(found).archive(Cause(kind="manual", ref=""))
            found.seal()
            say("Chép gói lưu trữ")
            path = _copy(Path(made.path), out)
        emit({"id": made.id, "path": str(path), "digest": made.digest.hex()}, as_json)


def export(school: School_, out: Out) -> None:
    """Xuất entries.jsonl, columns.csv và checkpoint đúng như đang lưu, vào một thư mục trống."""
    from ledger.archive.export import ExportRefused
    from ledger.archive.export import export as write_export

    with opened_school(school) as found:
        writable_folder(out)
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


def replay(
    school: School_,
    klass: Annotated[str, typer.Option("--class", help="Mã lớp hoặc tên lớp.")],
    as_of: Annotated[str, typer.Option("--as-of", help="RFC 3339 có múi giờ, hoặc @kích thước sổ.")],
    as_json: Json = False,
) -> None:
    """Xem các sổ điểm của một lớp đúng như ở một thời điểm."""
    from projections.asof import moment
    from projections.asof import replay as replayed

    with opened_school(school) as found:
        with progress("Dựng lại sổ", quiet=as_json):
            when = moment(found.log, as_of)
            book = replayed(found.log, _class_of(found.facts_at(when.size), klass), when)
        if as_json:
            emit(book, as_json)
        else:
            _show(found, book)


def fsck(school: School_, as_json: Json = False) -> None:
    """Kiểm tra cơ sở dữ liệu của một trường với chính các dòng của nó; mã thoát 1 nếu có phát hiện."""
    from api.service.check_process import check
    from api.texts.finding_texts import TEXTS

    with opened_school(school) as found, progress("Kiểm tra cơ sở dữ liệu", quiet=as_json):
        findings = check(found)
    rows = [{**finding._asdict(), "text": TEXTS[finding.code]} for finding in findings]
    _report(school, rows, as_json)
    raise typer.Exit(NOT_RIGHT if findings else 0)


def _seal_if_possible(school: "School") -> None:
    """An export shows what is stored, right or wrong: also of a log that may not be signed."""
    from ledger.signing.heads import SigningRefused
    from ledger.signing.keys import KeyFault

    try:
        school.seal()
    except (SigningRefused, KeyFault) as error:
        typer.echo(f"Cảnh báo: máy chủ từ chối ký đầu sổ ({error.code}); vẫn xuất như đang lưu.", err=True)


def decision_of(number: str, date: str, file: Path) -> Any:
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


def _class_of(state: "State", text: str) -> str:
    """The id of the class of that id or name."""
    if text in state.classes:
        return text
    named = [klass for klass, facts in state.classes.items() if facts.name == text]
    if len(named) == 1:
        return named[0]
    if named:
        raise fail(f"Nhiều lớp mang tên {text}: {', '.join(sorted(named))}; hãy dùng mã lớp.")
    known = ", ".join(sorted(state.classes)) or "chưa có lớp nào"
    raise fail(f"Ở thời điểm đó không có lớp {text} (có: {known}).")


def _remove_partial(folder: Path) -> None:
    """An export that broke off must not be taken for a log that somebody cut short."""
    for name in ("entries.jsonl", "columns.csv", "checkpoint"):
        (folder / name).unlink(missing_ok=True)


def _copy(bag: Path, folder: Path) -> Path:
    from ledger.archive.writeonce import AlreadyWritten, write_once

    target = folder / bag.name
    try:
        with bag.open("rb") as source, write_once(target) as file:
            shutil.copyfileobj(source, file)
    except AlreadyWritten:
        raise fail(f"Đã có tệp {target}, và không tệp nào bị ghi đè. Gói đã lập nằm ở {bag}.") from None
    except OSError as error:
        raise fail(f"Không chép được vào {folder}: {os_reason(error)}. Gói đã lập nằm ở {bag}.") from None
    return target


def _report(school: str, rows: list[dict[str, Any]], as_json: bool) -> None:
    """What fsck found, each with its place: what is stored ≠ what should be."""
    if as_json:
        from api.cli.found_json import dumps

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


def _show(school: "School", book: dict[str, Any]) -> None:
    final = "không thể thay đổi nữa" if book["final"] else "còn có thể thay đổi"
    typer.echo(f"Sổ tại {book['at']}: {book['size']} bản ghi, mã gốc {book['root']}, {final}")
    from projections.names import with_names

    facts = school.facts()
    pupils = with_names(school.views(), facts, facts.pupils).pupils
    for cell in book["cells"]:
        pupil = pupils.get(cell["pupil"])
        shown = "(nhận xét)" if cell["col"] == "nx" else _text(cell["value"])
        name = pupil.name if pupil else ""
        place = f"{cell['subject']:<12} HK{cell['semester']} {cell['pupil']:<10} {name:<24} {cell['col']:<4}"
        typer.echo(f"{place} {shown:>5}  (bản ghi {cell['pos']})")


def _text(value: Any) -> str:
    from domain.words.marks import format_cell

    return format_cell(value)
