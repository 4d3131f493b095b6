"""`socai replay`: a class's books as they stood."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.failing import fail
from api.cli.opening import opened_school
from api.cli.printing import AsJson, emit
from api.cli.progress import progress
from api.cli.school import Code

if TYPE_CHECKING:
    from api.service.school import School
    from domain.state.state import State


def replay(
    school: Code,
    klass: Annotated[str, typer.Option("--class", help="Mã lớp hoặc tên lớp.")],
    as_of: Annotated[str, typer.Option("--as-of", help="RFC 3339 có múi giờ, hoặc @kích thước sổ.")],
    as_json: AsJson = False,
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
