"""The school itself: the name of its log, its key, policy and head (S36, S57)."""

from typing import Any

from fastapi import APIRouter

from api.http.caller import SignedIn

router = APIRouter(prefix="/schools/{school}", tags=["school"])


@router.get("")
def school(caller: SignedIn) -> dict[str, Any]:
    """Name of the log, its key in force, its policy, its head."""
    caller.require_staff()
    policy = caller.facts.policy()
    return {
        "school": caller.school.code,
        "origin": caller.school.log.origin,
        "key": caller.facts.key,
        "policy": policy._asdict() if policy else None,
        "size": caller.facts.size,
        "at": caller.facts.at,
    }
