"""Rules 37 to 39 of spec/LAW.md: a class signed, its results approved, each pupil's recorded."""

from __future__ import annotations

from typing import Any

from verify.law.attendance import absent_in
from verify.law.books import cell_of, counted, lacks, sight
from verify.law.cells import Offer
from verify.law.close import stands, term_digest_right, term_not_locked
from verify.law.halves import first_half_whole
from verify.law.members import pupils_of
from verify.law.movements import exempt
from verify.law.ranks import half_up, rank
from verify.law.rights import Rule, right
from verify.law.state import Entry, Klass, Pending, State
from verify.law.touching import untouched

# TT22 Đ8.2b: conduct of semester 2 and 1 -> of the year.
_ROWS = {"T": "T T K K", "K": "K K K D", "D": "K D D D", "CD": "CD CD CD CD"}
_CONDUCT_YEAR = {
    (second, first): of_year
    for second, row in _ROWS.items()
    for first, of_year in zip(("T", "K", "D", "CD"), row.split())
}
Data = dict[str, Any]


def books_signed(state: State, e: Entry) -> str | None:
    klass, semester = e.data["class"], e.data["semester"]
    offers = state.classes[klass].offers
    subjects = [name for name, offer in offers.items() if semester in offer.semesters]
    for subject in (*subjects, "conduct"):
        stream = f"book/{klass}/{subject}/{semester}"
        review = state.facts.review(stream)
        if review.signed != sight(state, stream)[1] or not untouched(
            state, klass, semester, review.signed_at
        ):
            return "NOT_SIGNED"
    return None


def sign_class(state: State, e: Entry) -> None:
    found = state.facts.result(e.data["class"], e.data["semester"])
    found.signed, found.signed_at = e.data["digest"], e.pos


def year_opened(state: State, e: Entry) -> str | None:
    opened = state.classes[e.data["class"]].year in state.facts.years
    return None if opened else "YEAR_NOT_OPENED"


def class_signature_stands(state: State, e: Entry) -> str | None:
    klass, semester = e.data["class"], e.data["semester"]
    found = state.facts.result(klass, semester)
    return None if stands(state, klass, semester, found.signed, found.signed_at) else "NOT_SIGNED"


def class_complete(state: State, e: Entry) -> str | None:
    klass, semester = e.data["class"], e.data["semester"]
    subjects = [*state.classes[klass].offers, "conduct"]
    lacking = any(
        lacks(state, pupil, klass, subject, semester)
        for pupil in pupils_of(state, klass, semester, e)
        for subject in subjects
        if _taught(state.classes[klass].offers.get(subject), semester)
    )
    return "INCOMPLETE" if lacking else None


def _taught(offer: Offer | None, semester: int) -> bool:
    return offer is None or semester in offer.semesters


def approved_anew(state: State, e: Entry) -> str | None:
    """Another digest, or results that would be other than those recorded with the newest approval."""
    klass, known = e.data["class"], state.facts.result(e.data["class"], e.data["semester"])
    if e.data["digest"] != known.approved:
        return None
    wanted = _wanted(state, e)
    same = set(wanted) == known.rows.keys() and all(
        _follows(state, klass, known.rows[key][1]) for key in wanted
    )
    return "ALREADY_EXISTS" if same else None


def semester_1_approved(state: State, e: Entry) -> str | None:
    missing = e.data["semester"] == 2 and state.facts.result(e.data["class"], 1).approved is None
    return "NOT_APPROVED" if missing else None


def _wanted(state: State, e: Entry) -> list[tuple[int, str]]:
    """(semester, pupil) of the results that must follow, in order."""
    semester = e.data["semester"]
    pupils = pupils_of(state, e.data["class"], semester, e)
    return [(one, pupil) for one in ((1,) if semester == 1 else (2, 0)) for pupil in pupils]


def results_follow(state: State, e: Entry) -> str | None:
    rows = len(_wanted(state, e))
    ok = e.i == 0 and e.data["results"] == rows and e.n == rows + 1
    return None if ok else "RESULTS_BROKEN"


def approve(state: State, e: Entry) -> None:
    if e.data["class"] not in state.classes:
        return
    found = state.facts.result(e.data["class"], e.data["semester"])
    found.approved, found.approved_at, found.rows = e.data["digest"], e.pos, {}
    state.term(e.data["class"], e.data["semester"]).ever_approved = True
    state.pending = Pending(e.command, "ResultRecorded", None, list(_wanted(state, e)))


def result_has_place(state: State, e: Entry) -> str | None:
    pending = state.pending
    mine = pending is not None and pending.command == e.command and pending.type == "ResultRecorded"
    if pending is None or not mine or not pending.left:
        return "RESULTS_BROKEN"
    return None if pending.left[0] == (e.data["semester"], e.data["pupil"]) else "RESULTS_BROKEN"


def figures_right(state: State, e: Entry) -> str | None:
    """Everything of the result but its rank, from the lines."""
    return None if _follows(state, e.data["class"], e.data) else "RESULT_WRONG"


def _follows(state: State, klass: str, row: Data) -> bool:
    """Whether the figures of a result are those that follow now."""
    if row["semester"]:
        want = of_semester(state, klass, row["pupil"], row["semester"])
    else:
        want = _of_year(state, klass, row["pupil"])
    scores = [value for _, value in want["scores"]]
    tt58 = state.classes[klass].regime == "TT58_26"
    want["average"] = half_up(sum(scores), len(scores)) if scores and tt58 else None
    return all(row[key] == value for key, value in want.items())


def rank_right(state: State, e: Entry) -> str | None:
    """The rank that follows from the figures of this very entry, which are right if one comes here."""
    d, klass = e.data, state.classes[e.data["class"]]
    want = rank(klass.regime, d["scores"], d["comments"], klass.core, d["average"])
    return None if (d["learning"], d["base"], d["clause"]) == want else "RESULT_WRONG"


def of_semester(state: State, klass: str, pupil: str, semester: int) -> Data:
    """Rule 39, a semester: scores, comments, conduct, absent."""
    place, brought = state.classes[klass], state.facts.brought.get(pupil, {})
    found: dict[str, list[list[Any]]] = {"score": [], "comment": []}
    for subject, offer in sorted(place.offers.items()):
        if semester not in offer.semesters or exempt(state, pupil, klass, subject, semester) == "whole":
            continue
        value = brought.get((place.year, semester, subject))
        if value is None:
            value = _computed(state, klass, pupil, subject, semester)
        # As in `Counted.whole`: what was brought along and does not suit the subject counts for nothing.
        if value is not None and (type(value) is int) == (offer.kind == "score"):
            found[offer.kind].append([subject, value])
    conduct = _conduct(state, klass, pupil, semester, "hk")
    return {"scores": found["score"], "comments": found["comment"], "conduct": conduct, "absent": None}


def level(regime: str, values: list[Any]) -> str:
    """Of a comment subject: TT58 Đ10.2a, TT22 Đ9.1a."""
    passed = sum(value == "D" for value in values)
    if regime == "TT22_2021":
        return "D" if passed == len(values) else "CD"
    return "D" if values[-1] == "D" and 3 * passed >= 2 * len(values) else "CD"


def _computed(state: State, klass: str, pupil: str, subject: str, semester: int) -> Any:
    cells = counted(state, klass, pupil, subject, semester)
    if not cells.whole:
        return None
    if state.classes[klass].offers[subject].kind == "comment":
        return level(state.classes[klass].regime, cells.values)
    marks = [0 if value == "K" else value for value in cells.values]
    return half_up(sum(marks) + marks[-2] + 2 * marks[-1], len(marks) + 3)


def _conduct(state: State, klass: str, pupil: str, semester: int, col: str) -> Any:
    brought = state.facts.brought.get(pupil, {})
    value = brought.get((state.classes[klass].year, semester, "conduct"))
    return value if value is not None else cell_of(state, pupil, klass, ("conduct", semester), col)


def _first_semester(state: State, klass: str, pupil: str) -> Data:
    """As recorded last, in whichever class of the pupil in the year; else as it would be now."""
    places = state.classes_in(pupil, state.classes[klass].year)
    rows = (state.facts.result(one, 1).rows.get((1, pupil)) for one in places)
    newest = max((row for row in rows if row is not None), key=lambda row: row[0], default=None)
    return newest[1] if newest is not None else of_semester(state, klass, pupil, 1)


def _of_year(state: State, klass: str, pupil: str) -> Data:
    place = state.classes[klass]
    first = _first_semester(state, klass, pupil)
    second = state.facts.result(klass, 2).row(2, pupil) or of_semester(state, klass, pupil, 2)
    if place.regime == "TT58_26":
        conduct = _conduct(state, klass, pupil, 2, "cn")
    else:
        conduct = conduct_year(first["conduct"], second["conduct"])
    return {
        "scores": [row for row in _both(first["scores"], second["scores"], place) if row[1] is not None],
        "comments": [
            row for row in _both(first["comments"], second["comments"], place) if row[1] is not None
        ],
        "conduct": conduct,
        "absent": absent_in(state, pupil, place.year),
    }


def _both(first: list[list[Any]], second: list[list[Any]], place: Klass) -> list[list[Any]]:
    """The year's value of each subject of the class: of both semesters, or of the one that there is."""
    one, two = dict(map(tuple, first)), dict(map(tuple, second))
    found = []
    for subject in sorted((one.keys() | two.keys()) & place.offers.keys()):
        hk1, hk2 = one.get(subject), two.get(subject)
        if type(hk1) is int and type(hk2) is int:
            found.append([subject, half_up(hk1 + 2 * hk2, 3)])
        else:
            found.append([subject, hk2 if hk2 is not None else hk1])
    return found


def conduct_year(first: Any, second: Any) -> Any:
    """TT22 Đ8.2b; of one semester alone if the other has none."""
    if first is None or second is None:
        return second or first
    return _CONDUCT_YEAR.get((second, first))  # of another regime's codes nothing follows


def record_result(state: State, e: Entry) -> None:
    d = e.data
    found = state.facts.result(d["class"], d["semester"] or 2)
    found.rows[d["semester"], d["pupil"]] = (e.pos, dict(d))
    found.known.add(d["pupil"])
    if d["semester"] == 0:
        found.recorded[d["pupil"]] = e.pos
        if None not in (d["learning"], d["conduct"], d["absent"]):
            found.judged.add(d["pupil"])
    if state.pending is not None and state.pending.type == "ResultRecorded" and state.pending.left:
        state.pending.left.pop(0)


RULES: dict[str, tuple[Rule, ...]] = {
    "ClassSigned": (right, term_not_locked, books_signed, term_digest_right),
    "ResultsApproved": (
        right,
        year_opened,
        term_not_locked,
        class_signature_stands,
        class_complete,
        term_digest_right,
        approved_anew,
        semester_1_approved,
        first_half_whole,
        results_follow,
    ),
    "ResultRecorded": (result_has_place, figures_right, rank_right),
}

APPLY = {
    "ClassSigned": sign_class,
    "ResultsApproved": approve,
    "ResultRecorded": record_result,
}
