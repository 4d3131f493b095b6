"""One fact in two spellings: doubled keys (A35), Unicode forms (A36), numbers (A37), times (A39).

The attacker has the signing key and makes chain, tree, notes and head file good again, so that nothing is
wrong with the log but the spelling: of each, two readers might take two facts.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from demo.people import HEAD, pupil_id, pupil_name
from domain.acts.unit.appointments import RegisterPerson
from tests.attacks.honest import Held
from tests.attacks.raw_lines import replaced, rewrite_lines
from tests.attacks.seized import SOUND, Record, SeizedSchool, judge, outcome, record, tampered

BAG = "window-giua-ky-1"


class Mark(NamedTuple):
    """One of the forty mid-term marks of 6B in mathematics, which one command entered."""

    pos: int
    pupil: str
    value: int

    def named(self, old: object, new: object) -> Record:
        """What a finding about it must say."""
        return self.pos, "demo", "6B", self.pupil, "toan", "gk", old, new


@pytest.fixture
def marks(school: SeizedSchool) -> Sequence[Mark]:
    """In order of position."""
    return [
        Mark(entry.pos, entry.data["pupil"], entry.data["value"])
        for entry in school.school.log.entries()
        if entry.stream == "book/6B/toan/1" and entry.type == "MarkEntered" and entry.data["col"] == "gk"
    ]


def respell(school: SeizedSchool, marks: Sequence[Mark], forms: Sequence[str]) -> Mapping[Mark, str]:
    """Gives each of the first marks another spelling of `"value":24`; `%d` stands for the tenths."""
    spelled = {mark: form.replace("%d", str(mark.value)) for mark, form in zip(marks, forms, strict=False)}
    edits = {
        mark.pos: replaced(f'"value":{mark.value}}}'.encode(), f"{form}}}".encode())
        for mark, form in spelled.items()
    }
    rewrite_lines(school, edits)
    return spelled


@pytest.fixture
def publication(school: SeizedSchool) -> int:
    """Where the marks' column was published: its digest counts the marks that can be read."""
    return next(
        entry.pos
        for entry in school.school.log.entries()
        if entry.stream == "book/6B/toan/1" and entry.type == "ColumnPublished" and entry.data["col"] == "gk"
    )


def test_lines_rewritten_by_these_means_without_an_edit_are_sound(
    school: SeizedSchool, marks: Sequence[Mark], held: Held
) -> None:
    """The honest twin: the attacker's tools leave no trace of their own."""
    rewrite_lines(school, {mark.pos: lambda line: line for mark in marks})
    assert outcome(school.judged(*held.all())) == SOUND
    assert school.fsck() == []


def test_a35_a_key_given_twice_is_refused_and_the_mark_named(
    school: SeizedSchool, marks: Sequence[Mark], held: Held
) -> None:
    """Whichever of the two a reader would take, and also where the second is spelled with an escape."""
    forms = (
        '"value":%d,"value":85',
        '"value":85,"value":%d',
        '"value":%d,"value":%d',
        '"value":%d,"v\\u0061lue":85',
    )
    respell(school, marks, forms)
    for evidence in ((), (held.bags[BAG],)):
        judged = school.judged(*evidence)
        assert record(judged, "LINE_NOT_CANONICAL") == [
            mark.named(None, new)
            for mark, new in zip(marks, (85, marks[1].value, marks[2].value, 85), strict=False)
        ]
        assert outcome(judged) == tampered(
            "LINE_NOT_CANONICAL", *(("HISTORY_REWRITTEN",) if evidence else ())
        )
    # What a lenient reader takes for another mark than the bag's is named with both.
    assert record(judged, "HISTORY_REWRITTEN")[1:] == [
        mark.named(mark.value, 85) for mark in (marks[0], marks[3])
    ]
    found = [(each.code, each.pos) for each in school.fsck() if each.code == "LINE_NOT_CANONICAL"]
    assert found == [("LINE_NOT_CANONICAL", mark.pos) for mark in marks[:4]]


@pytest.mark.parametrize("twice", ['"pos":%d,"pos":0', '"pos":0,"pos":%d'])
def test_a35_a_receipt_with_a_key_given_twice_is_no_evidence(
    school: SeizedSchool, held: Held, tmp_path: Path, twice: str
) -> None:
    """It could be read as a receipt of another entry."""
    assert outcome(school.judged(held.receipt)) == SOUND
    raw = held.receipt.read_bytes()
    pos = int(raw.split(b'"pos":')[1].split(b",")[0])
    forged = tmp_path / "receipt.json"
    forged.write_bytes(raw.replace(b'"pos":%d' % pos, (twice % pos).encode()))
    assert outcome(school.judged(forged)) == tampered("RECEIPT_MALFORMED")


def test_a36_a_name_in_another_unicode_form_is_refused_and_the_pupil_named(
    school: SeizedSchool, held: Held
) -> None:
    """The same name to the eye, other bytes: as combining characters, plain and escaped."""
    positions = {
        entry.data["pupil"]: entry.pos
        for entry in school.school.log.entries()
        if entry.type == "PupilEnrolled"
    }
    names = {pupil_id(number): pupil_name(number) for number in (1, 2)}
    apart = {pupil: unicodedata.normalize("NFD", name) for pupil, name in names.items()}
    spelled = (apart["HS0001"], apart["HS0002"].encode("ascii", "backslashreplace").decode())
    rewrite_lines(
        school,
        {
            positions[pupil]: replaced(f'"name":"{names[pupil]}"'.encode(), f'"name":"{form}"'.encode())
            for pupil, form in zip(names, spelled, strict=True)
        },
    )
    judged = school.judged()
    assert outcome(judged) == tampered("LINE_NOT_CANONICAL")
    assert record(judged, "LINE_NOT_CANONICAL") == [
        (positions[pupil], "demo", "6A", pupil, None, None, None, None) for pupil in names
    ]
    assert outcome(school.judged(held.bags[BAG])) == tampered("LINE_NOT_CANONICAL", "HISTORY_REWRITTEN")


def test_a36_the_product_stores_one_form_of_a_name_whatever_was_typed(school: SeizedSchool) -> None:
    """At the door it is brought to NFC, so that an honest school with such a keyboard stays sound."""
    name = "Nguyễn Thị Hướng Dương"
    command = RegisterPerson(person="gv.moi", name=unicodedata.normalize("NFD", name))
    written = school.acting.act(HEAD.person, command, "nfd")
    school.school.seal()
    (line,) = school.school.log.lines(written.pos, written.pos + 1)
    assert f'"name":"{name}"'.encode() in line
    assert outcome(school.judged()) == SOUND


def test_a37_a_mark_in_another_spelling_of_the_number_is_refused_and_named(
    school: SeizedSchool, marks: Sequence[Mark]
) -> None:
    """The same number to every JSON reader: nothing but the spelling is wrong, and nothing else is found."""
    forms = (
        '"value":%d.0',
        '"value":%d.00',
        '"value":%de0',
        '"value":%dE+0',
        '"value":%d0e-1',
        '"value": %d',
    )
    respell(school, marks, forms)
    judged = school.judged()
    assert outcome(judged) == tampered("LINE_NOT_CANONICAL")
    assert record(judged, "LINE_NOT_CANONICAL") == [
        mark.named(None, mark.value) for mark in marks[: len(forms)]
    ]


def test_a37_what_is_no_whole_number_is_refused_and_named(
    school: SeizedSchool, marks: Sequence[Mark], held: Held, publication: int
) -> None:
    """A fraction, no number, an endless one: also as a mark it is none (BAD_DATA)."""
    said = ("%d.5", "NaN", "Infinity", "-Infinity", "1e400")
    spelled = respell(school, marks, [f'"value":{form}' for form in said])
    named = [mark.named(None, form.removeprefix('"value":')) for mark, form in spelled.items()]
    judged = school.judged(held.bags[BAG])
    assert record(judged, "LINE_NOT_CANONICAL") == named
    assert record(judged, "BAD_DATA") == named
    assert [each["pos"] for each in judged.found("DIGEST_WRONG")] == [publication]
    assert outcome(judged) == tampered("LINE_NOT_CANONICAL", "BAD_DATA", "DIGEST_WRONG", "HISTORY_REWRITTEN")
    assert record(judged, "HISTORY_REWRITTEN")[1:] == [
        mark.named(mark.value, form.removeprefix('"value":')) for mark, form in spelled.items()
    ]


def test_a37_what_no_reader_of_json_takes_is_refused_and_named_by_a_bag(
    school: SeizedSchool, marks: Sequence[Mark], held: Held, publication: int
) -> None:
    """The line says nothing that could be named; the bag knows what stood there. Neighbours stay clean."""
    forms = [f'"value":{form}' for form in ("0%d", "+%d", "%d.", "0x18", "٢٤", "2_4")]
    spelled = respell(school, marks, forms)
    judged = school.judged(held.bags[BAG])
    assert outcome(judged) == tampered("LINE_NOT_CANONICAL", "DIGEST_WRONG", "HISTORY_REWRITTEN")
    assert [each["pos"] for each in judged.found("LINE_NOT_CANONICAL")] == [mark.pos for mark in spelled]
    assert [each["pos"] for each in judged.found("DIGEST_WRONG")] == [publication]
    assert record(judged, "HISTORY_REWRITTEN")[1:] == [mark.named(mark.value, None) for mark in spelled]
    found = [each.pos for each in school.fsck() if each.code == "LINE_NOT_CANONICAL"]
    assert found == [mark.pos for mark in spelled]


def test_a37_a_mark_as_text_or_truth_value_is_canonical_and_still_no_mark(
    school: SeizedSchool, marks: Sequence[Mark]
) -> None:
    """The form alone does not tell: the law does."""
    respell(school, marks, ('"value":"%d"', '"value":true'))
    judged = school.judged()
    assert outcome(judged) == tampered("BAD_DATA", "DIGEST_WRONG")
    assert record(judged, "BAD_DATA") == [
        marks[0].named(None, str(marks[0].value)),
        marks[1].named(None, True),
    ]


TIMES = (
    "2020-11-10T09:00:01.600000+07:00",
    "2020-11-10T02:00:01.600000+00:00",
    "2020-11-10T02:00:01.600000",
    "2020-11-10T02:00:01.6Z",
    "2020-11-10T02:00:01Z",
    "2020-11-10 02:00:01.600000Z",
    "2020-11-10t02:00:01.600000z",
    "2020-11-10T02:00:01,600000Z",
    "10/11/2020 09:00:01.600000Z",
    "2020-11-09T24:00:00.000000Z",
    "2020-11-10T02:00:60.000000Z",
    "2020-11-31T02:00:01.600000Z",
    "02020-11-10T02:00:01.60000Z",
)


def test_a39_an_instant_in_another_zone_or_form_is_refused_and_the_mark_named(
    school: SeizedSchool, marks: Sequence[Mark], held: Held, publication: int
) -> None:
    """Some name the very instant: two spellings of one instant would still be two leaves of one fact."""
    (at,) = {entry.at for entry in school.school.log.entries(marks[0].pos, marks[-1].pos + 1)}
    edits = {
        mark.pos: replaced(f'"at":"{at}"'.encode(), f'"at":"{form}"'.encode())
        for mark, form in zip(marks, TIMES, strict=False)
    }
    rewrite_lines(school, edits)
    judged = school.judged(held.bags[BAG])
    touched = marks[: len(TIMES)]
    assert outcome(judged) == tampered("ENVELOPE_WRONG", "DIGEST_WRONG", "HISTORY_REWRITTEN")
    assert record(judged, "ENVELOPE_WRONG") == [mark.named(None, mark.value) for mark in touched]
    assert [each["pos"] for each in judged.found("DIGEST_WRONG")] == [publication]
    assert [each[:6] for each in record(judged, "HISTORY_REWRITTEN")[1:]] == [
        mark.named(None, None)[:6] for mark in touched
    ]


@pytest.mark.parametrize(
    "form", ["20/01/2021", "20210120", "2021-1-20", "2021-W03-3", "2021-01-20T00:00:00Z"]
)
def test_a39_a_date_in_another_form_is_refused_and_the_class_named(school: SeizedSchool, form: str) -> None:
    """Of the decision by which the class was locked."""
    pos = next(entry.pos for entry in school.school.log.entries() if entry.type == "BookLocked")
    rewrite_lines(school, {pos: replaced(b'"date":"2020-09-05"', f'"date":"{form}"'.encode())})
    judged = school.judged()
    assert outcome(judged) == tampered("BAD_DATA")
    assert record(judged, "BAD_DATA") == [(pos, "demo", "6A", None, None, None, None, None)]
    assert judge([school.bag(BAG)], key=school.held.key).verdict == "sound"
