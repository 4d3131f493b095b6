"""Times that are not true: dated back (A8), a clock that is turned (A25), an old head as the newest (A28)."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.service.service import Service
from demo.clock import PlayedClock
from demo.school import Calendar, DemoSchool
from domain.acts.unit.appointments import RegisterPerson
from ledger.clock import Clock
from ledger.conflict import Conflict
from tests.attacks.forged import append
from tests.attacks.honest import Held
from tests.attacks.seized import NOT_COMPARED, SOUND, SeizedSchool, judge, outcome, record, tampered

CHANGED = 855
"""A teacher's entry of a mark in the window of the first half; what is forged looks like a change of it."""
IN_THE_WINDOW = "2020-11-05T08:00:00.000000Z"
HEAD = "ht.y-blin"


def change_of(pos: int, at: str | None) -> dict[str, Any]:
    """The fields of a change of that mark at an instant; None: at the instant of the log's end."""
    data = {"base": pos, "col": "gk", "late": None, "old": 24, "pupil": "HS0059", "value": 85}
    return {"type": "MarkChanged", "data": data, **({} if at is None else {"at": at})}


def test_a08_an_entry_dated_back_at_the_end_is_named_though_signed(school: SeizedSchool, held: Held) -> None:
    """Written by the server after the semester, as if it had been written while the window was open.

    It hides from every piece of evidence, because all of it is older: only the order of the times tells.
    """
    forged = append(school, CHANGED, **change_of(CHANGED, IN_THE_WINDOW))
    for judged in (school.judged(pinned=False), school.judged(*held.all())):
        assert (judged.verdict, judged.exit_code) == ("tampered", 1)
        named = (forged, "demo", "6B", "HS0059", "toan", "gk", 24, 85)
        assert record(judged, "TIME_BACKWARDS") == [named]


def test_a08_the_same_entry_with_its_true_time_is_outside_its_window(school: SeizedSchool) -> None:
    """So no time fits an entry at the end: an early one goes back, a late one is too late."""
    forged = append(school, CHANGED, **change_of(CHANGED, None))
    judged = school.judged(pinned=False)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert (forged, "demo", "6B", "HS0059", "toan", "gk", 24, 85) in record(judged, "WINDOW_CLOSED")


def test_a08_an_honest_entry_at_the_end_is_sound(school: SeizedSchool, held: Held) -> None:
    """The twin: an act of the day, by the product."""
    register(school.acting, "moi")
    school.school.seal()
    assert outcome(school.judged(*held.all())) == SOUND


class Hands:
    """A server's clock in somebody's hands: `moved` seconds from the true time."""

    def __init__(self, moved: float = 0.0) -> None:
        self.moved = moved

    def clock(self) -> Clock:
        """The clock that the writer watches; the steady one cannot be moved."""
        return Clock(lambda: time.time() + self.moved)


@contextmanager
def served_by(school: SeizedSchool, clock: Clock) -> Iterator[DemoSchool]:
    """The same database and files, by a process with this clock."""
    service = Service(school.service.settings, clock, school.service.db.dsn)
    try:
        yield DemoSchool(service, Calendar.of_2020())
    finally:
        service.db.close()


def register(acting: DemoSchool, person: str) -> None:
    """Any act of the head."""
    acting.act(HEAD, RegisterPerson(person=person, name="Người mới"), person)


@pytest.mark.parametrize("seconds", [-86_400.0, 86_400.0, 365 * 86_400.0])
def test_a25_a_clock_turned_while_the_server_runs_writes_nothing(
    school: SeizedSchool, held: Held, seconds: float
) -> None:
    """Back into a window, or forward past a lock: refused with 503, and what is stored stays sound."""
    hands = Hands()
    with served_by(school, hands.clock()) as acting:
        register(acting, "truoc")
        size = acting.school.log.head().size
        hands.moved = seconds
        with pytest.raises(Conflict, match="CLOCK_STEPPED") as refused:
            register(acting, "sau")
        assert refused.value.status == 503
        assert acting.school.log.head().size == size
        acting.school.seal()
    assert outcome(school.judged(*held.all())) == SOUND


def test_a25_a_server_started_with_its_clock_turned_back_writes_nothing(
    school: SeizedSchool, held: Held
) -> None:
    """Nothing jumped while it ran, but the database's clock tells another time: refused."""
    decade = 10 * 365 * 86_400.0
    refused = pytest.raises(Conflict, match="CLOCK_STEPPED")
    with served_by(school, Hands(-decade).clock()) as acting, refused:
        register(acting, "sau")
    assert outcome(school.judged(*held.all())) == SOUND


def test_a25_both_clocks_turned_back_write_nothing_behind_the_log(school: SeizedSchool, held: Held) -> None:
    """Server and database agree on a day in the open window; the log's own last time is later: refused."""
    with served_by(school, PlayedClock(IN_THE_WINDOW)) as acting:
        with pytest.raises(Conflict, match="CLOCK_BEHIND") as refused:
            register(acting, "sau")
        assert refused.value.status == 503
    assert outcome(school.judged(*held.all())) == SOUND


def older_copy(school: SeizedSchool, held: Held) -> Path:
    """A genuine export of the time of the first checkpoint handed out: not a byte of it is forged."""
    size = int(held.checkpoint.read_text("utf-8").split("\n")[1])
    with school.intruder() as intruder:
        intruder.cut_tail(size)
        intruder.connection.execute("DELETE FROM socai.checkpoint WHERE size > %s", (size,))
    return school.exported()


def test_a28_an_old_copy_shown_as_the_newest_is_denied_by_anything_newer(
    school: SeizedSchool, held: Held
) -> None:
    """The lock of the class is not in it yet. Signatures and hashes are right, as nothing was forged."""
    frozen = older_copy(school, held)
    assert outcome(judge([frozen], key=held.key)) == SOUND, (
        "it was the newest once: only newer evidence tells"
    )
    assert outcome(judge([frozen])) == NOT_COMPARED
    assert outcome(judge([frozen], [held.checkpoint], held.key)) == SOUND
    judged = judge([frozen], [held.newest], held.key)
    assert outcome(judged) == tampered("LOG_SHRANK")
    later = judge([frozen], [held.bags["lock-6A-1"]], held.key)
    assert outcome(later) == tampered("LOG_SHRANK")
    assert (2383, "demo", "6A") in [each[:3] for each in record(later, "LOG_SHRANK")]
