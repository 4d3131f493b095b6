"""Lists of the year: its dates, windows, publications with their lag, comparisons, rosters."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from domain.words.days import local_day
from projections.tables.deeds import Deed


class YearRow(NamedTuple):
    """A school year with the days of its semesters, and its windows for re-tests."""

    pos: int
    year: str
    semesters: tuple[tuple[str, str], ...]
    no: str
    dated: str
    digest: str | None
    retests: tuple[tuple[str, str], ...]


class WindowRow(NamedTuple):
    """A window of entry; `until` as it was moved last, `moved` how often."""

    pos: int
    window: str
    year: str
    semester: int
    cols: tuple[str, ...]
    classes: tuple[str, ...]
    since: str
    until: str
    moved: int
    no: str
    digest: str | None


class PublicationRow(NamedTuple):
    """A column with the day of its test and its publication; `lag` is the days between (S74)."""

    klass: str
    subject: str
    semester: int
    col: str
    tested: str | None
    published: str | None
    pos: int | None
    person: str | None
    lag: int | None


class ComparisonRow(NamedTuple):
    """A personal book compared with a gradebook (S16); `declared` is the position of the declaration."""

    pos: int
    at: str
    person: str
    klass: str
    subject: str
    semester: int
    file: str
    differing: int
    declared: int | None
    explanation: str | None


class RosterRow(NamedTuple):
    """The homeroom teacher has confirmed a class's list of `pupils` and their profiles (S64)."""

    pos: int
    at: str
    person: str
    klass: str
    pupils: int


class LateRow(NamedTuple):
    """A permission to enter marks after the window (S17)."""

    pos: int
    at: str
    person: str
    klass: str
    subject: str
    semester: int
    col: str
    pupils: tuple[str, ...]
    until: str
    reason: str
    no: str
    digest: str | None


def years(deeds: Iterable[Deed]) -> list[YearRow]:
    """The years that were opened."""
    rows: dict[str, YearRow] = {}
    for deed in deeds:
        data = deed.data
        if deed.type == "YearOpened":
            spans = tuple((each["from"], each["to"]) for each in data["semesters"])
            paper = data["decision"]
            facts = (paper["no"], paper["date"], paper["digest"])
            rows[data["year"]] = YearRow(deed.pos, data["year"], spans, *facts, ())
        elif data["year"] in rows:
            known = rows[data["year"]]
            rows[data["year"]] = known._replace(retests=(*known.retests, (data["from"], data["to"])))
    return list(rows.values())


def windows(deeds: Iterable[Deed]) -> list[WindowRow]:
    """Every window of entry, in the order in which they were set."""
    rows: dict[str, WindowRow] = {}
    for deed in deeds:
        data = deed.data
        if deed.type == "WindowSet":
            rows[data["window"]] = WindowRow(
                deed.pos,
                data["window"],
                data["year"],
                data["semester"],
                tuple(data["cols"]),
                tuple(data["classes"]),
                data["from"],
                data["to"],
                0,
                data["decision"]["no"],
                data["decision"]["digest"],
            )
        else:
            known = rows[data["window"]]
            rows[data["window"]] = known._replace(until=data["to"], moved=known.moved + 1)
    return list(rows.values())


def publications(deeds: Iterable[Deed]) -> list[PublicationRow]:
    """Columns of which the test's day or the publication is known, by book and column."""
    rows: dict[tuple[str, str], PublicationRow] = {}
    for deed in deeds:
        col = deed.data["col"]
        row = rows.get((deed.stream, col)) or PublicationRow(*_book(deed), col, None, None, None, None, None)
        if deed.type == "ColumnDated":
            row = row._replace(tested=deed.data["date"])
        else:
            row = row._replace(published=deed.at, pos=deed.pos, person=deed.person)
        rows[deed.stream, col] = row._replace(lag=_lag(row))
    return [rows[key] for key in sorted(rows)]


def comparisons(deeds: Iterable[Deed]) -> list[ComparisonRow]:
    """Comparisons and what was declared of them."""
    rows: dict[int, ComparisonRow] = {}
    for deed in deeds:
        data = deed.data
        if deed.type == "BookDeclared":
            row = rows[data["comparison"]]
            rows[data["comparison"]] = row._replace(declared=deed.pos, explanation=data["explanation"])
            continue
        facts = (deed.pos, deed.at, deed.person, *_book(deed), data["file"], data["differing"])
        rows[deed.pos] = ComparisonRow(*facts, None, None)
    return list(rows.values())


def rosters(deeds: Iterable[Deed]) -> list[RosterRow]:
    """Confirmations of class lists."""
    return [RosterRow(deed.pos, deed.at, deed.person, str(deed.klass), deed.data["count"]) for deed in deeds]


def late(deeds: Iterable[Deed]) -> list[LateRow]:
    """Permissions for late entry."""
    return [
        LateRow(
            *(deed.pos, deed.at, deed.person, *_book(deed)),
            deed.data["col"],
            tuple(deed.data["pupils"]),
            deed.data["until"],
            deed.data["reason"],
            deed.data["decision"]["no"],
            deed.data["decision"]["digest"],
        )
        for deed in deeds
    ]


def _book(deed: Deed) -> tuple[str, str, int]:
    _, klass, subject, semester = deed.stream.split("/")
    return klass, subject, int(semester)


def _lag(row: PublicationRow) -> int | None:
    if row.tested is None or row.published is None:
        return None
    return (date.fromisoformat(local_day(row.published)) - date.fromisoformat(row.tested)).days
