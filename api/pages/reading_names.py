"""What the page of who has read calls what was read, by the address that was asked."""

import re

from api.pages.table import PAGES

_OF_THE_API = {
    "books": "sổ điểm",
    "classes": "lớp",
    "pupils": "học sinh",
    "lists": "danh sách",
    "dossiers": "hồ sơ điều chỉnh",
    "entries": "bản ghi của sổ",
    "audit": "nhật ký thao tác",
    "receipts": "biên nhận",
    "archives": "gói lưu trữ",
    "readings": "lượt xem dữ liệu",
    "failed-sign-ins": "lần đăng nhập hỏng",
}
_PLACE = re.compile(r"/(?:api/v1/schools|truong)/[^/?]+/([^/?]+)")


def _place(address: str) -> str:
    """The word behind the school: it says what kind of thing is read."""
    found = _PLACE.match(address)
    return found[1] if found else ""


_NAMES = _OF_THE_API | {_place(page.path): page.reading for page in PAGES if page.reading}


def reading_name(address: str) -> str:
    """ "sổ điểm" of a book's address; "" of one that nobody gave a name."""
    return _NAMES.get(_place(address), "")
