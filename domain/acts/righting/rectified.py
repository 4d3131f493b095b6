"""Whether a corrected act may stand in the place of what was written (LAW 49): the rules of its kind."""

from collections.abc import Callable
from typing import Any

from domain.acts import topics
from domain.acts.pupils.exemptions import refuse_two_semesters
from domain.acts.righting.moves import refuse_movement
from domain.acts.righting.papers import newest_of, refuse_brought_again, refuse_exemption, value_fits
from domain.acts.unit.year import refuse_disorder
from domain.grounds.leaders import SUPERIOR, refuse_without_head
from domain.grounds.putting_right import NEVER_VOID, RECTIFIABLE, amended, value_now
from domain.grounds.situation import Situation, refuse_if_locked
from domain.state.facts import Said
from domain.state.membership import classes_of_year, memberships
from domain.state.state import State
from domain.words.days import covers
from domain.words.refusal import Refusal
from domain.words.streams import month_streams

Change = dict[str, Any] | None


DUTY = "S21"
_EVENTS = {row.event.name: row.event for row in topics.ROWS}


def refuse_unfit(act: Situation, said: Said, change: Change) -> None:
    """Raises what is wrong with the corrected act: fields, no change, then the rules of its type."""
    _refuse_fields(said, change)
    judge = _JUDGE.get(said.type)
    if judge is not None:
        judge(act, said, change)


def _refuse_fields(said: Said, change: Change) -> None:
    if change is None:
        if said.type in NEVER_VOID:
            raise Refusal("BAD_DATA", DUTY, of=said.pos, type=said.type, faults=[{"field": "change"}])
        return
    strange = sorted(change.keys() - RECTIFIABLE[said.type])
    if strange:
        raise Refusal("BAD_DATA", DUTY, of=said.pos, type=said.type, faults=[{"field": f} for f in strange])
    _EVENTS[said.type].read(amended(said, change, said.pos).data)
    if said.void:
        return
    if not change:
        raise Refusal("NO_CHANGE", DUTY, of=said.pos)
    for field, value in change.items():
        if value_now(said, field) == value:
            raise Refusal("NO_CHANGE", DUTY, of=said.pos, field=field)


def _movement(act: Situation, said: Said, change: Change) -> None:
    refuse_movement(act.state, said, change)


def _superior(act: Situation, said: Said, _change: Change) -> None:
    """A superior whom nobody can end: all other rights are ended by who gives them (LAW 6)."""
    if said.data["role"] != SUPERIOR:
        raise Refusal("UNKNOWN_ACT", DUTY, of=said.pos, type=said.type, role=said.data["role"])
    held = act.state.appointment(said.data["person"], said.pos)
    if held is None or held.ended is not None:
        raise Refusal("UNKNOWN_APPOINTMENT", "S26", person=said.data["person"], appointment=said.pos)
    refuse_without_head(act, said.pos)


def _semesters(act: Situation, said: Said, change: Change) -> None:
    """LAW 27; and every absence that holds a value stays on a day of a semester."""
    year, spans = said.data["year"], (change or {})["semesters"]
    days = [(span["from"], span["to"]) for span in spans]
    refuse_disorder(year, days)
    here = (klass for klass, known in act.state.classes.items() if known.year == year)
    for stream in (month for klass in here for month in month_streams(klass, year)):
        month = act.state.month(*stream.split("/")[1:])
        for pupil, date, _, _ in month.held():
            if not any(covers(date, *span) for span in days):
                raise Refusal("BAD_PERIOD", "S17", pupil=pupil, date=date, start=days[0][0], end=days[1][1])


def _letter(act: Situation, said: Said, change: Change) -> None:
    if change is None:
        refuse_resting(act.state, said, "ResultBrought")


def refuse_resting(state: State, said: Said, type_: str) -> None:
    """Raises IN_USE while an act of that type about the pupil, written later, stands."""
    standing = (e for e in state.said.values() if e.type == type_ and not e.void)
    later = (e for e in standing if max(e.pos, e.changed) > said.pos)
    resting = sorted(each.pos for each in later if each.data["pupil"] == said.data["pupil"])
    if resting:
        raise Refusal("IN_USE", DUTY, of=said.pos, resting=resting)


def _brought(act: Situation, said: Said, change: Change) -> None:
    """A value suits the pupil's newest class of that year; where there is none no value does, and it can only
    be void."""
    data = {**said.data, **(change or {})}
    klass = newest_of(act.state, memberships(act.state, data["pupil"]), data["year"])
    suits = value_fits(klass, data["semester"], data["subject"], data["value"])
    if change is not None and ("value" in change or said.void) and not suits:
        raise Refusal("BAD_VALUE", "S65", subject=data["subject"], value=data["value"])
    if said.void:
        refuse_brought_again(act.state, said)
    if klass is not None:
        refuse_if_locked(act.state, klass.klass, data["semester"], act.now)


def _exemption(act: Situation, said: Said, change: Change) -> None:
    held = act.state.exemptions.get(said.data["pupil"], ())
    if not said.void and not any(each.pos == said.pos and not each.ended for each in held):
        raise Refusal("UNKNOWN_EXEMPTION", "S72", exemption=said.pos, pupil=said.data["pupil"])
    data = {**said.data, **(change or {})}
    if change is not None and (said.void or change.keys() & {"subject", "semesters", "part"}):
        refuse_exemption(act.state, said.pos, data)
    for semester in sorted({*said.data["semesters"], *data["semesters"]}):
        refuse_if_locked(act.state, said.data["class"], semester, act.now)


def _one_semester(act: Situation, said: Said, _change: Change) -> None:
    if said.void:
        klass = act.state.classes[said.data["class"]]
        refuse_two_semesters(act.state, said.data["pupil"], klass, said.data["subject"])


def _decision(act: Situation, said: Said, _change: Change) -> None:
    data = said.data
    newest = act.state.board(data["class"]).decided.get((data["stage"], data["pupil"]))
    _refuse_older(said, newest.pos if newest else 0)
    if data["stage"] == 1:
        _before_stage_2(act.state, said)


def _summer(act: Situation, said: Said, _change: Change) -> None:
    _, newest = act.state.board(said.data["class"]).summer.get(said.data["pupil"], ("", 0))
    _refuse_older(said, newest)
    _before_stage_2(act.state, said)


def _retest(act: Situation, said: Said, _change: Change) -> None:
    cell = act.state.retest(said.data["class"], said.data["subject"]).cell(said.data["pupil"])
    _refuse_older(said, cell.pos)
    _before_stage_2(act.state, said)


def _refuse_older(said: Said, newest: int) -> None:
    if newest != said.pos:
        raise Refusal("STALE_BASE", DUTY, conflicts=[{"base": said.pos, "pos": newest}])


def _before_stage_2(state: State, said: Said) -> None:
    """A decision of stage 2 rests on it: that one is made void first."""
    pupil, klass = said.data["pupil"], said.data["class"]
    beside = classes_of_year(state, pupil, state.classes[klass].year)
    if any((2, pupil) in state.board(each).decided for each in {klass, *beside}):
        raise Refusal("IN_USE", "S60", of=said.pos, pupil=said.data["pupil"], stage=2)


_JUDGE: dict[str, Callable[[Situation, Said, Change], None]] = {
    "Appointed": _superior,
    "YearOpened": _semesters,
    "PupilEnrolled": _movement,
    "PupilPlaced": _movement,
    "PupilLeft": _movement,
    "TransferredIn": _letter,
    "ResultBrought": _brought,
    "ExemptionGranted": _exemption,
    "OneSemesterAllowed": _one_semester,
    "PromotionDecided": _decision,
    "SummerConductJudged": _summer,
    "RetestEntered": _retest,
}
