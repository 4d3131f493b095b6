"""A pupil's average or level as the pages show it: the value, how it came about, or why there is none."""

from typing import NamedTuple

from api.pages import format as show
from domain.grounds.results import BROUGHT
from domain.regulations import CIRCULARS
from domain.regulations.subject import Result, Status
from domain.words.marks import format_cell

SCORED = (
    "ĐTBmhk = (tổng ĐĐGtx + 2 × ĐĐGgk + 3 × ĐĐGck) / (số ĐĐGtx + 5), làm tròn đến một chữ số thập phân"
    " (Thông tư 58/2011 Điều 10, sửa đổi bởi Thông tư 26/2020)."
)
COMMENTED = (
    "Xếp loại Đạt khi đủ số lần đánh giá, ít nhất 2/3 là Đ và đánh giá cuối kỳ là Đ"
    " (Thông tư 58/2011 Điều 10 khoản 2 điểm a)."
)
_RULES = {rule: words for each in CIRCULARS.values() for rule, words in each.rule_words.items()}


class ResultView(NamedTuple):
    """`text` is the value, or in short why there is none; `trace` tells the rest; `now` if it differs.

    `missing`: marks are still awaited; who is exempt, or did not learn the subject, has no value and waits
    for none."""

    text: str
    trace: str
    valued: bool
    missing: bool
    now: str | None


def result_view(result: Result, later: Result | None) -> ResultView:
    """The result, beside the one of today where `later` is another."""
    text = outcome(result)
    now = outcome(later) if later else text
    missing = result.status in (Status.INCOMPLETE, Status.MAKEUP_PENDING)
    return ResultView(text, _trace(result), result.value is not None, missing, now if now != text else None)


def outcome(result: Result) -> str:
    """ "7,6", "Đ", "Miễn", or "chưa đủ điểm"."""
    return show.STATUSES[str(result.status)] if result.value is None else format_cell(result.value)


def _trace(result: Result) -> str:
    if result.trace:
        return result.trace.explain().replace(result.rule, _RULES.get(result.rule, result.rule))
    if result.rule == BROUGHT:
        return "Kết quả do trường cũ xác nhận, mang theo khi chuyển đến."
    if result.status is Status.EXEMPT:
        return "Được miễn học môn này theo quyết định của hiệu trưởng."
    if result.status is Status.OK:
        return COMMENTED
    missing = ", ".join(show.column_short(col) for col in result.missing)
    return f"Còn thiếu {missing}." if missing else f"{show.sentence(show.STATUSES[str(result.status)])}."
