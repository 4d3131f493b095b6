"""The table of a book: a line for each pupil, its columns and results, and who has left the class."""

from collections.abc import Iterable
from typing import NamedTuple

from api.pages import format as show
from api.pages.parts.cells import Cells, CellView, ColumnView, column_view
from api.pages.parts.name_order import name_key
from api.pages.parts.results import COMMENTED, SCORED, ResultView, result_view
from api.pages.parts.shot import Shot
from domain.state.facts import Pupil


class RowView(NamedTuple):
    """A pupil's line."""

    name: str
    cells: list[CellView]
    result: ResultView


class FormerView(NamedTuple):
    """Who has left the class and still has marks in this book."""

    name: str
    marks: list[tuple[str, CellView]]


class Table(NamedTuple):
    """The lines, with how many results are there of how many that are due."""

    columns: list[ColumnView]
    rows: list[RowView]
    former: list[FormerView]
    results: int
    results_due: int
    result_short: str
    result_long: str
    rule: str


def marks_table(shot: Shot, now: Shot | None, cells: Cells) -> Table:
    """The table at `shot`; where `now` is given, what is another today is told beside."""
    figures, scored = shot.figures(), shot.plan.kind == "score"
    rows, former = _rows(shot, now, cells), _former(shot, cells)
    return Table(
        columns=[column_view(shot, col, figures[col]) for col in shot.plan.columns],
        rows=rows,
        former=former,
        results=sum(row.result.valued for row in rows),
        results_due=sum(row.result.valued or row.result.missing for row in rows),
        result_short="ĐTBmhk" if scored else "Xếp loại",
        result_long="Điểm trung bình môn học kỳ" if scored else "Xếp loại môn học kỳ",
        rule=SCORED if scored else COMMENTED,
    )


def _rows(shot: Shot, now: Shot | None, cells: Cells) -> list[RowView]:
    """The pupils' lines in the order of a class list."""
    return [
        RowView(
            pupil.name,
            [cells.view(pupil, col) for col in shot.plan.columns],
            result_view(shot.result(pupil.pupil), now.result(pupil.pupil) if now else None),
        )
        for pupil in _in_order(shot, shot.listed())
    ]


def _former(shot: Shot, cells: Cells) -> list[FormerView]:
    """The marks of those who are no longer on the list: they stay in the book, and count in none of its
    figures."""
    return [
        FormerView(
            pupil.name,
            [
                (show.column_short(col), cells.view(pupil, col))
                for col in shot.plan.columns
                if shot.book.cell(pupil.pupil, col).value is not None
            ],
        )
        for pupil in _in_order(shot, shot.former())
    ]


def _in_order(shot: Shot, pupils: Iterable[str]) -> list[Pupil]:
    known = [shot.state.pupils[pupil] for pupil in pupils]
    return sorted(known, key=lambda each: (name_key(each.name), each.pupil))
