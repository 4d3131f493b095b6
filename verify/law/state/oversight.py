"""What the school says of how it works: procedure, progress, incidents, commitments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from verify.law.slotted import slotted


@slotted
@dataclass
class Check:
    """Progress figures as they were on that day."""

    days: tuple[str, str]
    """Its local day, and that of `t`."""
    year: str
    semester: int
    figures: list[list[Any]]


@slotted
@dataclass
class Oversight:
    """Procedure, checks and ids that are used."""

    longest_unlock: int | None = None
    """Days, by the newest procedure."""
    checks: dict[int, Check] = field(default_factory=dict)
    """Position -> its figures."""
    check_ids: set[str] = field(default_factory=set)
    incidents: dict[str, str] = field(default_factory=dict)
    """Id -> reported, open or closed."""
    commitments: set[str] = field(default_factory=set)
