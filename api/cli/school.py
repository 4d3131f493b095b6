"""Commands that let a school and its people in: create, token, school create, school code."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.decisions import decision_of, keep_decision
from api.cli.failing import fail
from api.cli.opening import opened, opened_school

if TYPE_CHECKING:
    from api.service.school import School

Code = Annotated[str, typer.Argument(metavar="SCHOOL", help="Mã trường.")]


def create(
    school: Code,
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
    """Lập sổ của một trường với hiệu trưởng đầu tiên; in tên sổ, khóa công khai, mã đăng nhập lần đầu."""
    from domain.words.fields import FirstHead
    from domain.words.fields import School as SchoolFacts

    with opened() as service:
        decision = decision_of(decision_no, decision_date, decision_file)
        facts = SchoolFacts(code=school, name=name, province=province, level="THCS")
        made = service.create_school(facts, FirstHead(person=head, name=head_name, start=since), decision)
        keep_decision(made, decision_file)
        typer.echo(f"{made.log.origin}\n{made.facts().key}")
        _show_code(made, head)


def code(school: Code, person: Annotated[str, typer.Argument(metavar="PERSON", help="Mã người.")]) -> None:
    """Cấp mã đăng nhập lần đầu cho người đã được mở tài khoản, hoặc hiệu trưởng đầu tiên; in đúng một lần."""
    with opened_school(school) as found:
        _show_code(found, person)


def _show_code(school: "School", person: str) -> None:
    """On the screen alone: who reads it first chooses the password."""
    typer.echo(f"{person}: mã đăng nhập lần đầu {school.opening.issue(person)}")
    typer.echo("Mã dùng một lần, trong 14 ngày, ở trang /dang-nhap. Hãy trao tận tay.", err=True)


def token(school: Code, person: Annotated[str, typer.Argument(metavar="PERSON", help="Mã người.")]) -> None:
    """Cấp mã truy cập mới cho một người, in đúng một lần; mã cũ của người đó hết hiệu lực."""
    with opened_school(school) as found:
        if person not in found.facts().people:
            raise fail(f"Sổ của trường {school} không có người {person}.")
        typer.echo(found.tokens.issue(found.log.school, person, found.clock.now()))
        typer.echo("Hãy trao tận tay và không lưu lại ở đâu khác.", err=True)


app = typer.Typer(help="Lập sổ của một trường, và mã đăng nhập lần đầu.", no_args_is_help=True)
app.command("create")(create)
app.command("code")(code)
