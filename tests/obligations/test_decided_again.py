"""A year in which pupils leave with a semester, and slips are found after the promotion (R3, R4)."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.obligations.people import BOARD, CLERK, DEPUTY
from tests.obligations.roads import MendedYear
from tests.obligations.test_year import verified
from tests.school.door import HEAD
from tests.school.plan import Plan

KLASS = "6A"
LEAVES_WITH_THE_SEMESTER, LEFT_IN_OCTOBER = "6A.07", "6A.08"
MISBEHAVED = "6A.05"
SEATS = ((HEAD, "leadership"), (BOARD, "board"), (f"cn.{KLASS}", "homeroom"))


class Mended(MendedYear):
    """The small year of one class; each slip is found as late as it can be."""

    def _small_changes(self) -> None:
        self.go("11-21")
        self.left_marks = self._typed_after_leaving()
        super()._small_changes()

    def _typed_after_leaving(self) -> list[int]:
        """A test that was sat before the pupil left, typed after: of semester 1, and of the one to come."""
        gone = {"class": KLASS, "last": self.day("11-20"), "cause": "dropout", "decision": self.paper}
        self.post(CLERK, f"/pupils/{LEFT_IN_OCTOBER}/leavings", **gone)
        cell = {"pupil": LEFT_IN_OCTOBER, "col": "nx", "value": "Có cố gắng", "base": 0}
        answers = [
            self.ask("gv.van", "PUT", f"/books/{KLASS}/van/{semester}/cells", cells=[cell])
            for semester in (1, 2)
        ]
        return [answer.status_code for answer in answers]

    def _close_semester(self, semester: int) -> None:
        if semester == 1:
            self.go("01-10")
            gone = {"class": KLASS, "last": self.day("01-16"), "cause": "transfer", "school": "Trường Hai"}
            self.post(CLERK, f"/pupils/{LEAVES_WITH_THE_SEMESTER}/leavings", decision=self.paper, **gone)
            self.go("01-17")
            self._sign_off(KLASS, 6, 1)
            self._lock(1)
            self.card_of_leaver = self.card(LEAVES_WITH_THE_SEMESTER)
            return
        super()._close_semester(semester)

    def _page(self) -> str:
        """The page of the class's book of mathematics, semester 1."""
        answer = self.page(HEAD, f"/truong/{self.code}/so/{KLASS}/toan/1")
        assert answer.status_code == 200, answer.text[:500]
        return str(answer.text)

    def _lock(self, semester: int) -> None:
        self.service.run_schedule()
        self.post(BOARD, f"/closes/{KLASS}/{semester}/propose")
        self.post(HEAD, f"/closes/{KLASS}/{semester}/lock", decision=self.paper)

    def _second_semester(self) -> None:
        super()._second_semester()
        self.go("04-21")
        self._unlock(1, "05-05")
        self.correct(LEAVES_WITH_THE_SEMESTER, "toan", 1, "ck", "1,0")
        self.after_dossier = self.rows("results", **{"class": KLASS})
        pages = [self._page()]
        self._approve_again("toan", 1)
        self.pages = [*pages, self._page()]
        self._lock(1)

    def _promotion(self) -> None:
        super()._promotion()
        self.go("06-05")
        self._unlock(2, "06-15")
        self.titled = next(row["pupil"] for row in self.rows("titles") if row["title"] != "GIAY_KHEN")
        self.correct(MISBEHAVED, "conduct", 2, "cn", "Khá")
        self.correct(self.titled, "toan", 2, "ck", "0,5")
        self._approve_again("conduct", 2)
        self.stale = {
            name: self.rows(name, **{"class": KLASS}) for name in ("promotions", "titles", "results")
        }
        path = f"/classes/{KLASS}/promotion/1"
        again = [{"pupil": MISBEHAVED}]
        self.same_board = self.ask(DEPUTY, "POST", f"{path}/decisions", pupils=again)
        self.post(f"cn.{KLASS}", f"{path}/list")
        members = sorted([HEAD, DEPUTY, BOARD])
        self.post(HEAD, f"{path}/board", members=members, decision=self.paper)
        self.untouched = self.ask(
            DEPUTY, "POST", f"{path}/decisions", pupils=[{"pupil": self.plan.pupils_of(KLASS)[2]}]
        )
        self.post(DEPUTY, f"{path}/decisions", pupils=[*again, {"pupil": self.titled}])
        self.outcomes[KLASS][MISBEHAVED] = "LEN_LOP"
        anew = {"pupil": self.titled, "title": "HSTT", "reason": "Hội đồng giữ danh hiệu"}
        self.post(HEAD, f"/classes/{KLASS}/titles", semester=0, pupils=[anew])
        self.twice = self.ask(HEAD, "POST", f"/classes/{KLASS}/titles", semester=0, pupils=[anew])

    def _unlock(self, semester: int, until: str) -> None:
        body = {"reason": "sửa theo hồ sơ", "until": self.five(until), "decision": self.paper}
        self.post(HEAD, f"/closes/{KLASS}/{semester}/unlock", **body)

    def correct(self, pupil: str, subject: str, semester: int, col: str, value: str) -> None:
        """A whole dossier, after the moment of record."""
        base = self._cell(KLASS, subject, semester, pupil, col)["pos"]
        name = f"sua-{pupil}-{subject}".replace(".", "-")
        place = {"dossier": name, "class": KLASS, "subject": subject, "semester": semester, "kind": "sua"}
        item = {"pupil": pupil, "col": col, "value": value, "base": base, "reason": "Cộng nhầm điểm"}
        evidence = [{"content": base64.b64encode(b"bai lam").decode()}]
        by = f"cn.{KLASS}" if subject == "conduct" else f"gv.{subject}"
        self.post(by, "/dossiers", items=[item], evidence=evidence, **place)
        self.post(DEPUTY, f"/dossiers/{name}/permit")
        seats = ((DEPUTY, "leadership"), (BOARD, "board"), (HEAD, "homeroom"))
        for person, seat in seats if subject == "conduct" else SEATS:
            self.post(person, f"/dossiers/{name}/witness", seat=seat)

    def _approve_again(self, *subjects: str) -> None:
        *changed, semester = subjects
        for subject in {*changed, "toan"}:
            by = f"cn.{KLASS}" if subject == "conduct" else f"gv.{subject}"
            self.post(by, f"/books/{KLASS}/{subject}/{semester}/signatures")
        place = f"/classes/{KLASS}/semesters/{semester}"
        self.post(f"cn.{KLASS}", f"{place}/sign")
        self.post(HEAD, f"{place}/approve")


@pytest.fixture(scope="module")
def mended(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mended]:
    plan = Plan("THCS", 2020, (6,), 1, 8)
    made = Mended(module_dsn, tmp_path_factory.mktemp("home"), plan)
    made.play()
    yield made
    made.service.stop()


def test_who_leaves_with_the_semester_has_its_result_up_to_the_report_card(mended: Mended) -> None:
    """R4: the leaving is known before the approval, and the last day is that of the semester."""
    first = mended.card_of_leaver["semester_1"]
    assert first["pupil"] == LEAVES_WITH_THE_SEMESTER
    assert first["learning"] is not None
    assert mended.card(LEAVES_WITH_THE_SEMESTER)["whole"] is None


def test_a_test_sat_before_the_leaving_is_typed_and_none_of_the_semester_after(mended: Mended) -> None:
    """R4: 404 for both before."""
    assert mended.left_marks == [200, 404]


def test_a_slip_in_the_class_that_the_pupil_has_left_reaches_the_report_card(mended: Mended) -> None:
    """A dossier, the signatures that it voids, and the result is recorded anew though the pupil is gone."""
    before, after = mended.card_of_leaver["semester_1"], mended.card(LEAVES_WITH_THE_SEMESTER)["semester_1"]
    assert dict(after["scores"])["toan"] < dict(before["scores"])["toan"]
    assert not after["stale"]
    assert {row["stale"] for row in mended.after_dossier if row["semester"] == 1} == {True}
    assert ["cần xét lại" in page for page in mended.pages] == [True, False]


def test_a_decision_is_stale_until_a_new_board_decides_again(mended: Mended) -> None:
    """R3: 409 ALREADY_EXISTS before; now by a new list and board, and for nobody else."""
    stale = {row["pupil"] for row in mended.stale["promotions"] if row["stale"]}
    assert stale == {MISBEHAVED, mended.titled}
    assert not any(row["stale"] for row in mended.stale["results"])
    assert mended.same_board.json()["code"] == "BOARD_NOT_OPEN"
    assert mended.untouched.json()["code"] == "ALREADY_EXISTS"
    rows = {row["pupil"]: row for row in mended.rows("promotions", **{"class": KLASS})}
    assert not any(row["stale"] for row in rows.values())
    assert rows[MISBEHAVED]["outcome"] == rows[MISBEHAVED]["first"] == "LEN_LOP"
    assert [before["outcome"] for before in rows[MISBEHAVED]["superseded"]] == ["REN_LUYEN_HE"]
    assert mended.card(MISBEHAVED)["promotion"]["superseded"][0]["outcome"] == "REN_LUYEN_HE"


def test_the_placement_follows_the_new_decision(mended: Mended) -> None:
    """Who would have waited for the summer is placed in the class above."""
    placed = {row["pupil"]: row["code"] for row in mended.placed if "code" in row}
    assert MISBEHAVED not in placed
    assert MISBEHAVED in mended.here("7X") or MISBEHAVED in str(mended.placed)


def test_a_title_is_awarded_anew_and_the_first_stays_visible(mended: Mended) -> None:
    """Stale in between; the newest counts, once."""
    assert [row["stale"] for row in mended.stale["titles"] if row["pupil"] == mended.titled] == [True]
    assert mended.twice.json()["code"] == "ALREADY_EXISTS"
    titles = [row for row in mended.card(mended.titled)["titles"] if row["title"] != "GIAY_KHEN"]
    assert [(row["superseded"], row["stale"]) for row in titles] == [(True, False), (False, False)]


def test_the_log_is_sound(mended: Mended, tmp_path: Path) -> None:
    """Every one of these roads is lawful to a stranger, too."""
    answer = verified(mended, tmp_path)
    assert (answer["verdict"], answer["findings"]) == ("sound", [])
