"""For whoever watches the server: whether it lives, and whether a write would be taken now."""

from fastapi import APIRouter

from api.http.caller import TheService
from domain.words.fields import Part

router = APIRouter(prefix="/health", tags=["health"])


class Ready(Part):
    """`at` is the server's time."""

    status: str
    at: str


@router.get("/live")
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/ready")
def ready(service: TheService) -> Ready:
    """The database answers and the clock is trusted; else 503 with the code of what is wrong."""
    return Ready(status="ready", at=service.require_ready())
