"""What all writing endpoints share: the command id, the acting role, the answer with its receipt."""

import json
from typing import Annotated, Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from api.http.caller import Caller
from api.service.decision_files import DecisionFile, file_of
from api.service.sealing import Sealing
from api.texts.clear_text import tidied
from domain.grounds.command import Command
from domain.grounds.rights import may_begin
from domain.state.dossier import DossierState
from domain.words.fields import Part, Role
from domain.words.refusal import Refusal
from ledger.form.canonical import unb64
from ledger.writing.writer import Written
from projections.decisions import paper_of

CMD = r"^[A-Za-z0-9_-]{1,36}$"


def _in_order(value: object) -> object:
    texts = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return sorted(value) if texts else value  # type: ignore[call-overload]


IN_ORDER = BeforeValidator(_in_order)
"""Lists that an entry holds sorted; a client may send them in any order."""


class Body(BaseModel):
    """A request body: no field that is not asked for."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


def _tidied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _tidied(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_tidied(each) for each in value]
    return tidied(value) if isinstance(value, str) else value


class Write(Body):
    """A body that writes. A repeated `cmd` with the same content gets the first receipt again.

    Every kind of space in it becomes the one of the keyboard.
    """

    _spaces = model_validator(mode="before")(_tidied)

    cmd: Annotated[str, Field(pattern=CMD, description="Mã lệnh do máy khách đặt, 1–36 ký tự A-Za-z0-9_-")]
    acting: Annotated[
        Role | None,
        Field(description="Vai trò dùng cho việc này, khi một người có nhiều quyền; bỏ trống: tự tìm"),
    ] = None


class Answer(Part):
    """What was written: entries `pos` … `pos`+`n`-1 at `at`; `n` 0: nothing had to change, no receipt."""

    pos: int
    n: int
    at: str
    replayed: bool
    receipt: dict[str, Any] | None
    decision_file: DecisionFile | None = None
    """Of an act by decision: whether the file that it names was handed in."""


def answer(written: Written, file: DecisionFile | None = None) -> Answer:
    """The API's answer to a write."""
    receipt = json.loads(written.receipt) if written.receipt else None
    return Answer(
        pos=written.pos,
        n=written.n,
        at=written.at,
        replayed=written.replayed,
        receipt=receipt,
        decision_file=file,
    )


def require_right(
    caller: Caller, body: Write, kind: type[Command], found: DossierState | None = None, **place: Any
) -> None:
    """Raises the Refusal that the act would end with, before anything is read, sealed or kept for it.

    `place` are the fields that say where: class, subject, semester; or dossier, which is `found`. A command
    that was written is let through to its first receipt, though the right has ended since.
    """
    now = caller.school.clock.now()
    try:
        may_begin(
            caller.facts, caller.person, kind.model_construct(**place), now, role=body.acting, dossier=found
        )
    except Refusal:
        if caller.school.log.command(caller.person, body.cmd) is None:
            raise


def require_known(caller: Caller, body: Write, known: bool, **facts: object) -> None:
    """Raises NOT_READABLE, the same whether there is such a thing or not, unless the person may know of it.

    What the person did is known to them: a repeated command is let through to its first receipt.
    """
    if not known and caller.school.log.command(caller.person, body.cmd) is None:
        caller.require(False, **facts)


def write(caller: Caller, body: Write, command: Command, sealing: Sealing | None = None) -> Answer:
    """Executes the caller's command."""
    tags, school = sealing.tags if sealing else {}, caller.school
    paper = paper_of(command.model_dump(include={"decision", "letter", "change"}))
    if paper is not None and paper["digest"] is not None:
        caller.hold_file(unb64(paper["digest"]))
    try:
        written = school.execute(caller.person, caller.proof, command, body.cmd, role=body.acting, tags=tags)
    except Refusal as refusal:
        if refusal.code == "DOSSIER_STATE" and not refusal.detail.get("state"):
            caller.require(caller.reads_all, dossier=getattr(command, "dossier", None))
        raise
    return answer(written, file_of(school.attachments, paper["digest"]) if paper else None)


def command_of(kind: type[Command], body: Write, **more: Any) -> Any:
    """The command whose fields have the names of the body's; `more` adds or replaces what the path says.

    Raises RequestValidationError where the command asks more of its fields than the body does.
    """
    fields = {name: getattr(body, name) for name in type(body).model_fields if name not in ("cmd", "acting")}
    try:
        return kind(**{**fields, **more})
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from None
