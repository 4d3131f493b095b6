"""Who may read which page. Each is asked before the page looks at anything; who may not is told why."""

from collections.abc import Callable
from typing import Any

from api.http.receipt_readers import may_have_receipt
from api.pages.errors import NotSignedIn, forbidden
from api.pages.session import Session

Readers = Callable[..., None]
"""Asked with the session and what the address says. Raises PageError or NotSignedIn."""


def whoever_is_signed_in(session: Session, **_asked: Any) -> None:
    """Everybody with a token of the school."""


def who_reads_the_book(session: Session, *, klass: str, subject: str, **_asked: Any) -> None:
    """Before anything is said of what there is: who may not read a book cannot ask whether it is there."""
    if not session.caller.reads_book(klass, subject):
        raise forbidden("Bạn không được phân công ở sổ này.")


def who_reads_the_entry(session: Session, *, pos: int, **_asked: Any) -> None:
    """Whoever reads what the entry says may have the proof that it stands in the log."""
    if not session.caller.rights:
        raise NotSignedIn("Bạn không còn phân công đang có hiệu lực ở trường này.")
    if not may_have_receipt(session.caller, pos):
        raise forbidden("Biên nhận dành cho ai được xem chính bản ghi đó.")


def who_works_here(session: Session, **_asked: Any) -> None:
    """Whoever holds a right in force."""
    if not session.caller.rights:
        raise forbidden("Nhật ký lượt xem dành cho người có phân công trong trường.")


def who_manages_accounts(session: Session, **_asked: Any) -> None:
    """Whoever opens accounts and confirms keys by the table of permissions."""
    if not session.caller.manages_accounts:
        raise forbidden("Tài khoản và khóa của trường do lãnh đạo và ban quản trị quản lý.")


def who_grants_resets(session: Session, **_asked: Any) -> None:
    """Whoever may give a lost way in again, as the second of two, by the table of permissions."""
    if not session.caller.grants_resets:
        raise forbidden("Cấp lại cách đăng nhập do lãnh đạo và ban quản trị quyết định.")


def who_may_have_it_checked(session: Session, **_asked: Any) -> None:
    """Leadership and board."""
    if not session.caller.reads_all:
        raise forbidden("Đối chiếu từng bản ghi dành cho lãnh đạo nhà trường và ban quản trị.")
