"""Commands about the key that signs a school's log."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.decisions import decision_of, keep_decision
from api.cli.failing import fail
from api.cli.opening import opened_school
from api.cli.school import Code

if TYPE_CHECKING:
    from api.service.school import School
    from domain.words.entry import Proof

app = typer.Typer(help="Khóa ký đầu sổ.", no_args_is_help=True)


@app.command()
def show(school: Code) -> None:
    """In khóa công khai đang dùng (C2SP verifier key)."""
    with opened_school(school) as found:
        typer.echo(found.facts().key)


@app.command()
def rotate(
    school: Code,
    person: Annotated[str, typer.Option(help="Người quyết định: hiệu trưởng hoặc ban quản trị.")],
    decision_no: Annotated[str, typer.Option(prompt="Số quyết định")],
    decision_file: Annotated[Path, typer.Option(prompt="Tệp quyết định đã ký")],
    decision_date: Annotated[str, typer.Option(help="Ngày quyết định; mặc định hôm nay.")] = "",
) -> None:
    """Thay khóa ký. Người quyết định xác thực bằng mã truy cập (SOCAI_TOKEN hoặc nhập khi được hỏi)."""
    from domain.acts.unit.school import RotateKey
    from domain.words.days import local_day

    with opened_school(school) as found:
        proof = proved(found, person)
        day = decision_date or local_day(found.clock.now())
        decision = decision_of(decision_no, day, decision_file)
        # A key whose rotation is refused below stays behind unused; it signs nothing.
        new = str(found.keys.create(found.log.origin).public)
        command = RotateKey(old=found.facts().key, new=new, decision=decision)
        found.execute(person, proof, command, f"rotate-{new.split('+')[1]}")
        keep_decision(found, decision_file)
        typer.echo(new)


def proved(school: "School", person: str) -> "Proof":
    """Nobody acts as somebody else, not at the console either: the person's own token is asked for."""
    token = os.environ.get("SOCAI_TOKEN") or typer.prompt(f"Mã truy cập của {person}", hide_input=True)
    bearer = school.tokens.bearer(token)
    if bearer is None or (bearer.school, bearer.person) != (school.log.school, person):
        raise fail(f"Mã truy cập không phải của {person}.")
    return bearer.proof(school.clock.now())
