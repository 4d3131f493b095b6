"""Roads to a second decision, and to a semester's results without who left. See `known_words`."""

from __future__ import annotations

from collections.abc import Iterator

from domain.acts.books.close import UnlockBook
from domain.acts.results.approval import ApproveResults
from domain.acts.results.boards import OpenBoard, SignPromotionList
from domain.acts.results.promotion import DecidePromotion, PupilDecision
from tests.domain.adversary.house import BOARD, CLERK, DEPUTY, HEAD, HOMEROOM
from tests.domain.adversary.known_words import Honest, Taken, gone, way
from tests.domain.adversary.life import Life
from tests.school.small import PAPER

YEAR_OF = {"klass": "6a", "stage": 1}


def _another_outcome(pupil: str) -> DecidePromotion:
    asked = [PupilDecision(pupil=pupil, outcome="O_LAI_LOP", reason="theo đơn")]
    return DecidePromotion(**YEAR_OF, pupils=asked)


def _new_board(t: Life) -> Iterator[Taken]:
    yield Honest(HOMEROOM, SignPromotionList(**YEAR_OF))
    members = sorted([BOARD, DEPUTY, HOMEROOM])
    yield HEAD, OpenBoard(**YEAR_OF, members=members, decision=PAPER)


@way("listed", HEAD, DEPUTY)
def decided_again_though_nothing_has_changed(t: Life) -> Iterator[Taken]:
    yield from _new_board(t)
    yield DEPUTY, _another_outcome("p1")


@way("listed", HEAD, DEPUTY)
def decided_again_because_of_another_pupils_dossier(t: Life) -> Iterator[Taken]:
    """p2's mark of semester 1 is corrected, and the year approved anew: p1's figures are as they were."""
    unlocked = UnlockBook(klass="6a", semester=1, reason="hồ sơ", until=t.at("06-05"), decision=PAPER)
    yield Honest(HEAD, unlocked)
    t.dossier("d9", "p2", "ck", 45)
    for semester in (1, 2):
        t.approve("6a", HOMEROOM, semester)
    yield from _new_board(t)
    yield DEPUTY, _another_outcome("p1")


@way("listed", HEAD, CLERK)
def a_result_dropped_by_a_leaving_after_the_year(t: Life) -> Iterator[Taken]:
    """p3 leaves on the day after the last of the year, and the year is approved anew without p3."""
    yield CLERK, gone(t, "p3", "6a", "06-01")
    yield HEAD, ApproveResults(klass="6a", semester=2)
