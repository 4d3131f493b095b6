"""Every page on one row: where it is, what shows it to whom, and what its reading is called.

A new page is a view, a template and a row here; `docs/pages.md` tells readers of it.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from api.pages import readers
from api.pages.readers import Readers
from api.pages.site import MenuItem
from api.pages.views.account import account, end_sessions
from api.pages.views.accounts import accounts, issue_codes
from api.pages.views.book import book
from api.pages.views.key import key, revoke_key
from api.pages.views.life import life
from api.pages.views.passkeys import ask_passkey, make_passkey
from api.pages.views.password import change_password, password
from api.pages.views.readings import readings
from api.pages.views.receipt import receipt
from api.pages.views.resets import ask_reset, grant_reset, resets
from api.pages.views.second_factor import second_factor, set_second_factor
from api.pages.views.start import start
from api.pages.views.status import check, status
from api.pages.views.step_up import ask_passkey_again, prove, step_up
from api.pages.views.tokens import change_tokens, tokens
from api.pages.views.waiting_keys import judge_key, shown_keys

OF_SCHOOL = "/truong/{school}"


class Page(NamedTuple):
    """One page, or one form of a page.

    `view` gets the Session and what the address says, in parameters that the framework reads; it gives what
    the template of the same name as `template` shows, or a whole answer. `reading`: what the page of who has
    read calls it; None: it names no pupil, nor what one got, and its reading is not noted. `menu`: the
    words of the header that lead to it.
    """

    path: str
    view: Callable[..., Any]
    template: str
    readers: Readers
    reading: str | None
    menu: str = ""
    method: str = "GET"


_BOOK = "{klass}/{subject}/{semester}"
PAGES = (
    Page("/", start, "start", readers.whoever_is_signed_in, None, "Các sổ điểm"),
    Page(f"{OF_SCHOOL}/so/{_BOOK}", book, "book", readers.who_reads_the_book, "sổ điểm"),
    Page(
        f"{OF_SCHOOL}/diem/{_BOOK}/{{pupil}}/{{col}}",
        life,
        "life",
        readers.who_reads_the_book,
        "quá trình của điểm",
    ),
    Page(f"{OF_SCHOOL}/bien-nhan/{{pos}}", receipt, "", readers.who_reads_the_entry, "biên nhận"),
    Page(f"{OF_SCHOOL}/xac-minh", status, "status", readers.whoever_is_signed_in, None, "Xác minh"),
    Page(f"{OF_SCHOOL}/luot-xem", readings, "readings", readers.who_works_here, "lượt xem dữ liệu"),
    Page("/tai-khoan", account, "account", readers.whoever_is_signed_in, None, "Tài khoản"),
    Page("/tai-khoan/phien", end_sessions, "", readers.whoever_is_signed_in, None, method="POST"),
    Page("/tai-khoan/khoa", key, "key", readers.whoever_is_signed_in, None),
    Page("/tai-khoan/khoa", revoke_key, "key", readers.whoever_is_signed_in, None, method="POST"),
    Page("/tai-khoan/khoa/moi/hoi", ask_passkey, "", readers.whoever_is_signed_in, None, method="POST"),
    Page("/tai-khoan/khoa/moi", make_passkey, "", readers.whoever_is_signed_in, None, method="POST"),
    Page("/tai-khoan/hai-lop", second_factor, "second_factor", readers.whoever_is_signed_in, None),
    Page(
        "/tai-khoan/hai-lop",
        set_second_factor,
        "second_factor",
        readers.whoever_is_signed_in,
        None,
        method="POST",
    ),
    Page("/tai-khoan/mat-khau", password, "password", readers.whoever_is_signed_in, None),
    Page(
        "/tai-khoan/mat-khau", change_password, "password", readers.whoever_is_signed_in, None, method="POST"
    ),
    Page("/tai-khoan/ma-truy-cap", tokens, "tokens", readers.whoever_is_signed_in, None),
    Page(
        "/tai-khoan/ma-truy-cap", change_tokens, "tokens", readers.whoever_is_signed_in, None, method="POST"
    ),
    Page("/xac-nhan", step_up, "step_up", readers.whoever_is_signed_in, None),
    Page("/xac-nhan", prove, "step_up", readers.whoever_is_signed_in, None, method="POST"),
    Page("/xac-nhan/khoa/hoi", ask_passkey_again, "", readers.whoever_is_signed_in, None, method="POST"),
    Page(f"{OF_SCHOOL}/tai-khoan", accounts, "accounts", readers.who_manages_accounts, None),
    Page(
        f"{OF_SCHOOL}/tai-khoan", issue_codes, "accounts", readers.who_manages_accounts, None, method="POST"
    ),
    Page(f"{OF_SCHOOL}/khoa-cho", shown_keys, "waiting_keys", readers.who_manages_accounts, None),
    Page(
        f"{OF_SCHOOL}/khoa-cho", judge_key, "waiting_keys", readers.who_manages_accounts, None, method="POST"
    ),
    Page(f"{OF_SCHOOL}/cap-lai", resets, "resets", readers.who_grants_resets, None),
    Page(f"{OF_SCHOOL}/cap-lai", ask_reset, "resets", readers.who_manages_accounts, None, method="POST"),
    Page(
        f"{OF_SCHOOL}/cap-lai/dong-y", grant_reset, "resets", readers.who_grants_resets, None, method="POST"
    ),
    Page(f"{OF_SCHOOL}/xac-minh", check, "status", readers.who_may_have_it_checked, None, method="POST"),
)
MENU = [MenuItem(page.menu, page.path, page.template) for page in PAGES if page.menu]
WITHOUT_PERSONAL_DATA = [page.path for page in PAGES if page.reading is None and page.method == "GET"]
"""Whose reading is not noted; as of the API, in api.http.reading_log."""
