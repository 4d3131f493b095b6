"""LAW 40: lists signed, boards opened; what stands of a pupil's promotion."""

from __future__ import annotations

from typing import Any

from verify.law.books.close import stands
from verify.law.books.digests import digest_of
from verify.law.books.members import pupils_of
from verify.law.fields import DECISION, SIGHT, STAGE
from verify.law.pupils.placement import decider
from verify.law.rights import right
from verify.law.shape import ascending, is_id
from verify.law.state.acts import Act
from verify.law.state.entry import Entry
from verify.law.state.results import WAITING, Board, Sitting
from verify.law.state.state import State
from verify.law.types import Type
from verify.law.unit.staff import members_known


def board_of(state: State, e: Entry) -> Board:
    """The board of the entry's class."""
    return state.record.board(e.data["class"])


def year_result(state: State, klass: str, pupil: str) -> dict[str, Any] | None:
    """The pupil's result of the year, as approved last in that class."""
    return state.record.result(klass, 2).row(0, pupil)


def list_ready(state: State, e: Entry) -> str | None:
    """LAW 40: stage 1 on an approval that stands, stage 2 once each pupil is decided."""
    klass = e.data["class"]
    if e.data["stage"] == 1:
        last = state.record.result(klass, 2)
        return None if stands(state, klass, 2, last.approved, last.approved_at) else "NOT_APPROVED"
    here = set(state.members(klass, e.day)).intersection(pupils_of(state, klass, 2, e))
    year = state.classes[klass].year
    return "NOT_DECIDED" if any(decider(state, pupil, year) is None for pupil in here) else None


def _list(state: State, klass: str, stage: int) -> tuple[int, str]:
    record = state.record
    if stage == 1:
        results = record.result(klass, 2).rows.items()
        rows: list[list[Any]] = sorted(
            [pupil, pos] for (semester, pupil), (pos, _) in results if semester == 0
        )
        return len(rows), digest_of(rows)
    board, found = record.board(klass), []
    for at, pupil in sorted(board.outcomes):
        if at == 1 and board.outcomes[at, pupil].said in WAITING:
            places = [pos for _, pos in record.retests.get((klass, pupil), {}).values()]
            judged = [board.summer[pupil][1]] if pupil in board.summer else []
            found.append([pupil, sorted([*places, *judged])])
    return len(found), digest_of(found)


def list_right(state: State, e: Entry) -> str | None:
    """LAW 40: count and digest are those of the list."""
    seen = _list(state, e.data["class"], e.data["stage"])
    return None if (e.data["count"], e.data["digest"]) == seen else "DIGEST_WRONG"


def sign_list(state: State, e: Entry) -> None:
    """From here on this list is the newest of its stage."""
    board_of(state, e).lists[e.data["stage"]] = (e.pos, e.data["digest"])


def list_signed(state: State, e: Entry) -> str | None:
    """LAW 40: the newest list is signed, and is still this one."""
    signed = board_of(state, e).lists.get(e.data["stage"])
    fresh = signed is not None and signed[1] == _list(state, e.data["class"], e.data["stage"])[1]
    return None if fresh else "NOT_SIGNED"


def sits(board: Board, stage: int) -> bool:
    """Whether a board was opened on the newest list of the stage."""
    signed = board.lists.get(stage)
    return signed is not None and stage in board.opened and board.opened[stage].pos > signed[0]


def no_board_yet(state: State, e: Entry) -> str | None:
    """LAW 40: one board for a list."""
    return "ALREADY_EXISTS" if sits(board_of(state, e), e.data["stage"]) else None


def open_board(state: State, e: Entry) -> None:
    """Who sits, and who opened it."""
    members = frozenset(e.data["members"])
    board_of(state, e).opened[e.data["stage"]] = Sitting(e.pos, e.person, members)


def board_open(state: State, e: Entry) -> str | None:
    """LAW 41: a board was opened on the newest list."""
    return None if sits(board_of(state, e), e.data["stage"]) else "BOARD_NOT_OPEN"


def waits_here(state: State, klass: str, pupil: str) -> str | None:
    """The outcome on which stage 2 of this class decides; None if the decision is another class's."""
    mine = decider(state, pupil, state.classes[klass].year) == klass
    return state.record.board(klass).pending(pupil) if mine else None


def not_reached(result: dict[str, Any] | None) -> set[str]:
    """The subjects of a year result that may be taken again."""
    if result is None:
        return set()
    low = {subject for subject, value in result["scores"] if value < 50}
    return low | {subject for subject, value in result["comments"] if value == "CD"}


def counting_marks(state: State, klass: str, pupil: str) -> dict[str, Any]:
    """LAW 42: re-test marks since the decision of stage 1, and those before it of subjects not reached."""
    first, low = state.record.board(klass).first(pupil), not_reached(year_result(state, klass, pupil))
    marks = state.record.retests.get((klass, pupil), {})
    return {name: value for name, (value, pos) in marks.items() if pos > first or name in low}


def counting_conduct(state: State, klass: str, pupil: str) -> str | None:
    """The same of the conduct that was judged over the summer."""
    board, result = state.record.board(klass), year_result(state, klass, pupil)
    judged, pos = board.summer.get(pupil, (None, -1))
    low = state.classes[klass].circular.low
    counts = pos > board.first(pupil) or (result is not None and result["conduct"] == low)
    return judged if counts else None


def stage_2_rests(state: State, act: Act) -> str | None:
    """A decision of stage 2 rests on it, in whatever class of the pupil in that year."""
    pupil, klass = act.data["pupil"], act.data["class"]
    held = state.classes_in(pupil, state.classes[klass].year) if pupil in state.pupils else []
    decided = any((2, pupil) in state.record.board(one).outcomes for one in {klass, *held})
    return "IN_USE" if decided else None


TYPES: dict[str, Type] = {
    "PromotionListSigned": Type(
        stream="board/{class}",
        fields={"class": is_id, "stage": STAGE, **SIGHT},
        rules=(right, list_ready, list_right),
        apply=sign_list,
        final=(list_ready,),
        asks_class=True,
    ),
    "BoardOpened": Type(
        stream="board/{class}",
        fields={
            "class": is_id,
            "stage": STAGE,
            "members": lambda value: ascending(is_id, 500)(value) and len(value) >= 3,
            "decision": DECISION,
        },
        rules=(right, members_known, list_signed, no_board_yet),
        apply=open_board,
        asks_class=True,
    ),
}
