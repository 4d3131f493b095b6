"""LAW 42: re-tests and conduct after the summer."""

from __future__ import annotations

from typing import Any

from verify.law.fields import COMMENT, CONDUCT, DECISION, TENTHS
from verify.law.results.boards import (
    board_of,
    counting_conduct,
    counting_marks,
    not_reached,
    sits,
    stage_2_rests,
    waits_here,
    year_result,
)
from verify.law.rights import right
from verify.law.shape import ascending, is_digest, is_id, is_instant, is_natural, maybe
from verify.law.state.acts import Act, Change
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.types import Slip, Type
from verify.law.unit.staff import changes_something
from verify.law.unit.windows import window_period
from verify.proof.shapes import is_year


def _mark(value: Any) -> bool:
    return TENTHS(value) or COMMENT(value)


def retest_year_open(state: State, e: Entry) -> str | None:
    """LAW 42, 46: the year was opened."""
    return None if e.data["year"] in state.years else "YEAR_NOT_OPENED"


def open_retests(state: State, e: Entry) -> None:
    """One more span of re-tests."""
    year = state.years.get(e.data["year"])
    if year is not None:
        year.retests.append((e.data["from"], e.data["to"]))


def waits_for_retest(state: State, e: Entry) -> str | None:
    """LAW 42 (TT58 Đ16): the outcome of stage 1 is that of re-tests."""
    waits = waits_here(state, e.data["class"], e.data["pupil"]) == "KIEM_TRA_LAI"
    return None if waits else "NOT_PENDING"


def subjects_eligible(state: State, e: Entry) -> str | None:
    """LAW 42: only subjects that were not reached."""
    low = not_reached(year_result(state, e.data["class"], e.data["pupil"]))
    return None if low.issuperset(e.data["subjects"]) else "NOT_ELIGIBLE"


def no_retest_mark(state: State, e: Entry) -> str | None:
    """LAW 42: none since the decision of stage 1; and no earlier one that counts is dropped."""
    klass, pupil = e.data["class"], e.data["pupil"]
    first = board_of(state, e).first(pupil)
    since = any(pos > first for _, pos in state.record.retests.get((klass, pupil), {}).values())
    kept = set(e.data["subjects"]).issuperset(counting_marks(state, klass, pupil))
    return "OF_RECORD" if since or not kept else None


def register(state: State, e: Entry) -> None:
    """The newest choice."""
    board_of(state, e).registered[e.data["pupil"]] = (e.data["subjects"], e.pos)


def registered(state: State, e: Entry) -> str | None:
    """LAW 42: registered for it since the decision."""
    board, pupil = board_of(state, e), e.data["pupil"]
    chosen, pos = board.registered.get(pupil, ([], -1))
    ok = pos > board.first(pupil) and e.data["subject"] in chosen
    return None if ok else "NOT_REGISTERED"


def _ends(state: State, e: Entry) -> list[str]:
    """Of the re-test windows that are open."""
    year = state.years.get(state.classes[e.data["class"]].year)
    spans = year.retests if year is not None else []
    return [end for first, end in spans if first <= e.at and e.t < end]


def retest_window_open(state: State, e: Entry) -> str | None:
    """LAW 42: a span of re-tests is open."""
    return None if _ends(state, e) else "WINDOW_CLOSED"


def second_stage_open(state: State, e: Entry) -> str | None:
    """LAW 42: stage 2 is not decided."""
    return "OF_RECORD" if (2, e.data["pupil"]) in board_of(state, e).outcomes else None


def no_board_sits(state: State, e: Entry) -> str | None:
    """LAW 42: a board of stage 2 opened on the newest list, since the decision of stage 1, has seen what
    stands."""
    board = board_of(state, e)
    seen = sits(board, 2) and board.opened[2].pos > board.first(e.data["pupil"])
    return "OF_RECORD" if seen else None


def retest_still_open(state: State, e: Entry) -> str | None:
    """LAW 42: of record when the windows in which the mark was entered have ended, or a board was opened
    since."""
    held = state.record.retests.get((e.data["class"], e.data["pupil"]), {}).get(e.data["subject"])
    opened = board_of(state, e).opened.get(2)
    if held is None:
        return None
    seen = opened is not None and opened.pos > held[1]
    return "OF_RECORD" if seen or state.record.retest_ends.get(held[1], "") <= e.t else None


def retest_base(state: State, e: Entry) -> str | None:
    """LAW 42: `old` and `base` are what stands."""
    marks = state.record.retests.get((e.data["class"], e.data["pupil"]), {})
    held = marks.get(e.data["subject"], (None, 0))
    return None if held == (e.data["old"], e.data["base"]) else "STALE_BASE"


def retest_suits(state: State, e: Entry) -> str | None:
    """LAW 42: a value of that kind of subject."""
    offer = state.classes[e.data["class"]].offers.get(e.data["subject"])
    score = offer is not None and offer.kind == "score"
    return None if (type(e.data["value"]) is int) == score else "BAD_VALUE"


def enter(state: State, e: Entry) -> None:
    """The mark, and when its windows end."""
    marks = state.record.retests.setdefault((e.data["class"], e.data["pupil"]), {})
    marks[e.data["subject"]] = (e.data["value"], e.pos)
    state.record.retest_ends[e.pos] = max(_ends(state, e), default="")


def waits_for_conduct(state: State, e: Entry) -> str | None:
    """LAW 42 (TT58 Đ17): the outcome of stage 1 is that of conduct over the summer."""
    waits = waits_here(state, e.data["class"], e.data["pupil"]) == "REN_LUYEN_HE"
    return None if waits else "NOT_PENDING"


def judged_once(state: State, e: Entry) -> str | None:
    """LAW 42: once since the decision, while it counts."""
    judged = counting_conduct(state, e.data["class"], e.data["pupil"])
    return None if judged is None else "ALREADY_EXISTS"


def conduct_of_regime(state: State, e: Entry) -> str | None:
    """LAW 42: a code of the class's circular."""
    known = state.classes[e.data["class"]].circular.conduct
    return None if e.data["conduct"] in known else "BAD_VALUE"


def judge(state: State, e: Entry) -> None:
    """What was judged, and where."""
    board_of(state, e).summer[e.data["pupil"]] = (e.data["conduct"], e.pos)


def _newest(state: State, act: Act, *keys: str) -> bool:
    """Whether no later act of its type about the pupil agrees with it in these fields and stands."""
    alike = state.righting.standing(act.data["pupil"], act.type)
    same = [one for one in alike if all(one.data[key] == act.data[key] for key in keys)]
    return bool(same) and same[-1] is act


def retest_fits(state: State, _e: Entry, act: Act, _change: Change) -> str | None:
    """LAW 49: it is the newest of the subject, and stage 2 is not decided."""
    return stage_2_rests(state, act) if _newest(state, act, "class", "subject") else "STALE_BASE"


def summer_fits(state: State, _e: Entry, act: Act, _change: Change) -> str | None:
    """LAW 49: it is the newest, and stage 2 is not decided."""
    _, stands = state.record.board(act.data["class"]).summer.get(act.data["pupil"], ("", -1))
    return stage_2_rests(state, act) if stands == act.pos else "STALE_BASE"


def retest_retold(state: State, act: Act, _e: Entry) -> None:
    """What stood before stands again."""
    own = (act.data["class"], act.data["pupil"])
    marks = state.record.retests.get(own, {})
    if act.data["old"] is None:
        marks.pop(act.data["subject"], None)
    else:
        marks[act.data["subject"]] = (act.data["old"], act.data["base"])
    if not marks:
        state.record.retests.pop(own, None)


def summer_retold(state: State, act: Act, _e: Entry) -> None:
    """Nothing was judged."""
    state.record.board(act.data["class"]).summer.pop(act.data["pupil"], None)


def retests_withdrawn(state: State, act: Act, _e: Entry) -> None:
    """The span is none."""
    year = state.years.get(act.data["year"])
    span = (act.data["from"], act.data["to"])
    if year is not None and span in year.retests:
        year.retests.remove(span)


def retests_unused(_state: State, e: Entry, act: Act) -> str | None:
    """LAW 48: the span has not begun."""
    return None if act.data["from"] > e.t else "IN_USE"


TYPES: dict[str, Type] = {
    "RetestOpened": Type(
        stream="year/{year}",
        fields={"year": is_year, "from": is_instant, "to": is_instant, "decision": DECISION},
        rules=(right, retest_year_open, window_period),
        apply=open_retests,
        slip=Slip(withdrawn=True, unused=retests_unused, retold=retests_withdrawn),
    ),
    "RetestRegistered": Type(
        stream="board/{class}",
        fields={"class": is_id, "pupil": is_id, "subjects": ascending(is_id, 500)},
        rules=(right, waits_for_retest, subjects_eligible, no_retest_mark),
        apply=register,
        final=(waits_for_retest,),
        asks_class=True,
    ),
    "RetestEntered": Type(
        stream="retest/{class}/{subject}",
        fields={
            "class": is_id,
            "subject": is_id,
            "pupil": is_id,
            "old": maybe(_mark),
            "value": _mark,
            "base": is_natural,
        },
        rules=(
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
        apply=enter,
        final=(right, registered, second_stage_open, no_board_sits),
        slip=Slip((), void=True, fits=retest_fits, retold=retest_retold),
        asks_class=True,
    ),
    "SummerConductJudged": Type(
        stream="board/{class}",
        fields={
            "class": is_id,
            "pupil": is_id,
            "conduct": CONDUCT,
            "evidence": ascending(is_digest, 50),
        },
        rules=(right, waits_for_conduct, judged_once, no_board_sits, conduct_of_regime),
        apply=judge,
        final=(waits_for_conduct,),
        slip=Slip((), void=True, fits=summer_fits, retold=summer_retold),
        asks_class=True,
    ),
}
