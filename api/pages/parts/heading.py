"""What stands over a book: whose it is, who teaches it, and where the other books of the class are."""

from typing import NamedTuple

from api.pages import format as show
from api.pages.parts.shot import Shot
from api.pages.session import Session


class Link(NamedTuple):
    """Another book of the class; `here` for the one shown."""

    text: str
    href: str
    here: bool


class Heading(NamedTuple):
    """The book's names and links; `path` leads to it as it is now."""

    klass: str
    subject: str
    semester: str
    year: str
    teachers: str
    homeroom: str
    path: str
    subjects: list[Link]
    semesters: list[Link]


def heading(session: Session, shot: Shot, when: str) -> Heading:
    """The heading; the links lead to the other books at the same moment."""
    return Heading(
        klass=shot.klass.name,
        subject=shot.plan.name,
        semester=show.semester(shot.semester),
        year=shot.klass.year,
        teachers=shot.names("teacher"),
        homeroom=shot.names("homeroom"),
        path=book_path(session, "so", shot),
        subjects=_subjects(session, shot, when),
        semesters=_semesters(session, shot, when),
    )


def book_path(session: Session, page: str, shot: Shot, when: str = "") -> str:
    """Where a page of this book is, now or at a moment."""
    path = f"{session.viewer.path}/{page}/{shot.klass.klass}/{shot.plan.subject}/{shot.semester}"
    return f"{path}?tai={when}" if when else path


def _subjects(session: Session, shot: Shot, when: str) -> list[Link]:
    """The class's books of this semester that the person may read, at the same moment."""
    klass = shot.klass
    plans = [plan for plan in klass.subjects.values() if shot.semester in plan.semesters]
    return [
        Link(
            plan.name,
            book_path(session, "so", shot._replace(plan=plan), when),
            plan.subject == shot.plan.subject,
        )
        for plan in plans
        if session.caller.reads_book(klass.klass, plan.subject)
    ]


def _semesters(session: Session, shot: Shot, when: str) -> list[Link]:
    return [
        Link(
            show.sentence(show.semester(each)),
            book_path(session, "so", shot._replace(semester=each), when),
            each == shot.semester,
        )
        for each in shot.plan.semesters
    ]
