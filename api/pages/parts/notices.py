"""What a person is told at the beginning of every session, on whichever machine: new keys in their name, new
machines, two places at once, wrong passwords, writes at closed hours."""

from typing import NamedTuple

from api.pages import format as show
from api.pages.parts.own_keys import keys_of, waiting_keys
from api.pages.parts.resets import waiting_asks
from api.pages.session import Session
from api.service.people.told.off_hours import own_off_hours
from api.service.people.told.own_questions import new_devices, wrong_tries
from api.service.people.told.two_places import own_two_places
from domain.words.days import instant, parse_instant


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
    return [*found, *_resets(session), *_questions(session)]


def _resets(session: Session) -> list[Notice]:
    """That one's own way in is to be given again, so that nobody has it done unseen; and what waits."""
    asks, page = waiting_asks(session), f"{session.viewer.path}/cap-lai"
    found = [
        Notice(
            f"{each.asker} đề nghị cấp lại cách đăng nhập của bạn lúc {each.at}, lý do: {each.reason}. Nếu"
            " bạn không nhờ, hãy báo hiệu trưởng ngay.",
            "/tai-khoan",
            "Tài khoản của bạn",
        )
        for each in asks
        if each.own
    ]
    waiting = sum(not (each.own or each.asked) for each in asks)
    if waiting and session.caller.grants_resets:
        found.append(Notice(f"{waiting} đề nghị cấp lại cách đăng nhập chờ bạn.", page, "Xem và quyết định"))
    return found


def _questions(session: Session) -> list[Notice]:
    """Was that you? Told in every other session of the person, too: by another road than the new machine."""
    caller, db = session.caller, session.service.db
    who = (caller.school.log.school, caller.person, parse_instant(session.now))
    asked = [
        Notice(
            f"Tài khoản của bạn được dùng trên máy mới: {each.label}, địa chỉ {each.client}, lúc"
            f" {show.time(instant(each.begun))}.",
            "/tai-khoan#phien",
            "Có phải bạn không?",
        )
        for each in new_devices(db, *who, caller.bearer.session)
    ]
    asked += [
        Notice(
            f"Tài khoản của bạn được dùng cùng lúc ở hai nơi: {each.label}, địa chỉ {each.client}, và"
            f" {each.other_label}, địa chỉ {each.other_client}, lúc {show.time(instant(each.begun))}.",
            "/tai-khoan#phien",
            "Cả hai có phải bạn không?",
        )
        for each in own_two_places(db, *who)
    ]
    return [*asked, *_own_hands(session)]


def _own_hands(session: Session) -> list[Notice]:
    """Of passwords that were wrong, and of what was written in one's name while the school was closed."""
    caller, db, asked = session.caller, session.service.db, list[Notice]()
    who = (caller.school.log.school, caller.person, parse_instant(session.now))
    wrong = wrong_tries(db, *who)
    if wrong is not None:
        text = f"Có {wrong[0]} lần nhập sai mật khẩu hoặc mã của bạn trong 7 ngày qua, lần cuối lúc"
        asked.append(
            Notice(f"{text} {show.time(instant(wrong[1]))}.", "/tai-khoan#khong-phai", "Nếu không phải bạn?")
        )
    late = own_off_hours(db, *who)
    if late is not None:
        text = f"{late.writes} lần ghi mang tên bạn trong 7 ngày qua là trước 6 giờ, sau 22 giờ,"
        last = f" chủ nhật hoặc ngày lễ, lần cuối lúc {show.time(instant(late.last))}."
        asked.append(Notice(text + last, "/tai-khoan#khong-phai", "Có phải bạn không?"))
    return asked
