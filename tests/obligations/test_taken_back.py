"""A year in which decisions, titles, re-test marks, brought results are put right by three persons (49)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.obligations.people import BOARD, CLERK, DEPUTY
from tests.obligations.roads import MendedYear
from tests.obligations.test_year import verified
from tests.school.door import DIGEST, HEAD
from tests.school.plan import Plan

KLASS = "6A"


class TakenBack(MendedYear):
    """The small year of one class; each kind of slip is mended where it hurts most."""

    def _close_semester(self, semester: int) -> None:
        super()._close_semester(semester)
        if semester == 1:
            # Found after the lock: opened again, put right, signed, approved and locked anew.
            self.before = self.card(self.newcomer)["semester_1"]
            of = self.newest("ResultBrought", pupil=self.newcomer, subject="toan")
            slip = {"rectification": "khoa", "of": of, "change": {"value": 85}, "reason": "Chép nhầm"}
            self.under_lock = self.ask(CLERK, "POST", "/rectifications", evidence=[DIGEST], **slip)
            body = {"reason": "đính chính", "until": self.later(5), "decision": self.paper}
            self.post(HEAD, f"/closes/{KLASS}/1/unlock", **body)
            self.mend(of, {"value": 85})
            self.between = self.card(self.newcomer)["semester_1"]
            for subject in self.plan.subjects(6):
                self.post(f"gv.{subject.subject}", f"/books/{KLASS}/{subject.subject}/1/signatures")
            self.post(f"cn.{KLASS}", f"/books/{KLASS}/conduct/1/signatures")
            place = f"/classes/{KLASS}/semesters/1"
            self.post(f"cn.{KLASS}", f"{place}/sign")
            self.post(HEAD, f"{place}/approve")
            self.post(BOARD, f"/closes/{KLASS}/1/propose")
            self.post(HEAD, f"/closes/{KLASS}/1/lock", decision=self.paper)

    def later(self, days: int) -> str:
        moved = int(self.clock.now()[8:10]) + days
        return f"{self.clock.now()[:8]}{moved:02d}T10:00:00+07:00"

    def _promotion(self) -> None:
        super()._promotion()
        titled = next(row for row in self.rows("titles") if row["title"] != "GIAY_KHEN")
        self.titled = titled["pupil"]
        self.mend(titled["pos"], None)
        self.without = [row for row in self.rows("titles") if row["pupil"] == self.titled]
        anew = {"pupil": self.titled, "title": titled["title"], "reason": None}
        self.post(HEAD, f"/classes/{KLASS}/titles", semester=0, pupils=[anew])
        self.mend(self.newest("PromotionDecided", pupil=self.titled), None)
        self.undecided = [row for row in self.rows("promotions") if row["pupil"] == self.titled]
        again = [{"pupil": self.titled}]
        self.post(DEPUTY, f"/classes/{KLASS}/promotion/1/decisions", pupils=again)

    def _examine(self, klass: str, grade: int) -> None:
        super()._examine(klass, grade)
        (place, pupil), subjects = next(iter(self.again.items()))
        self.mend(self.newest("RetestEntered", pupil=pupil, subject=subjects[0]), None)
        mark = {"pupil": pupil, "value": 66, "base": 0}
        comment = {**mark, "value": "D"}
        kind = next(each.kind for each in self.plan.subjects(grade) if each.subject == subjects[0])
        path = f"/classes/{place}/retest-marks/{subjects[0]}"
        self.put(f"gv.{subjects[0]}", path, marks=[mark if kind == "score" else comment])
        for waits in self._pending(klass, "REN_LUYEN_HE"):
            self.mend(self.newest("SummerConductJudged", pupil=waits), None)
            body = {"conduct": "TB", "evidence": [DIGEST]}
            self.post(f"cn.{klass}", f"/classes/{klass}/summer-conduct/{waits}", **body)

    def _board(self, klass: str, stage: int) -> None:
        super()._board(klass, stage)
        if stage == 2:
            first = next(iter(self.again))[1]
            of = self.newest("RetestEntered", pupil=first)
            slip = {"rectification": "som", "of": of, "change": None, "reason": "Chép nhầm"}
            self.too_late = self.ask(CLERK, "POST", "/rectifications", evidence=[DIGEST], **slip)
            self.mend(self.newest("PromotionDecided", pupil=first, stage=2), None)
            self.post(DEPUTY, f"/classes/{klass}/promotion/2/decisions", pupils=[{"pupil": first}])


@pytest.fixture(scope="module")
def mended(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TakenBack]:
    made = TakenBack(module_dsn, tmp_path_factory.mktemp("home"), Plan("THCS", 2020, (6,), 1, 8))
    made.play()
    yield made
    made.service.stop()


def test_a_brought_result_reaches_the_report_card_by_a_new_approval(mended: TakenBack) -> None:
    """R6: 71 for 85, under the lock not at all; stale until it is approved again."""
    assert mended.under_lock.json()["code"] == "BOOK_LOCKED"
    assert dict(mended.before["scores"])["toan"] == dict(mended.between["scores"])["toan"] == 71
    assert mended.between["stale"] and not mended.before["stale"]
    after = mended.card(mended.newcomer)["semester_1"]
    assert dict(after["scores"])["toan"] == 85 and not after["stale"]


def test_a_title_and_a_decision_are_withdrawn_and_made_anew(mended: TakenBack) -> None:
    """Nobody could withdraw a title before; in between the pupil has none, and is undecided."""
    assert [row["title"] for row in mended.without if row["title"] != "GIAY_KHEN"] == []
    assert mended.undecided == []
    titles = [row["title"] for row in mended.card(mended.titled)["titles"] if row["title"] != "GIAY_KHEN"]
    assert len(titles) == 1
    assert [row["outcome"] for row in mended.rows("promotions") if row["pupil"] == mended.titled] == [
        "LEN_LOP"
    ]


def test_marks_of_the_summer_rest_under_the_decision_of_stage_2(mended: TakenBack) -> None:
    """IN_USE: the decision is void first; and the new mark counts."""
    assert mended.too_late.json()["code"] == "IN_USE"
    (_, pupil), subjects = next(iter(mended.again.items()))
    rows = [row for row in mended.rows("retests") if row["pupil"] == pupil and row["subject"] == subjects[0]]
    assert "66" in str(rows) or "'D'" in str(rows)


def test_the_log_is_sound(mended: TakenBack, tmp_path: Path) -> None:
    """A stranger follows each correction."""
    answer = verified(mended, tmp_path)
    assert (answer["verdict"], answer["findings"]) == ("sound", [])
