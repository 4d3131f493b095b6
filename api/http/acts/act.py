"""A writing route that only copies its body into a command, as one row: what differs stands in the row.

The body has the fields of the command that the address does not name. An act whose edge translates, keeps or
looks anything up before it is written has a route of its own in `api.http.routes`.
"""

import re
from collections.abc import Callable, Mapping
from inspect import Parameter, Signature
from typing import Annotated, Any, NamedTuple, get_type_hints

from fastapi import APIRouter
from pydantic import Field, create_model
from pydantic.fields import FieldInfo

from api.http.caller import Caller, SignedIn
from api.http.moments import Moment, PositionOf, SemesterOf, StageOf
from api.http.writing import IN_ORDER, Answer, Write, command_of, write
from domain.grounds.command import Command
from domain.words.fields import Instant, Position, Semester, Stage, sorted_once

SCHOOL = "/schools/{school}"
CALLED = {"klass": "class", "start": "from", "end": "to", "register_no": "register"}
"""Names of fields that a body has otherwise than the command: they are words of Python."""
_IN_BODY = ((Instant, Moment),)
_IN_PATH = ((Semester, SemesterOf), (Stage, StageOf), (Position, PositionOf))
"""What is written otherwise there: an instant with any offset, a number as text."""
_NONE: Mapping[str, Any] = {}


class Act(NamedTuple):
    """At `route`, method and path, one does `command`; in the contract it goes by `name`, its body by `body`.

    `body` None: the address has every field of the command. `says`: what the act does, and who may do it.
    `asks`: of a field what it means, or the type that is taken here where a client may send less than the
    command takes. `at`: the field of a number in the address.
    """

    route: str
    command: type[Command]
    name: str
    body: str | None
    says: str
    status: int = 201
    asks: Mapping[str, Any] = _NONE
    at: Mapping[str, str] = _NONE


def chapter(tag: str, *acts: Act) -> APIRouter:
    """The routes of some acts, in this order, under one tag."""
    router = APIRouter(prefix=SCHOOL, tags=[tag])
    for act in acts:
        method, path = act.route.split(" ")
        router.add_api_route(
            path, _endpoint(act, re.findall(r"{(\w+)}", path)), methods=[method], status_code=act.status
        )
    return router


def _endpoint(act: Act, names: list[str]) -> Callable[..., Answer]:
    """The function that the framework calls, with the parameters that the contract shows."""
    fields = {name: act.at.get(name, name) for name in names}

    def do(caller: Caller, body: Write, **place: Any) -> Answer:
        named = {fields[name]: value for name, value in place.items()}
        return write(caller, body, command_of(act.command, body, **named))

    hints = get_type_hints(act.command, include_extras=True)
    given: dict[str, Any] = {
        "caller": SignedIn,
        **{name: _translated(hints[field], _IN_PATH) for name, field in fields.items()},
        "body": body_of(act, hints, frozenset(fields.values())),
    }
    parameters = [
        Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation) for name, annotation in given.items()
    ]
    do.__name__, do.__doc__ = act.name, act.says
    # The framework reads from here which parameters to fill; mypy knows no such field of a function.
    do.__signature__ = Signature(parameters, return_annotation=Answer)  # type: ignore[attr-defined]
    return do


def body_of(act: Act, hints: Mapping[str, Any], named: frozenset[str]) -> type[Write]:
    """The body: the fields of the command but those that are `named` in the address, in its order."""
    if act.body is None:
        return Write
    left = {name: field for name, field in act.command.model_fields.items() if name not in named}
    fields: dict[str, Any] = {
        name: _asked(name, field, hints[name], act.asks.get(name)) for name, field in left.items()
    }
    model: type[Write] = create_model(act.body, __base__=Write, __module__=__name__, **fields)
    return model


def _asked(name: str, field: FieldInfo, hint: Any, asked: Any) -> tuple[Any, Any]:
    """Type and default of a field of a body."""
    means = asked if isinstance(asked, str) else None
    kind = _translated(hint, _IN_BODY) if asked is None or means else asked
    if any(getattr(each, "func", None) is sorted_once for each in field.metadata):
        kind = Annotated[kind, IN_ORDER]
    if name in CALLED:
        kind = Annotated[kind, Field(alias=CALLED[name])]
    if means:
        kind = Annotated[kind, Field(description=means)]
    return kind, ... if field.is_required() else field.default


def _translated(hint: Any, table: tuple[tuple[Any, Any], ...]) -> Any:
    return next((edge for of_command, edge in table if of_command is hint), hint)
