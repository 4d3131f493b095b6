"""LAW 11-24 in the reserved books `conduct` and `profile`: their columns and values, and the same acts."""

from typing import Any

import pytest
from pydantic import ValidationError

from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.acts.unit.classes import EnrolPupils, OpenClass
from domain.grounds.reserved import ASIDE, CLEAR, SEALED, books_of, plan_of, suits_reserved
from domain.state.facts import Klass
from domain.words.intent import digest
from tests.domain.schoolhouse import (
    SEALED as TEXT,
)
from tests.domain.schoolhouse import Schoolhouse, marked
from tests.domain.situations import LOCK, PROPOSE_CLOSE, locked
from tests.domain.yearhouse import CONDUCT, HEAD, PROFILES, reserved, training_class, year_school
from tests.school.small import AFTER, CLASS, EVIDENCE, PAPER, new_pupil, subject, window

TT58 = Klass("6a", "6A", 6, "2020-2021", "TT58_26", {})
TT22 = TT58._replace(klass="10a", grade=10, year="2022-2023", regime="TT22_2021")
COMMITMENT = "h:" + "A" * 43


@pytest.fixture
def house() -> Schoolhouse:
    return year_school()


def suits(klass: Klass, book: str, col: str, value: object, semester: int = 1) -> bool:
    plan = plan_of(klass, book, semester)
    assert plan is not None
    return suits_reserved(plan, col, value)


@pytest.mark.parametrize(
    ("klass", "semester", "columns"),
    [
        (TT58, 1, ("hk", "nx")),
        (TT58, 2, ("hk", "cn", "nx")),
        (TT22, 1, ("hk", "nx")),
        (TT22, 2, ("hk", "nx")),
    ],
)
def test_the_year_conduct_is_a_column_only_under_tt58(
    klass: Klass, semester: int, columns: tuple[str, ...]
) -> None:
    """EVENTS.md: under TT22 Đ8 the conduct of the year follows from the two semesters."""
    plan = plan_of(klass, "conduct", semester)
    assert plan is not None
    assert plan.columns == columns


@pytest.mark.parametrize(
    ("klass", "codes", "wrong"),
    [(TT58, ("T", "K", "TB", "Y"), ("D", "CD")), (TT22, ("T", "K", "D", "CD"), ("TB", "Y"))],
)
def test_conduct_takes_the_codes_of_its_regime_only(
    klass: Klass, codes: tuple[str, ...], wrong: tuple[str, ...]
) -> None:
    """TT58 Đ3, TT22 Đ8."""
    assert all(suits(klass, "conduct", "hk", code) for code in codes)
    for value in (*wrong, "P", 80, True, "", TEXT, "t:T", 8.0):
        assert not suits(klass, "conduct", "hk", value), value


def test_each_class_of_profile_fields_takes_its_own_form() -> None:
    """EVENTS.md: clear text of record, sealed text of record, commitment of what is no record."""
    forms: dict[str, object] = {"clear": "t:Nguyễn Văn A", "sealed": TEXT, "aside": COMMITMENT}
    for kind, cols in (("clear", CLEAR), ("sealed", SEALED), ("aside", ASIDE)):
        for col in cols:
            for form, value in forms.items():
                assert suits(TT58, "profile", col, value) is (form == kind), (col, form)


@pytest.mark.parametrize(
    "value",
    ["t:", "t:" + "x" * 201, "t: x", "t:x ", "t:a\u0000", "t:e\u0302\u0301", "x", 5, None, "h:" + "A" * 43],
)
def test_a_clear_text_is_short_tidy_and_marked(value: object) -> None:
    """EVENTS.md: `t:` and 1-200 characters, NFC, trimmed."""
    assert not suits(TT58, "profile", "ten", value)
    assert suits(TT58, "profile", "ten", "t:" + "x" * 200)


@pytest.mark.parametrize("value", ["h:", "h:" + "A" * 42, "h:" + "A" * 44, "A" * 43, "h:" + "=" * 43, TEXT])
def test_a_commitment_is_a_whole_digest(value: object) -> None:
    """EVENTS.md: `h:` and b64 of 32 bytes; never the text itself."""
    assert not suits(TT58, "profile", "dia_chi", value)


def test_every_class_has_the_reserved_books_in_both_semesters(house: Schoolhouse) -> None:
    """LAW 11: also where a subject is taught in one only."""
    klass = house.state.classes[CLASS]
    assert books_of(klass, 1) == ["amnhac", "toan", "conduct", "profile"]
    assert books_of(klass, 2) == ["amnhac", "toan", "van", "conduct", "profile"]


@pytest.mark.parametrize("name", ["conduct", "profile", "absent"])
def test_no_class_may_have_a_subject_of_a_reserved_name(house: Schoolhouse, name: str) -> None:
    """LAW 7 BAD_DATA."""
    command = OpenClass(klass="6c", name="6C", grade=6, year="2020-2021", subjects=[subject(name)])
    house.refused("BAD_DATA", "bqt", command)


def test_the_homeroom_teacher_enters_changes_and_clears_conduct(house: Schoolhouse) -> None:
    """LAW 12, permissions.json `books`."""
    types = [
        house.do("gvcn", reserved(house, "hk", value))[0].type
        for value in ("T", "K", None)
    ]  # fmt: skip
    assert types == ["MarkEntered", "MarkChanged", "MarkCleared"]
    assert house.do("gvcn", reserved(house, "nx", TEXT))[0].stream == f"book/{CLASS}/conduct/1"


@pytest.mark.parametrize("person", ["toan", HEAD, "bqt", "vanthu", "phohieutruong"])
def test_nobody_else_judges_conduct(house: Schoolhouse, person: str) -> None:
    """permissions.json: a teacher of the class has no say in `conduct`."""
    house.refused("NO_RIGHT", person, reserved(house))


def test_the_homeroom_teacher_of_another_class_does_not_judge(house: Schoolhouse) -> None:
    """LAW 4 OUT_OF_SCOPE."""
    training_class(house)
    house.refused("OUT_OF_SCOPE", "gv10", reserved(house))


@pytest.mark.parametrize("person", ["gvcn", "bqt", "vanthu"])
def test_a_profile_is_kept_by_homeroom_teacher_board_and_clerk(house: Schoolhouse, person: str) -> None:
    """permissions.json; a teacher of a subject does not."""
    house.do(person, reserved(house, "ten", "t:Nguyễn Văn A"))
    house.refused("NO_RIGHT", "toan", reserved(house, "ten", "t:Khác"))


@pytest.mark.parametrize(
    ("book", "col"),
    [("conduct", "tx1"), ("conduct", "cn"), ("conduct", "ten"), ("profile", "hk"), ("profile", "nx")],
)
def test_a_reserved_book_has_its_own_columns_only(house: Schoolhouse, book: str, col: str) -> None:
    """LAW 11 UNKNOWN_COLUMN; `cn` stands in semester 2 alone."""
    place = {"klass": CLASS, "subject": book, "semester": 1}
    house.refused("UNKNOWN_COLUMN", "gvcn", house.mark("hs01", col, "T", place=place))


def test_a_subject_has_no_column_of_a_reserved_book(house: Schoolhouse) -> None:
    """LAW 11 UNKNOWN_COLUMN."""
    house.refused("UNKNOWN_COLUMN", "toan", house.mark("hs01", "hk", 80))


@pytest.mark.parametrize(
    ("col", "value"),
    [("hk", "D"), ("hk", 80), ("hk", "P"), ("nx", "Ngoan"), ("ten", "A"), ("cha", "t:A"), ("dia_chi", "t:A")],
)
def test_a_value_that_does_not_suit_is_refused(house: Schoolhouse, col: str, value: object) -> None:
    """LAW 11 BAD_VALUE."""
    house.refused("BAD_VALUE", "gvcn", reserved(house, col, value))


def test_a_stranger_has_no_conduct_in_the_class(house: Schoolhouse) -> None:
    """LAW 11, 29 NOT_IN_CLASS: unknown, and not yet a member."""
    pupil = new_pupil("hs07", start="2020-12-01")
    house.do("vanthu", EnrolPupils(klass=CLASS, pupils=[pupil]))
    for name in ("hs07", "hs99"):
        house.refused("NOT_IN_CLASS", "gvcn", reserved(house, pupil=name))


def test_conduct_waits_for_its_window(house: Schoolhouse) -> None:
    """LAW 13 WINDOW_CLOSED (S17): a window over `hk`, like any column."""
    house.refused("WINDOW_CLOSED", "gvcn", reserved(house, place={"semester": 2}, pupil="hs01"), AFTER)


def test_published_conduct_is_of_record(house: Schoolhouse) -> None:
    """LAW 13, 15 (S21, S74): count and digest of the column; then only the dossier changes it."""
    made = house.do("gvcn", reserved(house))
    publish = PublishColumn(**CONDUCT, col="hk")
    data = house.do("gvcn", publish)[0].data
    assert data == {"col": "hk", "count": 1, "digest": digest([["hs01", house.log[-2].pos]])}, made
    house.refused("OF_RECORD", "gvcn", reserved(house, "hk", "K"))
    house.refused("ALREADY_EXISTS", "gvcn", publish)


def test_only_the_homeroom_teacher_publishes_a_profile(house: Schoolhouse) -> None:
    """permissions.json: who may fill a profile may not therefore publish it."""
    house.do("vanthu", reserved(house, "ten", "t:A"))
    publish = PublishColumn(**PROFILES, col="ten")
    for person in ("vanthu", "bqt"):
        house.refused("NO_RIGHT", person, publish)
    house.do("gvcn", publish)


def test_late_conduct_needs_a_permission_of_its_book(house: Schoolhouse) -> None:
    """LAW 14, 16: a permission in another book does not let it in."""
    fields: dict[str, Any] = {"pupils": ["hs01"], "reason": "returned", "decision": PAPER}
    fields["until"] = "2020-12-01T00:00:00.000000Z"
    place = {"klass": CLASS, "subject": "toan", "semester": 1}
    house.do(HEAD, PermitLateEntry(**place, col="tx1", **fields), AFTER)
    house.refused("WINDOW_CLOSED", "gvcn", reserved(house))
    house.refused("LATE_NOT_PERMITTED", "gvcn", reserved(house, late=house.log[-1].pos))
    house.do(HEAD, PermitLateEntry(**CONDUCT, col="hk", **fields))
    assert house.do("gvcn", reserved(house))[0].data["late"] == house.log[-2].pos


def correction(house: Schoolhouse, value: Any = "K", **how: Any) -> ProposeCorrection:
    """A dossier for the conduct of hs01."""
    base = house.base("hs01", "hk", **CONDUCT)
    edit = CorrectionEdit(pupil="hs01", col="hk", value=value, base=base, reason=TEXT)
    return ProposeCorrection(**CONDUCT, dossier="d1", kind="sua", evidence=EVIDENCE, items=[edit], **how)


@pytest.fixture
def judged(house: Schoolhouse) -> Schoolhouse:
    """Conduct of hs01 of record."""
    house.do("gvcn", reserved(house))
    house.now = AFTER
    return house


def seat(name: Any) -> WitnessCorrection:
    return WitnessCorrection(dossier="d1", seat=name)


def test_conduct_is_corrected_by_a_dossier_of_the_homeroom_teacher(judged: Schoolhouse) -> None:
    """LAW 17-21, 20 second_leader (S24): the proposer's own seat goes to a second leader."""
    house = judged
    house.do("gvcn", correction(house))
    house.do(HEAD, PermitCorrection(dossier="d1"))
    house.do(HEAD, seat("leadership"))
    house.do("bqt", seat("board"))
    house.refused("PROPOSER_WITNESSES", "gvcn", seat("homeroom"))
    drafts = house.do("phohieutruong", seat("homeroom"))
    assert drafts[0].data["standing"] == "second_leader"
    assert (drafts[1].type, drafts[1].data["value"]) == ("CorrectionApplied", "K")
    assert house.state.book(**CONDUCT).cell("hs01", "hk").value == "K"


@pytest.mark.parametrize("person", ["toan", "bqt", "vanthu"])
def test_nobody_else_proposes_to_correct_conduct(judged: Schoolhouse, person: str) -> None:
    """permissions.json `books`."""
    judged.refused("NO_RIGHT", person, correction(judged))


def test_a_correction_of_conduct_is_checked_like_an_entry(judged: Schoolhouse) -> None:
    """LAW 18: a value of the other regime, no change, another column."""
    judged.refused("BAD_VALUE", "gvcn", correction(judged, "CD"))
    judged.refused("NO_CHANGE", "gvcn", correction(judged, "T"))


def test_the_lock_binds_conduct_and_profile() -> None:
    """LAW 23, EVENTS.md digests: both reserved books are among those of a class and semester."""
    house = marked()
    house.do(HEAD, window("w-hk", cols=["hk"]))
    house.do(HEAD, window("w-hs", cols=["ten"]))
    house.do("gvcn", reserved(house))
    house.do("gvcn", reserved(house, "ten", "t:A"))
    profile = house.log[-1].pos
    house.do("bqt", PROPOSE_CLOSE)
    cells = [["conduct", "hs01", "hk", profile - 1], ["profile", "hs01", "ten", profile]]
    cells += [["toan", pupil, "tx1", house.base(pupil, "tx1")] for pupil in ("hs01", "hs02")]
    data = house.do(HEAD, LOCK)[0].data
    assert (data["count"], data["digest"]) == (4, digest(cells))


def test_a_locked_class_takes_no_conduct_and_no_profile() -> None:
    """LAW 11 BOOK_LOCKED (S28): the lock is of every book of the class."""
    house = locked()
    for name, cols in (("w-hk", ["hk"]), ("w-hs", ["ten"])):
        house.do(HEAD, window(name, cols=cols))
    house.refused("BOOK_LOCKED", "gvcn", reserved(house))
    house.refused("BOOK_LOCKED", "gvcn", reserved(house, "ten", "t:A"))
    house.refused("BOOK_LOCKED", "gvcn", PublishColumn(**CONDUCT, col="hk"))


def test_no_window_over_a_column_that_no_book_has() -> None:
    """EVENTS.md: columns are closed."""
    with pytest.raises(ValidationError):
        window("w9", cols=["hanhkiem"])
