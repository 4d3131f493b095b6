"""The small school of the tests, as who does what: the acts that found it, for any way to do an act.

A house in memory (tests/domain), one whose server fails (tests/honest) and a real log in PostgreSQL
(tests/projections) play the same ones.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from domain.acts.unit.appointments import Appoint, RegisterPerson
from domain.acts.unit.classes import EnrolPupils, NewPupil, OpenClass
from domain.acts.unit.policy import SetPolicy
from domain.acts.unit.school import CreateLog
from domain.acts.unit.windows import SetWindow
from domain.grounds.command import Command
from domain.words.fields import Decision, FirstHead, ProofPolicy, School, Subject

Act = tuple[str, Command]
ORIGIN = "62.socai/demo"


def vkey(seed: bytes) -> str:
    """A verifier key of nobody."""
    raw = b"\x01" + seed * 32
    key_id = hashlib.sha256(ORIGIN.encode() + b"\n" + raw).hexdigest()[:8]
    return f"{ORIGIN}+{key_id}+{b64encode(raw).decode()}"


KEY, OTHER_KEY = vkey(b"A"), vkey(b"B")
PAPER = Decision(no="12/QĐ-THCS", date="2020-08-15", digest="A" * 43)
EVIDENCE = ["B" * 42 + "A"]
SEALED = "Q" * 42
YEAR, SINCE = "2020-2021", "2020-08-15"
T0 = "2020-09-01T01:00:00.000000Z"
OPEN = "2020-10-01T00:00:00.000000Z"
SHUT = "2020-11-01T00:00:00.000000Z"
DURING = "2020-10-05T02:00:00.000000Z"
AFTER = "2020-11-02T02:00:00.000000Z"
HEAD, DEPUTY, BOARD, CLERK, HOMEROOM = "hieutruong", "phohieutruong", "bqt", "vanthu", "gvcn"
CLASS, SUBJECT = "6a", "toan"
PUPILS = ("hs01", "hs02", "hs03")


def subject(name: str, kind: str = "score", **how: Any) -> Subject:
    """Taught in both semesters, with four regular marks."""
    fields = {"periods": 1400, "tx": 4, "semesters": [1, 2], **how}
    return Subject(subject=name, name=f"Môn {name}", kind=kind, **fields)


def new_pupil(pupil: str, **how: Any) -> NewPupil:
    """From the first of September."""
    fields = {"register_no": f"{pupil}/2020", "start": "2020-09-01", "born": "2009-03-04", **how}
    return NewPupil(pupil=pupil, name=f"Em {pupil}", **{"key": "C" * 42 + "A", **fields})


def window(name: str = "w1", **how: Any) -> SetWindow:
    """October, over all columns of scores and remarks of semester 1."""
    fields: dict[str, Any] = {
        "year": YEAR, "semester": 1, "cols": sorted(["tx1", "tx2", "tx3", "tx4", "gk", "ck", "nx"]),
        "classes": ["*"], "start": OPEN, "end": SHUT, "decision": PAPER, **how,
    }  # fmt: skip
    return SetWindow(window=name, **fields)


def policy(entry: str = "token", decide: str = "token", witness: str = "token", lapse: int = 15) -> SetPolicy:
    """Tokens serve for everything, unless said."""
    return SetPolicy(proof=ProofPolicy(entry=entry, decide=decide, witness=witness), lapse=lapse)


def creation(key: str = KEY, head_from: str = "2020-08-01") -> CreateLog:
    """Entry 0."""
    return CreateLog(
        school=School(code="demo", name="THCS Thử Nghiệm", province="62", level="THCS"),
        key=key, decision=PAPER, head=FirstHead(person=HEAD, name="Y Hương", start=head_from),
    )  # fmt: skip


def appointment(
    person: str, role: str, klass: str | None = None, subject: str | None = None, **when: Any
) -> Appoint:
    """From before the year, without a last day."""
    period = {"start": SINCE, "end": None, **when}
    return Appoint(person=person, role=role, klass=klass, subject=subject, decision=PAPER, **period)


class SmallSchool(NamedTuple):
    """Head, deputy, board and clerk; one class, its homeroom teacher, who teaches what, and its pupils."""

    klass: str = CLASS
    pupils: Sequence[str] = PUPILS
    begins: str = "2020-09-01"
    subjects: Sequence[Subject] = (
        subject("amnhac", "comment", periods=350, tx=2),
        subject("toan"),
        subject("van", semesters=[2]),
    )
    teachers: Sequence[tuple[str, str]] = (("toan", "toan"), ("nhac", "amnhac"))

    def founding(self, key_of: Callable[[str], str] = lambda _pupil: "C" * 42 + "A") -> Iterator[Act]:
        """All acts after entry 0; `key_of` gives a pupil's key."""
        for person, role in ((BOARD, "board"), (DEPUTY, "deputy"), (CLERK, "clerk")):
            yield from _appointed(person, role)
        yield from self.opening(self.klass)
        yield from _appointed(HOMEROOM, "homeroom", self.klass)
        known: set[str] = set()
        for person, taught in self.teachers:
            acts = list(_appointed(person, "teacher", self.klass, taught))
            yield from acts[person in known :]
            known.add(person)
        yield self.enrolment(self.klass, self.pupils, key_of)

    def opening(self, klass: str) -> Iterator[Act]:
        """A class of grade 6 with the school's subjects."""
        place: dict[str, Any] = {"klass": klass, "name": klass.upper(), "grade": 6, "year": YEAR}
        yield BOARD, OpenClass(**place, subjects=list(self.subjects))

    def enrolment(self, klass: str, pupils: Sequence[str], key_of: Callable[[str], str]) -> Act:
        """By the clerk."""
        return CLERK, EnrolPupils(
            klass=klass, pupils=[new_pupil(p, start=self.begins, key=key_of(p)) for p in pupils]
        )


def _appointed(person: str, role: str, klass: str | None = None, subject: str | None = None) -> Iterator[Act]:
    yield HEAD, RegisterPerson(person=person, name=f"Thầy {person}")
    yield HEAD, appointment(person, role, klass, subject)
