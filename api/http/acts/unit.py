"""Acts on the school itself: its policy and clock, people, windows, classes, the year, oversight."""

from typing import Annotated

from pydantic import Field

from api.http.acts.act import Act, chapter
from domain.acts.books.progress import CheckProgress, RateTeacher
from domain.acts.results.retests import OpenRetests
from domain.acts.unit.appointments import Appoint, Delegate, EndAppointment, RegisterPerson
from domain.acts.unit.classes import OpenClass
from domain.acts.unit.oversight import (
    AnswerIncident,
    NoteJournal,
    ReportIncident,
    SetProcedure,
    SignCommitment,
)
from domain.acts.unit.people import FoundBoard, NameSubstitute
from domain.acts.unit.policy import SetPolicy
from domain.acts.unit.school import NoteRestore, ResetClock
from domain.acts.unit.windows import MoveWindow, SetWindow
from domain.acts.unit.year import ConfirmRoster, OpenYear
from domain.regulations import Regime

Minutes = Annotated[
    int, Field(strict=True, ge=0, lt=2**31, description="Số phút của một phiên chứng kiến, tối đa 15")
]
Grade = Annotated[int, Field(strict=True, ge=6, le=12)]
DaysOpen = Annotated[int, Field(strict=True, ge=1, le=30, description="Số ngày mở khóa dài nhất")]
YearsKept = Annotated[int, Field(strict=True, ge=1, le=100, description="Số năm lưu giữ")]

POLICY = chapter(
    "school",
    Act(
        "PUT /policy",
        SetPolicy,
        "set_policy",
        "PolicyBody",
        "Sets the proofs asked for and the minutes of a session (head): stricter than the law, never weaker.",
        200,
        asks={"lapse": Minutes},
    ),
)
CLOCK = chapter(
    "school",
    Act(
        "POST /clock-resets",
        ResetClock,
        "reset_clock",
        "ClockBody",
        "Opens a clock epoch after times in the future were written (head, board).",
    ),
    Act(
        "POST /restores",
        NoteRestore,
        "note_restore",
        "RestoreBody",
        "Notes that the log goes on after a restore that was compared with a note held outside (head).",
    ),
)
PEOPLE = chapter(
    "people",
    Act(
        "POST /people",
        RegisterPerson,
        "register_person",
        "PersonBody",
        "Registers a person (head, board).",
    ),
    Act(
        "POST /appointments",
        Appoint,
        "appoint",
        "AppointmentBody",
        "Gives a right to somebody else by a decision (head; a deputy with the power `appoint`).",
    ),
    Act(
        "POST /appointments/{pos}/end",
        EndAppointment,
        "end_appointment",
        "EndBody",
        "Ends the right that entry `pos` gave (head; a deputy with the power `appoint`).",
        200,
        asks={"on": "Ngày cuối cùng còn quyền"},
        at={"pos": "appointment"},
    ),
    Act(
        "POST /delegations",
        Delegate,
        "delegate",
        "DelegationBody",
        "Lends powers of the head to a deputy (head).",
    ),
)
CLASSES = chapter(
    "classes",
    Act(
        "POST /classes",
        OpenClass,
        "open_class",
        "ClassBody",
        "Opens a class with its subjects (board).",
        asks={"grade": Grade, "regime": Regime},
    ),
)
WINDOWS = chapter(
    "windows",
    Act(
        "POST /windows",
        SetWindow,
        "set_window",
        "WindowBody",
        "Opens a window (head, deputy with the power).",
    ),
    Act(
        "POST /windows/{window}/move",
        MoveWindow,
        "move_window",
        "MoveBody",
        "Moves the end of a window that has not ended (head, deputy with the power).",
        200,
    ),
)
YEAR = chapter(
    "year",
    Act(
        "POST /years",
        OpenYear,
        "open_year",
        "YearBody",
        "Opens a school year with the days of its semesters (head).",
        asks={"semesters": "Ngày của hai học kỳ"},
    ),
    Act(
        "POST /boards",
        FoundBoard,
        "found_board",
        "BoardBody",
        "Founds the administration board by decision (head).",
    ),
    Act(
        "POST /classes/{klass}/roster-confirmations",
        ConfirmRoster,
        "confirm_roster",
        None,
        "Confirms the class's list and profiles (homeroom teacher).",
    ),
    Act(
        "POST /years/{year}/retest-windows",
        OpenRetests,
        "open_retests",
        "RetestsBody",
        "Opens the time for re-test marks (head, deputy with the power `windows`).",
    ),
    Act(
        "POST /procedures",
        SetProcedure,
        "set_procedure",
        "ProcedureBody",
        "Lays down the procedure for changes after a lock, never weaker than three witnesses (head).",
        asks={"days": DaysOpen},
    ),
)
STAFF = chapter(
    "staff",
    Act(
        "POST /substitutes",
        NameSubstitute,
        "name_substitute",
        "SubstituteBody",
        "Names who stands in for a teacher (head, deputy with the power `substitute`).",
        asks={
            "person": "Người dạy thay, làm việc bằng tài khoản của chính mình",
            "appointment": "Vị trí quyết định phân công được thay",
        },
    ),
)
OVERSIGHT = chapter(
    "oversight",
    Act(
        "POST /progress-checks",
        CheckProgress,
        "check",
        "CheckBody",
        "Checks how far the books are and freezes the figures (head, deputy).",
    ),
    Act(
        "POST /ratings",
        RateTeacher,
        "rate",
        "RatingBody",
        "Rates a teacher by recorded checks; figures and level are computed (head, deputy).",
        asks={"checks": "Vị trí các lần kiểm tra, tăng dần"},
    ),
    Act(
        "POST /incidents",
        ReportIncident,
        "report",
        "IncidentBody",
        "Reports an incident (whoever has a right in force).",
    ),
    Act(
        "POST /incidents/{incident}/answers",
        AnswerIncident,
        "answer",
        "AnswerBody",
        "Answers an incident (board).",
    ),
    Act(
        "POST /commitments",
        SignCommitment,
        "commit",
        "CommitmentBody",
        "Records the provider's commitment with the clauses that it holds (head).",
        asks={"years": YearsKept},
    ),
    Act(
        "POST /journal",
        NoteJournal,
        "note",
        "NoteBody",
        "Adds a signed note to the operations journal (leadership, board, clerk).",
    ),
)
