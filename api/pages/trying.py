"""Where somebody tries what they show: by it the throttle knows strangers from who was there before."""

from fastapi import Request

from api.http.caller import client_of
from api.http.cookies import cookie_of
from api.service.people.sessions import digest
from api.service.people.throttle import Place

DEVICE, DEVICE_S = "socai-may", 400 * 24 * 3600
"""By it a browser is known again: it opens nothing. No browser keeps a cookie for more than 400 days."""


def place_of(request: Request) -> Place:
    """The address, and the browser if it is known."""
    device = cookie_of(request.scope, DEVICE)
    return Place(client_of(request.scope), digest(device) if device else None)
