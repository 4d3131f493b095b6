"""What the table says of each page is so: whose reading is noted and how it is called, what the docs tell."""

import re
from pathlib import Path
from typing import Any

import pytest

from api.pages import site
from api.pages.table import PAGES, Page
from ledger.beside.readings import Readings
from tests.api.conftest import Pages
from tests.api.reading_pages import links, words
from tests.api.table_addresses import address, shown
from tests.browser.story import HEAD

ROOT = Path(__file__).parents[2]
TEMPLATES = Path(site.__file__).parent / "templates"
OF_THE_FRAME = {"layout", "parts", "icons", "sign_in", "sign_in_code", "sign_in_first", "trust", "error"}
READ = [page for page in PAGES if page.method == "GET"]


def name(page: Page) -> str:
    return page.path


def noted(pages: Pages) -> list[Any]:
    return Readings(pages.story.service.db).before(pages.story.demo.school.log.school, None, 50)


@pytest.mark.parametrize("page", [page for page in READ if page.reading], ids=name)
def test_a_page_of_personal_data_is_noted_under_its_name(pages: Pages, page: Page) -> None:
    """And the page of who has read says what it was."""
    assert pages.get(HEAD, address(page)).status_code == 200
    newest = noted(pages)[0]
    assert (newest.person, newest.what) == (HEAD, address(page))
    text = words(pages.get(HEAD, f"/truong/demo/luot-xem?nguoi={HEAD}"))
    assert f"({HEAD}) {page.reading} {address(page)}" in text


@pytest.mark.parametrize("page", [page for page in READ if not page.reading], ids=name)
def test_a_page_whose_reading_is_not_noted_names_no_pupil(pages: Pages, page: Page) -> None:
    """Not by code, not by name; whoever adds a pupil to it has to give its reading a name."""
    before = noted(pages)
    text = words(pages.get(HEAD, address(page)))
    assert noted(pages) == before
    state = pages.story.demo.school.facts()
    assert len(state.pupils) >= 120
    assert [pupil for pupil in state.pupils if pupil in text] == []
    staff = {person.name for person in state.people.values()}  # two people may share a name
    assert {each.name for each in state.pupils.values() if each.name in text} - staff == set()


def test_the_header_leads_to_every_page_that_has_words_for_it(pages: Pages) -> None:
    """From each page, and it says where the reader is."""
    menu = {page.menu: address(page) for page in PAGES if page.menu}
    for template, at in shown().items():
        page = pages.get(HEAD, at)
        assert set(menu.values()) <= set(links(page))
        here = re.findall(r'<a href="([^"]*)" aria-current="page">', page.text.partition("</header>")[0])
        assert here == [each for each in menu.values() if each == at], template


def test_every_template_is_of_a_page_or_of_the_frame() -> None:
    """A page that is gone leaves none behind."""
    kept = {path.stem for path in TEMPLATES.glob("*.html")}
    assert kept == {page.template for page in PAGES if page.template} | OF_THE_FRAME


def test_the_documentation_tells_of_every_page() -> None:
    """Its address stands in the table of docs/pages.md, in the reader's words."""
    told = re.findall(r"^\|[^|]*\| `(/[^`]*)`", (ROOT / "docs/pages.md").read_text("utf-8"), re.M)
    pages = [page for page in PAGES if page.template and page.method == "GET"]
    wanted = {re.sub(r"\{\w+\}", "{}", page.path) for page in pages} | {"/dang-nhap", "/tin-cay"}
    assert {re.sub(r"\{[^}]*\}", "{}", each) for each in told} == wanted
