"""Who comes and who goes in October, what they bring and are exempt from; and what is too early."""

from __future__ import annotations

from typing import Any

from tests.obligations.people import BOARD, CLERK
from tests.school.door import DIGEST, HEAD, ApiSchool


class Movements(ApiSchool):
    """A chapter of the year."""

    def _movements(self) -> None:
        """In the first class: one leaves and comes back, one comes from another school, one is exempt."""
        klass, grade = next(self.plan.each_class())
        self.go("10-12")
        self._leaves_and_returns(klass, self.plan.pupils_of(klass)[-1])
        self._comes_with_results(klass, grade)
        self._is_exempt(klass, grade)
        self._comes_late(klass, grade)
        if self.plan.classes > 1:
            self._change_class(klass)
        self._too_early(klass)

    def _leaves_and_returns(self, klass: str, pupil: str) -> None:
        gone = {"class": klass, "last": self.day("10-10"), "cause": "transfer", "school": "Trường Hai"}
        self.post(CLERK, f"/pupils/{pupil}/leavings", decision=self.paper, **gone)
        back = {"class": klass, "from": self.day("10-12"), "cause": "return"}
        self.post(CLERK, f"/pupils/{pupil}/placements", decision=self.paper, **back)

    def _enrol(self, klass: str, pupil: str, name: str, register: str) -> None:
        new = {
            "pupil": pupil,
            "name": name,
            "born": "2009-01-01",
            "register": f"{self.plan.first}/{register}",
        }
        self.post(CLERK, f"/classes/{klass}/pupils", pupils=[{**new, "from": self.day("10-12")}])

    def _comes_with_results(self, klass: str, grade: int) -> None:
        self.newcomer = f"{klass}.99"
        self._enrol(klass, self.newcomer, "Em mới", "moi")
        self.post(CLERK, f"/pupils/{self.newcomer}/arrivals", school="Trường Ba", letter=self.paper)
        for subject in self.plan.subjects(grade):
            self._bring(subject.subject, "D" if subject.kind == "comment" else 71)
        self._bring("conduct", "T")
        self._bring("absent", 2)

    def _is_exempt(self, klass: str, grade: int) -> None:
        """In semester 2; in semester 1 no more."""
        subject = next(each for each in self.plan.subjects(grade) if each.kind == "comment")
        part = "whole" if self.plan.regime(grade) == "TT58_26" else "practical"
        self.exempt = (self.plan.pupils_of(klass)[3], subject.subject, part)
        path = f"/pupils/{self.exempt[0]}/exemptions"
        body = {"class": klass, "subject": subject.subject, "part": part, "evidence": [DIGEST]}
        self.post(HEAD, path, semesters=[2], decision=self.paper, **body)
        again = self.post(HEAD, path, semesters=[1], decision=self.paper, **body)
        self.post(HEAD, f"{path}/{again['pos']}/end", reason="đã khỏe", decision=self.paper)

    def _comes_late(self, klass: str, grade: int) -> None:
        """One semester of a subject is enough."""
        self.late, self.only = f"{klass}.98", self.plan.subjects(grade)[0].subject
        self._enrol(klass, self.late, "Em về muộn", "muon")
        allowed = {"class": klass, "subject": self.only, "decision": self.paper}
        self.post(HEAD, f"/pupils/{self.late}/one-semester-permissions", **allowed)

    def _too_early(self, klass: str) -> None:
        """Acts of the end of the year, in October."""
        teacher, pupil, here = f"cn.{klass}", self.plan.pupils_of(klass)[0], f"/classes/{klass}"
        self.refuse("INCOMPLETE", "gv.toan", "POST", f"/books/{klass}/toan/1/signatures")
        self.refuse("NOT_APPROVED", teacher, "POST", f"{here}/promotion/1/list")
        self.refuse("NOT_DECIDED", teacher, "POST", f"{here}/promotion/2/list")
        asked = {"pupils": [{"pupil": pupil}]}
        self.refuse("BOARD_NOT_OPEN", HEAD, "POST", f"{here}/promotion/1/decisions", **asked)
        self.refuse("NO_RESULT", HEAD, "POST", f"{here}/titles", semester=1, **asked)
        self.refuse("NOT_PENDING", teacher, "PUT", f"{here}/retests/{pupil}", subjects=["toan"])

    def _change_class(self, klass: str) -> None:
        other = f"{klass[:-1]}B"
        moved = {
            "class": klass,
            "from": self.day("10-13"),
            "cause": "change",
            "decision": self.paper,
        }
        self.post(BOARD, f"/pupils/{self.plan.pupils_of(other)[0]}/placements", **moved)

    def _bring(self, subject: str, value: Any) -> None:
        body = {"year": self.plan.year, "semester": 1, "subject": subject, "value": value, "document": DIGEST}
        self.post(CLERK, f"/pupils/{self.newcomer}/brought-results", **body)
