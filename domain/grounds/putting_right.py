"""How acts that were withdrawn or rectified change the facts of a State (LAW 48-49).

Facts that are folded always are changed at once. A stream that is loaded on demand is forgotten: when it is
needed next it is read again, and what was put right is put right on the way.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from domain.state.facts import Exemption, Rectification, Said
from domain.state.membership import memberships
from domain.state.state import State
from domain.state.stays import MOVEMENTS, pupil_of
from domain.words.days import day_before, local_day
from domain.words.entry import Entry

Data = dict[str, Any]

WITHDRAWABLE = frozenset(
    ("Delegated", "SubstituteNamed", "WindowSet", "LateEntryPermitted", "RetestOpened", "CommitmentSigned")
)
RECTIFIABLE: dict[str, frozenset[str]] = {
    "LogCreated": frozenset(("name",)),
    "PersonRegistered": frozenset(("name",)),
    "Appointed": frozenset(),
    "ClassOpened": frozenset(("name",)),
    "YearOpened": frozenset(("semesters",)),
    "PupilEnrolled": frozenset(("born", "class", "from", "name", "register")),
    "PupilPlaced": frozenset(("cause", "decision", "from")),
    "PupilLeft": frozenset(("cause", "decision", "last", "school")),
    "TransferredIn": frozenset(("letter", "school")),
    "ResultBrought": frozenset(("document", "value")),
    "ExemptionGranted": frozenset(("decision", "part", "semesters", "subject")),
    "OneSemesterAllowed": frozenset(("decision",)),
    "PromotionDecided": frozenset(),
    "TitleAwarded": frozenset(),
    "SummerConductJudged": frozenset(),
    "RetestEntered": frozenset(),
    "TeacherRated": frozenset(),
}
"""Type -> the fields that a rectification may give another value (LAW 49)."""
NEVER_VOID = frozenset(("LogCreated", "PersonRegistered", "ClassOpened", "YearOpened", "PupilEnrolled"))
STANDS_AGAIN = frozenset(("ResultBrought", "ExemptionGranted", "OneSemesterAllowed"))
"""Types that their own act does not write anew over what is recorded: made void, they are put right again."""
KEPT = WITHDRAWABLE | RECTIFIABLE.keys()
"""Types whose entries a state remembers by position."""


def remember(state: State, entry: Entry) -> None:
    """Keep an act that may be put right, as it counts now."""
    said = Said(entry.pos, entry.stream, entry.type, entry.data)
    for pos, change in state.put_right.get(entry.pos, ()):
        said = amended(said, change, pos)
    state.said[entry.pos] = said


def corrected(state: State, entries: Iterable[Entry]) -> Iterator[tuple[Entry, bool]]:
    """The entries of a stream that is loaded now, with the data that count; and whether they are void."""
    for entry in entries:
        if entry.type not in KEPT:
            yield entry, False
            continue
        remember(state, entry)
        said = state.said[entry.pos]
        yield entry._replace(data=said.data), said.void


def amended(said: Said, change: Data | None, pos: int) -> Said:
    """The act after one more correction."""
    if change is None:
        return said._replace(void=True, changed=pos)
    data = {**said.data, **change}
    if said.type == "LogCreated":
        data = {**said.data, "head": {**said.data["head"], **change}}
    return said._replace(data=data, void=False, changed=pos)


def value_now(said: Said, field: str) -> Any:
    """What stands in a field that may be put right."""
    return said.data["head"][field] if said.type == "LogCreated" else said.data[field]


def class_of(state: State, said: Said) -> str | None:
    """The class that an act is about: its own, else the newest of its pupil, None where there is neither."""
    named = said.data.get("class")
    if named is not None:
        return str(named)
    pupil = state.pupils.get(said.data.get("pupil", ""))
    return pupil.klass if pupil else None


def propose_rectification(state: State, entry: Entry, data: Data) -> None:
    """It waits for a witness."""
    name, proposer = data["rectification"], entry.actor["person"]
    state.rectifications[name] = Rectification(
        name,
        entry.pos,
        data["of"],
        data["stream"],
        data["change"],
        proposer,
        entry.leaf,
        state.latest(entry.at),
    )


def witness_rectification(state: State, entry: Entry, data: Data) -> None:
    """It waits for a decision."""
    known = state.rectifications[data["rectification"]]
    state.rectifications[known.rectification] = known._replace(
        witness=entry.actor["person"], state="witnessed"
    )


def decide_rectification(state: State, entry: Entry, data: Data) -> None:
    """From here on the corrected act counts, if it was applied."""
    known = state.rectifications[data["rectification"]]
    state.rectifications[known.rectification] = known._replace(state=data["outcome"])
    if data["outcome"] == "applied":
        _put_right(state, known.of, known.stream, known.change, entry)


def withdraw(state: State, entry: Entry, data: Data) -> None:
    """From here on the act gives nothing any more."""
    _put_right(state, data["of"], data["stream"], None, entry)


def _put_right(state: State, of: int, stream: str, change: Data | None, entry: Entry) -> None:
    state.put_right.setdefault(of, []).append((entry.pos, change))
    if not state.is_governance(stream):
        state.forget(stream)
        return
    said = state.said[of] = amended(state.said[of], change, entry.pos)
    if said.type in MOVEMENTS:
        _refold(state, said)
    elif said.type in _CHANGE:
        _CHANGE[said.type](state, said, entry)


def _refold(state: State, said: Said) -> None:
    """The pupil whom all movements make, now that one of them reads otherwise."""
    name = said.data["pupil"]
    moves = [state.said[pos] for pos in state.moves[name]]
    before = {stay.klass for stay in memberships(state, name)}
    state.registers.discard(state.pupils[name].register)
    pupil = state.pupils[name] = pupil_of(moves)
    state.registers.add(pupil.register)
    after = {stay.klass for stay in memberships(state, name)}
    for klass in before - after:
        state.rosters[klass].remove(name)
    for klass in after - before:
        state.rosters[klass].append(name)
    state.leavings[name] = [
        (each.data["class"], each.data["last"], each.pos)
        for each in moves
        if each.type == "PupilLeft" and not each.void
    ]


def _rename(state: State, said: Said, _entry: Entry) -> None:
    named = said.data["head"] if said.type == "LogCreated" else said.data
    state.people[named["person"]].name = named["name"]


def _rename_class(state: State, said: Said, _entry: Entry) -> None:
    klass = said.data["class"]
    state.classes[klass] = state.classes[klass]._replace(name=said.data["name"])


def _move_semesters(state: State, said: Said, _entry: Entry) -> None:
    first, second = ((each["from"], each["to"]) for each in said.data["semesters"])
    year = said.data["year"]
    state.years[year] = state.years[year]._replace(semesters=(first, second))


def _letter(state: State, said: Said, _entry: Entry) -> None:
    """The newest letter that stands."""
    pupil = said.data["pupil"]
    letters = (each for each in state.said.values() if each.type == said.type and not each.void)
    newest = max((each.pos for each in letters if each.data["pupil"] == pupil), default=None)
    if newest is None:
        state.arrivals.pop(pupil, None)
    else:
        state.arrivals[pupil] = newest


def _brought(state: State, said: Said, _entry: Entry) -> None:
    data = said.data
    place = (data["year"], data["semester"], data["subject"])
    along = state.brought[data["pupil"]]
    if said.void:
        del along[place]
    else:
        along[place] = data["value"]


def _exemption(state: State, said: Said, _entry: Entry) -> None:
    data = said.data
    others = [each for each in state.exemptions[data["pupil"]] if each.pos != said.pos]
    if not said.void:
        semesters = tuple(data["semesters"])
        others.append(Exemption(said.pos, data["class"], data["subject"], semesters, data["part"]))
    state.exemptions[data["pupil"]] = others


def _one_semester(state: State, said: Said, _entry: Entry) -> None:
    permitted = (said.data["pupil"], said.data["class"], said.data["subject"])
    if said.void:
        state.one_semester.discard(permitted)
    else:
        state.one_semester.add(permitted)


def _delegation(state: State, said: Said, entry: Entry) -> None:
    over, person = _day_before_now(state, entry), state.people[said.data["person"]]
    person.delegations = [
        each._replace(end=min(each.end, over)) if each.pos == said.pos else each
        for each in person.delegations
    ]


def _appointment(state: State, said: Said, entry: Entry) -> None:
    over, person = _day_before_now(state, entry), state.people[said.data["person"]]
    person.appointments = [
        each._replace(ended=over, ended_at=entry.pos) if each.pos == said.pos else each
        for each in person.appointments
    ]


def _substitution(state: State, said: Said, entry: Entry) -> None:
    over, person = _day_before_now(state, entry), state.people[said.data["person"]]
    person.substitutions = [
        each._replace(ended=over, ended_at=entry.pos) if each.pos == said.pos else each
        for each in person.substitutions
    ]


def _day_before_now(state: State, entry: Entry) -> str:
    """The last day of a right that is withdrawn: it is over on the day of its withdrawal."""
    return day_before(state.latest_day(local_day(entry.at)))


def _window(state: State, said: Said, _entry: Entry) -> None:
    window = state.windows.pop(said.data["window"])
    state.withdrawn_windows.add(window.window)
    state.covering = {place: name for place, name in state.covering.items() if name != window.window}


def _retests(state: State, said: Said, _entry: Entry) -> None:
    year = state.years[said.data["year"]]
    left = tuple(each for each in year.retests if each[2] != said.pos)
    state.years[year.year] = year._replace(retests=left)


_CHANGE: dict[str, Callable[[State, Said, Entry], None]] = {
    "LogCreated": _rename,
    "PersonRegistered": _rename,
    "Appointed": _appointment,
    "ClassOpened": _rename_class,
    "YearOpened": _move_semesters,
    "TransferredIn": _letter,
    "ResultBrought": _brought,
    "ExemptionGranted": _exemption,
    "OneSemesterAllowed": _one_semester,
    "Delegated": _delegation,
    "SubstituteNamed": _substitution,
    "WindowSet": _window,
    "RetestOpened": _retests,
}
