"""Pages of keys that are there: looked at by axe and kept as pictures."""

import pytest
from playwright.sync_api import expect

from demo.school import CODE
from tests.browser.conftest import DESKTOP, PHONE, Site
from tests.browser.story import BOARD, CLERK, HEAD, TEACHER
from tests.browser.test_pages import shoot, violations, watched
from tests.keys_of_persons import new_passkey, register, revoke, with_passkey

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def keyed(site: Site) -> Site:
    """The teacher has a key that counts, one that waits, one that ended; the clerk's and the board's wait."""
    service = site.story.service
    _, old = with_passkey(service, CODE, TEACHER, BOARD)
    revoke(service, CODE, BOARD, TEACHER, old)
    with_passkey(service, CODE, TEACHER, BOARD)
    for person in (TEACHER, CLERK, BOARD):
        register(service, CODE, person, new_passkey(service, CODE, person), "máy tính phòng họp")
    return site


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    ("name", "person", "path"),
    [
        ("account-keys", TEACHER, "/tai-khoan"),
        ("key-uses", TEACHER, "/tai-khoan/khoa"),
        ("keys-waiting", BOARD, "/truong/demo/khoa-cho"),
        ("start-notices", BOARD, "/"),
    ],
)
def test_a_page_of_keys_is_whole_and_accessible(
    keyed: Site, name: str, person: str, path: str, size: tuple[int, int]
) -> None:
    with keyed.visitor(person, size) as visitor:
        page = visitor.new_page()
        with watched(page, keyed):
            page.goto(path)
            shoot(page, f"{name}-{size[0]}")
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_a_key_is_confirmed_and_ended_without_script(keyed: Site) -> None:
    """By buttons alone, from the notice on the first page on."""
    with keyed.visitor(HEAD, script=False) as visitor:
        page = visitor.new_page()
        page.goto("/")
        page.get_by_role("link", name="Xem và xác nhận").click()
        page.get_by_role("button", name="Xác nhận khóa của Phạm Thị Nga").click()
        expect(page.get_by_role("button", name="Xác nhận khóa của Phạm Thị Nga")).to_have_count(0)
    with keyed.visitor(CLERK, script=False) as visitor:
        page = visitor.new_page()
        page.goto("/tai-khoan")
        page.get_by_role("link", name="Các lần dùng khóa máy tính phòng họp").click()
        page.get_by_label("Lý do").fill("Thử.")
        page.get_by_role("button", name="Thu hồi khóa").click()
        expect(page.locator("main")).to_contain_text("đã thu hồi")
