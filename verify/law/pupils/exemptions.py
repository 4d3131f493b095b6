"""LAW 31: exemptions, and who learns a subject in one semester only."""

from __future__ import annotations

from typing import Any

from verify.law.books.filling import cell_of_record
from verify.law.fields import DECISION, SEMESTER
from verify.law.pupils import touching
from verify.law.pupils.papers import counting_cells, result_recorded, takes_paper
from verify.law.rights import right
from verify.law.shape import ascending, is_digest, is_id, is_natural, is_text, one_of
from verify.law.state.acts import Act, Change
from verify.law.state.entry import Entry
from verify.law.state.pupils import Exemption
from verify.law.state.state import State
from verify.law.types import Slip, Type


def member_now(state: State, e: Entry) -> str | None:
    """LAW 31: the pupil is in the class."""
    return None if state.member(e.data["pupil"], e.data["class"], e.day) else "NOT_IN_CLASS"


def _taught(state: State, klass: str, subject: str, semesters: Any) -> bool:
    offer = state.classes[klass].offers.get(subject)
    return offer is not None and all(one in offer.semesters for one in semesters)


def exempt_subject_taught(state: State, e: Entry) -> str | None:
    """LAW 31: a subject of the class in each of the semesters."""
    d = e.data
    return None if _taught(state, d["class"], d["subject"], d["semesters"]) else "UNKNOWN_SUBJECT"


def exemption_allowed(state: State, e: Entry) -> str | None:
    """LAW 31, TT58 Đ12: from all of a comment subject; TT22 Đ10 and elsewhere: from a practical part only."""
    klass = state.classes[e.data["class"]]
    offer = klass.offers.get(e.data["subject"])
    whole = e.data["part"] == "whole"
    ok = not whole or (offer is not None and offer.kind in klass.circular.whole_exemption)
    return None if ok else "EXEMPTION_NOT_ALLOWED"


def exempt(state: State, pupil: str, klass: str, subject: str, semester: int) -> str | None:
    """`whole` or `practical` if a standing exemption of the class's year covers it."""
    year = state.classes[klass].year
    for one in state.papers.exemptions.get(pupil, ()):
        here = state.classes[one.klass].year == year
        if here and one.subject == subject and semester in one.semesters:
            return one.part
    return None


def not_exempt_yet(state: State, e: Entry) -> str | None:
    """LAW 31: no other stands in one of the semesters."""
    d = e.data
    held = any(exempt(state, d["pupil"], d["class"], d["subject"], one) for one in d["semesters"])
    return "ALREADY_EXISTS" if held else None


def _locked(state: State, e: Entry, klass: str, semesters: Any) -> bool:
    return any(state.term(klass, one).locked(e.t) for one in semesters)


def exempt_terms_open(state: State, e: Entry) -> str | None:
    """LAW 31: none of the semesters is locked."""
    return "BOOK_LOCKED" if _locked(state, e, e.data["class"], e.data["semesters"]) else None


def exempts_nothing_of_record(state: State, e: Entry) -> str | None:
    """LAW 31, P1: a whole exemption does not make a mark or a result of record count for nothing."""
    d = e.data
    if d["part"] != "whole":
        return None
    year = state.classes[d["class"]].year
    for semester in d["semesters"]:
        if result_recorded(state, d["pupil"], year, semester):
            return "OF_RECORD"
        for klass in state.classes_in(d["pupil"], year):
            book = state.book(f"book/{klass}/{d['subject']}/{semester}")
            held = counting_cells(book, d["pupil"])
            if book is not None and any(cell_of_record(state, e, book, col) for col in held):
                return "OF_RECORD"
    return None


def grant(state: State, e: Entry) -> None:
    """It stands."""
    d = e.data
    given = Exemption(e.pos, d["class"], d["subject"], frozenset(d["semesters"]), d["part"])
    state.papers.exemptions.setdefault(d["pupil"], []).append(given)


def _standing(state: State, e: Entry) -> Exemption | None:
    return state.papers.exemption(e.data["pupil"], e.data["exemption"])


def exemption_stands(state: State, e: Entry) -> str | None:
    """LAW 31: only what stands is ended."""
    return None if _standing(state, e) is not None else "UNKNOWN_EXEMPTION"


def ended_terms_open(state: State, e: Entry) -> str | None:
    """LAW 31: none of its semesters is locked."""
    one = _standing(state, e)
    return "BOOK_LOCKED" if one is not None and _locked(state, e, one.klass, one.semesters) else None


def ends_nothing_of_record(state: State, e: Entry) -> str | None:
    """LAW 31, P1: no result was recorded with it."""
    one = _standing(state, e)
    if one is None or one.part != "whole":
        return None
    year = state.classes[one.klass].year
    known = any(result_recorded(state, e.data["pupil"], year, semester) for semester in one.semesters)
    return "OF_RECORD" if known else None


def end_exemption(state: State, e: Entry) -> None:
    """It stands no more."""
    one = _standing(state, e)
    if one is not None:
        state.papers.exemptions[e.data["pupil"]].remove(one)


def both_semesters(state: State, e: Entry) -> str | None:
    """LAW 31: a subject of both semesters."""
    return None if _taught(state, e.data["class"], e.data["subject"], (1, 2)) else "UNKNOWN_SUBJECT"


def _permitted(state: State, e: Entry) -> tuple[str, str, str]:
    return e.data["pupil"], state.classes[e.data["class"]].year, e.data["subject"]


def one_semester_new(state: State, e: Entry) -> str | None:
    """LAW 31: once in a year."""
    return "ALREADY_EXISTS" if _permitted(state, e) in state.papers.one_semester else None


def nothing_in_semester_1(state: State, e: Entry) -> str | None:
    """LAW 31: not of who learned it in semester 1."""
    return nothing_learned(state, *_permitted(state, e))


def nothing_learned(state: State, pupil: str, year: str, subject: str) -> str | None:
    """LAW 31: no cell of semester 1, in whatever class of the year, and nothing brought."""
    for klass in state.classes_in(pupil, year):
        book = state.book(f"book/{klass}/{subject}/1")
        for col in book.columns if book is not None else ():
            if book is not None and book.value(book.cell(pupil, col)) is not None:
                return "NOT_NEEDED"
    return "NOT_NEEDED" if (year, 1, subject) in state.papers.brought.get(pupil, {}) else None


def second_not_recorded(state: State, e: Entry) -> str | None:
    """LAW 31, P1: no result counts semester 2 already."""
    pupil, year, _ = _permitted(state, e)
    return "OF_RECORD" if result_recorded(state, pupil, year, 2) else None


def allow_one_semester(state: State, e: Entry) -> None:
    """In every class of that year."""
    if e.data["class"] in state.classes:
        state.papers.one_semester.add(_permitted(state, e))


def exemption_fits(state: State, e: Entry, act: Act, change: Change) -> str | None:
    """LAW 49: it stands, its semesters are open, and another subject, part or semester may be exempt, too."""
    if not act.void and state.papers.exemption(act.data["pupil"], act.pos) is None:
        return "UNKNOWN_EXEMPTION"
    d = act.amended(change or {})
    if change is not None and (act.void or {"subject", "semesters", "part"} & set(change)):
        code = _exempts(state, act, d)
        if code is not None:
            return code
    semesters = {*act.data["semesters"], *d["semesters"]}
    locked = any(state.term(d["class"], one).locked(e.t) for one in semesters)
    return "BOOK_LOCKED" if locked else None


def _exempts(state: State, act: Act, d: dict[str, Any]) -> str | None:
    """As 31 asks of the granting, but for results that are recorded, and no value may stand at all."""
    klass, pupil = state.classes[d["class"]], d["pupil"]
    offer = klass.offers.get(d["subject"])
    if offer is None or not all(one in offer.semesters for one in d["semesters"]):
        return "UNKNOWN_SUBJECT"
    if not takes_paper(klass, d["subject"], d["semesters"], d["part"], None):
        return "EXEMPTION_NOT_ALLOWED"
    for one in state.papers.exemptions.get(pupil, ()):
        same = one.subject == d["subject"] and state.classes[one.klass].year == klass.year
        if one.pos != act.pos and same and one.semesters & set(d["semesters"]):
            return "ALREADY_EXISTS"
    for place in state.classes_in(pupil, klass.year) if d["part"] == "whole" else ():
        for semester in d["semesters"]:
            if counting_cells(state.books.get(f"book/{place}/{d['subject']}/{semester}"), pupil):
                return "OF_RECORD"
    return None


def one_semester_fits(state: State, _e: Entry, act: Act, _change: Change) -> str | None:
    """LAW 49: standing again asks what the permission asked."""
    d = act.data
    if not act.void:
        return None
    permitted = (d["pupil"], state.classes[d["class"]].year, d["subject"])
    return "ALREADY_EXISTS" if permitted in state.papers.one_semester else nothing_learned(state, *permitted)


def exemption_retold(state: State, act: Act, _e: Entry) -> None:
    """The exemption as corrected, or none."""
    d, held = act.data, state.papers.exemptions.setdefault(act.data["pupil"], [])
    held[:] = [one for one in held if one.pos != act.pos]
    if not act.void:
        held.append(Exemption(act.pos, d["class"], d["subject"], frozenset(d["semesters"]), d["part"]))


def one_semester_retold(state: State, act: Act, _e: Entry) -> None:
    """The permission stands, or does not."""
    klass = state.classes.get(act.data["class"])
    if klass is None:
        return
    permitted = (act.data["pupil"], klass.year, act.data["subject"])
    if act.void:
        state.papers.one_semester.discard(permitted)
    else:
        state.papers.one_semester.add(permitted)


TYPES: dict[str, Type] = {
    "ExemptionGranted": Type(
        stream="pupil/{pupil}",
        fields={
            "pupil": is_id,
            "class": is_id,
            "subject": is_id,
            "semesters": ascending(SEMESTER, 2),
            "part": one_of("whole", "practical"),
            "evidence": ascending(is_digest, 50),
            "decision": DECISION,
        },
        rules=(
            right,
            member_now,
            exempt_subject_taught,
            exemption_allowed,
            not_exempt_yet,
            exempts_nothing_of_record,
            exempt_terms_open,
        ),
        apply=grant,
        final=(member_now, exempt_subject_taught),
        touches=touching.permission,
        slip=Slip(
            ("subject", "semesters", "part", "decision"),
            void=True,
            again=True,
            fits=exemption_fits,
            retold=exemption_retold,
            touches=touching.permission_retold,
        ),
        asks_class=True,
    ),
    "ExemptionEnded": Type(
        stream="pupil/{pupil}",
        fields={"pupil": is_id, "exemption": is_natural, "reason": is_text, "decision": DECISION},
        rules=(right, exemption_stands, ends_nothing_of_record, ended_terms_open),
        apply=end_exemption,
        touches=touching.exemption_ended,
    ),
    "OneSemesterAllowed": Type(
        stream="pupil/{pupil}",
        fields={"pupil": is_id, "class": is_id, "subject": is_id, "decision": DECISION},
        rules=(
            right,
            member_now,
            both_semesters,
            one_semester_new,
            nothing_in_semester_1,
            second_not_recorded,
        ),
        apply=allow_one_semester,
        final=(member_now,),
        touches=touching.permission,
        slip=Slip(
            ("decision",),
            void=True,
            again=True,
            fits=one_semester_fits,
            retold=one_semester_retold,
            touches=touching.permission_retold,
        ),
        asks_class=True,
    ),
}
