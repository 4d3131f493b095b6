"""The one way from an act to its events: rights first, then the rules of the act (spec/LAW.md)."""

from collections.abc import Callable
from typing import Any

from domain.acts import commands as c
from domain.acts.books import close, comparison, corrections, gradebook, progress, signing
from domain.acts.pupils import arrivals, attendance, exemptions, movements
from domain.acts.results import approval as year_results
from domain.acts.results import promotion, retests, titles
from domain.acts.righting import rectification, withdrawal
from domain.acts.unit import archives, oversight, people, reads, school, windows, year
from domain.grounds.rights import check
from domain.grounds.situation import Situation
from domain.state.state import State
from domain.words.days import local_day
from domain.words.entry import Actor, Draft, Refusal


def decide(state: State, command: c.Command, actor: Actor, now: str, cmd: str) -> list[Draft]:
    """The events of an act at the instant `now` under command id `cmd`; [] if nothing would change.

    Pure. Raises Refusal with a code of spec/LAW.md. Every stream in `state.needs(command)` must be loaded.
    """
    if (state.size == 0) != isinstance(command, c.CreateLog):
        raise Refusal("NOT_CREATED", "S52", size=state.size)  # LAW 3
    if now < state.at and not isinstance(command, c.ResetClock):
        raise Refusal("TIME_BACKWARDS", "", now=now, at=state.at)
    if not isinstance(command, c.CreateLog):
        check(state, actor, command, now)
    return _DECIDE[type(command)](Situation(state, actor, now, local_day(now), cmd), command)


_DECIDE: dict[type[c.Command], Callable[[Situation, Any], list[Draft]]] = {
    c.CreateLog: school.create_log,
    c.SetPolicy: school.set_policy,
    c.RotateKey: school.rotate_key,
    c.ResetClock: school.reset_clock,
    c.NoteRestore: school.note_restore,
    c.RegisterPerson: school.register_person,
    c.Appoint: school.appoint,
    c.EndAppointment: school.end_appointment,
    c.Delegate: school.delegate,
    c.OpenClass: school.open_class,
    c.EnrolPupils: school.enrol_pupils,
    c.SetWindow: windows.set_window,
    c.MoveWindow: windows.move_window,
    c.SaveMarks: gradebook.save_marks,
    c.PublishColumn: gradebook.publish_column,
    c.PermitLateEntry: gradebook.permit_late_entry,
    c.ProposeCorrection: corrections.propose,
    c.AmendCorrection: corrections.amend,
    c.PermitCorrection: corrections.permit,
    c.RefuseCorrection: corrections.refuse,
    c.WithdrawCorrection: corrections.withdraw,
    c.WitnessCorrection: corrections.witness,
    c.NoteLapse: corrections.note_lapse,
    c.ProposeClose: close.propose,
    c.RefuseClose: close.refuse,
    c.LockBook: close.lock,
    c.UnlockBook: close.unlock,
    c.PlanSnapshot: archives.plan,
    c.RecordSnapshot: archives.record,
    c.SpendSnapshot: archives.spend,
    c.DigestReads: reads.digest,
    **people.DECIDE,
    **year.DECIDE,
    **movements.DECIDE,
    **arrivals.DECIDE,
    **exemptions.DECIDE,
    **attendance.DECIDE,
    **comparison.DECIDE,
    **signing.DECIDE,
    **year_results.DECIDE,
    **promotion.DECIDE,
    **retests.DECIDE,
    **titles.DECIDE,
    **progress.DECIDE,
    **oversight.DECIDE,
    **rectification.DECIDE,
    **withdrawal.DECIDE,
}
