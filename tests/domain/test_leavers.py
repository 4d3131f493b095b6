"""Who has left a class keeps a semester in it (LAW 11, 38): R4, in the small school of the adversaries."""

from typing import Any

import pytest

from domain.acts.books.close import UnlockBook
from domain.acts.pupils.movements import PlacePupil, RecordLeaving
from domain.grounds.pupil_year import first_semester
from domain.state.book import CellValue
from tests.domain.adversary.honest import STAGES, year_of
from tests.domain.adversary.house import CLERK, HEAD, HOMEROOM, House
from tests.school.small import PAPER


def school(upto: str) -> House:
    """After that stage of the year."""
    h = year_of(2020)
    for name, acts in STAGES:
        for act in acts:
            act(h)
        if name == upto:
            break
    return h


def moves(h: House, day: str, klass: str | None) -> None:
    """p1 changes to another class, or leaves the school."""
    gone: dict[str, Any] = {"klass": "6a", "last": h.day(day), "cause": "transfer", "decision": PAPER}
    moved: dict[str, Any] = {"klass": klass, "start": h.day(day), "cause": "change", "decision": PAPER}
    h.act(CLERK, PlacePupil(pupil="p1", **moved) if klass else RecordLeaving(pupil="p1", **gone))


def half_of(h: House, klass: str) -> dict[str, CellValue]:
    found = h.state.term(klass, 1).result(1, "p1")
    return dict(found.scores) if found else {}


@pytest.mark.parametrize("klass", ["6b", None])
def test_a_slip_in_the_class_before_reaches_the_result_of_record(klass: str | None) -> None:
    """The dossier is of the class where the mark stands; its approval records the pupil who is there no more,
    and the year of the class after reads that."""
    h = school("locked")
    was = half_of(h, "6a")
    h.go("02-09")
    moves(h, "02-09", klass)
    until = {"reason": "hồ sơ", "until": h.at("02-20"), "decision": PAPER}
    h.act(HEAD, UnlockBook(klass="6a", semester=1, **until))
    h.dossier("d9", "p1", "ck", 20)
    h.approve("6a", HOMEROOM, 1)
    assert half_of(h, "6a")["toan"] < was["toan"]
    if klass:
        half = first_semester(h.state, h.state.classes[klass], "p1")
        assert half is not None
        assert half.scores == half_of(h, "6a")
