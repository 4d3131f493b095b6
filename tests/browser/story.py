"""What the pages are looked at with: a semester of the demo school; all that can happen to a mark of 6A."""

import hashlib
from pathlib import Path
from typing import Any

from api.service.archiving import Archiver
from api.service.service import Service
from api.service.settings import Settings
from demo.clock import PlayedClock
from demo.school import CODE, FIRST, SECOND, YEAR, Calendar, DemoSchool, write_tokens
from domain.acts.books.close import LockBook, ProposeClose
from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.witnessing import PermitCorrection, RefuseCorrection, WitnessCorrection
from domain.acts.unit.windows import SetWindow
from domain.words.fields import Cause
from domain.words.streams import book_stream
from ledger.form.canonical import b64
from projections.asof import book_at

FOUNDED = "2020-09-05T01:00:00.000000Z"
BEFORE_CORRECTION = "18/12/2020"
"""A day between the publishing of the mid-term marks and the correction of one of them."""
HEAD, DEPUTY, BOARD, CLERK = "ht.y-blin", "pht.nguyen-van-loc", "bqt.tran-thi-hue", "vt.pham-thi-nga"
TEACHER, HOMEROOM, TEACHER_6C = "gv.vo-thanh-binh", "gv.dang-thi-thu-ha", "gv.y-hnhiem"
BOOK: dict[str, Any] = {"klass": "6A", "subject": "toan", "semester": 1}
CORRECTED, WAITING, MADE_UP, COMMENTED = "HS0002", "HS0005", "HS0007", "HS0009"
CHANGED, CLEARED, TRUANT, ABSENT = "HS0004", "HS0008", "HS0010", "HS0011"
REASON = "Cộng sót 1,3 điểm ở câu 3 của bài giữa kỳ; đã đối chiếu với bài làm."
REFUSAL = "Không có căn cứ: bài làm khớp với điểm đã ghi."
COMMENT = "Chăm chỉ, tiến bộ rõ ở phần số nguyên; cần rèn thêm kỹ năng trình bày lời giải."
EVIDENCE = b"anh chup bai kiem tra giua ky"


class Story:
    """Semester 1 to 14/01/2021, 16:00: 6A nearly full, one mark corrected, one waiting; 6B full and locked.

    6C has only the first window's marks, and nothing is in any book of semester 2.
    `before_correction` is the size just before the third witness confirmed, which applied the correction.
    """

    def __init__(self, service: Service, clock: PlayedClock) -> None:
        self.service = service
        self.demo = DemoSchool(service, Calendar.of_2020())
        self._clock = clock
        self._acts = 0
        self.demo.found()
        self._first_window()
        self._make_up()
        self._second_window()
        self.before_correction = 0
        self._correct()
        self._refused_and_waiting()
        self._lock_6b()
        clock.set("2021-01-14T09:00:00.000000Z")
        self.demo.school.views()
        self.demo.school.seal()
        write_tokens(service.settings, self.demo)

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

    def _first_window(self) -> None:
        self.demo.open_window(self.demo.calendar.first)
        self._clock.set("2020-11-09T02:00:00.000000Z")
        self.demo.enter(FIRST)
        self._clock.set("2020-11-10T03:30:00.000000Z")
        self._act(TEACHER, SaveMarks(**BOOK, cells=[self._edit(CHANGED, "tx2", 85)]))
        absences = {CLEARED: None, TRUANT: "K", ABSENT: "P", MADE_UP: "P"}
        cells = [self._edit(pupil, "gk", value) for pupil, value in absences.items()]
        self._act(TEACHER, SaveMarks(**BOOK, cells=cells))
        self._clock.set("2020-11-12T08:15:00.000000Z")
        self.demo.publish(FIRST, ("6A", "6B"))
        self._clock.set("2020-11-14T10:00:05.000000Z")
        self.service.run_schedule()

    def _second_window(self) -> None:
        self.demo.open_window(self.demo.calendar.second)
        self._clock.set("2020-12-14T01:00:00.000000Z")
        self.demo.enter(SECOND, ("6A", "6B"))
        self._comment()
        self._clock.set("2020-12-16T07:45:00.000000Z")
        self.demo.publish(SECOND, ("6B",))

    def _comment(self) -> None:
        dates = {"start": "2020-12-14T00:00:00.000000Z", "end": "2021-01-15T10:00:00.000000Z"}
        decision = self.demo.decision("nhan-xet/KH-THCS")
        place: dict[str, Any] = {"year": YEAR, "semester": 1, "cols": ["nx"], "classes": ["*"]}
        self._act(HEAD, SetWindow(window="nhan-xet-1", **place, **dates, decision=decision))
        stream = book_stream(*BOOK.values())
        keys = self.demo.school.pupil_keys
        texts = {
            COMMENTED: COMMENT,
            "HS0003": "Tiếp thu nhanh, hăng hái phát biểu.",
            CORRECTED: "Có cố gắng.",
        }
        cells = [self._edit(p, "nx", keys.seal(p, stream, f"nx/{p}", text)) for p, text in texts.items()]
        self._act(TEACHER, SaveMarks(**BOOK, cells=cells))

    def _make_up(self) -> None:
        self._clock.set("2020-11-16T01:10:00.000000Z")
        until = "2020-11-26T10:00:00.000000Z"
        decision = self.demo.decision("15/QĐ-THCS")
        permit = PermitLateEntry(
            **BOOK, col="gk", pupils=[MADE_UP], until=until, reason="makeup", decision=decision
        )
        self._act(DEPUTY, permit)
        self._clock.set("2020-11-18T02:40:00.000000Z")
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
        self._clock.set("2020-12-21T01:20:00.000000Z")
        self._propose("DC-01", CORRECTED, "gk", 95, REASON)
        self._clock.set("2020-12-21T09:05:00.000000Z")
        self._act(HEAD, PermitCorrection(dossier="DC-01"))
        self._clock.set("2020-12-22T02:00:00.000000Z")
        self._act(DEPUTY, WitnessCorrection(dossier="DC-01", seat="leadership"))
        self._act(BOARD, WitnessCorrection(dossier="DC-01", seat="board"))
        self.before_correction = self.size()
        self._act(HOMEROOM, WitnessCorrection(dossier="DC-01", seat="homeroom"), "homeroom")

    def _refused_and_waiting(self) -> None:
        self._clock.set("2021-01-11T03:00:00.000000Z")
        self._propose("DC-02", CORRECTED, "tx1", 100, "Xin nâng điểm để đủ điều kiện thi.")
        sealed = self.demo.school.pupil_keys.seal(CORRECTED, "dossier/DC-02", "reason", REFUSAL)
        self._act(HEAD, RefuseCorrection(dossier="DC-02", reason=sealed))
        self._propose("DC-03", WAITING, "gk", 70, "Chấm sót trang sau của bài làm.")

    def _lock_6b(self) -> None:
        self._clock.set("2021-01-13T02:30:00.000000Z")
        self._act(BOARD, ProposeClose(klass="6B", semester=1))
        self._clock.set("2021-01-13T07:00:00.000000Z")
        decision = self.demo.decision("22/QĐ-THCS")
        self._act(HEAD, LockBook(klass="6B", semester=1, decision=decision))
        self.service.run_schedule()
        Archiver(self.demo.school).archive(Cause(kind="manual", ref=""))


def tell(dsn: str, home: Path) -> Story:
    """The story on an empty database."""
    clock = PlayedClock(FOUNDED)
    service = Service(Settings(home), clock, dsn)
    service.migrate()
    return Story(service, clock)
