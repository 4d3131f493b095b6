"""Rules 40, 41 and 43 of spec/LAW.md: lists, boards, outcomes, titles."""

from __future__ import annotations

from typing import Any

from verify.law.close import stands
from verify.law.marks import digest_of
from verify.law.members import pupils_of
from verify.law.people import members_known
from verify.law.placement import decider
from verify.law.ranks import after_retests
from verify.law.rights import Rule, right
from verify.law.state import Entry, State
from verify.law.year_facts import WAITING, Board, Decided, Sitting

MOST_ABSENT = 45


def board_of(state: State, e: Entry) -> Board:
    return state.facts.board(e.data["class"])


def year_result(state: State, klass: str, pupil: str) -> dict[str, Any] | None:
    return state.facts.result(klass, 2).row(0, pupil)


def list_ready(state: State, e: Entry) -> str | None:
    klass = e.data["class"]
    if e.data["stage"] == 1:
        last = state.facts.result(klass, 2)
        return None if stands(state, klass, 2, last.approved, last.approved_at) else "NOT_APPROVED"
    here = set(state.members(klass, e.day)).intersection(pupils_of(state, klass, 2, e))
    year = state.classes[klass].year
    return "NOT_DECIDED" if any(decider(state, pupil, year) is None for pupil in here) else None


def _list(state: State, klass: str, stage: int) -> tuple[int, str]:
    facts = state.facts
    if stage == 1:
        results = facts.result(klass, 2).rows.items()
        rows: list[list[Any]] = sorted(
            [pupil, pos] for (semester, pupil), (pos, _) in results if semester == 0
        )
        return len(rows), digest_of(rows)
    board, found = facts.board(klass), []
    for at, pupil in sorted(board.outcomes):
        if at == 1 and board.outcomes[at, pupil].said in WAITING:
            places = [pos for _, pos in facts.retests.get((klass, pupil), {}).values()]
            judged = [board.summer[pupil][1]] if pupil in board.summer else []
            found.append([pupil, sorted([*places, *judged])])
    return len(found), digest_of(found)


def list_right(state: State, e: Entry) -> str | None:
    seen = _list(state, e.data["class"], e.data["stage"])
    return None if (e.data["count"], e.data["digest"]) == seen else "DIGEST_WRONG"


def sign_list(state: State, e: Entry) -> None:
    board_of(state, e).lists[e.data["stage"]] = (e.pos, e.data["digest"])


def list_signed(state: State, e: Entry) -> str | None:
    signed = board_of(state, e).lists.get(e.data["stage"])
    fresh = signed is not None and signed[1] == _list(state, e.data["class"], e.data["stage"])[1]
    return None if fresh else "NOT_SIGNED"


def sits(board: Board, stage: int) -> bool:
    """Whether a board was opened on the newest list of the stage."""
    signed = board.lists.get(stage)
    return signed is not None and stage in board.opened and board.opened[stage].pos > signed[0]


def no_board_yet(state: State, e: Entry) -> str | None:
    return "ALREADY_EXISTS" if sits(board_of(state, e), e.data["stage"]) else None


def open_board(state: State, e: Entry) -> None:
    members = frozenset(e.data["members"])
    board_of(state, e).opened[e.data["stage"]] = Sitting(e.pos, e.person, members)


def board_open(state: State, e: Entry) -> str | None:
    return None if sits(board_of(state, e), e.data["stage"]) else "BOARD_NOT_OPEN"


def has_result(state: State, e: Entry) -> str | None:
    result = year_result(state, e.data["class"], e.data["pupil"])
    whole = result is not None and None not in (result["learning"], result["conduct"], result["absent"])
    return None if whole else "NO_RESULT"


def undecided(state: State, e: Entry) -> str | None:
    """At stage 1 not in the year, but on figures that the result here replaced; at stage 2 not since."""
    pupil, board = e.data["pupil"], board_of(state, e)
    if e.data["stage"] == 2:
        return "ALREADY_EXISTS" if (2, pupil) in board.outcomes else None
    klass = decider(state, pupil, state.classes[e.data["class"]].year)
    if klass is None:
        return None
    result = state.facts.result(e.data["class"], 2).placed_row(0, pupil)
    return None if state.facts.board(klass).outcomes[1, pupil].overtaken(result) else "ALREADY_EXISTS"


def board_has_seen(state: State, e: Entry) -> str | None:
    """Opened since the result that overtook the decision; at stage 2 since the decision of stage 1."""
    pupil, board = e.data["pupil"], board_of(state, e)
    opened = board.opened[e.data["stage"]].pos
    if e.data["stage"] == 2:
        return "BOARD_NOT_OPEN" if opened < board.first(pupil) else None
    if decider(state, pupil, state.classes[e.data["class"]].year) is None:
        return None
    result = state.facts.result(e.data["class"], 2).placed_row(0, pupil)
    return "BOARD_NOT_OPEN" if result is not None and opened < result[0] else None


def waits_here(state: State, klass: str, pupil: str) -> str | None:
    """The outcome on which stage 2 of this class decides; None if the decision is another class's."""
    mine = decider(state, pupil, state.classes[klass].year) == klass
    return state.facts.board(klass).pending(pupil) if mine else None


def second_follows_first(state: State, e: Entry) -> str | None:
    if e.data["stage"] == 1:
        return None
    waits = waits_here(state, e.data["class"], e.data["pupil"]) is not None
    return None if waits and e.data["outcome"] in ("LEN_LOP", "O_LAI_LOP") else "NOT_PENDING"


def judged_by_result(state: State, e: Entry) -> str | None:
    d = e.data
    result = year_result(state, d["class"], d["pupil"])
    assert result is not None  # noqa: S101 - `has_result` comes first and ends the judging
    want = {key: result[key] for key in ("learning", "conduct", "absent")}
    if d["stage"] == 2:
        values = counting_marks(state, d["class"], d["pupil"])
        if values:
            klass = state.classes[d["class"]]
            figures = result["scores"], result["comments"]
            want["learning"] = after_retests(klass.regime, *figures, klass.core, values)
        judged = counting_conduct(state, d["class"], d["pupil"])
        if judged is not None:
            want["conduct"] = judged
    return None if all(d[key] == value for key, value in want.items()) else "RESULT_WRONG"


def not_reached(result: dict[str, Any] | None) -> set[str]:
    """The subjects of a year result that may be taken again."""
    if result is None:
        return set()
    low = {subject for subject, value in result["scores"] if value < 50}
    return low | {subject for subject, value in result["comments"] if value == "CD"}


def counting_marks(state: State, klass: str, pupil: str) -> dict[str, Any]:
    """Rule 42: re-test marks since the decision of stage 1, and those before it of subjects not reached."""
    first, low = state.facts.board(klass).first(pupil), not_reached(year_result(state, klass, pupil))
    marks = state.facts.retests.get((klass, pupil), {})
    return {name: value for name, (value, pos) in marks.items() if pos > first or name in low}


def counting_conduct(state: State, klass: str, pupil: str) -> str | None:
    """The same of the conduct that was judged over the summer."""
    board, result = state.facts.board(klass), year_result(state, klass, pupil)
    judged, pos = board.summer.get(pupil, (None, -1))
    low = "Y" if state.classes[klass].regime == "TT58_26" else "CD"
    counts = pos > board.first(pupil) or (result is not None and result["conduct"] == low)
    return judged if counts else None


def _by_rule(state: State, e: Entry) -> str:
    d = e.data
    outcome = outcome_due(state.classes[d["class"]].regime, d["learning"], d["conduct"], d["absent"])
    if d["stage"] == 2 and outcome != "LEN_LOP":
        outcome = "O_LAI_LOP"
    return outcome


def outcome_follows(state: State, e: Entry) -> str | None:
    follows = e.data["outcome"] == _by_rule(state, e)
    return None if follows or e.data["reason"] is not None else "OUTCOME_WRONG"


def two_hands(state: State, e: Entry) -> str | None:
    """Another outcome than the regulation's: by a member of the board who did not open it."""
    if e.data["outcome"] == _by_rule(state, e):
        return None
    board = board_of(state, e).opened[e.data["stage"]]
    ok = e.person in board.members and e.person != board.opener
    return None if ok else "PROPOSER_DECIDES"


def outcome_due(regime: str, learning: str, conduct: str, absent: int) -> str:
    """TT58 Đ15-17, TT22 Đ12-14."""
    if absent > MOST_ABSENT:
        return "O_LAI_LOP"
    low = "Y" if regime == "TT58_26" else "CD"
    if learning == "KEM" or (learning, conduct) == (low, low):
        return "O_LAI_LOP"
    if learning == low:
        return "KIEM_TRA_LAI"
    return "REN_LUYEN_HE" if conduct == low else "LEN_LOP"


def decide(state: State, e: Entry) -> None:
    pupil, outcomes = e.data["pupil"], board_of(state, e).outcomes
    rests = year_result(state, e.data["class"], pupil)
    outcomes[e.data["stage"], pupil] = Decided(e.pos, e.data["outcome"], rests)
    if e.data["stage"] == 1:
        outcomes.pop((2, pupil), None)


def _result_of(state: State, e: Entry) -> dict[str, Any] | None:
    d = e.data
    return state.facts.result(d["class"], d["semester"] or 2).row(d["semester"], d["pupil"])


def title_has_result(state: State, e: Entry) -> str | None:
    return "NO_RESULT" if _result_of(state, e) is None else None


def _titles(state: State, e: Entry) -> set[str]:
    """In any class of the pupil in that year, but for those that the result of this class overtakes."""
    pupil, klass, semester = e.data["pupil"], e.data["class"], e.data["semester"]
    year = state.classes[klass].year
    held = state.classes_in(pupil, year) if pupil in state.pupils else []
    result = state.facts.result(klass, semester or 2).placed_row(semester, pupil)
    return {
        title.said
        for one in {klass, *held}
        for title in state.facts.board(one).titles.get((semester, pupil), ())
        if not title.overtaken(result)
    }


def one_title(state: State, e: Entry) -> str | None:
    held, title = _titles(state, e), e.data["title"]
    more = title != "GIAY_KHEN" and held - {"GIAY_KHEN"}
    return "ALREADY_EXISTS" if title in held or more else None


def title_fits(state: State, e: Entry) -> str | None:
    result = _result_of(state, e)
    assert result is not None  # noqa: S101 - `title_has_result` comes first and ends the judging
    regime, semester = state.classes[e.data["class"]].regime, e.data["semester"]
    fits = e.data["title"] == title_due(regime, semester, result)
    return None if fits or e.data["reason"] is not None else "TITLE_WRONG"


def title_due(regime: str, semester: int, result: dict[str, Any]) -> str | None:
    """TT58 Đ18 in the wording of TT26; TT22 Đ15."""
    learning, conduct = result["learning"], result["conduct"]
    if regime == "TT58_26":
        if (learning, conduct) == ("G", "T"):
            return "HSG"
        return "HSTT" if learning in ("G", "K") and conduct in ("T", "K") else None
    if semester or (learning, conduct) != ("T", "T"):
        return None
    return "HSXS" if sum(value >= 90 for _, value in result["scores"]) >= 6 else "HSG"


def award(state: State, e: Entry) -> None:
    place = (e.data["semester"], e.data["pupil"])
    title = Decided(e.pos, e.data["title"], _result_of(state, e))
    board_of(state, e).titles.setdefault(place, []).append(title)


RULES: dict[str, tuple[Rule, ...]] = {
    "PromotionListSigned": (right, list_ready, list_right),
    "BoardOpened": (right, members_known, list_signed, no_board_yet),
    "PromotionDecided": (
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
    "TitleAwarded": (right, title_has_result, one_title, title_fits),
}

APPLY = {
    "PromotionListSigned": sign_list,
    "BoardOpened": open_board,
    "PromotionDecided": decide,
    "TitleAwarded": award,
}
