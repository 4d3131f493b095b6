"""The verdict in words: each thing has a word in both languages, and what stands beside it is told whole."""

import pytest

from tests.verify.bag_builder import Signer
from verify.records import record_of
from verify.report import Report
from verify.text import languages, render

PLACES = {
    "pos": 7, "class": "6A", "pupil": "hs01", "subject": "TOAN", "semester": 1, "column": "gk",
    "dossier": "hs1", "file": "data/x", "evidence": "w1.tar",
}  # fmt: skip
WORDS = {
    "vi": "dòng 7, lớp 6A, học sinh hs01 (An), môn TOAN, học kỳ 1, cột gk, hồ sơ hs1, tệp data/x, "
    "đối chiếu với w1.tar trước: trống → nay: 8,5 (x)",
    "en": "line 7, class 6A, pupil hs01 (An), subject TOAN, semester 1, column gk, dossier hs1, file data/x, "
    "compared with w1.tar was: empty → now: 8.5 (x)",
}
KINDS = {
    "bag": ("gói lưu trữ", "bag"), "export": ("bản xuất", "export"),
    "lines": ("tệp các dòng", "file of lines"), "checkpoint": ("phiếu chốt", "checkpoint"),
    "receipt": ("biên nhận", "receipt"),
    "proof": ("chứng minh", "proof"), "url": ("địa chỉ", "address"),
    "unreadable": ("không đọc được", "unreadable"),
}  # fmt: skip


@pytest.mark.parametrize("lang", WORDS)
def test_a_finding_names_every_place_that_it_has(lang):
    """In one order, with the old and the new value and what is said besides."""
    report = Report()
    report.add("BOOK_MISMATCH", "all.tar", **PLACES, name="An", old=None, new=85, detail="x")
    first = render(report, lang).splitlines()[1]
    assert first.startswith(f"{'LỖI' if lang == 'vi' else 'ERROR'} BOOK_MISMATCH [all.tar] ")
    assert first.endswith(WORDS[lang])


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_piece_from_outside_is_named_by_what_it_is(kind, lang):
    """Its kind, file, school, and how much of the log it knows."""
    given, of, size, leaf = (
        ("Căn cứ do người kiểm tra đưa vào:", "của", "cỡ", "dòng")
        if lang == "vi"
        else ("Given from outside:", "of", "size", "line")
    )
    word = KINDS[kind][languages().index(lang)]
    report = Report()
    anchor = {"kind": kind, "source": "x.tar", "origin": "62.socai/demo"}
    report.anchors = [{**anchor, "size": 26}, {**anchor, "pos": 3}]
    assert render(report, lang).splitlines()[:2] == [
        f"{given} {word} x.tar {of} 62.socai/demo {size} 26",
        f"{given} {word} x.tar {of} 62.socai/demo {leaf} 3",
    ]


def test_a_policy_is_told_with_all_that_it_lends_trust_to(desk, story):
    """Digest, keys with their sizes, quorum and first entries: nobody relies on what is not shown."""
    old, new = story.log.signer.vkey, Signer(7).vkey
    lines = f"log {old}\nlog {new}\nquorum none\n#socai key {old} 0 30\n#socai key {new} 31 -\n"
    desk.put("policy", lines.encode())
    report = desk.run("all.tar", policy="policy")
    anchor = report.anchors[0]
    keys = f"keys {old} 0–30, {new} 31–;"
    assert render(report, "en").splitlines()[0] == (
        f"Given from outside: policy file {desk.folder / 'policy'} SHA-256 {anchor['sha256']}; {keys} "
        f"quorum {anchor['quorum'] or '-'}; genesis -"
    )
    report.anchors = [{"kind": "key", "key": old}]
    assert render(report, "en").splitlines()[0] == f"Given from outside: log key {old}"


def test_a_record_is_what_its_entry_says_of_it():
    """Of a mark from its stream and its data, of another entry from its data, of rubbish nothing."""
    mark = {"pupil": "hs01", "col": "gk", "value": 80, "late": None}
    entry = {"stream": "book/6A/TOAN/1", "type": "MarkEntered", "data": mark}
    place = {"class": "6A", "subject": "TOAN", "semester": "1", "pupil": "hs01", "column": "gk"}
    assert record_of(entry) == {**place, "new": 80}
    changed = {**entry, "type": "MarkChanged", "data": {**mark, "old": 70}}
    assert record_of(changed) == {**place, "old": 70, "new": 80}
    assert record_of({"stream": "class/6A", "type": "RosterConfirmed", "data": {}}) == {"class": "6A"}
    named = {"class": "6A", "subject": "TOAN", "pupil": "hs01"}
    assert record_of({"stream": "dossier/hs1", "type": "CorrectionProposed", "data": named}) == named
    for data in (None, [], "x", {"class": 1, "pupil": None, "col": []}):
        assert record_of({"stream": "pupil/x", "type": "Any", "data": data}) == {}
