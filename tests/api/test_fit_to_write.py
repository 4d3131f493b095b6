"""What the service asks besides the law, over HTTP: texts, codes, numbers, days (cases D10, R5, D11)."""

from typing import Any

import pytest

from demo.people import BOARD, CLERK, HEAD
from tests.api.conftest import HOMEROOM_6A, ROOT, TEACHER, Stage

PUPILS = f"{ROOT}/classes/6A/pupils"
HIDDEN = ["\u200b", "\u202e", "\ufeff", "\u00ad", "\u2028", "\U000e0041", "\u2066", "\u3164", "\ufe0f"]


def told(answer: Any, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    return problem


@pytest.fixture(scope="module", autouse=True)
def open_profiles(stage: Stage) -> None:
    """A window for days of birth."""
    body = {"window": "w-1", "year": "2020-2021", "semester": 1, "cols": ["sinh"], "classes": ["6A"]}
    times = {"from": "2020-10-01T00:00:00Z", "to": "2020-12-01T00:00:00Z"}
    made = stage.post(HEAD.person, f"{ROOT}/windows", **body, **times, decision=stage.decision())
    assert made.status_code == 201, made.text


def pupil(code: str, **change: Any) -> dict[str, Any]:
    known = {"pupil": code, "name": "A Lơi", "born": "2009-01-02", "register": code, "from": "2020-10-01"}
    return {**known, **change}


def enrol(stage: Stage, *pupils: dict[str, Any]) -> Any:
    return stage.post(BOARD[0].person, PUPILS, pupils=list(pupils))


@pytest.mark.parametrize("char", HIDDEN)
def test_no_name_holds_what_nobody_sees(stage: Stage, char: str) -> None:
    """Of a person, a pupil, a class: the answer says which character and where."""
    name = f"Lê{char}Mai"
    person = told(
        stage.post(HEAD.person, f"{ROOT}/people", person="gv.le-mai", name=name), 422, "TEXT_UNCLEAR"
    )
    assert (
        person["character"] == f"U+{ord(char):04X}" and person["at"] == 2 and person["input"]["name"] == name
    )
    told(enrol(stage, pupil("HS9001", name=name)), 422, "TEXT_UNCLEAR")


@pytest.mark.parametrize(
    "name", ["Nguy\u0435n Văn A", "Lê \u0410\u041d", "\u00d0ặng An", "Ｌê An", "Lê \u0131n"]
)
def test_no_name_looks_like_another(stage: Stage, name: str) -> None:
    """Letters of other alphabets, and of ours in another dress."""
    told(enrol(stage, pupil("HS9002", name=name)), 422, "TEXT_UNCLEAR")


@pytest.mark.parametrize("text", ["Tiến bộ\u200b", "T\u043eán khá", "\u202eém", "Kh\U000e0061á"])
def test_no_comment_or_reason_holds_what_nobody_sees(stage: Stage, text: str) -> None:
    """Sealed texts, too, which no verifier could judge later; journal and papers in clear."""
    pupils = ("HS0001", "HS0002")
    cells = told(stage.save(TEACHER, *((each, "nx", text, 0) for each in pupils)), 422, "TEXT_UNCLEAR")
    assert [each["pupil"] for each in cells["errors"]] == list(pupils)
    told(stage.post(BOARD[0].person, f"{ROOT}/journal", text=text), 422, "TEXT_UNCLEAR")
    place = {"pupil": "HS0001", "col": "ten", "value": text, "base": 0}
    book = f"{ROOT}/books/6A/profile/1/cells"
    told(stage.send(HOMEROOM_6A, "PUT", book, cells=[place]), 422, "TEXT_UNCLEAR")
    paper = {**stage.decision(), "no": "12\u200b/QĐ"}
    body = {"person": TEACHER, "role": "clerk", "from": "2020-10-01", "decision": paper}
    assert (
        told(stage.post(HEAD.person, f"{ROOT}/appointments", **body), 422, "TEXT_UNCLEAR")["field"]
        == "decision.no"
    )


def test_a_pasted_space_is_a_space(stage: Stage) -> None:
    """A word processor's own spaces are none of the user's business."""
    assert enrol(stage, pupil("HS9003", name="Lê\u00a0Thị\u202fMai")).status_code == 201
    found = stage.get(HEAD.person, PUPILS).json()
    assert [each["name"] for each in found if each["pupil"] == "HS9003"] == ["Lê Thị Mai"]


@pytest.mark.parametrize("register", ["2020/8a", "2020/ 8A", "2020–8A"])
def test_no_register_number_is_another_in_another_dress(stage: Stage, register: str) -> None:
    """S40: one number, one pupil, however it is typed."""
    taken = "2020-8A" if "–" in register else "2020/8A"
    enrol(stage, pupil("HS9101" if "–" in register else "HS9102", register=taken))
    told(enrol(stage, pupil("HS9199", register=register)), 409, "REGISTER_TWICE")
    both = (pupil("HS9201", register="2020/99b"), pupil("HS9202", register="2020/99B"))
    told(enrol(stage, *both), 409, "REGISTER_TWICE")
    told(enrol(stage, pupil("HS9004", register="2020／81")), 422, "TEXT_UNCLEAR")


def test_no_code_differs_from_another_by_case_alone(stage: Stage) -> None:
    """In a bag both would be one file on Windows, and people read both as one."""
    assert told(enrol(stage, pupil("hs0001")), 409, "CODE_TWICE")["known"] == "HS0001"
    twin = HEAD.person.upper()
    told(stage.post(HEAD.person, f"{ROOT}/people", person=twin, name="Lê Mai"), 409, "CODE_TWICE")
    told(stage.post(HEAD.person, f"{ROOT}/people", person="System", name="Lê Mai"), 409, "CODE_TWICE")
    told(open_class(stage, "6a"), 409, "CODE_TWICE")


@pytest.mark.parametrize("code", ["CON", "con.6A", "Aux", "nul", "COM1", "lpt9.x", "6A.", "Prn.tar.gz"])
def test_no_code_is_a_name_that_no_file_can_have(stage: Stage, code: str) -> None:
    """Microsoft, "Naming Files": devices, and a dot at the end."""
    told(open_class(stage, code), 422, "CODE_UNSAFE")
    told(enrol(stage, pupil(code)), 422, "CODE_UNSAFE")
    told(stage.post(HEAD.person, f"{ROOT}/people", person=code, name="Lê Mai"), 422, "CODE_UNSAFE")


def open_class(stage: Stage, code: str, **change: Any) -> Any:
    subject = {"subject": "toan", "name": "Toán", "kind": "score", "periods": 1400, "tx": 4, "semesters": [1]}
    body = {"class": code, "name": "7X", "grade": 7, "year": "2020-2021", "subjects": [subject], **change}
    return stage.post(BOARD[0].person, f"{ROOT}/classes", **body)


@pytest.mark.parametrize("name", ["6A", "6a", "６A", " 6 A "])
def test_no_two_classes_of_a_year_have_one_name(stage: Stage, name: str) -> None:
    """Lists and report cards name a class by it; a class of another year may have it."""
    answer = open_class(stage, "6Z", name=name)
    code = "TEXT_UNCLEAR" if name == "６A" else "CLASS_NAME_TWICE"
    told(answer, 422 if name == "６A" else 409, code)


@pytest.mark.parametrize(
    "change",
    [
        {"born": "2090-01-01"},
        {"born": "1009-01-01"},
        {"born": "2019-05-05"},
        {"from": "2062-01-18"},
        {"from": "1020-09-05"},
    ],
)
def test_no_pupil_is_born_or_enrolled_in_another_age(stage: Stage, change: dict[str, str]) -> None:
    """A slip of one digit is told while it costs nothing."""
    problem = told(enrol(stage, pupil("HS9005", **change)), 422, "DATE_IMPLAUSIBLE")
    assert problem["field"] in change and problem["earliest"] < problem["latest"]


def test_no_pupil_leaves_in_another_age(stage: Stage) -> None:
    """`last` 2062 for 2026."""
    body = {"class": "6A", "last": "2062-01-20", "cause": "transfer", "decision": stage.decision()}
    path = f"{ROOT}/pupils/HS0007/leavings"
    told(stage.post(CLERK.person, path, **body), 422, "DATE_IMPLAUSIBLE")


@pytest.mark.parametrize(
    "change",
    [{"from": "0020-10-01"}, {"from": "2200-10-01"}, {"to": "9999-12-31"}, {"decision": "1020-10-01"}],
)
def test_no_right_of_another_age(stage: Stage, change: dict[str, str]) -> None:
    """Appointments and the papers behind them."""
    paper = stage.decision() | ({"date": change["decision"]} if "decision" in change else {})
    body = {"person": TEACHER, "role": "clerk", "from": "2020-10-01", **change, "decision": paper}
    told(stage.post(HEAD.person, f"{ROOT}/appointments", **body), 422, "DATE_IMPLAUSIBLE")


def test_no_window_and_no_year_of_another_age(stage: Stage) -> None:
    """A window stands in its school year, and a school year is one of these."""
    body = {"window": "w-9", "year": "2020-2021", "semester": 2, "cols": ["gk"], "classes": ["6B"]}
    times = {"from": "2020-12-01T00:00:00Z", "to": "2062-01-01T00:00:00Z"}
    paper = stage.decision()
    told(stage.post(HEAD.person, f"{ROOT}/windows", **body, **times, decision=paper), 422, "DATE_IMPLAUSIBLE")
    spans = [{"from": "2062-09-05", "to": "2062-12-31"}, {"from": "2063-01-10", "to": "2063-05-25"}]
    year = {"year": "2062-2063", "semesters": spans, "decision": paper}
    told(stage.post(HEAD.person, f"{ROOT}/years", **year), 422, "DATE_IMPLAUSIBLE")


@pytest.mark.parametrize("typed", ["hôm qua", "31/02/2009", "2009-02-30", "29/2/2011", "1/13/2009", "2009"])
def test_no_day_of_birth_that_is_no_day(stage: Stage, typed: str) -> None:
    """D11: a day that the calendar has."""
    told(born(stage, typed), 422, "NOT_A_DAY")


@pytest.mark.parametrize("typed", ["04/03/1009", "4.3.2090", "2019-03-04"])
def test_no_day_of_birth_of_another_age_in_a_profile(stage: Stage, typed: str) -> None:
    """The same range as at enrolment."""
    told(born(stage, typed), 422, "DATE_IMPLAUSIBLE")


def test_a_day_of_birth_has_one_spelling(stage: Stage) -> None:
    """Typed as people write it, kept as the log writes days."""
    assert born(stage, "4/3/2009").status_code == 200
    book = stage.get(HEAD.person, f"{ROOT}/books/6A/profile/1").json()
    assert [cell["text"] for cell in book["cells"] if cell["col"] == "sinh"] == ["2009-03-04"]


def born(stage: Stage, typed: str) -> Any:
    cells = [{"pupil": "HS0003", "col": "sinh", "value": typed, "base": 0}]
    return stage.send(HOMEROOM_6A, "PUT", f"{ROOT}/books/6A/profile/1/cells", cells=cells)


def propose_dossier(stage: Stage, code: str, pos: int) -> Any:
    item = {"pupil": "HS0012", "col": "tx1", "value": "9", "base": pos, "reason": "Cộng nhầm"}
    place = {"dossier": code, "class": "6A", "subject": "toan", "semester": 1, "kind": "sua"}
    return stage.post(TEACHER, f"{ROOT}/dossiers", **place, items=[item], evidence=[{"content": "YWJj"}])


def test_no_two_dossiers_read_alike(stage: Stage) -> None:
    """Though the first was withdrawn: its code is spent."""
    pos = stage.save(TEACHER, ("HS0012", "tx1", "8", 0)).json()["pos"]
    assert stage.post(TEACHER, f"{ROOT}/books/6A/toan/1/columns/tx1/publish").status_code == 200
    assert propose_dossier(stage, "hs-8x", pos).status_code == 201
    assert stage.post(TEACHER, f"{ROOT}/dossiers/hs-8x/withdraw").status_code == 200
    told(propose_dossier(stage, "HS-8X", pos), 409, "CODE_TWICE")
    assert propose_dossier(stage, "HS-8Y", pos).status_code == 201


def test_no_two_rectifications_read_alike(stage: Stage) -> None:
    """A decision names one of them."""
    assert rectify(stage, "DC-2a", "HS0020", born="2009-02-21").status_code == 201
    told(rectify(stage, "dc-2A", "HS0021", born="2009-02-21"), 409, "CODE_TWICE")


def test_no_subject_of_another_class_is_written_in_another_case(stage: Stage) -> None:
    """`toan` is a subject of 6A, and results are read by it; `Conduct` reads like a reserved book."""
    for code in ("TOAN", "Conduct"):
        of = {"subject": code, "name": "Toán", "kind": "score", "periods": 1400, "tx": 4, "semesters": [1]}
        told(open_class(stage, "7T", name="7T", subjects=[of]), 409, "CODE_TWICE")


@pytest.mark.parametrize("number", ["-", "---", "//.", "…"])
def test_no_register_number_names_nothing(stage: Stage, number: str) -> None:
    """As a name, it holds a letter or a digit; so does the number of a paper."""
    told(enrol(stage, pupil("HS9007", register=number)), 422, "TEXT_UNCLEAR")
    body = {"person": TEACHER, "role": "clerk", "from": "2020-10-01"}
    paper = {**stage.decision(), "no": number}
    told(stage.post(HEAD.person, f"{ROOT}/appointments", **body, decision=paper), 422, "TEXT_UNCLEAR")


def test_no_rectification_gives_two_classes_one_name(stage: Stage) -> None:
    """Both were free when they were proposed; and one whose name a new class has taken meanwhile."""
    for code, klass, name in (("DC-3", "6B", "6Q"), ("DC-4", "6C", "6q"), ("DC-5", "6A", "6w")):
        made = propose(stage, code, written(stage, "ClassOpened", "class", klass), name=name)
        assert made.status_code == 201, made.text
    assert apply(stage, "DC-3").status_code == 200
    told(apply(stage, "DC-4"), 409, "CLASS_NAME_TWICE")
    subject = {"subject": "toan", "name": "Toán", "kind": "score", "periods": 1400, "tx": 4, "semesters": [1]}
    opened = open_class(stage, "6W", name="6W", grade=6, subjects=[subject])
    assert opened.status_code == 201, opened.text
    told(apply(stage, "DC-5"), 409, "CLASS_NAME_TWICE")


def test_no_rectification_gives_two_pupils_one_number(stage: Stage) -> None:
    """Nor one that a pupil enrolled meanwhile has; a pupil's own number in another case is no other's."""
    for code, name, number in (
        ("DC-6", "HS0022", "TW 1"),
        ("DC-7", "HS0023", "tw1"),
        ("DC-8", "HS0024", "tw 2"),
    ):
        assert rectify(stage, code, name, register=number).status_code == 201
    assert apply(stage, "DC-6").status_code == 200
    told(apply(stage, "DC-7"), 409, "REGISTER_TWICE")
    assert enrol(stage, pupil("HS9008", register="TW2")).status_code == 201
    told(apply(stage, "DC-8"), 409, "REGISTER_TWICE")
    assert rectify(stage, "DC-9", "HS0022", register="tw 1").status_code == 201
    assert apply(stage, "DC-9").status_code == 200


def rectify(stage: Stage, code: str, name: str, **change: str) -> Any:
    return propose(stage, code, written(stage, "PupilEnrolled", "pupil", name), **change)


def propose(stage: Stage, code: str, of: int, **change: str) -> Any:
    body = {"rectification": code, "of": of, "change": change, "reason": "Ghi nhầm", "evidence": ["A" * 43]}
    return stage.post(CLERK.person, f"{ROOT}/rectifications", **body)


def apply(stage: Stage, code: str) -> Any:
    seen = stage.post(BOARD[0].person, f"{ROOT}/rectifications/{code}/witness")
    assert seen.status_code == 200, seen.text
    body = {"outcome": "applied", "decision": stage.decision()}
    return stage.post(HEAD.person, f"{ROOT}/rectifications/{code}/decide", **body)


def written(stage: Stage, kind: str, field: str, value: str) -> int:
    entries = stage.school.log.entries()
    return next(each.pos for each in entries if each.type == kind and each.data[field] == value)
