"""The verification page: what this server can say of its own log, and what it cannot."""

import base64
from typing import NamedTuple

from api import pages_format as show
from api.pages_site import Session
from api.school import PROJECTIONS
from ledger.canonical import b64
from ledger.checkpoint import BadCheckpoint
from ledger.checkpointer import SignedHead, newest_signed
from ledger.keys import KeyFault
from ledger.note import NoteError
from ledger.rotation import ring_of
from projections.asof import root_at
from projections.findings import Finding
from projections.fsck import fsck

NEWEST_BAGS = 10
SHOWN_FINDINGS = 20


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


class FsckView(NamedTuple):
    """The outcome of a check of the database against its own lines."""

    sound: bool
    text: str
    faults: list[str]


class StatusView(NamedTuple):
    """Everything that status.html shows."""

    origin: str
    viewed: str
    size: str
    head: HeadView | None
    lag: str
    bags: list[BagView]
    fsck: FsckView | None
    vkey: str
    example_bag: str
    checkpoint_path: str


def status_view(session: Session, fsck_result: FsckView | None) -> StatusView:
    """The page; `fsck_result` is shown if a check was just run."""
    state, school = session.state, session.school
    signed = newest_signed(school.log)
    archived = [each for each in state.snapshots.values() if each.state == "archived"]
    return StatusView(
        origin=school.log.origin,
        viewed=show.time(session.now),
        size=show.number(state.size),
        head=_head_view(session, signed) if signed else None,
        lag=_lag(state.size - signed.size if signed else state.size),
        bags=_bags(session),
        fsck=fsck_result,
        vkey=state.key,
        example_bag=archived[-1].id if archived else "ma-goi",
        checkpoint_path=f"/logs/{school.code}/checkpoint",
    )


def fsck_view(session: Session) -> FsckView:
    """Checks now every line, index table and row of the views."""
    found = fsck(session.school.views(), PROJECTIONS)
    number = show.number(session.school.log.head().size)
    if not found:
        return FsckView(
            True, f"Đã đối chiếu {number} bản ghi và mọi dòng của các bảng: không có sai lệch.", []
        )
    text = f"Tìm thấy {len(found)} sai lệch. Hãy báo ngay ban quản trị và lưu lại trang này."
    return FsckView(False, text, [_told(each) for each in found[:SHOWN_FINDINGS]])


def _told(found: Finding) -> str:
    place = f", bản ghi {found.pos}" if found.pos is not None else ""
    values = f"đang lưu {found.old}, đúng ra {found.new}"
    return f"{found.code}: bảng {found.table}{place}, dòng {found.row}; {values}"


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
