"""Outcomes that the promotion board of a class decides (LAW 41; S59-S60, S62)."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import StageCommand
from domain.grounds.moving.placement import deciding_class, pending_here
from domain.grounds.rows import Change, Righting, Row
from domain.grounds.situation import Situation, known_class
from domain.grounds.stale import overtaken
from domain.grounds.summer import (
    boards_beside,
    conduct_after,
    marks_that_count,
    on_list,
    refuse_before_stage_2,
    refuse_older,
)
from domain.regulations import ConductCode, Learning, regulation
from domain.regulations.core import is_core
from domain.regulations.judgement import Learned, Outcome, replaced
from domain.state import board as board_state
from domain.state.board import PENDING, BoardState, Sitting
from domain.state.facts import Klass, Said
from domain.state.state import State
from domain.state.term import Result
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import (
    Id,
    OutcomeCode,
    Part,
    Position,
    Stage,
    Text,
    Typed,
)
from domain.words.refusal import Refusal

PromotionDecided = TypedDict(
    "PromotionDecided",
    {
        "class": Id,
        "stage": Stage,
        "pupil": Id,
        "learning": Learning,
        "conduct": ConductCode,
        "absent": Position,
        "outcome": OutcomeCode,
        "reason": Text | None,
    },
)


PROMOTION_DECIDED = Event(PromotionDecided, "board/{class}")


class PupilDecision(Part):
    """What the board decides; `outcome` None: as the regulation says, `reason` where it says otherwise."""

    pupil: Id
    outcome: OutcomeCode | None = None
    reason: Typed | None = None


class DecidePromotion(StageCommand):
    """One entry a pupil."""

    ACT = "PromotionDecided"
    pupils: Annotated[list[PupilDecision], Field(min_length=1, max_length=200)]


class Standing(NamedTuple):
    """What the board judges a pupil by at a stage, and what follows by the regulation.

    `learned` tells how a re-test changed the rank; None where the recorded one stands.
    """

    pupil: str
    learning: str
    conduct: str
    absent: int
    outcome: Outcome
    learned: Learned | None


def decide_promotion(act: Situation, command: DecidePromotion) -> list[Draft]:
    """LAW 41: one entry a pupil; another outcome than the regulation's takes a reason (S60)."""
    klass = known_class(act.state, command.klass)
    if not act.state.board(command.klass).board_open(command.stage):
        raise Refusal("BOARD_NOT_OPEN", "S59", klass=command.klass, stage=command.stage)
    if len({each.pupil for each in command.pupils}) < len(command.pupils):
        raise Refusal("CELL_TWICE", "S60")
    return [_decision(act, klass, command.stage, each) for each in command.pupils]


def proposals(state: State, klass: str, stage: int) -> list[Standing]:
    """What the regulation proposes for every pupil on the list of a stage, sorted by pupil."""
    opened = state.classes[klass]
    found = []
    for pupil in on_list(state, klass, stage):
        result = state.term(klass, 2).result(0, pupil)
        judged = standing(state, opened, stage, pupil, result) if result else None
        found += [judged] if judged else []
    return found


def standing(state: State, klass: Klass, stage: int, pupil: str, result: Result) -> Standing | None:
    """What a pupil is judged by at a stage; None while the year's result has no rank or conduct."""
    if result.learning is None or result.conduct is None or result.absent is None:
        return None
    law = regulation(klass.regime)
    if stage == 1:
        outcome = law.promotion(result.learning, result.conduct, result.absent)
        return Standing(pupil, result.learning, result.conduct, result.absent, outcome, None)
    learned = after_retest(state, klass, pupil, result)
    learning = learned.final if learned else result.learning
    conduct = conduct_after(state, klass, pupil, result) or result.conduct
    outcome = law.after_summer(learning, conduct, result.absent)
    return Standing(pupil, learning, conduct, result.absent, outcome, learned)


def after_retest(state: State, klass: Klass, pupil: str, result: Result) -> Learned | None:
    """The rank with re-test marks in place of the year's (TT58 Đ16, TT22 Đ14); None without any."""
    taken: Mapping[str, Any] = marks_that_count(state, klass, pupil, result)
    if not taken:
        return None
    scores = replaced(result.scores, {s: value for s, value in taken.items() if isinstance(value, int)})
    comments: Any = {**result.comments, **{s: v for s, v in taken.items() if isinstance(v, str)}}
    core = [plan.subject for plan in klass.subjects.values() if is_core(plan.name)]
    return regulation(klass.regime).learning(scores, comments, core)


def _decision(act: Situation, klass: Klass, stage: int, asked: PupilDecision) -> Draft:
    state, pupil = act.state, asked.pupil
    board = state.board(klass.klass)
    result = state.term(klass.klass, 2).result(0, pupil)
    judged = standing(state, klass, stage, pupil, result) if result else None
    if result is None or judged is None:
        raise Refusal("NO_RESULT", "S60", pupil=pupil)
    outcome = asked.outcome or judged.outcome.outcome
    if stage == 1:
        _refuse_decided(state, klass, pupil, result)
    else:
        _refuse_unless_pending(state, klass.klass, pupil, outcome)
    if outcome != judged.outcome.outcome and asked.reason is None:
        rule = judged.outcome
        raise Refusal("OUTCOME_WRONG", rule.article, pupil=pupil, outcome=outcome, needed=rule.outcome)
    if outcome != judged.outcome.outcome:
        _refuse_one_hand(act, board.opened[stage])
    data = {"class": klass.klass, "stage": stage, "pupil": pupil, "learning": judged.learning}
    data |= {"conduct": judged.conduct, "absent": judged.absent, "outcome": outcome, "reason": asked.reason}
    return PROMOTION_DECIDED.draft(data)


def _refuse_decided(state: State, klass: Klass, pupil: str, result: Result) -> None:
    """LAW 41: once, and again by a new board only where other figures were recorded since."""
    decider = deciding_class(state, pupil, klass.year)
    if decider is None:
        return
    first = state.board(decider).decided[1, pupil]
    if not overtaken(state, (decider, first.pos), (0, pupil), result):
        raise Refusal("ALREADY_EXISTS", "S60", pupil=pupil, stage=1, decided=first.pos)
    _refuse_older_board(state, klass.klass, 1, result.pos)


def _refuse_unless_pending(state: State, klass: str, pupil: str, outcome: str) -> None:
    """LAW 41: stage 2 follows a first decision of this class that waits for it, once."""
    board = state.board(klass)
    if (2, pupil) in board.decided:
        raise Refusal("ALREADY_EXISTS", "S60", pupil=pupil, stage=2, decided=board.decided[2, pupil].pos)
    if pending_here(state, pupil, klass) is None or outcome in PENDING:
        raise Refusal("NOT_PENDING", "S62", pupil=pupil, outcome=outcome)
    _refuse_older_board(state, klass, 2, board.decided[1, pupil].pos)


def _refuse_older_board(state: State, klass: str, stage: int, pos: int) -> None:
    """Raises BOARD_NOT_OPEN for a board that was opened before the entry at `pos`, which it has not seen."""
    if state.board(klass).opened[stage].pos < pos:
        raise Refusal("BOARD_NOT_OPEN", "S59", klass=klass, stage=stage, since=pos)


def _refuse_one_hand(act: Situation, sitting: Sitting) -> None:
    """LAW 41: against the regulation decides a member of the board who did not open it (P4)."""
    if act.actor.person == sitting.opener or act.actor.person not in sitting.members:
        raise Refusal("PROPOSER_DECIDES", "S60", opener=sitting.opener, members=list(sitting.members))


def _refuse_void(act: Situation, said: Said, _change: Change) -> None:
    """The newest decision of its stage, and nothing was decided on it."""
    data = said.data
    newest = act.state.board(data["class"]).decided.get((data["stage"], data["pupil"]))
    refuse_older(said, newest.pos if newest else 0)
    if data["stage"] == 1:
        refuse_before_stage_2(act.state, said)


def _decide(board: BoardState, entry: Entry, data: PromotionDecided) -> None:
    """What stage 2 decided counts only after the newest decision of stage 1 (LAW 41)."""
    stage, pupil = data["stage"], data["pupil"]
    board.decided[stage, pupil] = board_state.Outcome(entry.pos, data["outcome"])
    if stage == 1:
        board.decided.pop((2, pupil), None)


def _undo(board: BoardState, _entry: Entry, data: PromotionDecided) -> None:
    """The pupil is undecided (LAW 49): of stage 2 nothing stands that came before it."""
    for stage in range(data["stage"], 3):
        board.decided.pop((stage, data["pupil"]), None)


ROWS = (
    Row(
        PROMOTION_DECIDED,
        DecidePromotion,
        decide_promotion,
        apply=_decide,
        righting=Righting(fields=frozenset(), judge=_refuse_void, reads=boards_beside, apply_void=_undo),
    ),
)
