"""Rule 42 of spec/LAW.md: re-tests and conduct after the summer."""

from __future__ import annotations

from verify.law.cells import CONDUCT
from verify.law.people import changes_something
from verify.law.promotion import (
    board_of,
    counting_conduct,
    counting_marks,
    not_reached,
    sits,
    waits_here,
    year_result,
)
from verify.law.rights import Rule, right
from verify.law.school import window_period
from verify.law.state import Entry, State


def retest_year_open(state: State, e: Entry) -> str | None:
    return None if e.data["year"] in state.facts.years else "YEAR_NOT_OPENED"


def open_retests(state: State, e: Entry) -> None:
    year = state.facts.years.get(e.data["year"])
    if year is not None:
        year.retests.append((e.data["from"], e.data["to"]))


def waits_for_retest(state: State, e: Entry) -> str | None:
    waits = waits_here(state, e.data["class"], e.data["pupil"]) == "KIEM_TRA_LAI"
    return None if waits else "NOT_PENDING"


def subjects_eligible(state: State, e: Entry) -> str | None:
    low = not_reached(year_result(state, e.data["class"], e.data["pupil"]))
    return None if low.issuperset(e.data["subjects"]) else "NOT_ELIGIBLE"


def no_retest_mark(state: State, e: Entry) -> str | None:
    """None since the decision of stage 1; and no earlier one that counts is dropped."""
    klass, pupil = e.data["class"], e.data["pupil"]
    first = board_of(state, e).first(pupil)
    since = any(pos > first for _, pos in state.facts.retests.get((klass, pupil), {}).values())
    kept = set(e.data["subjects"]).issuperset(counting_marks(state, klass, pupil))
    return "OF_RECORD" if since or not kept else None


def register(state: State, e: Entry) -> None:
    board_of(state, e).registered[e.data["pupil"]] = (e.data["subjects"], e.pos)


def registered(state: State, e: Entry) -> str | None:
    board, pupil = board_of(state, e), e.data["pupil"]
    chosen, pos = board.registered.get(pupil, ([], -1))
    ok = pos > board.first(pupil) and e.data["subject"] in chosen
    return None if ok else "NOT_REGISTERED"


def _ends(state: State, e: Entry) -> list[str]:
    """Of the re-test windows that are open."""
    year = state.facts.years.get(state.classes[e.data["class"]].year)
    spans = year.retests if year is not None else []
    return [end for first, end in spans if first <= e.at and e.t < end]


def retest_window_open(state: State, e: Entry) -> str | None:
    return None if _ends(state, e) else "WINDOW_CLOSED"


def second_stage_open(state: State, e: Entry) -> str | None:
    return "OF_RECORD" if (2, e.data["pupil"]) in board_of(state, e).outcomes else None


def no_board_sits(state: State, e: Entry) -> str | None:
    """A board of stage 2 opened on the newest list, since the decision of stage 1, has seen what stands."""
    board = board_of(state, e)
    seen = sits(board, 2) and board.opened[2].pos > board.first(e.data["pupil"])
    return "OF_RECORD" if seen else None


def retest_still_open(state: State, e: Entry) -> str | None:
    """Of record when the windows in which the mark was entered have ended, or a board was opened since."""
    held = state.facts.retests.get((e.data["class"], e.data["pupil"]), {}).get(e.data["subject"])
    opened = board_of(state, e).opened.get(2)
    if held is None:
        return None
    seen = opened is not None and opened.pos > held[1]
    return "OF_RECORD" if seen or state.facts.retest_ends.get(held[1], "") <= e.t else None


def retest_base(state: State, e: Entry) -> str | None:
    marks = state.facts.retests.get((e.data["class"], e.data["pupil"]), {})
    held = marks.get(e.data["subject"], (None, 0))
    return None if held == (e.data["old"], e.data["base"]) else "STALE_BASE"


def retest_suits(state: State, e: Entry) -> str | None:
    offer = state.classes[e.data["class"]].offers.get(e.data["subject"])
    score = offer is not None and offer.kind == "score"
    return None if (type(e.data["value"]) is int) == score else "BAD_VALUE"


def enter(state: State, e: Entry) -> None:
    marks = state.facts.retests.setdefault((e.data["class"], e.data["pupil"]), {})
    marks[e.data["subject"]] = (e.data["value"], e.pos)
    state.facts.retest_ends[e.pos] = max(_ends(state, e), default="")


def waits_for_conduct(state: State, e: Entry) -> str | None:
    waits = waits_here(state, e.data["class"], e.data["pupil"]) == "REN_LUYEN_HE"
    return None if waits else "NOT_PENDING"


def judged_once(state: State, e: Entry) -> str | None:
    judged = counting_conduct(state, e.data["class"], e.data["pupil"])
    return None if judged is None else "ALREADY_EXISTS"


def conduct_of_regime(state: State, e: Entry) -> str | None:
    known = CONDUCT[state.classes[e.data["class"]].regime]
    return None if e.data["conduct"] in known else "BAD_VALUE"


def judge(state: State, e: Entry) -> None:
    board_of(state, e).summer[e.data["pupil"]] = (e.data["conduct"], e.pos)


RULES: dict[str, tuple[Rule, ...]] = {
    "RetestOpened": (right, retest_year_open, window_period),
    "RetestRegistered": (right, waits_for_retest, subjects_eligible, no_retest_mark),
    "RetestEntered": (
        right,
        registered,
        retest_window_open,
        second_stage_open,
        no_board_sits,
        retest_still_open,
        retest_suits,
        retest_base,
        changes_something,
    ),
    "SummerConductJudged": (right, waits_for_conduct, judged_once, no_board_sits, conduct_of_regime),
}

APPLY = {
    "RetestOpened": open_retests,
    "RetestRegistered": register,
    "RetestEntered": enter,
    "SummerConductJudged": judge,
}
