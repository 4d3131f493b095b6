"""Roads over two classes of a year, and over years to come, that were found. See `known_words`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.acts.pupils.movements import PlacePupil
from domain.acts.results.titles import AwardTitles, TitleFor
from domain.acts.unit.windows import MoveWindow
from tests.domain.adversary.honest import STAGES
from tests.domain.adversary.house import (
    BOARD,
    CLERK,
    DEPUTY,
    HEAD,
    HOMEROOM_B,
    TEACHER,
    open_class,
)
from tests.domain.adversary.known_words import (
    STAGE,
    Honest,
    Taken,
    gone,
    mark,
    moved,
    way,
)
from tests.domain.adversary.life import Life
from tests.domain.adversary.tale import Tale, Until
from tests.school.small import PAPER


@way("dossiers", TEACHER)
def a_mark_in_the_open_book_of_the_former_class_after_the_result(t: Life) -> Iterator[Taken]:
    """p5 brought its marks along from 6b, whose window is open longer; 6a is approved."""
    yield Honest(HEAD, MoveWindow(window="w1b", end=t.at("01-30"), decision=PAPER))
    for stage in ("december", "approved"):
        t.live(STAGES[STAGE[stage]][1])
    yield mark(t, "6b", "toan", 1, "p5", "tx1", 100)
    yield mark(t, "6b", "toan", 1, "p5", "tx1", None)


@way("approved", CLERK)
def back_to_the_class_that_recorded_before_the_dossier(t: Life) -> Iterator[Taken]:
    yield Honest(CLERK, moved(t, "p1", "6b", "01-13"))
    yield Until(t.at("01-13"))
    t.dossier("d9", "p1", "ck", 20)
    t.approve("6b", HOMEROOM_B, 1)
    yield Until(t.at("01-14"))
    yield moved(t, "p1", "6a", "01-14")
    for stage in ("second", "year"):
        t.live(STAGES[STAGE[stage]][1])


def _titled(klass: str, title: Any) -> AwardTitles:
    return AwardTitles(klass=klass, semester=1, pupils=[TitleFor(pupil="p1", title=title, reason="x")])


@way("approved", CLERK, DEPUTY)
def a_second_title_in_another_class(t: Life) -> Iterator[Taken]:
    yield Honest(
        DEPUTY,
        _titled("6a", "HSTT"),
    )
    yield CLERK, moved(t, "p1", "6b", "01-13")
    yield Until(t.at("01-13"))
    t.approve("6b", HOMEROOM_B, 1)
    yield (
        DEPUTY,
        _titled("6b", "HSG"),
    )


@way("second", BOARD, first=2024)
def promoted_over_a_year_not_yet_opened(t: Tale) -> Iterator[Taken]:
    open_class(t, "6y", 6, t.first + 1)
    open_class(t, "8y", 8, t.first + 2)
    yield gone(t, "p2", "6a", "02-09")
    start = f"{t.first + 1}-09-01"
    yield moved(t, "p2", "6y", "02-10", "return")
    yield PlacePupil(pupil="p2", klass="8y", start=start, cause="year", decision=PAPER)
