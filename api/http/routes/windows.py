"""Windows of entry: when which columns take marks (S17)."""

from fastapi import APIRouter
from pydantic import Field

from api.http.caller import SignedIn
from api.http.paging import Paged
from domain.words.fields import Part

router = APIRouter(prefix="/schools/{school}/windows", tags=["windows"])


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
