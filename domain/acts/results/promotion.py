"""The promotion board of a class: lists signed, boards opened, outcomes decided (LAW 40-41; S59-S62, S70)."""

from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.placement import deciding_class, pending_here
from domain.grounds.reading import board_streams, classes_beside
from domain.grounds.rows import Change, Righting, Row
from domain.grounds.sights import stands
from domain.grounds.situation import Situation, known_class, known_person
from domain.grounds.stale import overtaken
from domain.grounds.summer import (
    boards_beside,
    conduct_after,
    marks_that_count,
    refuse_before_stage_2,
    refuse_older,
)
from domain.regulations import ConductCode, Learning, regulation
from domain.regulations.catalogue import is_core
from domain.regulations.judgement import Learned, Outcome, replaced
from domain.state.board import PENDING, Sitting
from domain.state.facts import Klass, Said
from domain.state.membership import members, pupils_of
from domain.state.state import State
from domain.state.term import Result
from domain.words import said
from domain.words.entry import Draft
from domain.words.event import Event
from domain.words.fields import (
    Decision,
    Digest,
    Id,
    Ids,
    OutcomeCode,
    Part,
    Position,
    Stage,
    Text,
    Typed,
)
from domain.words.intent import digest
from domain.words.refusal import Refusal

PromotionListSigned = TypedDict(
    "PromotionListSigned",
    {
        "class": Id,
        "stage": Stage,
        "count": Position,
        "digest": Digest,
    },
)


PROMOTION_LIST_SIGNED = Event(PromotionListSigned, "board/{class}")


BoardOpened = TypedDict(
    "BoardOpened",
    {
        "class": Id,
        "stage": Stage,
        "members": Annotated[Ids, Field(min_length=3)],
        "decision": said.Decision,
    },
)


BOARD_OPENED = Event(BoardOpened, "board/{class}")


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


class StageCommand(Command):
    """An act of the promotion of one class, stage 1 (June) or 2 (after the summer)."""

    klass: Id
    stage: Stage

    def reads(self, state: State) -> list[str]:
        """The class's board, approval and re-test marks; boards and results of its pupils' other classes."""
        beside = classes_beside(state, [self.klass], state.rosters.get(self.klass, []))
        boards = [of for klass in beside for of in (f"board/{klass}", f"term/{klass}/2")]
        return [*board_streams(state, self.klass), *boards]


class SignPromotionList(StageCommand):
    ACT = "PromotionListSigned"


class OpenBoard(StageCommand):
    ACT = "BoardOpened"
    members: Annotated[Ids, Field(min_length=3)]
    decision: Decision


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


def sign_list(act: Situation, command: SignPromotionList) -> list[Draft]:
    """LAW 40: the homeroom teacher has checked the class's list (S70)."""
    klass = known_class(act.state, command.klass)
    _refuse_unready(act, klass, command.stage)
    count, seen = list_sight(act.state, command.klass, command.stage)
    data = {"class": command.klass, "stage": command.stage, "count": count, "digest": seen}
    return [PROMOTION_LIST_SIGNED.draft(data)]


def open_board(act: Situation, command: OpenBoard) -> list[Draft]:
    """LAW 40: a board sits on a signed list that is still right (S59-S62, S70)."""
    known_class(act.state, command.klass)
    for person in command.members:
        known_person(act.state, person)
    board = act.state.board(command.klass)
    signed = board.lists.get(command.stage)
    if signed is None or signed.digest != list_sight(act.state, command.klass, command.stage)[1]:
        raise Refusal("NOT_SIGNED", "S70", klass=command.klass, stage=command.stage)
    if board.board_open(command.stage):
        raise Refusal("ALREADY_EXISTS", "S59", klass=command.klass, stage=command.stage)
    data = command.model_dump(include={"stage", "members", "decision"})
    return [BOARD_OPENED.draft({**data, "class": command.klass})]


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
    for pupil in _listed(state, klass, stage):
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


def list_sight(state: State, klass: str, stage: int) -> tuple[int, str]:
    """How many pupils are on the list of a stage, and its digest (EVENTS.md)."""
    pupils = _listed(state, klass, stage)
    if stage == 1:
        term = state.term(klass, 2)
        rows: list[list[Any]] = [[pupil, term.results[0, pupil].pos] for pupil in pupils]
    else:
        rows = [[pupil, _after_summer(state, klass, pupil)] for pupil in pupils]
    return len(rows), digest(rows)


def _listed(state: State, klass: str, stage: int) -> list[str]:
    """Stage 1: who has a year result; stage 2: whose first outcome waits for the summer."""
    if stage == 1:
        return sorted(pupil for semester, pupil in state.term(klass, 2).results if semester == 0)
    decided = state.board(klass).decided
    return sorted(pupil for (at, pupil), each in decided.items() if at == 1 and each.outcome in PENDING)


def _after_summer(state: State, klass: str, pupil: str) -> list[int]:
    cells = (state.retest(klass, subject).cell(pupil) for subject in state.classes[klass].subjects)
    judged = state.board(klass).summer.get(pupil)
    return sorted([*(cell.pos for cell in cells if cell.value is not None), *([judged[1]] if judged else [])])


def _refuse_unready(act: Situation, klass: Klass, stage: int) -> None:
    state = act.state
    if stage == 1:
        if not stands(state.term(klass.klass, 2).approval, state, klass.klass, 2):
            raise Refusal("NOT_APPROVED", "S70", klass=klass.klass, semester=2)
        return
    judged = set(pupils_of(state, klass.klass, 2, act.day))
    here = (pupil for pupil in members(state, klass.klass, act.day) if pupil in judged)
    waiting = [pupil for pupil in here if deciding_class(state, pupil, klass.year) is None]
    if waiting:
        raise Refusal("NOT_DECIDED", "S70", klass=klass.klass, pupils=waiting)


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


ROWS = (
    Row(PROMOTION_LIST_SIGNED, SignPromotionList, sign_list),
    Row(BOARD_OPENED, OpenBoard, open_board),
    Row(
        PROMOTION_DECIDED,
        DecidePromotion,
        decide_promotion,
        righting=Righting(fields=frozenset(), judge=_refuse_void, reads=boards_beside),
    ),
)
