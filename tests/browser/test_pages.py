"""Every page in a real Chromium: nothing cut off, blocked or fetched elsewhere; all by keyboard."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demo.school import CODE
from tests.api.table_addresses import shown
from tests.browser.conftest import AXE, DESKTOP, PHONE, SHOTS, Site
from tests.browser.story import (
    CLERK,
    COMMENTED,
    CORRECTED,
    HEAD,
    HOMEROOM,
    MADE_UP,
    TEACHER,
    WAITING,
)
from tests.signed_in import with_password

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SO = "/truong/demo/so"
DIEM = "/truong/demo/diem/6A/toan/1"
PAGES = {
    "sign-in": (None, "/dang-nhap", 200),
    "sign-in-asked": (None, f"{SO}/6A/toan/1", 401),
    "start-head": (HEAD, "/", 200),
    "start-teacher": (TEACHER, "/", 200),
    "start-nothing": (CLERK, "/", 200),
    "book": (TEACHER, f"{SO}/6A/toan/1", 200),
    "book-empty": (TEACHER, f"{SO}/6A/toan/2", 200),
    "book-locked": (HEAD, f"{SO}/6B/toan/1", 200),
    "book-past": (TEACHER, f"{SO}/6A/toan/1?tai=2020-12-18T17:00:00%2B07:00", 200),
    "book-bad-day": (TEACHER, f"{SO}/6A/toan/1?ngay=31/02/2021", 422),
    "life-corrected": (TEACHER, f"{DIEM}/{CORRECTED}/gk", 200),
    "life-refused": (TEACHER, f"{DIEM}/{CORRECTED}/tx1", 200),
    "life-waiting": (HOMEROOM, f"{DIEM}/{WAITING}/gk", 200),
    "life-made-up": (TEACHER, f"{DIEM}/{MADE_UP}/gk", 200),
    "life-comment": (TEACHER, f"{DIEM}/{COMMENTED}/nx", 200),
    "life-empty": (TEACHER, "/truong/demo/diem/6A/toan/2/HS0001/tx1", 200),
    "status": (HEAD, "/truong/demo/xac-minh", 200),
    "readings": (HEAD, "/truong/demo/luot-xem", 200),
    "not-found": (HEAD, f"{SO}/9Z/toan/1", 404),
    "not-readable": (TEACHER, f"{SO}/6C/toan/1", 403),
}
PAGES |= {
    template: (HEAD, path, 200)
    for template, path in shown().items()
    if not any(name.startswith(template) for name in PAGES)
}
ON_PHONES = ("sign-in", "start-teacher", "book-past", "life-corrected", "status", "readings", "not-readable")
ALPHABET = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"


@contextmanager
def watched(page: Page, site: Site) -> Iterator[None]:
    """Fails if the page says anything on the console that is wrong, or asks another host for anything."""
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(site.address) else wrong.append(asked.url))
    yield
    # Chromium reports the status of an error page itself, which is right.
    assert [each for each in wrong if "the server responded with a status of" not in each] == []


def violations(page: Page) -> list[Any]:
    """What axe-core finds against WCAG 2 A and AA and its best practices.

    A text in the very colour of its ground it only calls unclear, since it might be hidden on purpose.
    """
    page.evaluate(f"{AXE.read_text()};0")
    found = page.evaluate(
        "rules => axe.run({runOnly: rules, resultTypes: ['violations', 'incomplete']})", RULES
    )
    assert len(found["passes"]) > 10, "axe did not look at the page"
    unseen = [
        ("text-in-the-colour-of-its-ground", [node["html"]])
        for each in found["incomplete"]
        for node in each["nodes"]
        if any((check["data"] or {}).get("messageKey") == "equalRatio" for check in node["any"])
    ]
    return unseen + [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]


def shoot(page: Page, name: str) -> None:
    """Keeps the page's picture for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("name", "size"),
    [pytest.param(name, DESKTOP, id=name) for name in PAGES]
    + [pytest.param(name, PHONE, id=f"{name}-phone") for name in ON_PHONES],
)
def test_a_page_is_whole_accessible_and_alone(site: Site, name: str, size: tuple[int, int]) -> None:
    """No finding of axe-core, no console error, no foreign request, no sideways scrolling of the page."""
    person, path, status = PAGES[name]
    with site.visitor(person, size) as visitor:
        page = visitor.new_page()
        with watched(page, site):
            answer = page.goto(path)
            assert answer and answer.status == status
            shoot(page, f"{name}-{size[0]}")
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_the_buttons_of_the_demos_people_can_be_read(site: Site) -> None:
    """Only the demo's sign-in has them: no school's page shows whether they are white on white."""
    service = site.story.service
    before = service.settings
    row = {"person": TEACHER, "name": "Võ Thanh Bình", "roles": ["teacher"], "token": ""}
    before.demo_tokens.write_text(json.dumps({"people": [row]}), "utf-8")
    service.settings = replace(before, demo=True)
    try:
        with site.visitor() as visitor:
            page = visitor.new_page()
            page.goto("/dang-nhap")
            expect(page.get_by_role("button", name="Võ Thanh Bình")).to_be_visible()
            assert violations(page) == []
    finally:
        service.settings = before
        before.demo_tokens.unlink()


def test_the_end_of_an_idle_session_is_told_before_it_comes(site: Site) -> None:
    """Two minutes before, without script, also to who wants no motion; until then nobody sees or hears it."""
    with site.visitor(TEACHER) as visitor:
        page = visitor.new_page()
        page.emulate_media(reduced_motion="reduce")
        page.goto("/")
        warning = page.locator(".idle")
        expect(warning).to_be_hidden()
        turn = "each => each.getAnimations()[0].currentTime = 1000 * given"
        warning.evaluate(turn.replace("given", "1679"))
        expect(warning).to_be_hidden()
        warning.evaluate(turn.replace("given", "1681"))
        expect(warning).to_be_visible()
        assert violations(page) == []


def test_axe_sees_what_is_wrong(site: Site) -> None:
    """The check above can fail: a picture without words and grey on white are found."""
    with site.visitor(TEACHER) as visitor:
        page = visitor.new_page()
        page.goto("/")
        page.evaluate("document.querySelector('h1').innerHTML = '<img src=/static/mark.svg>'")
        assert "image-alt" in dict(violations(page))


def test_the_heads_of_columns_and_the_names_stay_in_sight(site: Site) -> None:
    """At the last pupil of a full book, on a school's screen and on a phone scrolled sideways too."""
    with site.visitor(TEACHER) as visitor:
        page = visitor.new_page()
        page.goto(f"{SO}/6A/toan/1")
        page.locator("tbody tr").last.scroll_into_view_if_needed()
        box = page.locator("thead th.name").bounding_box()
        assert box and -1 <= box["y"] < 5
    with site.visitor(TEACHER, PHONE) as visitor:
        page = visitor.new_page()
        page.goto(f"{SO}/6A/toan/1")
        frame = page.locator(".frame")
        frame.evaluate("frame => frame.scrollTo(400, 600)")
        outer = frame.bounding_box()
        head, name = (
            page.locator("thead th.name").bounding_box(),
            page.locator("tbody th.name").last.bounding_box(),
        )
        assert outer and head and name
        assert abs(head["y"] - outer["y"]) <= 2
        assert abs(head["x"] - outer["x"]) <= 2
        assert abs(name["x"] - outer["x"]) <= 2


def test_numbers_of_a_column_stand_comma_under_comma(site: Site) -> None:
    """Right edges of all marks of a column are the same."""
    with site.visitor(TEACHER) as visitor:
        page = visitor.new_page()
        page.goto(f"{SO}/6A/toan/1")
        edges = page.evaluate(
            """() => [...document.querySelectorAll('tbody td:nth-child(3) a')].map(a => {
                const range = document.createRange(); range.selectNodeContents(a);
                return Math.round(range.getBoundingClientRect().right) })"""
        )
        assert len(edges) == 40
        assert max(edges) - min(edges) <= 1


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_sign_in_leads_back_to_the_page_and_sign_out_ends_it(site: Site, script: bool) -> None:
    with site.visitor(script=script) as visitor:
        page = visitor.new_page()
        with watched(page, site):
            page.goto(f"{SO}/6A/toan/1")
            page.get_by_label("Mã người dùng").fill(TEACHER)
            page.get_by_label("Mật khẩu").fill("khong-dung")
            page.get_by_role("button", name="Đăng nhập", exact=True).click()
            expect(page.get_by_role("alert")).to_contain_text("mật khẩu không đúng")
            shoot(page, "sign-in-refused")
            page.get_by_label("Mật khẩu").fill(with_password(site.story.service, CODE, TEACHER))
            page.get_by_role("button", name="Đăng nhập", exact=True).click()
            expect(page.locator("h1")).to_have_text("Sổ điểm môn Toán, lớp 6A")
            (cookie,) = [each for each in visitor.cookies() if each["name"] == "socai"]
            assert cookie["httpOnly"] and cookie["sameSite"] == "Lax"
            page.get_by_role("button", name="Đăng xuất").click()
            expect(page.locator("h1")).to_have_text("Đăng nhập")
            assert [each["name"] for each in visitor.cookies()] == ["socai-may"]


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_reader_goes_to_a_day_and_from_a_mark_to_its_witnesses(site: Site, script: bool) -> None:
    """U16, U17: open the form, type a day, look; then the changed cell, and who witnessed the change."""
    with site.visitor(HEAD, script=script) as visitor:
        page = visitor.new_page()
        with watched(page, site):
            page.goto(f"{SO}/6A/toan/1")
            page.get_by_text("Xem sổ tại một thời điểm trong quá khứ").click()
            page.locator("#ngay").fill("18/12/2020")
            page.get_by_role("button", name="Xem").first.click()
            expect(page.locator(".banner")).to_contain_text("Sổ tính đến 18/12/2020 23:59:59")
            page.locator("td.changed a").first.click()
            heading = page.get_by_role("heading", name="Chứng kiến điều chỉnh")
            witnessed = page.locator("li").filter(has=heading)
            for name in ("Nguyễn Văn Lộc", "Trần Thị Huệ", "Đặng Thị Thu Hà"):
                expect(witnessed.filter(has_text=name)).to_have_count(1)


def test_a_milestone_is_chosen_from_the_list(site: Site) -> None:
    with site.visitor(TEACHER) as visitor:
        page = visitor.new_page()
        page.goto(f"{SO}/6A/toan/1")
        page.get_by_text("Xem sổ tại một thời điểm trong quá khứ").click()
        page.get_by_label("Mốc của sổ này").select_option(index=0)
        page.get_by_role("button", name="Xem").nth(1).click()
        expect(page.locator("td.changed").first).to_contain_text("nay 9,5")
        shoot(page, "book-before-correction")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_the_check_is_run_and_its_outcome_said_in_both_places(site: Site, script: bool) -> None:
    with site.visitor(HEAD, script=script) as visitor:
        page = visitor.new_page()
        with watched(page, site):
            page.goto("/truong/demo/xac-minh")
            page.get_by_role("button", name="Đối chiếu ngay").click()
            # A process of its own does it; a page without script shows the outcome when it is asked again.
            for _ in range(10):
                if script or page.locator(".okay").count():
                    break
                page.wait_for_timeout(2_000)
                page.goto("/truong/demo/xac-minh")
            expect(page.locator(".okay")).to_contain_text("không có sai lệch", timeout=60_000)
            expect(page.locator("dd", has_text="vừa đọc lại")).to_have_count(1)
            expect(page.locator("main")).to_have_count(1)
            if script:
                assert violations(page) == []
            shoot(page, "status-checked")


def test_everything_is_reached_and_seen_by_keyboard(site: Site) -> None:
    """First the skip link, then every stop has an outline; an average opens with Enter."""
    with site.visitor(TEACHER) as visitor:
        page = visitor.new_page()
        page.goto(f"{SO}/6A/toan/1")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "noi-dung"
        for _ in range(20):
            page.keyboard.press("Tab")
            assert page.evaluate(
                """() => { const it = document.activeElement;
                    return [null, '::after'].some(part => {
                        const look = getComputedStyle(it, part);
                        return look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2 }) }"""
            ), page.evaluate("document.activeElement.outerHTML")
        average = page.locator("td.mean details").first
        average.locator("summary").focus()
        page.keyboard.press("Enter")
        expect(average.locator("p")).to_be_visible()
        expect(average.locator("p")).to_contain_text("/ 9 =")


def test_every_vietnamese_letter_has_a_glyph_of_its_own(site: Site) -> None:
    """None is drawn as the box of a missing letter, and no two look the same."""
    letters = ALPHABET + ALPHABET.upper()
    with site.visitor() as visitor:
        page = visitor.new_page()
        page.goto("/dang-nhap")
        drawn: dict[str, str] = page.evaluate(
            """letters => {
                const canvas = document.createElement('canvas'); canvas.width = 60; canvas.height = 60;
                const pen = canvas.getContext('2d', {willReadFrequently: true});
                pen.font = '32px ' + getComputedStyle(document.body).fontFamily;
                const draw = letter => { pen.clearRect(0, 0, 60, 60); pen.fillText(letter, 8, 44);
                    return pen.getImageData(0, 0, 60, 60).data.join() };
                return Object.fromEntries([...letters, '\\u{10FFFD}'].map(each => [each, draw(each)])) }""",
            letters,
        )
        assert len(drawn) == len(set(letters)) + 1
        alike = {picture: [each for each in drawn if drawn[each] == picture] for picture in drawn.values()}
        assert [same for same in alike.values() if len(same) > 1] == []


@pytest.mark.parametrize(
    ("name", "most"),
    [("book", 2), ("book-past", 2), ("book-locked", 2), ("life-corrected", 3), ("status", 3)],
)
def test_a_page_prints_on_few_sheets_without_its_controls(
    site: Site, tmp_path: Path, name: str, most: int
) -> None:
    """A class of 40 fits two sheets, A4 across; buttons, menus and links stay off the paper."""
    person, path, _ = PAGES[name]
    with site.visitor(person) as visitor:
        page = visitor.new_page()
        page.goto(path)
        page.emulate_media(media="print")
        for control in ("nav", "form", ".foot", "details.asof"):
            for each in page.locator(control).all():
                expect(each).to_be_hidden()
        page.set_viewport_size({"width": 1047, "height": 740})
        shoot(page, f"{name}-print")
        page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        pdf = (tmp_path / "page.pdf").read_bytes()
        sheets = re.findall(rb"/Type\s*/Page\b(?!s)", pdf)
        assert 1 <= len(sheets) <= most
        assert all(float(w) > float(h) for w, h in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", pdf))
