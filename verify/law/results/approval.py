"""LAW 37 to 39: a class signed, its results approved, each pupil's recorded."""

from __future__ import annotations

from verify.law.books.close import stands, term_digest_right, term_not_locked
from verify.law.books.due import lacks
from verify.law.books.members import pupils_of
from verify.law.books.reviews import sight
from verify.law.fields import COMMENT, CONDUCT, LEARNING, PERIOD, SIGHT, TENTHS, TERM, rows
from verify.law.pupils.touching import untouched
from verify.law.results.figures import follows
from verify.law.results.halves import first_half_whole
from verify.law.results.ranks import rank
from verify.law.rights import right
from verify.law.shape import Check, is_id, is_natural, is_text, maybe
from verify.law.state.cells import Offer
from verify.law.state.dossiers import Pending
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.types import Type

_SCORES = rows(2, 50, lambda row: is_id(row[0]) and TENTHS(row[1]), 1)
_COMMENTS = rows(2, 50, lambda row: is_id(row[0]) and COMMENT(row[1]), 1)
_CLAUSE: Check = lambda value: is_text(value, 16)  # noqa: E731


def books_signed(state: State, e: Entry) -> str | None:
    """LAW 37 (S69): each book but `profile` has a signature that stands."""
    klass, semester = e.data["class"], e.data["semester"]
    offers = state.classes[klass].offers
    subjects = [name for name, offer in offers.items() if semester in offer.semesters]
    for subject in (*subjects, "conduct"):
        stream = f"book/{klass}/{subject}/{semester}"
        review = state.review(stream)
        if review.signed != sight(state, stream)[1] or not untouched(
            state, klass, semester, review.signed_at
        ):
            return "NOT_SIGNED"
    return None


def sign_class(state: State, e: Entry) -> None:
    """What was signed, and where."""
    found = state.record.result(e.data["class"], e.data["semester"])
    found.signed, found.signed_at = e.data["digest"], e.pos


def year_opened(state: State, e: Entry) -> str | None:
    """LAW 38: the year was opened."""
    opened = state.classes[e.data["class"]].year in state.years
    return None if opened else "YEAR_NOT_OPENED"


def class_signature_stands(state: State, e: Entry) -> str | None:
    """LAW 38 (S63): the newest signature of the class stands."""
    klass, semester = e.data["class"], e.data["semester"]
    found = state.record.result(klass, semester)
    return None if stands(state, klass, semester, found.signed, found.signed_at) else "NOT_SIGNED"


def class_complete(state: State, e: Entry) -> str | None:
    """LAW 38: no due cell is missing in any book."""
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
    """LAW 38: another digest, or results that would be other than those recorded with the newest approval."""
    klass, known = e.data["class"], state.record.result(e.data["class"], e.data["semester"])
    if e.data["digest"] != known.approved:
        return None
    wanted = _wanted(state, e)
    same = set(wanted) == known.rows.keys() and all(
        follows(state, klass, known.rows[key][1]) for key in wanted
    )
    return "ALREADY_EXISTS" if same else None


def semester_1_approved(state: State, e: Entry) -> str | None:
    """LAW 38: semester 2 comes after semester 1."""
    missing = e.data["semester"] == 2 and state.record.result(e.data["class"], 1).approved is None
    return "NOT_APPROVED" if missing else None


def _wanted(state: State, e: Entry) -> list[tuple[int, str]]:
    """(semester, pupil) of the results that must follow, in order."""
    semester = e.data["semester"]
    pupils = pupils_of(state, e.data["class"], semester, e)
    return [(one, pupil) for one in ((1,) if semester == 1 else (2, 0)) for pupil in pupils]


def results_follow(state: State, e: Entry) -> str | None:
    """LAW 38: one result for each pupil follows in the command, and nothing else."""
    rows = len(_wanted(state, e))
    ok = e.i == 0 and e.data["results"] == rows and e.n == rows + 1
    return None if ok else "RESULTS_BROKEN"


def approve(state: State, e: Entry) -> None:
    """The newest approval; its results come next, and cells are of record for good."""
    if e.data["class"] not in state.classes:
        return
    found = state.record.result(e.data["class"], e.data["semester"])
    found.approved, found.approved_at, found.rows = e.data["digest"], e.pos, {}
    state.term(e.data["class"], e.data["semester"]).ever_approved = True
    state.pending = Pending(e.command, "ResultRecorded", None, list(_wanted(state, e)))


def result_has_place(state: State, e: Entry) -> str | None:
    """LAW 39: a result stands behind its approval, in its order."""
    pending = state.pending
    mine = pending is not None and pending.command == e.command and pending.type == "ResultRecorded"
    if pending is None or not mine or not pending.left:
        return "RESULTS_BROKEN"
    return None if pending.left[0] == (e.data["semester"], e.data["pupil"]) else "RESULTS_BROKEN"


def figures_right(state: State, e: Entry) -> str | None:
    """LAW 39: everything of the result but its rank, from the lines."""
    return None if follows(state, e.data["class"], e.data) else "RESULT_WRONG"


def rank_right(state: State, e: Entry) -> str | None:
    """LAW 39: the rank that follows from the figures of this very entry, which are right by now."""
    d, klass = e.data, state.classes[e.data["class"]]
    want = rank(klass.circular, d["scores"], d["comments"], klass.core, d["average"])
    return None if (d["learning"], d["base"], d["clause"]) == want else "RESULT_WRONG"


def record_result(state: State, e: Entry) -> None:
    """Kept as the newest; of the year also whether a board can decide on it."""
    d = e.data
    found = state.record.result(d["class"], d["semester"] or 2)
    found.rows[d["semester"], d["pupil"]] = (e.pos, dict(d))
    found.known.add(d["pupil"])
    if d["semester"] == 0:
        found.recorded[d["pupil"]] = e.pos
        if None not in (d["learning"], d["conduct"], d["absent"]):
            found.judged.add(d["pupil"])
    if state.pending is not None and state.pending.type == "ResultRecorded" and state.pending.left:
        state.pending.left.pop(0)


TYPES: dict[str, Type] = {
    "ClassSigned": Type(
        stream="term/{class}/{semester}",
        fields={**TERM, **SIGHT},
        rules=(right, term_not_locked, books_signed, term_digest_right),
        apply=sign_class,
        asks_class=True,
    ),
    "ResultsApproved": Type(
        stream="term/{class}/{semester}",
        fields={**TERM, "results": is_natural, **SIGHT},
        rules=(
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
        apply=approve,
        final=(year_opened, term_not_locked, class_complete, first_half_whole),
        asks_class=True,
    ),
    "ResultRecorded": Type(
        stream="term/{class}/{semester:half}",
        fields={
            "class": is_id,
            "semester": PERIOD,
            "pupil": is_id,
            "scores": _SCORES,
            "comments": _COMMENTS,
            "average": maybe(TENTHS),
            "conduct": maybe(CONDUCT),
            "absent": maybe(is_natural),
            "learning": maybe(LEARNING),
            "base": maybe(LEARNING),
            "clause": maybe(_CLAUSE),
        },
        rules=(result_has_place, figures_right, rank_right),
        apply=record_result,
        final=(result_has_place, figures_right),
        asks_class=True,
    ),
}
