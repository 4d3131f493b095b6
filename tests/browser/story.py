"""What the pages are looked at with: the demo school, and all that can happen to a mark of class 6A."""

import hashlib
from typing import Any

from api.archiving import Archiver
from api.demo.school import CODE, YEAR, DemoSchool, load_demo_school
from api.service import Service
from domain.commands import (
    CellEdit,
    CorrectionEdit,
    LockBook,
    PermitCorrection,
    PermitLateEntry,
    ProposeClose,
    ProposeCorrection,
    PublishColumn,
    RefuseCorrection,
    SaveMarks,
    SetWindow,
    WitnessCorrection,
)
from domain.days import later
from domain.events import book_stream
from domain.fields import Cause
from ledger.canonical import b64
from projections.asof import book_at

HEAD, DEPUTY, BOARD, OTHER_BOARD = "ht.y-blin", "pht.nguyen-van-loc", "bqt.tran-thi-hue", "bqt.a-dung"
TEACHER, HOMEROOM = "gv.vo-thanh-binh", "gv.dang-thi-thu-ha"
BOOK: dict[str, Any] = {"klass": "6A", "subject": "toan", "semester": 1}
CORRECTED, WAITING, MADE_UP, COMMENTED = "HS0002", "HS0005", "HS0007", "HS0009"
REASON = "Cộng sót 1,5 điểm ở câu 3 của bài giữa kỳ; đã đối chiếu với bài làm."
COMMENT = "Chăm chỉ, tiến bộ rõ ở phần số nguyên; cần rèn thêm kỹ năng trình bày lời giải."
EVIDENCE = b"anh chup bai kiem tra giua ky"


class Story:
    """A demo school in which a mark was corrected, one waits, one was made up, and class 6B is locked.

    `before_correction` is the size just before the three witnesses confirmed.
    """

    def __init__(self, service: Service) -> None:
        self.service = service
        self.demo: DemoSchool = load_demo_school(service)
        self._acts = 0
        self._comment()
        self._absent_then_publish()
        self._make_up()
        self.before_correction = 0
        self._correct()
        self._refused_and_waiting()
        self._lock_6b()
        Archiver(self.demo.school).archive(Cause(kind="manual", ref=""))
        self.demo.school.seal()

    def token(self, person: str) -> str:
        """The person's token."""
        return self.demo.token(person)

    def book(self, page: str = "so", **other: Any) -> str:
        """The address of a book of 6A (or another), relative to the server."""
        place = {**BOOK, **other}
        return f"/truong/{CODE}/{page}/{place['klass']}/{place['subject']}/{place['semester']}"

    def life(self, pupil: str, col: str) -> str:
        """The address of a mark's life."""
        return f"{self.book('diem')}/{pupil}/{col}"

    def size(self) -> int:
        """Entries in the log."""
        return self.demo.school.log.head().size

    def _act(self, person: str, command: Any, role: str | None = None) -> None:
        self._acts += 1
        self.demo.act(person, command, f"story-{self._acts}", role)

    def _edit(self, pupil: str, col: str, value: int | str | None) -> CellEdit:
        cell = book_at(self.demo.school.log, *BOOK.values(), self.size()).cell(pupil, col)
        return CellEdit(pupil=pupil, col=col, value=value, base=cell.pos)

    def _comment(self) -> None:
        now = self.service.clock.now()
        window = SetWindow(
            window="nhan-xet-1",
            year=YEAR,
            semester=1,
            cols=["nx"],
            classes=["*"],
            start=later(now, days=-1),
            end=later(now, days=90),
            decision=self.demo.decision("nhan-xet/KH-THCS"),
        )
        self._act(HEAD, window)
        stream = book_stream(*BOOK.values())
        keys = self.demo.school.pupil_keys
        texts = {
            COMMENTED: COMMENT,
            "HS0003": "Tiếp thu nhanh, hăng hái phát biểu.",
            CORRECTED: "Có cố gắng.",
        }
        cells = [self._edit(p, "nx", keys.seal(p, stream, f"nx/{p}", text)) for p, text in texts.items()]
        self._act(TEACHER, SaveMarks(**BOOK, cells=cells))

    def _absent_then_publish(self) -> None:
        self._act(TEACHER, SaveMarks(**BOOK, cells=[self._edit("HS0004", "tx2", 85)]))
        self._act(TEACHER, SaveMarks(**BOOK, cells=[self._edit("HS0008", "tx2", None)]))
        self._act(TEACHER, SaveMarks(**BOOK, cells=[self._edit(MADE_UP, "gk", "P")]))
        self._act(TEACHER, SaveMarks(**BOOK, cells=[self._edit("HS0010", "gk", "K")]))
        for col in ("tx2", "gk"):
            self._act(TEACHER, PublishColumn(**BOOK, col=col))

    def _make_up(self) -> None:
        until = later(self.service.clock.now(), days=10)
        decision = self.demo.decision("15/QĐ-THCS")
        permit = PermitLateEntry(
            **BOOK, col="gk", pupils=[MADE_UP], until=until, reason="makeup", decision=decision
        )
        self._act(DEPUTY, permit)
        self._act(TEACHER, SaveMarks(**BOOK, cells=[self._edit(MADE_UP, "gk", 65)]))

    def _propose(self, dossier: str, pupil: str, col: str, value: int, reason: str) -> None:
        school = self.demo.school
        school.attachments.put(EVIDENCE)
        sealed = school.pupil_keys.seal(pupil, f"dossier/{dossier}", "reason", reason)
        edit = self._edit(pupil, col, value)
        item = CorrectionEdit(pupil=pupil, col=col, value=value, base=edit.base, reason=sealed)
        evidence = [b64(hashlib.sha256(EVIDENCE).digest())]
        propose = ProposeCorrection(**BOOK, dossier=dossier, kind="sua", evidence=evidence, items=[item])
        self._act(TEACHER, propose)

    def _correct(self) -> None:
        self._propose("DC-01", CORRECTED, "gk", 95, REASON)
        self._act(HEAD, PermitCorrection(dossier="DC-01"))
        self._act(DEPUTY, WitnessCorrection(dossier="DC-01", seat="leadership"))
        self._act(BOARD, WitnessCorrection(dossier="DC-01", seat="board"))
        self.before_correction = self.size()
        self._act(HOMEROOM, WitnessCorrection(dossier="DC-01", seat="homeroom"), "homeroom")

    def _refused_and_waiting(self) -> None:
        self._propose("DC-02", CORRECTED, "tx1", 100, "Xin nâng điểm để đủ điều kiện thi.")
        reason = "Không có căn cứ: bài làm khớp với điểm đã ghi."
        sealed = self.demo.school.pupil_keys.seal(CORRECTED, "dossier/DC-02", "reason", reason)
        self._act(HEAD, RefuseCorrection(dossier="DC-02", reason=sealed))
        self._propose("DC-03", WAITING, "gk", 70, "Chấm sót trang sau của bài làm.")

    def _lock_6b(self) -> None:
        self._act(BOARD, ProposeClose(klass="6B", semester=1))
        decision = self.demo.decision("22/QĐ-THCS")
        self._act(HEAD, LockBook(klass="6B", semester=1, decision=decision))
