"""Roads to a mark that were found. See `known_words`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.results.retests import OpenRetests, RetestEdit, SaveRetests
from domain.acts.unit.windows import MoveWindow
from tests.domain.adversary.house import (
    BOARD,
    CLERK,
    DEPUTY,
    HEAD,
    HOMEROOM,
    TEACHER,
)
from tests.domain.adversary.known_words import (
    RESET,
    Honest,
    Taken,
    appointed,
    gone,
    late,
    mark,
    moved,
    seat,
    way,
)
from tests.domain.adversary.tale import Tale, Until
from tests.school.small import PAPER

# --- a mark, by the class


@way("november", CLERK, TEACHER)
def a_published_mark_by_the_open_book_of_another_class(t: Tale) -> Iterator[Taken]:
    yield CLERK, moved(t, "p2", "6b", "11-03")
    yield mark(t, "6b", "toan", 1, "p2", "tx1", 100)


@way("november", TEACHER)
def the_same_by_one_who_is_clerk_too(t: Tale) -> Iterator[Taken]:
    yield Honest(HEAD, appointed(t, TEACHER, "clerk"))
    yield moved(t, "p2", "6b", "11-03")
    yield mark(t, "6b", "toan", 1, "p2", "gk", 100)


@way("november", CLERK, TEACHER)
def to_the_other_class_and_back(t: Tale) -> Iterator[Taken]:
    yield Honest(CLERK, moved(t, "p5", "6a", "11-04"))
    yield moved(t, "p5", "6b", "11-05")
    yield moved(t, "p5", "6a", "11-06")
    yield moved(t, "p2", "6b", "11-05")
    yield Until(t.at("11-07"))
    yield mark(t, "6b", "toan", 1, "p2", "tx2", 100)
    yield moved(t, "p2", "6a", "11-07")
    yield mark(t, "6a", "toan", 1, "p2", "tx2", 100)


@way("dossiers", CLERK, TEACHER)
def a_mark_that_a_dossier_took_away_entered_in_another_class(t: Tale) -> Iterator[Taken]:
    yield CLERK, moved(t, "p3", "6b", "11-10")
    yield mark(t, "6b", "toan", 1, "p3", "tx2", 100)


@way("november", CLERK, TEACHER, HEAD)
def late_over_a_mark_of_the_former_class(t: Tale) -> Iterator[Taken]:
    yield CLERK, moved(t, "p2", "6b", "11-03")
    yield HEAD, late(t, "6b", "toan", "p2", "gk", "11-20")
    yield TEACHER, mark(t, "6b", "toan", 1, "p2", "gk", 100)


@way("december", BOARD)
def into_a_class_without_the_subject(t: Tale) -> Iterator[Taken]:
    yield moved(t, "p2", "6c", "12-22")


@way("october", BOARD)
def into_a_class_that_calls_mathematics_otherwise(t: Tale) -> Iterator[Taken]:
    yield moved(t, "p4", "6c", "10-06")


@way("december", CLERK, first=2024)
def out_and_back_into_a_class_without_the_subject(t: Tale) -> Iterator[Taken]:
    yield gone(t, "p1", "6a", "12-21")
    yield moved(t, "p1", "6c", "12-22", "return")


@way("year", CLERK)
def what_was_brought_is_not_taught_in_the_next_class(t: Tale) -> Iterator[Taken]:
    yield moved(t, "p7", "6c", "05-17")


# --- a mark, late or by the clock


@way("november", HEAD)
def a_late_mark_permitted_by_oneself(t: Tale) -> Iterator[Taken]:
    yield late(t, "6a", "toan", "p2", "tx3", "11-20")
    yield mark(t, "6a", "toan", 1, "p2", "tx3", 100)


@way("november", HEAD)
def a_make_up_permitted_by_oneself(t: Tale) -> Iterator[Taken]:
    yield late(t, "6a", "toan", "p4", "tx2", "11-20")
    yield mark(t, "6a", "toan", 1, "p4", "tx2", 100)


@way("year", DEPUTY)
def a_late_mark_by_a_delegated_power_for_oneself(t: Tale) -> Iterator[Taken]:
    yield late(t, "6b", "nhac", "p6", "tx1", "05-20", 2)
    yield mark(t, "6b", "nhac", 2, "p6", "tx1", "CD")


@way("october", TEACHER)
def a_late_mark_changed_while_the_window_is_open(t: Tale) -> Iterator[Taken]:
    yield Honest(HEAD, late(t, "6a", "toan", "p2", "tx3", "10-20"))
    permitted = len(t.log) - 1
    at: dict[str, Any] = {"klass": "6a", "subject": "toan", "semester": 1}
    edit = CellEdit(pupil="p2", col="tx3", value=30, base=0)
    yield Honest(TEACHER, SaveMarks(**at, cells=[edit], late=permitted))
    yield mark(t, "6a", "toan", 1, "p2", "tx3", 100)
    yield mark(t, "6a", "toan", 1, "p2", "tx3", None)


@way("approved", HEAD, TEACHER)
def a_tenth_mark_after_the_approval(t: Tale) -> Iterator[Taken]:
    yield HEAD, late(t, "6a", "toan", "p2", "tx4", "01-20")
    yield TEACHER, mark(t, "6a", "toan", 1, "p2", "tx4", 100)


@way("year", TEACHER)
def an_approved_mark_while_its_window_is_open(t: Tale) -> Iterator[Taken]:
    yield mark(t, "6a", "toan", 2, "p2", "ck", 100)


@way("approved", CLERK, HEAD, TEACHER)
def a_tenth_mark_in_another_class_after_the_approval(t: Tale) -> Iterator[Taken]:
    yield CLERK, moved(t, "p2", "6b", "01-12")
    yield HEAD, late(t, "6b", "toan", "p2", "tx3", "01-20")
    yield TEACHER, mark(t, "6b", "toan", 1, "p2", "tx3", 100)


@way("november", HEAD)
def a_window_opened_again_by_the_clock(t: Tale) -> Iterator[Taken]:
    yield Until(t.at("10-15"))
    yield RESET
    yield mark(t, "6a", "toan", 1, "p2", "gk", 100)
    yield MoveWindow(window="w1a", end=t.at("12-15"), decision=PAPER)
    yield Until(t.at("11-10"))
    yield mark(t, "6a", "toan", 1, "p2", "gk", 100)


@way("dossiers", BOARD, TEACHER)
def a_permission_revived_by_the_clock(t: Tale) -> Iterator[Taken]:
    yield Until(t.at("11-03"))
    yield RESET
    yield mark(t, "6a", "toan", 1, "p2", "tx4", 100)


@way("dossiers", BOARD)
def a_session_revived_by_the_clock(t: Tale) -> Iterator[Taken]:
    begun = t.now
    yield Honest(HEAD, seat("leadership"))
    yield Honest(HOMEROOM, seat("homeroom"))
    yield Until(t.at("11-12"))
    yield Until(begun)
    yield RESET
    yield seat("board")


@way("second", HEAD, TEACHER)
def an_unlocking_revived_by_the_clock(t: Tale) -> Iterator[Taken]:
    yield Until(t.at("01-16"))
    yield RESET
    yield HEAD, late(t, "6a", "toan", "p2", "tx4", "01-19")
    yield TEACHER, mark(t, "6a", "toan", 1, "p2", "tx4", 100)
    yield TEACHER, mark(t, "6a", "toan", 1, "p2", "gk", 100)


@way("retested", HEAD)
def a_retest_window_opened_again_by_the_clock(t: Tale) -> Iterator[Taken]:
    yield Until(t.at("07-05"))
    yield RESET
    yield from a_second_retest_window(t)


@way("retested", HEAD)
def a_second_retest_window(t: Tale) -> Iterator[Taken]:
    yield OpenRetests(year=t.year, start=t.at("07-01"), end=t.at("08-01"), decision=PAPER)
    base = t.state.retest("6a", "toan").cell("p2").pos if t.has_retests("6a", "toan") else 0
    edit = RetestEdit(pupil="p2", value=90, base=base)
    yield SaveRetests(klass="6a", subject="toan", marks=[edit])
