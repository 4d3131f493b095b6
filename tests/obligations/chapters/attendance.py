"""September's absences, confirmed, signed and opened again."""

from __future__ import annotations

from tests.obligations.people import DEPUTY
from tests.school.door import HEAD, ApiSchool


class Attendance(ApiSchool):
    """A chapter of the year."""

    def _september(self) -> None:
        month = self.day("09-01")[:7]
        self.go("09-28")
        for klass, _ in self.plan.each_class():
            first = self.plan.pupils_of(klass)[0]
            edit = {"pupil": first, "date": self.day("09-10"), "session": "S", "value": "P", "base": 0}
            self.put(f"cn.{klass}", f"/classes/{klass}/months/{month}/absences", edits=[edit])
            self.post(f"cn.{klass}", f"/classes/{klass}/months/{month}/confirm")
            signer = HEAD if klass.endswith("A") else DEPUTY
            self.post(signer, f"/classes/{klass}/months/{month}/sign", remark="Đủ buổi học")
        klass = next(self.plan.each_class())[0]
        self.post(HEAD, f"/classes/{klass}/months/{month}/reopen", reason="ghi sót một buổi")
        more = {
            "pupil": self.plan.pupils_of(klass)[2],
            "date": self.day("09-11"),
            "session": "C",
            "value": "K",
            "base": 0,
        }
        self.put(f"cn.{klass}", f"/classes/{klass}/months/{month}/absences", edits=[more])
        self.post(f"cn.{klass}", f"/classes/{klass}/months/{month}/confirm")
        self.post(HEAD, f"/classes/{klass}/months/{month}/sign", remark="Đã bổ sung")
