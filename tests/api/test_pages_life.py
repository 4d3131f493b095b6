"""The life of a mark: every value, who set it by which decision, its dossiers; sealed texts opened."""

import hashlib
import re
from typing import Any

import pytest

from tests.api.conftest import Pages
from tests.api.reading_pages import links, words
from tests.browser.story import (
    CLEARED,
    COMMENT,
    COMMENTED,
    CORRECTED,
    EVIDENCE,
    HEAD,
    HOMEROOM,
    MADE_UP,
    REASON,
    REFUSAL,
    TEACHER,
    WAITING,
)


def titles(page: Any) -> list[str]:
    """The headings of the life's entries, in order."""
    return re.findall(r"<h2><svg.*?</svg>([^<]*)</h2>", page.text)


def changes(page: Any) -> list[tuple[str, str]]:
    """Old and new value of each entry that has them."""
    return re.findall(r"<del>([^<]*)</del>.*?<ins>([^<]*)</ins>", page.text)


def test_a_corrected_mark_tells_its_whole_life_in_order(pages: Pages) -> None:
    """Entry, publication, proposal, permission, three witnesses, application; the values of each step."""
    page = pages.get(TEACHER, pages.story.life(CORRECTED, "gk"))
    assert titles(page) == [
        "Nhập điểm",
        "Công bố cột điểm",
        "Đề nghị điều chỉnh (hồ sơ DC-01)",
        "Cho phép điều chỉnh (hồ sơ DC-01)",
        *["Chứng kiến điều chỉnh (hồ sơ DC-01)"] * 3,
        "Áp dụng điều chỉnh (hồ sơ DC-01)",
    ]
    assert changes(page) == [("trống", "8,2"), ("8,2", "9,5"), ("8,2", "9,5")]


def test_a_correction_names_its_people_its_reason_its_evidence_and_its_effect(pages: Pages) -> None:
    text = words(pages.get(TEACHER, pages.story.life(CORRECTED, "gk")))
    assert f"Lý do {REASON}" in text
    assert hashlib.sha256(EVIDENCE).hexdigest() in text
    assert "Người đề nghị Võ Thanh Bình (gv.vo-thanh-binh)" in text
    assert "Người cho phép Y Blin (ht.y-blin)" in text
    for witness in ("Nguyễn Văn Lộc", "Trần Thị Huệ", "Đặng Thị Thu Hà"):
        assert text.count(witness) >= 2  # the act itself, and in what it led to
    assert "Chứng kiến thay mặt lãnh đạo đơn vị Với tư cách phó hiệu trưởng" in text
    assert "Kết quả môn học kỳ 8,2 → 8,5" in text


def test_each_act_names_the_decision_and_the_window_it_rests_on(pages: Pages) -> None:
    text = words(pages.get(TEACHER, pages.story.life(CORRECTED, "gk")))
    assert "09/11/2020 09:00:" in text
    assert "quyết định số 01/QĐ-gv.vo-thanh-binh ngày 05/09/2020 (bản ghi" in text
    assert "“giua-ky-1”, từ 19/10/2020 07:00 đến 14/11/2020 17:00; trong hạn" in text


def test_a_refused_dossier_changes_nothing_and_says_why(pages: Pages) -> None:
    page = pages.get(TEACHER, pages.story.life(CORRECTED, "tx1"))
    assert titles(page)[-2:] == ["Đề nghị điều chỉnh (hồ sơ DC-02)", "Từ chối điều chỉnh (hồ sơ DC-02)"]
    text = words(page)
    assert f"Lý do từ chối {REFUSAL}" in text
    assert "Giá trị hiện nay 8,2" in text
    assert "Các giá trị đã có – → , rồi 8,2 Giá trị" in text


def test_a_pending_dossier_says_whom_it_waits_for(pages: Pages) -> None:
    text = words(pages.get(HOMEROOM, pages.story.life(WAITING, "gk")))
    assert "1 ô điểm; nay đã đề nghị, chờ cho phép" in text
    assert "Giá trị hiện nay 8,0" in text


def test_a_made_up_mark_names_its_permission(pages: Pages) -> None:
    page = pages.get(TEACHER, pages.story.life(MADE_UP, "gk"))
    assert titles(page) == [
        "Nhập điểm",
        "Đổi điểm trước thời điểm chính thức",
        "Công bố cột điểm",
        "Cho phép nhập bổ sung",
        "Nhập điểm kiểm tra bù",
    ]
    text = words(page)
    assert "số 15/QĐ-THCS" in text
    assert "kiểm tra bù, có hiệu lực đến 26/11/2020 17:00" in text
    assert changes(page)[-1] == ("P", "6,5")


def test_a_cleared_mark_shows_what_was_cleared(pages: Pages) -> None:
    """Clearing is an entry that holds the old value: delete and re-enter cannot hide it."""
    page = pages.get(TEACHER, pages.story.life(CLEARED, "gk"))
    assert "Xóa điểm trước thời điểm chính thức" in titles(page)
    assert [new for _, new in changes(page)] == [changes(page)[1][0], "trống"]


def test_a_comment_is_opened_and_its_sealed_form_is_not_shown(pages: Pages) -> None:
    story = pages.story
    page = pages.get(TEACHER, story.life(COMMENTED, "nx"))
    assert titles(page) == ["Nhập nhận xét"]
    assert f"“{COMMENT}”" in words(page)
    (sealed,) = [
        entry.data["value"]
        for entry in story.demo.school.log.stream("book/6A/toan/1")
        if entry.type == "MarkEntered" and (entry.data["pupil"], entry.data["col"]) == (COMMENTED, "nx")
    ]
    assert sealed not in page.text


def test_a_lock_stands_in_the_life_of_every_mark_of_its_class(pages: Pages) -> None:
    page = pages.get(HEAD, f"{pages.story.book('diem', klass='6B')}/HS0041/ck")
    assert titles(page) == ["Nhập điểm", "Công bố cột điểm", "Khóa sổ"]
    assert "số 22/QĐ-THCS" in words(page)


def test_a_cell_that_never_held_a_value_says_so(pages: Pages) -> None:
    page = pages.get(TEACHER, f"{pages.story.book('diem', semester=2)}/HS0001/tx1")
    assert page.status_code == 200
    assert "Ô này chưa từng có giá trị nào." in words(page)


@pytest.mark.parametrize(
    ("pupil", "col"), [("HS9999", "gk"), ("HS0041", "gk"), ("HS0001", "tx5"), ("HS0001", "hk")]
)
def test_no_such_pupil_in_this_class_or_no_such_column_is_not_found(
    pages: Pages, pupil: str, col: str
) -> None:
    """HS0041 is a pupil of 6B."""
    page = pages.get(TEACHER, pages.story.life(pupil, col))
    assert page.status_code == 404
    assert "không có học sinh hoặc cột điểm" in words(page)


def test_each_entry_offers_a_proof_that_needs_no_server(pages: Pages) -> None:
    """A file per entry, in the form that the stand-alone verifier reads."""
    page = pages.get(TEACHER, pages.story.life(CORRECTED, "gk"))
    receipts = [link for link in links(page) if "/bien-nhan/" in link]
    assert len(receipts) == 8
    answer = pages.get(TEACHER, receipts[-1])
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.text.startswith("c2sp.org/tlog-proof@v1\n")
    assert pages.story.demo.school.log.origin in answer.text


def test_an_entry_that_is_not_sealed_yet_has_no_proof(pages: Pages) -> None:
    """For who may read every entry; to others no position is told to be there or not."""
    size = pages.story.size()
    page = pages.get(HEAD, f"/truong/demo/bien-nhan/{size}")
    assert page.status_code == 404
    assert "chưa được niêm phong" in words(page)
    assert pages.get(HEAD, "/truong/demo/bien-nhan/-1").status_code == 404
    assert pages.get(TEACHER, f"/truong/demo/bien-nhan/{size}").status_code == 403


def test_a_decision_is_named_with_what_became_of_its_file(pages: Pages) -> None:
    """An invented digest is no paper: *chưa nộp tệp*, until the file is there."""
    path = pages.story.life(CORRECTED, "gk")
    assert "); đã nộp tệp" in words(pages.get(TEACHER, path))
    folder = pages.story.service.settings.attachments
    folder.rename(folder.with_name("away"))
    try:
        page = words(pages.get(TEACHER, path))
    finally:
        folder.with_name("away").rename(folder)
    assert "); chưa nộp tệp" in page and "); đã nộp tệp" not in page


def test_no_decision_on_a_page_is_silent_about_its_file(pages: Pages) -> None:
    """Rights, late permissions, locks, unlockings: in every life of the story."""
    told = 0
    for pupil, col in ((CORRECTED, "gk"), (MADE_UP, "gk"), (CLEARED, "tx1"), (COMMENTED, "nx")):
        page = words(pages.get(HEAD, pages.story.life(pupil, col)))
        named = re.findall(r"số \S+ ngày \S+?(?: \(bản ghi \d+\))?(; \w+ \w+ \w+|)(?= |$)", page)
        assert set(named) <= {"; đã nộp tệp", "; chưa nộp tệp", "; lưu bản giấy"}, pupil
        told += len(named)
    assert told >= 15
