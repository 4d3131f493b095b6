"""How a route of the API takes a body and gives an answer, and how routes come into the application.

The framework reads JSON, and makes JSON of answers, on the event loop, where all others wait meanwhile; it
asks a second thread whether the answer is of its type, and looks for a route of a router in a router thrice.
"""

import json
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from api.http.body.base import DRY_RUN
from api.http.paging import Paging
from api.http.problems import BodyRefused
from api.service.problem import Problem
from api.texts.fault_texts import why

READ_AT_ONCE = 64 * 1024
"""Bytes of JSON that are read within a millisecond."""
MOST_MEMBERS = 20
"""Of one object. Each that nobody asked for is a fault, which the framework makes while all others wait."""


class ApiRoute(APIRoute):
    """A route whose body is read once, by `TypedRequest`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The framework's own handler, which is given such a request."""
        handle = super().get_route_handler()
        model = self.body_field.field_info.annotation if self.body_field else None

        async def handle_typed(request: Request) -> Response:
            if DRY_RUN in request.query_params:
                _note_dry_run(request, model)
            return await handle(TypedRequest(request, model))

        return handle_typed


def _note_dry_run(request: Request, model: Any) -> None:
    """Tells the caller's acts to write nothing. Raises Problem where that cannot be promised, or is not said
    clearly: whoever asks believes that nothing is written."""
    if request.method in ("GET", "HEAD"):
        return
    said = request.query_params.getlist(DRY_RUN)
    if said not in (["true"], ["false"]):
        fault = {"field": DRY_RUN, "rule": "bool_type", "why": why("bool_type", {})}
        raise Problem("BODY_INVALID", faults=[fault])
    if said == ["true"]:
        if not getattr(model, "WRITES", False):
            raise Problem("NO_DRY_RUN")
        request.state.caller.dry_run = True


class TypedRequest(Request):
    """Keeps what the body says, so that an error can show what was typed (api.http.problems)."""

    def __init__(self, request: Request, model: Any) -> None:
        super().__init__(request.scope, request.receive)
        self._model = model

    async def json(self) -> Any:
        """The body. Raises BodyRefused where an object has a key twice: whoever looked at the body on its way
        may have seen the other value, and the framework would silently take the last (A35)."""
        body = await self.body()
        if len(body) <= READ_AT_ONCE:
            self.state.typed = found = _read(body)
        else:
            self.state.typed, found = await run_in_threadpool(_read_and_judge, body, self._model)
        return found


def _read_and_judge(body: bytes, model: Any) -> tuple[Any, Any]:
    """What the body says, and what the framework is to judge: a model that is sound is not judged again."""
    typed = _read(body)
    try:
        return typed, TypeAdapter(model).validate_python(typed)
    except ValidationError:
        return typed, typed  # it is for the framework to say what is wrong


def _read(body: bytes) -> Any:
    return json.loads(body, object_pairs_hook=_each_once)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > MOST_MEMBERS:
        raise BodyRefused("BODY_INVALID", "too_many_values")
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BodyRefused("BODY_INVALID", "duplicate_key", name)
        found[name] = value
    return found


def add_routes(
    app: FastAPI,
    router: APIRouter,
    kind: type[APIRoute],
    *,
    max_body_size: int,
    prefix: str = "",
    openapi_extra: dict[str, Any] | None = None,
) -> None:
    """Adds the routes of a router to the application itself."""
    for route in router.routes:
        assert isinstance(route, APIRoute)  # noqa: S101 - a router of ours has no other
        app.router.add_api_route(
            prefix + route.path,
            _answering(route),
            response_model=route.response_model,
            status_code=route.status_code,
            tags=route.tags,
            dependencies=route.dependencies,
            methods=route.methods,
            name=route.name,
            include_in_schema=route.include_in_schema,
            openapi_extra=openapi_extra,
            response_class=route.response_class,
            route_class_override=kind,
            max_body_size=max_body_size if route.max_body_size is None else route.max_body_size,
        )


def _answering(route: APIRoute) -> Callable[..., Any]:
    """The route's function, which makes its answer whole in the thread in which it works."""
    work = route.endpoint
    if route.response_model is None:
        return work
    model: TypeAdapter[Any] = TypeAdapter(route.response_model)

    @wraps(work)
    def answered(**given: Any) -> Response:
        found = work(**given)
        if isinstance(found, Response):
            return found
        content = model.dump_json(found, by_alias=True)
        links = [each.link for each in given.values() if isinstance(each, Paging) and each.link]
        headers = {"Link": links[0]} if links else None
        return Response(content, route.status_code or 200, headers, media_type="application/json")

    return answered
