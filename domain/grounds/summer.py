"""What counts of the summer between the two stages of a promotion (LAW 42; S62)."""

from domain.grounds.rows import Change
from domain.regulations import regulation
from domain.regulations.judgement import eligible
from domain.state.board import PENDING, Registration
from domain.state.facts import Klass, Said
from domain.state.membership import classes_of_year
from domain.state.state import State
from domain.state.term import Result
from domain.words.marks import CommentLevel
from domain.words.refusal import Refusal


def on_list(state: State, klass: str, stage: int) -> list[str]:
    """Stage 1: who has a year result; stage 2: whose first outcome waits for the summer."""
    if stage == 1:
        return sorted(pupil for semester, pupil in state.term(klass, 2).results if semester == 0)
    decided = state.board(klass).decided
    return sorted(pupil for (at, pupil), each in decided.items() if at == 1 and each.outcome in PENDING)


def first_decision(state: State, klass: str, pupil: str) -> int:
    """Position of the class's newest decision of stage 1; -1 before any."""
    first = state.board(klass).decided.get((1, pupil))
    return first.pos if first else -1


def registration(state: State, klass: str, pupil: str) -> Registration | None:
    """The newest one, if it was made since that decision."""
    found = state.board(klass).registered.get(pupil)
    return found if found and found.pos > first_decision(state, klass, pupil) else None


def marks_that_count(
    state: State, klass: Klass, pupil: str, result: Result
) -> dict[str, int | str | CommentLevel]:
    """Subject -> re-test mark: those since the decision, and earlier ones of subjects still not reached."""
    since, may = first_decision(state, klass.klass, pupil), eligible(result.scores, result.comments)
    cells = {subject: state.retest(klass.klass, subject).cell(pupil) for subject in klass.subjects}
    return {
        subject: cell.value
        for subject, cell in cells.items()
        if cell.value is not None and (cell.pos > since or subject in may)
    }


def marked_since(state: State, klass: Klass, pupil: str) -> bool:
    """Whether a re-test mark was entered since the decision."""
    since = first_decision(state, klass.klass, pupil)
    cells = (state.retest(klass.klass, subject).cell(pupil) for subject in klass.subjects)
    return any(cell.value is not None and cell.pos > since for cell in cells)


def conduct_after(state: State, klass: Klass, pupil: str, result: Result) -> str | None:
    """Conduct as judged over the summer, if that counts; None if the year's stands."""
    conduct, pos = state.board(klass.klass).summer.get(pupil, ("", -1))
    low = result.conduct == regulation(klass.regime).low_conduct
    counts = low or pos > first_decision(state, klass.klass, pupil)
    return conduct if conduct and counts else None


def boards_beside(state: State, said: Said, _change: Change) -> list[str]:
    """What an act of a promotion is judged by when it is put right: its stream, the boards of the pupil's
    classes of the year."""
    year = state.classes[said.data["class"]].year
    beside = classes_of_year(state, said.data["pupil"], year)
    return [said.stream, *(f"board/{klass}" for klass in {said.data["class"], *beside})]


def refuse_older(said: Said, newest: int) -> None:
    """Raises STALE_BASE: another act of its kind about the pupil has followed, and counts instead."""
    if newest != said.pos:
        raise Refusal("STALE_BASE", "S21", conflicts=[{"base": said.pos, "pos": newest}])


def refuse_before_stage_2(state: State, said: Said) -> None:
    """A decision of stage 2 rests on it: that one is made void first."""
    pupil, klass = said.data["pupil"], said.data["class"]
    beside = classes_of_year(state, pupil, state.classes[klass].year)
    if any((2, pupil) in state.board(each).decided for each in {klass, *beside}):
        raise Refusal("IN_USE", "S60", of=said.pos, pupil=pupil, stage=2)


def board_sits(state: State, klass: str, pupil: str) -> bool:
    """Whether a board of stage 2 has seen what stands of the pupil: opened on the newest list and since the
    decision of stage 1."""
    board = state.board(klass)
    return board.board_open(2) and board.opened[2].pos > first_decision(state, klass, pupil)
