"""The check of the database against its own lines: asked for, followed, its last outcome (`socai fsck`)."""

from typing import Any, Literal

from fastapi import APIRouter

from api.http.caller import Caller, SignedIn, TheService
from api.service.checking import Checks
from domain.words.fields import Part

router = APIRouter(prefix="/schools/{school}/fsck", tags=["oversight"])


class CheckView(Part):
    """`done` of `total` steps; `found` findings, of which the first 200 stand here.

    `failed`: it could not be ended, which says nothing about the database.
    """

    state: Literal["never", "waiting", "running", "done", "failed"]
    by: str | None = None
    asked: str | None = None
    ended: str | None = None
    done: int = 0
    total: int = 0
    entries: int = 0
    found: int = 0
    findings: list[dict[str, Any]] = []


@router.post("", status_code=201)
def ask(service: TheService, caller: SignedIn) -> CheckView:
    """Begins a check (leadership, board). One at a time: where one is under way, that one is shown."""
    caller.require(caller.reads_all)
    service.checks.start(caller.school, caller.person)
    return _view(service.checks, caller)


@router.get("")
def look(service: TheService, caller: SignedIn) -> CheckView:
    """The check under way, else the last that ended (leadership, board)."""
    caller.require(caller.reads_all)
    return _view(service.checks, caller)


def _view(checks: Checks, caller: Caller) -> CheckView:
    newest = checks.newest(caller.school)
    if newest is None:
        return CheckView(state="never")
    return CheckView(**{**newest._asdict(), "findings": list(newest.findings)})
