"""Windows of entry: when which columns take marks (S17)."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.paging import Paged
from api.http.routes.moments import Moment
from api.http.routes.writing import IN_ORDER, Answer, Write, command_of, write
from domain.acts.commands import MoveWindow, SetWindow
from domain.words.fields import Columns, Decision, Id, Part, SchoolYear, Semester, WindowClasses

router = APIRouter(prefix="/schools/{school}/windows", tags=["windows"])


class WindowBody(Write):
    window: Id
    year: SchoolYear
    semester: Semester
    cols: Annotated[Columns, IN_ORDER]
    classes: Annotated[WindowClasses, IN_ORDER]
    start: Annotated[Moment, Field(alias="from")]
    end: Annotated[Moment, Field(alias="to")]
    decision: Decision


class MoveBody(Write):
    end: Annotated[Moment, Field(alias="to")]
    decision: Decision


class WindowView(Part):
    """A window takes marks of `cols` from `from` (included) to `to` (excluded)."""

    window: str
    year: str
    semester: int
    cols: list[str]
    classes: list[str]
    start: str = Field(serialization_alias="from")
    end: str = Field(serialization_alias="to")
    open: bool


@router.get("")
def windows(caller: SignedIn, page: Paged) -> list[WindowView]:
    """All windows, for whoever has a right in force."""
    caller.require_staff()
    now = caller.school.clock.now()
    return [
        WindowView(
            **{**window._asdict(), "cols": list(window.cols), "classes": list(window.classes)},
            open=window.start <= now and caller.facts.latest(now) < window.end,
        )
        for _, window in page.of(sorted(caller.facts.windows.items()))
    ]


@router.post("", status_code=201)
def set_window(caller: SignedIn, body: WindowBody) -> Answer:
    """Opens a window (head, deputy with the power)."""
    return write(caller, body, command_of(SetWindow, body))


@router.post("/{window}/move")
def move_window(caller: SignedIn, window: Id, body: MoveBody) -> Answer:
    """Moves the end of a window that has not ended (head, deputy with the power)."""
    return write(caller, body, command_of(MoveWindow, body, window=window))
