"""The promotion list of a class signed, and its board opened (LAW 40; S59-S62, S70)."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import StageCommand
from domain.grounds.moving.placement import deciding_class
from domain.grounds.rows import Row
from domain.grounds.sights import stands
from domain.grounds.situation import Situation, known_class, known_person
from domain.grounds.summer import on_list
from domain.state.board import BoardState, Sitting
from domain.state.book import Signature
from domain.state.facts import Klass
from domain.state.membership import members, pupils_of
from domain.state.state import State
from domain.words import said
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import Decision, Digest, Id, Ids, Position, Stage
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


class SignPromotionList(StageCommand):
    """The homeroom teacher answers for who is on the list of the stage."""

    ACT = "PromotionListSigned"


class OpenBoard(StageCommand):
    """A board sits on the list that was signed last."""

    ACT = "BoardOpened"
    members: Annotated[Ids, Field(min_length=3)]
    decision: Decision


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


def list_sight(state: State, klass: str, stage: int) -> tuple[int, str]:
    """How many pupils are on the list of a stage, and its digest (EVENTS.md)."""
    pupils = on_list(state, klass, stage)
    if stage == 1:
        term = state.term(klass, 2)
        rows: list[list[Any]] = [[pupil, term.results[0, pupil].pos] for pupil in pupils]
    else:
        rows = [[pupil, _after_summer(state, klass, pupil)] for pupil in pupils]
    return len(rows), digest(rows)


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


def _sign(board: BoardState, entry: Entry, data: PromotionListSigned) -> None:
    board.lists[data["stage"]] = Signature(entry.pos, data["digest"])


def _open(board: BoardState, entry: Entry, data: BoardOpened) -> None:
    board.opened[data["stage"]] = Sitting(entry.pos, entry.actor["person"], tuple(data["members"]))


ROWS = (
    Row(PROMOTION_LIST_SIGNED, SignPromotionList, sign_list, apply=_sign),
    Row(BOARD_OPENED, OpenBoard, open_board, apply=_open),
)
