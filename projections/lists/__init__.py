"""Every list of a school, each an ordinary fold of its deeds that may be stopped at any size of the log.

`reach` says who may read a list: `school` (leadership, board), `register` (also the clerk; of a class also
its teachers), `class` (also the homeroom teachers of the class), `staff` (whoever has a right in force), and
`own` (`school`, and each person the rows about themselves).
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from domain.words.names import RECTIFYING
from ledger.log import SchoolLog
from projections.lists import attendance, oversight, persons, pupils, results, right, staff, year
from projections.tables import put_right
from projections.tables.deeds import NAME, Deed, read_deeds, read_rights
from projections.tables.place import Place, reading, size_of

JOURNALED = (
    *("JournalNoted", "WindowSet", "WindowMoved", "LateEntryPermitted", "CloseProposed", "CloseRefused"),
    *("BookLocked", "BookUnlocked", "SnapshotPlanned", "SnapshotArchived", "SnapshotSpent", "PolicySet"),
    *("KeyRotated", "ClockReset", "Restored", "IncidentReported", "IncidentAnswered", "CommitmentSigned"),
    *(
        "ActWithdrawn",
        "RectificationDecided",
        "ProcedureSet",
        "ResultsApproved",
        "MonthSigned",
        "MonthReopened",
        "BoardFounded",
        "ProgressChecked",
        "PolicyProposed",
        "PolicyLowered",
        "ResetGranted",
        "SecurityChecked",
    ),
)

AS_WRITTEN = ("journal", "rectifications")
"""Lists that tell what was done; all others tell what counts, as far as it was put right since."""


class ListOf(NamedTuple):
    """A list: its Vietnamese title, the types it folds, its fold, who may read it.

    `followed`: of a class, all that concerns its pupils is folded, and the rows of that class are given.
    `besides`: types that name nobody, and without which a person's own would not be understood.
    `whole`: folded from all its deeds, for each rests on others; the rows of the class and person are given.
    `of_nobody`: its rows are about classes, though they are made of what concerns pupils.
    """

    title: str
    types: tuple[str, ...]
    fold: Callable[[Iterable[Deed]], list[Any]]
    reach: str
    followed: bool = False
    besides: tuple[str, ...] = ()
    whole: bool = False
    of_nobody: bool = False


LISTS: dict[str, ListOf] = {
    "register": ListOf("Sổ đăng bộ", pupils.NAMED_MOVING, pupils.register, "register", followed=True),
    "members": ListOf("Danh sách lớp", pupils.NAMED_PLACING, pupils.members, "register", followed=True),
    "movements": ListOf(
        "Biến động học sinh", pupils.NAMED_MOVING, pupils.movements, "register", followed=True
    ),
    "brought": ListOf("Kết quả chuyển đến", ("ResultBrought",), pupils.brought, "class", followed=True),
    "exemptions": ListOf(
        "Miễn học",
        ("ExemptionGranted", "ExemptionEnded", "OneSemesterAllowed"),
        pupils.exemptions,
        "class",
        followed=True,
    ),
    "absences": ListOf("Ngày nghỉ", ("AbsenceSet",), attendance.absences, "class"),
    "months": ListOf(
        "Xác nhận tháng",
        (*pupils.PLACING, "AbsenceSet", "MonthConfirmed", "MonthSigned", "MonthReopened"),
        attendance.months,
        "class",
        followed=True,
        of_nobody=True,
    ),
    "appointments": ListOf(
        "Phân công",
        ("LogCreated", "PersonRegistered", "Appointed", "AppointmentEnded"),
        staff.appointments,
        "staff",
        whole=True,
    ),
    "delegations": ListOf("Ủy quyền", ("Delegated",), staff.delegations, "staff"),
    "substitutes": ListOf(
        "Dạy thay", ("Appointed", "SubstituteNamed"), staff.substitutes, "staff", whole=True
    ),
    "boards": ListOf("Ban quản trị", ("BoardFounded",), staff.boards, "staff"),
    "staff-profiles": ListOf("Hồ sơ nhân sự", ("StaffProfileSet",), staff.profiles, "own"),
    "years": ListOf("Năm học", ("YearOpened", "RetestOpened"), year.years, "staff"),
    "windows": ListOf("Thời điểm nhập", ("WindowSet", "WindowMoved"), year.windows, "staff"),
    "late": ListOf("Cho phép nhập bổ sung", ("LateEntryPermitted",), year.late, "class"),
    "publications": ListOf("Công bố điểm", ("ColumnDated", "ColumnPublished"), year.publications, "class"),
    "comparisons": ListOf(
        "Đối chiếu sổ cá nhân", ("BookCompared", "BookDeclared"), year.comparisons, "class"
    ),
    "rosters": ListOf("Xác nhận danh sách", ("RosterConfirmed",), year.rosters, "class"),
    "results": ListOf(
        "Kết quả",
        ("ResultsApproved", "ResultRecorded"),
        results.results,
        "class",
        besides=("ResultsApproved",),
    ),
    "stages": ListOf(
        "Hội đồng xét lên lớp",
        ("PromotionListSigned", "BoardOpened", "PromotionDecided"),
        results.stages,
        "class",
        of_nobody=True,
    ),
    "promotions": ListOf("Xét lên lớp", ("PromotionDecided",), results.promotions, "class"),
    "retests": ListOf("Kiểm tra lại", ("RetestRegistered", "RetestEntered"), results.retests, "class"),
    "summers": ListOf("Rèn luyện hè", ("SummerConductJudged",), results.summers, "class"),
    "titles": ListOf("Danh hiệu", ("TitleAwarded",), results.titles, "class"),
    "checks": ListOf("Kiểm tra tiến độ", ("ProgressChecked",), oversight.checks, "staff"),
    "ratings": ListOf("Đánh giá tiến độ", ("TeacherRated",), oversight.ratings, "own"),
    "incidents": ListOf("Sự cố", ("IncidentReported", "IncidentAnswered"), oversight.incidents, "staff"),
    "commitments": ListOf("Cam kết của nhà cung cấp", ("CommitmentSigned",), oversight.commitments, "school"),
    "rectifications": ListOf(
        "Đính chính và rút lại",
        ("ActWithdrawn", "RectificationProposed", "RectificationWitnessed", "RectificationDecided"),
        right.rectifications,
        "register",
    ),
    "journal": ListOf("Sổ theo dõi vận hành", JOURNALED, oversight.journal, "school"),
    "accounts": ListOf("Tài khoản", ("AccountOpened", "ResetAsked", "ResetGranted"), persons.accounts, "own"),
    "keys": ListOf(
        "Khóa của người dùng", ("KeyRegistered", "KeyConfirmed", "KeyRevoked"), persons.keys, "own"
    ),
    "devices": ListOf("Thiết bị được ký thay", ("DeviceCertified",), persons.devices, "own"),
    "policies": ListOf(
        "Quy định xác thực", ("PolicySet", "PolicyProposed", "PolicyLowered"), persons.policies, "staff"
    ),
    "security-checks": ListOf(
        "Kiểm tra an toàn tài khoản", ("SecurityChecked",), persons.security_checks, "school"
    ),
    "procedures": ListOf("Quy trình sau khóa sổ", ("ProcedureSet",), oversight.procedures, "staff"),
}


class Listed(NamedTuple):
    """A list folded from the first `size` entries."""

    name: str
    size: int
    rows: list[Any]


def read_list(
    log: SchoolLog, name: str, *, size: int | None = None, klass: str | None = None, whom: str | None = None
) -> Listed:
    """A list at `size` (None: as far as the view has come), of a class, about one person.

    The view must have reached `size`: `School.views()` sees to it. KeyError: no such list.
    """
    wanted = LISTS[name]
    with reading(log) as place:
        reached = size_of(place, NAME)
        upto = reached if size is None else size
        told = (
            wanted.types if name in AS_WRITTEN else [each for each in wanted.types if each not in RECTIFYING]
        )
        near = (None, None) if wanted.whole else (klass, whom)
        deeds = read_deeds(
            place, told, upto, klass=near[0], followed=wanted.followed, whom=near[1], besides=wanted.besides
        )
        if name not in AS_WRITTEN:
            deeds = _put_right(place, wanted, upto, deeds)
    rows = [] if whom is not None and wanted.of_nobody else wanted.fold(deeds)
    if klass is not None and (wanted.followed or wanted.whole):
        rows = [row for row in rows if _of_class(row, klass)]
    if whom is not None and wanted.whole:
        rows = [row for row in rows if row.person == whom]
    return Listed(name, upto, rows)


def _put_right(place: Place, wanted: ListOf, size: int, deeds: list[Deed]) -> list[Deed]:
    """The deeds as they count; among them what put them right, where the list's fold takes it in, too."""
    rights = read_rights(place, size, [deed.pos for deed in deeds])
    told = [deed for deed in rights if deed.type in wanted.types]
    if told:
        deeds = sorted([*deeds, *told], key=lambda deed: deed.pos)
    return put_right.as_they_count(deeds, rights) if rights else deeds


def _of_class(row: Any, klass: str) -> bool:
    """Whether a row of a list that follows pupils belongs to the class; rows that name none all do."""
    named = [getattr(row, field) for field in ("klass", "left") if field in row._fields]
    if "classes" in row._fields:
        return klass in row.classes
    return klass in named if "klass" in row._fields else True
