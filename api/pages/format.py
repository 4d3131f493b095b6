"""How the pages show values, instants, columns and roles in Vietnamese; and how they read a date."""

import unicodedata
from datetime import timedelta, timezone

from domain.words.days import local_day, parse_instant, read_address_instant
from domain.words.marks import format_cell

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")  # no daylight saving (FORMAT §1)
EMPTY = "–"

ROLES = {
    "head": "hiệu trưởng",
    "deputy": "phó hiệu trưởng",
    "board": "ban quản trị",
    "clerk": "văn thư",
    "homeroom": "giáo viên chủ nhiệm",
    "homeroom_deputy": "giáo viên chủ nhiệm phó",
    "superior": "người của cấp trên",
    "teacher": "giáo viên bộ môn",
    "second_leader": "lãnh đạo thứ hai (thay giáo viên chủ nhiệm là người đề nghị)",
    "founder": "hiệu trưởng lập sổ",
    "system": "hệ thống",
}
SEATS = {"leadership": "lãnh đạo đơn vị", "board": "ban quản trị", "homeroom": "giáo viên chủ nhiệm lớp"}
CODES = {
    "P": "vắng có lý do, chờ kiểm tra bù",
    "K": "vắng không lý do, tính 0 điểm theo quy định",
    "D": "Đạt",
    "CD": "Chưa đạt",
}
STATUSES = {
    "OK": "đủ điểm",
    "CHO_KIEM_TRA_BU": "chờ kiểm tra bù",
    "CHUA_DU": "chưa đủ điểm",
    "MIEN": "Miễn",
    "KHONG_HOC": "không học học kỳ này",
}
LATE_REASONS = {
    "makeup": "kiểm tra bù",
    "returned": "học sinh trở lại học",
    "zero": "tính 0 điểm theo quy định",
    "other": "lý do khác",
}
DOSSIER_STATES = {
    "proposed": "đã đề nghị, chờ cho phép",
    "permitted": "đã cho phép, chờ chứng kiến",
    "refused": "bị từ chối",
    "withdrawn": "đã rút",
    "applied": "đã áp dụng",
}
DOSSIER_KINDS = {"sua": "sửa điểm", "bosung": "bổ sung điểm"}
CAUSES = {"window": "hết đợt nhập điểm", "lock": "khóa sổ", "manual": "theo yêu cầu"}
SNAPSHOT_STATES = {"planned": "đang lập", "archived": "đã lưu trữ", "spent": "mã đã hủy, không dùng lại"}


class BadTime(ValueError):
    """A date or size typed into the as-of form, or in a link, cannot be read; the text is Vietnamese."""


def visible(value: object) -> object:
    """A text for a page: marks that nobody sees, or that turn the line round, are spelled out (A38)."""
    if not isinstance(value, str) or value.isprintable() or value.replace("\n", "").isprintable():
        return value  # the second: what a macro gives, which has lines
    return type(value)("".join(map(_seen, value)))


def _seen(char: str) -> str:
    hidden = unicodedata.category(char) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
    return f"\\u{ord(char):04x}" if hidden and char not in "\t\n\r" else char


def shown(value: int | str | None) -> str:
    """A cell's value: "8,5", "Đ", "P"; "–" for an empty cell. A sealed text is opened before."""
    return EMPTY if value is None else format_cell(value)  # type: ignore[arg-type]


def meaning(value: int | str | None) -> str:
    """What a code in a cell stands for; "" for anything else."""
    return CODES.get(value, "") if isinstance(value, str) else ""


def time(at: str) -> str:
    """dd/mm/yyyy HH:MM:SS in Vietnam of a 27-character instant; "" stays ""."""
    return parse_instant(at).astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M:%S") if at else ""


def minute(at: str) -> str:
    """dd/mm/yyyy HH:MM in Vietnam."""
    return time(at)[:-3]


def day(iso: str) -> str:
    """dd/mm/yyyy of an ISO date."""
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"


def day_of(at: str) -> str:
    """dd/mm/yyyy in Vietnam of an instant."""
    return day(local_day(at))


def number(value: int) -> str:
    """12345 -> "12.345"."""
    return f"{value:,}".replace(",", ".")


def sentence(text: str) -> str:
    """The text with its first letter capital, and only that."""
    return text[:1].upper() + text[1:]


def column_short(col: str) -> str:
    """The head of a column as the printed book has it: "ĐĐGtx 1", "ĐĐGgk", "ĐĐGck", "Nhận xét"."""
    fixed = {"gk": "ĐĐGgk", "ck": "ĐĐGck", "nx": "Nhận xét"}
    return fixed.get(col) or f"ĐĐGtx {col.removeprefix('tx')}"


def column_long(col: str) -> str:
    """A column in words: "đánh giá thường xuyên lần 2", "đánh giá giữa kỳ"."""
    fixed = {"gk": "đánh giá giữa kỳ", "ck": "đánh giá cuối kỳ", "nx": "nhận xét"}
    return fixed.get(col) or f"đánh giá thường xuyên lần {col.removeprefix('tx')}"


def semester(number_: int) -> str:
    """ "học kỳ I" or "học kỳ II"."""
    return "học kỳ I" if number_ == 1 else "học kỳ II"


def person(people: dict[str, str], identifier: str) -> str:
    """A person's name with the identifier, as two may share a name."""
    if identifier == "system":
        return "Hệ thống"
    name = people.get(identifier)
    return f"{name} ({identifier})" if name else identifier


def read_time(text: str) -> str:
    """The 27-character instant of what an as-of link says, read as the API reads it. Raises BadTime."""
    try:
        return read_address_instant(text)
    except OverflowError:
        raise BadTime("Ngày giờ này nằm ngoài phạm vi của lịch.") from None
    except ValueError:
        raise BadTime(
            f"“{text}” không phải là ngày giờ có múi giờ; ví dụ đúng: 2026-01-15T17:00:00+07:00."
        ) from None


def link_time(at: str) -> str:
    """The instant as an as-of link quotes it: "2026-01-15T17:00:00+07:00"."""
    return parse_instant(at).astimezone(VIETNAM).isoformat()
