"""Every slip about people and papers has a way on, through the API (LAW 48-49; R5, R6).

Each is made, put right by three persons, and read where it shows; at the end the verifier judges the log.
"""

from pathlib import Path
from typing import Any

import pytest

from demo.people import BOARD, CLERK, DEPUTY, HEAD
from ledger.archive.export import export
from tests.api.conftest import BOOK, HOMEROOM_6A, ROOT, TEACHER, Stage
from tests.api.reading_pages import words
from tests.api.test_codes import told
from verify.__main__ import verify

DIGEST = "A" * 43
YEAR = {"year": "2020-2021", "semesters": [("2020-09-05", "2021-01-16"), ("2021-01-18", "2021-05-31")]}


class Mender:
    """The school in an opened year, and the road of three persons."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.made = 0

    def do(self, by: str, path: str, /, **body: Any) -> int:
        answer = self.stage.post(by, f"{ROOT}/{path}", **body)
        assert answer.status_code in (200, 201), answer.text
        return int(answer.json()["pos"])

    def propose(self, of: int, change: dict[str, Any] | None, person: str = CLERK.person) -> Any:
        self.made += 1
        body = {"rectification": f"DC-{self.made}", "of": of, "change": change, "reason": "Ghi nhầm"}
        return self.stage.post(person, f"{ROOT}/rectifications", **body, evidence=[DIGEST])

    def mend(self, of: int, change: dict[str, Any] | None) -> None:
        asked = self.propose(of, change)
        assert asked.status_code == 201, asked.text
        name = f"rectifications/DC-{self.made}"
        self.do(BOARD[0].person, f"{name}/witness")
        self.do(HEAD.person, f"{name}/decide", outcome="applied", decision=self.paper)
        seen = self.stage.get(HEAD.person, f"{ROOT}/{name}").json()
        assert (seen["of"], seen["state"], seen["change"]) == (of, "applied", change)

    def rows(self, name: str, **query: Any) -> list[dict[str, Any]]:
        answer = self.stage.get(HEAD.person, f"{ROOT}/lists/{name}", **query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["rows"])

    def row(self, name: str, pupil: str, **query: Any) -> dict[str, Any]:
        return next(row for row in self.rows(name, **query) if row["pupil"] == pupil)

    def names(self, klass: str) -> dict[str, str]:
        answer = self.stage.get(HEAD.person, f"{ROOT}/classes/{klass}/pupils").json()
        rows = answer["pupils"] if isinstance(answer, dict) else answer
        return {row["pupil"]: row["name"] for row in rows}

    @property
    def paper(self) -> dict[str, Any]:
        return self.stage.decision()


@pytest.fixture(scope="module")
def mender(stage: Stage) -> Mender:
    made = Mender(stage)
    spans = [{"from": first, "to": end} for first, end in YEAR["semesters"]]
    made.do(HEAD.person, "years", year=YEAR["year"], semesters=spans, decision=made.paper)
    return made


def enrol(mender: Mender, pupil: str, **over: Any) -> int:
    body = {"pupil": pupil, "name": "Y Hương", "born": "2009-03-02", "register": f"{pupil}/20"}
    body |= {"from": "2020-10-12", **over}
    return mender.do(CLERK.person, "classes/6A/pupils", pupils=[body])


def leave(mender: Mender, pupil: str, day: str) -> int:
    body = {"class": "6A", "last": day, "cause": "transfer", "school": "THCS Hai", "decision": mender.paper}
    return mender.do(CLERK.person, f"pupils/{pupil}/leavings", **body)


def test_a_corrected_name_reaches_list_register_and_report_card(mender: Mender) -> None:
    """R7's other half: the name that was enrolled wrongly."""
    of = enrol(mender, "DC01")
    mender.mend(of, {"name": "Y Hường", "born": "2009-03-12", "register": "901/20", "from": "2020-10-13"})
    row = mender.row("register", "DC01")
    assert (row["name"], row["born"], row["number"] if "number" in row else row["register"]) == (
        "Y Hường",
        "2009-03-12",
        "901/20",
    )
    assert mender.row("members", "DC01", **{"class": "6A"})["since"] == "2020-10-13"
    assert mender.names("6A")["DC01"] == "Y Hường"
    card = mender.stage.get(HEAD.person, f"{ROOT}/pupils/DC01/report-card").text
    assert "Y Hường" in card and "Y Hương" not in card


def test_an_implausible_day_is_no_right_value(mender: Mender) -> None:
    """DATE_IMPLAUSIBLE, TEXT_UNCLEAR: what is put right is asked what was asked when it was written."""
    of = enrol(mender, "DC02")
    assert mender.propose(of, {"born": "1009-01-01"}).json()["code"] == "DATE_IMPLAUSIBLE"
    assert mender.propose(of, {"name": "Y\u200b Hương"}).json()["code"] == "TEXT_UNCLEAR"
    assert mender.propose(of, {"born": "hôm qua"}).status_code == 422
    assert mender.propose(of, {"cause": "change"}).json()["code"] == "BAD_DATA"
    assert mender.propose(of, None).json()["code"] == "BAD_DATA"
    assert mender.propose(10**6, {"name": "Ai"}).json()["code"] == "UNKNOWN_ACT"
    assert mender.propose(of, {"name": "Y Hương"}).json()["code"] == "NO_CHANGE"
    assert mender.propose(of, {"name": "Y Hà"}, TEACHER).json()["code"] == "NOT_READABLE"


def test_a_number_put_right_reads_like_nobody_elses(mender: Mender) -> None:
    """REGISTER_TWICE under folding, proposed or applied; the own may change by case."""
    enrol(mender, "DC11", register="so/DC11")
    of = enrol(mender, "DC12", register="so/DC12")
    told(mender.propose(of, {"register": "SO/dc11"}), 409, "REGISTER_TWICE")
    mender.mend(of, {"register": "SO/DC12"})
    assert mender.propose(of, {"register": "SO/DC13"}).status_code == 201
    name = f"rectifications/DC-{mender.made}"
    enrol(mender, "DC13", register="so/dc13")
    mender.do(BOARD[0].person, f"{name}/witness")
    applied = {"outcome": "applied", "decision": mender.paper}
    told(mender.stage.post(HEAD.person, f"{ROOT}/{name}/decide", **applied), 409, "REGISTER_TWICE")


def test_an_id_is_not_used_again_with_other_capitals(mender: Mender) -> None:
    """CODE_TWICE: dossiers and rectifications are looked up by people."""
    of = enrol(mender, "DC14")
    body = {"of": of, "change": {"name": "Y Mới"}, "reason": "Ghi nhầm", "evidence": [DIGEST]}
    first, again = (
        mender.stage.post(CLERK.person, f"{ROOT}/rectifications", rectification=name, **body)
        for name in ("Hoa-1", "hoa-1")
    )
    assert first.status_code == 201
    told(again, 409, "CODE_TWICE")


def test_a_leaving_put_right_and_void(mender: Mender) -> None:
    """R5: the wrong last day; then it was another pupil who left."""
    enrol(mender, "DC03")
    of = leave(mender, "DC03", "2020-12-20")
    mender.mend(of, {"last": "2020-10-20", "cause": "abroad"})
    row = mender.row("register", "DC03")
    assert (row["left"], row["cause"]) == ("2020-10-20", "abroad")
    mender.mend(of, None)
    assert mender.row("register", "DC03")["left"] is None
    assert mender.stage.save(TEACHER, ("DC03", "tx1", "7", 0)).status_code == 200


def test_a_placement_put_right_and_void(mender: Mender) -> None:
    """Into the wrong class, or from the wrong day."""
    enrol(mender, "DC04")
    body = {"class": "6B", "from": "2020-10-19", "cause": "change", "decision": mender.paper}
    of = mender.do(BOARD[0].person, "pupils/DC04/placements", **body)
    mender.mend(of, {"from": "2020-10-16"})
    assert mender.row("members", "DC04", **{"class": "6B"})["since"] == "2020-10-16"
    mender.mend(of, None)
    assert "DC04" in mender.names("6A") and "DC04" not in mender.names("6B")


def test_a_void_brought_result_stands_again_and_a_decision_has_its_number(mender: Mender) -> None:
    """An empty `change`; the number of a decision by which a pupil left."""
    enrol(mender, "DC16", **{"from": "2020-10-06"})
    letter = {"school": "THCS Ba", "letter": mender.paper}
    mender.do(CLERK.person, "pupils/DC16/arrivals", **letter)
    body = {"year": YEAR["year"], "semester": 1, "subject": "toan", "value": 58, "document": DIGEST}
    of = mender.do(CLERK.person, "pupils/DC16/brought-results", **body)
    mender.mend(of, None)
    assert mender.propose(of, None).json()["code"] == "UNKNOWN_ACT"
    mender.mend(of, {})
    assert mender.propose(of, {}).json()["code"] == "NO_CHANGE"
    left = leave(mender, "DC16", "2020-10-13")
    mender.mend(left, {"decision": {**mender.paper, "no": "12/QĐ"}})
    body = {"class": "6A", "subject": "toan", "semesters": [1], "part": "practical", "evidence": [DIGEST]}
    enrol(mender, "DC17")
    given = mender.do(HEAD.person, "pupils/DC17/exemptions", **body, decision=mender.paper)
    mender.mend(given, {"semesters": [1, 2]})
    _, book = _pages(mender, HEAD.person)
    assert "học kỳ: 1 → 1, 2" in book and "số 12/QĐ" in book and "đã hủy → lại có hiệu lực" in book


def test_who_was_enrolled_by_mistake_leaves_before_the_first_day(mender: Mender) -> None:
    """From 1 January, too: a range of days keeps nobody who never was a pupil."""
    enrol(mender, "DC15", **{"from": "2020-01-01"})
    leave(mender, "DC15", "2019-12-31")
    assert "DC15" not in mender.names("6A")


def test_an_enrolment_in_the_wrong_class(mender: Mender) -> None:
    """The pupil is in the class that was meant, in every list."""
    of = enrol(mender, "DC05")
    mender.mend(of, {"class": "6B"})
    assert "DC05" in mender.names("6B") and "DC05" not in mender.names("6A")
    assert mender.row("members", "DC05", **{"class": "6B"})["class"] == "6B"
    assert all(row["pupil"] != "DC05" for row in mender.rows("members", **{"class": "6A"}))


def test_letter_and_brought_result(mender: Mender) -> None:
    """R6: 58 for 85, then the whole result, then the letter."""
    enrol(mender, "DC06")
    letter = mender.do(CLERK.person, "pupils/DC06/arrivals", school="THCS Ba", letter=mender.paper)
    mender.mend(letter, {"school": "THCS Bốn"})
    assert mender.row("register", "DC06")["came_from"] == "THCS Bốn"
    body = {"year": "2020-2021", "semester": 1, "subject": "toan", "value": 58, "document": DIGEST}
    of = mender.do(CLERK.person, "pupils/DC06/brought-results", **body)
    mender.mend(of, {"value": 85})
    assert mender.row("brought", "DC06")["value"] == 85
    assert mender.propose(letter, None).json()["code"] == "IN_USE"
    mender.mend(of, None)
    assert all(row["pupil"] != "DC06" for row in mender.rows("brought"))
    assert mender.stage.save(TEACHER, ("DC06", "tx1", "7", 0)).status_code == 200
    mender.mend(letter, None)


def test_exemption_and_permission_void(mender: Mender) -> None:
    """Granted to the wrong pupil."""
    enrol(mender, "DC07")
    body = {"class": "6A", "subject": "toan", "semesters": [1], "part": "practical", "evidence": [DIGEST]}
    of = mender.do(HEAD.person, "pupils/DC07/exemptions", **body, decision=mender.paper)
    mender.mend(of, None)
    assert all(row["pupil"] != "DC07" for row in mender.rows("exemptions"))
    again = mender.do(HEAD.person, "pupils/DC07/exemptions", **body, decision=mender.paper)
    assert again > of


def test_names_of_persons_and_classes(mender: Mender) -> None:
    """And of the first head, whose name entry 0 has."""
    of = mender.do(BOARD[0].person, "people", person="gv.sai", name="Trần Thị Sai")
    mender.mend(of, {"name": "Trần Thị Đúng"})
    people = {row["person"]: row["name"] for row in mender.stage.get(HEAD.person, f"{ROOT}/people").json()}
    assert people["gv.sai"] == "Trần Thị Đúng"
    log = mender.stage.school.log
    opened = next(entry for entry in log.entries() if entry.type == "ClassOpened")
    mender.mend(opened.pos, {"name": "Sáu A đặc biệt"})
    classes = mender.stage.get(HEAD.person, f"{ROOT}/classes").text
    assert "Sáu A đặc biệt" in classes
    mender.mend(opened.pos, {"name": "SÁU A đặc biệt"})


def test_the_days_of_the_year(mender: Mender) -> None:
    """No absence may fall out."""
    opened = next(e for e in mender.stage.school.log.entries() if e.type == "YearOpened")
    spans = [{"from": "2020-09-07", "to": "2021-01-10"}, {"from": "2021-01-11", "to": "2021-05-31"}]
    mender.mend(opened.pos, {"semesters": spans})
    (year,) = [row for row in mender.rows("years") if row["year"] == "2020-2021"]
    assert "2021-01-10" in str(year) and "2021-01-16" not in str(year)


def test_delegation_window_permission_substitution_commitment(mender: Mender) -> None:
    """What only gave a possibility is withdrawn by one hand, and gives nothing any more."""
    lent = {"powers": ["close"], "from": "2020-10-01", "to": "2021-05-01", "decision": mender.paper}
    of = mender.do(HEAD.person, "delegations", person=DEPUTY.person, **lent)
    assert withdraw(mender, of, DEPUTY.person).json()["code"] == "NO_RIGHT"
    assert withdraw(mender, of).status_code == 201
    assert withdraw(mender, of).json()["code"] == "UNKNOWN_ACT"
    assert all(row["pos"] != of for row in mender.rows("delegations"))
    span = {"from": "2020-12-01T00:00:00+07:00", "to": "2020-12-09T00:00:00+07:00"}
    place = {"year": "2020-2021", "semester": 2, "cols": ["nx"], "classes": ["6A"]}
    window = mender.do(HEAD.person, "windows", window="nham", **place, **span, decision=mender.paper)
    assert withdraw(mender, window).status_code == 201
    mender.do(HEAD.person, "windows", window="dung", **place, **span, decision=mender.paper)
    asked = {"col": "tx2", "pupils": ["DC03"], "reason": "other", "decision": mender.paper}
    asked["until"] = "2020-11-20T00:00:00.000000Z"
    late = mender.stage.post(HEAD.person, f"{BOOK}/late-permissions", **asked).json()["pos"]
    assert withdraw(mender, late).status_code == 201
    of = mender.stage.get(HEAD.person, f"{ROOT}/lists/appointments").json()["rows"]
    held = next(row for row in of if row["person"] == TEACHER and row["role"] == "teacher")
    named = {"person": HOMEROOM_6A, "appointment": held["pos"], "from": "2020-10-01", "to": "2020-12-01"}
    stands_in = mender.do(HEAD.person, "substitutes", **named, decision=mender.paper)
    assert withdraw(mender, stands_in).status_code == 201


def test_a_window_that_let_a_mark_in_is_not_withdrawn(mender: Mender) -> None:
    """IN_USE."""
    assert mender.stage.save(TEACHER, ("HS0001", "tx1", "7", 0)).status_code == 200
    window = next(e for e in mender.stage.school.log.entries() if e.type == "WindowSet")
    told(withdraw(mender, window.pos), 409, "IN_USE")


def test_steps_are_taken_in_order_by_three(mender: Mender) -> None:
    """RECTIFICATION_STATE, PROPOSER_WITNESSES, PROPOSER_DECIDES, STALE_BASE."""
    of = enrol(mender, "DC08")
    assert mender.propose(of, {"name": "Y Một"}, BOARD[0].person).status_code == 201
    first = f"rectifications/DC-{mender.made}"
    decide = {"outcome": "applied", "decision": mender.paper}
    told(mender.stage.post(HEAD.person, f"{ROOT}/{first}/decide", **decide), 409, "RECTIFICATION_STATE")
    told(mender.stage.post(BOARD[0].person, f"{ROOT}/{first}/witness"), 403, "PROPOSER_WITNESSES")
    mender.do(HOMEROOM_6A, f"{first}/witness")
    mender.mend(of, {"name": "Y Hai"})
    told(mender.stage.post(HEAD.person, f"{ROOT}/{first}/decide", **decide), 409, "STALE_BASE")
    mender.do(HEAD.person, f"{first}/decide", outcome="refused", decision=mender.paper)
    assert mender.propose(of, {"name": "Y Ba"}, HEAD.person).status_code == 201
    own = f"rectifications/DC-{mender.made}"
    mender.do(BOARD[0].person, f"{own}/witness")
    told(mender.stage.post(HEAD.person, f"{ROOT}/{own}/decide", **decide), 403, "PROPOSER_DECIDES")
    told(mender.stage.get(HEAD.person, f"{ROOT}/rectifications/DC-999"), 409, "RECTIFICATION_STATE")


def test_all_of_it_shows_in_list_journal_and_pages(mender: Mender) -> None:
    """Nothing is erased: what was wrong, and what is right, can be read."""
    rows = mender.rows("rectifications")
    assert {row["state"] for row in rows} == {"applied", "proposed", "refused", "witnessed", "withdrawn"}
    kinds = {row["type"] for row in mender.rows("journal")}
    assert {"ActWithdrawn", "RectificationDecided"} <= kinds
    assert len(mender.stage.get(HEAD.person, f"{ROOT}/rectifications").json()) == len(
        [row for row in rows if row["rectification"]]
    )


def test_the_pages_show_what_was_written_and_what_is_right(mender: Mender) -> None:
    """On the class's book, whose reading is noted; of pupils the start page tells only who acts next."""
    of = enrol(mender, "DC20", name="Y Sai Tên")
    assert mender.propose(of, {"name": "Y Đúng Tên", "born": "2009-03-03"}).status_code == 201
    name = f"rectifications/DC-{mender.made}"
    both = ("họ tên: Y Sai Tên → Y Đúng Tên", "ngày sinh: 02/03/2009 → 03/03/2009")
    start, book = _pages(mender, HOMEROOM_6A)
    assert all(each in book and each not in start for each in both)
    assert "Chờ người thứ hai xác nhận" in start and "Chờ người thứ hai xác nhận" in book
    mender.do(BOARD[0].person, f"{name}/witness")
    assert all("Chờ người thứ ba quyết định" in page for page in _pages(mender, HEAD.person))
    mender.do(HEAD.person, f"{name}/decide", outcome="applied", decision=mender.paper)
    start, book = _pages(mender, HEAD.person)
    assert all(each in book for each in both) and "Đã áp dụng" in book
    assert "họ tên: Trần Thị Sai → Trần Thị Đúng" in start
    assert not any("Y Sai Tên" in page for page in _pages(mender, TEACHER))


def _pages(mender: Mender, person: str) -> list[str]:
    found = [mender.stage.page(person, path) for path in ("/", "/truong/demo/so/6A/toan/1")]
    assert [page.status_code for page in found] == [200, 200]
    return [words(page) for page in found]


def test_the_log_is_sound(mender: Mender, tmp_path: Path) -> None:
    """As socai-verify judges an export of it; and the views are what a rebuild makes of it."""
    school = mender.stage.school
    school.seal()
    export(school.log, tmp_path / "out")
    report = verify([str(tmp_path / "out")], [], [school.facts().key])
    assert (report.verdict(), report.findings) == ("sound", [])


def withdraw(mender: Mender, of: int, person: str = HEAD.person) -> Any:
    body = {"of": of, "reason": "Ghi nhầm", "decision": mender.paper}
    return mender.stage.post(person, f"{ROOT}/withdrawals", **body)
