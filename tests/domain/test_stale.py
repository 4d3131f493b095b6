"""What rested on changed figures is stale until somebody decides again (LAW 38, 41, 43)."""

from collections.abc import Iterator

import pytest

from domain.grounds.stale import decision_stale, stale_results, title_stale, title_superseded
from domain.state.board import Outcome
from domain.state.membership import classes_of_year
from domain.state.state import State
from projections.lists.results import PromotionRow
from projections.stale import marked
from tests.domain.year_vectors import LOGS, VECTORS, entries_of, state_after

AGAIN = {vector["desc"]: vector for vector in VECTORS if vector["want"] is None and vector["lines"]}
YEAR = "2020-2021"


def told(desc: str) -> Iterator[tuple[str, State]]:
    """Each entry of what a sound vector adds to the year, with the state after it."""
    vector = AGAIN[desc]
    entries = entries_of([*LOGS[vector["base"]][: vector["take"]], *vector["lines"]])
    streams = {entry.stream for entry in entries}
    classes = ("6A", "6B", "7A")
    streams |= {f"book/{k}/{s}/{h}" for k in classes for s in SUBJECTS for h in (1, 2)}
    streams |= {f"term/{k}/{h}" for k in classes for h in (1, 2)} | {f"board/{k}" for k in classes}
    streams |= {f"attendance/{k}/{m}" for k in classes for m in MONTHS}
    for entry in entries[vector["take"] :]:
        state = state_after(entries[: entry.pos + 1])
        for stream in streams:
            if not state.has(stream):
                state.load(stream, [each for each in entries[: entry.pos + 1] if each.stream == stream])
        yield entry.type, state


SUBJECTS = ("conduct", "hoa", "nhac", "profile", "toan")
MONTHS = [f"{year}-{month:02}" for year in (2020, 2021) for month in range(1, 13)]


def test_a_result_is_stale_from_the_dossier_to_the_approval() -> None:
    """Every result of the class, since its approval stands no more; those of semester 1 are not touched."""
    seen = [
        (kind, stale_results(state, state.classes["6A"], 2), stale_results(state, state.classes["6A"], 1))
        for kind, state in told("a title awarded anew on the new result")
    ]
    corrected = [kind for kind, _, _ in seen].index("CorrectionApplied")
    approved = [kind for kind, _, _ in seen].index("ResultsApproved")
    assert all(stale == set() for _, stale, _ in seen[:corrected])
    assert all(stale == {"p1", "p2", "p3", "p4", "p6"} for _, stale, _ in seen[corrected:approved])
    assert seen[-1][1] == set()
    assert all(first == set() for _, _, first in seen)


@pytest.mark.parametrize(("pupil", "ever"), [("p2", True), ("p1", False)])
def test_a_decision_is_stale_from_the_new_result_to_the_new_decision(pupil: str, ever: bool) -> None:
    """And nobody's whose figures are the same."""
    desc = "decided again by a new board on a new list, and placed by that decision"
    seen = [(kind, decision_stale(state, pupil, YEAR)) for kind, state in told(desc)]
    kinds = [kind for kind, _ in seen]
    assert not any(stale for _, stale in seen[: kinds.index("ResultsApproved")])
    listed, decided = kinds.index("PromotionListSigned"), kinds.index("PromotionDecided")
    assert [stale for _, stale in seen[listed:decided]] == [ever] * (decided - listed)
    assert not any(stale for _, stale in seen[decided:])


def test_of_two_classes_that_decided_the_later_one_counts() -> None:
    """LAW 41, in the list as for the law: the newest of stage 1 in any class of the year."""
    *_, (_, state) = told("decided again by a new board on a new list, and placed by that decision")
    pupil, (newest, other, *_) = next(
        (pupil, places)
        for pupil in state.pupils
        if len(places := classes_of_year(state, pupil, YEAR)) > 1 and "6A" in places
    )
    decided = Outcome(70, "LEN_LOP")
    state.board(other).decided[1, pupil] = decided
    row = PromotionRow(70, other, pupil, 1, "K", "T", 0, "LEN_LOP", "LEN_LOP", True, None)
    before = marked(state, "promotions", [row])
    assert (before[0].counts, before[0].final) == (True, True)
    state.board(newest).decided[1, pupil] = decided._replace(pos=71)
    rows = marked(state, "promotions", [row, row._replace(klass=newest, pos=71)])
    assert [(each.counts, each.final) for each in rows] == [(False, False), (True, True)]


def test_a_result_is_stale_when_the_half_on_which_it_rests_was_approved_again() -> None:
    """The approval of semester 2 stands, and would say something else: semester 1 or an absence is newer."""
    desc = "both stages decided again: the re-test still counts"
    *_, (_, state) = told(desc)
    klass, term = state.classes["6A"], state.term("6A", 1)
    assert stale_results(state, klass, 0) == set()
    was = term.results[1, "p1"]
    term.results[1, "p1"] = was._replace(pos=state.size, scores={"toan": 20})
    assert term.approval is not None
    term.approval = term.approval._replace(pos=state.size)
    assert stale_results(state, klass, 0) == {"p1"}
    assert stale_results(state, klass, 2) == set()


def test_a_title_is_stale_until_it_is_awarded_anew_and_superseded_after() -> None:
    """The newest counts; the one before stays visible."""
    seen = list(told("a title awarded anew on the new result"))
    old, new = (each.pos for each in seen[-1][1].board("6A").titles[0, "p1"])
    klass = seen[-1][1].classes["6A"]
    before, after = seen[-2][1], seen[-1][1]
    assert title_stale(before, klass, old, (0, "p1"))
    assert not title_superseded(before, klass, old, (0, "p1"))
    assert title_superseded(after, klass, old, (0, "p1"))
    assert not title_stale(after, klass, new, (0, "p1"))
    assert not title_superseded(after, klass, new, (0, "p1"))
