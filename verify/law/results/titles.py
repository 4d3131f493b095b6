"""LAW 43: titles."""

from __future__ import annotations

from typing import Any

from verify.law.fields import PERIOD
from verify.law.results.boards import board_of
from verify.law.rights import right
from verify.law.shape import is_id, is_text, maybe, one_of
from verify.law.state.acts import Act
from verify.law.state.entry import Entry
from verify.law.state.results import Decided
from verify.law.state.state import State
from verify.law.types import Slip, Type

TITLES = ("HSXS", "HSG", "HSTT", "GIAY_KHEN")


def _result_of(state: State, e: Entry) -> dict[str, Any] | None:
    d = e.data
    return state.record.result(d["class"], d["semester"] or 2).row(d["semester"], d["pupil"])


def title_has_result(state: State, e: Entry) -> str | None:
    """LAW 43: a result that the title is given for."""
    return "NO_RESULT" if _result_of(state, e) is None else None


def _titles(state: State, e: Entry) -> set[str]:
    """In any class of the pupil in that year, but for those that the result of this class overtakes."""
    pupil, klass, semester = e.data["pupil"], e.data["class"], e.data["semester"]
    year = state.classes[klass].year
    held = state.classes_in(pupil, year) if pupil in state.pupils else []
    result = state.record.result(klass, semester or 2).placed_row(semester, pupil)
    return {
        title.said
        for one in {klass, *held}
        for title in state.record.board(one).titles.get((semester, pupil), ())
        if not title.overtaken(result)
    }


def one_title(state: State, e: Entry) -> str | None:
    """LAW 43: each once, and but one besides the letter of praise."""
    held, title = _titles(state, e), e.data["title"]
    more = title != "GIAY_KHEN" and held - {"GIAY_KHEN"}
    return "ALREADY_EXISTS" if title in held or more else None


def title_fits(state: State, e: Entry) -> str | None:
    """LAW 43 (TT58 Đ18, TT22 Đ15): the circular's title, or a reason."""
    result = _result_of(state, e)
    assert result is not None  # noqa: S101 - `title_has_result` comes first and ends the judging
    due = state.classes[e.data["class"]].circular.title(e.data["semester"], result)
    fits = e.data["title"] == due
    return None if fits or e.data["reason"] is not None else "TITLE_WRONG"


def award(state: State, e: Entry) -> None:
    """Awarded on this result."""
    place = (e.data["semester"], e.data["pupil"])
    title = Decided(e.pos, e.data["title"], _result_of(state, e))
    board_of(state, e).titles.setdefault(place, []).append(title)


def title_retold(state: State, act: Act, _e: Entry) -> None:
    """None of it stands."""
    held = state.record.board(act.data["class"]).titles.get((act.data["semester"], act.data["pupil"]), [])
    held[:] = [one for one in held if one.pos != act.pos]


TYPES: dict[str, Type] = {
    "TitleAwarded": Type(
        stream="board/{class}",
        fields={
            "class": is_id,
            "pupil": is_id,
            "semester": PERIOD,
            "title": one_of(*TITLES),
            "reason": maybe(is_text),
        },
        rules=(right, title_has_result, one_title, title_fits),
        apply=award,
        final=(title_has_result,),
        slip=Slip((), void=True, retold=title_retold),
        asks_class=True,
    ),
}
