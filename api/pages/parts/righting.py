"""Rectifications on the pages: what was written, what is right, who acts next (LAW 49)."""

from itertools import islice
from typing import Any, NamedTuple

from api.http.routes.righting.rectifications import RectificationView, readable
from api.pages import format as show
from api.pages.session import Session
from api.service.decision_files import file_of
from domain.state.facts import Rectification
from domain.state.membership import class_of
from domain.state.state import State
from ledger.beside.attachments import Attachments

MOST = 50
_ACTS = {
    "LogCreated": "Tên hiệu trưởng đầu tiên",
    "PersonRegistered": "Tên người dùng",
    "Appointed": "Bổ nhiệm người của cấp trên",
    "ClassOpened": "Mở lớp",
    "YearOpened": "Ngày của năm học",
    "PupilEnrolled": "Ghi tên học sinh",
    "PupilPlaced": "Xếp lớp",
    "PupilLeft": "Thôi học, chuyển đi",
    "TransferredIn": "Giấy chuyển trường",
    "ResultBrought": "Kết quả mang theo",
    "ExemptionGranted": "Miễn học",
    "OneSemesterAllowed": "Cho phép lấy một học kỳ",
    "PromotionDecided": "Xét lên lớp",
    "TitleAwarded": "Danh hiệu",
    "SummerConductJudged": "Rèn luyện hè",
    "RetestEntered": "Điểm kiểm tra lại",
    "TeacherRated": "Đánh giá tiến độ",
}
_FIELDS = {
    "name": "họ tên",
    "born": "ngày sinh",
    "register": "số đăng bộ",
    "class": "lớp",
    "from": "từ ngày",
    "last": "ngày học cuối",
    "cause": "lý do",
    "school": "trường",
    "letter": "giấy chuyển trường",
    "value": "kết quả",
    "document": "tài liệu",
    "semesters": "học kỳ",
    "subject": "môn học",
    "part": "miễn cả môn hay phần thực hành",
    "decision": "quyết định",
}
_STEPS = {
    "proposed": "Chờ người thứ hai xác nhận: ban quản trị hoặc giáo viên chủ nhiệm, không phải người đề nghị",
    "witnessed": "Chờ người thứ ba quyết định: hiệu trưởng, hoặc phó hiệu trưởng được ủy quyền",
    "applied": "Đã áp dụng",
    "refused": "Đã bác",
}
_CAUSES = {
    "year": "lên lớp năm mới",
    "change": "chuyển lớp",
    "return": "học lại",
    "transfer": "chuyển trường",
    "dropout": "thôi học",
    "completed": "hoàn thành",
    "abroad": "ra nước ngoài",
    "other": "khác",
}


class Righted(NamedTuple):
    """One field: as it was written, and as it is right."""

    field: str
    written: str
    right: str


class RightingView(NamedTuple):
    """One rectification; `changes` empty: the act is to be void; None: it is about a pupil, and the books of
    the class tell it, whose reading is noted."""

    id: str
    pos: int
    act: str
    whom: str
    changes: list[Righted] | None
    proposer: str
    witness: str
    state: str
    step: str


def rightings(session: Session, klass: str | None = None) -> list[RightingView]:
    """Those that the person may read, of a class (None: all), the newest first."""
    if not session.caller.rights:
        return []
    state = session.state
    among = (each for each in state.rectifications.values() if klass in (None, _class_of(state, each)))
    return [
        _view(session, each, told=klass is not None) for each in islice(readable(session.caller, among), MOST)
    ]


def _class_of(state: State, known: Rectification) -> str | None:
    """Without reading the log: of an act that is loaded on demand the stream names the class."""
    said = state.said.get(known.of)
    return class_of(state, said) if said else known.stream.split("/")[1]


def _view(session: Session, known: RectificationView, *, told: bool) -> RightingView:
    state = session.state
    names = {person: each.name for person, each in state.people.items()}
    (entry,) = session.caller.school.log.entries(known.of, known.of + 1)
    written: dict[str, Any] = entry.data["head"] if entry.type == "LogCreated" else entry.data
    pupil = state.pupils.get(written.get("pupil", ""))
    kept = session.school.attachments
    changes = [_change(kept, name, written.get(name), right) for name, right in (known.change or {}).items()]
    if known.change == {}:
        changes = [Righted("việc đã hủy", "đã hủy", "lại có hiệu lực")]
    return RightingView(
        known.rectification,
        known.of,
        _ACTS.get(known.type, known.type),
        f"{pupil.name} ({pupil.pupil})" if pupil and told else known.klass or "",
        changes if told or not pupil else None,
        show.person(names, known.proposer),
        show.person(names, known.witness) if known.witness else "",
        known.state,
        _STEPS[known.state],
    )


def _change(kept: Attachments, field: str, written: Any, right: Any) -> Righted:
    return Righted(_FIELDS.get(field, field), _text(kept, field, written), _text(kept, field, right))


def _text(kept: Attachments, field: str, value: Any) -> str:
    if value is None:
        return "(để trống)"
    if field in ("born", "from", "last"):
        return show.day(value)
    if field == "cause":
        return _CAUSES.get(value, str(value))
    if field in ("letter", "decision"):
        return f"số {value['no']} ngày {show.day(value['date'])}; {file_of(kept, value['digest']).text}"
    if field == "semesters" and value and isinstance(value[0], int):
        return ", ".join(str(each) for each in value)
    if field == "semesters":
        return "; ".join(f"{show.day(each['from'])} - {show.day(each['to'])}" for each in value)
    if field == "value" and isinstance(value, int):
        return f"{value // 10},{value % 10}"
    return str(value)
