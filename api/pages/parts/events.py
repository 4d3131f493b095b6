"""One entry of a mark's life in Vietnamese: what was done, by whom, by which decision, under which facts."""

import base64
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from api.pages import format as show
from api.pages.parts.cells import UNREADABLE
from api.pages.parts.results import outcome
from api.pages.parts.shot import Dossier, Shot
from api.pages.session import Session
from api.service.decision_files import file_of
from domain.state.state import State
from domain.words.days import parse_instant
from domain.words.entry import Entry
from ledger.signing.checkpointer import newest_signed
from projections.school_at import school_at

Fact = tuple[str, str]


class Change(NamedTuple):
    """Old and new value as shown."""

    old: str
    new: str


class EventView(NamedTuple):
    """One entry as life.html shows it; `sets`: its change was made, not only asked for."""

    pos: int
    iso: str
    time: str
    kind: str
    icon: str
    title: str
    change: Change | None
    sets: bool
    who: str
    role: str
    basis: str
    facts: list[Fact]
    evidence: list[str]
    receipt: str
    sealed: bool


class Teller:
    """Tells the entries around one cell. `bases` are the entries that the rights to them rest on."""

    def __init__(self, session: Session, shot: Shot, pupil: str, col: str, *, bases: Sequence[Entry]) -> None:
        self._session = session
        self._shot = shot
        self._pupil = pupil
        self._col = col
        self._bases = {entry.pos: entry for entry in bases}
        self._permissions: dict[int, Entry] = {}
        self._opening: dict[str, Entry] = {}
        self._value: int | str | None = None
        signed = newest_signed(session.school.log)
        self._sealed = signed.size if signed else 0

    def tell(self, entry: Entry, state: State) -> EventView | None:
        """The entry, with the windows of its column just before it. Entries come in order.

        None for the head of a proposal: the item that follows it is told with what the head says.
        """
        if entry.type in _OPENINGS:
            self._opening[entry.stream] = entry
            return None
        told, actor = TOLD[entry.type], entry.actor
        facts = told.facts(self, entry, state)
        return EventView(
            pos=entry.pos,
            iso=parse_instant(entry.at).isoformat(),
            time=show.time(entry.at),
            kind=told.kind,
            icon=told.icon,
            title=self._title(entry),
            change=self._change(entry),
            sets=told.sets,
            who=self._name(actor["person"]),
            role=show.ROLES[actor["role"]],
            basis=self._basis(actor["basis"], actor["role"]),
            facts=facts,
            evidence=self._evidence(entry),
            receipt=f"{self._session.viewer.path}/bien-nhan/{entry.pos}",
            sealed=entry.pos < self._sealed,
        )

    def _title(self, entry: Entry) -> str:
        told = TOLD[entry.type]
        if entry.type == "MarkEntered" and entry.data["late"] is not None:
            return "Nhập bổ sung"
        if entry.type == "MarkChanged" and entry.data["late"] is not None:
            return "Nhập điểm kiểm tra bù"
        if "dossier" in entry.data:
            return f"{told.title} (hồ sơ {entry.data['dossier']})"
        # "Đổi điểm trước thời điểm chính thức": only the first of the two is what was written.
        return told.title.replace("điểm", "nhận xét", 1) if self._col == "nx" and told.sets else told.title

    def _change(self, entry: Entry) -> Change | None:
        """What the entry did to the cell, or asks to do."""
        sets = TOLD[entry.type].sets
        if not sets and entry.type != "CorrectionItem":
            return None
        old, value = entry.data.get("old", self._value), entry.data.get("value")
        if sets:
            self._value = value
        return Change(self._shown(old), self._shown(value))

    def _shown(self, value: int | str | None) -> str:
        if self._col == "nx" and isinstance(value, str):
            opened = self._open(self._shot.stream, f"nx/{self._pupil}", value)
            return f"“{opened}”"
        return "trống" if value is None else show.shown(value)

    def _open(self, stream: str, field: str, sealed: str) -> str:
        """A sealed text of this pupil; the reader may see this book, else there were no page."""
        (text,) = self._session.school.pupil_keys.open_many(stream, [(self._pupil, field, sealed)])
        return text or UNREADABLE

    def _name(self, person: str) -> str:
        if person == "system":
            return "Hệ thống"
        known = self._session.state.people.get(person)
        return f"{known.name} ({person})" if known else person

    def _basis(self, pos: int, role: str) -> str:
        """The decision on which the right rests."""
        if role == "system":
            return "quy tắc của sổ: việc này không làm thay đổi quyền của ai"
        decision = self._bases[pos].data["decision"] if pos in self._bases else None
        if decision is None:
            return f"bản ghi {pos}"
        number, date = decision["no"], show.day(decision["date"])
        return f"quyết định số {number} ngày {date} (bản ghi {pos}); {self._file(decision)}"

    def _paper(self, decision: dict[str, Any]) -> str:
        return f"số {decision['no']} ngày {show.day(decision['date'])}; {self._file(decision)}"

    def _file(self, decision: dict[str, Any]) -> str:
        """Whether its file was handed in: nobody takes an invented digest for a signed paper."""
        return file_of(self._session.school.attachments, decision["digest"]).text

    def _window_facts(self, entry: Entry, state: State) -> list[Fact]:
        if (late := entry.data.get("late")) is not None:
            permitted = self._permissions[late].data
            reason = show.LATE_REASONS[permitted["reason"]]
            text = f"theo phép ở bản ghi {late}: {reason}, có hiệu lực đến {show.minute(permitted['until'])}"
            return [("Nhập ngoài đợt", text)]
        window = state.window(self._shot.klass, self._shot.semester, self._col)
        if window is None:
            return []
        dates = f"từ {show.minute(window.start)} đến {show.minute(window.end)}"
        return [("Đợt nhập điểm", f"“{window.window}”, {dates}; trong hạn")]

    def _permission_facts(self, entry: Entry, _state: State) -> list[Fact]:
        self._permissions[entry.pos] = entry
        decision, until = entry.data["decision"], show.minute(entry.data["until"])
        return [
            ("Lý do", show.LATE_REASONS[entry.data["reason"]]),
            ("Có hiệu lực đến", until),
            ("Quyết định", self._paper(decision)),
        ]

    def _publish_facts(self, entry: Entry, _state: State) -> list[Fact]:
        value = self._shown(self._value)
        return [
            ("Giá trị được công bố", value),
            ("Cột điểm", f"{entry.data['count']} ô có điểm"),
            ("Từ đây", "điểm chỉ đổi được bằng hồ sơ điều chỉnh hoặc kiểm tra bù có phép"),
        ]

    def _item_facts(self, entry: Entry, _state: State) -> list[Fact]:
        opening = self._opening[entry.stream]
        dossier = self._dossier(entry)
        return [
            ("Loại", show.DOSSIER_KINDS[dossier["kind"]]),
            ("Lý do", self._open(entry.stream, "reason", entry.data["reason"])),
            ("Hồ sơ", f"{opening.data['count']} ô điểm; nay {show.DOSSIER_STATES[dossier['state']]}"),
            ("Thay giá trị ở bản ghi", str(entry.data["base"])),
        ]

    def _dossier(self, entry: Entry) -> Dossier:
        return next(d for d in self._shot.dossiers if d["dossier"] == entry.data["dossier"])

    def _evidence(self, entry: Entry) -> list[str]:
        """Digests of the files that prove a correction, as `sha256sum` prints them."""
        if entry.type != "CorrectionItem":
            return []
        return [_hex(digest) for digest in self._opening[entry.stream].data["evidence"]]

    def _refusal_facts(self, entry: Entry, _state: State) -> list[Fact]:
        # The text is sealed for the first item's pupil, who may be another one than this page is about.
        owner = self._dossier(entry)["items"][0]["pupil"]
        keys = self._session.school.pupil_keys
        (text,) = keys.open_many(entry.stream, [(owner, "reason", entry.data["reason"])])
        return [("Lý do từ chối", text or UNREADABLE)]

    def _witness_facts(self, entry: Entry, _state: State) -> list[Fact]:
        seat, standing = show.SEATS[entry.data["seat"]], show.ROLES[entry.data["standing"]]
        return [("Chứng kiến thay mặt", seat), ("Với tư cách", standing)]

    def _applied_facts(self, entry: Entry, _state: State) -> list[Fact]:
        dossier = self._dossier(entry)
        witnesses = [
            f"{self._name(w['person'])}, {show.SEATS[w['seat']]}, bản ghi {w['pos']}"
            for w in dossier["witnesses"]
        ]
        return [
            ("Người đề nghị", self._name(dossier["proposer"])),
            ("Người cho phép", self._name(dossier["permitter"])),
            ("Ba người chứng kiến", "; ".join(witnesses)),
            ("Thay giá trị ở bản ghi", str(entry.data["base"])),
            *self._effect(entry),
        ]

    def _effect(self, entry: Entry) -> list[Fact]:
        """What the correction did to the pupil's result: all of the dossier's cells are applied at once."""
        if self._col == "nx":
            return []
        begin = entry.pos - entry.i
        before, after = (self._result_at(size) for size in (begin, begin + entry.n))
        kept = f"{before} (không đổi)"
        return [("Kết quả môn học kỳ", kept if before == after else f"{before} → {after}")]

    def _result_at(self, size: int) -> str:
        state = school_at(self._session.school.log, size)
        book = state.books[self._shot.stream]
        return outcome(self._shot._replace(state=state, book=book).result(self._pupil))

    def _lock_facts(self, entry: Entry, _state: State) -> list[Fact]:
        count = show.number(entry.data["count"])
        return [("Quyết định", self._paper(entry.data["decision"])), ("Số ô được khóa", count)]

    def _unlock_facts(self, entry: Entry, _state: State) -> list[Fact]:
        return [
            ("Quyết định", self._paper(entry.data["decision"])),
            ("Lý do", entry.data["reason"]),
            ("Mở đến", show.minute(entry.data["until"])),
        ]

    def _lapse_facts(self, entry: Entry, _state: State) -> list[Fact]:
        return [("Phiên bắt đầu từ bản ghi", str(entry.data["since"]))]


def _no_facts(_teller: Teller, _entry: Entry, _state: State) -> list[Fact]:
    return []


def _hex(digest: str) -> str:
    return base64.b64decode(digest + "=").hex()


class Told(NamedTuple):
    """How the entries of one type are told. `sets`: they change the cell."""

    title: str
    kind: str
    icon: str
    facts: Callable[[Teller, Entry, State], list[Fact]] = _no_facts
    sets: bool = False


_OPENINGS = ("CorrectionProposed", "CorrectionAmended")
_TYPED, _CORRECTED, _OUT, _LOCKED = (
    ("mark", "entry"),
    ("correction", "corrected"),
    ("publish", "published"),
    ("lock", "locked"),
)
TOLD = {
    "MarkEntered": Told("Nhập điểm", *_TYPED, Teller._window_facts, sets=True),
    "MarkChanged": Told("Đổi điểm trước thời điểm chính thức", *_TYPED, Teller._window_facts, sets=True),
    "MarkCleared": Told("Xóa điểm trước thời điểm chính thức", *_TYPED, Teller._window_facts, sets=True),
    "ColumnPublished": Told("Công bố cột điểm", *_OUT, Teller._publish_facts),
    "LateEntryPermitted": Told("Cho phép nhập bổ sung", *_OUT, Teller._permission_facts),
    "CorrectionItem": Told("Đề nghị điều chỉnh", *_CORRECTED, Teller._item_facts),
    "CorrectionPermitted": Told("Cho phép điều chỉnh", *_CORRECTED),
    "CorrectionRefused": Told("Từ chối điều chỉnh", "correction", "alert", Teller._refusal_facts),
    "CorrectionWithdrawn": Told("Rút hồ sơ điều chỉnh", *_CORRECTED),
    "CorrectionWitnessed": Told("Chứng kiến điều chỉnh", *_CORRECTED, Teller._witness_facts),
    "CorrectionLapsed": Told("Phiên chứng kiến hết hiệu lực", "correction", "waiting", Teller._lapse_facts),
    "CorrectionApplied": Told("Áp dụng điều chỉnh", *_CORRECTED, Teller._applied_facts, sets=True),
    "BookLocked": Told("Khóa sổ", *_LOCKED, Teller._lock_facts),
    "BookUnlocked": Told("Mở lại sổ", "lock", "open", Teller._unlock_facts),
}
