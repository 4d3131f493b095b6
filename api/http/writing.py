"""What all writing endpoints share: the command id, the acting role, the answer with its receipt."""

import json
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

from fastapi.exceptions import RequestValidationError
from pydantic import BeforeValidator, Field, ValidationError, model_validator

from api.http.body.base import Body
from api.http.body.signed import DryRun, SignBody
from api.http.caller import Caller
from api.http.problems import expected, problem_of
from api.service.decision_files import DecisionFile, file_of
from api.service.people.freshness import require_fresh
from api.service.problem import Problem
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

_OF_EVERY_WRITE = ("cmd", "acting", "sign")
CMD = r"^[A-Za-z0-9_-]{1,36}$"


def _in_order(value: object) -> object:
    texts = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return sorted(value) if texts else value  # type: ignore[call-overload]


IN_ORDER = BeforeValidator(_in_order)
"""Lists that an entry holds sorted; a client may send them in any order."""


def _tidied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _tidied(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_tidied(each) for each in value]
    return tidied(value) if isinstance(value, str) else value


class Write(Body):
    """A body that writes. A repeated `cmd` with the same content gets the first receipt again.

    Every kind of space in it becomes the one of the keyboard. `sign` is no part of the content.
    """

    WRITES = True

    _spaces = model_validator(mode="before")(_tidied)

    cmd: Annotated[str, Field(pattern=CMD, description="Mã lệnh do máy khách đặt, 1–36 ký tự A-Za-z0-9_-")]
    acting: Annotated[
        Role | None,
        Field(description="Vai trò dùng cho việc này, khi một người có nhiều quyền; bỏ trống: tự tìm"),
    ] = None
    sign: SignBody | None = None


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


def sealing_of(caller: Caller, body: Write) -> Sealing:
    """What seals the texts of a request: with salts where its person signs it, or is to."""
    signs = caller.dry_run or body.sign is not None
    salts = body.sign.salt_bytes() if body.sign else []
    return Sealing(caller.school.pupil_keys, salts if signs else None)


def write(caller: Caller, body: Write, command: Command, sealing: Sealing | None = None) -> Answer:
    """Executes the caller's command. Raises DryRun where it is only to be shown what would be written."""
    tags, texts = (sealing.tags, sealing.texts) if sealing else ({}, {})
    try:
        if caller.dry_run:
            return _show(caller, body, command, tags=tags, texts=texts)
        if body.sign is not None and sealing is not None:
            _require_salts(caller, body, body.sign, sealing)
        _require_fresh(caller, body, command)
        return _execute(caller, body, command, tags=tags, texts=texts)
    except Refusal as refusal:
        if refusal.code == "DOSSIER_STATE" and not refusal.detail.get("state"):
            caller.require(caller.reads_all, dossier=getattr(command, "dossier", None))
        raise


def _execute(caller: Caller, body: Write, command: Command, **of_texts: Any) -> Answer:
    school, sign = caller.school, body.sign.signature() if body.sign else None
    paper = paper_of(command.model_dump(include={"decision", "letter", "change"}))
    if paper is not None and paper["digest"] is not None:
        caller.hold_file(unb64(paper["digest"]))
    written = school.execute(
        caller.person, caller.proof, command, body.cmd, role=body.acting, sign=sign, **of_texts
    )
    return answer(written, file_of(school.attachments, paper["digest"]) if paper else None)


def _require_fresh(caller: Caller, body: Write, command: Command) -> None:
    """Raises FACTOR_STALE for an act of weight from a browser at which nobody showed a factor of late.

    A command that was written is let through to its first receipt.
    """
    by_passkey = body.sign is not None and body.sign.auth is not None
    try:
        require_fresh(caller.bearer, caller.now, command, by_passkey=by_passkey)
    except Problem:
        if caller.school.log.command(caller.person, body.cmd) is None:
            raise


def _require_salts(caller: Caller, body: Write, sign: SignBody, sealing: Sealing) -> None:
    """Raises SALTS_MISSING: nobody can have signed a commitment whose salt they do not send."""
    short = sealing.needed > len(sign.salts)
    if short and caller.school.log.command(caller.person, body.cmd) is None:
        raise Problem("SALTS_MISSING", needed=sealing.needed, given=len(sign.salts))


def _show(caller: Caller, body: Write, command: Command, **of_texts: Any) -> Answer:
    """The first answer of a command that was written. Raises DryRun with what would be written."""
    found = caller.school.prepare(
        caller.person, caller.proof, command, body.cmd, role=body.acting, **of_texts
    )
    if isinstance(found, Written):
        return answer(found)
    raise DryRun(found.told())


class One(NamedTuple):
    """What became of one of several acts in a call: written, refused, or shown what would be written."""

    saved: Answer | None = None
    problem: dict[str, Any] | None = None
    would: dict[str, Any] | None = None

    def told(self) -> dict[str, Any]:
        """The same for whoever asked what would be written."""
        return {"would": self.would, "saved": self.saved and self.saved.model_dump(), "problem": self.problem}


def refuse_one_signature(body: Write) -> None:
    """Raises SIGNATURES_COUNT: a call of several acts takes no signature, each act its own."""
    if body.sign is not None:
        raise Problem("SIGNATURES_COUNT", signs=1)


def one_of_several(act: Callable[[], Answer]) -> One:
    """Does one act of a call in which each stands for itself."""
    try:
        return One(saved=act())
    except DryRun as shown:
        return One(would=shown.answer)
    except Exception as error:
        if not expected(error):
            raise
        return One(problem=problem_of(error).body())


def command_of(kind: type[Command], body: Write, **more: Any) -> Any:
    """The command whose fields have the names of the body's; `more` adds or replaces what the path says.

    Raises RequestValidationError where the command asks more of its fields than the body does.
    """
    fields = {name: getattr(body, name) for name in type(body).model_fields if name not in _OF_EVERY_WRITE}
    try:
        return kind(**{**fields, **more})
    except ValidationError as error:
        faults = [{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from None
