"""Schools in the middle of a story: where a rule can be broken, or a longer story begin."""

from collections.abc import Callable
from typing import Any

from domain.acts.books.close import LockBook, ProposeClose
from domain.acts.books.late_entry import PermitLateEntry
from domain.acts.books.publishing import PublishColumn
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.acts.righting.rectification import ProposeRectification, WitnessRectification
from domain.acts.unit.appointments import Appoint, Delegate, EndAppointment, RegisterPerson
from domain.acts.unit.archives import PlanSnapshot
from domain.grounds.command import Command
from tests.domain.schoolhouse import Schoolhouse, found, marked, school
from tests.school.small import CLASS, DURING, EVIDENCE, PAPER, SUBJECT, policy

HEAD, DEPUTY, ABOVE = "hieutruong", "phohieutruong", "phong"
TOO_LATE = "2021-03-01T00:00:00.000000Z"
PLACE: dict[str, Any] = {"klass": CLASS, "subject": SUBJECT, "semester": 1}
TERM: dict[str, Any] = {"klass": CLASS, "semester": 1}
PERMIT = PermitCorrection(dossier="d1")
PROPOSE_CLOSE, LOCK = ProposeClose(**TERM), LockBook(**TERM, decision=PAPER)
PLAN = PlanSnapshot(
    id="a1", size=1, checkpoint="A" * 43, cause={"kind": "manual", "ref": ""}, renderer="socai/1"
)
PUBLISH = PublishColumn(**PLACE, col="tx1")


def seat(name: Any, dossier: str = "d1") -> WitnessCorrection:
    return WitnessCorrection(dossier=dossier, seat=name)


def delegate(person: str = DEPUTY, *powers: Any, end: str = "2020-12-31") -> Delegate:
    lent = list(powers) or ["late"]
    return Delegate(person=person, powers=lent, start="2020-09-01", end=end, decision=PAPER)


def late_entry(**fields: Any) -> PermitLateEntry:
    given = {**PLACE, "col": "tx1", "pupils": ["hs03"], "reason": "returned", "until": TOO_LATE, **fields}
    return PermitLateEntry(decision=PAPER, **given)


def nobody_yet() -> Schoolhouse:
    return found()[0]


def during() -> Schoolhouse:
    house = school()
    house.now = DURING
    return house


def published() -> Schoolhouse:
    house = marked()
    house.do("toan", PUBLISH)
    return house


def proposed() -> Schoolhouse:
    house = published()
    house.do("toan", house.propose())
    return house


def permitted() -> Schoolhouse:
    house = proposed()
    house.do(HEAD, PERMIT)
    return house


def overtaken() -> Schoolhouse:
    """Two seats of d2 are filled when d1 changes its cell."""
    house = permitted()
    house.do("toan", house.propose("d2", value=95))
    house.do(HEAD, PermitCorrection(dossier="d2"))
    for person, name in ((HEAD, "leadership"), ("bqt", "board")):
        house.do(person, seat(name))
        house.do(person, seat(name, "d2"))
    house.do("gvcn", seat("homeroom"))
    return house


def locked() -> Schoolhouse:
    house = marked()
    house.do("bqt", PROPOSE_CLOSE)
    house.do(HEAD, LOCK)
    return house


def permitted_late() -> Schoolhouse:
    """A late entry is permitted for a cell that holds a mark."""
    house = published()
    house.do(HEAD, late_entry(pupils=["hs01"]))
    return house


def locked_dossier() -> Schoolhouse:
    house = permitted()
    house.do("bqt", PROPOSE_CLOSE)
    house.do(HEAD, LOCK)
    return house


def head_proposed_close() -> Schoolhouse:
    house = marked()
    house.appoint(HEAD, "board")
    house.do(HEAD, PROPOSE_CLOSE)
    return house


def with_rights(*rights: tuple[str, ...]) -> Callable[[], Schoolhouse]:
    """Further appointments, and then the permitted dossier."""

    def build() -> Schoolhouse:
        house = published()
        for right in rights:
            house.appoint(*right)
        house.do("toan", house.propose())
        house.do(HEAD, PERMIT)
        return house

    return build


def appointed_after() -> Schoolhouse:
    """A board member appointed while the dossier already waits for confirmations."""
    house = permitted()
    house.appoint("moi", "board")
    return house


def lent_after() -> Schoolhouse:
    """A deputy who may permit since the dossier was proposed."""
    house = proposed()
    house.do(HEAD, delegate(DEPUTY, "permit"))
    return house


def teaching_head() -> Schoolhouse:
    house = published()
    house.appoint(HEAD, "teacher", CLASS, SUBJECT)
    house.do(HEAD, house.propose())
    return house


def lending(powers: Any, last: str = "2020-12-31") -> Callable[[], Schoolhouse]:
    def build() -> Schoolhouse:
        house = during()
        house.do(HEAD, delegate(DEPUTY, powers, end=last))
        return house

    return build


def lent_to_former_deputy() -> Schoolhouse:
    house = lending("late")()
    right = house.state.people[DEPUTY].appointments[0].pos
    house.do(HEAD, EndAppointment(person=DEPUTY, appointment=right, on="2020-10-04", decision=PAPER))
    return house


def former_teacher() -> Schoolhouse:
    house = during()
    right = house.state.people["toan"].appointments[0].pos
    house.do(HEAD, EndAppointment(person="toan", appointment=right, on="2020-10-04", decision=PAPER))
    return house


def strict() -> Schoolhouse:
    house = during()
    house.do(HEAD, policy("totp", "totp", "totp"), method="totp")
    return house


def above() -> Schoolhouse:
    """The head has named a person of the body above."""
    house = during()
    house.appoint(ABOVE, "superior")
    return house


def void_of(person: str, role: str) -> Callable[[Schoolhouse], tuple[str, Command]]:
    """The clerk proposes that an appointment be void."""

    def ask(house: Schoolhouse) -> tuple[str, Command]:
        known = house.state.people.get(person)
        given = known.appointments if known else []
        pos = next((right.pos for right in given if right.role == role), 0)
        slip: dict[str, Any] = {"of": pos, "stream": f"person/{person}", "change": None, "reason": "nhầm"}
        return "vanthu", ProposeRectification(rectification="dc1", evidence=EVIDENCE, **slip)

    return ask


def superior_to_go() -> Schoolhouse:
    """Proposed and seen that the appointment of the superior be void."""
    house = above()
    house.do(*void_of(ABOVE, "superior")(house))
    house.do("bqt", WitnessRectification(rectification="dc1"))
    return house


def superior_gone() -> Schoolhouse:
    """Another superior has ended the appointment of the first."""
    house = above()
    house.do(HEAD, RegisterPerson(person="so", name="Người của Sở"))
    house.do(ABOVE, Appoint(person="so", role="superior", start="2020-10-01", decision=PAPER))
    pos = house.state.people[ABOVE].appointments[-1].pos
    house.do("so", EndAppointment(person=ABOVE, appointment=pos, on="2020-10-04", decision=PAPER))
    return house


def headless() -> Schoolhouse:
    """The superior has ended the only head."""
    house = above()
    house.do(ABOVE, EndAppointment(person=HEAD, appointment=0, on="2020-10-04", decision=PAPER))
    return house


def guarded() -> Schoolhouse:
    """Witnesses are proved by a passkey."""
    house = during()
    house.do(HEAD, policy(witness="passkey"), method="passkey")
    return house


def planned() -> Schoolhouse:
    house = school()
    house.system(PLAN)
    return house
