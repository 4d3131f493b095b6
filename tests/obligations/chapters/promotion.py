"""Boards, decisions and titles."""

from __future__ import annotations

from tests.obligations.people import BOARD, DEPUTY
from tests.school.door import HEAD, ApiSchool


class Promotion(ApiSchool):
    """A chapter of the year."""

    def _promotion(self) -> None:
        self.outcomes: dict[str, dict[str, str]] = {}
        for klass, _ in self.plan.each_class():
            self._board(klass, 1)
            proposed = self.get(HEAD, f"/classes/{klass}/titles/proposals", semester=0)["proposals"]
            first = [{"pupil": row["pupil"]} for row in proposed]
            praised = {
                "pupil": self.plan.pupils_of(klass)[1],
                "title": "GIAY_KHEN",
                "reason": "tiến bộ vượt bậc",
            }
            self.post(HEAD, f"/classes/{klass}/titles", semester=0, pupils=[*first, praised])

    def _board(self, klass: str, stage: int) -> None:
        path = f"/classes/{klass}/promotion/{stage}"
        self.post(f"cn.{klass}", f"{path}/list")
        members = sorted([HEAD, DEPUTY, BOARD, f"cn.{klass}"])
        self.post(HEAD, f"{path}/board", members=members, decision=self.paper)
        rows = self.get(HEAD, f"{path}/proposals")["proposals"]
        self.outcomes.setdefault(klass, {}).update({row["pupil"]: row["outcome"] for row in rows})
        if rows:
            other = {"LEN_LOP": "O_LAI_LOP"}.get(rows[0]["outcome"], "LEN_LOP")
            wrong = [{"pupil": rows[0]["pupil"], "outcome": other}]
            self.refuse("OUTCOME_WRONG", DEPUTY, "POST", f"{path}/decisions", pupils=wrong)
            self.post(DEPUTY, f"{path}/decisions", pupils=[{"pupil": row["pupil"]} for row in rows])

    def _pending(self, klass: str, outcome: str) -> list[str]:
        return sorted(pupil for pupil, known in self.outcomes[klass].items() if known == outcome)
