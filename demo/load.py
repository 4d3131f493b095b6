"""The demo school as `make run` shows it: a class at work, a class corrected before witnesses and locked."""

from api.service.service import Service
from demo.correction import cell_now, permit, propose, witness
from demo.people import BOARD, HEAD, pupil_id
from demo.school import SEMESTER, Calendar, DemoSchool, Progress, founded_at, write_tokens
from domain.acts.books.close import LockBook, ProposeClose

AT_WORK, FINISHED = "6A", "6C"
DOSSIER = "SD-2021-01"
CORRECTED = ("ngu_van", "gk", pupil_id(85))
_RAISED = 10
_REASON = "Cộng sót điểm câu 3"
_EVIDENCE = "Biên bản chấm lại bài kiểm tra giữa kỳ môn Ngữ văn lớp 6C: cộng sót câu 3, cộng thêm 1,0 điểm."


def load_demo_school(
    service: Service, calendar: Calendar | None = None, progress: Progress = lambda _text: None
) -> DemoSchool:
    """Both windows open and the first full; the second begun in 6A; 6C full, one mark corrected, locked.

    The dates are around the service's clock. The persons' tokens go to `demo-tokens.json` in the home folder.
    """
    DemoSchool(service, calendar or Calendar.around(service.clock.now()), progress).create()
    # From here on the dates come from entry 0, so that a load taken up after a crash asks for the same again.
    demo = DemoSchool(service, calendar or Calendar.around(founded_at(service)), progress)
    demo.found()
    for window in demo.calendar[1:]:
        demo.open_window(window)
    first, second = demo.calendar.first.cols, demo.calendar.second.cols
    demo.enter(first)
    demo.publish(first[:1], (AT_WORK,))
    demo.enter(second[:1], (AT_WORK,))
    demo.enter(second, (FINISHED,))
    demo.publish(first + second, (FINISHED,))
    _correct(demo)
    _lock(demo)
    service.run_schedule()  # which archives what was locked
    demo.school.views()
    demo.school.seal()
    write_tokens(service.settings, demo)
    return demo


def _correct(demo: DemoSchool) -> None:
    """A crash in here leaves the dossier where it was; each act that was recorded is not done again."""
    if not demo.school.log.stream(f"dossier/{DOSSIER}"):
        cell = cell_now(demo, FINISHED, *CORRECTED)
        new = min(100, cell.value + _RAISED)
        propose(demo, DOSSIER, cell, new, reason=_REASON, evidence=_EVIDENCE)
    permit(demo, DOSSIER)
    witness(demo, DOSSIER, FINISHED)


def _lock(demo: DemoSchool) -> None:
    demo.act(BOARD[0].person, ProposeClose(klass=FINISHED, semester=SEMESTER), f"close-{FINISHED}")
    command = LockBook(klass=FINISHED, semester=SEMESTER, decision=demo.decision("12/QĐ-THCS"))
    demo.act(HEAD.person, command, f"lock-{FINISHED}")


def is_loaded(service: Service) -> bool:
    """Whether the demo school is there whole: its tokens are written last."""
    return bool(founded_at(service)) and service.settings.demo_tokens.exists()
