"""Rows about who somebody is: accounts, lost factors, keys, devices, a policy that falls."""

from tests.obligations.chapters.persons import STRICT, TOKENS
from tests.obligations.people import BOARD, DEPUTY
from tests.obligations.rows.school import RowsYear, row
from tests.school.door import HEAD

CHECKED = {"accounts": 12, "digest": "A" * 43}
VAN = "gv.van"


@row("persons", "AccountOpened")
def account(s: RowsYear) -> int:
    """For the wrong person: nobody is bound to use it; then for the right one."""
    wrong = s.pos(BOARD, "/people/thu/account", decision=s.paper)
    right = s.pos(BOARD, f"/people/{VAN}/account", decision=s.paper)
    assert [each["pos"] for each in s.rows("accounts")][-2:] == [wrong, right]
    return wrong


@row("persons", "ResetAsked", "ResetGranted")
def reset(s: RowsYear) -> list[int]:
    """Asked for the wrong reason, and again; granted by mistake, asked and granted anew."""
    wrong = s.pos(BOARD, f"/people/{VAN}/reset", reason="Nhầm người")
    ask = s.pos(BOARD, f"/people/{VAN}/reset", reason="Mất điện thoại")
    granted = s.pos(DEPUTY, f"/people/{VAN}/reset/grant", ask=ask)
    again = s.pos(HEAD, f"/people/{VAN}/reset", reason="Mã lần trước đã lộ")
    s.post(BOARD, f"/people/{VAN}/reset/grant", ask=again)
    told = [each["type"] for each in s.rows("accounts", about=VAN)][-5:]
    assert told == ["ResetAsked", "ResetAsked", "ResetGranted", "ResetAsked", "ResetGranted"]
    return [wrong, granted]


@row("persons", "KeyRegistered", "KeyConfirmed", "KeyRevoked", "DeviceCertified")
def key(s: RowsYear) -> list[int]:
    """A key that was another's is revoked, with what it certified; revoked by mistake, a new one follows."""
    wrong = s.own_passkey(VAN, HEAD)
    at, certificate = wrong.pos, s.certify(VAN, wrong).pos
    assert at is not None and certificate is not None
    confirmed = s.newest("KeyConfirmed", key=at)
    revoked = s.pos(HEAD, f"/people/{VAN}/keys/{at}/revoke", reason="Khóa của người khác")
    right = s.own_passkey(VAN, BOARD).pos
    rows = {each["pos"]: each for each in s.rows("keys", about=VAN)}
    assert (rows[at]["revoker"], rows[right]["confirmer"], rows[right]["revoked"]) == (HEAD, BOARD, None)
    assert [each["pos"] for each in s.rows("devices", about=VAN)] == [certificate]
    return [at, confirmed, revoked, certificate]


@row("persons", "PolicyProposed", "PolicyLowered")
def policy(s: RowsYear) -> list[int]:
    """Proposed too low, again; lowered by mistake, it is set again by one who shows that proof."""
    s.sign(HEAD, s.head_key, "PUT", "/policy", proof=STRICT, lapse=10)
    wrong = s.pos(HEAD, "/policy/proposals", proof=TOKENS, lapse=1, reason="Nhầm số phút")
    right = s.pos(HEAD, "/policy/proposals", proof=TOKENS, lapse=10, reason="Thiếu khóa")
    lowered = s.pos(BOARD, "/policy/lowered", proposal=right)
    s.sign(HEAD, s.head_key, "PUT", "/policy", proof=STRICT, lapse=10)
    again = s.pos(HEAD, "/policy/proposals", proof=TOKENS, lapse=10, reason="Vẫn thiếu khóa")
    s.post(BOARD, "/policy/lowered", proposal=again)
    shown = [each["state"] for each in s.rows("policies")][-7:]
    assert shown == ["set", "proposed", "proposed", "lowered", "set", "proposed", "lowered"]
    return [wrong, lowered]


@row("persons", "SecurityChecked")
def security(s: RowsYear) -> int:
    wrong = s.pos(BOARD, "/security-checks", figures=[["old", 100]], **CHECKED)
    right = s.pos(BOARD, "/security-checks", figures=[["old", 1]], **CHECKED)
    assert [each["pos"] for each in s.rows("security-checks")][-2:] == [wrong, right]
    return wrong
