"""What a person is told at the beginning of every session, on whichever machine: new keys in their name."""

from typing import NamedTuple

from api.pages.parts.own_keys import keys_of, waiting_keys
from api.pages.session import Session


class Notice(NamedTuple):
    """A sentence, and where to go."""

    text: str
    href: str
    link: str


def notices(session: Session) -> list[Notice]:
    """One's own keys that nobody has confirmed yet; for who manages accounts, how many wait.

    They follow from the log: who registers a key in somebody's name cannot keep that from being told.
    """
    found = [
        Notice(
            f"Khóa “{key.label}” được đăng ký cho bạn lúc {key.made}.", "/tai-khoan#khoa", "Có phải của bạn?"
        )
        for key in keys_of(session, session.caller.person)
        if key.waits
    ]
    waiting = len(waiting_keys(session)) if session.caller.manages_accounts else 0
    if waiting:
        href = f"{session.viewer.path}/khoa-cho"
        found.append(
            Notice(f"{waiting} khóa mới chờ xác nhận đúng là của người đăng ký.", href, "Xem và xác nhận")
        )
    return found
