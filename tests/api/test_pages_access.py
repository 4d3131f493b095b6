"""Who may see which page: sign-in and out, scope, headers that keep others out, errors that help."""

import re
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote

import pytest

from api.pages.assets import STATIC
from tests.api.conftest import Pages
from tests.api.reading_pages import links, words
from tests.api.table_addresses import shown
from tests.browser.story import BOARD, CLERK, CORRECTED, DEPUTY, HEAD, HOMEROOM, TEACHER, TEACHER_6C
from tests.signed_in import forget_tries, form_of

SO = "/truong/demo/so"
READERS = {
    HEAD: {"6A/toan", "6A/ngu_van", "6B/toan", "6C/toan"},
    DEPUTY: {"6A/toan", "6A/ngu_van", "6B/toan", "6C/toan"},
    BOARD: {"6A/toan", "6A/ngu_van", "6B/toan", "6C/toan"},
    HOMEROOM: {"6A/toan", "6A/ngu_van"},
    TEACHER: {"6A/toan", "6B/toan"},
    TEACHER_6C: {"6C/toan"},
    CLERK: set(),
}


def every_kind(pages: Pages) -> list[Any]:
    """One answer of each page and each error."""
    story = pages.story
    return [
        pages.get(None, "/"),
        pages.get(None, "/dang-nhap"),
        pages.get(TEACHER, "/"),
        pages.get(TEACHER, story.book()),
        pages.get(TEACHER, f"{story.book()}?tai=@{story.before_correction}"),
        pages.get(TEACHER, f"{story.book()}?ngay=x"),
        pages.get(TEACHER, story.life(CORRECTED, "gk")),
        pages.get(TEACHER, "/truong/demo/xac-minh"),
        *(pages.get(HEAD, path) for path in shown().values()),
        pages.get(TEACHER, f"{SO}/6C/toan/1"),
        pages.get(TEACHER, f"{SO}/9Z/toan/1"),
        pages.get(TEACHER, "/khong-co"),
        pages.post(TEACHER, "/dang-xuat"),
        pages.post(None, "/dang-nhap", truong="demo", nguoi=TEACHER, mat_khau="sai", ve="/"),
    ]


def test_every_page_forbids_scripts_frames_and_keeping(pages: Pages) -> None:
    """A strict policy on pages and errors alike; pupils' marks stay on no shared machine."""
    answers = every_kind(pages)
    assert {each.status_code for each in answers} == {200, 303, 401, 403, 404, 422}
    for answer in answers:
        policy = dict(
            part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
        )
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "same-origin"


def test_no_page_has_script_or_style_of_its_own_or_asks_others(pages: Pages) -> None:
    """What the policy would block is not there; nothing is fetched from another host."""
    for answer in every_kind(pages):
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:", answer.text)
        assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", answer.text)
    for sheet in STATIC.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", sheet.read_text()), sheet


def test_every_page_is_in_vietnamese_with_one_heading(pages: Pages) -> None:
    for answer in every_kind(pages):
        if answer.status_code != 303:
            assert '<html lang="vi"' in answer.text
            assert answer.text.count("<h1>") == 1


def test_files_of_the_pages_are_cached_for_good_under_their_digest(pages: Pages) -> None:
    page = pages.get(None, "/dang-nhap")
    files = re.findall(r'(?:src|href)="(/static/[^"]*)"', page.text)
    assert len(files) == 5
    for file in files:
        answer = pages.get(None, file)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers.get("content-encoding") == "gzip" or len(answer.content) < 500
    assert pages.get(None, "/static/../settings.py").status_code == 404


def test_a_module_that_another_imports_is_asked_for_again(pages: Pages) -> None:
    """Its address has no digest: a browser must not go on with the one of the version before."""
    answer = pages.get(None, "/static/signing.js")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert "javascript" in answer.headers["content-type"]
    assert answer.headers["etag"]


def test_a_page_is_packed_unless_its_address_brings_a_text_along(pages: Pages) -> None:
    """A stranger's words packed with a pupil's marks would tell by the length what they have in common."""
    book = f"{SO}/6A/toan/1"
    for path, packed in {book: True, f"{book}?tai=@1500": False, f"{book}?ngay=32/13/2020": False}.items():
        answer = pages.get(TEACHER, path)
        assert (answer.headers.get("content-encoding") == "gzip") == packed, path
        assert answer.text.endswith("</html>\n") or answer.text.endswith("</html>")
    plain = pages.client(TEACHER).get(book, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers and "Accept-Encoding" in plain.headers["vary"]


@pytest.mark.parametrize("person", READERS)
@pytest.mark.parametrize("book", ["6A/toan", "6A/ngu_van", "6B/toan", "6C/toan"])
def test_a_book_its_marks_and_its_past_are_for_those_with_a_right_in_force(
    pages: Pages, person: str, book: str
) -> None:
    """S25: the same answer for the book, its past, and the life of a mark in it."""
    pupil = {"6A": "HS0001", "6B": "HS0041", "6C": "HS0081"}[book[:2]]
    wanted = 200 if book in READERS[person] else 403
    for path in (f"{SO}/{book}/1", f"{SO}/{book}/1?tai=@1500", f"/truong/demo/diem/{book}/1/{pupil}/gk"):
        page = pages.get(person, path)
        assert page.status_code == wanted
        if wanted == 403:
            assert "Quyền xem dựa trên quyết định phân công đang có hiệu lực" in words(page)
            assert pupil not in page.text


@pytest.mark.parametrize("person", READERS)
def test_the_start_page_offers_the_books_that_open_and_no_others(pages: Pages, person: str) -> None:
    page = pages.get(person, "/")
    offered = {link for link in links(page) if link.startswith(SO)}
    assert all(pages.get(person, link).status_code == 200 for link in offered)
    assert {link.removeprefix(f"{SO}/")[:-2] for link in offered} >= READERS[person]
    if not READERS[person]:
        assert offered == set()
        assert "chưa có phân công nào" in words(page)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (f"{SO}/9Z/toan/1", "Trong sổ không có môn toan của lớp 9Z."),
        (f"{SO}/6A/vat_ly/1", "Trong sổ không có môn vat_ly của lớp 6A."),
        (f"{SO}/6A/toan/3", "Địa chỉ trang không đúng dạng."),
        (f"{SO}/6A/toan/mot", "Địa chỉ trang không đúng dạng."),
        ("/truong/khong-co/so/6A/toan/1", "Không có trường nào mang mã khong-co."),
        (f"{SO}/{quote('<script>alert(1)</script>', safe='')}/toan/1", "Không có trang nào ở địa chỉ này."),
        (f"{SO}/{quote('<b>9Z', safe='')}/toan/1", "Trong sổ không có môn toan của lớp <b>9Z."),
        ("/khong-co-trang-nay", "Không có trang nào ở địa chỉ này."),
    ],
)
def test_what_is_not_there_is_said_in_vietnamese(pages: Pages, path: str, reason: str) -> None:
    """And what the address says is text, never markup."""
    page = pages.get(HEAD, path)
    assert page.status_code == 404
    assert reason in words_without_unescaping(page) or reason in words(page)
    assert "<script>" not in page.text
    assert "<b>9Z" not in page.text


def words_without_unescaping(page: Any) -> str:
    """For reasons that look like tags themselves."""
    return page.text.replace("&lt;", "<").replace("&gt;", ">")


def test_programs_still_get_problems(pages: Pages) -> None:
    answer = pages.get(HEAD, "/api/v1/khong-co")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/", f"{SO}/6A/toan/1?tai=@1500", "/truong/demo/xac-minh"])
def test_whoever_is_not_signed_in_is_asked_and_then_sees_the_page_they_wanted(
    pages: Pages, path: str
) -> None:
    asked = pages.get(None, path)
    assert asked.status_code == 401
    back = re.search(r'name="ve" value="([^"]*)"', asked.text)
    assert back and back[1] == path
    typed = form_of(pages.story.service, "demo", TEACHER, ve=path)
    answer = pages.post(None, "/dang-nhap", **typed | {"truong": " demo ", "nguoi": f" {TEACHER.upper()} "})
    assert (answer.status_code, answer.headers["location"]) == (303, path)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(pages: Pages) -> None:
    typed = form_of(pages.story.service, "demo", TEACHER)
    answer = pages.post(None, "/dang-nhap", **typed)
    cookies = [SimpleCookie(each) for each in answer.headers.get_list("set-cookie")]
    secure = pages.client().post("https://testserver/dang-nhap", data=typed)
    hosts = [SimpleCookie(each) for each in secure.headers.get_list("set-cookie")]
    for name in ("socai", "socai-may"):
        (plain,) = [each[name] for each in cookies if name in each]
        (host,) = [each[f"__Host-{name}"] for each in hosts if f"__Host-{name}" in each]
        for cookie in (plain, host):
            assert cookie["httponly"] and cookie["samesite"] == "lax" and cookie["path"] == "/"
        assert host["secure"] and not host["domain"]
    assert int(cookies[0]["socai"]["max-age"]) <= 12 * 3600


@pytest.mark.parametrize("field", ["truong", "nguoi", "mat_khau"])
@pytest.mark.parametrize("wrong", ["", "sai", "x" * 10_000, "đ", "\x00", "' OR 1=1 --"])
def test_a_wrong_school_name_or_password_opens_nothing(pages: Pages, field: str, wrong: str) -> None:
    """The same is said of each; what was typed stays, but for the password."""
    forget_tries(pages.story.service)
    typed = form_of(pages.story.service, "demo", TEACHER, ve=f"{SO}/6A/toan/1")
    answer = pages.post(None, "/dang-nhap", **typed | {field: wrong})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "Mã trường, mã người dùng hoặc mật khẩu không đúng" in words(answer)
    assert typed["mat_khau"] not in answer.text and (field == "nguoi") == (
        f'value="{TEACHER}"' not in answer.text
    )
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{SO}/6A/toan/1"' in answer.text


def test_signing_out_ends_the_session_and_forgets_the_cookie(pages: Pages) -> None:
    client = pages.client(TEACHER)
    assert client.get("/").status_code == 200
    answer = client.post("/dang-xuat", headers={"Origin": "http://testserver"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap")
    cookie = SimpleCookie(answer.headers["set-cookie"])["socai"]
    assert (cookie.value, cookie["max-age"]) == ("", "0")
    assert client.get("/").status_code == 401


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/\\evil.example", "evil", "/a\r\nX: y", ""]
)
def test_sign_in_leads_nowhere_but_to_our_pages(pages: Pages, back: str) -> None:
    """An open redirect would lend our name to a stranger's page."""
    answer = pages.post(None, "/dang-nhap", **form_of(pages.story.service, "demo", TEACHER, ve=back))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize("path", ["/dang-nhap", "/dang-xuat", "/truong/demo/xac-minh"])
def test_a_form_of_another_site_does_nothing(pages: Pages, path: str) -> None:
    """Nobody can be signed in as somebody else, or out, by a page elsewhere."""
    for told in ({"Origin": "https://evil.example"}, {"Origin": "http://["}, {"Referer": "http://[::1"}):
        answer = pages.post(TEACHER, path, told, **form_of(pages.story.service, "demo", HEAD))
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert "Yêu cầu không đến từ trang này" in words(answer)


def test_no_receipt_page_tells_what_is_written(pages: Pages) -> None:
    """The pages as the API."""
    ask = [pages.get(TEACHER_6C, f"/truong/demo/bien-nhan/{pos}").status_code for pos in (30, 999_999)]
    assert ask == [403, 403]
