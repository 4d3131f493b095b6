"""LAW 41: outcomes of promotion."""

from __future__ import annotations

from verify.law.circulars.circular import Circular
from verify.law.fields import CONDUCT, LEARNING, STAGE
from verify.law.pupils.placement import decider
from verify.law.results.boards import (
    board_of,
    board_open,
    counting_conduct,
    counting_marks,
    stage_2_rests,
    waits_here,
    year_result,
)
from verify.law.results.ranks import after_retests
from verify.law.rights import right
from verify.law.shape import is_id, is_natural, is_text, maybe, one_of
from verify.law.state.acts import Act, Change
from verify.law.state.entry import Entry
from verify.law.state.results import Decided
from verify.law.state.state import State
from verify.law.types import Slip, Type

OUTCOMES = ("LEN_LOP", "KIEM_TRA_LAI", "REN_LUYEN_HE", "O_LAI_LOP")


def has_result(state: State, e: Entry) -> str | None:
    """LAW 41: a result of the year with rank, conduct and absences."""
    result = year_result(state, e.data["class"], e.data["pupil"])
    whole = result is not None and None not in (result["learning"], result["conduct"], result["absent"])
    return None if whole else "NO_RESULT"


def undecided(state: State, e: Entry) -> str | None:
    """LAW 41: at stage 1 not in the year, but on figures that the result here replaced; at stage 2 not
    since."""
    pupil, board = e.data["pupil"], board_of(state, e)
    if e.data["stage"] == 2:
        return "ALREADY_EXISTS" if (2, pupil) in board.outcomes else None
    klass = decider(state, pupil, state.classes[e.data["class"]].year)
    if klass is None:
        return None
    result = state.record.result(e.data["class"], 2).placed_row(0, pupil)
    return None if state.record.board(klass).outcomes[1, pupil].overtaken(result) else "ALREADY_EXISTS"


def board_has_seen(state: State, e: Entry) -> str | None:
    """LAW 41: opened since the result that overtook the decision; at stage 2 since that of stage 1."""
    pupil, board = e.data["pupil"], board_of(state, e)
    opened = board.opened[e.data["stage"]].pos
    if e.data["stage"] == 2:
        return "BOARD_NOT_OPEN" if opened < board.first(pupil) else None
    if decider(state, pupil, state.classes[e.data["class"]].year) is None:
        return None
    result = state.record.result(e.data["class"], 2).placed_row(0, pupil)
    return "BOARD_NOT_OPEN" if result is not None and opened < result[0] else None


def second_follows_first(state: State, e: Entry) -> str | None:
    """LAW 41: stage 2 is of who waits here, and says yes or no."""
    if e.data["stage"] == 1:
        return None
    waits = waits_here(state, e.data["class"], e.data["pupil"]) is not None
    return None if waits and e.data["outcome"] in ("LEN_LOP", "O_LAI_LOP") else "NOT_PENDING"


def judged_by_result(state: State, e: Entry) -> str | None:
    """LAW 41: rank, conduct and absences are those of the result, after re-tests and summer."""
    d = e.data
    result = year_result(state, d["class"], d["pupil"])
    assert result is not None  # noqa: S101 - `has_result` comes first and ends the judging
    want = {key: result[key] for key in ("learning", "conduct", "absent")}
    if d["stage"] == 2:
        values = counting_marks(state, d["class"], d["pupil"])
        if values:
            klass = state.classes[d["class"]]
            figures = result["scores"], result["comments"]
            want["learning"] = after_retests(klass.circular, *figures, klass.core, values)
        judged = counting_conduct(state, d["class"], d["pupil"])
        if judged is not None:
            want["conduct"] = judged
    return None if all(d[key] == value for key, value in want.items()) else "RESULT_WRONG"


def _by_rule(state: State, e: Entry) -> str:
    d = e.data
    outcome = outcome_due(state.classes[d["class"]].circular, d["learning"], d["conduct"], d["absent"])
    if d["stage"] == 2 and outcome != "LEN_LOP":
        outcome = "O_LAI_LOP"
    return outcome


def outcome_follows(state: State, e: Entry) -> str | None:
    """LAW 41 (TT58 Đ15-17, TT22 Đ12-14): the circular's outcome, or a reason."""
    follows = e.data["outcome"] == _by_rule(state, e)
    return None if follows or e.data["reason"] is not None else "OUTCOME_WRONG"


def two_hands(state: State, e: Entry) -> str | None:
    """LAW 41, P4: another outcome than the regulation's: by a member of the board who did not open it."""
    if e.data["outcome"] == _by_rule(state, e):
        return None
    board = board_of(state, e).opened[e.data["stage"]]
    ok = e.person in board.members and e.person != board.opener
    return None if ok else "PROPOSER_DECIDES"


def outcome_due(circular: Circular, learning: str, conduct: str, absent: int) -> str:
    """TT58 Đ15-17, TT22 Đ12-14."""
    if absent > circular.most_absent:
        return "O_LAI_LOP"
    low = circular.low
    if learning in circular.failed or (learning, conduct) == (low, low):
        return "O_LAI_LOP"
    if learning == low:
        return "KIEM_TRA_LAI"
    return "REN_LUYEN_HE" if conduct == low else "LEN_LOP"


def decide(state: State, e: Entry) -> None:
    """Decided on this result; a new first decision begins the summer anew."""
    pupil, outcomes = e.data["pupil"], board_of(state, e).outcomes
    rests = year_result(state, e.data["class"], pupil)
    outcomes[e.data["stage"], pupil] = Decided(e.pos, e.data["outcome"], rests)
    if e.data["stage"] == 1:
        outcomes.pop((2, pupil), None)


def decision_fits(state: State, _e: Entry, act: Act, _change: Change) -> str | None:
    """LAW 49: it is the newest of its stage, and nothing rests on it."""
    d = act.data
    stands = state.record.board(d["class"]).outcomes.get((d["stage"], d["pupil"]))
    if stands is None or stands.pos != act.pos:
        return "STALE_BASE"
    return stage_2_rests(state, act) if d["stage"] == 1 else None


def decision_retold(state: State, act: Act, _e: Entry) -> None:
    """The pupil is undecided at that stage."""
    state.record.board(act.data["class"]).outcomes.pop((act.data["stage"], act.data["pupil"]), None)


TYPES: dict[str, Type] = {
    "PromotionDecided": Type(
        stream="board/{class}",
        fields={
            "class": is_id,
            "stage": STAGE,
            "pupil": is_id,
            "learning": LEARNING,
            "conduct": CONDUCT,
            "absent": is_natural,
            "outcome": one_of(*OUTCOMES),
            "reason": maybe(is_text),
        },
        rules=(
            right,
            board_open,
            has_result,
            undecided,
            second_follows_first,
            board_has_seen,
            judged_by_result,
            outcome_follows,
            two_hands,
        ),
        apply=decide,
        final=(board_open, has_result, undecided, second_follows_first, judged_by_result, outcome_follows),
        slip=Slip((), void=True, fits=decision_fits, retold=decision_retold),
        asks_class=True,
    ),
}
