"""The verification page: what this server can say of its own log, and what it cannot."""

import base64
from typing import Any, NamedTuple

from api.pages import format as show
from api.pages.session import Session
from api.service.checking import Check
from api.texts.finding_texts import TEXTS
from domain.words.days import later
from ledger.form.canonical import b64
from ledger.form.note import NoteError
from ledger.signing.checkpoint import BadCheckpoint
from ledger.signing.checkpointer import SignedHead, newest_signed
from ledger.signing.keys import KeyFault
from ledger.signing.rotation import ring_of
from projections.asof import root_at
from projections.fsck.findings import Finding

NEWEST_BAGS = 10
SHOWN_FINDINGS = 20
PATIENCE_S = 10.0


class HeadView(NamedTuple):
    """The newest signed head, its signature and root checked while the page was made."""

    size: str
    root: str
    at: str
    signed: bool
    signature: str
    tree: bool
    note: str


class BagView(NamedTuple):
    """One archive id."""

    id: str
    cause: str
    size: str
    state: str
    at: str
    digest: str


class FaultView(NamedTuple):
    """One finding; where it lies and the values only for those who may read all books."""

    code: str
    what: str
    place: str
    old: str
    new: str


class FsckView(NamedTuple):
    """A check of the database against its own lines, over or not; `more` findings are not shown.

    `percent` while it runs; `fresh`: it has ended just now.
    """

    state: str
    asked: str
    ended: str
    percent: int
    fresh: bool
    entries: str
    found: int
    faults: list[FaultView]
    more: int


class StatusView(NamedTuple):
    """Everything that status.html shows; `may_check`: whether the reader may ask for a check."""

    origin: str
    viewed: str
    alarms: list[str]
    size: str
    head: HeadView | None
    lag: str
    bags: list[BagView]
    fsck: FsckView | None
    may_check: bool
    vkey: str
    example_bag: str
    checkpoint_path: str


def status(session: Session) -> StatusView:
    """The page, with the check under way or the last one."""
    state, school = session.state, session.school
    newest = session.service.checks.newest(school)
    fsck_result = _fsck_view(session, newest) if newest else None
    signed = newest_signed(school.log)
    head = _head_view(session, signed) if signed else None
    archived = [each for each in state.snapshots.values() if each.state == "archived"]
    return StatusView(
        origin=school.log.origin,
        viewed=show.time(session.now),
        alarms=_alarms(head, fsck_result),
        size=show.number(state.size),
        head=head,
        lag=_lag(state.size - signed.size if signed else state.size),
        bags=_bags(session),
        fsck=fsck_result,
        may_check=session.caller.reads_all,
        vkey=state.key,
        example_bag=archived[-1].id if archived else "ma-goi",
        checkpoint_path=f"/logs/{school.code}/checkpoint",
    )


def check(session: Session) -> StatusView:
    """Lets the database be checked; whoever begins it waits a moment, since that may be all it takes."""
    ended = session.service.checks.start(session.school, session.caller.person)
    if ended is not None:
        ended.wait(PATIENCE_S)
    return status(session)


def _fsck_view(session: Session, check: Check) -> FsckView:
    found = [Finding(**each) for each in check.findings[:SHOWN_FINDINGS]]
    return FsckView(
        check.state,
        show.time(check.asked),
        show.time(check.ended) if check.ended else "",
        100 * check.done // check.total if check.total else 0,
        check.state == "done" and session.now <= later(check.ended or "", minutes=1),
        show.number(check.entries),
        check.found,
        [_fault_view(each, session.caller.reads_all) for each in found],
        check.found - len(found),
    )


def _fault_view(found: Finding, values: bool) -> FaultView:
    row = _stored(found.row) if values and found.row else ""
    entry = f"bản ghi {found.pos}" if found.pos is not None else ""
    return FaultView(
        found.code,
        TEXTS[found.code],
        " · ".join(part for part in (f"bảng {found.table}", entry, row) if part),
        _stored(found.old) if values else "",
        _stored(found.new) if values else "",
    )


def _stored(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_stored(each)}" for name, each in value.items())
    return show.EMPTY if value is None else str(value)


def _alarms(head: HeadView | None, fsck_result: FsckView | None) -> list[str]:
    """What is wrong, a sentence each; empty if the server agrees with itself as far as it was checked."""
    alarms = []
    if head and not head.signed:
        alarms.append("Chữ ký trên phiếu chốt mới nhất không hợp lệ.")
    if head and not head.tree:
        alarms.append("Mã gốc đã ký không phải của cây băm đang lưu.")
    if fsck_result and fsck_result.found:
        alarms.append(
            f"Đối chiếu từng bản ghi: {show.number(fsck_result.found)} sai lệch, xem bảng bên dưới."
        )
    return alarms


def _head_view(session: Session, signed: SignedHead) -> HeadView:
    good, signature = _signature(session, signed)
    (last,) = session.school.log.entries(signed.size - 1, signed.size)
    return HeadView(
        show.number(signed.size),
        b64(signed.root),
        show.time(last.at),
        good,
        signature,
        root_at(session.school.log, signed.size) == signed.root,
        signed.note.decode(),
    )


def _signature(session: Session, signed: SignedHead) -> tuple[bool, str]:
    """Whether the key that the log itself names for that size signed the note."""
    try:
        checkpoint = ring_of(session.school.log).open_checkpoint(signed.note)
    except (NoteError, BadCheckpoint, KeyFault) as fault:
        return False, f"không mở được phiếu chốt ({fault.code})"
    return True, f"của khóa mà sổ chỉ định cho kích thước {show.number(checkpoint.size)}"


def _lag(missing: int) -> str:
    if missing <= 0:
        return "không có: mọi bản ghi đã nằm dưới phiếu chốt"
    return f"{show.number(missing)} bản ghi mới hơn phiếu chốt, sẽ được niêm phong trong vài giây"


def _bags(session: Session) -> list[BagView]:
    newest = sorted(session.state.snapshots.values(), key=lambda bag: bag.pos, reverse=True)[:NEWEST_BAGS]
    return [
        BagView(
            bag.id,
            show.CAUSES[bag.kind] + (f" {bag.ref}" if bag.ref else ""),
            show.number(bag.size),
            show.SNAPSHOT_STATES[bag.state],
            show.time(bag.at),
            base64.b64decode(bag.digest + "=").hex() if bag.digest else show.EMPTY,
        )
        for bag in newest
    ]
