"""What happens to marks besides being entered, all in the first class."""

from __future__ import annotations

import base64

from domain.words.days import later
from tests.obligations.chapters.marks import Marks
from tests.obligations.chapters.persons import Persons
from tests.obligations.people import BOARD, CLERK, DEPUTY
from tests.school.catalogue import CatalogueSubject
from tests.school.door import HEAD


class Changes(Marks, Persons):
    """A chapter of the year."""

    def _small_changes(self) -> None:
        """What happens to marks besides being entered, all in the first class."""
        klass, grade = next(self.plan.each_class())
        subject = next(each for each in self.plan.subjects(grade) if each.subject == "toan")
        place, teacher = f"/books/{klass}/toan/1", "gv.toan"
        pupil = self.here(klass)[0]
        cell = self._cell(klass, "toan", 1, pupil, "tx1")
        self.by_device(
            "PUT",
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
        self.clock.set(later(self.clock.now(), minutes=11))
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
