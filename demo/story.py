"""The demo's story: semester 1 of 2020-2021 at a school, told as it is played, by the right persons."""

import shutil
from pathlib import Path

from api.service.service import Service
from demo.clock import PlayedClock
from demo.correction import Cell, cell_now, permit, propose, witness
from demo.evidence import Outside, Teller, shown_mark
from demo.people import BOARD, CLASSES, HEAD, class_of, pupil_id, pupil_name
from demo.school import NAME, SEMESTER, Calendar, DemoSchool, sample_books, teacher_of, write_tokens
from domain.acts.books.close import LockBook, ProposeClose
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.grounds.results import subject_semester
from domain.words.refusal import Refusal
from projections.asof import moment, replay
from projections.school_at import with_marks

FOUNDED = "2020-09-05T01:00:00.000000Z"
CORRECTED = ("6A", "toan", "gk")
CORRECTED_PUPIL = 7
DOSSIER = "SD-2021-01"
PAST = "2020-12-01T00:00:00+07:00"
SUBJECT_NAMES = {"toan": "Toán", "ngu_van": "Ngữ văn", "ngoai_ngu": "Ngoại ngữ"}
COLUMN_NAMES = {"gk": "giữa kỳ", "ck": "cuối kỳ"}
_EVIDENCE = (
    "Biên bản chấm lại bài kiểm tra giữa kỳ môn Toán lớp 6A: cộng sót câu 5 của {name}, {old} → {new}."
)


class Story:
    """Plays the semester on an empty service and tells it: `begin`, `finish`, then `hand_out`."""

    def __init__(self, service: Service, clock: PlayedClock, teller: Teller) -> None:
        self.service = service
        self.demo = DemoSchool(service, Calendar.of_2020())
        self._clock = clock
        self._teller = teller
        self._home = service.settings.home
        self._receipt = self._checkpoint = b""

    def begin(self) -> None:
        """From the founding to the bag of the first window, and the second window's marks but for `ck`."""
        self._teller.heading("Học kỳ I, năm học 2020-2021")
        self._found()
        self._first_window()
        self._clock.set("2021-01-12T01:00:00.000000Z")
        count = self.demo.enter(("tx3", "tx4"))
        self.demo.school.seal()
        self._tell(f"nhập {count} điểm thường xuyên của đợt hai; tối ấy máy chủ được sao lưu", "12/01/2021")

    def finish(self) -> None:
        """From there to the lock of class 6A."""
        self._second_window()
        self._receipt = self._correction()
        self._checkpoint = self.demo.school.seal().note
        self._as_of()
        self._close()
        self.demo.school.seal()
        write_tokens(self.service.settings, self.demo)

    def hand_out(self) -> Outside:
        """Copies what others than the school hold, as they would have got it on its day."""
        folder = self._home / "outside"
        folder.mkdir()
        school = self.demo.school
        first, second = (
            Path(shutil.copy(school.archive.path(name), folder))
            for name in ("window-giua-ky-1", "window-cuoi-ky-1")
        )
        outside = Outside(school.facts().key, first, second, folder / "checkpoint", folder / "receipt.json")
        outside.checkpoint.write_bytes(self._checkpoint)
        outside.receipt.write_bytes(self._receipt + b"\n")
        (folder / "key.txt").write_text(f"{outside.key}\n")
        self._teller.say(
            "\n  Giữ ở ngoài trường: thanh tra giữ hai gói lưu trữ đầu, Phòng GDĐT giữ một phiếu chốt"
            "\n  (cỡ sổ và mã gốc, có chữ ký), giáo viên chủ nhiệm 6A giữ biên nhận của lần chứng kiến."
        )
        return outside

    def weakest(self, klass: str, subject: str, col: str) -> Cell:
        """The lowest mark of a column: the one that somebody would want changed."""
        rows = next(rows for name, of, rows in sample_books() if (name, of) == (klass, subject))
        lowest = min(rows, key=lambda row: int(row[col]))
        return cell_now(self.demo, klass, subject, col, pupil_id(int(lowest["pupil"])))

    def _found(self) -> None:
        self.demo.found()
        size = self.demo.school.log.head().size
        for window in self.demo.calendar[1:]:
            self.demo.open_window(window)
        self._tell(
            f"lập sổ {NAME}: {len(CLASSES)} lớp × 40 học sinh × 3 môn ({size} dòng)",
            "05/09/2020",
        )

    def _first_window(self) -> None:
        calendar = self.demo.calendar
        self._clock.set("2020-11-10T02:00:00.000000Z")
        count = self.demo.enter(calendar.first.cols)
        self.demo.publish(calendar.first.cols)
        self._tell(f"nhập {count} điểm thường xuyên và giữa kỳ, công bố các cột", "10/11/2020")
        self._archive("2020-11-14T10:01:00.000000Z", "14/11/2020", "window-giua-ky-1", "hết đợt giữa kỳ")

    def _second_window(self) -> None:
        calendar = self.demo.calendar
        self._clock.set("2021-01-13T08:00:00.000000Z")
        count = self.demo.enter(("ck",))
        self.demo.publish(calendar.second.cols)
        self._tell(f"nhập {count} điểm cuối kỳ, công bố các cột", "13/01/2021")
        self._archive("2021-01-15T10:01:00.000000Z", "15/01/2021", "window-cuoi-ky-1", "hết đợt cuối kỳ")

    def _archive(self, at: str, day: str, identifier: str, why: str) -> None:
        """The scheduler's round, as the server runs it every few seconds: nobody asks for the bag."""
        self._clock.set(at)
        self.service.run_schedule()
        snapshot = self.demo.school.facts().snapshots.get(identifier)
        made = snapshot is not None and snapshot.state == "archived"
        seen = f"{snapshot.size} dòng, tệp chỉ ghi một lần" if snapshot else "không có"
        text = f"{day}  {why}: máy chủ tự lập gói lưu trữ {identifier}"
        self._teller.expect(f"story.{identifier}", text, made, seen)

    def _correction(self) -> bytes:
        """A dossier from proposal to its third witness; gives the receipt of the last one."""
        klass, subject, col = CORRECTED
        pupil = pupil_id(CORRECTED_PUPIL)
        cell = cell_now(self.demo, klass, subject, col, pupil)
        new = min(100, cell.value + 15)
        before = self._average(pupil)
        name = pupil_name(CORRECTED_PUPIL)
        evidence = _EVIDENCE.format(name=name, old=shown_mark(cell.value), new=shown_mark(new))
        self._clock.set("2021-01-18T01:30:00.000000Z")
        propose(self.demo, DOSSIER, cell, new, reason="Cộng sót điểm câu 5", evidence=evidence)
        permit(self.demo, DOSSIER)
        self._clock.set("2021-01-18T02:00:00.000000Z")
        receipt = witness(self.demo, DOSSIER, klass)
        after = self._average(pupil)
        self._tell_correction(cell, new, before, after)
        return receipt

    def _tell_correction(self, cell: Cell, new: int, before: int, after: int) -> None:
        now = cell_now(self.demo, *cell[:2], cell.col, cell.pupil)
        self._tell(
            f"hồ sơ điều chỉnh {DOSSIER}: giáo viên Toán đề nghị kèm minh chứng, phó hiệu trưởng cho phép;",
            "18/01/2021",
        )
        self._teller.say("              hiệu trưởng, ban quản trị và giáo viên chủ nhiệm 6A cùng chứng kiến")
        self._teller.expect(
            "story.correction",
            f"{where(cell)}: {shown_mark(cell.value)} → {shown_mark(now.value)},"
            f" trung bình học kỳ {shown_mark(before)} → {shown_mark(after)}",
            now.value == new and before < after,
        )

    def _average(self, pupil: str) -> int:
        """The pupil's semester average in tenths in the corrected book, by the class's regulation."""
        klass, subject, _ = CORRECTED
        school = self.demo.school
        state = with_marks(school.views(), school.facts())
        facts = state.classes[klass]
        value = subject_semester(state, facts, facts.subjects[subject], pupil, SEMESTER).value
        if not isinstance(value, int):
            raise LookupError(f"{pupil} has no average")
        return value

    def _as_of(self) -> None:
        """The same book on a past date and now."""
        klass, subject, col = CORRECTED
        log = self.demo.school.views()
        pupil = pupil_id(CORRECTED_PUPIL)
        books = [replay(log, klass, moment(log, text)) for text in (PAST, f"@{log.head().size}")]
        place = {"subject": subject, "pupil": pupil, "col": col}
        then, now = ([c["value"] for c in book["cells"] if place.items() <= c.items()] for book in books)
        past = books[0]
        self._tell(
            f"sổ lớp 6A lúc 00:00 ngày 01/12/2020, dựng lại từ {past['size']} dòng đầu:"
            f" {len(past['cells'])} điểm",
            "Xem lại",
        )
        self._teller.expect(
            "story.as_of",
            "ở sổ ấy ô đã sửa còn nguyên giá trị cũ",
            past["final"] and then != now and len(then) == len(now) == 1,
            f"khi ấy {shown_mark(then[0])}, nay {shown_mark(now[0])}",
        )

    def _close(self) -> None:
        klass = CORRECTED[0]
        self._clock.set("2021-01-20T02:00:00.000000Z")
        self.demo.act(BOARD[0].person, ProposeClose(klass=klass, semester=SEMESTER), "close-6A")
        decision = self.demo.decision("12/QĐ-THCS")
        self.demo.act(HEAD.person, LockBook(klass=klass, semester=SEMESTER, decision=decision), "lock-6A")
        self._tell("ban quản trị đề nghị, hiệu trưởng khóa sổ lớp 6A", "20/01/2021")
        self._archive("2021-01-20T02:05:00.000000Z", "20/01/2021", "lock-6A-1", "khóa sổ 6A")
        code = self._write_after_lock()
        text = "giáo viên ghi điểm sau khi khóa: bị từ chối"
        self._teller.expect("story.locked", text, code == "BOOK_LOCKED", code)

    def _write_after_lock(self) -> str:
        """The code by which a teacher's mark is refused; "" if it was taken."""
        klass, subject, col = CORRECTED
        cell = cell_now(self.demo, klass, subject, col, pupil_id(1))
        edit = CellEdit(pupil=cell.pupil, col=col, value=100 - cell.value, base=cell.pos)
        command = SaveMarks(klass=klass, subject=subject, semester=SEMESTER, cells=[edit])
        try:
            self.demo.act(teacher_of(klass, subject), command, "after-lock")
        except Refusal as refusal:
            return refusal.code
        return ""

    def _tell(self, text: str, day: str) -> None:
        self._teller.say(f"  {day:<10}  {text}")


def where(cell: Cell) -> str:
    """A cell in words: pupil, class, subject, column."""
    number = int(cell.pupil.removeprefix("HS"))
    mark = f"{SUBJECT_NAMES[cell.subject]} {COLUMN_NAMES.get(cell.col, cell.col)}"
    return f"{pupil_name(number)} ({cell.pupil}), lớp {class_of(number)}, {mark}"
