"""From any state a sequence of lawful acts gives every right again, and the work that it is for.

Who is new shows the strongest proof: what a person can show is issued by the service, not by the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from domain.acts.books.close import UnlockBook
from domain.acts.books.corrections import CorrectionEdit, ProposeCorrection
from domain.acts.books.witnessing import PermitCorrection, WitnessCorrection
from domain.acts.pupils.attendance import ReopenMonth
from domain.acts.righting.rectification import DecideRectification, ProposeRectification, WitnessRectification
from domain.acts.unit.appointments import Appoint, Delegate, RegisterPerson
from domain.acts.unit.people import FoundBoard
from domain.grounds.command import Command
from domain.grounds.rights import act_as, rights_in_force
from domain.law import decide
from domain.words.days import later
from domain.words.entry import Actor, Proof
from tests.domain.stateful.stage import Stage, day_of
from tests.school.small import CLASS, EVIDENCE, PAPER, SEALED, SUBJECT, policy

POWERS = ("appoint", "close", "late", "month", "permit", "substitute", "windows")
PLACE: dict[str, Any] = {"klass": CLASS, "subject": SUBJECT, "semester": 1}
RESTORED: Counter[str] = Counter()
"""What was restored, how often."""


def act(stage: Stage, person: str, role: str, command: Command, method: str = "passkey") -> None:
    """Raises what the domain refuses."""
    stage.load(command)
    stage.commands += 1
    acting, basis = act_as(stage.state, person, command, stage.now, role)
    proof = Proof(age=5, cred="c1", method=method, session="s1")
    actor = Actor(person=person, role=acting, basis=basis, proof=proof)
    stage.write(actor, decide(stage.state, command, actor, stage.now, f"cmd{stage.commands}"))


def holds(stage: Stage, person: str, role: str) -> bool:
    return any(right.role == role for right in rights_in_force(stage.state, person, day_of(stage.now)))


def restore(school: Stage, wanted: Sequence[str]) -> Stage:
    """Somebody new gets each right; without a head, by the body above. A copy of the school, restored."""
    stage = Stage.after(school)
    stage.now = max(stage.now, stage.state.highest)  # where the clock was set back, after it has caught up
    above = [person for person in stage.state.people if holds(stage, person, "superior")]
    head = restored_head(stage, above)
    for right in wanted:
        if right == "superior" and stage.state.has_superior and not above:
            continue  # one who has not begun yet: `body_above_again`
        new, by = f"moi.{right}", (head, "head")
        act(stage, *by, RegisterPerson(person=new, name="Người mới"))
        if right in POWERS:
            _lend(stage, by, right, new)
        else:
            _give(stage, right, new, (above[0], "superior") if right == "superior" and above else by)
        RESTORED[right] += 1
    return stage


def restored_head(stage: Stage, above: Sequence[str]) -> str:
    heads = [person for person in stage.state.people if holds(stage, person, "head")]
    if heads:
        return heads[0]
    day = day_of(stage.now)
    act(stage, above[0], "superior", RegisterPerson(person="h9", name="Hiệu trưởng mới"))
    act(stage, above[0], "superior", Appoint(person="h9", role="head", start=day, decision=PAPER))
    RESTORED["head by the body above"] += 1
    return "h9"


def _lend(stage: Stage, by: tuple[str, str], right: Any, new: str) -> None:
    day, until = day_of(stage.now), day_of(later(stage.now, days=9))
    act(stage, *by, Appoint(person=new, role="deputy", start=day, decision=PAPER))
    act(stage, *by, Delegate(person=new, powers=[right], start=day, end=until, decision=PAPER))


def _give(stage: Stage, role: Any, new: str, by: tuple[str, str]) -> None:
    day = day_of(stage.now)
    if role == "board":
        act(stage, *by, FoundBoard(members=[new], start=day, decision=PAPER))
    klass = CLASS if role in ("teacher", "homeroom", "homeroom_deputy") else None
    subject = SUBJECT if role == "teacher" else None
    post = Appoint(person=new, role=role, klass=klass, subject=subject, start=day, decision=PAPER)
    act(stage, *by, post)


def work_again(stage: Stage) -> None:
    """Of a school whose rights were just restored: the policy is set, the year's book and month are opened
    again, and a mark of record is corrected before three witnesses, all by people who are new."""
    head = restored_head(stage, ())
    held = stage.state.policy()
    asked = (held.entry, held.decide, held.witness) if held else ("token",) * 3
    act(stage, head, "head", policy(*asked))
    RESTORED["policy"] += 1
    until = later(stage.now, days=5)
    if stage.state.close(CLASS, 1).locked_at(stage.state.latest(stage.now)):
        act(
            stage,
            head,
            "head",
            UnlockBook(klass=CLASS, semester=1, reason="sửa", until=until, decision=PAPER),
        )
    act(stage, head, "head", ReopenMonth(klass=CLASS, month="2020-09", reason="sửa"))
    RESTORED["book and month opened again"] += 1
    cell = stage.state.book(CLASS, SUBJECT, 1).cell("hs01", "tx1")
    item = CorrectionEdit(pupil="hs01", col="tx1", value=85, base=cell.pos, reason=SEALED)
    asks = ProposeCorrection(**PLACE, dossier="d1", kind="sua", evidence=EVIDENCE, items=[item])
    act(stage, "moi.teacher", "teacher", asks)
    act(stage, "moi.permit", "deputy", PermitCorrection(dossier="d1"))
    for seat, person, role in (("leadership", head, "head"), ("board", "moi.board", "board"),
                               ("homeroom", "moi.homeroom", "homeroom")):  # fmt: skip
        act(stage, person, role, WitnessCorrection(dossier="d1", seat=seat))
    assert stage.state.book(CLASS, SUBJECT, 1).cell("hs01", "tx1").value == 85
    RESTORED["a witness in each seat, a dossier applied"] += 1


def body_above_again(stage: Stage) -> None:
    """Whoever sits above is gone, or was never meant: every such appointment is void, and another sits there.

    A head who lasts decides: one whom the head of today appoints.
    """
    head = restored_head(stage, ())
    act(stage, head, "head", RegisterPerson(person="h8", name="Hiệu trưởng kế nhiệm"))
    day = day_of(stage.now)
    act(stage, head, "head", Appoint(person="h8", role="head", start=day, decision=PAPER))
    gone = [
        (person, right.pos)
        for person, known in stage.state.people.items()
        for right in known.appointments
        if right.role == "superior" and right.ended is None
    ]
    for person, pos in gone:
        slip: dict[str, Any] = {
            "of": pos,
            "stream": f"person/{person}",
            "change": None,
            "reason": "không còn",
        }
        asks = ProposeRectification(rectification=f"v{pos}", evidence=EVIDENCE, **slip)
        act(stage, "moi.clerk", "clerk", asks)
        act(stage, "moi.board", "board", WitnessRectification(rectification=f"v{pos}"))
    stage.now = later(stage.now, days=30)
    for _, pos in gone:
        done = DecideRectification(rectification=f"v{pos}", outcome="applied", decision=PAPER)
        act(stage, "h8", "head", done)
    act(stage, "h8", "head", RegisterPerson(person="moi.above", name="Người của Phòng"))
    start = day_of(stage.now)
    act(stage, "h8", "head", Appoint(person="moi.above", role="superior", start=start, decision=PAPER))
    assert holds(stage, "moi.above", "superior")
    RESTORED["the body above, after all of it were gone"] += 1
