"""Which methods an address answers: the framework names those of the first route alone that has the path."""

from fastapi import Request
from starlette.routing import Match, Mount

_ASKED = ("GET", "POST", "PUT", "PATCH", "DELETE")


def allowed_methods(request: Request) -> list[str]:
    """The methods of the request's path, HEAD wherever GET."""
    found = [method for method in _ASKED if _answers(request, method)]
    return ["HEAD", *found] if "GET" in found else found


def _answers(request: Request, method: str) -> bool:
    scope = {**request.scope, "method": method}
    return any(
        route.matches(dict(scope))[0] == Match.FULL and (method == "GET" or not isinstance(route, Mount))
        for route in request.app.router.routes
    )
