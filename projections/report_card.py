"""The report card (học bạ) of a pupil: results of closed semesters across classes, years and regulations."""

from typing import Any, NamedTuple

from domain.state.state import State
from ledger.log import SchoolLog
from projections.lists import read_list
from projections.stale import marked


class YearCard(NamedTuple):
    """One school year in one class. A part that is not approved and locked yet is None."""

    year: str
    klass: str
    grade: int
    regime: str
    semester_1: dict[str, Any] | None
    semester_2: dict[str, Any] | None
    whole: dict[str, Any] | None
    promotion: dict[str, Any] | None
    retests: list[dict[str, Any]]
    titles: list[dict[str, Any]]


class ReportCard(NamedTuple):
    """Who the pupil is by the register, the years in order, and results brought from other schools."""

    pupil: str
    size: int
    register: dict[str, Any]
    years: list[YearCard]
    brought: list[dict[str, Any]]


def report_card(log: SchoolLog, state: State, pupil: str, size: int) -> ReportCard | None:
    """The card as of `size`; `state` is the school's governance then. None for a pupil who is not known."""

    def rows(name: str) -> list[dict[str, Any]]:
        found = marked(state, name, read_list(log, name, size=size, whom=pupil).rows)
        return [_plain(row) for row in found]

    register = rows("register")
    if not register:
        return None
    results = {(row["klass"], row["semester"]): row for row in _results(log, state, pupil, size)}
    promotions = {row["klass"]: row for row in rows("promotions")}
    retests, titles = rows("retests"), rows("titles")
    years = []
    for klass in dict.fromkeys(register[0]["classes"]):
        facts = state.classes[klass]

        def closed(semester: int, of: int, klass: str = klass) -> dict[str, Any] | None:
            return results.get((klass, of)) if state.close(klass, semester).ever_locked else None

        years.append(
            YearCard(
                facts.year,
                klass,
                facts.grade,
                facts.regime,
                closed(1, 1),
                closed(2, 2),
                closed(2, 0),
                promotions.get(klass),
                [row for row in retests if row["klass"] == klass],
                [row for row in titles if row["klass"] == klass],
            )
        )
    ordered = sorted(years, key=lambda each: (each.year, each.klass))
    return ReportCard(pupil, size, register[0], ordered, rows("brought"))


def _results(log: SchoolLog, state: State, pupil: str, size: int) -> list[dict[str, Any]]:
    """The recorded results of a pupil; the approvals that they stand with are about no pupil."""
    placed = read_list(log, "register", size=size, whom=pupil).rows
    classes = dict.fromkeys(placed[0].classes) if placed else {}
    found = [row for klass in classes for row in read_list(log, "results", size=size, klass=klass).rows]
    return [row._asdict() for row in marked(state, "results", [r for r in found if r.pupil == pupil])]


def _plain(row: Any) -> dict[str, Any]:
    """A row as JSON, rows inside it likewise."""

    def shown(value: Any) -> Any:
        inner = isinstance(value, tuple) and value and hasattr(value[0], "_asdict")
        return [each._asdict() for each in value] if inner else value

    return {name: shown(value) for name, value in row._asdict().items()}
