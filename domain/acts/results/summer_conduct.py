"""Conduct judged after the tasks of the summer (LAW 42; S62, TT58 Đ17, TT22 Đ13)."""

from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.moving.placement import refuse_unless_pending
from domain.grounds.reading import pupil_streams
from domain.grounds.rows import Change, Righting, Row
from domain.grounds.situation import Situation, known_class
from domain.grounds.summer import (
    board_sits,
    boards_beside,
    conduct_after,
    refuse_before_stage_2,
    refuse_older,
)
from domain.regulations import ConductCode, regulation
from domain.state.board import BoardState
from domain.state.facts import Said
from domain.state.state import State
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Digests, Id
from domain.words.refusal import Refusal

SummerConductJudged = TypedDict(
    "SummerConductJudged",
    {
        "class": Id,
        "pupil": Id,
        "conduct": ConductCode,
        "evidence": Digests,
    },
)


SUMMER_CONDUCT_JUDGED = Event(SummerConductJudged, "board/{class}")


class JudgeSummer(Command):
    """Conduct after the tasks of the summer, for a pupil who waits for it."""

    ACT = "SummerConductJudged"
    klass: Id
    pupil: Id
    conduct: ConductCode
    evidence: Digests

    def reads(self, state: State) -> list[str]:
        """As of every act of a board on one pupil."""
        return pupil_streams(state, self.klass, [self.pupil])


def judge_summer(act: Situation, command: JudgeSummer) -> list[Draft]:
    """LAW 42: conduct judged after the tasks of the summer (TT58 Đ17, TT22 Đ13)."""
    klass = known_class(act.state, command.klass)
    refuse_unless_pending(act.state, command.klass, command.pupil, "REN_LUYEN_HE")
    result = act.state.term(command.klass, 2).result(0, command.pupil)
    if result is not None and conduct_after(act.state, klass, command.pupil, result) is not None:
        raise Refusal("ALREADY_EXISTS", "S62", pupil=command.pupil)
    if board_sits(act.state, command.klass, command.pupil):
        raise Refusal("OF_RECORD", "S62", pupil=command.pupil)
    if command.conduct not in regulation(klass.regime).conduct:
        raise Refusal("BAD_VALUE", "S62", pupil=command.pupil, value=command.conduct)
    data = command.model_dump(include={"pupil", "conduct", "evidence"})
    return [SUMMER_CONDUCT_JUDGED.draft({**data, "class": command.klass})]


def _refuse_void(act: Situation, said: Said, _change: Change) -> None:
    _, newest = act.state.board(said.data["class"]).summer.get(said.data["pupil"], ("", 0))
    refuse_older(said, newest)
    refuse_before_stage_2(act.state, said)


def _judge(board: BoardState, entry: Entry, data: SummerConductJudged) -> None:
    board.summer[data["pupil"]] = (data["conduct"], entry.pos)


def _undo(board: BoardState, _entry: Entry, data: SummerConductJudged) -> None:
    board.summer.pop(data["pupil"], None)


ROWS = (
    Row(
        SUMMER_CONDUCT_JUDGED,
        JudgeSummer,
        judge_summer,
        apply=_judge,
        righting=Righting(fields=frozenset(), judge=_refuse_void, reads=boards_beside, apply_void=_undo),
    ),
)
