"""A correction at the demo school: the teacher proposes, the deputy permits, three persons witness."""

from typing import NamedTuple

from demo.people import BOARD, DEPUTY, HEAD, TEACHERS
from demo.school import SEMESTER, DemoSchool, teacher_of
from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from ledger.form.canonical import b64
from projections.asof import book_at


class Cell(NamedTuple):
    """A mark of the demo: whose it is, its value in tenths, and the position of its last entry."""

    klass: str
    subject: str
    pupil: str
    col: str
    value: int
    pos: int


def cell_now(demo: DemoSchool, klass: str, subject: str, col: str, pupil: str) -> Cell:
    """A mark as it stands. LookupError if the cell holds none."""
    log = demo.school.log
    found = book_at(log, klass, subject, SEMESTER, log.head().size).cell(pupil, col)
    if not isinstance(found.value, int):
        raise LookupError(f"{pupil} {col} is empty")
    return Cell(klass, subject, pupil, col, found.value, found.pos)


def propose(demo: DemoSchool, dossier: str, cell: Cell, new: int, *, reason: str, evidence: str) -> None:
    """The subject's teacher asks for another mark, with a text as evidence."""
    school = demo.school
    sealed = school.pupil_keys.seal(cell.pupil, f"dossier/{dossier}", "reason", reason)
    item = CorrectionEdit(pupil=cell.pupil, col=cell.col, value=new, base=cell.pos, reason=sealed)
    command = ProposeCorrection(
        klass=cell.klass,
        subject=cell.subject,
        semester=SEMESTER,
        dossier=dossier,
        kind="sua",
        evidence=[b64(school.attachments.put(evidence.encode()))],
        items=[item],
    )
    demo.act(teacher_of(cell.klass, cell.subject), command, "propose")


def permit(demo: DemoSchool, dossier: str) -> None:
    """The deputy permits it, to whom the head has given that power."""
    demo.act(DEPUTY.person, PermitCorrection(dossier=dossier), "permit", "deputy")


def witness(demo: DemoSchool, dossier: str, klass: str) -> bytes:
    """Leadership, board and homeroom teacher confirm; gives the receipt of the last, which applies it."""
    receipt = b""
    for person, seat in (
        (HEAD.person, "leadership"),
        (BOARD[0].person, "board"),
        (homeroom_of(klass), "homeroom"),
    ):
        command = WitnessCorrection.model_validate({"dossier": dossier, "seat": seat})
        receipt = demo.act(person, command, f"witness-{seat}").receipt or b""
    return receipt


def homeroom_of(klass: str) -> str:
    """The id of a class's homeroom teacher."""
    return next(staff.person for staff in TEACHERS if ("homeroom", klass, None) in staff.rights)
