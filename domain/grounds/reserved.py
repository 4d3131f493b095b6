"""The two reserved books of every class, `conduct` and `profile`: their columns and values (EVENTS.md)."""

from functools import cache

from domain.regulations import NEWEST, regulation
from domain.state.facts import Klass, SubjectPlan
from domain.words.fields import is_b64, is_plain_text, is_sealed

RESERVED = ("conduct", "profile")
CLEAR = ("ten", "sinh", "gioi", "noi_sinh", "dan_toc", "quoc_tich")
"""Fields of record of a profile, in clear."""
SEALED = ("ton_giao", "chinh_sach", "khuyet_tat", "cha", "me", "giam_ho")
"""Fields of record, sealed under the pupil's key."""
ASIDE = ("dia_chi", "dien_thoai", "email", "anh", "so_dd")
"""Fields that are no record: the log holds a commitment, the text lies beside it."""
_PROFILE = SubjectPlan("profile", "Sơ yếu lý lịch", "profile", 0, 0, (1, 2), (*CLEAR, *SEALED, *ASIDE))


def plan_of(klass: Klass, subject: str, semester: int) -> SubjectPlan | None:
    """The plan of a book of the class in a semester, reserved or not; None: no such book (LAW 11)."""
    if subject == "profile":
        return _PROFILE
    if subject == "conduct":
        return _conduct(klass.regime, semester)
    plan = klass.subjects.get(subject)
    return plan if plan is not None and semester in plan.semesters else None


def books_of(klass: Klass, semester: int) -> list[str]:
    """The subjects of all gradebooks of a class in a semester, the reserved ones last."""
    return [*(s.subject for s in klass.subjects.values() if semester in s.semesters), *RESERVED]


@cache
def _conduct(regime: str, semester: int) -> SubjectPlan:
    law = regulation(regime)
    book = law.conduct_book
    return SubjectPlan(
        "conduct", book.name, book.kind, 0, 0, (1, 2), book.columns[semester], codes=tuple(law.conduct)
    )


def suits_reserved(plan: SubjectPlan, col: str, value: object) -> bool:
    """Whether a value may stand in a column of a reserved book (LAW 11)."""
    if col == "nx" or col in SEALED:
        return is_sealed(value)
    if plan.kind != "profile":
        return value in plan.codes
    if not isinstance(value, str):
        return False
    if col in CLEAR:
        return value.startswith("t:") and 0 < len(value) - 2 <= 200 and is_plain_text(value[2:])
    return value.startswith("h:") and is_b64(value[2:], 32, 32)


def conduct_codes(plan: SubjectPlan | None) -> tuple[str, ...]:
    """The codes that a book of conduct takes by its class's circular; of no such book, the newest's."""
    return (plan.codes if plan is not None else ()) or tuple(NEWEST.conduct)
