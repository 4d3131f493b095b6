"""A played year in which slips are put right, and what tests of that look at."""

from __future__ import annotations

from typing import Any

from tests.obligations.people import BOARD, CLERK
from tests.obligations.played_year import PlayedYear
from tests.school.door import DIGEST, HEAD


class MendedYear(PlayedYear):
    """The road of three persons, and the pupil's card at its end."""

    def mend(self, of: int, change: dict[str, Any] | None) -> str:
        """Proposed by the clerk, witnessed by the board, applied by the head; the name of the road."""
        name = f"dc-{of}-{self.calls}"
        slip = {"rectification": name, "of": of, "change": change, "reason": "Ghi nhầm", "evidence": [DIGEST]}
        self.post(CLERK, "/rectifications", **slip)
        self.post(BOARD, f"/rectifications/{name}/witness")
        self.post(HEAD, f"/rectifications/{name}/decide", outcome="applied", decision=self.paper)
        return name

    def newest(self, kind: str, **fields: Any) -> int:
        """Position of the newest entry of a type whose data say this."""
        found = (e for e in reversed(self.entries()) if e["type"] == kind)
        return next(int(e["pos"]) for e in found if fields.items() <= e["data"].items())

    def card(self, pupil: str, klass: str = "6A") -> dict[str, Any]:
        """The year of the class on the pupil's report card."""
        years = self.get(HEAD, f"/pupils/{pupil}/report-card")["years"]
        return next(dict(year) for year in years if year["klass"] == klass)
