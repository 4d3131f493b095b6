"""How the year begins: who is there, slips in it, the classes and their windows."""

from __future__ import annotations

from typing import Any

from tests.obligations.people import BOARD, CLERK, DEPUTY
from tests.school.door import HEAD, ApiSchool


class Opening(ApiSchool):
    """A chapter of the year."""

    def _people(self) -> None:
        self.put(HEAD, "/policy", proof={"entry": "token", "decide": "token", "witness": "token"}, lapse=10)
        for person in (DEPUTY, BOARD, "quan2", CLERK, "moi"):
            self.post(HEAD, "/people", person=person, name=f"Người {person}")
        since = self.day("08-15")
        members = {"members": ["quan", "quan2"], "from": since, "decision": self.paper}
        self.post(HEAD, "/boards", **members)
        for person, role in ((DEPUTY, "deputy"), (BOARD, "board"), ("quan2", "board"), (CLERK, "clerk")):
            self.appoint(person, role)
        powers = ["close", "late", "month", "permit", "substitute", "windows"]
        lent = {"from": since, "to": self.day("07-31"), "decision": self.paper}
        self.post(HEAD, "/delegations", person=DEPUTY, powers=powers, **lent)
        clauses = ["administration", "confidentiality", "programme", "retention", "safety"]
        span = {"from": since, "to": self.day("07-31"), "decision": self.paper}
        self.post(
            HEAD, "/commitments", commitment="cc1", provider="Công ty A", clauses=clauses, years=10, **span
        )
        seats = ["board", "homeroom", "leadership"]
        self.post(HEAD, "/procedures", seats=seats, days=15, papers="Biên bản", decision=self.paper)
        self._slips(clauses, span)

    def _slips(self, clauses: list[str], span: dict[str, Any]) -> None:
        """A commitment written twice is withdrawn; a name written wrongly is put right by three persons."""
        twice = {"provider": "Công ty A", "clauses": clauses, "years": 10, **span}
        made = self.post(HEAD, "/commitments", commitment="cc0", **twice)
        self.post(HEAD, "/withdrawals", of=made["pos"], reason="Ghi hai lần", decision=self.paper)
        slip = self.post(HEAD, "/people", person="nham", name="Nguời Nham")
        right = {"change": {"name": "Người Nhâm"}, "reason": "Ghi nhầm dấu", "evidence": ["A" * 43]}
        self.post(CLERK, "/rectifications", rectification="dc1", of=slip["pos"], **right)
        self.post(BOARD, "/rectifications/dc1/witness")
        self.post(HEAD, "/rectifications/dc1/decide", outcome="applied", decision=self.paper)

    def appoint(self, person: str, role: str, klass: str | None = None, subject: str | None = None) -> int:
        """By the head, from before the year; the right's position."""
        body = {"from": self.day("08-15"), "class": klass, "subject": subject}
        made = self.post(HEAD, "/appointments", person=person, role=role, decision=self.paper, **body)
        return int(made["pos"])

    def _year(self) -> None:
        semesters = self.plan.calendar.semesters("01-16", "01-18")
        self.post(HEAD, "/years", year=self.plan.year, semesters=semesters, decision=self.paper)
        self.go("08-25")
        self.posts: dict[tuple[str, str], int] = {}
        known: set[str] = set()
        for klass, grade in self.plan.each_class():
            self._open(klass, grade, known)
        self._windows()
        self.go("09-07")
        for klass, _ in self.plan.each_class():
            self._roster(klass)

    def _open(self, klass: str, grade: int, known: set[str]) -> None:
        subjects = [
            {
                "subject": each.subject,
                "name": each.name,
                "kind": each.kind,
                "periods": each.periods[grade],
                "tx": len(self.plan.columns(grade, each)) - 2,
                "semesters": [1, 2],
            }
            for each in self.plan.subjects(grade)
        ]
        named = {"class": klass, "name": klass, "grade": grade, "year": self.plan.year}
        self.post(BOARD, "/classes", regime=self.plan.regime(grade), subjects=subjects, **named)
        for person in (f"cn.{klass}", *(f"gv.{each['subject']}" for each in subjects)):
            if person not in known:
                self.post(HEAD, "/people", person=person, name=f"Thầy {person}")
                known.add(person)
        self.appoint(f"cn.{klass}", "homeroom", klass)
        for each in subjects:
            name = str(each["subject"])
            self.posts[klass, name] = self.appoint(f"gv.{name}", "teacher", klass, name)
        new = [
            {
                "pupil": pupil,
                "name": f"Em {pupil}",
                "born": "2009-03-04",
                "register": f"{self.plan.first}/{pupil}",
                "from": self.day("09-05"),
            }
            for pupil in self.plan.pupils_of(klass)
        ]
        self.post(BOARD, f"/classes/{klass}/pupils", pupils=new)

    def _windows(self) -> None:
        conduct = {1: ["hk"], 2: ["cn", "hk"]}
        for semester, first, last in ((1, "09-05", "01-15"), (2, "01-18", "05-28")):
            cols = sorted([*(f"tx{n}" for n in range(1, 5)), "gk", "ck", "nx", *conduct[semester]])
            span = {
                "from": self.midnight(first),
                "to": self.five(last),
            }
            place = {"year": self.plan.year, "semester": semester, "classes": ["*"]}
            body = {**place, **span, "cols": cols, "decision": self.paper}
            self.post(HEAD, "/windows", window=f"hk{semester}", **body)
        cols = ["cha", "dia_chi", "gioi", "sinh", "ten"]
        span = {
            "from": self.midnight("09-05"),
            "to": self.five("09-30"),
        }
        place = {"year": self.plan.year, "semester": 1, "classes": ["*"]}
        self.post(HEAD, "/windows", window="ho-so", cols=cols, decision=self.paper, **place, **span)
        self.post(
            DEPUTY,
            "/windows/ho-so/move",
            to=self.five("10-02"),
            decision=self.paper,
        )

    def _roster(self, klass: str) -> None:
        texts = {
            "ten": "Nguyễn Văn A",
            "sinh": "2009-03-04",
            "gioi": "Nam",
            "cha": "Nguyễn B",
            "dia_chi": "Số 1",
        }
        cells = [
            {"pupil": pupil, "col": col, "value": text, "base": 0}
            for pupil in self.plan.pupils_of(klass)
            for col, text in texts.items()
        ]
        self.put(f"cn.{klass}", f"/books/{klass}/profile/1/cells", cells=cells)
        self.post(f"cn.{klass}", f"/classes/{klass}/roster-confirmations")
