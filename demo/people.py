"""Who is at the demo school: staff by name, and 120 pupils' names as they are in Kon Tum."""

from typing import NamedTuple

CLASSES = ("6A", "6B", "6C")
PUPILS_PER_CLASS = 40


class Staff(NamedTuple):
    """A person of the school: id, name, and what they are appointed to as (role, class, subject)."""

    person: str
    name: str
    rights: tuple[tuple[str, str | None, str | None], ...] = ()


HEAD = Staff("ht.y-blin", "Y Blin")
DEPUTY = Staff("pht.nguyen-van-loc", "Nguyễn Văn Lộc", (("deputy", None, None),))
BOARD = (
    Staff("bqt.tran-thi-hue", "Trần Thị Huệ", (("board", None, None),)),
    Staff("bqt.a-dung", "A Dũng", (("board", None, None),)),
    Staff("bqt.le-minh-tuan", "Lê Minh Tuấn", (("board", None, None),)),
)
CLERK = Staff("vt.pham-thi-nga", "Phạm Thị Nga", (("clerk", None, None),))
TEACHERS = (
    Staff(
        "gv.vo-thanh-binh",
        "Võ Thanh Bình",
        (("teacher", "6A", "toan"), ("teacher", "6B", "toan"), ("homeroom", "6B", None)),
    ),
    Staff("gv.y-hnhiem", "Y H'Nhiêm", (("teacher", "6C", "toan"), ("homeroom", "6C", None))),
    Staff(
        "gv.dang-thi-thu-ha",
        "Đặng Thị Thu Hà",
        (("teacher", "6A", "ngu_van"), ("teacher", "6C", "ngu_van"), ("homeroom", "6A", None)),
    ),
    Staff("gv.bui-quoc-khanh", "Bùi Quốc Khánh", (("teacher", "6B", "ngu_van"),)),
    Staff(
        "gv.hoang-my-linh",
        "Hoàng Mỹ Linh",
        (("teacher", "6A", "ngoai_ngu"), ("teacher", "6B", "ngoai_ngu"), ("teacher", "6C", "ngoai_ngu")),
    ),
    Staff("gv.a-thien", "A Thiên", (("homeroom_deputy", "6A", None),)),
)
STAFF = (DEPUTY, *BOARD, CLERK, *TEACHERS)

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Lý")
_MIDDLE = (
    ("Văn", "Minh", "Quốc", "Gia", "Đức", "Thanh", "Hữu", "Xuân"),
    ("Thị", "Thu", "Ngọc", "Mỹ", "Thùy", "Khánh", "Hồng", "Bảo"),
)
_GIVEN = (
    (
        "An",
        "Bảo",
        "Cường",
        "Dũng",
        "Đạt",
        "Hải",
        "Huy",
        "Khang",
        "Long",
        "Nam",
        "Phúc",
        "Quân",
        "Sơn",
        "Tuấn",
    ),
    (
        "Anh",
        "Châu",
        "Dung",
        "Hà",
        "Hân",
        "Hương",
        "Lan",
        "Linh",
        "Mai",
        "Ngân",
        "Nhi",
        "Oanh",
        "Thảo",
        "Uyên",
    ),
)
# Xơ Đăng, Ba Na, Giẻ-Triêng, Gia Rai: A for boys, Y for girls, and one name (users.md §4.4).
_HIGHLAND = (
    ("A Thiên", "A Blinh", "A Khăm", "A Nhưi", "A Plôk", "A Dem", "A Hiu", "A Lơi", "A Brôl", "A Xăm"),
    ("Y Blin", "Y Hlan", "Y Nhuk", "Y Phương", "Y Mơ", "Y Thêu", "Y Rin", "Y Xoan", "Y Ngai", "Y Krông"),
)


def pupil_id(number: int) -> str:
    """The id of pupil 1 … 120 of the sample."""
    return f"HS{number:04d}"


def class_of(number: int) -> str:
    """The class of pupil 1 … 120: forty each."""
    return CLASSES[(number - 1) // PUPILS_PER_CLASS]


def pupil_name(number: int) -> str:
    """The name of pupil 1 … 120; every third is of the highland peoples. The same number, the same name."""
    girl = number % 2
    if number % 3 == 0:
        names = _HIGHLAND[girl]
        return names[number // 3 % len(names)]
    parts = (_FAMILY[number * 7 % 12], _MIDDLE[girl][number * 5 % 8], _GIVEN[girl][number * 11 % 14])
    return " ".join(parts)


def born(number: int) -> str:
    """The birth date of pupil 1 … 120, in 2009."""
    return f"2009-{number % 12 + 1:02d}-{number * 17 % 28 + 1:02d}"
