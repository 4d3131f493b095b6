"""Every error as problem+json (RFC 9457): code, a Vietnamese sentence that says what to do, the facts."""

import errno
import logging
import math
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import psycopg
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from psycopg_pool import PoolTimeout
from starlette.exceptions import HTTPException

from api.http.methods import allowed_methods
from api.service.problem import MOST_FAULTS, Problem
from api.service.signed.signature import SignedOtherwise
from api.texts.fault_texts import why
from api.texts.problem_texts import TEXTS
from domain.regulations.circular import RegulationError
from domain.words.refusal import Refusal
from ledger.archive.bag import BagRefused
from ledger.beside.attachments import AttachmentError
from ledger.beside.pupil_keys import SealedTextError
from ledger.cluster.errors import ClusterError
from ledger.conflict import Conflict
from ledger.log import LogDamaged
from ledger.signing.heads import SigningRefused
from ledger.signing.keys import KeyFault
from projections.asof import AsOfError
from projections.tables.runner import ProjectionFault

MEDIA_TYPE = "application/problem+json"
OF_EVERY_ANSWER = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""Unless it says otherwise. The answer of a fault that nobody foresaw passes no edge that could add them."""
OURS = 500
"""From this status on it is not the client's fault, and the operator's log gets the insides."""
_NO_METHOD = 405
_HTTP_CODES = {401: "NOT_SIGNED_IN", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "BODY_TOO_LARGE"}

_log = logging.getLogger(__name__)


class BodyRefused(HTTPException):
    """A body that is refused while it comes; `rule` of BODY_INVALID (fault_texts.json) is broken in `field`.

    The framework lets no other kind of exception out of its reading of bodies.
    """

    def __init__(self, code: str, rule: str = "", field: str = "") -> None:
        super().__init__(TEXTS[code].status)
        faults = [{"field": field, "rule": rule, "why": why(rule, {})}]
        self.problem = Problem(code, faults=faults) if rule else Problem(code)


def problem_of(error: Exception) -> Problem:
    """The problem that an exception of any of our packages is to a client."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Refusal):
        code = error.code if error.code in TEXTS else "INTERNAL"
        return Problem(code, None, error.duty, **_in_words(error.detail))
    if isinstance(error, Conflict):
        return Problem(error.code, None, "", **error.detail)
    if isinstance(error, SignedOtherwise):
        return Problem("SIGNED_OTHERWISE", None, "S13", **error.prepared.told())
    if isinstance(error, ClusterError):
        return Problem("DATABASE_AWAY", error.vi, cause=error.code)
    if isinstance(error, RegulationError):
        return Problem(error.code, error.text)
    if isinstance(error, AttachmentError | SealedTextError | AsOfError):
        return Problem(error.code, None, "", what=error.detail)
    if isinstance(error, OSError) and error.errno in _FILES:
        return Problem(_FILES[error.errno])
    return _server_problem(error)


def expected(error: Exception) -> bool:
    """Whether the error is one that the program foresees."""
    return isinstance(error, (Problem, Refusal, *_FORESEEN))


def sendable(value: Any) -> Any:
    """The same without what Python reads as JSON but JSON cannot carry: lone surrogates, NaN, infinity."""
    if isinstance(value, dict):
        return {sendable(name): sendable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [sendable(each) for each in value]
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def install(app: FastAPI) -> None:
    """Answers every error of the app with a problem."""

    # Plain functions: they run in a thread, and what was typed may be long.
    def answer(request: Request, error: Exception) -> JSONResponse:
        problem = problem_of(error)
        if problem.text.status >= OURS:
            # A refusal says all in its code: a full disk is not filled with the ways there.
            insides = None if isinstance(error, Conflict | psycopg.errors.DiskFull | PoolTimeout) else error
            _log.error("%s %s: %s", request.method, request.url.path, problem.code, exc_info=insides)
        return response(problem, getattr(request.state, "typed", None))

    def invalid(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
        return response(_invalid(error), getattr(request.state, "typed", None))

    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, of_framework)
    for kind in (Problem, Refusal, *_FORESEEN, Exception):
        app.add_exception_handler(kind, answer)


def of_framework(request: Request, error: Exception) -> JSONResponse:
    """What the framework itself says of a request, as a problem; with 405 the methods that there are."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    if isinstance(error, BodyRefused):
        return response(error.problem)
    answer = response(Problem(_HTTP_CODES.get(error.status_code, "REQUEST_REFUSED")))
    if error.status_code == _NO_METHOD:
        answer.headers["Allow"] = ", ".join(allowed_methods(request))
    return answer


def response(problem: Problem, typed: Any = None) -> JSONResponse:
    """The HTTP answer of a problem."""
    headers = {"WWW-Authenticate": "Bearer"} if problem.text.status == 401 else {}
    if problem.code == "TOO_MANY_TRIES":
        headers["Retry-After"] = str(problem.facts["wait"])
    body = sendable(jsonable_encoder(problem.body(typed)))
    return JSONResponse(body, problem.text.status, {**headers, **OF_EVERY_ANSWER}, MEDIA_TYPE)


_OF_WRITING = (
    *(errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM),
    # There is no such folder, or something else stands in its place.
    *(errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ELOOP, errno.ENAMETOOLONG, errno.EEXIST),
    # A limit of the machine, or a disk that went away.
    *(errno.EMFILE, errno.ENFILE, errno.EMLINK, errno.ENOMEM, errno.ENOLCK, errno.EINVAL, errno.ENOTSUP),
    *(errno.ESTALE, errno.ENODEV, errno.ENXIO, errno.EBUSY, errno.ETXTBSY),
)
_FILES = dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "DISK_FULL") | dict.fromkeys(
    _OF_WRITING, "WRITING_FAILED"
)
"""What the file system answers to whoever keeps a file: evidence, a bag, a signed head."""
_FORESEEN: tuple[type[Exception], ...] = (
    Conflict,
    SignedOtherwise,
    ClusterError,
    RegulationError,
    AttachmentError,
    SealedTextError,
    AsOfError,
    SigningRefused,
    KeyFault,
    BagRefused,
    LogDamaged,
    ProjectionFault,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    PoolTimeout,
    psycopg.InternalError,
    OSError,
)
"""What may go wrong beside the rules, each with a problem of its own."""
_SERVER: dict[type[Exception], str] = {
    SigningRefused: "SIGNING_REFUSED",
    KeyFault: "KEY_FAULT",
    BagRefused: "BAG_REFUSED",
    LogDamaged: "LOG_DAMAGED",
    orjson.JSONDecodeError: "LOG_DAMAGED",  # it reads nothing but stored lines
    ProjectionFault: "VIEWS_BROKEN",
    psycopg.errors.DiskFull: "DISK_FULL",
    # What the tables refuse though every rule is kept: the operator's, and nothing was written.
    psycopg.IntegrityError: "WRITING_FAILED",
    psycopg.errors.InsufficientPrivilege: "WRITING_FAILED",
    psycopg.errors.InvalidSqlStatementName: "WRITING_FAILED",
    psycopg.OperationalError: "DATABASE_AWAY",
    psycopg.InternalError: "WRITING_FAILED",
    psycopg.InterfaceError: "DATABASE_AWAY",
    PoolTimeout: "DATABASE_AWAY",
}


def _server_problem(error: Exception) -> Problem:
    """What the client cannot help: told without insides."""
    code = next((code for kind, code in _SERVER.items() if isinstance(error, kind)), "INTERNAL")
    cause = getattr(error, "code", None)
    return Problem(code, cause=cause) if isinstance(cause, str) else Problem(code)


def _invalid(error: RequestValidationError) -> Problem:
    found = error.errors()
    faults = [_fault(fault, fault["loc"][1:]) for fault in found[:MOST_FAULTS]]
    more = {"more": len(found) - MOST_FAULTS} if len(found) > MOST_FAULTS else {}
    return Problem("BODY_INVALID", faults=faults, **more)


def _in_words(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts of a refusal; faults that the domain's models found, as those of a body are told."""
    faults = [_fault(each, each["loc"]) if "loc" in each else each for each in facts.get("faults", ())]
    return {**facts, "faults": faults[:MOST_FAULTS]} if faults else facts


def _fault(fault: Mapping[str, Any], place: Iterable[str | int]) -> dict[str, str]:
    return {
        "field": ".".join(map(str, place)),
        "rule": fault["type"],
        "why": why(fault["type"], fault.get("ctx", {}), fault.get("msg", "")),
    }
