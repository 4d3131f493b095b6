"""Re-tests and the summer's conduct; the next year's class."""

from __future__ import annotations

from typing import Any

from domain.regulations.selection import regime_of_grade
from tests.obligations.chapters.opening import Opening
from tests.obligations.chapters.promotion import Promotion
from tests.obligations.people import BOARD, DEPUTY
from tests.school.door import DIGEST, HEAD


class Summer(Promotion, Opening):
    """A chapter of the year."""

    def _summer(self) -> None:
        self.go("06-20")
        span = {
            "from": self.midnight("07-01"),
            "to": self.five("07-20"),
        }
        self.post(DEPUTY, f"/years/{self.plan.year}/retest-windows", decision=self.paper, **span)
        for klass, _ in self.plan.each_class():
            self._register(klass)
        self.go("07-05")
        for klass, grade in self.plan.each_class():
            self._examine(klass, grade)
        for klass, _ in self.plan.each_class():
            self._board(klass, 2)

    def _register(self, klass: str) -> None:
        self.again: dict[tuple[str, str], list[str]] = getattr(self, "again", {})
        results = {
            row["pupil"]: row for row in self.rows("results", **{"class": klass}) if row["semester"] == 0
        }
        for pupil in self._pending(klass, "KIEM_TRA_LAI"):
            row = results[pupil]
            low = [name for name, value in row["scores"] if value < 50]
            low += [name for name, level in row["comments"] if level == "CD"]
            self.again[klass, pupil] = sorted(low)
            passed = [name for name, value in row["scores"] if value >= 50]
            passed += [name for name, level in row["comments"] if level == "D"]
            self.refuse(
                "NOT_ELIGIBLE", f"cn.{klass}", "PUT", f"/classes/{klass}/retests/{pupil}", subjects=passed[:1]
            )
            self.put(f"cn.{klass}", f"/classes/{klass}/retests/{pupil}", subjects=sorted(low))

    def _examine(self, klass: str, grade: int) -> None:
        for (place, pupil), subjects in self.again.items():
            for subject in subjects if place == klass else ():
                kind = next(each.kind for each in self.plan.subjects(grade) if each.subject == subject)
                mark = {"pupil": pupil, "value": 65 if kind == "score" else "D", "base": 0}
                self.put(f"gv.{subject}", f"/classes/{klass}/retest-marks/{subject}", marks=[mark])
        mark = {"pupil": self.plan.pupils_of(klass)[0], "value": 65, "base": 0}
        self.refuse("NOT_REGISTERED", "gv.toan", "PUT", f"/classes/{klass}/retest-marks/toan", marks=[mark])
        better = "TB" if self.plan.regime(grade) == "TT58_26" else "D"
        for pupil in self._pending(klass, "REN_LUYEN_HE"):
            path = f"/classes/{klass}/summer-conduct/{pupil}"
            self.post(f"cn.{klass}", path, conduct=better, evidence=[DIGEST])

    def _next_year(self) -> None:
        """The promoted of the first class are placed in the class above; the key of the log is renewed."""
        self.go("07-30")
        klass, grade = next(self.plan.each_class())
        year = f"{self.plan.first + 1}-{self.plan.first + 2}"
        above = f"{grade + 1}X"
        body = {"class": above, "name": above, "grade": grade + 1, "year": year}
        subject = {
            "subject": "toan",
            "name": "Toán",
            "kind": "score",
            "periods": 1400,
            "tx": 4,
            "semesters": [1, 2],
        }
        regime = str(regime_of_grade(year, grade + 1))
        self.post(BOARD, "/classes", regime=regime, subjects=[subject], **body)
        up = [pupil for pupil, known in self.outcomes[klass].items() if known == "LEN_LOP"]
        placed = {"from": f"{self.plan.first + 1}-09-05", "cause": "year", "decision": self.paper}
        self.placed = self.post(BOARD, f"/classes/{above}/placements", pupils=[*up, "khong-co"], **placed)
        key = self.do(BOARD, "POST", "/keys")["key"]
        self.post(BOARD, "/keys/rotate", new=key, decision=self.paper)
        size = self.get(HEAD, "")["size"]
        self.post(HEAD, "/restores", size=size, source="bản sao ngoài", checkpoint=DIGEST)
        self.post(HEAD, "/appointments/" + str(self.posts[klass, "toan"]) + "/end", **self._ended())
        self.post(BOARD, "/clock-resets", reason="đồng hồ đã được chỉnh")

    def _ended(self) -> dict[str, Any]:
        return {"person": "gv.toan", "on": self.day("07-31"), "decision": self.paper}
