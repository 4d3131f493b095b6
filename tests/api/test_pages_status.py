"""The verification page: what the server can say of its own log, no more; what it finds."""

import base64
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from demo.attackers import Line, as_superuser
from tests.api.conftest import Pages
from tests.api.reading_pages import words
from tests.browser.story import HEAD, TEACHER, tell

STATUS = "/truong/demo/xac-minh"


@pytest.fixture
def tampered(admin_dsn: str, tmp_path: Path) -> Iterator[tuple[Pages, str]]:
    """Pages of the test's own, and the superuser's DSN."""
    story = tell(admin_dsn, tmp_path)
    yield Pages(story), admin_dsn
    story.service.stop()


def raise_mark(line: Line) -> None:
    line["data"]["value"] = 99


def test_a_sound_log_agrees_with_itself_and_is_called_no_more_than_that(pages: Pages) -> None:
    """Only evidence from outside can say more; the page says so and how to get it."""
    text = words(pages.get(HEAD, STATUS))
    assert "Tự khớp với chính nó, chưa đối chiếu với bên ngoài." in text
    assert "KHÔNG" not in text
    assert "nguyên vẹn" not in text
    assert "chưa đọc lại" in text
    assert "không có: mọi bản ghi đã nằm dưới phiếu chốt" in text


def test_what_the_page_shows_is_what_the_log_has(pages: Pages) -> None:
    """Key, size, root and bags, so that they can be compared with somebody's notes."""
    school = pages.story.demo.school
    page = pages.get(HEAD, STATUS)
    text = words(page)
    note = pages.get(None, "/logs/demo/checkpoint").text
    origin, size, root = note.split("\n")[:3]
    assert origin in text
    assert f"{int(size):,}".replace(",", ".") + " bản ghi, bản ghi cuối lúc 13/01/2021 14:00:" in text
    assert root.rstrip("=") in text
    assert school.facts().key in text
    for bag in ("window-giua-ky-1", "lock-6B-1", "manual-1"):
        assert bag in text
    bags = {path.name for path in Path(school.archive.path("manual-1")).parent.iterdir()}
    assert "manual-1.tar" in bags


def test_the_check_reads_every_entry_again(pages: Pages) -> None:
    page = pages.post(HEAD, STATUS)
    size = f"{pages.story.size():,}".replace(",", ".")
    assert f"đã đọc lại {size} bản ghi và mọi hàng của các bảng, không có sai lệch" in words(page)
    assert "KHÔNG" not in words(page)


def test_an_edited_line_is_found_and_named(tampered: tuple[Pages, str]) -> None:
    """A superuser raises a mark where it lies: the page gives the entry, and says what to do first."""
    pages, dsn = tampered
    with as_superuser(dsn, "demo") as intruder:
        pos = intruder.find("MarkEntered", pupil="HS0016", col="gk")
        intruder.edit_line(pos, raise_mark)
    page = pages.post(HEAD, STATUS)
    text = words(page)
    assert "KHÔNG khớp: sổ trên máy chủ này đã bị đổi hoặc hư hỏng." in text
    assert f"CHAIN_BROKEN bảng entry · bản ghi {pos + 1}" in text
    assert "HS0016" in text
    assert "Ngừng ghi sổ, giữ nguyên hiện trạng" in text
    assert "Tự khớp" not in text


def test_values_of_other_classes_are_not_told_to_a_teacher(tampered: tuple[Pages, str]) -> None:
    """Everybody signed in sees the outcome; what the rows say is for those who may read every book."""
    pages, dsn = tampered
    with as_superuser(dsn, "demo") as intruder:
        intruder.edit_line(intruder.find("MarkEntered", pupil="HS0090", col="gk"), raise_mark)
    assert "HS0090" in words(pages.post(HEAD, STATUS))
    text = words(pages.get(TEACHER, STATUS))
    assert "CHAIN_BROKEN" in text
    assert "HS0090" not in text


def test_a_rehashed_log_no_longer_has_the_signed_root(tampered: tuple[Pages, str]) -> None:
    """Seen at once, without the long check: the tree is another than the one that was signed."""
    pages, dsn = tampered
    with as_superuser(dsn, "demo") as intruder:
        pos = intruder.find("MarkEntered", pupil="HS0016", col="gk")
        intruder.edit_line(pos, raise_mark)
        intruder.rehash_from(pos)
    text = words(pages.get(HEAD, STATUS))
    assert "Mã gốc đã ký không phải của cây băm đang lưu." in text
    assert "KHÔNG khớp mã gốc tính lại" in text


def test_a_forged_signature_is_refused(tampered: tuple[Pages, str]) -> None:
    pages, dsn = tampered
    size, note = forge_signature(dsn)
    with as_superuser(dsn, "demo") as intruder:
        intruder.connection.execute("UPDATE socai.checkpoint SET note = %s WHERE size = %s", (note, size))
    page = pages.get(HEAD, STATUS)
    assert page.status_code == 200
    assert "Chữ ký trên phiếu chốt mới nhất không hợp lệ." in words(page)


def test_a_destroyed_line_is_called_damage_not_a_passing_fault(tampered: tuple[Pages, str]) -> None:
    """Who reads a book as it stood, from its lines, is told of the damage, and to keep what they hold."""
    pages, dsn = tampered
    with as_superuser(dsn, "demo") as intruder:
        streams = [line["stream"] for line in intruder.lines()]
        pos = streams.index("book/6A/toan/1")
        intruder.connection.execute("UPDATE socai.entry SET line = '{' WHERE pos = %s", (pos,))
    page = pages.get(HEAD, f"{pages.story.book()}?tai=@{len(streams)}")
    assert page.status_code == 503
    text = words(page)
    assert "LOG_DAMAGED" in text
    assert "không bị" not in text
    assert "Giữ lại phiếu chốt" in text
    assert "KHÔNG khớp" in words(pages.post(HEAD, STATUS))


def forge_signature(dsn: str) -> tuple[int, bytes]:
    """The newest note with one byte of its signature changed."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT size, note FROM socai.checkpoint ORDER BY size DESC LIMIT 1"
        ).fetchone()
    assert row
    text, _, encoded = bytes(row[1]).strip().rpartition(b" ")
    signature = bytearray(base64.b64decode(encoded))
    signature[40] ^= 1
    return row[0], text + b" " + base64.b64encode(signature) + b"\n"
