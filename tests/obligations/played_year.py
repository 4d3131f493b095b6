"""A school's year, August to August, played through the API alone, each act by whose duty it is."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import warnings
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, NamedTuple

from api.http.app import create_app
from api.service.service import Service
from api.service.settings import Settings
from demo.clock import PlayedClock
from domain.regulations import regime_of_grade, regulation
from domain.regulations.catalogue import GDPT2006, GDPT2018, CatalogueSubject
from domain.words.fields import Decision, FirstHead
from domain.words.fields import School as SchoolFacts
from ledger.form.canonical import b64

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

HEAD, DEPUTY, BOARD, CLERK = "hieu", "pho", "quan", "thu"
SAMPLE = Path(__file__).parents[2] / "demo" / "marks.csv"
"""Real marks of an examination, as the demo school has them."""
DIGEST = b64(bytes(range(32)))
CSV_TYPE = "ma_hs"
HANDED_IN = b"quyet dinh, ban quet"
FILES = {b64(hashlib.sha256(HANDED_IN).digest()): "đã nộp tệp", DIGEST: "chưa nộp tệp", None: "lưu bản giấy"}
"""What the decisions of the year name in turn, and what is shown of it."""


class Plan(NamedTuple):
    """A school to play: its level, first calendar year, grades, classes of each, pupils of each class."""

    level: str
    first: int
    grades: tuple[int, ...]
    classes: int
    pupils: int

    @property
    def year(self) -> str:
        return f"{self.first}-{self.first + 1}"

    def day(self, month_day: str) -> str:
        return f"{self.first + (month_day < '08')}-{month_day}"


class PlayedYear:
    """The school, its clock, and every answer of the API by what was asked for."""

    def __init__(self, dsn: str, home: Path, plan: Plan) -> None:
        self.plan, self.code = plan, f"tr-{plan.level.lower()}"
        self.settings = Settings(home)
        self.clock = PlayedClock(plan.day("08-20") + "T01:00:00.000000Z")
        self.service = Service(self.settings, self.clock, dsn)
        self.service.migrate()
        self.client = TestClient(create_app(self.settings, self.service), raise_server_exceptions=False)
        self.tokens: dict[str, str] = {}
        self.calls = 0
        self.refused: dict[str, Any] = {}
        """Code -> the answer to a request that was made to be refused by it."""
        self.marks = self._sample()
        facts = SchoolFacts(code=self.code, name="Trường Mẫu", province="62", level=plan.level)  # type: ignore[arg-type]
        paper = Decision(no="01/QĐ", date=plan.day("08-01"), digest=DIGEST)
        self.service.create_school(
            facts, FirstHead(person=HEAD, name="Hiệu trưởng", start=plan.day("08-01")), paper
        )
        self._papers = cycle(FILES)
        self._hand_in()

    @property
    def school(self) -> Any:
        return self.service.school(self.code)

    def go(self, month_day: str, time: str = "02:00:00") -> None:
        """Moves the clock to that time (UTC) of a day of the school year."""
        self.clock.set(f"{self.day(month_day)}T{time}.000000Z")

    def day(self, month_day: str) -> str:
        return self.plan.day(month_day)

    def midnight(self, month_day: str) -> str:
        return self.day(month_day) + "T00:00:00+07:00"

    def five(self, month_day: str) -> str:
        """Five in the afternoon."""
        return self.day(month_day) + "T17:00:00+07:00"

    def token(self, person: str) -> str:
        if person not in self.tokens:
            self.tokens[person] = self.service.tokens.issue(self.school.log.school, person, self.clock.now())
        return self.tokens[person]

    def ask(self, person: str, method: str, path: str, /, **body: Any) -> Any:
        """A request and its answer, whatever it is; a write gets a command id."""
        self.calls += 1
        headers = {"Authorization": f"Bearer {self.token(person)}"}
        sent = {"cmd": f"c{self.calls}", **body} if method != "GET" else None
        query = body if method == "GET" else None
        return self.client.request(
            method, f"/api/v1/schools/{self.code}{path}", headers=headers, json=sent, params=query
        )

    def do(self, person: str, method: str, path: str, /, **body: Any) -> Any:
        """The same, which must be taken."""
        answer = self.ask(person, method, path, **body)
        assert answer.status_code in (200, 201), (person, method, path, answer.text[:800])
        if (paper := body.get("decision") or body.get("letter")) is not None:
            told = answer.json()
            acts = [each["saved"] for each in told if each["saved"]] if isinstance(told, list) else [told]
            assert {act["decision_file"]["text"] for act in acts} == {FILES[paper["digest"]]}, path
        return answer.json()

    def refuse(self, code: str, person: str, method: str, path: str, /, **body: Any) -> None:
        """A request that should be refused; its answer is kept for the tests."""
        self.refused[code] = self.ask(person, method, path, **body)

    def post(self, person: str, path: str, /, **body: Any) -> Any:
        return self.do(person, "POST", path, **body)

    def put(self, person: str, path: str, /, **body: Any) -> Any:
        return self.do(person, "PUT", path, **body)

    def get(self, person: str, path: str, /, **query: Any) -> Any:
        return self.do(person, "GET", path, **query)

    def rows(self, name: str, **query: Any) -> list[dict[str, Any]]:
        """A list, as the head reads it."""
        return list(self.get(HEAD, f"/lists/{name}", **query)["rows"])

    @property
    def paper(self) -> dict[str, Any]:
        """A decision: its file handed in, or named and never seen, or kept on paper, by turns."""
        return {"no": "12/QĐ", "date": self.day("08-15"), "digest": next(self._papers)}

    def _hand_in(self) -> None:
        """The one file that there is."""
        headers = {"Authorization": f"Bearer {self.token(HEAD)}"}
        files = {"file": ("qd.pdf", HANDED_IN)}
        path = f"/api/v1/schools/{self.code}/attachments"
        assert self.client.post(path, headers=headers, files=files).status_code == 201

    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.school.log.lines(0, self.school.log.head().size)]

    # Who and what there is

    def classes(self) -> Iterator[tuple[str, int]]:
        for grade in self.plan.grades:
            for number in range(self.plan.classes):
                yield f"{grade}{'ABCDEFGH'[number]}", grade

    def pupils(self, klass: str) -> list[str]:
        return [f"{klass}.{number:02}" for number in range(1, self.plan.pupils + 1)]

    def regime(self, grade: int) -> str:
        return str(regime_of_grade(self.plan.year, grade))

    def subjects(self, grade: int) -> list[CatalogueSubject]:
        """The real subjects of a grade; of upper secondary's electives the first four."""
        tt22 = self.regime(grade) == "TT22_2021"
        known = [each for each in (GDPT2018 if tt22 else GDPT2006) if grade in each.periods]
        electives = [each for each in known if each.elective][:4]
        return sorted([each for each in known if not each.elective or each in electives])

    def columns(self, grade: int, subject: CatalogueSubject) -> list[str]:
        law = regulation(self.regime(grade))
        required = law.required_tx(subject.periods[grade], subject.kind)
        return [*(f"tx{number}" for number in range(1, required + 1)), "gk", "ck"]

    def value(self, klass: str, number: int, subject: CatalogueSubject, col: str, semester: int) -> Any:
        """A mark of the sample; pupil 2 is weak everywhere, so that somebody has to be examined again."""
        if subject.kind == "comment":
            return "Đ"
        if number == 2:
            return {"tenths": 38 if subject.subject in ("toan", "van", "ly", "khtn") else 46}
        rows = self.marks
        row = rows[(sum(map(ord, klass + subject.subject)) + 7 * number) % len(rows)]
        return {"tenths": max(35, int(row["gk" if col in ("gk", "ck") else "tx1"]) + semester)}

    @staticmethod
    def _sample() -> list[dict[str, str]]:
        with SAMPLE.open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    # The year

    def play(self) -> PlayedYear:
        """From the founding of the board to the lists of the next year."""
        self._people()
        self._year()
        self._first_semester()
        self._close_semester(1)
        self._second_semester()
        self._close_semester(2)
        self._promotion()
        self._summer()
        self._next_year()
        return self

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
        body = {"from": self.day("08-15"), "class": klass, "subject": subject}
        made = self.post(HEAD, "/appointments", person=person, role=role, decision=self.paper, **body)
        return int(made["pos"])

    def _year(self) -> None:
        spans = [
            (self.day("09-05"), self.day("01-16")),
            (self.day("01-18"), self.day("05-31")),
        ]
        semesters = [{"from": first, "to": last} for first, last in spans]
        self.post(HEAD, "/years", year=self.plan.year, semesters=semesters, decision=self.paper)
        self.go("08-25")
        self.posts: dict[tuple[str, str], int] = {}
        known: set[str] = set()
        for klass, grade in self.classes():
            self._open(klass, grade, known)
        self._windows()
        self.go("09-07")
        for klass, _ in self.classes():
            self._roster(klass)

    def _open(self, klass: str, grade: int, known: set[str]) -> None:
        subjects = [
            {
                "subject": each.subject,
                "name": each.name,
                "kind": each.kind,
                "periods": each.periods[grade],
                "tx": len(self.columns(grade, each)) - 2,
                "semesters": [1, 2],
            }
            for each in self.subjects(grade)
        ]
        named = {"class": klass, "name": klass, "grade": grade, "year": self.plan.year}
        self.post(BOARD, "/classes", regime=self.regime(grade), subjects=subjects, **named)
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
            for pupil in self.pupils(klass)
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
            for pupil in self.pupils(klass)
            for col, text in texts.items()
        ]
        self.put(f"cn.{klass}", f"/books/{klass}/profile/1/cells", cells=cells)
        self.post(f"cn.{klass}", f"/classes/{klass}/roster-confirmations")

    def _first_semester(self) -> None:
        self._september()
        self._movements()
        for klass, grade in self.classes():
            self._enter(klass, grade, 1)
        self._small_changes()
        self._check("kt1", 1)

    def _september(self) -> None:
        month = self.day("09-01")[:7]
        self.go("09-28")
        for klass, _ in self.classes():
            first = self.pupils(klass)[0]
            edit = {"pupil": first, "date": self.day("09-10"), "session": "S", "value": "P", "base": 0}
            self.put(f"cn.{klass}", f"/classes/{klass}/months/{month}/absences", edits=[edit])
            self.post(f"cn.{klass}", f"/classes/{klass}/months/{month}/confirm")
            signer = HEAD if klass.endswith("A") else DEPUTY
            self.post(signer, f"/classes/{klass}/months/{month}/sign", remark="Đủ buổi học")
        klass = next(self.classes())[0]
        self.post(HEAD, f"/classes/{klass}/months/{month}/reopen", reason="ghi sót một buổi")
        more = {
            "pupil": self.pupils(klass)[2],
            "date": self.day("09-11"),
            "session": "C",
            "value": "K",
            "base": 0,
        }
        self.put(f"cn.{klass}", f"/classes/{klass}/months/{month}/absences", edits=[more])
        self.post(f"cn.{klass}", f"/classes/{klass}/months/{month}/confirm")
        self.post(HEAD, f"/classes/{klass}/months/{month}/sign", remark="Đã bổ sung")

    def _movements(self) -> None:
        """In the first class: one leaves and comes back, one comes from another school, one is exempt."""
        klass, grade = next(self.classes())
        self.go("10-12")
        pupil = self.pupils(klass)[-1]
        gone = {"class": klass, "last": self.day("10-10"), "cause": "transfer", "school": "Trường Hai"}
        self.post(CLERK, f"/pupils/{pupil}/leavings", decision=self.paper, **gone)
        back = {"class": klass, "from": self.day("10-12"), "cause": "return"}
        self.post(CLERK, f"/pupils/{pupil}/placements", decision=self.paper, **back)
        self.newcomer = f"{klass}.99"
        new = {
            "pupil": self.newcomer,
            "name": "Em mới",
            "born": "2009-01-01",
            "register": f"{self.plan.first}/moi",
        }
        new["from"] = self.day("10-12")
        self.post(CLERK, f"/classes/{klass}/pupils", pupils=[new])
        self.post(CLERK, f"/pupils/{self.newcomer}/arrivals", school="Trường Ba", letter=self.paper)
        for subject in self.subjects(grade):
            value = "D" if subject.kind == "comment" else 71
            self._bring(subject.subject, value)
        self._bring("conduct", "T")
        self._bring("absent", 2)
        subject = next(each for each in self.subjects(grade) if each.kind == "comment")
        part = "whole" if self.regime(grade) == "TT58_26" else "practical"
        body = {"class": klass, "subject": subject.subject, "part": part, "evidence": [DIGEST]}
        self.exempt = (self.pupils(klass)[3], subject.subject, part)
        self.post(HEAD, f"/pupils/{self.exempt[0]}/exemptions", semesters=[2], decision=self.paper, **body)
        again = self.post(
            HEAD, f"/pupils/{self.exempt[0]}/exemptions", semesters=[1], decision=self.paper, **body
        )
        path = f"/pupils/{self.exempt[0]}/exemptions/{again['pos']}/end"
        self.post(HEAD, path, reason="đã khỏe", decision=self.paper)
        self.late = f"{klass}.98"
        new = {
            "pupil": self.late,
            "name": "Em về muộn",
            "born": "2009-01-01",
            "register": f"{self.plan.first}/muon",
        }
        self.post(CLERK, f"/classes/{klass}/pupils", pupils=[{**new, "from": self.day("10-12")}])
        self.only = self.subjects(grade)[0].subject
        allowed = {"class": klass, "subject": self.only, "decision": self.paper}
        self.post(HEAD, f"/pupils/{self.late}/one-semester-permissions", **allowed)
        if self.plan.classes > 1:
            self._change_class(klass)
        self._too_early(klass)

    def _too_early(self, klass: str) -> None:
        """Acts of the end of the year, in October."""
        teacher, pupil, here = f"cn.{klass}", self.pupils(klass)[0], f"/classes/{klass}"
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
        self.post(BOARD, f"/pupils/{self.pupils(other)[0]}/placements", **moved)

    def _bring(self, subject: str, value: Any) -> None:
        body = {"year": self.plan.year, "semester": 1, "subject": subject, "value": value, "document": DIGEST}
        self.post(CLERK, f"/pupils/{self.newcomer}/brought-results", **body)

    def here(self, klass: str) -> list[str]:
        """The members of a class now, as the API says."""
        return [row["pupil"] for row in self.get(BOARD, f"/classes/{klass}/pupils")]

    def _enter(self, klass: str, grade: int, semester: int) -> None:
        """Every teacher enters the semester's marks, dates the end-of-term test and publishes it."""
        self.go("11-20" if semester == 1 else "04-20") if klass == next(self.classes())[0] else None
        here = self.here(klass)
        for subject in self.subjects(grade):
            teacher = f"gv.{subject.subject}"
            place = f"/books/{klass}/{subject.subject}/{semester}"
            cells = [
                {
                    "pupil": pupil,
                    "col": col,
                    "value": self._of(klass, pupil, subject, col, semester),
                    "base": 0,
                }
                for pupil in here
                if self._has_marks(pupil, subject.subject, semester)
                for col in self.columns(grade, subject)
            ]
            self._save(teacher, klass, subject.subject, semester, cells)
            self.put(
                teacher, f"{place}/columns/ck/date", date=self.day("11-18" if semester == 1 else "04-18")
            )
            self.post(teacher, f"{place}/columns/ck/publish")
        self._conduct(klass, grade, semester, here)

    def _save(
        self, teacher: str, klass: str, subject: str, semester: int, cells: list[dict[str, Any]]
    ) -> None:
        """A book alone; the first class's Toán together with a book of somebody else, which is refused."""
        if subject != "toan" or klass != next(self.classes())[0]:
            self.put(teacher, f"/books/{klass}/{subject}/{semester}/cells", cells=cells)
            return
        books = [{"subject": "toan", "cells": cells}, {"subject": "van", "cells": cells}]
        self.bulk = self.post(teacher, f"/classes/{klass}/semesters/{semester}/cells", books=books)
        assert self.bulk[0]["saved"], self.bulk

    def _of(self, klass: str, pupil: str, subject: CatalogueSubject, col: str, semester: int) -> Any:
        return self.value(klass, int(pupil.rpartition(".")[2]), subject, col, semester)

    def _has_marks(self, pupil: str, subject: str, semester: int) -> bool:
        if semester == 1 and (pupil == self.newcomer or (pupil, subject) == (self.late, self.only)):
            return False
        return (pupil, subject, "whole") != self.exempt or semester == 1

    def _conduct(self, klass: str, grade: int, semester: int, here: list[str]) -> None:
        """Pupil 5 misbehaves in semester 2, and has to work on it in the summer."""
        tt58 = self.regime(grade) == "TT58_26"
        cols = ["cn", "hk"] if semester == 2 and tt58 else ["hk"]
        cells = [
            {"pupil": pupil, "col": col, "value": self._rank(pupil, semester, tt58=tt58), "base": 0}
            for pupil in here
            if not (semester == 1 and pupil == self.newcomer)
            for col in cols
        ]
        cells.append({"pupil": here[0], "col": "nx", "value": "Chăm ngoan", "base": 0})
        self.put(f"cn.{klass}", f"/books/{klass}/conduct/{semester}/cells", cells=cells)

    def _rank(self, pupil: str, semester: int, *, tt58: bool) -> str:
        if semester == 2 and pupil.endswith(".05"):
            return "Yếu" if tt58 else "Chưa đạt"
        return "Tốt"

    def _small_changes(self) -> None:
        """What happens to marks besides being entered, all in the first class."""
        klass, grade = next(self.classes())
        subject = next(each for each in self.subjects(grade) if each.subject == "toan")
        place, teacher = f"/books/{klass}/toan/1", "gv.toan"
        pupil = self.here(klass)[0]
        cell = self._cell(klass, "toan", 1, pupil, "tx1")
        self.put(
            teacher,
            f"{place}/cells",
            cells=[{"pupil": pupil, "col": "tx1", "value": "9,5", "base": cell["pos"]}],
        )
        cell = self._cell(klass, "toan", 1, pupil, "tx1")
        self.put(
            teacher,
            f"{place}/cells",
            cells=[{"pupil": pupil, "col": "tx1", "value": None, "base": cell["pos"]}],
        )
        cell = self._cell(klass, "toan", 1, pupil, "tx1")
        self.put(
            teacher,
            f"{place}/cells",
            cells=[{"pupil": pupil, "col": "tx1", "value": "9", "base": cell["pos"]}],
        )
        late = {
            "col": "ck",
            "pupils": [pupil],
            "until": self.five("12-30"),
            "reason": "makeup",
        }
        self.post(DEPUTY, f"{place}/late-permissions", decision=self.paper, **late)
        self._stale_comparison(place, pupil)
        self._substitute(klass)
        self._dossiers(klass, pupil)
        self._compare(klass, subject)
        self._incidents()

    def _stale_comparison(self, place: str, pupil: str) -> None:
        made = self.post("gv.toan", f"{place}/comparisons", content=f"ma_hs;tx1\n{pupil};9")
        base = self._cell(place.split("/")[2], "toan", 1, pupil, "tx1")["pos"]
        cell = {"pupil": pupil, "col": "tx1", "value": "8,5", "base": base}
        self.put("gv.toan", f"{place}/cells", cells=[cell])
        body = {"comparison": made["pos"], "explanation": "vì"}
        self.refuse("COMPARISON_STALE", "gv.toan", "POST", f"{place}/declarations", **body)

    def _cell(self, klass: str, subject: str, semester: int, pupil: str, col: str) -> dict[str, Any]:
        cells = self.get(BOARD, f"/books/{klass}/{subject}/{semester}")["cells"]
        return next(cell for cell in cells if (cell["pupil"], cell["col"]) == (pupil, col))

    def _substitute(self, klass: str) -> None:
        span = {"from": self.day("11-20"), "to": self.day("11-30"), "decision": self.paper}
        self.post(DEPUTY, "/substitutes", person="moi", appointment=self.posts[klass, "toan"], **span)
        cell = {"pupil": self.here(klass)[0], "col": "nx", "value": "Có tiến bộ", "base": 0}
        self.put("moi", f"/books/{klass}/toan/1/cells", cells=[cell])
        made = self.put(BOARD, "/people/moi/profile/title", value="Giáo viên", base=0)
        self.put(BOARD, "/people/moi/profile/title", value="Giáo viên hạng II", base=made["pos"])
        self.put(BOARD, "/people/moi/profile/phone", value="0900 000 000", base=0)

    def _propose(
        self, klass: str, pupil: str, dossier: str, value: str, subject: str = "toan", col: str = "ck"
    ) -> None:
        cell = self._cell(klass, subject, 1, pupil, col)
        item = {"pupil": pupil, "col": col, "value": value, "base": cell["pos"], "reason": "Cộng nhầm điểm"}
        evidence = [{"content": base64.b64encode(b"bai lam").decode()}]
        place = {"class": klass, "subject": subject, "semester": 1, "kind": "sua", "evidence": evidence}
        by = f"cn.{klass}" if subject == "conduct" else f"gv.{subject}"
        self.post(by, "/dossiers", dossier=dossier, items=[item], **place)

    def _dossiers(self, klass: str, pupil: str) -> None:
        """One applied, one refused, one amended and withdrawn, one of conduct; a session that lapses."""
        self._propose(klass, pupil, "d1", "9,9")
        self.post(HEAD, "/dossiers/d1/permit")
        self.post(HEAD, "/dossiers/d1/witness", seat="leadership")
        self.clock.set(_later(self.clock.now(), 11 * 60))
        self.service.run_schedule()
        for person, seat in ((HEAD, "leadership"), (BOARD, "board"), (f"cn.{klass}", "homeroom")):
            self.post(person, "/dossiers/d1/witness", seat=seat)
        self._propose(klass, pupil, "d2", "8")
        self.post(DEPUTY, "/dossiers/d2/refuse", reason="không có căn cứ")
        self._propose(klass, pupil, "d3", "7")
        cell = self._cell(klass, "toan", 1, pupil, "ck")
        item = {"pupil": pupil, "col": "ck", "value": "7,5", "base": cell["pos"], "reason": "Cộng nhầm"}
        evidence = [{"content": base64.b64encode(b"bai lam").decode()}]
        self.post("gv.toan", "/dossiers/d3/amend", evidence=evidence, items=[item])
        self.post("gv.toan", "/dossiers/d3/withdraw")
        self.post(f"cn.{klass}", f"/books/{klass}/conduct/1/columns/hk/publish")
        self._propose(klass, pupil, "d4", "Khá", "conduct", "hk")
        self.post(DEPUTY, "/dossiers/d4/permit")
        for person, seat in ((DEPUTY, "leadership"), (BOARD, "board"), (HEAD, "homeroom")):
            self.post(person, "/dossiers/d4/witness", seat=seat)

    def _compare(self, klass: str, subject: CatalogueSubject) -> None:
        """S16: exactly the two planted differences are listed, and nothing is declared without a word."""
        book = self.get("gv.toan", f"/books/{klass}/toan/1")["cells"]
        marks = {(cell["pupil"], cell["col"]): cell["text"] for cell in book if cell["text"] is not None}
        cols = sorted({col for _, col in marks} - {"nx"})
        planted = sorted({pupil for pupil, col in marks if col == "gk"})[:2]
        marks |= {(pupil, "gk"): "1,0" for pupil in planted}
        rows = [[p, *(marks.get((p, col), "") for col in cols)] for p in sorted({p for p, _ in marks})]
        lines = [";".join(["ma_hs", *cols]), *(";".join(row) for row in rows)]
        self.compared = self.post("gv.toan", f"/books/{klass}/toan/1/comparisons", content="\n".join(lines))
        self.planted = planted
        self.undeclared = self.ask(
            "gv.toan", "POST", f"/books/{klass}/toan/1/declarations", comparison=self.compared["pos"]
        )
        body = {"comparison": self.compared["pos"], "explanation": "chép nhầm ở sổ cá nhân"}
        self.post("gv.toan", f"/books/{klass}/toan/1/declarations", **body)

    def _incidents(self) -> None:
        self.post("gv.toan", "/incidents", incident="sc1", text="không lưu được điểm")
        self.post(BOARD, "/incidents/sc1/answers", text="đã khởi động lại", state="closed")
        self.post(CLERK, "/journal", text="thay ổ đĩa dự phòng")

    def _check(self, name: str, semester: int) -> None:
        """S19, S20: figures are frozen, and every teacher is rated by them."""
        made = self.post(HEAD, "/progress-checks", check=name, year=self.plan.year, semester=semester)
        body = {"year": self.plan.year, "semester": semester, "checks": [made["pos"]]}
        for subject in sorted({subject for _, subject in self.posts}):
            self.post(DEPUTY, "/ratings", person=f"gv.{subject}", **body)

    def _close_semester(self, semester: int) -> None:
        self.go("01-10" if semester == 1 else "05-25")
        for klass, grade in self.classes():
            self._sign_off(klass, grade, semester)
        self.go("01-16" if semester == 1 else "05-29")
        self.service.run_schedule()
        for klass, _ in self.classes():
            path = f"/closes/{klass}/{semester}"
            self.post(BOARD, f"{path}/propose")
            if semester == 1 and klass == next(self.classes())[0]:
                self.post(HEAD, f"{path}/refuse", reason="xem lại biên bản")
                self.post("quan2", f"{path}/propose")
            self.post(HEAD, f"{path}/lock", decision=self.paper)
        self.service.run_schedule()

    def _sign_off(self, klass: str, grade: int, semester: int) -> None:
        place = f"/classes/{klass}/semesters/{semester}"
        early = self.ask(HEAD, "POST", f"{place}/approve")
        assert early.json()["code"] == "NOT_SIGNED"
        for subject in self.subjects(grade):
            self.post(f"gv.{subject.subject}", f"/books/{klass}/{subject.subject}/{semester}/signatures")
        self.post(f"cn.{klass}", f"/books/{klass}/conduct/{semester}/signatures")
        self.post(f"cn.{klass}", f"{place}/sign")
        self.post(HEAD, f"{place}/approve")

    def _second_semester(self) -> None:
        self.go("01-18")
        klass, _ = next(self.classes())
        until = {"until": self.five("01-25"), "decision": self.paper}
        self.post(HEAD, f"/closes/{klass}/1/unlock", reason="kiểm tra bổ sung", **until)
        for name, grade in self.classes():
            self._enter(name, grade, 2)

    def _promotion(self) -> None:
        self.outcomes: dict[str, dict[str, str]] = {}
        for klass, _ in self.classes():
            self._board(klass, 1)
            proposed = self.get(HEAD, f"/classes/{klass}/titles/proposals", semester=0)["proposals"]
            first = [{"pupil": row["pupil"]} for row in proposed]
            praised = {"pupil": self.pupils(klass)[1], "title": "GIAY_KHEN", "reason": "tiến bộ vượt bậc"}
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

    def _summer(self) -> None:
        self.go("06-20")
        span = {
            "from": self.midnight("07-01"),
            "to": self.five("07-20"),
        }
        self.post(DEPUTY, f"/years/{self.plan.year}/retest-windows", decision=self.paper, **span)
        for klass, _ in self.classes():
            self._register(klass)
        self.go("07-05")
        for klass, grade in self.classes():
            self._examine(klass, grade)
        for klass, _ in self.classes():
            self._board(klass, 2)

    def _pending(self, klass: str, outcome: str) -> list[str]:
        return sorted(pupil for pupil, known in self.outcomes[klass].items() if known == outcome)

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
                kind = next(each.kind for each in self.subjects(grade) if each.subject == subject)
                mark = {"pupil": pupil, "value": 65 if kind == "score" else "D", "base": 0}
                self.put(f"gv.{subject}", f"/classes/{klass}/retest-marks/{subject}", marks=[mark])
        mark = {"pupil": self.pupils(klass)[0], "value": 65, "base": 0}
        self.refuse("NOT_REGISTERED", "gv.toan", "PUT", f"/classes/{klass}/retest-marks/toan", marks=[mark])
        better = "TB" if self.regime(grade) == "TT58_26" else "D"
        for pupil in self._pending(klass, "REN_LUYEN_HE"):
            path = f"/classes/{klass}/summer-conduct/{pupil}"
            self.post(f"cn.{klass}", path, conduct=better, evidence=[DIGEST])

    def _next_year(self) -> None:
        """The promoted of the first class are placed in the class above; the key of the log is renewed."""
        self.go("07-30")
        klass, grade = next(self.classes())
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


def _later(at: str, seconds: int) -> str:
    from domain.words.days import later

    return later(at, minutes=seconds // 60)
