"""Slips put right: acts withdrawn by one hand, rectifications of three persons (LAW 48-49)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import Field

from api.http.body.base import Body
from api.http.caller import Caller, SignedIn
from api.http.paging import Paged
from api.http.writing import (
    IN_ORDER,
    Answer,
    Write,
    command_of,
    require_known,
    require_right,
    write,
)
from api.service.decision_files import DecisionFile, file_of
from api.service.problem import Problem
from domain.acts.righting.rectification import DecideRectification, ProposeRectification, WitnessRectification
from domain.acts.righting.withdrawal import WithdrawAct
from domain.state.facts import Rectification
from domain.words.entry import Entry
from domain.words.fields import (
    Code,
    Day,
    Decision,
    Digest,
    Digests,
    Id,
    Part,
    Position,
    Semester,
    Span,
    Typed,
    TypedNumber,
)
from domain.words.marks import Tenths
from domain.words.refusal import Refusal
from projections.decisions import paper_of

router = APIRouter(prefix="/schools/{school}", tags=["rectifications"])

AT_ONCE = 20
"""Acts that are read in one statement."""


class WithdrawalBody(Write):
    of: Annotated[Position, Field(description="Số dòng của việc cần rút")]
    reason: Typed
    decision: Decision


class ChangeBody(Body):
    """The right values; which of them an act has is its type's (LAW 49)."""

    name: Typed | None = None
    born: Day | None = None
    register_no: Annotated[TypedNumber | None, Field(alias="register")] = None
    klass: Annotated[Id | None, Field(alias="class")] = None
    start: Annotated[Day | None, Field(alias="from")] = None
    last: Day | None = None
    cause: Annotated[str | None, Field(max_length=16)] = None
    school: Typed | None = None
    letter: Decision | None = None
    value: Tenths | Code | None = None
    document: Digest | None = None
    semesters: Annotated[list[Span] | list[Semester] | None, Field(max_length=2)] = None
    subject: Id | None = None
    part: Literal["whole", "practical"] | None = None
    decision: Decision | None = None


class ProposalBody(Write):
    rectification: Annotated[Id, Field(description="Mã hồ sơ đính chính")]
    of: Annotated[Position, Field(description="Số dòng của việc ghi sai")]
    change: Annotated[
        ChangeBody | None,
        Field(description="Giá trị đúng; null: hủy việc này; {}: việc đã hủy lại có hiệu lực"),
    ]
    reason: Typed
    evidence: Annotated[Digests, IN_ORDER]


class DecidedBody(Write):
    outcome: Literal["applied", "refused"]
    decision: Decision


class RectificationView(Part):
    """`type`, `klass`: of the act at `of`; `change` null: it is to be void."""

    rectification: str
    pos: int
    of: int
    type: str
    klass: str | None
    change: dict[str, Any] | None
    letter_file: DecisionFile | None
    """Of a letter that is put right: whether its file was handed in."""
    proposer: str
    witness: str | None
    state: str


@router.post("/withdrawals", status_code=201)
def withdraw(caller: SignedIn, body: WithdrawalBody) -> Answer:
    """Withdraws an act that only gave a possibility and was not used (head)."""
    require_right(caller, body, WithdrawAct)
    act = _act(caller, body.of)
    command = WithdrawAct(of=body.of, stream=act.stream, reason=body.reason, decision=body.decision)
    return write(caller, body, command)


@router.post("/rectifications", status_code=201)
def propose(caller: SignedIn, body: ProposalBody) -> Answer:
    """Proposes that a slip be put right (leadership, board, clerk, homeroom teacher)."""
    if not caller.reads_register:
        require_known(caller, body, _knows_act(caller, body.of), of=body.of)
    require_right(caller, body, ProposeRectification, rectification=body.rectification, of=body.of)
    act = _act(caller, body.of)
    change = body.change.model_dump(by_alias=True, exclude_unset=True) if body.change else None
    command = command_of(ProposeRectification, body, stream=act.stream, change=change)
    return write(caller, body, command)


@router.post("/rectifications/{rectification}/witness")
def witness(caller: SignedIn, rectification: Id, body: Write) -> Answer:
    """Confirms a proposal: a second person has seen the papers (board, homeroom teacher)."""
    _require_known(caller, body, rectification)
    return write(caller, body, WitnessRectification(rectification=rectification))


@router.post("/rectifications/{rectification}/decide")
def decide(caller: SignedIn, rectification: Id, body: DecidedBody) -> Answer:
    """Applies or refuses a rectification; a third person (head, or a deputy who may permit)."""
    _require_known(caller, body, rectification)
    command = DecideRectification(rectification=rectification, outcome=body.outcome, decision=body.decision)
    return write(caller, body, command)


@router.get("/rectifications")
def rectifications(caller: SignedIn, page: Paged) -> list[RectificationView]:
    """Every rectification that the person may read, the newest first."""
    caller.require_staff()
    known = caller.facts.rectifications.values()
    if caller.reads_register:  # all of them: only those of the page need be looked at
        return _views(caller, page.of(sorted(known, key=lambda each: -each.pos)))
    return page.of(list(readable(caller, known)))


@router.get("/rectifications/{rectification}")
def one_rectification(caller: SignedIn, rectification: Id) -> RectificationView:
    """One rectification: what was written, what is right, who has signed."""
    caller.require_staff()
    known = caller.facts.rectifications.get(rectification)
    if known is None:
        caller.require(caller.reads_register, rectification=rectification)  # no id is told by another answer
        raise Problem("RECTIFICATION_STATE", rectification=rectification, state="")
    (view,) = _views(caller, [known])
    caller.require(_reads(caller, view), rectification=rectification)
    return view


def readable(caller: Caller, among: Iterable[Rectification]) -> Iterator[RectificationView]:
    """Those that the person may read, the newest first; the pages show the same."""
    newest = sorted(among, key=lambda each: -each.pos)
    for start in range(0, len(newest), AT_ONCE):
        for view in _views(caller, newest[start : start + AT_ONCE]):
            if _reads(caller, view):
                yield view


def _act(caller: Caller, of: int) -> Entry:
    """The entry at a position. Raises UNKNOWN_ACT where there is none."""
    caller.require_staff()
    log = caller.school.log
    if of >= log.head().size:
        raise Refusal("UNKNOWN_ACT", "S21", of=of)
    (entry,) = log.entries(of, of + 1)
    return entry


def _knows_act(caller: Caller, of: int) -> bool:
    if not caller.has_class or of >= caller.school.log.head().size:
        return False
    return caller.knows_act(_class_of(caller, _act(caller, of)))


def _class_of(caller: Caller, act: Entry) -> str | None:
    pupil = caller.facts.pupils.get(act.data.get("pupil", ""))
    return act.data.get("class") or (pupil.klass if pupil else None)


def _require_known(caller: Caller, body: Write, rectification: str) -> None:
    """Before any answer tells the state of a rectification, or whose class it is about."""
    known = caller.facts.rectifications.get(rectification)
    readable_one = known is not None and _reads(caller, _views(caller, [known])[0])
    require_known(caller, body, caller.reads_register or readable_one, rectification=rectification)


def _views(caller: Caller, known: Sequence[Rectification]) -> list[RectificationView]:
    acts = caller.school.log.entries_at(sorted({each.of for each in known}))
    entries = {act.pos: act for act in acts}
    return [_view(caller, each, entries[each.of]) for each in known]


def _view(caller: Caller, known: Rectification, entry: Entry) -> RectificationView:
    letter = paper_of({"change": known.change})
    return RectificationView(
        rectification=known.rectification,
        pos=known.pos,
        of=known.of,
        type=entry.type,
        klass=_class_of(caller, entry),
        change=known.change,
        letter_file=file_of(caller.school.attachments, letter["digest"]) if letter else None,
        proposer=known.proposer,
        witness=known.witness or None,
        state=known.state,
    )


def _reads(caller: Caller, view: RectificationView) -> bool:
    return caller.reads_rectification(view.klass, view.proposer)
