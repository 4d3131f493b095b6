"""The page of who has read: all for leadership and board, one's own for others; what was typed stays."""

import pytest

from tests.api.conftest import Pages
from tests.api.reading_pages import links, words
from tests.browser.story import BOARD, CLERK, CORRECTED, HEAD, TEACHER

PAGE = "/truong/demo/luot-xem"


@pytest.fixture(scope="module", autouse=True)
def looked(pages: Pages) -> None:
    """A book and a mark's life are looked at; somebody guesses."""
    assert pages.get(TEACHER, pages.story.book()).status_code == 200
    assert pages.get(HEAD, pages.story.life(CORRECTED, "gk")).status_code == 200
    pages.post(None, "/dang-nhap", truong="demo", nguoi=HEAD, mat_khau="geheim", ve="/")


@pytest.mark.parametrize("person", [HEAD, BOARD])
def test_leadership_and_board_see_all_and_failed_sign_ins(pages: Pages, person: str) -> None:
    """With names and kinds, never what was tried."""
    page = pages.get(person, PAGE)
    text = words(page)
    assert page.status_code == 200
    assert f"({TEACHER}) sổ điểm {pages.story.book()}" in text
    assert f"({HEAD}) quá trình của điểm" in text
    assert "/dang-nhap 1" in text and "geheim" not in page.text


def test_others_see_their_own_and_those_about_themselves(pages: Pages) -> None:
    """Whatever they type into the address."""
    for query in ("", f"?nguoi={HEAD}", f"?ma={CORRECTED}", "?ma=6A"):
        text = words(pages.get(TEACHER, PAGE + query))
        assert f"({TEACHER}) sổ điểm" in text and f"({HEAD}) " not in text
        assert "Lần đăng nhập hỏng" not in text
    assert "Không có lượt xem nào như vậy." in words(pages.get(CLERK, f"{PAGE}?ma={CLERK}"))


def test_a_pupil_is_found_by_the_whole_code(pages: Pages) -> None:
    """And a code of which the pupil's is the beginning finds nothing of them."""
    assert "quá trình của điểm" in words(pages.get(HEAD, f"{PAGE}?ma={CORRECTED}"))
    assert "Không có lượt xem nào như vậy." in words(pages.get(HEAD, f"{PAGE}?ma={CORRECTED}9"))


@pytest.mark.parametrize("query", ["ma=a b c", "ma=%00", "nguoi=<script>", "truoc=x", "truoc=-1", "truoc=01"])
def test_what_is_typed_wrongly_is_told_and_stays(pages: Pages, query: str) -> None:
    """422 in Vietnamese, nothing is looked for."""
    page = pages.get(HEAD, f"{PAGE}?{query}")
    assert page.status_code == 422 and "<script>" not in page.text
    assert "Không có lượt xem nào như vậy." not in words(page)


def test_older_ones_are_a_link_away(pages: Pages) -> None:
    """Page after page, until there are no more."""
    for _ in range(60):
        pages.get(TEACHER, pages.story.book())
    page = pages.get(HEAD, f"{PAGE}?nguoi={TEACHER}")
    (older,) = [link for link in links(page) if "truoc=" in link]
    assert f"({TEACHER}) sổ điểm" in words(pages.get(HEAD, older))


def test_to_look_at_the_page_is_a_reading(pages: Pages) -> None:
    """The second look shows the first."""
    pages.get(BOARD, PAGE)
    assert f"({BOARD}) lượt xem dữ liệu {PAGE}" in words(pages.get(HEAD, f"{PAGE}?nguoi={BOARD}"))
