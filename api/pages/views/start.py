"""The start page: the books of a school year that a person may look at, by class."""

from typing import Annotated, NamedTuple

from fastapi import Query

from api.pages import format as show
from api.pages.parts.notices import Notice, notices
from api.pages.parts.righting import RightingView, rightings
from api.pages.session import Session
from domain.grounds.rights import holders
from domain.state.facts import Klass, SubjectPlan
from domain.state.membership import listed


class BookLink(NamedTuple):
    """One gradebook."""

    href: str
    label: str
    locked: bool


class SubjectLinks(NamedTuple):
    """A subject's books by semester; None where it is not taught."""

    name: str
    books: list[BookLink | None]


class ClassView(NamedTuple):
    """A class with the books of it that the person may read."""

    id: str
    name: str
    year: str
    pupils: int
    homeroom: str
    semesters: list[str]
    subjects: list[SubjectLinks]


class StartView(NamedTuple):
    """Everything that start.html shows."""

    size: str
    at: str
    years: list[str]
    year: str
    classes: list[ClassView]
    rightings: list[RightingView]
    notices: list[Notice]


def start(session: Session, year: Annotated[str, Query(alias="nam")] = "") -> StartView:
    """The classes of a year, else of the newest one, in which the person may read a book, by name; `years`
    are all such years, newest first."""
    state = session.state
    readable = [klass for klass in state.classes.values() if _readable(session, klass)]
    years = sorted({klass.year for klass in readable}, reverse=True)
    shown = year if year in years else next(iter(years), "")
    ordered = sorted((klass for klass in readable if klass.year == shown), key=lambda klass: klass.name)
    classes = [_class_view(session, klass) for klass in ordered]
    told = (rightings(session), notices(session))
    return StartView(show.number(state.size), show.time(state.at), years, shown, classes, *told)


def _readable(session: Session, klass: Klass) -> list[SubjectPlan]:
    return [plan for plan in klass.subjects.values() if session.caller.reads_book(klass.klass, plan.subject)]


def _class_view(session: Session, klass: Klass) -> ClassView:
    state = session.state
    semesters = sorted({semester for plan in klass.subjects.values() for semester in plan.semesters})
    homeroom = [state.people[p].name for p in holders(state, "homeroom", klass.klass, session.caller.day)]
    return ClassView(
        klass.klass,
        klass.name,
        klass.year,
        len(listed(state, klass.klass, 0, session.caller.day)),
        ", ".join(homeroom),
        [show.sentence(show.semester(each)) for each in semesters],
        [_links(session, klass, plan, semesters) for plan in _readable(session, klass)],
    )


def _links(session: Session, klass: Klass, plan: SubjectPlan, semesters: list[int]) -> SubjectLinks:
    books = [_link(session, klass, plan, each) if each in plan.semesters else None for each in semesters]
    return SubjectLinks(plan.name, books)


def _link(session: Session, klass: Klass, plan: SubjectPlan, semester: int) -> BookLink:
    locked = session.state.close(klass.klass, semester).locked_at(session.state.latest(session.now))
    href = f"{session.viewer.path}/so/{klass.klass}/{plan.subject}/{semester}"
    return BookLink(href, "Xem sổ", locked)
