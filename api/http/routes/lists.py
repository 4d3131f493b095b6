"""The lists of a school: each a fold of the log, now or as of a moment, for whoever may read it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.http.caller import Caller, SignedIn
from api.http.paging import Paged
from api.service.decision_files import file_of
from api.service.problem import Problem
from domain.words.fields import Id, Part
from projections.asof import moment
from projections.decisions import paper_of
from projections.lists import LISTS, read_list
from projections.stale import marked, state_at

router = APIRouter(prefix="/schools/{school}", tags=["lists"])
_IDENTITY = {"born", "register"}
"""Null in lists of pupils for who teaches them a subject, and no more."""


class ListName(Part):
    """A list that there is: its name in the address, its title, and who reads it (docs/api.md)."""

    name: str
    title: str
    reach: str


class ListView(Part):
    """The rows of a list folded from the first `size` entries; each row names its entry where it has one."""

    name: str
    title: str
    size: int
    rows: list[dict[str, Any]]


@router.get("/lists")
def names(caller: SignedIn) -> list[ListName]:
    """Which lists there are."""
    caller.require_staff()
    return [ListName(name=name, title=each.title, reach=each.reach) for name, each in LISTS.items()]


@router.get("/lists/{name}")
def one(
    caller: SignedIn,
    *,
    page: Paged,
    name: str,
    klass: Annotated[Id | None, Query(alias="class", description="Chỉ một lớp")] = None,
    about: Annotated[Id | None, Query(description="Chỉ một học sinh hoặc một người")] = None,
    at: Annotated[str | None, Query(description="RFC 3339 có múi giờ, hoặc @kích thước sổ")] = None,
) -> ListView:
    """A list, whole or of a class, about one person if asked, as it stood at a moment if asked."""
    wanted = LISTS.get(name)
    if wanted is None:
        raise Problem("UNKNOWN_LIST", list=name)
    _require(caller, wanted.reach, klass, about)
    size = None if at is None else moment(caller.school.log, at).size
    log = caller.views()
    found = read_list(log, name, size=size, klass=klass, whom=about)
    shown = marked(state_at(log, caller.facts, found.size), name, page.of(found.rows))
    rows = [{**_row(caller, row), **_files(caller, row)} for row in shown]
    if name == "staff-profiles":
        rows = [{**row, "text": _profile_text(caller, row["person"], row["value"])} for row in rows]
    if wanted.reach == "register" and not caller.reads_identity(klass):
        rows = [{**row, **dict.fromkeys(_IDENTITY & row.keys())} for row in rows]
    return ListView(name=name, title=wanted.title, size=found.size, rows=rows)


def _profile_text(caller: Caller, person: str, value: str) -> str | None:
    """What a field of a profile says, for whoever may read the list; None if the text was erased."""
    return value[2:] if value.startswith("t:") else caller.school.personal.get(person, value)


def _require(caller: Caller, reach: str, klass: str | None, about: str | None) -> None:
    """Raises UNKNOWN_CLASS or NOT_READABLE unless the caller may read such a list (users' rights)."""
    caller.require_staff()
    _require_reach(caller, reach, klass, about)
    if klass is not None:
        caller.known_class(klass)


def _require_reach(caller: Caller, reach: str, klass: str | None, about: str | None) -> None:
    if reach == "staff":
        return
    if reach == "register":
        roster = caller.reads_register if klass is None else caller.reads_roster(klass)
        caller.require(roster, klass=klass)
    elif reach == "own":
        caller.require(caller.reads_all or about == caller.person)
    elif reach == "class" and klass is not None:
        caller.require(caller.reads_class(klass), klass=klass)
    else:
        caller.require(caller.reads_all)


def _files(caller: Caller, row: Any) -> dict[str, Any]:
    """`decision_file` of a row that shows a decision, `letter_file` of one that puts a letter right."""
    kept, found = caller.school.attachments, {}
    if getattr(row, "no", None) is not None:
        found["decision_file"] = file_of(kept, row.digest)
    if (letter := paper_of({"change": getattr(row, "change", None)})) is not None:
        found["letter_file"] = file_of(kept, letter["digest"])
    return found


def _row(caller: Caller, row: Any) -> dict[str, Any]:
    """A row as JSON: `klass` is called `class`, rows inside rows likewise."""
    plain = {}
    for name, value in row._asdict().items():
        inner = isinstance(value, tuple) and value and hasattr(value[0], "_asdict")
        plain["class" if name == "klass" else name] = (
            [_row(caller, each) for each in value] if inner else value
        )
    return plain
