"""A person has one name, the newest word, and reads in words what stands of themselves."""

from __future__ import annotations

from typing import Any

from demo.people import BOARD, CLERK, HEAD, pupil_name
from tests.api.conftest import HOMEROOM_6A, ROOT, TEACHER, Stage

PUPIL, CLASS = "HS0001", "6A"
NEW = "Nguyễn Thị Đổi Tên"


def open_profile(stage: Stage) -> None:
    now = stage.clock.now()
    body = {
        "year": "2020-2021",
        "semester": 1,
        "classes": ["*"],
        "cols": ["ten"],
        "decision": stage.decision(),
    }
    span = {"from": now, "to": "2020-12-30T00:00:00.000000Z"}
    made = stage.post(HEAD.person, f"{ROOT}/windows", window="ho-so", **body, **span)
    assert made.status_code in (200, 201), made.text


def set_name(stage: Stage, value: str | None, base: int = 0) -> int:
    cells = [{"pupil": PUPIL, "col": "ten", "value": value, "base": base}]
    made = stage.send(HOMEROOM_6A, "PUT", f"{ROOT}/books/{CLASS}/profile/1/cells", cells=cells)
    assert made.status_code == 200, made.text
    return int(made.json()["pos"])


def shown(stage: Stage, at: str | None = None) -> dict[str, Any]:
    """The pupil's name by whatever tells it."""
    when = {} if at is None else {"at": at}

    def of(rows: list[dict[str, Any]]) -> str:
        return next(str(row["name"]) for row in rows if row["pupil"] == PUPIL)

    def listed(name: str) -> str:
        return of(stage.get(CLERK.person, f"{ROOT}/lists/{name}", **{"class": CLASS}, **when).json()["rows"])

    found = {name: listed(name) for name in ("register", "members", "movements")}
    card = stage.get(HEAD.person, f"{ROOT}/pupils/{PUPIL}/report-card", **when).json()
    found["report card"] = card["register"]["name"]
    if at is None:
        found["class"] = of(stage.get(TEACHER, f"{ROOT}/classes/{CLASS}/pupils").json())
        found["marks"] = stage.get(HEAD.person, f"{ROOT}/pupils/{PUPIL}/marks").json()["name"]
    page = f"/truong/demo/so/{CLASS}/toan/1" + (f"?tai={at}" if at else "")
    text = stage.page(TEACHER, page).text
    found["page"] = next((name for name in (NEW, pupil_name(1)) if f">{name}<" in text), "")
    return found


def test_a_name_put_right_is_told_by_some_and_not_by_others(fresh_stage: Stage) -> None:
    """R7: the profile's `ten` reaches lists, register, report card, marks and pages; and its history is
    kept: as of before, all tell the former name; a field emptied again leaves the enrolment's word."""
    stage = fresh_stage
    open_profile(stage)
    assert set(shown(stage).values()) == {pupil_name(1)}
    before = stage.school.log.head().size
    pos = set_name(stage, NEW)
    assert set(shown(stage).values()) == {NEW}
    assert set(shown(stage, f"@{before}").values()) == {pupil_name(1)}
    set_name(stage, None, pos)
    assert set(shown(stage).values()) == {pupil_name(1)}
    assert set(shown(stage, f"@{pos + 1}").values()) == {NEW}


def test_a_person_is_shown_a_digest_for_the_own_telephone(fresh_stage: Stage) -> None:
    """The log holds a commitment; the owner and the board read the text, nobody else the row."""
    stage, path = fresh_stage, f"{ROOT}/people/{TEACHER}/profile"
    for field, value in (("phone", "0901 234 567"), ("title", "Cô giáo")):
        made = stage.send(BOARD[0].person, "PUT", f"{path}/{field}", value=value, base=0)
        assert made.status_code == 200, made.text
    for person in (TEACHER, BOARD[0].person):
        rows = stage.get(person, f"{ROOT}/lists/staff-profiles", about=TEACHER).json()["rows"]
        assert {row["field"]: row["text"] for row in rows} == {"phone": "0901 234 567", "title": "Cô giáo"}
        assert {row["value"][:2] for row in rows} == {"t:", "h:"}
    assert stage.get(HOMEROOM_6A, f"{ROOT}/lists/staff-profiles", about=TEACHER).status_code == 403
