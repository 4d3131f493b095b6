"""What a school in its year is refused, by codes of its own: each brought about by one request."""

from typing import Any

import pytest

from tests.obligations.people import BOARD, CLERK, DEPUTY
from tests.obligations.played_year import PlayedYear
from tests.school.door import DIGEST, HEAD

IN_THE_STORY = (
    *("INCOMPLETE", "NOT_APPROVED", "NOT_DECIDED", "BOARD_NOT_OPEN", "NO_RESULT", "NOT_PENDING"),
    *("COMPARISON_STALE", "OUTCOME_WRONG", "NOT_ELIGIBLE", "NOT_REGISTERED"),
)
"""Asked while the year was played, when they were out of time."""


def check(answer: Any, code: str) -> None:
    body = answer.json()
    assert body["code"] == code, body
    assert 400 <= answer.status_code < 500 and body["title"] and len(body["detail"]) > 15


@pytest.mark.parametrize("code", IN_THE_STORY)
def test_an_act_out_of_its_time_is_refused(played: PlayedYear, code: str) -> None:
    """And wrote nothing: the year went on as planned."""
    check(played.refused[code], code)


def test_what_is_missing_is_named(played: PlayedYear) -> None:
    """INCOMPLETE tells the number of cells and names the first fifty."""
    body = played.refused["INCOMPLETE"].json()
    assert body["count"] > 10 and 0 < len(body["missing"]) <= 50
    assert {"pupil", "subject", "semester", "col"} == set(body["missing"][0])


def last(played: PlayedYear) -> str:
    return list(played.plan.each_class())[-1][0]


def test_books_that_cannot_be_read_or_were_not_compared(played: PlayedYear) -> None:
    """PERSONAL_BOOK_UNREADABLE, NOT_COMPARED, CONDUCT_UNKNOWN."""
    klass = last(played)
    book = f"/books/{klass}/van/1"
    for content in ("x;y\n1;2", "ma_hs;gk\n;8", "ma_hs;gk\na;8;9", "ma_hs;gk;gk\na;8;9", "", "ma_hs;zz\na;8"):
        check(
            played.ask("gv.van", "POST", f"{book}/comparisons", content=content), "PERSONAL_BOOK_UNREADABLE"
        )
    broken = 'ma_hs;gk\n"' + "8" * 140_000
    check(played.ask("gv.van", "POST", f"{book}/comparisons", content=broken), "PERSONAL_BOOK_UNREADABLE")
    for stranger in ("khong-co", "a\x00b", "x" * 500):
        answer = played.ask("gv.van", "POST", f"{book}/comparisons", content=f"ma_hs;gk\r{stranger};8")
        check(answer, "UNKNOWN_PUPIL")
    check(played.ask(HEAD, "POST", f"{book}/comparisons", content="ma_hs;gk"), "NO_RIGHT")
    conduct = f"ma_hs;hk\n{played.plan.pupils_of(klass)[0]};Khá"
    made = played.post(f"cn.{klass}", f"/books/{klass}/conduct/1/comparisons", content=conduct)
    told = [each for each in made["differences"] if not each.pop("missing")]
    assert told == [{"pupil": played.plan.pupils_of(klass)[0], "col": "hk", "own": "Khá", "book": "Tốt"}]
    check(played.ask("gv.van", "POST", f"{book}/declarations", comparison=1), "NOT_COMPARED")
    cell = {"pupil": played.plan.pupils_of(klass)[0], "col": "hk", "value": "Kém", "base": 0}
    check(
        played.ask(f"cn.{klass}", "PUT", f"/books/{klass}/conduct/2/cells", cells=[cell]), "CONDUCT_UNKNOWN"
    )


def test_movements_that_do_not_fit(played: PlayedYear) -> None:
    """PROMOTION_MISMATCH, MOVE_WRONG, NOT_ARRIVED, REGIME_WRONG."""
    klass, (lowest, grade) = last(played), next(played.plan.each_class())
    pupil = next(p for p, outcome in played.outcomes[klass].items() if outcome == "LEN_LOP")
    placed = {"from": f"{played.plan.first + 1}-09-05", "decision": played.paper}
    path = f"/pupils/{pupil}/placements"
    check(
        played.ask(BOARD, "POST", path, cause="year", **{**placed, "class": f"{grade + 1}X"}),
        "PROMOTION_MISMATCH",
    )
    check(played.ask(BOARD, "POST", path, cause="change", **{**placed, "class": lowest}), "MOVE_WRONG")
    brought = {"year": played.plan.year, "semester": 1, "subject": "toan", "value": 70, "document": DIGEST}
    check(played.ask(CLERK, "POST", f"/pupils/{pupil}/brought-results", **brought), "NOT_ARRIVED")
    regime = {"TT58_26": "TT22_2021", "TT22_2021": "TT58_26"}[played.plan.regime(grade)]
    subject = {"subject": "toan", "name": "Toán", "kind": "score", "periods": 1400, "tx": 4}
    opened = {"class": "sai", "name": "sai", "grade": grade, "year": played.plan.year, "regime": regime}
    answer = played.ask(BOARD, "POST", "/classes", subjects=[{**subject, "semesters": [1, 2]}], **opened)
    check(answer, "REGIME_WRONG")


def test_exemptions_that_the_regulations_do_not_know(played: PlayedYear) -> None:
    """EXEMPTION_NOT_ALLOWED, UNKNOWN_EXEMPTION, NOT_NEEDED."""
    klass = last(played)
    path = f"/pupils/{played.plan.pupils_of(klass)[0]}"
    place = {"class": klass, "subject": "toan", "decision": played.paper}
    whole = {**place, "semesters": [1], "part": "whole", "evidence": [DIGEST]}
    check(played.ask(HEAD, "POST", f"{path}/exemptions", **whole), "EXEMPTION_NOT_ALLOWED")
    body = {"reason": "vì", "decision": played.paper}
    check(played.ask(HEAD, "POST", f"{path}/exemptions/1/end", **body), "UNKNOWN_EXEMPTION")
    check(played.ask(HEAD, "POST", f"{path}/one-semester-permissions", **place), "NOT_NEEDED")


def test_months_that_were_not_confirmed_or_have_changed(played: PlayedYear) -> None:
    """NOT_CONFIRMED; no absence after the year was decided (OF_RECORD); CONFIRMATION_STALE by a newcomer."""
    klass = last(played)
    path = f"/classes/{klass}/months/{played.day('12-01')[:7]}"
    check(played.ask(HEAD, "POST", f"{path}/sign", remark="đủ"), "NOT_CONFIRMED")
    played.post(f"cn.{klass}", f"{path}/confirm")
    edit = {"pupil": played.plan.pupils_of(klass)[0], "date": played.day("12-10"), "session": "S"}
    edits = [{**edit, "value": "K", "base": 0}]
    check(played.ask(f"cn.{klass}", "PUT", f"{path}/absences", edits=edits), "OF_RECORD")
    new = {"pupil": f"{klass}.77", "name": "Em đến sau", "born": "2009-01-01", "from": played.day("12-10")}
    new["register"] = f"{played.plan.first}/77"
    played.post(CLERK, f"/classes/{klass}/pupils", pupils=[new])
    check(played.ask(DEPUTY, "POST", f"{path}/sign", remark="đủ"), "CONFIRMATION_STALE")


def test_checks_and_ratings_of_nothing(played: PlayedYear) -> None:
    """YEAR_NOT_OPENED, UNKNOWN_CHECK, FIGURES_WRONG."""
    later = f"{played.plan.first + 5}-{played.plan.first + 6}"
    check(played.ask(HEAD, "POST", "/progress-checks", check="k9", year=later, semester=1), "YEAR_NOT_OPENED")
    rated = {"year": played.plan.year, "semester": 1}
    check(played.ask(HEAD, "POST", "/ratings", person="gv.van", checks=[1], **rated), "UNKNOWN_CHECK")
    known = [played.rows("checks")[0]["pos"]]
    check(played.ask(HEAD, "POST", "/ratings", person=CLERK, checks=known, **rated), "FIGURES_WRONG")


def test_a_class_entered_in_one_call_keeps_what_is_right(played: PlayedYear) -> None:
    """One book is refused and says why; the other's act is of its own, with its receipt."""
    right, wrong = played.bulk
    assert right["saved"]["n"] > 10 and right["saved"]["receipt"] and right["problem"] is None
    assert wrong["saved"] is None and wrong["problem"]["code"] == "OUT_OF_SCOPE"


def test_pupils_placed_in_one_call_are_placed_but_for_who_cannot_be(played: PlayedYear) -> None:
    """The same of a list of pupils."""
    *right, wrong = played.placed
    assert right and all(each["saved"]["n"] == 1 for each in right)
    assert wrong["problem"]["code"] == "UNKNOWN_PUPIL"


def test_a_repeated_request_of_the_year_gets_the_first_receipt(played: PlayedYear) -> None:
    """And with other content it is COMMAND_REUSED."""
    body = {"cmd": "nhat-ky-1", "text": "kiểm tra"}
    first, again = (played.post(CLERK, "/journal", **body) for _ in range(2))
    assert again["replayed"] and again["receipt"] == first["receipt"]
    check(played.ask(CLERK, "POST", "/journal", cmd="nhat-ky-1", text="khác"), "COMMAND_REUSED")


def test_who_is_refused_leaves_no_text_beside_the_log(played: PlayedYear) -> None:
    """An address by a teacher who keeps no profiles is not stored before the refusal."""
    klass = last(played)
    cell = {"pupil": played.plan.pupils_of(klass)[0], "col": "dia_chi", "value": "Bí mật", "base": 0}
    before = _kept(played)
    check(played.ask("gv.van", "PUT", f"/books/{klass}/profile/1/cells", cells=[cell]), "NO_RIGHT")
    assert _kept(played) == before > 0


def _kept(played: PlayedYear) -> int:
    db = played.school.log.db
    with db.pool.connection() as connection:
        row = connection.execute(db.sql("SELECT count(*) FROM @schema@.personal_text")).fetchone()
    return int(row[0]) if row else 0
