"""What a reader with paper and pencil makes of slips put right (LAW 48-49), for a `Model`.

Three different persons put right, and never only the dishonest among them; one withdraws what only gave a
possibility. What else counts than before, and may: `freed`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from domain.words.entry import Entry

if TYPE_CHECKING:
    from tests.domain.adversary.model import Model

STEPS = ("ActWithdrawn", "RectificationProposed", "RectificationWitnessed", "RectificationDecided")
MOVEMENTS = ("PupilEnrolled", "PupilPlaced", "PupilLeft")
TOUCHING = (*MOVEMENTS, "ResultBrought", "ExemptionGranted", "OneSemesterAllowed")
Key = tuple[Any, ...]


class Slip(NamedTuple):
    """What is said to be wrong, by whom, seen by whom."""

    of: int
    change: dict[str, Any] | None
    proposer: str
    witness: str = ""


def propose(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    m.slips[data["rectification"]] = Slip(data["of"], data["change"], entry.actor["person"])


def witness(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    name = data["rectification"]
    m.slips[name] = m.slips[name]._replace(witness=entry.actor["person"])


def decide(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    if data["outcome"] == "applied":
        if not by_three(m, entry):
            m.wronged.append(f"{data['rectification']} applied by fewer than three")
        slip = m.slips[data["rectification"]]
        _put_right(m, slip.of, slip.change)


def withdraw(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    """Of the acts that one hand may withdraw these say something that the model holds."""
    act = m.acts[data["of"]]
    m.void.add(act.pos)
    if act.type == "WindowSet":
        m.windows.pop(act.data["window"])
    elif act.type == "LateEntryPermitted":
        m.permissions.pop(act.pos)
    elif act.type == "RetestOpened":
        m.retest_windows.remove((act.data["year"], act.data["from"], act.data["to"]))


def by_three(m: Model, entry: Entry) -> bool:
    """Whether three different persons applied it, not all of them dishonest."""
    slip = m.slips[entry.data["rectification"]]
    persons = {slip.proposer, slip.witness, entry.actor["person"]}
    return len(persons) == 3 and not persons <= m.dishonest


def freed(m: Model, entry: Entry) -> set[Key]:
    """What an applied rectification may change that was of record: the fact that it is about, no other."""
    if entry.data["outcome"] != "applied" or not by_three(m, entry):
        return set()
    act = m.acts[m.slips[entry.data["rectification"]].of]
    pupil = act.data.get("pupil", "")
    years = {m.year(stay.klass) for stay in m.stays.get(pupil, [])}
    if act.type in TOUCHING:
        m.touched |= {(pupil, year) for year in years}
    if act.type in MOVEMENTS or act.type == "PromotionDecided":
        m.unbound.add(pupil)  # what a promotion binds is not asked again
    if act.type == "ExemptionGranted":
        subject = act.data["subject"]
        return {("exempt", pupil, year, subject, semester) for year in years for semester in (1, 2)}
    if act.type not in _KEYS:
        return set()
    kind, *fields = _KEYS[act.type].split()
    return {(kind, pupil, m.year(act.data["class"]), *(act.data[field] for field in fields))}


_KEYS = {
    "PromotionDecided": "decision stage",
    "TitleAwarded": "title semester",
    "RetestEntered": "retest subject",
    "SummerConductJudged": "summer",
}
"""Type -> kind of fact, and its fields after pupil and year."""


def _put_right(m: Model, of: int, change: dict[str, Any] | None) -> None:
    act = m.acts[of]
    if change is None:
        m.void.add(of)
    elif act.type != "LogCreated":
        act = m.acts[of] = act._replace(data={**act.data, **change})
    pupil = act.data.get("pupil", "")
    if act.type in MOVEMENTS:
        m.stays.pop(pupil)
        for one in list(m.acts.values()):
            if one.type in MOVEMENTS and one.data["pupil"] == pupil and one.pos not in m.void:
                m.told(one)
    elif act.type == "ResultBrought" and change is not None:
        m.told(act)
    elif change is None:
        _void(m, act, pupil)


def _void(m: Model, act: Entry, pupil: str) -> None:
    data = act.data
    if act.type == "ResultBrought":
        m.brought.pop((pupil, data["year"], data["semester"], data["subject"]))
    elif act.type == "ExemptionGranted":
        m.exemptions[act.pos]["ended"] = True
    elif act.type == "OneSemesterAllowed":
        m.one_semester.discard((pupil, m.year(data["class"]), data["subject"]))
    elif act.type == "PromotionDecided":
        m.decisions.pop((pupil, m.year(data["class"]), data["stage"]), None)
    elif act.type == "SummerConductJudged":
        m.summer.pop((pupil, m.year(data["class"])), None)
    elif act.type == "TitleAwarded":
        place = (pupil, m.year(data["class"]), data["semester"])
        left = m.titles.pop(place, set()) - {data["title"]}
        m.titles |= {place: left} if left else {}
    elif act.type == "RetestEntered":
        m.retests.pop((pupil, m.year(data["class"]), data["subject"]))
        if data["old"] is not None:
            m.told(m.acts[data["base"]])
