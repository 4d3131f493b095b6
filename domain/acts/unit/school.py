"""The school's log, people, classes and pupils (LAW 3, 6-8, 10)."""

from domain.acts.commands import (
    Appoint,
    CreateLog,
    Delegate,
    EndAppointment,
    EnrolPupils,
    NewPupil,
    NoteRestore,
    OpenClass,
    RegisterPerson,
    ResetClock,
    RotateKey,
    SetPolicy,
)
from domain.acts.events import METHODS, draft
from domain.grounds.leaders import refuse_appointing, refuse_end_above, refuse_ending, refuse_last
from domain.grounds.permissions import NOBODY
from domain.grounds.reserved import RESERVED
from domain.grounds.rights import FOUNDER, holders
from domain.grounds.situation import (
    Situation,
    known_class,
    known_person,
    refuse_period,
    refuse_self,
    refuse_signed,
)
from domain.regulations import RegulationError, regime_of_grade, regulation
from domain.words.entry import Draft, Refusal


def create_log(act: Situation, command: CreateLog) -> list[Draft]:
    """LAW 3: entry 0 names the school and its first head; it is the only act that needs no earlier right."""
    origin = f"{command.school.province}.socai/{command.school.code}"
    if origin != act.state.origin:
        raise Refusal("ORIGIN_MISMATCH", "S52", origin=origin, log=act.state.origin)
    claims = (act.actor.person, act.actor.role, act.actor.basis)
    if claims != (command.head.person, FOUNDER, 0) or command.head.person == NOBODY:
        raise Refusal("NO_RIGHT", "S52", head=command.head.person)
    return [draft("LogCreated", command.model_dump(by_alias=True))]


def set_policy(act: Situation, command: SetPolicy) -> list[Draft]:
    """LAW 10: no proof ever falls, and nobody asks of others what they did not show themselves (S57)."""
    held, shown = act.state.policy(), act.actor.proof.method
    for kind in ("entry", "decide", "witness"):
        asked = str(getattr(command.proof, kind))
        if held is not None and METHODS.index(asked) < METHODS.index(getattr(held, kind)):
            raise Refusal("POLICY_WEAKER", "S57", proof=kind, asked=asked, needed=getattr(held, kind))
    if shown not in METHODS or METHODS.index(shown) < METHODS.index(command.proof.witness):
        raise Refusal("PROOF_TOO_WEAK", "S57", method=shown, needed=command.proof.witness)
    return [draft("PolicySet", command.model_dump())]


def rotate_key(act: Situation, command: RotateKey) -> list[Draft]:
    """LAW 10."""
    if command.old != act.state.key:
        raise Refusal("KEY_NOT_IN_FORCE", "S52", key=act.state.key)
    if command.new in act.state.keys:
        raise Refusal("ALREADY_EXISTS", "S52", key=command.new)
    return [draft("KeyRotated", command.model_dump())]


def reset_clock(_act: Situation, command: ResetClock) -> list[Draft]:
    """Opens a clock epoch: a future instant already in the log is answered openly (LAW, end)."""
    return [draft("ClockReset", command.model_dump())]


def note_restore(act: Situation, command: NoteRestore) -> list[Draft]:
    """LAW 10: the log goes on from exactly the size to which it was filled again."""
    if command.size != act.state.size:
        raise Refusal("BAD_DATA", "S52", size=command.size, log=act.state.size)
    return [draft("Restored", command.model_dump())]


def register_person(act: Situation, command: RegisterPerson) -> list[Draft]:
    """LAW 6: once per person; entry 0 registered the founder, and the scheduler is nobody."""
    if command.person in act.state.people or command.person == NOBODY:
        raise Refusal("ALREADY_EXISTS", "S53", person=command.person)
    return [draft("PersonRegistered", command.model_dump())]


def appoint(act: Situation, command: Appoint) -> list[Draft]:
    """LAW 6: a dated right by a decision (S25, S26), with the class and subject that its role takes."""
    refuse_self(act, command.person)
    refuse_appointing(act, command.role, command.person)
    known_person(act.state, command.person)
    refuse_period(command.start, command.end)
    refuse_end_above(command.role, command.end)
    _check_reach(act, command)
    boards = act.state.boards
    if command.role == "board" and boards and command.person not in boards[-1].members:
        raise Refusal("NOT_FOUNDED", "S26", person=command.person, members=list(boards[-1].members))
    data = command.model_dump(include={"person", "role", "subject", "decision"})
    data |= {"class": command.klass, "from": command.start, "to": command.end}
    return [draft("Appointed", data)]


def end_appointment(act: Situation, command: EndAppointment) -> list[Draft]:
    """LAW 6: from the day after `on` the right is gone."""
    appointment = act.state.appointment(command.person, command.appointment)
    if appointment is None or appointment.ended is not None:
        raise Refusal("UNKNOWN_APPOINTMENT", "S26", person=command.person, appointment=command.appointment)
    refuse_ending(act, appointment.role, command.person)
    refuse_last(act, appointment, command.on)
    return [draft("AppointmentEnded", command.model_dump())]


def delegate(act: Situation, command: Delegate) -> list[Draft]:
    """LAW 6: powers of the head lent to a deputy in force (S25)."""
    refuse_self(act, command.person)
    known_person(act.state, command.person)
    refuse_period(command.start, command.end)
    if command.person not in holders(act.state, "deputy", None, act.day):
        raise Refusal("NO_RIGHT", "S25", person=command.person, needed=[{"role": "deputy", "power": None}])
    data = command.model_dump(include={"person", "powers", "decision"})
    return [draft("Delegated", {**data, "from": command.start, "to": command.end})]


def open_class(act: Situation, command: OpenClass) -> list[Draft]:
    """LAW 7: once, under the regime of its year, with at least the regular columns that it asks for."""
    if command.klass in act.state.classes:
        raise Refusal("ALREADY_EXISTS", "S53", klass=command.klass)
    data = command.model_dump(exclude={"klass"})
    opened = draft("ClassOpened", {**data, "class": command.klass})
    law = regulation(command.regime)
    for subject in command.subjects:
        if subject.subject in (*RESERVED, "absent"):
            raise Refusal("BAD_DATA", "S53", subject=subject.subject)
        required = law.required_tx(subject.periods, subject.kind)
        if subject.tx < required:
            article = "TT22 Đ6" if command.regime == "TT22_2021" else "TT26 Đ1.4"
            raise Refusal("TOO_FEW_COLUMNS", article, subject=subject.subject, required=required)
    if not _is_of_its_year(command):
        raise Refusal("REGIME_WRONG", "TT22 Đ21", year=command.year, grade=command.grade)
    return [opened]


def _is_of_its_year(command: OpenClass) -> bool:
    """Whether the class is under the regime of its year and grade; there is none before TT26 (LAW 7)."""
    try:
        return command.regime == regime_of_grade(command.year, command.grade)
    except RegulationError:
        return False


def enrol_pupils(act: Situation, command: EnrolPupils) -> list[Draft]:
    """LAW 8: one entry per pupil; a register number never twice (S40)."""
    known_class(act.state, command.klass)
    pupils, registers = set(act.state.pupils), set(act.state.registers)
    drafts = []
    for start in {pupil.start for pupil in command.pupils}:
        refuse_signed(act.state, command.klass, start)
    for pupil in command.pupils:
        if pupil.pupil in pupils:
            raise Refusal("ALREADY_EXISTS", "S53", pupil=pupil.pupil)
        if pupil.register_no in registers:
            raise Refusal("REGISTER_TWICE", "S40", register=pupil.register_no)
        pupils.add(pupil.pupil)
        registers.add(pupil.register_no)
        drafts.append(_enrolment(command.klass, pupil))
    return drafts


def _enrolment(klass: str, pupil: NewPupil) -> Draft:
    data = pupil.model_dump(include={"pupil", "name", "born", "key"})
    return draft(
        "PupilEnrolled", {**data, "register": pupil.register_no, "class": klass, "from": pupil.start}
    )


def _check_reach(act: Situation, command: Appoint) -> None:
    """LAW 6: homeroom and teacher appointments name an opened class, a teacher's also one of its subjects."""
    takes_class = command.role in ("homeroom", "homeroom_deputy", "teacher")
    takes_subject = command.role == "teacher"
    if (command.klass is not None and not takes_class) or (command.subject is not None and not takes_subject):
        raise Refusal("BAD_DATA", "S26", role=command.role, klass=command.klass, subject=command.subject)
    if not takes_class:
        return
    klass = known_class(act.state, command.klass)
    if takes_subject and command.subject not in klass.subjects:
        raise Refusal("UNKNOWN_SUBJECT", "S26", klass=command.klass, subject=command.subject)
