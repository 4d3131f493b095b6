"""The class book: values in their places, averages with their trace, states in words, the past."""

import html
import re
from typing import Any

import pytest

from api.pages import format as show
from demo.people import pupil_id, pupil_name
from demo.school import sample_books
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.unit.classes import EnrolPupils, NewPupil
from domain.words.streams import book_stream
from tests.api.conftest import Pages
from tests.api.reading_pages import words
from tests.browser.story import (
    ABSENT,
    BEFORE_CORRECTION,
    CHANGED,
    CLEARED,
    CLERK,
    COMMENT,
    CORRECTED,
    HEAD,
    MADE_UP,
    TEACHER,
    TEACHER_6C,
    TRUANT,
    WAITING,
)


def labels(page: Any) -> list[str]:
    """What a screen reader says of each cell: "name, column, value, states"."""
    return [html.unescape(label) for label in re.findall(r'<td[^>]*><a [^>]*aria-label="([^"]*)"', page.text)]


def said(page: Any, pupil: str, column: str) -> str:
    """What is said of one cell after its name and column; names may repeat, addresses do not."""
    pattern = rf'/{pupil}/{column}" aria-label="([^"]*)"'
    (label,) = re.findall(pattern, page.text)
    return html.unescape(label).split(", ", 2)[2]


def test_every_mark_stands_in_its_cell_with_a_decimal_comma(pages: Pages) -> None:
    """All four regular columns of 6B, against the file that they came from."""
    page = pages.get(TEACHER, pages.story.book(klass="6B"))
    rows = next(rows for klass, subject, rows in sample_books() if (klass, subject) == ("6B", "toan"))
    for row in rows:
        for number in (1, 2, 3, 4):
            tenths = int(row[f"tx{number}"])
            shown = said(page, pupil_id(int(row["pupil"])), f"tx{number}")
            assert shown == f"{tenths // 10},{tenths % 10}, đã công bố"
    assert len(labels(page)) == 40 * 7


def test_pupils_stand_in_the_order_of_a_class_list(pages: Pages) -> None:
    """By tên in Vietnamese order: An before Brôl before Châu, Đạt after Cường and before Hà."""
    page = pages.get(TEACHER, pages.story.book())
    names = [
        html.unescape(name) for name in re.findall(r'<th scope="row" class="name">([^<]*)</th>', page.text)
    ]
    assert sorted(names[:-1]) == sorted(pupil_name(number) for number in range(1, 41))
    given = [name.split()[-1] for name in names[:-1]]
    places = [given.index(name) for name in ("An", "Brôl", "Châu", "Cường", "Đạt", "Hà", "Hiu", "Xoan")]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("pupil", "col", "shown"),
    [
        (CHANGED, "tx2", "8,5, đã công bố"),
        (CLEARED, "gk", "chưa có điểm, đã công bố"),
        (TRUANT, "gk", "K: vắng không lý do, tính 0 điểm theo quy định, đã công bố"),
        (ABSENT, "gk", "P: vắng có lý do, chờ kiểm tra bù, đã công bố"),
        (MADE_UP, "gk", "6,5, đã công bố"),
        (CORRECTED, "gk", "9,5, đã công bố, đã điều chỉnh"),
        (WAITING, "gk", "8,0, đã công bố, đang chờ điều chỉnh"),
        (CORRECTED, "nx", "Có cố gắng."),
    ],
)
def test_a_cell_says_its_value_and_its_states_in_words(
    pages: Pages, pupil: str, col: str, shown: str
) -> None:
    """No state is told by colour alone."""
    assert said(pages.get(TEACHER, pages.story.book()), pupil, col) == shown


def test_an_average_shows_how_it_came_about(pages: Pages) -> None:
    """(4 × 8,2 + 2 × 9,5 + 3 × 8,2) / 9 = 76,4/9 = 8,48… → 8,5, with its article."""
    page = words(pages.get(TEACHER, pages.story.book()))
    assert "8,5 (8,2 + 8,2 + 8,2 + 8,2 + 2 × 9,5 + 3 × 8,2) / 9 = 76,4/9 → 8,5 (Thông tư 58/2011" in page


def test_a_missing_average_says_what_is_missing(pages: Pages) -> None:
    page = words(pages.get(TEACHER, pages.story.book()))
    assert "chưa đủ điểm Còn thiếu ĐĐGgk." in page
    assert "chờ kiểm tra bù" in page


@pytest.mark.parametrize(
    ("book", "states"),
    [
        ({}, {"đã công bố": 3, "đang mở đến 15/01/2021 17:00": 4}),
        ({"klass": "6B"}, {"đã công bố, bị khóa": 6, "bị khóa": 1}),
        ({"semester": 2}, {"chưa có đợt nhập": 7}),
    ],
)
def test_a_column_says_whether_it_is_open_published_or_locked(
    pages: Pages, book: dict[str, Any], states: dict[str, int]
) -> None:
    page = pages.get(TEACHER, pages.story.book(**book))
    shown = re.findall(r'<span class="state \w+"><svg.*?</svg>([^<]*)</span>', page.text)
    assert {state: shown.count(state) for state in shown} == states


def test_a_locked_book_says_so_and_an_open_one_does_not(pages: Pages) -> None:
    assert "Sổ đã khóa" in words(pages.get(HEAD, pages.story.book(klass="6B")))
    assert "Sổ chưa khóa" in words(pages.get(HEAD, pages.story.book()))


def test_a_day_typed_as_people_write_it_leads_to_the_book_of_its_end(pages: Pages) -> None:
    """The link carries the instant with its offset, so that it can be cited."""
    answer = pages.get(TEACHER, f"{pages.story.book()}?ngay={BEFORE_CORRECTION}")
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("?tai=2020-12-18T23:59:59.999999+07:00")
    page = pages.get(TEACHER, answer.headers["location"])
    assert "Sổ tính đến 18/12/2020 23:59:59" in words(page)
    assert said(page, CORRECTED, "gk") == "8,2, đã công bố, hiện nay là 9,5"
    # The two dossiers proposed later are not there yet.
    assert "điều chỉnh" not in said(page, WAITING, "gk")


def test_the_book_before_a_correction_shows_both_values_and_both_averages(pages: Pages) -> None:
    page = pages.get(TEACHER, f"{pages.story.book()}?tai=@{pages.story.before_correction}")
    assert said(page, CORRECTED, "gk") == "8,2, đã công bố, đang chờ điều chỉnh, hiện nay là 9,5"
    text = words(page)
    assert "chính thức" in text
    assert "1 ô nay mang giá trị khác" in text
    assert "73,8/9 → 8,2 (Thông tư 58/2011 Điều 10 khoản 1 điểm a) nay 8,5" in text


def test_cells_filled_later_are_told_from_cells_changed_later(pages: Pages) -> None:
    """At the end of the first window: make-up and correction changed a mark, the second window was empty."""
    page = pages.get(TEACHER, f"{pages.story.book()}?ngay=14/11/2020&gio=17:30")
    page = pages.get(TEACHER, page.headers["location"])
    assert "2 ô nay mang giá trị khác" in words(page)
    assert "123 ô lúc đó còn trống, nay đã có giá trị" in words(page)  # 3 × 40 marks, 3 comments
    assert said(page, CORRECTED, "tx3") == "chưa có điểm, hiện nay là 8,2"


def test_a_time_after_the_newest_entry_is_provisional(pages: Pages) -> None:
    """What may still be written before that instant could change it."""
    text = words(pages.get(TEACHER, f"{pages.story.book()}?tai=2021-01-14T16:00:00%2B07:00"))
    assert "tạm thời" in text
    assert "Không có ô nào khác với hiện nay." in text


def test_the_milestones_of_a_book_are_offered_newest_first(pages: Pages) -> None:
    page = pages.get(TEACHER, pages.story.book())
    offered = [html.unescape(text) for text in re.findall(r"<option [^>]*>([^<]*)</option>", page.text)]
    assert offered == [
        "22/12/2020 09:00 – trước khi áp dụng hồ sơ DC-01",
        "12/11/2020 15:15 – đã công bố ĐĐGgk",
        "12/11/2020 15:15 – đã công bố ĐĐGtx 2",
        "12/11/2020 15:15 – đã công bố ĐĐGtx 1",
    ]
    assert f'<option value="@{pages.story.before_correction}">' in page.text


def test_the_lock_is_a_milestone(pages: Pages) -> None:
    """Just after it, the book was locked; just before, not."""
    page = pages.get(TEACHER, pages.story.book(klass="6B"))
    link = re.findall(r'<option value="@(\d+)">13/01/2021 14:00 – đã khóa sổ', page.text)[0]
    assert "Sổ đã khóa" in words(pages.get(TEACHER, f"{pages.story.book(klass='6B')}?tai=@{link}"))
    before = pages.get(TEACHER, f"{pages.story.book(klass='6B')}?tai=@{int(link) - 1}")
    assert "Sổ chưa khóa" in words(before)


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ("ngay=1/2/2021&gio=", "2021-02-01T23:59:59.999999+07:00"),
        ("ngay=01-02-2021&gio=7h", "2021-02-01T07:00:00+07:00"),
        ("ngay=15/01/2021&gio=17:00", "2021-01-15T17:00:00+07:00"),
        ("ngay=15/01/2021&gio=17h30", "2021-01-15T17:30:00+07:00"),
        ("ngay=15/01/2021&gio=23:59:59", "2021-01-15T23:59:59+07:00"),
        ("ngay=31/12/9999", "9999-12-31T23:59:59.999999+07:00"),
        ("size=120", "@120"),
        ("size=0120", "@120"),
    ],
)
def test_days_hours_and_sizes_are_read_as_typed(pages: Pages, query: str, location: str) -> None:
    answer = pages.get(TEACHER, f"{pages.story.book()}?{query}")
    assert (answer.status_code, answer.headers["location"].split("?tai=")[1]) == (303, location)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("ngay=31/02/2021", "Không có ngày 31/02/2021 trong lịch."),
        ("ngay=2021-01-15", "Hãy ghi ngày dạng ngày/tháng/năm"),
        ("ngay=01/15/2021", "Không có ngày 01/15/2021 trong lịch."),
        ("ngay=01/01/0000", "Không có ngày"),
        ("ngay=15/01/2021&gio=24:00", "Hãy ghi giờ dạng giờ:phút"),
        ("ngay=15/01/2021&gio=chieu", "Hãy ghi giờ dạng giờ:phút"),
        ("gio=17:00", "Hãy ghi ngày dạng ngày/tháng/năm"),
        ("size=-1", "Số bản ghi là một số nguyên"),
        ("size=99999999999", "Sổ hiện chỉ có"),
        ("size=١٢", "Số bản ghi là một số nguyên"),
    ],
)
def test_a_moment_that_cannot_be_read_is_said_beside_the_form_and_kept(
    pages: Pages, query: str, reason: str
) -> None:
    """The reader keeps what they typed and the book of now; nothing is guessed."""
    page = pages.get(TEACHER, f"{pages.story.book()}?{query}")
    assert page.status_code == 422
    assert reason in words(page)
    typed = re.split("[=&]", query)[1]
    assert f'value="{typed}"' in page.text
    assert said(page, CORRECTED, "gk").startswith("9,5")


@pytest.mark.parametrize(
    ("tai", "reason"),
    [
        ("hom-qua", "không phải là ngày giờ"),
        ("2021-01-15", "không phải là ngày giờ có múi giờ"),
        ("@-1", "không phải là kích thước sổ"),
        ("@999999", "Sổ hiện chỉ có"),
        ("@0", "lớp 6A chưa được mở"),
        ("0001-01-01T00:00:00%2B07:00", "nằm ngoài phạm vi của lịch"),
    ],
)
def test_a_link_to_no_moment_is_a_page_that_says_why(pages: Pages, tai: str, reason: str) -> None:
    page = pages.get(TEACHER, f"{pages.story.book()}?tai={tai}")
    assert page.status_code == 404
    assert reason in words(page)


def test_another_book_of_the_class_opens_at_the_same_moment(pages: Pages) -> None:
    page = pages.get(HEAD, f"{pages.story.book()}?tai=@{pages.story.before_correction}")
    other = f"{pages.story.book(subject='ngu_van')}?tai=@{pages.story.before_correction}"
    assert f'href="{other}"' in page.text
    assert pages.get(HEAD, other).status_code == 200


def test_a_hostile_name_and_a_hostile_comment_are_only_text(pages: Pages) -> None:
    """Neither a pupil's name nor a sealed comment can become markup."""
    story, name = pages.story, "Nguyễn <script>alert(1)</script> \"An\" & 'Bình'"
    school = story.demo.school
    pupil = NewPupil(
        pupil="HSX1",
        name=name,
        born="2009-01-01",
        register_no="X1/2020",
        start="2021-01-13",
        key=school.pupil_keys.create("HSX1"),
    )
    story.demo.act(CLERK, EnrolPupils(klass="6C", pupils=[pupil]), "hostile")
    stream = book_stream("6C", "toan", 1)
    text = "</a><img src=x onerror=alert(2)>"
    sealed = school.pupil_keys.seal("HSX1", stream, "nx/HSX1", text)
    edit = CellEdit(pupil="HSX1", col="nx", value=sealed, base=0)
    story.demo.act(TEACHER_6C, SaveMarks(klass="6C", subject="toan", semester=1, cells=[edit]), "hostile2")
    for path in (story.book(klass="6C"), f"{story.book('diem', klass='6C')}/HSX1/nx"):
        page = pages.get(TEACHER_6C, path)
        assert page.status_code == 200
        assert "<script>" not in page.text
        assert "<img" not in page.text
        assert name in words(page)
        assert html.escape(text) in page.text


def test_a_comment_is_shown_opened(pages: Pages) -> None:
    """What the line holds is sealed; who may read the book reads the text."""
    page = pages.get(TEACHER, pages.story.book())
    assert COMMENT in words(page)
    assert "không mở được" not in words(page)


@pytest.mark.parametrize("when", ["", "?tai=@1500"])
def test_a_book_says_how_much_of_it_persons_signed(pages: Pages, when: str) -> None:
    """Of every line of its stream by then; nobody in the story has a key, so the server stands for all."""
    log = pages.story.demo.school.log
    lines = show.number(len(log.stream(book_stream("6A", "toan", 1), 1500 if when else None)))
    told = f"Trong {lines} bản ghi của sổ này, 0 do chính người làm ký, {lines} do máy chủ làm chứng."
    assert told in words(pages.get(TEACHER, f"/truong/demo/so/6A/toan/1{when}"))
    assert "Sổ này chưa có bản ghi nào." in words(pages.get(TEACHER, "/truong/demo/so/6A/toan/2"))
