"""Rule 42 of spec/LAW.md: re-tests and conduct after the summer."""

from __future__ import annotations

from verify.law_cells import CONDUCT
from verify.law_people import changes_something
from verify.law_promotion import board_of, sits, year_result
from verify.law_rights import Rule, right
from verify.law_school import window_period
from verify.law_state import Entry, State


def retest_year_open(state: State, e: Entry) -> str | None:
    return None if e.data["year"] in state.facts.years else "YEAR_NOT_OPENED"


def open_retests(state: State, e: Entry) -> None:
    year = state.facts.years.get(e.data["year"])
    if year is not None:
        year.retests.append((e.data["from"], e.data["to"]))


def waits_for_retest(state: State, e: Entry) -> str | None:
    waits = board_of(state, e).pending(e.data["pupil"]) == "KIEM_TRA_LAI"
    return None if waits else "NOT_PENDING"


def subjects_eligible(state: State, e: Entry) -> str | None:
    result = year_result(state, e.data["class"], e.data["pupil"])
    low = {subject for subject, value in result["scores"] if value < 50} if result else set()
    low |= {subject for subject, value in result["comments"] if value == "CD"} if result else set()
    return None if low.issuperset(e.data["subjects"]) else "NOT_ELIGIBLE"


def no_retest_mark(state: State, e: Entry) -> str | None:
    own = (e.data["class"], e.data["pupil"])
    return "OF_RECORD" if own in state.facts.retests else None


def register(state: State, e: Entry) -> None:
    board_of(state, e).registered[e.data["pupil"]] = e.data["subjects"]


def registered(state: State, e: Entry) -> str | None:
    chosen = board_of(state, e).registered.get(e.data["pupil"], [])
    return None if e.data["subject"] in chosen else "NOT_REGISTERED"


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
    """A board of stage 2 opened on the newest list has seen what stands."""
    return "OF_RECORD" if sits(board_of(state, e), 2) else None


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
    waits = board_of(state, e).pending(e.data["pupil"]) == "REN_LUYEN_HE"
    return None if waits else "NOT_PENDING"


def judged_once(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if e.data["pupil"] in board_of(state, e).summer else None


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
