"""What a rectification changes in the views: names, classes and stays, told anew from the log (LAW 49)."""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.law import Fold
from domain.state.facts import OPEN_END
from domain.state.membership import stays_of
from domain.state.state import State
from domain.state.stays import MOVEMENTS
from domain.words.entry import Entry
from projections.tables.deeds import Deed
from projections.tables.place import Columns, Place


class PutRight:
    """Writes the rows of the pupils and classes that applied rectifications are about, one after the other.

    They are rare, so the facts are folded from the log, up to each of them.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._state = Fold(place.log.origin)

    def save(self, decided: Entry) -> None:
        """Takes in an applied rectification; those of a batch come in order."""
        state, place = self._state, self._place
        place.log.more_governance(state, state.size, decided.pos + 1)
        said = state.said.get(state.rectifications[decided.data["rectification"]].of)
        if said is not None and said.type in MOVEMENTS:
            _save_pupil(place, state, said.data["pupil"])
        elif said is not None and said.type == "ClassOpened":
            place.run(
                "UPDATE @views@.p_class SET name = %s WHERE school = %s AND class = %s",
                said.data["name"],
                place.school,
                said.data["class"],
            )


def _save_pupil(place: Place, state: State, name: str) -> None:
    pupil = state.pupils[name]
    place.run(
        "UPDATE @views@.p_pupil SET name = %s WHERE school = %s AND pupil = %s",
        pupil.name,
        place.school,
        name,
    )
    place.run("DELETE FROM @views@.p_member WHERE school = %s AND pupil = %s", place.school, name)
    stays = stays_of(pupil)
    ends = [*_ends(state, name, [stay.pos for stay in stays])]
    columns: Columns = {
        "pos": ("int4", [stay.pos for stay in stays]),
        "pupil": ("text", [name for _ in stays]),
        "class": ("text", [stay.klass for stay in stays]),
        "since": ("date", [stay.start for stay in stays]),
        "until": ("date", [stay.end if stay.end != OPEN_END else None for stay in stays]),
        "ended": ("int4", ends),
    }
    place.insert("p_member", columns)


def _ends(state: State, name: str, begun: Sequence[int]) -> Iterable[int | None]:
    """For each stay the movement that ended it: the next one that stands."""
    standing = [pos for pos in state.moves[name] if not state.said[pos].void]
    for pos in begun:
        yield next((each for each in standing if each > pos), None)


def as_they_count(deeds: Iterable[Deed], rights: Sequence[Deed]) -> list[Deed]:
    """Deeds as what was put right by `rights` makes them: right values in their places, no void one."""
    changes = _changes(rights)
    kept = []
    for deed in deeds:
        data, void = deed.data, False
        for change in changes.get(deed.pos, ()):
            void = change is None
            data = _amended(deed.type, data, change or {})
        if not void:
            kept.append(deed._replace(data=data, klass=data.get("class", deed.klass)))
    return kept


def _changes(rights: Sequence[Deed]) -> dict[int, list[dict[str, Any] | None]]:
    proposed: dict[str, Deed] = {}
    found: dict[int, list[dict[str, Any] | None]] = {}
    for deed in rights:
        if deed.type == "RectificationProposed":
            proposed[deed.data["rectification"]] = deed
        elif deed.type == "ActWithdrawn":
            found.setdefault(deed.data["of"], []).append(None)
        elif deed.data["outcome"] == "applied":
            known = proposed[deed.data["rectification"]].data
            found.setdefault(known["of"], []).append(known["change"])
    return found


def _amended(type_: str, data: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    if type_ == "LogCreated":
        return {**data, "head": {**data["head"], **change}}
    return {**data, **change}
