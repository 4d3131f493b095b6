"""Acts on pupils: they move, leave, come back, bring results, are exempted; absences (S40, S65, S72)."""

from api.http.acts.act import Act, chapter
from domain.acts.pupils.arrivals import BringResult, RecordArrival
from domain.acts.pupils.attendance import ConfirmMonth, ReopenMonth, SetAbsences, SignMonth
from domain.acts.pupils.exemptions import EndExemption, GrantExemption
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.acts.pupils.one_semester import AllowOneSemester

MOVEMENTS = chapter(
    "movements",
    Act(
        "POST /pupils/{pupil}/placements",
        PlacePupil,
        "place",
        "PlacementBody",
        "Places a pupil in a class: a new year, another class, back in school (board, clerk).",
        asks={"cause": "Lên lớp năm mới, chuyển lớp, học lại"},
    ),
    Act(
        "POST /pupils/{pupil}/leavings",
        RecordLeaving,
        "leave",
        "LeavingBody",
        "Records that a pupil leaves (board, clerk).",
        asks={"last": "Ngày học cuối cùng", "school": "Trường chuyển đến"},
    ),
    Act(
        "POST /pupils/{pupil}/arrivals",
        RecordArrival,
        "arrive",
        "ArrivalBody",
        "Records the letter of the school from which a pupil came (board, clerk).",
        asks={"school": "Trường chuyển đi", "letter": "Giấy chuyển trường"},
    ),
    Act(
        "POST /pupils/{pupil}/brought-results",
        BringResult,
        "bring",
        "BroughtBody",
        "Records a result of the former school (board, clerk).",
        asks={"subject": "Mã môn, hoặc conduct, absent"},
    ),
    Act(
        "POST /pupils/{pupil}/exemptions",
        GrantExemption,
        "exempt",
        "ExemptionBody",
        "Exempts a pupil from a subject or its practical part (head).",
        asks={"part": "Cả môn, hoặc phần thực hành"},
    ),
    Act(
        "POST /pupils/{pupil}/exemptions/{pos}/end",
        EndExemption,
        "end_exemption",
        "ExemptionEndBody",
        "Ends an exemption (head).",
        at={"pos": "exemption"},
        status=200,
    ),
    Act(
        "POST /pupils/{pupil}/one-semester-permissions",
        AllowOneSemester,
        "allow_one_semester",
        "OneSemesterBody",
        "Lets a pupil without results of semester 1 be judged by semester 2 in a subject (head).",
    ),
)
ATTENDANCE = chapter(
    "attendance",
    Act(
        "PUT /classes/{klass}/months/{month}/absences",
        SetAbsences,
        "set_absences",
        "AbsencesBody",
        "Enters absences of a month in one call (homeroom teacher): all or none.",
        200,
        asks={"edits": "Buổi S, C; P có phép, K không phép, null: có mặt"},
    ),
    Act(
        "POST /classes/{klass}/months/{month}/confirm",
        ConfirmMonth,
        "confirm",
        None,
        "Confirms the month's absences and movements (homeroom teacher).",
        200,
    ),
    Act(
        "POST /classes/{klass}/months/{month}/sign",
        SignMonth,
        "sign",
        "SignBody",
        "Signs the month with a remark (head, deputy with the power `month`).",
        200,
        asks={"remark": "Nhận xét của hiệu trưởng trong tháng"},
    ),
    Act(
        "POST /classes/{klass}/months/{month}/reopen",
        ReopenMonth,
        "reopen",
        "ReopenBody",
        "Opens a signed month again, with a reason (head).",
        200,
    ),
)
