"""A semester signed, approved and locked."""

from __future__ import annotations

from tests.obligations.people import BOARD
from tests.school.door import HEAD, ApiSchool


class Closing(ApiSchool):
    """A chapter of the year."""

    def _close_semester(self, semester: int) -> None:
        self.go("01-10" if semester == 1 else "05-25")
        for klass, grade in self.plan.each_class():
            self._sign_off(klass, grade, semester)
        self.go("01-16" if semester == 1 else "05-29")
        self.service.run_schedule()
        for klass, _ in self.plan.each_class():
            path = f"/closes/{klass}/{semester}"
            self.post(BOARD, f"{path}/propose")
            if semester == 1 and klass == next(self.plan.each_class())[0]:
                self.post(HEAD, f"{path}/refuse", reason="xem lại biên bản")
                self.post("quan2", f"{path}/propose")
            self.post(HEAD, f"{path}/lock", decision=self.paper)
        self.service.run_schedule()

    def _sign_off(self, klass: str, grade: int, semester: int) -> None:
        place = f"/classes/{klass}/semesters/{semester}"
        early = self.ask(HEAD, "POST", f"{place}/approve")
        assert early.json()["code"] == "NOT_SIGNED"
        for subject in self.plan.subjects(grade):
            self.post(f"gv.{subject.subject}", f"/books/{klass}/{subject.subject}/{semester}/signatures")
        self.post(f"cn.{klass}", f"/books/{klass}/conduct/{semester}/signatures")
        self.post(f"cn.{klass}", f"{place}/sign")
        self.post(HEAD, f"{place}/approve")
