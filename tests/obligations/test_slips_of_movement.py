"""A slip in each kind of movement, a name, a title: put right, and followed to the report card (LAW 49)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.obligations.people import BOARD, CLERK
from tests.obligations.roads import MendedYear
from tests.obligations.test_year import verified
from tests.school.door import HEAD
from tests.school.plan import Plan

HERE, BESIDE = "6A", "6B"
ELSEWHERE = "6B.97"
"""Enrolled in the class beside by mistake, with a name, a birth and a number of another."""
LEFT_BY_MISTAKE, LEFT_TOO_EARLY = "6A.06", "6A.07"
MOVED, MOVED_BY_MISTAKE = "6B.01", "6B.03"


class Mended(MendedYear):
    """The small year of two classes, in which every movement is written wrongly once."""

    def leave(self, pupil: str, last: str, **over: Any) -> int:
        gone = {"class": HERE, "last": self.day(last), "cause": "transfer", "school": "Trường Hai", **over}
        return int(self.post(CLERK, f"/pupils/{pupil}/leavings", decision=self.paper, **gone)["pos"])

    def _movements(self) -> None:
        super()._movements()
        self._enrolled_elsewhere()
        self.mend(self.leave(LEFT_BY_MISTAKE, "10-11"), None)
        self.mend(self.newest("PupilPlaced", pupil=MOVED), {"from": self.day("10-12")})
        moved = {"class": HERE, "from": self.day("10-13"), "cause": "change", "decision": self.paper}
        of = self.post(BOARD, f"/pupils/{MOVED_BY_MISTAKE}/placements", **moved)["pos"]
        self.mend(of, None)
        back = self.plan.pupils_of(HERE)[-1]
        self.mend(self.newest("PupilLeft", pupil=back), {"last": self.day("10-09"), "school": "Trường Bốn"})
        self.mend(self.newest("TransferredIn", pupil=self.newcomer), {"school": "Trường Năm"})

    def _enrolled_elsewhere(self) -> None:
        new = {"pupil": ELSEWHERE, "name": "Em nhầm", "born": "2009-02-01", "register": "nham/1"}
        self.post(CLERK, f"/classes/{BESIDE}/pupils", pupils=[{**new, "from": self.day("10-12")}])
        right = {"class": HERE, "name": "Y Hường", "born": "2009-02-11", "register": "dung/1"}
        self.mend(self.newest("PupilEnrolled", pupil=ELSEWHERE), {**right, "from": self.day("10-11")})

    def _close_semester(self, semester: int) -> None:
        if semester == 2:
            super()._close_semester(semester)
            return
        self.go("01-08")
        of = self.leave(LEFT_TOO_EARLY, "01-07")
        self.go("01-10")
        self._sign_off(HERE, 6, 1)
        self._sign_off(BESIDE, 6, 1)
        self.without = self.rows("results", **{"class": HERE})
        self.mend(of, {"last": self.day("01-16")})
        self.between = self.rows("results", **{"class": HERE})
        self._sign_off(HERE, 6, 1)
        self.go("01-16")
        self.service.run_schedule()
        for klass in (HERE, BESIDE):
            self.post(BOARD, f"/closes/{klass}/1/propose")
            self.post(HEAD, f"/closes/{klass}/1/lock", decision=self.paper)

    def _promotion(self) -> None:
        super()._promotion()
        self.titled = next(row for row in self.rows("titles") if row["title"] != "GIAY_KHEN")
        self.with_title = self.card(self.titled["pupil"], self.titled["class"])["titles"]
        self.mend(self.titled["pos"], None)
        self.mend(self.newest("PupilEnrolled", pupil=LEFT_BY_MISTAKE), {"name": "Y Hương Giang"})


@pytest.fixture(scope="module")
def mended(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mended]:
    made = Mended(module_dsn, tmp_path_factory.mktemp("home"), Plan("THCS", 2020, (6,), 2, 8))
    made.play()
    yield made
    made.service.stop()


def row(mended: Mended, name: str, pupil: str, **query: Any) -> dict[str, Any]:
    return next(each for each in mended.rows(name, **query) if each["pupil"] == pupil)


def whole(card: dict[str, Any]) -> bool:
    """Whether both semesters, the year and the decision stand on it, none of them stale."""
    results = [card["semester_1"], card["semester_2"], card["whole"]]
    return all(each and not each["stale"] for each in results) and card["promotion"] is not None


def test_an_enrolment_in_the_wrong_class_has_its_year_in_the_right_one(mended: Mended) -> None:
    """Class, name, birth, number, first day: on list, register and report card."""
    card = mended.get(HEAD, f"/pupils/{ELSEWHERE}/report-card")
    assert [year["klass"] for year in card["years"]] == [HERE, "7X"]
    assert "Y Hường" in str(card) and "Em nhầm" not in str(card)
    assert whole(mended.card(ELSEWHERE))
    register = row(mended, "register", ELSEWHERE)
    assert (register["name"], register["born"]) == ("Y Hường", "2009-02-11")
    assert row(mended, "members", ELSEWHERE, **{"class": HERE})["since"] == mended.day("10-11")


def test_who_left_by_mistake_only_has_the_whole_year(mended: Mended) -> None:
    """Void: no trace of a leaving but in the log."""
    assert whole(mended.card(LEFT_BY_MISTAKE))
    assert row(mended, "register", LEFT_BY_MISTAKE)["left"] is None


def test_a_last_day_put_right_brings_the_result_of_the_semester(mended: Mended) -> None:
    """Written nine days too early, found after the approval: stale, approved anew, and it is there."""
    assert LEFT_TOO_EARLY not in [each["pupil"] for each in mended.without]
    assert not any(each["stale"] for each in mended.without)
    assert all(each["stale"] for each in mended.between)
    card = mended.card(LEFT_TOO_EARLY)
    assert card["semester_1"]["learning"] is not None and not card["semester_1"]["stale"]
    assert card["semester_2"] is None and card["whole"] is None
    assert row(mended, "register", LEFT_TOO_EARLY)["left"] == mended.day("01-16")


def test_a_placement_put_right_or_void_is_where_it_was_meant(mended: Mended) -> None:
    """A change of class a day earlier; one that never was."""
    assert whole(mended.card(MOVED))
    assert row(mended, "members", MOVED, **{"class": HERE})["since"] == mended.day("10-12")
    years = mended.get(HEAD, f"/pupils/{MOVED_BY_MISTAKE}/report-card")["years"]
    assert [year["klass"] for year in years] == [BESIDE]
    assert whole(mended.card(MOVED_BY_MISTAKE, BESIDE))


def test_a_leaving_and_a_letter_put_right_lose_nothing(mended: Mended) -> None:
    """Who came back, and who came with papers."""
    assert whole(mended.card(mended.plan.pupils_of(HERE)[-1]))
    assert whole(mended.card(mended.newcomer))
    assert row(mended, "register", mended.newcomer)["came_from"] == "Trường Năm"


def test_a_corrected_name_is_the_newest_word(mended: Mended) -> None:
    """After everything is decided, and after the profile's `ten`: list, register, report card."""
    card = mended.get(HEAD, f"/pupils/{LEFT_BY_MISTAKE}/report-card")
    assert "Y Hương Giang" in str(card)
    assert row(mended, "register", LEFT_BY_MISTAKE)["name"] == "Y Hương Giang"
    names = {each["pupil"]: each["name"] for each in mended.get(HEAD, f"/classes/{HERE}/pupils")}
    assert names.get(LEFT_BY_MISTAKE, "Y Hương Giang") == "Y Hương Giang"


def test_a_withdrawn_title_is_on_no_report_card(mended: Mended) -> None:
    """It was there, and stays in the log alone."""
    titled = mended.titled
    assert titled["title"] in [each["title"] for each in mended.with_title]
    after = mended.card(titled["pupil"], titled["class"])["titles"]
    assert titled["title"] not in [each["title"] for each in after]


def test_the_log_is_sound(mended: Mended, tmp_path: Path) -> None:
    """A stranger follows each correction."""
    answer = verified(mended, tmp_path)
    assert (answer["verdict"], answer["findings"]) == ("sound", [])
